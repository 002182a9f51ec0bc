"""Code blocks: labels, marked lines, differences, line numbers, scrolling sideways."""

from __future__ import annotations

import pytest

from nexus_tui.core.markdown.block import Line
from nexus_tui.core.markdown.layout import LayoutOptions
from nexus_tui.core.markdown.layout_code import coloured_lines
from tests.core.markdown.pages import whole_page


def lines_of(info: str, code: str, width: int = 40, options: LayoutOptions | None = None) -> list[Line]:
    """The lines of one fence."""
    return list(whole_page(f"```{info}\n{code}\n```\n", width, options))


@pytest.mark.parametrize(
    ("info", "label"),
    [
        ("python", "python"),
        ("Python", "python"),
        ('py title="app.py"', "app.py"),
        ("js:src/a.js", "src/a.js"),
        ("text output", "output"),
        ("json output", "output"),
        ('text output title="log"', "log"),
        ("{.ruby .numberLines}", "ruby"),
        ("", ""),
    ],
)
def test_the_box_is_named_after_the_title_or_the_language_or_output(info: str, label: str) -> None:
    top = lines_of(info, "x")[0].text
    assert top.strip("╭─╮ ") == label


def test_lines_named_in_the_info_string_are_marked_however_often_they_wrap() -> None:
    lines = lines_of('text hl_lines="2"', "one\n" + "two " * 20 + "\nthree", 34)
    marked = ["code.marked" in " ".join(piece.style for piece in line.pieces) for line in lines]
    assert marked == [False, False, True, True, True, False, False]


def test_lines_of_a_difference_are_told_apart_without_lexing() -> None:
    lines = lines_of("diff", "--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n same")
    looks = [next((p.style.split()[-1] for p in line.pieces if p.offset >= 0), "") for line in lines[1:-1]]
    assert looks == ["code.block"] * 3 + ["code.removed", "code.added", "code.block"]


def test_line_numbers_stand_beside_the_code_and_not_in_its_text() -> None:
    lines = lines_of("text", "a\n\nb", 40, LayoutOptions(line_numbers=True))
    assert [line.text[:6] for line in lines[1:-1]] == ["│ 1 a ", "│ 2   ", "│ 3 b "]
    assert [line.start for line in lines[1:-1]] == [0, 2, 3]


def test_numbering_starts_where_the_info_string_says() -> None:
    assert [line.text[:7] for line in lines_of('text linenums="9"', "a\nb")[1:-1]] == ["│  9 a ", "│ 10 b "]


def test_long_lines_are_cut_and_scrolled_where_they_do_not_wrap() -> None:
    code = "0123456789" * 10
    cut = lines_of("text", code, 34, LayoutOptions(code_wrap=False))
    assert cut[1].text == f"│ {code[:30]} ›"
    moved = lines_of("text", code, 34, LayoutOptions(code_wrap=False, shift=20))
    assert moved[1].text == f"‹ {code[20:50]} ›"


def test_tabs_in_code_are_blanks() -> None:
    assert [line.text.rstrip("│ ") for line in lines_of("go", "\tx\n  \ty")[1:-1]] == ["│     x", "│     y"]


def test_wrapped_code_loses_nothing() -> None:
    code = "  def f(): return 'ein längerer Text 中文 mit   Lücken'   # end"
    for width in (9, 20, 33, 50):
        pieces = [p.text for line in lines_of("python", code, width) for p in line.pieces if p.offset >= 0]
        assert "".join(pieces) == code


def test_the_last_line_of_a_difference_is_coloured_like_the_others() -> None:
    runs = coloured_lines(["-old", "+new"], "diff")
    assert [[run.style for run in line] for line in runs] == [["tok.deleted"], ["tok.inserted"]]
