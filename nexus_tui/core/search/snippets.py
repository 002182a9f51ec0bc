"""A piece of a section around the words that were found, as plain text with the words marked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nexus_tui.core.model import Snippet
from nexus_tui.core.sanitize import sanitize_line
from nexus_tui.core.search.cuts import LOOKED_AT, mended
from nexus_tui.core.search.fences import cut_at_fences, fence_before
from nexus_tui.core.search.marking import Marker, Span, marker, merged, same_length
from nexus_tui.core.search.markup import inline_text
from nexus_tui.core.search.window import window_of

LONGEST = 65_536
"""Bytes (or characters of a text) that are looked at."""

SNIPPET_WIDTH = 160
"""Characters of a snippet, about."""
_MOST_WINDOWS = 4
"""Windows of a section that are remembered as plain text."""
_AROUND = 3
"""The window of source is this many widths, since markup falls away."""
_LEAD = 40
"""Characters before the first word of a window, at most."""

_HEADING = re.compile(rb"\A\s*>?[ \t]*(?:#{1,6}(?:[ \t][^\n]*)?(?:\n|\Z)|[^\n]+\n[ \t]*(?:=+|-+)[ \t]*(?:\n|\Z))")
# A line's beginning is looked for by the break before it: "^" is tried at every character, a break is found at once.
_LINE_START = re.compile(
    r"\n(?=[-*_=>+\d#\[ \t])(?:[ \t]*(?:[-*_=][ \t]*){3,}(?=\n|\Z)"
    r"|(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])|#{1,6}(?=[ \t])|\[[ xX]\](?=[ \t])))+[ \t]*)"
)
"""A rule, or what marks a quote, a list, a task or a heading."""
_INCLUDE = re.compile(r"\{\{#[^{}\n]*\}\}")
"""Where mdBook puts a file in."""
_TABLE_RULE = re.compile(r"\n[ \t]*\|?(?:[ \t]*:?-{3,}:?[ \t]*\|?)+[ \t]*(?=\n|\Z)")
_PIPES = re.compile(r"\|(?<!\\\|)[\s|]*")
_DEFINITION = re.compile(r"(?m)^ {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\S+.*$")
_SENTENCE = re.compile(r"(?<=[.!?…。！？])[\s\"'”’)]*\s|\n\s*\n|\n(?=[ \t]*(?:[-*+]|\d+\.)[ \t])")
_BLANKS = re.compile(r"\s+")


def snippet(source: str | bytes, start: int, end: int, words: Sequence[str], width: int = SNIPPET_WIDTH) -> Snippet:
    """The best piece of ``source[start:end]`` (offsets in bytes or characters, as the source is).

    ``words`` are those of ``query.Query.words``; the piece is where most different ones stand together, the first
    where several are equal; without any it is the beginning of the text. ``width``: characters, about. The
    heading line of the section is left out. The text is sanitized and on one line.
    """
    piece = source[start : min(end, start + LONGEST)]
    data = piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogatepass")
    return Piece(data).snippet(tuple(words), width)


class Piece:
    """The source of a section, remembered between key presses with the windows that were made plain."""

    __slots__ = ("_known", "_last", "_window", "data")

    def __init__(self, data: bytes) -> None:
        heading = _HEADING.match(data)
        self.data = data[heading.end() :] if heading and data[heading.end() :].strip() else data
        """The source without its heading line."""
        self._known: dict[tuple[int, int], tuple[str, str]] = {}
        self._window: tuple[tuple[bytes, ...], tuple[int, int], dict[bytes, int]] | None = None
        """What was looked for last, where it was found, and how often each of it occurs."""
        self._last: tuple[tuple[int, int], int, list[Span], Snippet] | None = None
        """Window, width and words of the last snippet: most key presses change none of them."""

    def snippet(self, words: tuple[str, ...], width: int = SNIPPET_WIDTH) -> Snippet:
        """As :func:`snippet` for the section."""
        return self.marked(marker(words), width)

    def marked(self, marks: Marker, width: int = SNIPPET_WIDTH) -> Snippet:
        """As :func:`snippet` for the section and the words of ``marks``."""
        data, looked_for, known = self.data, marks.needles, self._window
        if known is None or known[0] != looked_for:
            # What is typed is one word as a rule: the others are counted already.
            counts = {needle: known[2][needle] for needle in looked_for if needle in known[2]} if known else {}
            known = self._window = looked_for, window_of(data, looked_for, counts), counts
        begin, stop = window = known[1]
        text = self._known.get(window)
        if text is None:
            raw = data[begin:stop].decode("utf-8", "replace")
            if len(raw) > width * _AROUND:
                low, high = _window(marks.spans(raw), raw, width * _AROUND)
                text = self._known.get((begin + low, -high))
                if text is None:
                    before = _decoded(data, begin - LOOKED_AT, begin) + raw[:low]
                    fence = fence_before(raw[:low], fence_before(data[:begin].decode("utf-8", "replace")))
                    text = self._keep(begin + low, -high, _plain(before, raw[low:high], raw[high:], fence))
                return self._marked((begin + low, -high), text, marks, width, (begin + low > 0, high < len(raw)))
            before, after = _decoded(data, begin - LOOKED_AT, begin), _decoded(data, stop, stop + LOOKED_AT)
            fence = fence_before(data[:begin].decode("utf-8", "replace")) if begin else ""
            text = self._keep(begin, stop, _plain(before, raw, after, fence))
        return self._marked(window, text, marks, width, (begin > 0, stop < len(data)))

    def _marked(
        self, window: tuple[int, int], kept: tuple[str, str], marks: Marker, width: int, cut: tuple[bool, bool]
    ) -> Snippet:
        """As :func:`_marked`, made anew only where the words stand elsewhere than at the last key press."""
        text, folded = kept
        spans, last = marks.spans(text, folded=folded), self._last
        if last is not None and last[0] == window and last[1] == width and last[2] == spans:
            return last[3]
        found = _marked(text, spans, width, *cut)
        self._last = window, width, spans, found
        return found

    def _keep(self, begin: int, stop: int, text: str) -> tuple[str, str]:
        """``text`` and what it is folded to, kept."""
        folded = same_length(text)
        if len(self._known) >= _MOST_WINDOWS:
            self._known.clear()
        kept = self._known[begin, stop] = text, text if folded == text else folded
        return kept


def _decoded(data: bytes, begin: int, stop: int) -> str:
    return data[max(0, begin) : stop].decode("utf-8", "replace")


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
    if len(spans) < 2:
        return 0, 0
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


def _plain(before: str, text: str, after: str, fence: str) -> str:
    """The window without markup, on one line; ``before`` and ``after`` is what stands around it.

    What is code, within ``fence`` or one of its own, is left as it is.
    """
    if not fence and "```" not in text and "~~~" not in text:
        return _prose(before, text, after)
    parts = cut_at_fences(text, fence)
    last = len(parts) - 1
    shown = [
        " ".join(sanitize_line(part).split())
        if is_code
        else _prose("" if number else before, part, "" if number < last else after)
        for number, (is_code, part) in enumerate(parts)
    ]
    return " ".join(part for part in shown if part)


def _prose(before: str, text: str, after: str) -> str:
    text = "\n" + mended(before, text, after)
    if "{{#" in text:
        text = _INCLUDE.sub("", text)
    if "]:" in text:
        text = _DEFINITION.sub("", text)
    text = _LINE_START.sub("\n", text)
    if "|" in text:
        text = _PIPES.sub(" · ", _TABLE_RULE.sub("\n", text) if "--" in text else text)
    return " ".join(sanitize_line(inline_text(text)).split()).strip(" ·")


def _marked(text: str, spans: list[Span], width: int, cut_before: bool, cut_after: bool) -> Snippet:
    """``text`` cut to ``width`` around its words, with an ellipsis where something is missing."""
    begin, stop = 0, len(text)
    if stop > width:
        if spans:
            first = spans[_best(spans, width - _LEAD // 2)[0]].start
            if first > width // 3:
                begin = _word_start(text, max(0, first - _LEAD // 2), first)
        begin = min(begin, _word_start(text, max(0, stop - width), stop))
        stop = _word_end(text, begin, begin + width)
    shown = text[begin:stop].lstrip()
    begin = stop - len(shown)
    shown = shown.rstrip()
    end = begin + len(shown)
    shift = -begin
    if cut_before or begin:
        shown, shift = "…" + shown, 1 - begin
    if cut_after or end < len(text):
        shown += "…"
    inside = [each for each in spans if begin <= each[0] < each[1] <= end]
    return Snippet(shown, tuple([(low + shift, high + shift) for low, high in merged(inside, text)]) if inside else ())


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
