"""Portions that can be laid out in a moment, of texts and rows that are too long for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from nexus_tui.core.markdown.block import Run

PARAGRAPH_SIZE = 4_000
"""Characters of a paragraph parsed as one; longer ones are cut at a line end or space."""
DENSE_SIZE = 1_000
"""The same for a paragraph that is mostly markup, which takes quadratic time."""
DENSE = 5
"""A paragraph with more than one mark in so many characters is mostly markup."""
MOST_COLUMNS = 250
"""Cells of a row that stand side by side; more of them are rows of their own."""
CELL_SIZE = 20_000
"""Characters of a cell laid out as one; more of them are in rows of their own."""

Cell = TypeVar("Cell")


def pieces(text: str) -> list[tuple[str, int, int]]:
    """Cut the text of a paragraph that is too long to be parsed at once: (piece, its first line, its last line)."""
    if len(text) <= DENSE_SIZE:
        return [(text, 0, text.count("\n"))]
    size = DENSE_SIZE if sum(map(text.count, "[]*_`<$&")) * DENSE > len(text) else PARAGRAPH_SIZE
    if len(text) <= size:
        return [(text, 0, text.count("\n"))]
    found: list[tuple[str, int, int]] = []
    start = line = 0
    while start < len(text):
        end = min(start + size, len(text))
        if end < len(text):
            for mark in ("\n", ". ", " "):
                at = text.rfind(mark, start + size // 2, end)
                if at > 0:
                    end = at + len(mark)
                    break
        piece = text[start:end]
        found.append((piece.strip(" \n"), line, line + piece.rstrip("\n").count("\n")))
        line += piece.count("\n")
        start = end
    return found


def row_parts(cells: list[Cell], empty: Cell, parts: Callable[[Cell], list[Cell]]) -> list[list[Cell]]:
    """The cells of a row, in rows of bearable size: hardly ever more than the one.

    ``empty``: a cell without text; ``parts``: cuts a cell that is too long. The order of all text stays.
    """
    rows: list[list[Cell]] = []
    for start in range(0, max(1, len(cells)), MOST_COLUMNS):
        some = cells[start : start + MOST_COLUMNS]
        row = [empty] * len(some)
        for column, cell in enumerate(some):
            *first, row[column] = parts(cell)
            for piece in first:
                rows.append([*row[:column], piece, *[empty] * (len(some) - column - 1)])
                row = [*[empty] * column, row[column], *row[column + 1 :]]
        rows.append(row)
    return rows


def text_parts(text: str, runs: tuple[Run, ...]) -> list[tuple[str, tuple[Run, ...]]]:
    """A parsed text and its runs in pieces of at most ``CELL_SIZE`` characters, cut at blanks where there are any."""
    found: list[tuple[str, tuple[Run, ...]]] = []
    start, at = 0, 0
    while len(text) - start > CELL_SIZE:
        cut = max(text.rfind(" ", start, start + CELL_SIZE), text.rfind("\n", start, start + CELL_SIZE))
        end = cut if cut > start + CELL_SIZE // 2 else start + CELL_SIZE
        some, at = _runs_between(runs, at, start, end)
        found.append((text[start:end], some))
        start = end + (text[end] in " \n")
    found.append((text[start:], _runs_between(runs, at, start, len(text))[0]) if start else (text, runs))
    return found


def _runs_between(runs: tuple[Run, ...], at: int, start: int, end: int) -> tuple[tuple[Run, ...], int]:
    """The parts of ``runs``, looked at from index ``at``, that are in ``text[start:end]``; and where to go on."""
    some: list[Run] = []
    while at < len(runs) and runs[at].start < end:
        run = runs[at]
        if run.end > start:
            some.append(run._replace(start=max(run.start, start) - start, end=min(run.end, end) - start))
        if run.end > end:
            break
        at += 1
    return tuple(some), at
