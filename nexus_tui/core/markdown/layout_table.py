"""Rows of tables as lines."""

from __future__ import annotations

from nexus_tui.core.markdown.block import Block, Line, Piece, Table, TableRow
from nexus_tui.core.markdown.estimate import rough_text
from nexus_tui.core.markdown.layout import Frame, LayoutOptions, styled, text_lines
from nexus_tui.core.markdown.tables import column_widths, padding
from nexus_tui.core.markdown.width import cell_len, longest_word, wrap

MEASURED_ROWS = 2000
"""Rows that count for the widths of columns."""
EDGE = "table.rule"


def table_sizes(table: Table, room: int) -> tuple[tuple[int, ...], bool, bool]:
    """Widths of the columns in ``room`` cells, whether they fit in, and whether some cell takes several lines."""
    found = table.sizes.get(room)
    if found is not None:
        return found
    count = len(table.aligns)
    natural, words = [1] * count, [1] * count
    for block in table.rows[:MEASURED_ROWS]:
        row = block.extra
        assert isinstance(row, TableRow)
        for column, cell in enumerate(row.cells[:count]):
            text = rough_text(cell)
            natural[column] = max(natural[column], max(map(cell_len, text.split("\n"))))
            words[column] = max(words[column], longest_word(text))
    inner = room - 3 * count - 1
    result = column_widths(natural, words, inner)
    wraps = any(width < wanted for width, wanted in zip(result.widths, natural, strict=True))
    found = (result.widths, result.fits and inner >= count, wraps)
    if table.complete:
        table.sizes[room] = found
    return found


def lay_row(block: Block, frame: Frame, options: LayoutOptions) -> list[Line]:
    """A row of a table: with the upper edge and the rule below it if it is the header, the lower edge if the last."""
    row = block.extra
    assert isinstance(row, TableRow)
    table = row.table
    widths, fits, wraps = table_sizes(table, frame.width)
    if not fits:
        return _stacked(block, row, frame)
    plain = block.plain or ""
    base = "table.head" if row.number == 0 else "table.cell"
    columns = [_cell(block, row, column, width, base) for column, width in enumerate(widths)]
    lines: list[Line] = []
    if row.number == 0:
        lines.append(frame.line(_rule(widths, "┌─┬┐"), 0, 0, first=True))
    elif wraps and row.number > 1:
        lines.append(frame.line(_rule(widths, "├╌┼┤"), 0, 0, first=True))
    for number in range(max(map(len, columns))):
        pieces = [Piece("│ ", EDGE)]
        offsets: list[int] = []
        for column, width in enumerate(widths):
            cell = columns[column][number] if number < len(columns[column]) else []
            used = sum(cell_len(piece.text) for piece in cell)
            left, right = padding(used, width, table.aligns[column])
            if left:
                pieces.append(Piece(" " * left, base))
            pieces.extend(cell)
            offsets.extend(piece.offset for piece in cell)
            pieces.append(Piece(" " * right + (" │ " if column + 1 < len(widths) else " │"), EDGE))
        start = min(offsets, default=0)
        lines.append(frame.line(pieces, start, max(start, len(plain)), first=not lines))
    if row.number == 0 and not (table.complete and len(table.rows) == 1):
        lines.append(frame.line(_rule(widths, "├─┼┤"), len(plain), len(plain)))
    if table.complete and row.number == len(table.rows) - 1:
        lines.append(frame.line(_rule(widths, "└─┴┘"), len(plain), len(plain)))
    return lines


def _cell(block: Block, row: TableRow, column: int, width: int, base: str) -> list[list[Piece]]:
    plain = block.plain or ""
    if column >= len(row.starts):
        return [[]]
    start = row.starts[column]
    end = row.starts[column + 1] - 1 if column + 1 < len(row.starts) else len(plain)
    ranges = [(start + a, start + b) for a, b in wrap(plain[start:end], width)]
    return styled(plain, block.runs, ranges, base)


def _rule(widths: tuple[int, ...], marks: str) -> list[Piece]:
    left, line, cross, right = tuple(marks)
    return [Piece(left + cross.join(line * (width + 2) for width in widths) + right, EDGE)]


def _stacked(block: Block, row: TableRow, frame: Frame) -> list[Line]:
    """A row of a table that cannot be drawn in the width: one cell below the other, each after its column's name."""
    if row.number == 0:
        return text_lines(block, frame, "table.head")
    plain = block.plain or ""
    head = row.table.rows[0]
    names = head.extra
    assert isinstance(names, TableRow)
    lines: list[Line] = [frame.line([Piece("─" * frame.width, EDGE)], 0, 0, first=True)]
    for column in range(len(row.starts)):
        name = rough_text(names.cells[column]) if column < len(names.cells) else ""
        room = frame.width - cell_len(name) - 2
        beside = bool(name) and room >= frame.width // 2
        cells = _cell(block, row, column, room if beside else frame.width, "table.cell")
        start = row.starts[column]
        for number, cell in enumerate(cells):
            if beside:
                label = name + ": " if number == 0 else " " * (cell_len(name) + 2)
                cell = [Piece(label, "table.name"), *cell]
            begin = next((piece.offset for piece in cell if piece.offset >= 0), start)
            lines.append(frame.line(cell, begin, max(begin, len(plain))))
    return lines
