"""Pieces of a formula on a character grid: rows of text with one row that the line of writing goes through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nexus_tui.core.markdown.width import cell_len


class Box(NamedTuple):
    """A rectangle of text."""

    rows: tuple[str, ...]
    """At least one; all of the same width in cells."""
    base: int = 0
    """Index of the row that is level with the text around it."""

    @property
    def flat(self) -> bool:
        """Whether it is a single row."""
        return len(self.rows) == 1


def line(text: str) -> Box:
    """Return a box of one row."""
    return Box((text,))


_FENCES = {
    "(": "⎛⎜⎜⎝",
    ")": "⎞⎟⎟⎠",
    "[": "⎡⎢⎢⎣",
    "]": "⎤⎥⎥⎦",
    "{": "⎧⎪⎨⎩",
    "}": "⎫⎪⎬⎭",
    "|": "││││",
    "‖": "║║║║",
    "⌈": "⎡⎢⎢⎢",
    "⌉": "⎤⎥⎥⎥",
    "⌊": "⎢⎢⎢⎣",
    "⌋": "⎥⎥⎥⎦",
}
"""Top, extension, middle and bottom of tall delimiters."""


def beside(boxes: Sequence[Box]) -> Box:
    """Return the boxes from left to right with their base rows level."""
    if all(box.flat for box in boxes):
        return line("".join(box.rows[0] for box in boxes))
    above = max(box.base for box in boxes)
    below = max(len(box.rows) - box.base for box in boxes)
    rows = []
    for row in range(-above, below):
        parts = []
        for box in boxes:
            at = box.base + row
            blank = " " * cell_len(box.rows[0])
            parts.append(box.rows[at] if 0 <= at < len(box.rows) else blank)
        rows.append("".join(parts))
    return Box(tuple(rows), above)


def fence(box: Box, left: str, right: str) -> Box:
    """Return ``box`` between delimiters as tall as itself; an empty delimiter is left out."""
    parts = [_tall(left, len(box.rows), box.base), box, _tall(right, len(box.rows), box.base)]
    return beside([part for part in parts if part.rows[0]])


def _tall(mark: str, height: int, base: int) -> Box:
    if height == 1 or not mark:
        return Box((mark,) * height, base)
    if mark not in _FENCES:
        return Box(tuple(mark if row == base else " " * cell_len(mark) for row in range(height)), base)
    pieces = _FENCES[mark]
    inner = [pieces[2] if row == height // 2 else pieces[1] for row in range(1, height - 1)]
    return Box((pieces[0], *inner, pieces[3]), base)


def grid(rows: Sequence[Sequence[Box]], align: str, gap: str) -> Box:
    """Return cells as a table of rows, level in the middle.

    ``align``: one of ``l``, ``c``, ``r`` for each column, the last repeated; ``gap``: what stands between columns.
    """
    columns = max(map(len, rows), default=0)
    padded = [[*row, *[line("")] * (columns - len(row))] for row in rows]
    widths = [max(cell_len(row[at].rows[0]) for row in padded) for at in range(columns)]
    lines: list[str] = []
    for row in padded:
        cells = [_pad(box, widths[at], align[min(at, len(align) - 1)]) for at, box in enumerate(row)]
        spaced = [part for cell in cells for part in (line(gap), cell)][1:]
        lines += beside(spaced).rows if spaced else [""]
    return Box(tuple(lines) or ("",), (len(lines) - 1) // 2 if lines else 0)


def _pad(box: Box, width: int, align: str) -> Box:
    free = width - cell_len(box.rows[0])
    before = {"l": 0, "r": free}.get(align, free // 2)
    return Box(tuple(" " * before + row + " " * (free - before) for row in box.rows), box.base)
