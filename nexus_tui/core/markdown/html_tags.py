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
_OTHER = re.compile(r"<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<![A-Za-z][^>]*>", re.DOTALL)


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
    one piece. Never raises.
    """
    at = text_start = 0
    while (at := source.find("<", at)) >= 0:
        if source.startswith("<!--", at):
            end = _comment_end(source, at)
            token = None if end > 0 else _shown(source, at, len(source))
            end = end if end > 0 else len(source)
        else:
            token = _tag(source, at)
            if token is None:
                at += 1
                continue
            end = token.end
        if at > text_start:
            yield _text(source, text_start, at)
        if token is not None:
            yield token
        at = text_start = end
    if text_start < len(source):
        yield _text(source, text_start, len(source))


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


def _comment_end(source: str, at: int) -> int:
    for short in ("<!-->", "<!--->"):
        if source.startswith(short, at):
            return at + len(short)
    return source.find("-->", at + 4) + 3 if source.find("-->", at + 4) >= 0 else -1


def _text(source: str, start: int, end: int) -> HtmlToken:
    return HtmlToken("text", "", decode(source[start:end]), {}, start, end)


def _shown(source: str, start: int, end: int, name: str = "") -> HtmlToken:
    return HtmlToken("source", name, source[start:end], {}, start, end)


def decode(text: str) -> str:
    """Return ``text`` with its entities replaced by their characters."""
    if "&" not in text:
        return text
    from html import unescape

    return unescape(text)


def _tag(source: str, at: int) -> HtmlToken | None:
    """The tag or the like that starts at ``at``; ``None`` if that ``<`` is text."""
    named = _NAME.match(source, at)
    if named is None:
        other = _OTHER.match(source, at)
        return _shown(source, at, other.end()) if other else None
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
        return HtmlToken("close" if closing else "open", name, source[at:end], {} if closing else attributes, at, end)
    if name in _RAW and not closing:
        closed = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(source, end)
        end = closed.end() if closed else end
    return _shown(source, at, end, name)
