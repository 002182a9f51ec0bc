"""How many cells text takes in a terminal, and where its lines are broken.

Widths agree, for every string, with ``rich.cells.cell_len``, by which Textual pads and crops: a line that was measured
here is painted at the same width there. That includes its reading of U+200D (the next character takes no cell) and of
U+FE0F (a narrow emoji before it becomes wide). Text is expected to have passed ``sanitize`` and to hold no tabs, which
take no cell here (see :func:`expand_tabs`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache

_SINGLE = re.compile("[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u2190-\u2199\u2500-\u25fc]*")
"""Characters that take one cell each and at which, but for the blank, no line is broken."""

_ZWJ = "\u200d"
_VS16 = "\ufe0f"
_ZWSP = "\u200b"
_BLANKS = frozenset(" \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000")
_GLUE = frozenset("\u00a0\u2007\u202f\u2060\ufeff")
"""No line is broken before or after these."""
_NOT_FIRST = frozenset(
    "、。，．・：；？！゛゜ヽヾゝゞ々〻ー’”）〕］｝〉》」』】〙〗〟｠»›‐゠–—〜～…‥!?:;,.)]}%°℃‰¢％"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
)
"""Not at the start of a line next to ideographs (classes CL, CP, EX, IS, NS and PO of Unicode Annex 14)."""
_NOT_LAST = frozenset("（〔［｛〈《「『【〘〖〝｟«‹‘“([{$¥£＄￥￡")
"""Not at the end of a line next to ideographs (classes OP, PR and QU of Unicode Annex 14)."""
PICTURE = "▨"
"""Stands before the description of a picture, on the same line."""
_SEAMS = "-/–—?&_"
"""After these a word that is longer than a line is broken by preference."""


_JOINED = re.compile("[\u200d\ufe0f\U0001f1e6-\U0001f1ff]")
"""Where clusters are more than a character and the marks without width after it."""


class _Widths(dict[str, int]):
    """Cells of single characters, looked up once each."""

    def __missing__(self, character: str) -> int:
        width = self[character] = _lookup(ord(character))
        return width


_widths = _Widths()


def _ranges(text: str) -> tuple[list[int], list[int]]:
    """The starts and the inclusive ends of hexadecimal ranges."""
    pairs = [entry.partition("-") for entry in text.split()]
    return [int(low, 16) for low, _, _ in pairs], [int(high or low, 16) for low, _, high in pairs]


@lru_cache(maxsize=1)
def _tables() -> tuple[tuple[list[int], list[int]], tuple[list[int], list[int]], frozenset[str]]:
    from nexus_tui.core.markdown.cells import WIDE, WIDENED, ZERO

    starts, ends = _ranges(WIDENED)
    widened = (chr(code) for low, high in zip(starts, ends, strict=True) for code in range(low, high + 1))
    return _ranges(ZERO), _ranges(WIDE), frozenset(widened)


def _lookup(code: int) -> int:
    if code < 0x20 or 0x7F <= code < 0xA0:
        return 0
    zero, wide, _ = _tables()
    for (starts, ends), width in ((zero, 0), (wide, 2)):
        at = bisect_right(starts, code) - 1
        if at >= 0 and code <= ends[at]:
            return width
    return 1


def is_simple(text: str) -> bool:
    """Whether each character of ``text`` takes one cell, so that cells and characters can be counted alike."""
    return _SINGLE.fullmatch(text) is not None


def cell_len(text: str) -> int:
    """Return the cells that ``text`` takes on one line."""
    if _SINGLE.fullmatch(text):
        return len(text)
    if _ZWJ not in text and _VS16 not in text:
        return sum(map(_widths.__getitem__, text))
    return sum(cells for _, _, cells in graphemes(text))


def graphemes(text: str, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, cells) for each piece of ``text[start:stop]`` that must not be torn apart.

    A piece is a character with the marks, joiners and selectors that follow it, an emoji sequence, or a pair of
    regional indicators (a flag). The pieces cover the text without gaps and their cells sum up to ``cell_len``.
    """
    widths, widened = _widths, _tables()[2]
    stop = len(text) if stop is None else stop
    at = start
    while at < stop:
        begin, character = at, text[at]
        cells = widths[character]
        measured = character if cells else ""
        at += 1
        if "\U0001f1e6" <= character <= "\U0001f1ff" and at < stop and "\U0001f1e6" <= text[at] <= "\U0001f1ff":
            measured = text[at]
            cells += widths[measured]
            at += 1
        if character == _ZWJ:
            at = min(at + 1, stop)
        while at < stop:
            follower = text[at]
            if follower == _ZWJ:
                at = min(at + 2, stop)
            elif widths[follower]:
                break
            else:
                if follower == _VS16 and measured:
                    cells += measured in widened
                    measured = ""
                at += 1
        yield begin, at, cells


def wrap(text: str, width: int) -> list[tuple[int, int]]:
    """Break ``text`` into lines of at most ``width`` cells; return their (start, end) in characters.

    Greedy: each line takes what it can hold. Lines are broken at blanks, which belong to no line (those at the start
    and at the end of ``text`` do where there is room for them), at zero-width spaces, and between ideographs by the
    rules of Unicode Annex 14 for opening and closing marks; not after the mark of a picture. No-break spaces and word
    joiners hold. A word longer than a line starts on a line of its own and is broken after a ``-``, ``/``, ``–``,
    ``—``, ``?``, ``&`` or ``_`` in the second half of the line, else where the line ends, never inside a cluster. No
    hyphen is ever added. A newline ends a line. There is always at least one line. Only a single cluster wider than
    ``width`` can exceed it; a ``width`` below 1 counts as 1.
    """
    width = max(1, width)
    if "\n" not in text:
        if text.isascii() or _SINGLE.fullmatch(text):
            if len(text) <= width:
                return [(0, len(text))]
            lines: list[tuple[int, int]] = []
            _wrap_simple(text, 0, len(text), width, lines)
            return lines
        lines = []
        _wrap_wide(text, 0, len(text), width, lines)
        return lines
    lines = []
    start = 0
    for part in text.split("\n"):
        stop = start + len(part)
        (_wrap_simple if part.isascii() or _SINGLE.fullmatch(part) else _wrap_wide)(text, start, stop, width, lines)
        start = stop + 1
    return lines


def _wrap_simple(text: str, start: int, stop: int, width: int, lines: list[tuple[int, int]]) -> None:
    """Break text whose characters take one cell each."""
    rfind = text.rfind
    while stop - start > width:
        cut = rfind(" ", start + 1, start + width + 1)
        if cut > start and text[cut - 1] == PICTURE:
            cut = rfind(" ", start + 1, cut)
        end = cut
        while end > start and text[end - 1] == " ":
            end -= 1
        if cut >= 0 and end > start:
            lines.append((start, end))
            start = _after_blanks(text, end, stop)
            if start == stop:
                return
        elif text[start] == " ":
            start = _after_blanks(text, start, stop)
        else:
            end = _seam(text, start, start + width)
            lines.append((start, end))
            start = end
    lines.append((start, stop))


def _after_blanks(text: str, start: int, stop: int) -> int:
    while start < stop and text[start] in _BLANKS:
        start += 1
    return start


def _seam(text: str, start: int, end: int) -> int:
    """Where to break a word that fills ``text[start:end]``: after a seam in its second half, else at ``end``."""
    found = max(text.rfind(seam, (start + end) // 2, end) for seam in _SEAMS)
    return found + 1 if found >= start else end


def _wrap_wide(text: str, start: int, stop: int, width: int, lines: list[tuple[int, int]]) -> None:
    """Break text of any characters."""
    pieces = _Pieces(text, start, stop)
    while True:
        over = pieces.overflow(start, width)
        if over >= stop:
            break
        end = _last_break(pieces, start, over)
        if end > start:
            lines.append((start, end))
            start = _after_blanks(text, end, stop)
            if start == stop:
                return
        elif text[start] in _BLANKS:
            start = _after_blanks(text, start, stop)
        else:
            end = _seam(text, start, over)
            if end <= start or not pieces.starts_at(end):
                end = over
            lines.append((start, end))
            start = end
    lines.append((start, stop))


class _Pieces:
    """Where the clusters of ``text[start:stop]`` begin and how many of them fill a line."""

    def __init__(self, text: str, start: int, stop: int) -> None:
        self.text = text
        self.stop = stop
        self._starts: list[int] | None = None
        self._before: list[int] = []
        if _JOINED.search(text, start, stop):
            self._measure(start)

    def _measure(self, start: int) -> None:
        """For joined text: the start of each cluster, and the cells before it."""
        used, self._starts = 0, []
        for begin, _, cells in graphemes(self.text, start, self.stop):
            self._starts.append(begin)
            self._before.append(used)
            used += cells
        self._starts.append(self.stop)
        self._before.append(used)

    def starts_at(self, index: int) -> bool:
        """Whether a cluster begins at ``index``, which is inside the range."""
        if self._starts is None:
            return _widths[self.text[index]] > 0
        at = bisect_left(self._starts, index)
        return self._starts[at] == index

    def overflow(self, start: int, width: int) -> int:
        """The start of the first cluster that does not fit on a line from ``start``; the end if all do."""
        if self._starts is not None:
            at = bisect_left(self._starts, start)
            over = max(at + 1, bisect_right(self._before, self._before[at] + width) - 1)
            return self._starts[min(over, len(self._starts) - 1)]
        used, text, widths = 0, self.text, _widths
        for index in range(start, self.stop):
            cells = widths[text[index]]
            used += cells
            if used > width and cells and index > start:
                return index
        return self.stop


def _last_break(pieces: _Pieces, start: int, over: int) -> int:
    """The end of the longest line ``text[start:end]`` that may be broken, ``end <= over``; ``start`` if there is none.

    Blanks before the break are not part of the line.
    """
    text = pieces.text
    for at in range(over, start, -1):
        if text[at - 1] != PICTURE and (text[at] in _BLANKS or _may_break(pieces, at)):
            end = at
            while end > start and text[end - 1] in _BLANKS:
                end -= 1
            if end > start:
                return end
    return start


def _may_break(pieces: _Pieces, at: int) -> bool:
    """Whether a line may be broken between the characters before and at ``at``, neither a blank in front."""
    text = pieces.text
    before, after = text[at - 1], text[at]
    if before in _BLANKS or before == _ZWSP:
        return pieces.starts_at(at)
    if before in _GLUE or after in _GLUE or after in _NOT_FIRST or not pieces.starts_at(at):
        return False
    base = at - 1
    while base and not _widths[text[base]]:
        base -= 1
    return text[base] not in _NOT_LAST and (_is_ideograph(text[base]) or _is_ideograph(after))


def _is_ideograph(character: str) -> bool:
    """Whether lines may be broken on either side: wide, and not Hangul, which has blanks between words."""
    return _widths[character] == 2 and not ("\uac00" <= character <= "\ud7a3" or "\u1100" <= character <= "\u115f")


def longest_word(text: str) -> int:
    """Return the cells of the longest piece of ``text`` that :func:`wrap` would break only for want of room."""
    if _SINGLE.fullmatch(text):
        return max(map(len, text.split(" ")))
    longest = 0
    for part in text.split("\n"):
        pieces, start = _Pieces(part, 0, len(part)), 0
        for at in range(1, len(part)):
            if part[at] in _BLANKS or _may_break(pieces, at):
                longest = max(longest, cell_len(part[start:at].strip("".join(_BLANKS))))
                start = at
        longest = max(longest, cell_len(part[start:].strip("".join(_BLANKS))))
    return longest


def index_at(text: str, cell: int) -> int:
    """Return the index of the character that covers the 0-based ``cell``; ``len(text)`` right of the end."""
    if cell <= 0:
        return 0
    if _SINGLE.fullmatch(text):
        return min(cell, len(text))
    used = 0
    for begin, _, cells in graphemes(text):
        used += cells
        if used > cell:
            return begin
    return len(text)


def clip(text: str, width: int, mark: str = "…") -> str:
    """Return ``text`` if it takes at most ``width`` cells, else as much of its start as fits with ``mark`` after it."""
    if cell_len(text) <= width:
        return text
    room = width - cell_len(mark)
    return text[: index_at(text, room)] + mark if room >= 0 else ""


def expand_tabs(text: str, size: int = 4) -> str:
    """Return ``text`` with each tab filled up with blanks to the next multiple of ``size`` cells of its line."""
    if "\t" not in text:
        return text
    if _SINGLE.fullmatch(text.replace("\t", "").replace("\n", "")):
        return text.expandtabs(size)
    return "\n".join(_expand_line(line, max(1, size)) for line in text.split("\n"))


def _expand_line(line: str, size: int) -> str:
    parts: list[str] = []
    used = 0
    *before_tabs, rest = line.split("\t")
    for part in before_tabs:
        used += cell_len(part)
        blanks = size - used % size
        parts.append(part + " " * blanks)
        used += blanks
    return "".join(parts) + rest
