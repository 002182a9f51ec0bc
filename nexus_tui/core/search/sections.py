"""A page's bytes to the texts that are indexed: one piece for each heading section."""

from __future__ import annotations

import re
from typing import NamedTuple

from nexus_tui.core import frontmatter
from nexus_tui.core.search.blockscan import Fence, Scan, scan
from nexus_tui.core.search.markup import heading_text, strip_markup
from nexus_tui.core.slugs import Slugger

LONGEST = 65_536
"""Bytes; a longer section is cut at blank lines, each piece with the anchor of its heading."""

_TEXT = re.compile(rb"[^ \t\n\r\x0b\f]")
"""What ``strip`` leaves."""
_SIGNS = re.compile(rb"`[!-/:-@\[-^{-~]{1,3}`")
_LANGUAGE = re.compile(r"[\w+#.\-]+")


class Code(NamedTuple):
    """One fenced code block, or what of it is in a piece."""

    language: str
    """Lower case, the first word that follows the fence; may be empty."""
    text: str


class SectionText(NamedTuple):
    """One heading section, the text before the first heading, or a further piece of a section."""

    level: int
    """1 to 6; 0: text before the first heading."""
    heading: str
    """Plain text."""
    anchor: str
    """As the reader gives it; empty before the first heading."""
    line: int
    """1-based line of the heading, or the first line of the piece."""
    byte_start: int
    byte_end: int
    """Half-open range in the file. The sections of a page touch each other; the last one ends with the file."""
    ancestors: tuple[str, ...]
    """Headings above this one, outermost first."""
    body: str
    """The text without the heading, fenced code, link targets, URLs and HTML. Before it stand the code spans of the
    heading that are signs alone (``?``), since the plain heading does not tell them from punctuation."""
    code: tuple[Code, ...] = ()
    piece: int = 0
    """0, then 1, 2, … for what is cut off a long section, or goes on after a quoted heading."""


class _Cut(NamedTuple):
    """A piece before its text is made."""

    start: int
    level: int = 0
    heading: str = ""
    anchor: str = ""
    ancestors: tuple[str, ...] = ()
    content: int = 0
    """Where the text after the heading's own lines begins."""
    signs: str = ""
    """Code spans of the heading that are nothing but signs."""
    piece: int = 0


def split(data: bytes, longest: int = LONGEST) -> list[SectionText]:
    """The sections of a page in order, at least one. Never raises; undecodable bytes become U+FFFD.

    Front matter and HTML comments are in no body. Anchors are those of ``slugs.Slugger``. A heading in a block quote
    has a section that ends with the quote; then the section around it goes on. ``longest``: bytes.
    """
    front = frontmatter.split(data)
    text = b"\n" + _even_line_ends(data)
    begin = front.body_offset if front.raw is not None else 0
    found = scan(text, begin)
    cuts = _cuts(text, found, begin)
    return _filled(text, _without_long(text, cuts, longest), found)


def _even_line_ends(data: bytes) -> bytes:
    """``data`` with lines ended by ``\\n`` alone and no byte order mark, every other byte at its old offset."""
    if data.startswith(b"\xef\xbb\xbf"):
        data = b"   " + data[3:]
    if b"\r" in data:
        data = data.replace(b"\r\n", b" \n").replace(b"\r", b"\n")
    return data


def _cuts(text: bytes, found: Scan, begin: int) -> list[_Cut]:
    """One cut for the text before the first heading, one for each heading, and one for what goes on after a quote."""
    plain = [heading_text(mark.source.decode("utf-8", "replace")) for mark in found.headings]
    slugger = Slugger()
    ends = [mark.start for mark in found.headings[1:]] + [len(text)]
    outer = _Cut(begin + 1, content=begin + 1)
    cuts = [outer] if not found.headings or _TEXT.search(text, begin, found.headings[0].start) else []
    above: list[_Cut] = []
    for mark, (heading, identifier), end in zip(found.headings, plain, ends, strict=False):
        anchor = slugger.explicit(identifier) if identifier else slugger.slug(heading)
        while above and above[-1].level >= mark.level and not mark.quoted_until:
            above.pop()
        signs = b" ".join(_SIGNS.findall(mark.source)).decode() if b"`" in mark.source else ""
        cut = _Cut(mark.start, mark.level, heading, anchor, tuple([one.heading for one in above]), mark.end, signs)
        cuts.append(cut)
        if not mark.quoted_until:
            outer = cut
            above.append(cut)
        elif mark.quoted_until < end and text[mark.quoted_until : end].strip():
            after = mark.quoted_until + 1
            outer = outer._replace(start=after, content=after, piece=outer.piece + 1)
            cuts.append(outer)
    return cuts


def _without_long(text: bytes, cuts: list[_Cut], longest: int) -> list[_Cut]:
    """``cuts`` with more of them in sections longer than ``longest``."""
    if len(text) <= longest:
        return cuts
    result: list[_Cut] = []
    ends = [cut.start for cut in cuts[1:]] + [len(text)]
    for cut, end in zip(cuts, ends, strict=True):
        result.append(cut)
        position, piece = cut.start, cut.piece
        while end - position > longest:
            position = _cut_before(text, position, position + longest)
            piece += 1
            result.append(cut._replace(start=position, content=position, piece=piece))
    return result


def _cut_before(text: bytes, position: int, limit: int) -> int:
    """A place in the second half of the range: after a blank line, else after a line, else before a character."""
    middle = (position + limit) // 2
    for mark in (b"\n\n", b"\n"):
        found = text.rfind(mark, middle, limit)
        if found >= 0:
            return found + len(mark)
    while limit > middle and text[limit] & 0xC0 == 0x80:
        limit -= 1
    return limit


def _filled(text: bytes, cuts: list[_Cut], found: Scan) -> list[SectionText]:
    """The sections with their texts; everything is in order, so one walk finds what belongs to each."""
    hidden: list[tuple[int, int, Fence | None]] = [(fence.start, fence.end, fence) for fence in found.fences]
    hidden += [(start, end, None) for start, end in found.comments]
    hidden.sort(key=lambda block: block[:2])
    ends = [cut.start for cut in cuts[1:]] + [len(text)]
    sections: list[SectionText] = []
    line, counted, block = 0, 0, 0
    for cut, end in zip(cuts, ends, strict=True):
        line += text.count(b"\n", counted, cut.start)
        counted = cut.start
        while block < len(hidden) and hidden[block][1] <= cut.start:
            block += 1
        body, code = _texts(text, cut.content, end, hidden, block)
        where = (line, cut.start - 1, max(end - 1, cut.start - 1))
        body = f"{cut.signs}\n{body}" if cut.signs else body
        sections.append(SectionText(cut.level, cut.heading, cut.anchor, *where, cut.ancestors, body, code, cut.piece))
    return sections


def _texts(
    text: bytes, start: int, end: int, hidden: list[tuple[int, int, Fence | None]], block: int
) -> tuple[str, tuple[Code, ...]]:
    """The body and the code between ``start`` and ``end``; ``block`` is the first hidden one that may be there."""
    if block == len(hidden) or hidden[block][0] >= end:
        return strip_markup(text[start:end].decode("utf-8", "replace")).strip(), ()
    parts: list[bytes] = []
    code: list[Code] = []
    while block < len(hidden) and hidden[block][0] < end:
        first, last, fence = hidden[block]
        parts.append(text[start:first])
        if fence is not None:
            inner = text[max(fence.inner_start, start) : min(fence.inner_end, end)]
            code.append(Code(_language(fence.info), inner.decode("utf-8", "replace")))
        start = max(start, last)
        block += 1
    parts.append(text[start:end])
    return strip_markup(b"\n".join(parts).decode("utf-8", "replace")).strip(), tuple(code)


def _language(info: bytes) -> str:
    """The language that the rest of a fence's line names: ``rust,ignore``, ``{.python}`` and ``{r echo=FALSE}`` too."""
    match = _LANGUAGE.search(info.decode("utf-8", "replace"))
    return match[0].lstrip(".").lower() if match else ""
