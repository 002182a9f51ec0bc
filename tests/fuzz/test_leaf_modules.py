"""Whatever text or bytes come in, the small modules raise nothing and keep their bounds."""

from __future__ import annotations

import io
import unicodedata

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from nexus_tui.core.images import image_facts, load_thumbnail
from nexus_tui.core.markdown.callouts import parse_admonition, parse_callout
from nexus_tui.core.markdown.emoji import pieces, replace_codes
from nexus_tui.core.markdown.highlight import STYLES, highlight, language_name, parse_info
from nexus_tui.core.markdown.html_parts import html_parts
from nexus_tui.core.markdown.html_tags import decode, inline_tag, tokens
from nexus_tui.core.markdown.mathtext import to_unicode
from nexus_tui.core.markdown.mermaid import diagram_kind, draw
from nexus_tui.core.markdown.tables import column_widths
from nexus_tui.core.markdown.width import cell_len, clip, expand_tabs, graphemes, index_at, longest_word, wrap
from nexus_tui.core.sanitize import sanitize, sanitize_line, sanitize_same_length
from nexus_tui.core.slugs import Slugger, anchor_key, same_anchor, slugify

anything = st.text(st.characters(exclude_categories=()), max_size=80)
"""Text of any code points, surrogates and controls among them."""

spoofing = st.text(
    st.sampled_from("ab\x1b\x9b\x00\n\t\r\u202e\u2066\u00ad\u200d\ufe0f\U000e0061\U000e007f\U0001f3f4\ud800\ufdd0❤🇩"),
    max_size=40,
)

MATH = r"""
\frac \sqrt \sqrt[ ] { } ^ _ ' & \\ \left \right ( ) \{ . | \begin{matrix} \end{matrix} \begin{cases} \end{cases} \text{
\mathbb \hat \overline \sum \int \alpha \not \in x 1 + - = , \over \choose \substack{ \tag{ \operatorname \xrightarrow[
\pmod \, \quad $ % # ~ \unknown \label{ \limits 中
"""
math = st.lists(st.sampled_from(MATH.split()), max_size=30).map(" ".join)

HTML = """
<b> </b>
<p> </p> <ul> <ol> <li> </li> </ul> </ol> <table> <tr> <td> </td> </table> <pre> <code> </pre> <a> </a> <br> <hr>
<h2> </h2>
<details> <summary> </details> <blockquote> </blockquote> <!-- --> <script> </script> <foo> <dl> <dt> <dd> </dl>
<q> </q> text &amp; < > & <input> <center> </center> <picture> <wbr>
"""
TAGS = [*HTML.split(), " ", "\n", "\x1b", "<ol start=3>", "<th align=right>", "<a href='x'>", "<img src=y>", "<p id=z>"]
html = st.lists(st.sampled_from(TAGS), max_size=30).map("".join)

LANGUAGES = """
python console diff html json yaml rust dockerfile http graphql sql jinja js tsx css toml ini make
"""
HEADS = [
    b"",
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    b"\xff\xd8\xff",
    b"GIF89a",
    b"RIFF....WEBPVP8 ",
    b"RIFF....WEBPVP8L",
    b"<svg ",
]
GRAPH = '[x ] subgraph end | { } %% 中 ; A --> "'


@given(anything | spoofing)
def test_sanitizing_leaves_no_control_and_is_stable(text: str) -> None:
    for clean in (sanitize(text), sanitize_same_length(text)):
        assert all(c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs") for c in clean)
        assert sanitize(clean) == clean
    assert len(sanitize_same_length(text)) == len(text)
    assert not set(sanitize_line(text)) & set("\n\t\r")
    assert sanitize_line(sanitize_line(text)) == sanitize_line(text)


@given(st.lists(anything, max_size=10))
def test_anchors_are_unique_and_stable(titles: list[str]) -> None:
    slugger = Slugger()
    anchors = [slugger.slug(title) for title in titles]
    assert len(set(anchors)) == len(anchors)
    assert all(anchors)
    for title in titles:
        assert not set(slugify(title)) & set(" #%\n")
        assert same_anchor(title, title)
        assert anchor_key(anchor_key(slugify(title))) == anchor_key(slugify(title))


@example("\u200d\n0", 0)
@given(anything | spoofing, st.integers(-2, 40))
def test_lines_keep_to_the_width_and_lose_no_letter(text: str, width: int) -> None:
    found = wrap(text, width)
    shown = "".join(text[start:end] for start, end in found)
    assert [c for c in shown if c.isalnum()] == [c for c in text if c.isalnum()]
    for start, end in found:
        line = text[start:end]
        assert cell_len(line) <= max(1, width) or sum(bool(cells) for *_, cells in graphemes(line)) == 1
    assert longest_word(text) <= sum(cell_len(line) for line in text.split("\n"))
    assert cell_len(clip(text, width)) <= max(0, width) or cell_len(text) <= width
    assert 0 <= index_at(text, width) <= len(text)
    assert "\t" not in expand_tabs(text, 4)


@given(st.lists(st.integers(0, 10**6), max_size=40), st.integers(-10, 10**5))
def test_column_widths_keep_to_the_room_or_say_so(natural: list[int], room: int) -> None:
    shared = column_widths(natural, natural, room)
    assert len(shared.widths) == len(natural)
    assert all(width >= 1 for width in shared.widths)
    assert not shared.fits or sum(shared.widths) <= max(room, 0)


@given(anything, st.sampled_from(LANGUAGES.split()) | anything)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_code_in_any_language_has_spans_in_order(code: str, language: str) -> None:
    at = 0
    for start, end, style in highlight(code, language):
        assert at <= start < end <= len(code)
        assert style in STYLES
        at = end
    assert isinstance(language_name(language), str)


@given(anything)
@example('a="' * 50)
@example("{" * 50)
def test_any_info_string_is_read(info: str) -> None:
    parsed = parse_info(info)
    assert all(0 < first <= last for first, last in parsed.highlighted)
    assert not parsed.marks(0)
    assert parsed.language == parsed.language.lower()


@given(math | anything)
@settings(deadline=None)
def test_a_formula_is_text_or_nothing(latex: str) -> None:
    display, inline = to_unicode(latex), to_unicode(latex, inline=True)
    assert display is None or display.strip()
    assert inline is None or (inline.strip() == inline and inline)
    assert (display is None) == (inline is None)


@given(anything | st.lists(st.sampled_from([":tada:", ":", "+1", "a", " ", ":x:"]), max_size=20).map("".join))
def test_short_codes_account_for_all_of_the_source(text: str) -> None:
    assert "".join(written for _, written in pieces(text)) == text
    assert replace_codes(replace_codes(text)).count("🎉") >= replace_codes(text).count("🎉")


@given(anything, st.sampled_from(["[!", "!!! ", "??? ", "???+ ", ""]))
def test_any_line_opens_a_callout_or_none(rest: str, start: str) -> None:
    for head in (parse_callout(start + rest), parse_admonition(start + rest)):
        assert head is None or (head.callout.symbol and head.fold in ("", "+", "-"))


@given(html | anything)
@settings(deadline=None)
def test_html_is_covered_by_its_pieces_and_loses_no_word(source: str) -> None:
    at = 0
    for token in tokens(source):
        between = source[at : token.start]
        assert between == "" or between.startswith("<!--")
        assert token.start < token.end
        at = token.end
    shown = "".join(part.text for part in html_parts(source))
    hidden = sanitize_same_length("".join(token.text for token in tokens(source) if token.kind == "text"))
    assert shown.count("text") >= hidden.count("text")
    for part in html_parts(source):
        assert "\x1b" not in part.text
        assert all(0 <= run.start < run.end <= len(part.text) for run in part.runs)
        assert all(0 <= run.start < run.end <= len(cell.text) for cell in part.cells for run in cell.runs)
    assert isinstance(decode(source), str)
    inline_tag(source)


@given(st.binary(max_size=100), st.sampled_from(HEADS))
def test_any_bytes_are_an_image_with_a_size_or_none(data: bytes, start: bytes) -> None:
    facts = image_facts(start + data)
    assert facts is None or (facts.width >= 0 and facts.height >= 0)


def damaged(kind: str) -> st.SearchStrategy[bytes]:
    stream = io.BytesIO()
    Image.new("RGB", (30, 20), (10, 200, 30)).save(stream, kind)
    data = stream.getvalue()
    return st.tuples(st.integers(0, len(data) - 1), st.binary(min_size=1, max_size=8)).map(
        lambda change: data[: change[0]] + change[1] + data[change[0] + len(change[1]) :]
    )


@given(damaged("PNG") | damaged("JPEG") | damaged("GIF") | damaged("WEBP"))
@settings(deadline=None, max_examples=12)
def test_a_damaged_image_is_small_or_none(data: bytes) -> None:
    image = load_thumbnail(data, 16, 16)
    assert image is None or (image.width <= 16 and image.height <= 16)


@given(st.lists(st.sampled_from([*GRAPH.split(), "\n"]), max_size=20))
@settings(deadline=None, max_examples=12)
def test_a_damaged_diagram_is_lines_or_nothing(words: list[str]) -> None:
    source = "graph LR\n" + " ".join(words)
    assert diagram_kind(source) == "graph"
    lines = draw(source, 60)
    assert lines is None or (lines and all("\n" not in line and line == line.rstrip() for line in lines))
