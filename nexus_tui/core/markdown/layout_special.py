"""Lines of the titles of callouts and tabs, of terms and of formulas."""

from __future__ import annotations

from nexus_tui.core.markdown.block import Block, Line, Part, Piece, Title
from nexus_tui.core.markdown.layout import Frame, LayoutOptions, styled, text_lines
from nexus_tui.core.markdown.width import cell_len, clip


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


def lay_front(block: Block, frame: Frame, options: LayoutOptions) -> list[Line]:
    """The head of a page: one line while it is folded."""
    title = block.extra
    assert isinstance(title, Title) and title.fold is not None
    mark = "▸ " if title.fold.closed else "▾ "
    if frame.width > 8:
        frame = Frame((*frame.first, Part(mark, "fold", 2)), (*frame.ctx, Part("  ", "", 2)), frame.width - 2)
    if not title.fold.closed:
        return text_lines(block, frame, "front")
    plain = block.plain or ""
    stop = len(clip(plain, frame.width, ""))
    if stop < len(plain):
        stop = len(clip(plain, frame.width - 1, ""))
    pieces = styled(plain, block.runs, [(0, stop)], "front")[0]
    if stop < len(plain):
        pieces.append(Piece("…", "front"))
    return [frame.line(pieces, 0, len(plain), first=True)]


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
