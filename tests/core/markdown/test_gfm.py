"""GitHub's extensions: tables, strikethrough, autolinks, task lists, raw HTML that is not executed."""

from __future__ import annotations

import pytest

from nexus_tui.core.markdown.block import Line
from nexus_tui.core.markdown.render import render
from tests.core.markdown.pages import whole_page
from tests.core.markdown.reference import missing_word, shown_text, words

CASES = (
    ("| a | b |\n| - | - |\n| c | d |\n", "<th>a</th> <th>b</th> <td>c</td> <td>d</td>"),
    ("| a | b |\n| :-: | --: |\n c | d\n", "a b c d"),
    ("| a |\n| - |\n| x \\| y |\n| `p \\| q` |\n| **s \\| t** |\n", "a x | y p | q s | t"),
    ("| a | b |\n| - | - |\n| c | d |\n> quote\n", "a b c d quote"),
    ("| a | b |\n| - | - |\n| c | d |\nrow\n\ntext\n", "a b c d row text"),
    ("| a | b |\n| - |\n| c |\n", "| a | b | | - | | c |"),
    ("| a | b |\n| - | - |\n| one |\n| p | q | cut |\n", "a b one p q"),
    ("text\n| a |\n| - |\n| b |\n", "text a b"),
    ("- | a |\n  | - |\n  | b |\n", "a b"),
    ("| a |\n| - |\n", "a"),
    ("~~gone~~ ~also~ text\n", "gone also text"),
    ("~~not\n\nacross~~ paragraphs\n", "~~not across~~ paragraphs"),
    ("a ~~~not~~~\n", "a ~~~not~~~"),
    ("www.example.com/path. (www.example.com/a_(b))\n", "www.example.com/path. (www.example.com/a_(b))"),
    ("www.example.com/a?q=x&copy; and <more\n", "www.example.com/a?q=x&copy; and &lt;more"),
    ("http://example.com **https://a.example/x** ftp://b.example\n", "http://example.com https://a.example/x ftp://b"),
    ("me+you@mail.example.com. no@ @no a.b-c_d@a.b_ a.b-c_d@a.b-\n", "me+you@mail.example.com. no@ @no a.b-c_d@a.b_"),
    ("mailto:me@a.example xmpp:me@a.example/x\n", "mailto:me@a.example xmpp:me@a.example/x"),
    ("- [ ] open\n- [x] done\n- [X] Done\n- [y] text\n- [ ]no box\n", "open done Done [y] text [ ]no box"),
    ("1. [ ] one\n   - [x] two\n", "one two"),
    ("<strong> <title> <style> <em>\n", "<b></b> &lt;title&gt; &lt;style&gt;"),
    ("<blockquote>\n  <xmp> shown. <XMP> too.\n</blockquote>\n", "&lt;xmp&gt; shown. &lt;XMP&gt; too."),
    ("<script>\nlet a = 1;\n</script>\n", "&lt;script&gt; let a = 1; &lt;/script&gt;"),
    ("Text[^1] and[^b].\n\n[^1]: First *note*.\n[^b]: Second.\n", "Text[1] and[2]. Footnotes First note. ↩ Second."),
)
WIDTHS = (20, 40, 80, 200)

TABLES = (
    (
        "| Not enough room | for both of these headings |\n| --- | --: |\n"
        "| a cell with words *enough* for two lines | another one of the kind |\n| | only the second |\n",
        "Not enough room for both of these headings a cell with words enough for two lines another one of the kind "
        "only the second",
    ),
    (
        "| a | b |\n|---|---|\n| https://a.example/long/path www.example.com | http://b.example/other |\n",
        "a b https://a.example/long/path www.example.com http://b.example/other",
    ),
    ("| a | b |\n|---|---|\n| one<br>two | three |\n", "a b one two three"),
    ("| a | b |\n|---|---|\n| 日本語の長い文章がここにあります | x |\n", "a b 日本語の長い文章がここにあります x"),
    ("<table><tr><td>one<p>two</td><td>three</td></tr></table>\n", "one two three"),
    (
        "| " + " | ".join(f"column {n}" for n in range(40)) + " |\n|" + "-|" * 40 + "\n| " + "x | " * 40 + "\n",
        " ".join(f"column {n}" for n in range(40)) + " x" * 40,
    ),
)


@pytest.mark.parametrize(("markdown", "html"), TABLES, ids=[markdown[:30] for markdown, _ in TABLES])
def test_words_of_cells_that_wrap_stay_in_order(markdown: str, html: str) -> None:
    for width in WIDTHS:
        text = shown_text(markdown, width)
        assert missing_word(words(html), text) is None, (width, text)


def test_a_table_that_would_wrap_is_written_cell_by_cell() -> None:
    page = "| Name | What it is called in the manual |\n|---|---|\n| `a b` | some *words* |\n| | x |\n| c | |\n"
    assert [line.text for line in whole_page(page, 20)] == [
        *("Name", "What it is called in", "the manual", "─" * 20, "Name: a b"),
        *("What it is called in", "the manual:", "  some words", "─" * 20),
        *("What it is called in", "the manual:", "  x", "─" * 20, "Name: c"),
    ]
    assert next(whole_page(page, 80)).text.startswith("┌")


def test_columns_have_the_room_that_their_text_needs() -> None:
    page = "| x | y |\n|---|---|\n| [[a\\|b]] | ![[picture.png\\|50]] and $\\alpha\\unknown$ |\n"
    lines = [line.text for line in render(page, 60)]
    assert lines[3] == "│ b │ ▨ picture.png and $\\alpha\\unknown$ │"


def test_names_of_columns_never_hold_what_a_terminal_obeys() -> None:
    page = "| a \x1b[2J b | c |\n|---|---|\n| some words that wrap | more of them |\n"
    assert not any("\x1b" in line.text or "\t" in line.text for line in whole_page(page, 20))


@pytest.mark.parametrize(("markdown", "html"), CASES, ids=[markdown[:30] for markdown, _ in CASES])
def test_the_words_of_an_extension_appear_in_order(markdown: str, html: str) -> None:
    for width in WIDTHS:
        text = shown_text(markdown, width)
        assert missing_word(words(html), text) is None, (width, text)


def targets(markdown: str) -> list[tuple[str, str]]:
    """Text and target of each link."""
    lines: list[Line] = list(whole_page(markdown, 200))
    return [(piece.text, piece.href) for line in lines for piece in line.pieces if piece.href]


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("see www.example.com.", [("www.example.com", "http://www.example.com")]),
        ("(https://a.example/b)", [("https://a.example/b", "https://a.example/b")]),
        ("https://a.example/b_c?d=e;", [("https://a.example/b_c?d=e", "https://a.example/b_c?d=e")]),
        ("a@b.example", [("a@b.example", "mailto:a@b.example")]),
        ("xhttps://a.example", []),
        ("`https://a.example`", []),
        ("[www.a.example](/b)", [("www.a.example", "/b")]),
        ("https:// www. @", []),
        ("~~https://a.example~~", [("https://a.example", "https://a.example")]),
    ],
)
def test_addresses_in_text_are_links(markdown: str, found: list[tuple[str, str]]) -> None:
    assert targets(markdown) == found


def test_boxes_show_whether_a_task_is_done() -> None:
    lines = [line.text for line in whole_page("- [ ] open\n- [x] done\n", 40)]
    assert lines == ["☐ open", "☑ done"]


def test_columns_are_aligned_as_the_table_says() -> None:
    lines = [line.text for line in whole_page("| left | mid | right |\n|:--|:-:|--:|\n| a | b | c |\n", 40)]
    assert lines[3] == "│ a    │  b  │     c │"


@pytest.mark.parametrize(
    ("markdown", "dimmed"),
    [
        ("[a](u){ .md-button }", ["{ .md-button }"]),
        ('**b**{: #x key="a b" } and text\n{: .c }', ['{: #x key="a b" }', "{: .c }"]),
        ("text {.no} x{.y} {{ z }} `{.a}` {: not } {}", []),
        ("![i](u){width=300} :tag:{ title='T' }", ["{width=300}", "{ title='T' }"]),
    ],
)
def test_attributes_of_other_dialects_are_dimmed_not_dropped(markdown: str, dimmed: list[str]) -> None:
    pieces = [piece for line in whole_page(markdown, 80) for piece in line.pieces]
    assert [piece.text for piece in pieces if piece.style == "html"] == dimmed
    assert shown_text(markdown, 80).count("{") == markdown.count("{")


def test_the_size_of_a_picture_is_no_part_of_its_description() -> None:
    assert shown_text("![A pic|100x20](u) ![b | 50](v) ![c|d](w)", 80) == "▨Apic▨b▨c|d"


@pytest.mark.parametrize("label", ["npm", "日本"])
def test_the_mark_of_a_picture_stays_with_its_description(label: str) -> None:
    lines = [line.text for line in whole_page(f"![{label}](a) " * 3, 7)]
    assert lines == [f"▨ {label}"] * 3
