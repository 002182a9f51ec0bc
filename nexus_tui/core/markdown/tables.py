"""How wide the columns of a table are."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence

from nexus_tui.core.record import dataclass

WHOLE_WORD = 20
"""Words up to this many cells are broken only where the table would not fit otherwise."""
SHORT_WORD = 10
"""Words up to this many cells are never broken for want of room: the table scrolls sideways instead."""
COMFORTABLE = 32
"""Cells up to which a column of a table that scrolls sideways is as wide as its text."""


@dataclass(frozen=True, slots=True)
class ColumnWidths:
    """The widths of a table's columns."""

    widths: tuple[int, ...]
    """Cells for the text of each column, without rules and padding; each at least 1."""
    fits: bool
    """Whether their sum is within the room; if not, the table scrolls sideways and its first column stays."""


def column_widths(natural: Sequence[int], words: Sequence[int], room: int) -> ColumnWidths:
    """Share ``room`` cells out among columns.

    ``natural``: cells each column needs to show all its text without wrapping. ``words``: cells of its longest word
    (the same length as ``natural``; a value above the natural width counts as that). ``room``: cells for the text of
    all columns together, after rules and padding.

    A table that fits without wrapping gets its natural widths. Otherwise every column first gets its words unbroken and
    the rest of the room goes, cell by cell, to the column that is narrowest for the square root of its natural width:
    long columns get more, but not so much that the others become a staircase. With less room than that, words longer
    than ``SHORT_WORD`` are broken, the longest first. With less still, ``fits`` is false: columns are as wide as is
    comfortable and the first takes at most half of the room. Among tables that fit, more room never makes a column
    narrower (the cells are given out as by a divisor method of apportionment).
    """
    widest = [max(1, width) for width in natural]
    if len(widest) <= 1 and (room > 0 or not widest):
        return ColumnWidths(tuple(min(width, room) for width in widest), fits=True)
    if sum(widest) <= room:
        return ColumnWidths(tuple(widest), fits=True)
    longest = [max(1, min(word, width)) for word, width in zip(words, widest, strict=True)]
    whole = [min(word, WHOLE_WORD) for word in longest]
    if sum(whole) <= room:
        weights = [math.sqrt(width) for width in widest]
        return ColumnWidths(_grow(whole, widest, weights, room), fits=True)
    short = [min(word, SHORT_WORD) for word in whole]
    if sum(short) <= room:
        return ColumnWidths(_grow(short, whole, [1.0] * len(whole), room), fits=True)
    comfortable = [min(width, max(word, COMFORTABLE)) for width, word in zip(widest, whole, strict=True)]
    comfortable[0] = max(1, min(comfortable[0], room // 2))
    return ColumnWidths(tuple(comfortable), fits=False)


def _grow(start: Sequence[int], limits: Sequence[int], weights: Sequence[float], room: int) -> tuple[int, ...]:
    """Hand what ``start`` leaves of ``room`` to the column of least width for its weight, up to ``limits``."""
    widths = list(start)
    queue = [(width / weight, i) for i, (width, weight) in enumerate(zip(widths, weights, strict=True))]
    queue = [entry for entry in queue if widths[entry[1]] < limits[entry[1]]]
    heapq.heapify(queue)
    for _ in range(room - sum(widths)):
        if not queue:
            break
        column = queue[0][1]
        widths[column] += 1
        if widths[column] < limits[column]:
            heapq.heapreplace(queue, (widths[column] / weights[column], column))
        else:
            heapq.heappop(queue)
    return tuple(widths)


def padding(used: int, width: int, align: str = "") -> tuple[int, int]:
    """Return the blanks before and after a text of ``used`` cells in a column of ``width`` cells.

    ``align``: ``left``, ``right`` or ``center``; anything else counts as left. A text wider than the column gets none.
    """
    free = max(0, width - used)
    if align == "right":
        return free, 0
    if align == "center":
        return free // 2, free - free // 2
    return 0, free
