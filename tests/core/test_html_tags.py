"""Raw HTML in Markdown."""

from __future__ import annotations

import pytest

from nexus_tui.core.markdown.html_parts import html_parts
from nexus_tui.core.markdown.html_tags import inline_tag, tokens


def kinds(source: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text if token.kind in ("text", "source") else token.name) for token in tokens(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", []),
        ("a &amp; b &lt;", [("text", "a & b <")]),
        ("<b>x</B>", [("open", "b"), ("text", "x"), ("close", "b")]),
        (
            "a<br>b<br/>c</br>",
            [("text", "a"), ("void", "br"), ("text", "b"), ("void", "br"), ("text", "c"), ("void", "br")],
        ),
        ("x<!-- hidden <b> -->y", [("text", "x"), ("text", "y")]),
        ("x<!-- open", [("text", "x"), ("source", "<!-- open")]),
        ("<!-->x", [("text", "x")]),
        ("<foo bar=1>x</foo>", [("source", "<foo bar=1>"), ("text", "x"), ("source", "</foo>")]),
        ("<script>a < '<b>'</script>y", [("source", "<script>a < '<b>'</script>"), ("text", "y")]),
        ("<style>p{}", [("source", "<style>"), ("text", "p{}")]),
        (
            "<!DOCTYPE html><?php x ?><![CDATA[<b>]]>",
            [("source", "<!DOCTYPE html>"), ("source", "<?php x ?>"), ("source", "<![CDATA[<b>]]>")],
        ),
        ("1 < 2 <3 <b", [("text", "1 < 2 <3 <b")]),
        ("<a href='x", [("text", "<a href='x")]),
        ("<\x00b>", [("text", "<\x00b>")]),
    ],
)
def test_html_is_taken_apart_without_losing_text(source: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(source) == expected


def test_attributes_are_read_in_all_ways_of_writing_them() -> None:
    (token,) = tokens('<IMG src="a.png?x=1&amp;y" ALT=\'two words\'\n width=10 hidden src="b">')
    assert token.attributes == {"src": "a.png?x=1&y", "alt": "two words", "width": "10", "hidden": ""}


def test_a_single_tag_is_recognised_as_markdown_hands_it_over() -> None:
    opened, closed = inline_tag("<kbd>"), inline_tag("</kbd>")
    assert opened is not None
    assert closed is not None
    assert (opened.kind, opened.name, closed.kind, closed.name) == ("open", "kbd", "close", "kbd")
    unknown = inline_tag("<x-y>")
    assert unknown is not None
    assert (unknown.kind, unknown.text) == ("source", "<x-y>")
    assert inline_tag("<!-- comment -->") is None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>a\n  b</p>text", [("paragraph", "a b"), ("paragraph", "text")]),
        ("<h2>T</h2>", [("heading", "T")]),
        ("<hr><hr/>", [("rule", ""), ("rule", "")]),
        ("a<br>\n b <br/> c", [("paragraph", "a\nb\nc")]),
        ("<pre>\n a\n  b\n</pre>", [("code", " a\n  b")]),
        ("<details><summary>S</summary>body</details>", [("summary", "S"), ("paragraph", "body"), ("end", "")]),
        ("</details>", [("end", "")]),
        ("<div align='center'>", [("open", "div")]),
        ("</div><p>x</div>", [("close", "div"), ("paragraph", "x"), ("close", "div")]),
        ("<!-- c -->", []),
        ("<dl><dt>T<dd>D</dl>", [("term", "T"), ("paragraph", "D")]),
        ("<table><tr><th>A<td>B</table>", [("row", "A\tB")]),
        ("<table><tr><td>a</td></tr></table><table><td>b</table>", [("row", "a"), ("row", "b")]),
        ("<table><caption>C</caption><tr><td><p>x</p><p>y</p></td></tr></table>", [("caption", "C"), ("row", "x\ny")]),
        ("<td>stray", [("row", "stray")]),
        ("<q>hi</q>", [("paragraph", "“hi”")]),
        ('<input type="checkbox" checked> done', [("paragraph", "☑ done")]),
        ("<h1>open<p>next", [("heading", "open"), ("paragraph", "next")]),
        ("<script>x</script>", [("paragraph", "<script>x</script>")]),
        ('<a id="here"></a>', [("anchor", "")]),
        ("\x1b[2J<b>\x07</b>", [("paragraph", "␛[2J␇")]),
    ],
)
def test_a_block_becomes_parts_of_a_page(source: str, expected: list[tuple[str, str]]) -> None:
    assert [(part.kind, part.text) for part in html_parts(source)] == expected


def test_inline_tags_become_runs() -> None:
    (part,) = html_parts('A <b>bold <i>both</i></b> <kbd>K</kbd><a href="u?a&amp;b">l<sub>2</sub></a> <foo>')
    assert [(part.text[run.start : run.end], run.style, run.href) for run in part.runs] == [
        ("bold ", "strong", ""),
        ("both", "strong em", ""),
        ("K", "kbd", ""),
        ("l", "link", "u?a&b"),
        ("2", "link sub", "u?a&b"),
        ("<foo>", "html", ""),
    ]


def test_the_head_of_a_readme_is_centred_with_its_images_and_links() -> None:
    logo = '<a href="https://x"><img src="img/logo.png" alt="Logo"></a>'
    source = f'<p align="center">\n  {logo}\n  <br>\n  <img src=b.svg>\n</p>'
    (part,) = html_parts(source)
    assert part.text == "▨ Logo\n▨ b.svg"
    assert part.align == "center"
    assert [tuple(run) for run in part.runs] == [(0, 6, "link image", "https://x"), (7, 14, "image", "b.svg")]
    assert part.line == 1


def test_lists_have_markers_and_know_their_depth() -> None:
    parts = html_parts("<ol start=3><li><p>a</p><p>b</p><li>c<ul><li>d</ul><li>e</ol>f")
    assert [(part.text, part.marker, part.containers) for part in parts] == [
        ("a", "3.", ("item",)),
        ("b", "", ("item",)),
        ("c", "4.", ("item",)),
        ("d", "•", ("item", "item")),
        ("e", "5.", ("item",)),
        ("f", "", ()),
    ]


def test_quotes_nest() -> None:
    parts = html_parts("<blockquote>q<blockquote>r</blockquote>s</blockquote>t")
    assert [(part.text, len(part.containers)) for part in parts] == [("q", 1), ("r", 2), ("s", 1), ("t", 0)]


def test_cells_keep_alignment_headers_spans_and_runs() -> None:
    head, row = html_parts("<table><tr><th align=right>A<th>B</tr><tr><td colspan=2><b>x</b> y</td></tr></table>")
    assert [(cell.text, cell.align, cell.header, cell.span) for cell in head.cells] == [
        ("A", "right", True, 1),
        ("B", "", True, 1),
    ]
    assert [(cell.text, cell.span, [tuple(run) for run in cell.runs]) for cell in row.cells] == [
        ("x y", 2, [(0, 1, "strong", "")]),
        ("", 1, []),
    ]
    assert head.level == row.level == 1


def test_code_tells_its_language_and_has_its_blanks() -> None:
    (part,) = html_parts('<pre><code class="language-py">def f():\n    pass\n</code></pre>')
    assert (part.kind, part.language, part.text, part.runs) == ("code", "py", "def f():\n    pass", ())


def test_places_that_links_lead_to_are_noted() -> None:
    parts = html_parts('<h2 id="one">A</h2><p><a name="two"></a>b</p>')
    assert [part.anchors for part in parts] == [("one",), ("two",)]


def test_unclosed_paragraphs_do_not_pile_up() -> None:
    parts = html_parts("<p align=center>a" + "<p>b" * 200 + "<table><tr><td>c</table>")
    assert (parts[0].align, parts[1].align, parts[-1].kind) == ("center", "", "row")


def test_endless_nesting_is_put_up_with() -> None:
    (part,) = html_parts("<b>" * 5000 + "<blockquote>" * 5000 + "<ul><li>" * 5000 + "x")
    assert part.text == "x"
    assert len(part.containers) < 100
    assert part.runs[0].style == "strong"


@pytest.mark.parametrize("start", ["<!--", "<?", "<![CDATA[", "<!A", "<script>", "<a href='", "<a "])
def test_ends_that_never_come_are_looked_for_once(start: str) -> None:
    source = start * 20_000
    assert "".join(part.text for part in html_parts(source)).count(start[1:-1]) >= 19_999
