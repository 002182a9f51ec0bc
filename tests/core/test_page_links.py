from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_tui.core.page_links import page_links


def hrefs(text: str) -> list[str]:
    return [link.href for link in page_links(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](b.md)", ["b.md"]),
        ("[a](<b c.md>) [a]( b.md 'title' ) [a](b.md\n\"t\")", ["b c.md", "b.md", "b.md"]),
        ("[a](b_(c).md) [a](b\\_c.md) [a](b.md?x&amp;y)", ["b_(c).md", "b_c.md", "b.md?x&y"]),
        ("[`code`](b.md) [**bold** [x]](c.md)", ["b.md", "c.md"]),
        ("[over\ntwo lines](b.md)", ["b.md"]),
        ("![image](p.png)", ["p.png"]),
        ("[![badge](b.png)](page.md)", ["page.md", "b.png"]),
        ("[[Wiki]] and [[Wiki|text#h]] and ![[embed]]", ["[[Wiki]]", "[[Wiki|text#h]]", "[[embed]]"]),
        ("[text][ref] [ref][] [ref]\n\n[ref]: b.md 'T'\n", ["b.md", "b.md", "b.md"]),
        ("[Text][Re  F]\n\n[re f]: <b c.md>\n", ["b c.md"]),
        ("[other][gone]\n\n[ref]: b.md\n", []),
        ("[^note] text\n\n[^note]: b.md\n", []),
        ('<a class="x" href="b.md">text</a>', ["b.md"]),
        ("[a](https://x.org) [b](mailto:x@y.z) [c](//x.org) <https://x.org>", []),
        ("[a](#here) [b]()", ["#here"]),
        ("\\[a](b.md) `[a](b.md)` ``[a](`b.md)``", []),
        ("```\n[a](b.md)\n```\n[c](d.md)", ["d.md"]),
        ("~~~~ md\n[a](b.md)\n~~~\n[a](b.md)\n~~~~\n[c](d.md)", ["d.md"]),
        ("- item\n  ```\n  [a](b.md)\n  ```\n- [c](d.md)", ["d.md"]),
        ("> ```\n> [a](b.md)\n> ```\n> [c](d.md)", ["d.md"]),
        ("```\n[a](b.md)\n", []),
        ("text\n\n    [a](b.md)\n\n[c](d.md)", ["d.md"]),
        ("- item\n\n    [a](b.md)\n", ["b.md"]),
        ("<!-- [a](b.md) --> [c](d.md) <!-- [e](f.md)", ["d.md"]),
        ("not `closed [a](b.md)", ["b.md"]),
        ("---\ntitle: '[a](b.md)'\n---\n[c](d.md)", ["d.md"]),
        ("---\nrelated: [x.md, Some title]\n---\ntext", ["[[x.md]]", "[[Some title]]"]),
        ("no links at all", []),
        ("", []),
    ],
)
def test_links_of_every_kind_are_found_and_code_is_passed_over(text: str, expected: list[str]) -> None:
    assert hrefs(text) == expected
    assert hrefs(text.replace("\n", "\r\n")) == expected


def test_links_know_their_line_and_sentence() -> None:
    text = (
        "---\ntitle: T\nrelated:\n  - one.md\n---\n# H\n\nFirst sentence. "
        "The *second* one has [a **link**](b.md) in it! "
        "Third.\n"
        "\n- item with [[Page|words]] here\n- other item\n"
    )
    related, inline, wiki = page_links(text)
    assert (related.line, inline.line, wiki.line) == (4, 8, 10)
    assert inline.sentence() == "The second one has a link in it!"
    assert wiki.sentence() == "item with words here"
    assert related.sentence() == ""


def test_the_sentence_of_a_link_in_a_long_paragraph_is_cut_at_words() -> None:
    text = "word " * 400 + "[a](b.md) " + "more " * 400
    sentence = page_links(text)[0].sentence()
    assert len(sentence) < 600
    assert set(sentence.split()) == {"word", "a", "more"}


def test_sentences_hold_no_control_characters() -> None:
    assert "\x1b" not in page_links("x \x1b[2J [a](b.md)")[0].sentence()


@given(st.text(alphabet="[]()`!<>\\a \n#|:-~\t*&;", max_size=80))
def test_no_text_makes_the_search_raise(text: str) -> None:
    for link in page_links(text):
        assert 1 <= link.line <= text.count("\n") + 1
        link.sentence()


@pytest.mark.parametrize(
    "unit",
    ["[", "[a", "](", "[[", "![", "`", "``a", "[a](", "[a](b", "<!--", "<a href=", "[a]: ", "(", "\\[", "    x\n\n"],
)
def test_repeated_openings_are_read_in_bounded_time(unit: str) -> None:
    """A quadratic pattern would need minutes for this; the suite's own time limit is the judge."""
    assert len(page_links("[x]: y\n\n" + unit * (60_000 // len(unit)))) >= 0
