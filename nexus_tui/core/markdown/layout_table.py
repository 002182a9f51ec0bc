"""Rows of tables as lines."""

from __future__ import annotations

from nexus_tui.core.markdown.block import Block, Line, Piece, Table, TableRow
from nexus_tui.core.markdown.estimate import rough_text
from nexus_tui.core.markdown.layout import Frame, LayoutOptions
from nexus_tui.core.markdown.layout_stacked import EDGE, cell_lines, stacked_row
from nexus_tui.core.markdown.tables import COMFORTABLE, column_widths, padding
from nexus_tui.core.markdown.width import cell_len, graphemes, is_simple, longest_word

MEASURED_ROWS = 2000
"""Rows that count for the widths of columns."""
SCROLL_WIDTH = 16
"""Cells from which a table that is too wide is scrolled sideways; in less it is always taken apart."""


def table_sizes(table: Table, room: int) -> tuple[tuple[int, ...], bool, bool]:
    """Widths of the columns in ``room`` cells, whether they fit in, and whether some cell takes several lines."""
    found = table.sizes.get(room)
    if found is not None:
        return found
    count = len(table.aligns)
    natural, words, breaks = [1] * count, [1] * count, False
    for block in table.rows[:MEASURED_ROWS]:
        row = block.extra
        assert isinstance(row, TableRow)
        cells = block.plain.split("\t") if block.plain is not None else map(rough_text, row.cells)
        for column, text in zip(range(count), cells, strict=False):
            natural[column] = max(natural[column], max(map(cell_len, text.split("\n"))))
            breaks = breaks or "\n" in text
            words[column] = max(words[column], longest_word(text))
    inner = room - 3 * count - 1
    result = column_widths(natural, words, inner)
    widths, fits = result.widths, result.fits and inner >= count
    if not fits and count:
        widths = (max(1, min(natural[0], max(words[0], COMFORTABLE), room // 2 - 4)), *widths[1:])
    wraps = breaks or any(width < wanted for width, wanted in zip(widths, natural, strict=True))
    found = (widths, fits, wraps)
    if table.complete:
        table.sizes[room] = found
    return found


def is_stacked(table: Table, room: int, options: LayoutOptions) -> bool:
    """Whether the cells of a table are written one after the other in ``room`` cells."""
    widths, fits, wraps = table_sizes(table, room)
    if not fits and not (options.scroll_tables and room >= SCROLL_WIDTH):
        return True
    return wraps and len(widths) > 1 and not options.wrap_cells


def table_overflow(table: Table, room: int) -> int:
    """Cells of a table that are outside of a window of ``room`` cells; 0 if it fits or is not scrolled sideways."""
    widths, fits, _ = table_sizes(table, room)
    return 0 if fits or room < SCROLL_WIDTH else max(0, sum(widths) + 3 * len(widths) + 1 - room)


def lay_row(block: Block, frame: Frame, options: LayoutOptions) -> list[Line]:
    """A row of a table: with the upper edge and the rule below it if it is the header, the lower edge if the last."""
    row = block.extra
    assert isinstance(row, TableRow)
    table = row.table
    widths, fits, wraps = table_sizes(table, frame.width)
    if is_stacked(table, frame.width, options):
        return stacked_row(block, row, frame)
    shift = -1 if fits else min(options.shift, table_overflow(table, frame.width))
    plain = block.plain or ""
    head = row.number == 0 and table.headed
    base = "table.head" if head else "table.cell"
    columns = [cell_lines(block, row, column, width, base) for column, width in enumerate(widths)]
    if not options.wrap_cells and len(columns) > 1 and row.number and max(map(len, columns)) > 1:
        return stacked_row(block, row, frame)  # Not seen when the columns were measured.
    lines: list[Line] = []

    def put(pieces: list[Piece], start: int, end: int) -> None:
        shown = pieces if shift < 0 else _window(pieces, widths[0] + 4, shift, frame.width)
        lines.append(frame.line(shown, start, end, first=not lines))

    if row.number == 0:
        put(_rule(widths, "┌─┬┐"), 0, 0)
    elif wraps and row.number > table.headed:
        put(_rule(widths, "├╌┼┤"), 0, 0)
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
        put(pieces, start, max(start, len(plain)))
    if head and not (table.complete and len(table.rows) == 1):
        put(_rule(widths, "├─┼┤"), len(plain), len(plain))
    if table.complete and row.number == len(table.rows) - 1:
        put(_rule(widths, "└─┴┘"), len(plain), len(plain))
    return lines


def _window(pieces: list[Piece], fixed: int, shift: int, room: int) -> list[Piece]:
    """The first ``fixed`` cells of a line, then what ``shift`` leaves of the rest, in ``room`` cells.

    Marks at the edges say that there is more.
    """
    total = sum(cell_len(piece.text) for piece in pieces)
    left = cut_cells(pieces, 0, fixed - bool(shift))
    if shift:
        left.append(Piece("‹", f"{EDGE} code.more"))
    start, end = fixed + shift, shift + room
    if end >= total:
        return [*left, *cut_cells(pieces, start, end)]
    return [*left, *cut_cells(pieces, start, end - 1), Piece("›", f"{EDGE} code.more")]


def cut_cells(pieces: list[Piece], start: int, end: int) -> list[Piece]:
    """The cells ``start`` to ``end`` (exclusive) of a line; a wide character that is cut becomes a blank."""
    found: list[Piece] = []
    at = 0
    for piece in pieces:
        size = cell_len(piece.text)
        if at + size > start and at < end:
            found.extend(_cut_piece(piece, max(0, start - at), min(size, end - at)))
        at += size
    return found


def _cut_piece(piece: Piece, start: int, end: int) -> list[Piece]:
    text = piece.text
    if is_simple(text):
        return [piece._replace(text=text[start:end], offset=piece.offset + start if piece.offset >= 0 else -1)]
    first = last = -1
    blank_left = blank_right = at = 0
    for begin, stop, cells in graphemes(text):
        if at >= start and at + cells <= end:
            first = begin if first < 0 else first
            last = stop
        elif at < start < at + cells:
            blank_left = min(at + cells, end) - start
        elif at < end < at + cells:
            blank_right = end - at
        at += cells
    middle = []
    if first >= 0:
        offset = piece.offset + first if piece.offset >= 0 else -1
        middle.append(piece._replace(text=text[first:last], offset=offset))
    if blank_left:
        middle.insert(0, Piece(" " * blank_left, piece.style))
    if blank_right:
        middle.append(Piece(" " * blank_right, piece.style))
    return middle


def _rule(widths: tuple[int, ...], marks: str) -> list[Piece]:
    left, line, cross, right = tuple(marks)
    return [Piece(left + cross.join(line * (width + 2) for width in widths) + right, EDGE)]
