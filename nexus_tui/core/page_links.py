"""Finds the links of a page fast, without parsing it as Markdown.

Code, comments and escaped brackets are blanked out first, keeping every character's place; what is left is searched by
regular expressions that read each character a bounded number of times. Links to the web are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nexus_tui.core import frontmatter
from nexus_tui.core.page_head import plain

CONTEXT = 240
"""Characters of the paragraph kept on each side of a link."""

MAX_LINKS = 5_000
"""Links taken from one page."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link as it stands in a page."""

    href: str
    """The address as ``links.resolve`` takes it; a wiki link with its brackets."""
    line: int
    """1-based line in the file."""
    text: str
    """What the link says, still Markdown; the alternative text of an image."""
    around: str = ""
    """The paragraph around the link, still Markdown, cut to :data:`CONTEXT` characters on each side."""
    at: int = 0
    """Where in ``around`` the link starts."""
    image: bool = False

    def sentence(self) -> str:
        """The sentence that the link is in, as plain text."""
        start = max((match.end() for match in _SENTENCE_END.finditer(self.around, 0, self.at)), default=0)
        end = _SENTENCE_END.search(self.around, self.at + len(self.text))
        return plain(self.around[start : end.start() + 1 if end else None], 4 * CONTEXT).strip(" \t-+*>|#")


_SENTENCE_END = re.compile(r"[.!?…](?=\s)|\n(?=[ \t]*(?:[-*+|>]|\d+[.)])[ \t])")
_FENCE = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}(?=[^`\n]*$)|~{3,})", re.MULTILINE)
_CODE_SPAN = re.compile(r"(?<![`\\])(`++)(?:(?!\n[ \t]*\n).)+?(?<!`)\1(?!`)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_INDENTED = re.compile(r"(?:\A|\n[ \t]*\n)((?:(?: {4}|\t)[^\n]*(?:\n|\Z)|[ \t]*\n)+)")
_LABEL = r"(?:[^\[\]\\]|\\.|!?\[(?:[^\[\]\\]|\\.)*+\](?:\([^()\n]*+\))?)*+"
_INLINE = re.compile(
    rf"(?<!\\)(!?)\[({_LABEL})\]\([ \t]*\n?[ \t]*(?:<([^<>\n]*+)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*+\))*+))"
    r"(?:\s+(?:\"[^\"]*+\"|'[^']*+'|\([^()]*+\)))?\s*\)",
)
_WIKI = re.compile(r"(?<!\\)(!?)\[\[([^\[\]\n]{1,500})\]\]")
_DEFINITION = re.compile(r"^[ \t>]*\[([^\[\]\n]{1,300})\]:[ \t]*\n?[ \t]*(?:<([^<>\n]*)>|([^\s<]\S*))", re.MULTILINE)
_REFERENCE = re.compile(r"(?<![\\\]])(!?)\[((?:[^\[\]\\]|\\.)++)\](?:\[([^\[\]\n]*+)\])?(?![(:\[])")
_ANCHOR_TAG = re.compile(r"<a\s[^<>]*?href\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')[^<>]*>", re.IGNORECASE)
_OUTSIDE = re.compile(r"(?:https?:|mailto:|//|www\.)", re.IGNORECASE)
_UNESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_RELATED = re.compile(r"^related[ \t]*:", re.MULTILINE)
_HINTS = ("](", "[[", "]:", "href", "related")


def page_links(text: str) -> tuple[PageLink, ...]:
    """The links of a page that do not lead to the web, in order, without those in code and comments.

    Found are inline, reference and wiki links, images, ``<a href>`` and the ``related`` pages of the front matter.
    """
    if not any(hint in text for hint in _HINTS):
        return ()
    cut = frontmatter.split(text)
    found = list(_related(cut.raw)) if cut.raw and _RELATED.search(cut.raw) else []
    body = text[cut.body_offset :].replace("\r\n", "\n")
    masked = _masked(body)
    spots = sorted(_spots(masked), key=lambda spot: spot[0])[:MAX_LINKS]
    line, seen = cut.body_line, 0
    for start, end, href, label, image in spots:
        line += body.count("\n", seen, start)
        seen = start
        href = _address(href)
        if href and not _OUTSIDE.match(href):
            around, at = _around(body, start, end)
            found.append(PageLink(href, line, label, around, at, image))
    return tuple(found)


def _related(raw: str) -> Iterator[PageLink]:
    head = frontmatter.parse(raw)
    match = _RELATED.search(raw)
    first = raw.count("\n", 0, match.start()) + 1 if match else 1
    for name in head.related:
        position = raw.find(name, match.end() if match else 0)
        line = raw.count("\n", 0, position) + 1 if position >= 0 else first
        yield PageLink(f"[[{name}]]", line, name)


def _masked(body: str) -> str:
    """``body`` with code and comments blanked out; same length, same lines."""
    if "```" in body or "~~~" in body:
        body = _without_fences(body)
    if "\n    " in body or "\n\t" in body or body.startswith(("    ", "\t")):
        body = _INDENTED.sub(_blank_indented, body)
    if "`" in body:
        body = _CODE_SPAN.sub(_blank, body)
    if "<!--" in body:
        body = _COMMENT.sub(_blank, body)
    return body


def _blank(match: re.Match[str]) -> str:
    return _NOT_NEWLINE.sub(" ", match[0])


_NOT_NEWLINE = re.compile(r"[^\n]")
_LIST_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")


def _blank_indented(match: re.Match[str]) -> str:
    """Blank an indented block, unless it continues a list item further up."""
    above = match.string[: match.start(1)].rstrip().rpartition("\n")[2]
    if _LIST_ITEM.match(above) or above.startswith(("  ", "\t")):
        return match[0]
    return _blank(match)


def _without_fences(body: str) -> str:
    pieces: list[str] = []
    position = 0
    while opening := _FENCE.search(body, position):
        fence = opening[1]
        closing = re.compile(rf"^[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$", re.MULTILINE)
        line_end = body.find("\n", opening.end())
        closed = closing.search(body, line_end + 1) if line_end >= 0 else None
        end = closed.end() if closed else len(body)
        pieces.append(body[position : opening.start()])
        pieces.append(_NOT_NEWLINE.sub(" ", body[opening.start() : end]))
        position = end
    pieces.append(body[position:])
    return "".join(pieces)


def _spots(body: str) -> Iterator[tuple[int, int, str, str, bool]]:
    """Start, end, address, label, is it an image: for each link. Those of different kinds are not in order."""
    if "](" in body:
        for match in _INLINE.finditer(body):
            href = match[3] if match[3] is not None else match[4]
            yield match.start(), match.end(), href, match[2], bool(match[1])
            if "](" in match[2]:
                for start, end, inner, label, image in _spots(match[2]):
                    yield match.start(2) + start, match.start(2) + end, inner, label, image
    if "[[" in body:
        for match in _WIKI.finditer(body):
            name, _, text = match[2].partition("|")
            yield match.start(), match.end(), match[0][len(match[1]) :], text or name, bool(match[1])
    if "]:" in body:
        yield from _references(body)
    if "href" in body:
        for match in _ANCHOR_TAG.finditer(body):
            yield match.start(), match.end(), match[1] or match[2] or "", "", False


def _references(body: str) -> Iterator[tuple[int, int, str, str, bool]]:
    definitions: dict[str, str] = {}
    for match in _DEFINITION.finditer(body):
        if not match[1].startswith("^"):
            definitions.setdefault(_label(match[1]), match[2] if match[2] is not None else match[3])
    if not definitions:
        return
    for match in _REFERENCE.finditer(body):
        href = definitions.get(_label(match[3] or match[2]))
        if href is not None:
            yield match.start(), match.end(), href, match[2], bool(match[1])


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


def _address(href: str) -> str:
    if "\\" in href and not href.startswith("[["):
        href = _UNESCAPE.sub(r"\1", href)
    if "&" in href:
        import html

        href = html.unescape(href)
    return href.strip()


def _around(body: str, start: int, end: int) -> tuple[str, int]:
    """The paragraph around a link, cut at a blank, and where in it the link starts."""
    first = max(start - CONTEXT, 0)
    paragraph = body.rfind("\n\n", first, start)
    if paragraph >= 0:
        first = paragraph + 2
    elif first and (blank := body.find(" ", first, start)) >= 0:
        first = blank + 1
    last = min(end + CONTEXT, len(body))
    paragraph = body.find("\n\n", end, last)
    if paragraph >= 0:
        last = paragraph
    elif last < len(body) and (blank := body.rfind(" ", end, last)) >= 0:
        last = blank
    return body[first:last], start - first
