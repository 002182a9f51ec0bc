"""Inline rules for what goes beyond CommonMark and GitHub's emphasis: autolinks, wiki links, marks, notes, math.

The rules work on patterns at one place of the text; all but links in ``==marked==`` text are leaves.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline

_STOP = re.compile(
    r"[\n$&*<@\[\\\]^_`~]|!(?=\[)|==|%%|\{(?=:?[ \t]*[.#\w])|(?<![^\s*_~(\[])(?:www\.|https?://|ftp://|mailto:|xmpp:)(?=[^\s<])",
    re.IGNORECASE,
)
"""Where something other than text may begin."""

_URL = re.compile(r"(?:(https?|ftp)://|(?=www\.))([^\s<]+)", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[\w-]+\.)*[\w-]+", re.ASCII | re.IGNORECASE)
_WIDE_DOMAIN = re.compile(r"(?:[\w-]+\.)*[\w-]+", re.IGNORECASE)
_ENTITY_END = re.compile(r"&[A-Za-z0-9]+;$")
_LOCAL = re.compile(r"[A-Za-z0-9.+_-]+$")
_HOST = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
_MAILTO = re.compile(r"(?:mailto|xmpp):[A-Za-z0-9.+_-]+@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+(?:/[A-Za-z0-9@.]+)?", re.I)
_WIKI = re.compile(
    r"(!?)(?<!\[)\[\[([^\[\]|\n]+)(?:\\?\|([^\[\]\n]*))?\]\](?!\])(?!:[ \t]*\S+[ \t]+[\"'(][^\n]*[\"')][ \t]*(?:\n|\Z))"
)
"""Not what was meant as a link reference definition."""
IMAGE_FILE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|bmp|avif|ico)$", re.IGNORECASE)
_SIZE = re.compile(r"\s*\d*(?:x\d*)?\s*")
"""Of an image, where other links have a text."""
_MARK = re.compile(r"==(?=[^\s=])((?:[^=\n]|=(?!=))*?[^\s=])==(?!=)")
_SUPERSCRIPT = re.compile(r"\^(?=[^\s^\[])((?:[^\s^\\]|\\.){1,60})\^")
_SUBSCRIPT = re.compile(r"~(?=[^\s~])((?:[^\s~\\]|\\.){1,60})~(?!~)")
_NOTE = re.compile(r"\[\^([^\s\]]+)\]")
_DISPLAY = re.compile(r"\$\$(?=\S)((?:[^$\\]|\\.)+?)\$\$", re.DOTALL)
_MATH = re.compile(r"\$(?=[^\s$])((?:[^$\\\n`]|\\.|\n(?!\n))*?(?:[^\s\\$`]|\\[^\s`]))\$(?!\w)")
_MATH_CODE = re.compile(r"\$`([^`\n]+)`\$")
_COMMENT = re.compile(r"%%.*?%%", re.DOTALL)
_ATTRIBUTE = r"(?:[.#][\w:-]+|[\w:-]+(?:=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s{}\"']+)))"
_ATTRIBUTES = re.compile(rf"\{{(:?)[ \t]*{_ATTRIBUTE}(?:[ \t]+{_ATTRIBUTE})*[ \t]*\}}")


def add_inline_rules(md: MarkdownIt) -> None:
    """Give ``md`` all rules of this module."""
    rules = md.inline.ruler
    rules.at("text", _text)
    rules.before("text", "bare_link", _bare_link)
    rules.after("text", "bare_address", _bare_address)
    rules.before("strikethrough", "subscript", _subscript)
    rules.before("link", "footnote_reference", _footnote_reference)
    rules.before("footnote_reference", "wiki_link", _wiki_link)
    rules.before("wiki_link", "open_bracket", _open_bracket)
    rules.after("escape", "math_inline", _math)
    rules.push("inline_note", _inline_note)
    rules.push("superscript", _superscript)
    rules.push("mark", _mark)
    rules.push("comment", _comment)
    rules.push("attributes", _attributes)


def _open_bracket(state: StateInline, silent: bool) -> bool:
    """Brackets after which none closes are text; that is seen here at once for all that stand together."""
    start = state.pos
    if state.src[start] != "[" or state.src.find("]", start) >= 0:
        return False
    end = start
    while end < state.posMax and state.src[end] == "[":
        end += 1
    if not silent:
        state.pending += state.src[start:end]
    state.pos = end
    return True


def _text(state: StateInline, silent: bool) -> bool:
    """Running text up to where something else may begin."""
    start, end = state.pos, state.posMax
    match = _STOP.search(state.src, start, end)
    if match is not None and match.start() == start:
        if not match[0][0].isalpha():
            return False
        # An address that the rule for addresses did not want.
        match = _STOP.search(state.src, start + 1, end)
    if match is not None:
        end = match.start()
    if not silent:
        state.pending += state.src[start:end]
    state.pos = end
    return True


def _address(source: str, start: int, end: int) -> tuple[str, str] | None:
    """The text and the target of an address of GitHub's autolink extension that begins at ``start``."""
    match = _MAILTO.match(source, start, end)
    if match is not None:
        text = match[0].rstrip(".-_+")
        return text, text
    match = _URL.match(source, start, end)
    if match is None:
        return None
    domain = _WIDE_DOMAIN.match(match[2])
    if domain is None:
        return None
    labels = domain[0].split(".")
    if any("_" in label for label in labels[-2:]) or (match[1] is None and len(labels) < 2):
        return None
    text = _trimmed(match[0])
    if len(text) <= match.end(1) - start + 3 if match[1] else len(text) <= 4:
        return None
    return text, text if match[1] else f"http://{text}"


def _trimmed(text: str) -> str:
    """An address without the punctuation after it, which is rather that of the sentence."""
    while text:
        last = text[-1]
        if last in "?!.,:*_~'\"[]":
            text = text[:-1]
        elif last == ";":
            entity = _ENTITY_END.search(text)
            text = text[: entity.start()] if entity is not None else text[:-1]
        elif last == ")" and text.count(")") > text.count("("):
            text = text[:-1]
        else:
            break
    return text


def _push_link(state: StateInline, href: str, text: str, info: str = "auto") -> None:
    token = state.push("link_open", "a", 1)
    token.attrs = {"href": href}
    token.info = info
    state.push("text", "", 0).content = text
    state.push("link_close", "a", -1)


def _bare_link(state: StateInline, silent: bool) -> bool:
    """``https://example.org`` and ``www.example.org`` in running text."""
    position = state.pos
    character = state.src[position]
    if silent or state.linkLevel or character not in "hHwWfFmMxX":
        return False
    if position and state.src[position - 1] not in " \t\n*_~([":
        return False
    found = _address(state.src, position, state.posMax)
    if found is None:
        return False
    text, target = found
    href = state.md.normalizeLink(target)
    if not state.md.validateLink(href):
        return False
    _push_link(state, href, text)
    state.pos += len(text)
    return True


def _bare_address(state: StateInline, silent: bool) -> bool:
    """``someone@example.org`` in running text."""
    if silent or state.linkLevel or state.src[state.pos] != "@":
        return False
    local = _LOCAL.search(state.pending)
    host = _HOST.match(state.src, state.pos + 1, state.posMax)
    if local is None or host is None:
        return False
    text = host[0]
    if text[-1] in "-_":
        return False
    state.pending = state.pending[: local.start()]
    address = f"{local[0]}@{text}"
    _push_link(state, f"mailto:{address}", address)
    state.pos += 1 + len(text)
    return True


def _wiki_link(state: StateInline, silent: bool) -> bool:
    """``[[page]]``, ``[[page#section|text]]`` and ``![[page]]``; a link reference of that name goes first."""
    source, start = state.src, state.pos
    if not (source.startswith("[[", start) or source.startswith("![[", start)):
        return False
    match = _WIKI.match(source, start, state.posMax)
    if match is None or not match[2].strip():
        return False
    references = state.env.get("references", {})
    if normalizeReference(match[2]) in references:
        return False
    if not silent:
        target = match[2].strip()
        if match[1] and IMAGE_FILE.search(target):
            token = state.push("image_embed", "img", 0)
            token.content = "" if _SIZE.fullmatch(match[3] or "") else (match[3] or "").strip()
            token.attrs = {"src": target}
            state.pos = match.end()
            return True
        label = (match[3] or "").strip() or (match[0] if match[1] else target.lstrip("#^"))
        if state.linkLevel:
            state.push("text", "", 0).content = label
        else:
            href = "wiki:" + quote(target, safe="/#^ ._-()',&+:!?~")
            _push_link(state, href, label, "embed" if match[1] else "wiki")
    state.pos = match.end()
    return True


def _subscript(state: StateInline, silent: bool) -> bool:
    """``H~2~O``: directly after a character, without blanks inside; otherwise a tilde strikes out."""
    source, start = state.src, state.pos
    if source[start] != "~" or start == 0 or not source[start - 1].isalnum():
        return False
    return _leaf(state, silent, _SUBSCRIPT, "sub")


def _superscript(state: StateInline, silent: bool) -> bool:
    """``x^2^``."""
    return state.src[state.pos] == "^" and _leaf(state, silent, _SUPERSCRIPT, "sup")


def _leaf(state: StateInline, silent: bool, pattern: re.Pattern[str], tag: str) -> bool:
    match = pattern.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push(f"{tag}_open", tag, 1)
        state.push("text", "", 0).content = re.sub(r"\\(.)", r"\1", match[1])
        state.push(f"{tag}_close", tag, -1)
    state.pos = match.end()
    return True


def _mark(state: StateInline, silent: bool) -> bool:
    """``==marked==`` text, which may hold other markup."""
    if not state.src.startswith("==", state.pos):
        return False
    match = _MARK.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        end = state.posMax
        state.push("mark_open", "mark", 1)
        state.pos, state.posMax = match.start(1), match.end(1)
        state.md.inline.tokenize(state)
        state.push("mark_close", "mark", -1)
        state.posMax = end
    state.pos = match.end()
    return True


def _footnote_reference(state: StateInline, silent: bool) -> bool:
    """``[^name]``, if the page has a note of that name."""
    if not state.src.startswith("[^", state.pos):
        return False
    match = _NOTE.match(state.src, state.pos, state.posMax)
    notes = state.env.get("footnotes", {})
    if match is None or match[1] not in notes:
        return False
    if not silent:
        token = state.push("footnote_reference", "", 0)
        token.content = match[1]
    state.pos = match.end()
    return True


def _inline_note(state: StateInline, silent: bool) -> bool:
    """``^[a note where it belongs]``."""
    source, start = state.src, state.pos
    if not source.startswith("^[", start):
        return False
    end = state.md.helpers.parseLinkLabel(state, start + 1)
    if end < 0:
        return False
    if not silent:
        token = state.push("inline_note", "", 0)
        token.content = source[start + 2 : end]
    state.pos = end + 1
    return True


def _math(state: StateInline, silent: bool) -> bool:
    """``$x$``, ``$$x$$`` and GitHub's ``$`x`$``."""
    source, start = state.src, state.pos
    if source[start] != "$" or (start and source[start - 1].isalnum()):
        return False
    for pattern in (_MATH_CODE, _DISPLAY, _MATH):
        match = pattern.match(source, start, state.posMax)
        if match is not None:
            break
    else:
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content = match[1]
        token.markup = source[start : match.start(1)]
    state.pos = match.end()
    return True


def _comment(state: StateInline, silent: bool) -> bool:
    """``%%not shown%%``."""
    if not state.src.startswith("%%", state.pos):
        return False
    match = _COMMENT.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    state.pos = match.end()
    if not silent and state.pending[-1:] in ("", " ") and state.src.startswith(" ", state.pos, state.posMax):
        state.pos += 1
    return True


def _attributes(state: StateInline, silent: bool) -> bool:
    """``{: .class }``, ``{ #id key="value" }``: of Kramdown and Python-Markdown, for the element before it.

    Without the colon only where it touches the end of a link, a picture, code or emphasis.
    """
    source, start = state.src, state.pos
    if source[start] != "{":
        return False
    match = _ATTRIBUTES.match(source, start, state.posMax)
    if match is None or not (match[1] or (start and source[start - 1] in ")]`*_:")):
        return False
    if not silent:
        state.push("attributes", "", 0).content = match[0]
    state.pos = match.end()
    return True
