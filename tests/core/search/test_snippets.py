"""Marking words in a text, and the piece of a section that shows them best."""

from __future__ import annotations

import random

import pytest

from nexus_tui.core.search.cuts import mended
from nexus_tui.core.search.marking import marker, merged
from nexus_tui.core.search.query import parse
from nexus_tui.core.search.snippets import LONGEST, Piece, snippet


def marked(text: str, *words: str) -> list[str]:
    return [text[start:end] for start, end in merged(marker(words).spans(text), text)]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Cats and a cat", ("cat",), ["Cats", "cat"]),
        ("concatenate", ("cat",), []),
        ("running, ran, runs, runtime", ("run",), ["running", "ran", "runs"]),
        ("running, runtime", ("run*",), ["running", "runtime"]),
        ("queries and a querying query", ("query",), ["queries", "querying", "query"]),
        ("Uses of use", ("use",), ["Uses", "use"]),
        ("because", ("use",), []),
        ("select_related, selectRelated", ("select", "related"), ["select_related", "selectRelated"]),
        ("selectrelated or filenames", ("select", "related", "file", "name"), ["selectrelated", "filenames"]),
        ("select related, selectrelated", ("select_related",), ["select related", "selectrelated"]),
        ("N+1 and n + 1", ("N+1",), ["N+1"]),
        ("C++ but c", ("C++",), ["C++"]),
        (".env, not dotenv", (".env",), [".env"]),
        ("Café, CAFE, cafe", ("café",), ["Café", "CAFE", "cafe"]),
        ("Straße and STRASSE", ("strasse",), ["Straße", "STRASSE"]),
        ("全文检索引擎", ("检索",), ["检索"]),
        ("To be, or not to be", ('"to be or"',), ["To be, or"]),
        ("To bee or", ('"to be or"',), []),
        ("As Is as is", ("'As Is'",), ["As Is"]),
        ("ReadToString reads", ("read",), ["Read", "reads"]),
        ("use --no-verify here", ("--no-verify",), ["--no-verify"]),
        ("the -> sign", ("->",), ["->"]),
        ("Don't, dont, don’t; done", ("don't*",), ["Don't", "dont", "don’t"]),
        ("it's its itself", ("it's*",), ["it's", "its"]),
        ("written by who wrote", ("write",), ["written", "wrote"]),
        ("", ("x",), []),
        ("text", (), []),
        ("text", ("", '""', "''", "*"), []),
    ],
)
def test_a_text_is_marked_at(text: str, words: tuple[str, ...], expected: list[str]) -> None:
    assert marked(text, *words) == expected


def test_spans_say_which_word_they_are() -> None:
    assert [span.word for span in marker(("one", "two")).spans("two ones, two")] == [1, 0, 1]


SECTION = """## Fewer queries

Intro that says nothing about it, and goes on for a while so that it does not fit with what comes later in one piece.
More of the same, to be sure that the window has to move.

The **best** place: [`select_related`](https://example.org/long/address/that/is/no/text) saves `queries`, and so on.

| name | what |
|------|------|
| prefetch | other |
"""


def shown(words: tuple[str, ...], source: str = SECTION, width: int = 160) -> str:
    return snippet(source.encode(), 0, len(source.encode()), words, width).text


def test_a_snippet_is_where_most_words_are_together() -> None:
    text = shown(("select_related", "queries"))
    assert text.startswith("…")
    assert "The best place: select_related saves queries, and so on." in text


def test_its_words_are_marked() -> None:
    piece = snippet(SECTION, 0, len(SECTION), ("select", "related", "quer*"))
    assert [piece.text[start:end] for start, end in piece.spans] == ["select_related", "queries"]


def test_without_a_match_it_is_the_beginning_without_the_heading() -> None:
    assert shown(("nowhere",)).startswith("Intro that says nothing")
    assert shown(("fewer",)).startswith("Intro that says nothing")


def test_a_section_that_is_its_heading_shows_it() -> None:
    assert shown(("alone",), "## Alone\n") == "Alone"


@pytest.mark.parametrize("width", [20, 60, 160, 400])
def test_it_is_about_as_long_as_wanted(width: int) -> None:
    for words in (("queries",), ("prefetch",), ("nowhere",)):
        assert len(shown(words, width=width)) <= width + 2


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("- one\n- two\n", "one two"),
        ("> quoted\n> text\n", "quoted text"),
        ("```python\ncode()\n```\n", "code()"),
        ("| a | b |\n|---|---|\n| c | d |\n", "a · b · c · d"),
        ("a <b>bold</b> <!-- not --> word\n", "a bold word"),
        ("![alt](x.png) and [ref][1]\n\n[1]: http://x.org\n", "alt and ref"),
        ("{{#include ../a.rs}}\ntext\n", "text"),
        (
            "__b__\n\n```python\ndef __init__(*a, **b): c | d  # *e*\n```\n\n*f*\n",
            "b def __init__(*a, **b): c | d # *e* f",
        ),
        ("~~~~\n```\n*a*\n~~~\n*b*\n~~~~\n*c*\n", "``` *a* ~~~ *b* c"),
        ("> ```\n> *a*\n> ```\n> *b*\n", "*a* b"),
        ("a &lt;b&gt; \\*c\\*\n", "a <b> *c*"),
        ("`a * b * c` _d_ snake_case_name\n", "a * b * c d snake_case_name"),
        ("- [ ] to do\n- [x] done\n", "to do done"),
    ],
)
def test_markup_is_gone(source: str, text: str) -> None:
    assert shown((), source) == text


def test_code_is_as_it_is_also_where_the_window_begins_within_it() -> None:
    code = "".join(f"step_{number}(__name__, *args) or stop\n" for number in range(60))
    text = f"*Before.*\n\n```python\n{code}found(__init__, *args, **kwargs) | other\n{code}```\n\nAfter *it*.\n"
    for words in (("found",), ("found", "naïve")):
        assert "found(__init__, *args, **kwargs) | other" in shown(words, text)
    assert shown(("after",), text).endswith("After it.")


def test_control_characters_become_visible() -> None:
    text = shown(("evil",), "an \x1b[31mevil\x1b[0m\x9b1m \u202etext &#27;[1m\n")
    assert not any(ord(character) < 32 or character in "\x7f\x9b\u202e" for character in text)
    assert "evil" in text


def test_a_window_may_begin_within_a_link() -> None:
    filler = "word " * 80
    text = shown(("target",), f"{filler}[here](https://example.org/{'x' * 60}) target {filler}")
    assert "example" not in text and "xxx" not in text and "target" in text


def test_only_the_first_part_of_a_long_section_is_looked_at() -> None:
    source = "x " * LONGEST + "needle"
    assert "needle" not in shown(("needle",), source)


def test_offsets_beyond_the_file_give_what_is_there() -> None:
    assert snippet(b"text", 0, 99, ("text",)).text == "text"
    assert snippet(b"text", 50, 99, ("text",)).text == ""


def test_no_words_and_no_bytes_raise() -> None:
    generator = random.Random(3)
    pieces = [
        "[",
        "](",
        ")",
        "`",
        "```\n",
        "*",
        "_",
        "word",
        "select_related",
        " ",
        "\n",
        "|",
        "é",
        "\x00",
        "<b",
        ">",
        "&#1;",
    ]
    queries = ["word", '"word word', "select rel", "C++ .env", "'lit' 检索", "n+1 --x", "/a/ #b", "İ ß \ud800"]
    for _ in range(800):
        source = "".join(generator.choice(pieces) for _ in range(generator.randrange(40)))
        data = source.encode("utf-8", "surrogatepass")
        piece = snippet(data, 0, len(data), parse(generator.choice(queries)).words, 40)
        assert all(0 <= start < end <= len(piece.text) for start, end in piece.spans)
        assert "\n" not in piece.text


LINKED = "and so on " * 9 + "needle"


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        ("[the ", "](../key/page.md)", "]("),
        ("![the ", "](../key/page.png)", "]("),
        ("[the ", "][ref-x]", "]["),
        ("[[the-page|", "]]", "]]"),
        ("`the ", "`", "`"),
        ("**the ", "**", "*"),
        ("*the ", "*", "*"),
    ],
)
def test_a_window_that_begins_within_a_link_code_or_emphasis_shows_no_sign_of_it(
    before: str, after: str, gone: str
) -> None:
    filler = "word " * 80
    source = f"{filler}{before}{LINKED}{after} needle {filler}".encode()
    piece = snippet(source, 0, len(source), ("needle",))
    assert gone not in piece.text and "[" not in piece.text
    assert "needle needle word" in piece.text
    assert {piece.text[start:end] for start, end in piece.spans} == {"needle"}


@pytest.mark.parametrize(
    ("before", "after"),
    [("[", "](../key/page.md)"), ("![", "](x.png)"), ("[", "][ref-x]"), ("[[page|", "]]"), ("`", "`"), ("**", "**")],
)
def test_a_window_that_ends_within_a_link_code_or_emphasis_shows_no_sign_of_it(before: str, after: str) -> None:
    filler = "word " * 80
    source = f"{filler} needle and {before}the text {filler}{after} {filler}".encode()
    text = snippet(source, 0, len(source), ("needle",)).text
    assert "needle and the text word" in text
    assert not any(sign in text for sign in "[]()`*|")


def test_signs_in_whole_code_and_in_other_paragraphs_do_not_count() -> None:
    assert mended("a `b c` ", "needle `x[0]` and", " `d` e") == "needle `x[0]` and"
    assert mended("an ` odd one\n\nb ", "needle and", " c") == "needle and"
    assert mended("```sh\necho `x\n```\nb ", "needle `x` and", " c") == "needle `x` and"
    assert mended("a `` b `c` d ", "needle `e` `` and", "") == "``needle `e` `` and"


def test_a_piece_that_remembers_shows_what_a_new_one_shows() -> None:
    """Key presses in any order, with a window and marks that move and such that stay."""
    rng = random.Random(8)
    words = ("intro", "place", "plac", "query", "queries", "saves", "prefetch", "fewer", "select_related", "relate")
    data = (
        SECTION + "\n".join(rng.choice(words) + " and more" for _ in range(300)) + "\nPrefetch fewer places\n"
    ).encode()
    piece = Piece(data)
    moved = set()
    for _ in range(300):
        typed = tuple(rng.sample(words, rng.randint(1, 3)))
        typed = (*typed[:-1], typed[-1][: rng.randint(2, 9)] + "*")
        fresh = Piece(data).snippet(typed)
        assert piece.snippet(typed) == fresh == piece.snippet(typed), typed
        moved.add(fresh)
    assert len(moved) > 20
