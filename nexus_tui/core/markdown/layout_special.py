"""Lines of the titles of callouts and tabs, of terms and of formulas."""

from __future__ import annotations

from nexus_tui.core.markdown.block import Block, Line, Part, Piece, Title
from nexus_tui.core.markdown.layout import Frame, LayoutOptions, text_lines
from nexus_tui.core.markdown.width import cell_len


def lay_title(block: Block, frame: Frame, options: LayoutOptions) -> list[Line]:
    """The title of a callout with its symbol, and the mark of a fold."""
    title = block.extra
    assert isinstance(title, Title)
    style = f"callout.{title.role}.title" if title.role else "summary"
    symbol = f"{title.symbol} " if title.symbol else ""
    if title.fold is not None:
        symbol = ("▸ " if title.fold.closed else "▾ ") + symbol
    size = cell_len(symbol)
    if size and frame.width > size + 4:
        frame = Frame(
            (*frame.first, Part(symbol, style, size)), (*frame.ctx, Part(" " * size, "", size)), frame.width - size
        )
    return text_lines(block, frame, style)


def lay_term(block: Block, frame: Frame, options: LayoutOptions) -> list[Line]:
    """A term of a definition list."""
    return text_lines(block, frame, "term")


def lay_math(block: Block, frame: Frame, options: LayoutOptions) -> list[Line]:
    """A formula, set in the middle; one that cannot be drawn in the room wraps."""
    plain = block.plain or ""
    rows = plain.split("\n")
    widest = max(map(cell_len, rows))
    if widest > frame.width:
        return text_lines(block, frame, "math")
    margin = " " * ((frame.width - widest) // 2)
    lines: list[Line] = []
    offset = 0
    for row in rows:
        pieces = [Piece(margin), Piece(row, "math", "", offset)]
        lines.append(frame.line(pieces, offset, offset + len(row), first=not lines))
        offset += len(row) + 1
    return lines
