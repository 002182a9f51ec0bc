"""A piece of a section around the words that were found, as plain text with the words marked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nexus_tui.core.model import Snippet
from nexus_tui.core.sanitize import sanitize_line
from nexus_tui.core.search.marking import Marker, Span, marker, merged
from nexus_tui.core.search.markup import inline_text

LONGEST = 65_536
"""Bytes (or characters of a text) that are looked at."""

_AROUND = 3
"""The window of source is this many widths, since markup falls away."""
_LEAD = 40
"""Characters before the first word of a window, at most."""

_HEADING = re.compile(r"\A\s*>?[ \t]*(?:#{1,6}(?:[ \t][^\n]*)?(?:\n|\Z)|[^\n]+\n[ \t]*(?:=+|-+)[ \t]*(?:\n|\Z))")
_FENCE_LINE = re.compile(r"(?m)^[ \t>]*(?:`{3,}|~{3,})[^\n`]*$")
_LINE_START = re.compile(
    r"(?m)^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])|#{1,6}(?=[ \t])|\[[ xX]\](?=[ \t])))+[ \t]*"
)
_INCLUDE = re.compile(r"\{\{#[^{}\n]*\}\}")
"""Where mdBook puts a file in."""
_TABLE_RULE = re.compile(r"(?m)^[ \t]*\|?(?:[ \t]*:?-{3,}:?[ \t]*\|?)+[ \t]*$")
_RULE = re.compile(r"(?m)^[ \t]*(?:[-*_=][ \t]*){3,}$")
_PIPES = re.compile(r"\s*(?<!\\)\|[\s|]*")
_TAIL_OF_LINK = re.compile(r"\A[^\s()]*\)")
_CUT_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\Z")
_DEFINITION = re.compile(r"(?m)^ {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\S+.*$")
_SENTENCE = re.compile(r"(?<=[.!?…。！？])[\s\"'”’)]*\s|\n\s*\n|\n(?=[ \t]*(?:[-*+]|\d+\.)[ \t])")
_BLANKS = re.compile(r"\s+")


def snippet(source: str | bytes, start: int, end: int, words: Sequence[str], width: int = 160) -> Snippet:
    """The best piece of ``source[start:end]`` (offsets in bytes or characters, as the source is).

    ``words`` are those of ``query.Query.words``; the piece is where most different ones stand together, the first
    where several are equal; without any it is the beginning of the text. ``width``: characters, about. The
    heading line of the section is left out. The text is sanitized and on one line.
    """
    piece = source[start : min(end, start + LONGEST)]
    raw = piece.decode("utf-8", "replace") if isinstance(piece, bytes) else piece
    heading = _HEADING.match(raw)
    if heading and raw[heading.end() :].strip():
        raw = raw[heading.end() :]
    marks = marker(tuple(words))
    begin, stop = _window(marks.spans(raw), raw, width * _AROUND)
    text = _plain(raw, begin, stop)
    return _marked(text, marks, width, begin > 0, stop < len(raw))


def _window(spans: list[Span], raw: str, size: int) -> tuple[int, int]:
    """The range of ``raw``, ``size`` characters at most, with the most different words."""
    begin = _start_before(raw, spans[_best(spans, size - _LEAD)[0]].start) if spans else 0
    stop = begin + size
    if stop >= len(raw):
        return begin, len(raw)
    blank = max(raw.rfind(" ", stop - _LEAD, stop), raw.rfind("\n", stop - _LEAD, stop))
    return begin, stop if blank < 0 else blank


def _best(spans: list[Span], size: int) -> tuple[int, int]:
    """First and last index of the spans within ``size`` characters with most different words, then most spans."""
    counts: dict[int, int] = {}
    best, found, left = (0, 0), (0, 0), 0
    for right, span in enumerate(spans):
        counts[span.word] = counts.get(span.word, 0) + 1
        while span.end - spans[left].start > size and left < right:
            gone = spans[left].word
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
            left += 1
        value = (len(counts), min(right - left, 4))
        if value > best or right == 0:
            best, found = value, (left, right)
    return found


def _start_before(raw: str, position: int) -> int:
    """Where to begin so that ``position`` is read in its sentence, if that begins near enough; else at a word."""
    low = max(0, position - 2 * _LEAD)
    if low == 0:
        return 0
    starts = [match.end() for match in _SENTENCE.finditer(raw, low, position)]
    if starts:
        return starts[-1] if position - starts[-1] > 2 or len(starts) < 2 else starts[-2]
    blank = _BLANKS.search(raw, max(0, position - _LEAD), position)
    return blank.end() if blank else position


def _plain(raw: str, begin: int, stop: int) -> str:
    """The window without markup, on one line."""
    text = raw[begin:stop]
    opened = raw.rfind("](", max(0, begin - 300), begin)
    if opened >= 0 and ")" not in raw[opened:begin]:
        text = _TAIL_OF_LINK.sub("", text)
    if stop < len(raw):
        text = _CUT_LINK.sub(r"\1", text)
    if "```" in text or "~~~" in text:
        text = _FENCE_LINE.sub("", text)
    if "{{#" in text:
        text = _INCLUDE.sub("", text)
    if "]:" in text:
        text = _DEFINITION.sub("", text)
    text = _LINE_START.sub("", _RULE.sub("", text))
    if "|" in text:
        text = _PIPES.sub(" · ", _TABLE_RULE.sub("", text))
    return _BLANKS.sub(" ", sanitize_line(inline_text(text))).strip(" ·")


def _marked(text: str, marks: Marker, width: int, cut_before: bool, cut_after: bool) -> Snippet:
    """``text`` cut to ``width`` around its words, with an ellipsis where something is missing."""
    spans = marks.spans(text)
    begin, stop = 0, len(text)
    if len(text) > width:
        first = spans[_best(spans, width - _LEAD // 2)[0]].start if spans else 0
        if first > width // 3:
            begin = _word_start(text, max(0, first - _LEAD // 2), first)
        begin = min(begin, _word_start(text, max(0, len(text) - width), len(text)))
        stop = _word_end(text, begin, begin + width)
    shown = text[begin:stop].strip()
    if cut_after or stop < len(text):
        shown += "…"
    if cut_before or begin:
        shown = "…" + shown
    return Snippet(shown, merged(marks.spans(shown), shown))


def _word_start(text: str, low: int, high: int) -> int:
    if low == 0:
        return 0
    blank = text.find(" ", low, high)
    return blank + 1 if blank >= 0 else low


def _word_end(text: str, begin: int, stop: int) -> int:
    if stop >= len(text):
        return len(text)
    blank = text.rfind(" ", begin + (stop - begin) // 2, stop)
    return blank if blank >= 0 else stop
