"""Raw HTML as the reader shows it."""

from __future__ import annotations

import pytest

from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.markdown.layout import LayoutOptions
from tests.core.markdown.pages import whole_page


def shown(html: str, width: int = 40) -> list[str]:
    """The lines of a page."""
    return [line.text.rstrip() for line in whole_page(html, width)]


def looks(html: str) -> dict[str, str]:
    """Style of each stretch of text that has one."""
    return {p.text: p.style for line in whole_page(html, 80) for p in line.pieces if p.offset >= 0 and p.style}


@pytest.mark.parametrize(
    ("html", "text", "style"),
    [
        ("a <kbd>Ctrl</kbd>", "Ctrl", "kbd"),
        ("H<sub>q</sub>", "q", "sub"),
        ("H<sup>q</sup>", "q", "sup"),
        ("H<sub>2</sub>O", "₂", "sub"),
        ("1<sup>st</sup>", "ˢᵗ", "sup"),
        ("<b>b</b> c", "b", "strong"),
        ("a <i>b</i>", "b", "em"),
        ("a <u>b</u>", "b", "underline"),
        ("a <ins>b</ins>", "b", "underline"),
        ("a <s>b</s>", "b", "strike"),
        ("a <del>b</del>", "b", "strike"),
        ("a <mark>b</mark>", "b", "mark"),
        ("a <small>b</small>", "b", "small"),
        ("a <code>b</code>", "b", "code"),
        ('a <a href="x">b</a>', "b", "link"),
        ('a <abbr title="t">b</abbr>', "b", "abbr"),
        ("**a <em>b</em>**", "b", "strong em"),
        ("a <odd>b</odd>", "<odd>", "html"),
        ("a <odd>b</odd>", "</odd>", "html"),
    ],
)
def test_inline_tags_change_the_look_of_what_they_enclose(html: str, text: str, style: str) -> None:
    assert looks(html)[text] == style


def test_breaks_and_blocks_end_lines() -> None:
    assert shown("a<br>b<br/>c") == ["a", "b", "c"]
    assert shown("<p>a</p><p>b</p>") == ["a", "", "b"]
    assert shown("<h1>T</h1>\ntext") == ["T", "━" * 40, "", "text"]


def test_text_is_aligned() -> None:
    assert shown('<p align="center">mid</p>', 21) == ["         mid"]
    assert shown('<div align="right">end</div>', 20) == [" " * 17 + "end"]
    assert shown("<center>mid</center>", 21) == ["         mid"]
    assert shown('<h2 align="center">T</h2>', 9) == ["    T", "─" * 9]


def test_markdown_between_tags_is_aligned_as_they_say() -> None:
    page = (
        "<div align=center>\n\nmid\n\n<div>\n\n# T\n\n</div>\n\n- item\n\n<div align=right>\n\nend\n\n"
        "</div></div>\n\nleft\n"
    )
    assert [line for line in shown(page, 21) if line] == [
        *("         mid", "          T", "━" * 21, "• item", " " * 18 + "end", "left"),
    ]


def test_tags_that_are_never_closed_or_opened_do_no_harm() -> None:
    assert shown("</div>\n\na\n\n</center>\n\n" + "<div>\n\n" * 200 + "b\n\n" + "</div>\n\n" * 300 + "c\n") == [
        *("a", "", "b", "", "c"),
    ]


@pytest.mark.parametrize(
    "unseen", ['<a id="x"></a>', "%% hidden %%", "<a name=x></a> <a id='y'></a>", "<br>", "%%a%% %%b%%"]
)
def test_a_paragraph_that_shows_nothing_takes_no_line(unseen: str) -> None:
    assert shown(f"a\n\n{unseen}\n\nb\n") == ["a", "", "b"]


def test_an_anchor_below_all_text_leads_to_the_last_of_it() -> None:
    for end in ("<a id=x></a>\n", "<div id=x>\n"):
        model = DocumentModel.from_text(f"# T\n\ntext\n\n{end}")
        assert model.block_of_anchor("x") == 1
    assert DocumentModel.from_text("<div id=x>\n").block_of_anchor("x") == 0


def test_lists_are_tight_and_numbered() -> None:
    assert shown("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>") == ["• a", "• b", "  ◦ c"]
    assert shown('<ol start="3"><li>a</li><li>b</li></ol>') == ["3. a", "4. b"]
    assert shown("<p>t</p><ul><li>a</li></ul><p>u</p>") == ["t", "", "• a", "", "u"]
    assert shown("<dl><dt>t</dt><dd>m</dd><dt>u</dt><dd>n</dd></dl>") == ["t", "    m", "", "u", "    n"]


def test_items_have_the_numbers_they_ask_for_and_boxes_are_boxes() -> None:
    assert shown('<ol><li>a</li><li value="10">b</li><li>c</li><li value=x>d</li></ol>') == [
        *("1. a", "10. b", "11. c", "12. d"),
    ]
    assert shown('a <input type="checkbox" checked> b <input type=radio> c <input>') == ["a ☑ b ☐ c <input>"]


def test_a_table_is_a_table() -> None:
    assert shown("<table><tr><th>A</th></tr><tr><td>b</td></tr></table>") == [
        "┌───┐",
        "│ A │",
        "├───┤",
        "│ b │",
        "└───┘",
    ]


def test_a_table_within_a_cell_stays_in_its_cell() -> None:
    inner = "<table><tr><td>x</td><td>y</td></tr><tr><td>z</td></tr></table>"
    assert shown(f"<table><tr><td>a</td><td>{inner}</td><td>b</td></tr><tr><td>c</td></tr></table>", 60) == [
        "a",
        "x │ y",
        "z",
        "b",
        "─" * 60,
        "c",
    ]
    page = f"<table><tr><th>a</th><th>{inner}</th></tr><tr><td>c</td><td>d</td></tr></table>"
    lines = [line.text for line in whole_page(page, 60, LayoutOptions(wrap_cells=True))]
    assert lines == [
        "┌───┬───────┐",
        "│ a │ x │ y │",
        "│   │ z     │",
        "├───┼───────┤",
        "│ c │ d     │",
        "└───┴───────┘",
    ]


def test_cells_that_cover_several_columns_or_rows_leave_the_others_where_they_belong() -> None:
    head = "<tr><th>a</th><th>b</th><th>c</th></tr>"
    rows = "<tr><td colspan=2>x</td><td>y</td></tr><tr><td rowspan=2>r</td><td>1</td></tr><tr><td>2</td></tr>"
    assert shown(f"<table>{head}{rows}</table>")[3:-1] == ["│ x │   │ y │", "│ r │ 1 │   │", "│   │ 2 │   │"]


def test_blocks_in_a_cell_are_told_apart() -> None:
    cell = "<h3>H</h3><ul><li>a<ol><li>b</li></ol></li></ul><pre>\n{\n  c\n</pre>  d  e<dl><dt>T<dd>M</dl>"
    page = f"<table><tr><th>K</th><th>V</th></tr><tr><td>k</td><td>{cell}</td></tr></table>"
    found = shown(page)[3:]
    assert [line.strip().replace("\xa0", " ") for line in found] == [
        *("V: H", "• a", "1. b", "{", "c", "d e", "T", "M"),
    ]
    assert {"H": "table.cell strong", "• ": "table.cell list.bullet"}.items() <= looks(page).items()


def test_a_table_without_a_header_has_none() -> None:
    assert shown("<table><tr><td>A</td></tr><tr><td>b</td></tr></table>") == ["┌───┐", "│ A │", "│ b │", "└───┘"]


def test_rows_without_text_are_not_shown() -> None:
    assert shown("<table><tr><td>\n\n*text*\n\n</td></tr></table>") == ["text"]


def test_details_in_one_block_fold_apart() -> None:
    block = (
        "<details><summary>A</summary>a</details>\n<details class=x open><summary>B</summary>b\n"
        "<details><summary>C</summary>c</details>\nd</details>\ne"
    )
    assert [line for line in shown(block) if line] == ["▸ A", "▾ B", "b", "▸ C", "d", "e"]


def test_preformatted_text_keeps_its_blanks() -> None:
    assert [line.strip("│ ") for line in shown("<pre>a  b\n  c</pre>")[1:-1]] == ["a  b", "c"]


def test_details_fold_over_markdown_and_html() -> None:
    html = "<details>\n<summary>More</summary>\n\n- *hidden*\n\n<p>too</p>\n</details>\n\nafter\n"
    assert shown(html) == ["▸ More", "", "after"]
    model = DocumentModel.from_text(html, 40)
    model.folding.parts[0].closed = False
    model.refold()
    lines = [line.text for index in range(len(model.blocks)) for line in model.lines(index)]
    assert [line for line in lines if line] == ["▾ More", "• hidden", "too", "after"]


def test_open_details_show_their_contents() -> None:
    assert shown("<details open>\n<summary>More</summary>\nin\n</details>") == ["▾ More", "", "in"]


def test_comments_are_hidden_and_scripts_are_shown_as_source() -> None:
    assert shown("a <!-- no -->b") == ["a b"]
    assert shown("a <!-- no --> b <!-- x --> ` c` <!-- y --> <!-- z --> d <!-- -->") == ["a b  c d"]
    assert shown("<!-- no -->\n") == []
    assert "".join(shown("<script>\nrun();\n</script>", 80)).split() == ["<script>", "run();", "</script>"]


def test_pictures_show_their_description_or_name() -> None:
    assert shown('<img src="a/b.png"> <img src="c.png" alt="see">') == ["▨ b.png ▨ see"]


def test_anchors_of_html_can_be_gone_to() -> None:
    model = DocumentModel.from_text('# T\n\n<a name="one"></a>\n\ntext\n\n<p id="two">p</p>\n')
    two = model.block_of_anchor("two")
    assert two is not None and model.plain(two) == "p"
    assert model.block_of_anchor("one") is not None


def test_html_does_not_change_when_the_page_turns_out_to_define_abbreviations() -> None:
    page = "<p>see <b>HTML</b></p>\n\n<table><tr><td>*x*</td></tr></table>\n\n> *[HTML]: Markup\n"
    lines = [line.text for line in whole_page(page, 40, LayoutOptions())]
    assert lines[0] == "see HTML"
    assert "│ *x* │" in lines
