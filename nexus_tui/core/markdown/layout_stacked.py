"""Tables written cell by cell: where they cannot be drawn in the width, or where words are to stay in order."""

from __future__ import annotations

from collections.abc import Iterator

from nexus_tui.core.markdown.block import Block, Line, Piece, Table, TableRow
from nexus_tui.core.markdown.estimate import rough_text
from nexus_tui.core.markdown.layout import Frame, styled
from nexus_tui.core.markdown.width import cell_len, wrap
from nexus_tui.core.sanitize import sanitize_line

EDGE = "table.rule"
_SEPARATOR = " │ "
INDENT = 2
"""Cells by which a text below the name of its column is indented …"""
INDENT_FROM = 12
"""… where there is room for so many."""


def cell_range(block: Block, row: TableRow, column: int) -> tuple[int, int]:
    """Where the text of a cell begins and ends in the plain text of its row."""
    start = row.starts[column]
    end = row.starts[column + 1] - 1 if column + 1 < len(row.starts) else len(block.plain or "")
    return start, end


def cell_lines(block: Block, row: TableRow, column: int, width: int, base: str) -> list[list[Piece]]:
    """The text of a cell, wrapped."""
    if column >= len(row.starts):
        return [[]]
    start, end = cell_range(block, row, column)
    ranges = [(start + a, start + b) for a, b in wrap((block.plain or "")[start:end], width)]
    return styled(block.plain or "", block.runs, ranges, base)


def column_name(table: Table, column: int) -> str:
    """What the header says of a column, on one line; empty if nothing."""
    head = table.rows[0]
    if not table.headed:
        return ""
    names = head.extra
    assert isinstance(names, TableRow)
    if column >= len(names.cells):
        return ""
    if head.plain is None or len(names.starts) != len(names.cells):
        return sanitize_line(rough_text(names.cells[column])).strip()
    start, end = cell_range(head, names, column)
    return head.plain[start:end].replace("\n", " ")


def name_is_beside(name: str, room: int) -> bool:
    """Whether a cell stands on the same line as the name of its column, if that has one, in ``room`` cells."""
    return not name or 2 * (cell_len(name) + 2) <= room


def stacked_row(block: Block, row: TableRow, frame: Frame) -> list[Line]:
    """The lines of a row: each cell after the name of its column, those that hold nothing left out."""
    if row.number == 0 and row.table.headed:
        return _head(block, row, frame)
    size = len(block.plain or "")
    lines = [frame.line([Piece("─" * frame.width, EDGE)], 0, 0, first=True)] if row.number else []
    for column, start in enumerate(row.starts):
        if cell_range(block, row, column)[1] == start:
            continue
        for pieces in _named_cell(block, row, column, frame.width):
            begin = next((piece.offset for piece in pieces if piece.offset >= 0), start)
            lines.append(frame.line(pieces, begin, max(begin, size), first=not lines))
    return lines or [frame.line([], 0, 0, first=True)]


def _named_cell(block: Block, row: TableRow, column: int, room: int) -> Iterator[list[Piece]]:
    name = column_name(row.table, column)
    if not name:
        yield from cell_lines(block, row, column, room, "table.cell")
        return
    if name_is_beside(name, room):
        label, indent = f"{name}: ", cell_len(name) + 2
    else:
        for start, end in wrap(f"{name}:", room):
            yield [Piece(f"{name}:"[start:end], "table.name")]
        label, indent = "", INDENT if room >= INDENT_FROM else 0
    for number, cell in enumerate(cell_lines(block, row, column, room - indent, "table.cell")):
        yield [Piece(label if number == 0 and label else " " * indent, "table.name"), *cell]


def _head(block: Block, row: TableRow, frame: Frame) -> list[Line]:
    """The names of the columns, as many on a line as fit."""
    lines: list[Line] = []
    size = len(block.plain or "")
    pieces: list[Piece] = []
    used = begin = 0

    def end_line(stop: int) -> None:
        lines.append(frame.line(pieces, begin, stop, first=not lines))

    for column, start in enumerate(row.starts):
        cells = cell_lines(block, row, column, frame.width, "table.head")
        for number, cell in enumerate(cells):
            width = sum(cell_len(piece.text) for piece in cell)
            if not width:
                continue
            if pieces and (number or used + len(_SEPARATOR) + width > frame.width):
                end_line(start)
                pieces, used, begin = [], 0, start
            if pieces:
                pieces.append(Piece(_SEPARATOR, EDGE))
                used += len(_SEPARATOR)
            pieces.extend(cell)
            used += width
    if pieces or not lines:
        end_line(size)
    return lines
