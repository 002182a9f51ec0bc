"""Raw HTML in Markdown, read tolerantly: tags that are known, those that are only shown, and text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

INLINE: Mapping[str, str] = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em", "var", "cite", "dfn"), "em"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "del", "strike"), "strike"),
    **dict.fromkeys(("code", "tt", "samp"), "code"),
    **{name: name for name in ("mark", "kbd", "sub", "sup", "small", "abbr")},
    "a": "link",
    **dict.fromkeys(
        ("span", "font", "big", "q", "time", "data", "bdi", "nobr", "ruby", "rt", "rp", "label", "tbody"), ""
    ),
}
"""Tags within a line -> the style of what they enclose; empty: none."""

BLOCKS = frozenset(
    {
        *("p", "div", "center", "section", "article", "header", "footer", "main", "nav", "aside", "address"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "li", "dl", "dt", "dd"),
        *("table", "thead", "tfoot", "tr", "th", "td", "caption", "colgroup"),
        *("details", "summary", "figure", "figcaption", "picture"),
    }
)
"""Tags that start on a line of their own."""

VOID = frozenset({"br", "hr", "img", "source", "wbr", "input", "col"})
"""Tags that enclose nothing."""

_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "noembed", "noframes", "plaintext"})
"""What these enclose is no HTML."""

_ATTRIBUTE = re.compile(r"""\s*([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]*)(?=[\s/>])")
_TAG_END = re.compile(r"\s*/?>")
_EMPTY_COMMENT = re.compile("<!---?>")
_OTHER = re.compile(r"<\?|<!\[CDATA\[|<!(?=[A-Za-z])")
_ENDS = {"?": "?>", "!": ">"}


class HtmlToken(NamedTuple):
    """A piece of HTML."""

    kind: str
    """``text``; ``open``, ``close`` or ``void`` for a known tag; ``source`` for what is shown as it is written."""
    name: str
    """Of a tag, in lower case."""
    text: str
    """Of ``text``: with entities decoded. Of all others: as written."""
    attributes: Mapping[str, str]
    """Of an opening or void tag: names in lower case, values decoded, the first of a name counts."""
    start: int
    end: int
    """Place in the source, in characters."""


def tokens(source: str) -> Iterator[HtmlToken]:
    """Yield the pieces of ``source`` in order.

    Comments are left out, an unclosed one is ``source``, as are unknown tags, declarations, processing instructions and
    what a ``<script>`` or the like encloses. A ``<`` that starts no tag is text. All else of the source is in exactly
    one piece. Never raises; takes time in proportion to the source.
    """
    reader = _Reader(source)
    at = text_start = 0
    while (at := source.find("<", at)) >= 0:
        token = reader.tag(at)
        if token is None:
            at += 1
            continue
        if at > text_start:
            yield HtmlToken("text", "", decode(source[text_start:at]), {}, text_start, at)
        if token.kind != "comment":
            yield token
        at = text_start = token.end
    if text_start < len(source):
        yield HtmlToken("text", "", decode(source[text_start:]), {}, text_start, len(source))


def inline_tag(source: str) -> HtmlToken | None:
    """Return the single tag that ``source`` is (what CommonMark calls raw HTML); ``None`` for a comment.

    What is no known tag comes back as ``source``.
    """
    found = list(tokens(source))
    if not found:
        return None
    if len(found) == 1 and found[0].kind != "text":
        return found[0]
    return _shown(source, 0, len(source))


def _shown(source: str, start: int, end: int, name: str = "") -> HtmlToken:
    return HtmlToken("source", name, source[start:end], {}, start, end)


def decode(text: str) -> str:
    """Return ``text`` with its entities replaced by their characters."""
    if "&" not in text:
        return text
    from html import unescape

    return unescape(text)


class _Reader:
    """Reads tags. Remembers which ends the source does not have, so as not to look for them again and again."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._missing: set[str] = set()

    def _after(self, mark: str, at: int) -> int:
        """The place after the next ``mark``, in any letter case; -1 if there is none."""
        if mark in self._missing:
            return -1
        found = re.compile(re.escape(mark), re.IGNORECASE).search(self.source, at)
        if found is None:
            self._missing.add(mark)
            return -1
        return found.end()

    def tag(self, at: int) -> HtmlToken | None:
        """The tag or the like that starts at ``at``; ``None`` if that ``<`` is text."""
        named = _NAME.match(self.source, at)
        return self._markup(at) if named is None else self._named(at, named)

    def _markup(self, at: int) -> HtmlToken | None:
        source = self.source
        if source.startswith("<!--", at):
            short = _EMPTY_COMMENT.match(source, at)
            end = short.end() if short else self._after("-->", at + 4)
            return HtmlToken("comment", "", "", {}, at, end) if end > 0 else _shown(source, at, len(source))
        other = _OTHER.match(source, at)
        end = self._after(_ENDS[other[0][1:2]] if other[0] != "<![CDATA[" else "]]>", other.end()) if other else -1
        return _shown(source, at, end) if end > 0 else None

    def _named(self, at: int, named: re.Match[str]) -> HtmlToken | None:
        source = self.source
        name, closing = named[1].lower(), source[at + 1] == "/"
        attributes: dict[str, str] = {}
        end = named.end()
        while found := _ATTRIBUTE.match(source, end):
            value = next((found[group] for group in (2, 3, 4) if found[group] is not None), "")
            attributes.setdefault(found[1].lower(), decode(value))
            end = found.end()
        last = _TAG_END.match(source, end)
        if last is None:
            return None
        end = last.end()
        if name in VOID:
            return HtmlToken("void", name, source[at:end], attributes, at, end)
        if name in INLINE or name in BLOCKS:
            kind = "close" if closing else "open"
            return HtmlToken(kind, name, source[at:end], {} if closing else attributes, at, end)
        if name in _RAW and not closing:
            end = max(end, self._after(f"</{name}>", end))
        return _shown(source, at, end, name)
