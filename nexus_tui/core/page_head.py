"""What the library needs to know of a page, from the first bytes of its file."""

from __future__ import annotations

import os
import re
from pathlib import Path

from nexus_tui.core import frontmatter
from nexus_tui.core.files import MAX_SEARCHED, decode, require_regular
from nexus_tui.core.frontmatter_fields import clean
from nexus_tui.core.model import DocId, Page, Problem
from nexus_tui.core.page_name import file_title

FIRST_READ = 4 * 1024
"""Bytes read of a page; when neither head nor heading ends there, :data:`SECOND_READ` are."""

SECOND_READ = 128 * 1024
MAX_TITLE = 300
"""Characters of a title or alias."""

_ATX = re.compile(r" {0,3}#{1,6}(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*\r?")
_FIRST_ATX = re.compile(r"(?:[ \t]*\r?\n)* {0,3}#{1,6}[ \t]+([^\n]*?)(?:[ \t]+#+)?[ \t]*\r?(?:\n|\Z)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_SETEXT = re.compile(r" {0,3}(?:=+|-+)[ \t]*\r?")
_NOT_TEXT = re.compile(r"[ \t]*(?:[-+*>|<]|\d+[.)]|    )")
_HTML_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.{0,1000}?)</h[1-6]>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_IMAGE = re.compile(r"!\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_LINK = re.compile(r"\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_WIKI = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_STRONG = re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])(.+?)(?<=[^\s*_])\1(?![\w*])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_IDENTIFIER = re.compile(r"[ \t]*\{[:#][^{}]*\}[ \t]*$")
_MARKUP = re.compile(r"[`*_~\[\]<\\&{]")


def read_head(path: Path, document: DocId, mtime_ns: int, size: int) -> tuple[Page, tuple[Problem, ...]]:
    """The page whose file is at ``path``, and what is wrong with its head. Reads :data:`SECOND_READ` bytes at most.

    A file that cannot be read gives a page with its file's name for a title and a problem. Never raises.
    """
    try:
        data = _first_bytes(path, FIRST_READ)
        page, problems, found = _page(data, document, mtime_ns, size)
        if not found and len(data) == FIRST_READ:
            data = _first_bytes(path, SECOND_READ)
            page, problems, found = _page(data, document, mtime_ns, size)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problem = Problem(document, f"The file cannot be read: {reason}.", kind="file")
        return Page(document, file_title(document), size, mtime_ns), (problem,)
    return page, (*problems, *_too_long(document, size))


def page_of(data: bytes, document: DocId, mtime_ns: int = 0) -> tuple[Page, tuple[Problem, ...]]:
    """The page whose whole contents are ``data``, and what is wrong with its head. Never raises."""
    page, problems, _ = _page(data, document, mtime_ns, len(data))
    return page, problems


def _too_long(document: DocId, size: int) -> tuple[Problem, ...]:
    if size <= MAX_SEARCHED:
        return ()
    message = f"Only the first {MAX_SEARCHED >> 20} MB of {size / (1 << 20):.1f} MB are searched; part the page."
    return (Problem(document, message, kind="size"),)


def _first_bytes(path: Path, limit: int) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        require_regular(os.fstat(descriptor), path)
        return os.read(descriptor, limit)
    finally:
        os.close(descriptor)


def _page(data: bytes, document: DocId, mtime_ns: int, size: int) -> tuple[Page, tuple[Problem, ...], bool]:
    """The page, its problems, and whether the bytes were enough to tell its title."""
    if len(data) < size:
        data = data[: data.rfind(b"\n") + 1] or data
    text, _ = decode(data)
    cut = frontmatter.split(text)
    if cut.raw is None:
        heading = first_heading(text, cut.body_offset)
        opens = text.startswith(("---", "+++"), cut.body_offset)
        return Page(document, heading or file_title(document), size, mtime_ns), (), heading is not None and not opens
    head = frontmatter.parse(cut.raw, document)
    title = head.title[:MAX_TITLE] or first_heading(text, cut.body_offset)
    page = Page(
        document,
        title or file_title(document),
        size,
        mtime_ns,
        tuple(alias[:MAX_TITLE] for alias in head.aliases),
        head.tags,
        head.summary,
        head.order,
        head.updated,
        head.draft,
    )
    return page, head.problems, title is not None


def first_heading(text: str, start: int = 0) -> str | None:
    """The plain text of the first heading at or after character ``start``; empty if it does not speak for the page,
    None if there is none.

    A heading of a lower level than the first with text before it is that of a part. Headings by ``#``, by underline
    and by an HTML tag are seen; code and HTML comments are passed over.
    """
    quick = _FIRST_ATX.match(text, start)
    if quick and (title := plain(quick[1])):
        return title
    fence = previous = ""
    position = start
    opens = True
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line = text[position:end]
        following = end + 1
        if fence:
            opened = _FENCE.match(line)
            if opened and opened[1].startswith(fence) and not line[opened.end() :].strip():
                fence = ""
        elif opened := _FENCE.match(line):
            fence, previous, opens = opened[1], "", False
        elif line.lstrip().startswith("<"):
            title, level, following = _html(text, position, following)
            if title:
                return title if level == 1 or (opens and not previous) else ""
            opens, previous = opens and not previous, ""
        else:
            title, level = _heading_of(line, previous)
            if title:
                return title if opens or level == 1 else ""
            opens = opens and not previous
            previous = "" if not line.strip() or _NOT_TEXT.match(line) else line
            opens = opens and (bool(previous) or not line.strip())
        position = following
    return None


def _heading_of(line: str, previous: str) -> tuple[str, int]:
    """The text and the level of the heading that ``line`` makes or ends; an empty text if it is none."""
    atx = _ATX.fullmatch(line)
    if atx:
        return plain(atx[1] or ""), line.count("#", 0, len(line) - len(line.lstrip(" #")))
    if previous and _SETEXT.fullmatch(line):
        return plain(previous), 1 if "=" in line else 2
    return "", 0


def _html(text: str, position: int, following: int) -> tuple[str, int, int]:
    """The text and the level of the heading that an HTML tag at ``position`` makes, and where to go on."""
    comment = text.find("<!--", position, following)
    if comment >= 0:
        end = text.find("-->", comment)
        end = len(text) if end < 0 else end + 3
        return "", 0, max(following, end)
    found = _HTML_HEADING.search(text, position, following + 1000)
    if found is None or found.start() >= following:
        return "", 0, following
    return plain(found[2]), int(found[1]), following


def plain(markup: str, limit: int = MAX_TITLE) -> str:
    """One line of inline Markdown as plain text: no markup, at most ``limit`` characters."""
    text = markup[: 4 * limit]
    if _MARKUP.search(text):
        text = _without_markup(text)
    return clean(text)[:limit]


def _without_markup(text: str) -> str:
    codes: list[str] = []

    def keep(match: re.Match[str]) -> str:
        codes.append(match[match.lastindex or 0].strip(" ") if match.lastindex == 2 else match[1])
        return f"\ue000{len(codes) - 1}\ue001"

    text = text.replace("\ue000", "").replace("\ue001", "")
    text = _ESCAPE.sub(keep, _CODE.sub(keep, text))
    text = _IDENTIFIER.sub("", text)
    text = _LINK.sub(r"\1", _WIKI.sub(r"\1", _IMAGE.sub(r"\1", text)))
    text = _TAG.sub("", text)
    for _ in range(3):
        text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text))
    if "&" in text:
        import html

        text = html.unescape(text)
    return re.sub("\ue000(\\d+)\ue001", lambda match: codes[int(match[1])], text)
