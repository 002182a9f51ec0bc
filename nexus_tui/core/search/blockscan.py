"""Where headings, fenced code and HTML comments are in a page, found without a parser.

One regular expression finds the lines that can begin something; the rest of a block is skipped by a search for
its end. The rules are those of CommonMark 0.31 (https://spec.commonmark.org/0.31.2/#leaf-blocks) as far as headings
and code are concerned; blocks within list items are followed only where their indent says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

_MARK = re.compile(
    rb"\n(?P<lead>[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*)(?:"
    rb"(?P<hashes>\#{1,6})(?=[ \t\n]|\Z)(?P<text>[^\n]*)"
    rb"|(?P<fence>`{3,}(?=[^`\n]*(?:\n|\Z))|~{3,})(?P<info>[^\n]*)"
    rb"|(?P<html><(?=[!?/A-Za-z]))"
    rb"|(?P<under>=+|-+)[ \t]*(?=\n|\Z))"
)
_BLOCK_TAG = re.compile(
    rb"</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div"
    rb"|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link"
    rb"|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead"
    rb"|title|tr|track|ul)(?=[\s/>]|\Z)",
    re.IGNORECASE,
)
_WHOLE_TAG = re.compile(rb"(?:<[A-Za-z][\w\-]*(?:\s+[^<>\n]*)?/?>|</[A-Za-z][\w\-]*\s*>)[ \t]*(?=\n|\Z)")
_RAW_TAG = re.compile(rb"<(?:pre|script|style|textarea)(?=[\s>]|\Z)", re.IGNORECASE)
_RAW_END = re.compile(rb"</(?:pre|script|style|textarea)>[^\n]*", re.IGNORECASE)
_BLANK = re.compile(rb"\n[ \t]*(?=\n|\Z)")
_NOT_QUOTED = re.compile(rb"\n(?![ \t]*>)|\Z")
_OUTDENTED = re.compile(rb"\n {0,1}(?=[^\s])|\Z")
_NO_PARAGRAPH = re.compile(rb" {0,3}(?:[-+*](?:[ \t]|\Z)|\d{1,9}[.)](?:[ \t]|\Z)|>)")
_DELIMITERS = re.compile(rb"[ \t|:\-]*\|[ \t|:\-]*-[ \t|:\-]*\Z|[ \t|:\-]*-[ \t|:\-]*\|[ \t|:\-]*\Z")
_LIST_ITEM = re.compile(rb"[ \t>]*(?:[-+*]|\d{1,9}[.)])(?:[ \t]|\Z)")
_DEFINITION = re.compile(rb" {0,3}\[[^\]\n]+\]:[ \t]*\S")
_RULE = re.compile(rb" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})\Z")
_CLOSING_HASHES = re.compile(rb"(?:\A|[ \t]+)#+[ \t]*\Z")
_MOST_LINES = 100
"""Lines that are looked back at for the paragraph above a setext underline."""


class Mark(NamedTuple):
    """A heading: where its lines are, and its source."""

    start: int
    end: int
    level: int
    source: bytes
    quoted_until: int = 0
    """End of the block quote around it; 0: it is in none."""


class Fence(NamedTuple):
    """A fenced code block: its lines, those within, and what follows the opening fence."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    info: bytes


@dataclass(slots=True)
class Scan:
    """What was found. Offsets are those of the scanned bytes."""

    headings: list[Mark] = field(default_factory=list)
    fences: list[Fence] = field(default_factory=list)
    comments: list[tuple[int, int]] = field(default_factory=list)


def scan(text: bytes, start: int) -> Scan:
    """The blocks of ``text`` (line ends ``\\n``, a ``\\n`` put before it) from ``start`` on, which is at a ``\\n``."""
    found = Scan()
    position = floor = start
    while match := _MARK.search(text, position):
        kind = match.lastgroup
        end = 0
        if kind == "text":
            end = _atx(text, match, found)
        elif kind == "info":
            end = _fence(text, match, found)
        elif kind == "html":
            end = _html(text, match, found)
        elif kind == "under":
            end = _setext(text, match, floor, found)
        if end:
            position = floor = end
        else:
            position = match.end()
    return found


def _indent(lead: bytes) -> int:
    """Columns between the last ``>`` (and its space) and what follows."""
    inner = lead[lead.rfind(b">") + 1 :] if b">" in lead else lead
    columns = len(inner.expandtabs(4))
    return max(columns - 1, 0) if b">" in lead else columns


def _quote_end(text: bytes, position: int) -> int:
    match = _NOT_QUOTED.search(text, position)
    return match.start() if match else len(text)


def _atx(text: bytes, match: re.Match[bytes], found: Scan) -> int:
    lead = match["lead"]
    if lead and (_indent(lead) > 3 or lead.strip(b" \t>")):
        return 0
    source = _CLOSING_HASHES.sub(b"", match["text"].strip())
    until = _quote_end(text, match.end()) if b">" in lead else 0
    found.headings.append(Mark(match.start() + 1, match.end(), len(match["hashes"]), source, until))
    return match.end()


@lru_cache(maxsize=64)
def _closing(fence: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"\n(?P<lead>[ \t>]*)" + re.escape(fence[:1]) + rb"{%d,}[ \t]*(?=\n|\Z)" % len(fence))


def _fence(text: bytes, match: re.Match[bytes], found: Scan) -> int:
    lead = match["lead"]
    begin = match.end()
    limit = len(text)
    quoted = b">" in lead
    marker = lead.strip(b" \t>")
    deep = not quoted and (marker or _indent(lead) > 3)
    if quoted:
        limit = _quote_end(text, begin)
    elif deep:
        outdented = _OUTDENTED.search(text, begin)
        limit = outdented.start() if outdented else len(text)
    close = _closing(match["fence"]).search(text, begin, limit)
    if close is None and deep and not marker:
        return 0
    inner_end, end = (close.start(), close.end()) if close else (limit, limit)
    found.fences.append(Fence(match.start() + 1, end, begin, max(begin, inner_end), match["info"]))
    return end


def _html(text: bytes, match: re.Match[bytes], found: Scan) -> int:
    if match["lead"].strip(b" ") or len(match["lead"]) > 3:
        return 0
    at = match.end() - 1
    if text.startswith(b"<!--", at):
        end = _line_end(text, text.find(b"-->", at + 2))
        found.comments.append((match.start() + 1, end))
        return end
    if text.startswith((b"<?", b"<!"), at):
        close = b"?>" if text.startswith(b"<?", at) else b"]]>" if text.startswith(b"<![CDATA[", at) else b">"
        return _line_end(text, text.find(close, at))
    if _RAW_TAG.match(text, at):
        close_tag = _RAW_END.search(text, at)
        return close_tag.end() if close_tag else len(text)
    if _BLOCK_TAG.match(text, at) or (_WHOLE_TAG.match(text, at) and _blank_before(text, match.start())):
        blank = _BLANK.search(text, at)
        return blank.start() if blank else len(text)
    return 0


def _line_end(text: bytes, position: int) -> int:
    if position < 0:
        return len(text)
    newline = text.find(b"\n", position)
    return len(text) if newline < 0 else newline


def _blank_before(text: bytes, newline: int) -> bool:
    return newline == 0 or not text[text.rfind(b"\n", 0, newline) + 1 : newline].strip()


def _setext(text: bytes, match: re.Match[bytes], floor: int, found: Scan) -> int:
    lead = match["lead"]
    if lead.strip(b" ") or len(lead) > 3:
        return 0
    lines, begin = _paragraph(text, match.start(), floor)
    if not lines or any(_NO_PARAGRAPH.match(line) or _DELIMITERS.match(line) for line in lines):
        return 0
    if all(_DEFINITION.match(line) for line in lines) or lines[0].startswith((b"    ", b"\t")):
        return 0
    if lines[0].startswith(b"  ") and _within_list(text, begin, floor):
        return 0
    source = b"\n".join(line.strip() for line in lines)
    found.headings.append(Mark(begin, match.end(), 1 if match["under"][:1] == b"=" else 2, source))
    return match.end()


def _paragraph(text: bytes, end: int, floor: int) -> tuple[list[bytes], int]:
    """The lines of the paragraph that ends at ``end``, and its start."""
    lines: list[bytes] = []
    begin = end + 1
    while end > floor and len(lines) < _MOST_LINES:
        newline = text.rfind(b"\n", floor, end)
        line = text[newline + 1 : end]
        if newline < 0 or not line.strip() or _RULE.match(line):
            break
        lines.append(line)
        begin, end = newline + 1, newline
    lines.reverse()
    return lines, begin


def _within_list(text: bytes, begin: int, floor: int) -> bool:
    """Whether the nearest line above ``begin`` with less indent than two begins a list item."""
    end = begin - 1
    for _ in range(_MOST_LINES):
        newline = text.rfind(b"\n", floor, end)
        if newline < 0:
            return False
        line = text[newline + 1 : end]
        if _LIST_ITEM.match(line):
            return True
        if line.strip() and not line.startswith((b"  ", b"\t")):
            return False
        end = newline
    return False
