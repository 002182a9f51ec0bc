"""Code blocks as lines: a thin box with the language in its upper edge."""

from __future__ import annotations

from nexus_tui.core.markdown.block import BOX_WIDTH, Block, CodeSlice, Line, Piece, Run
from nexus_tui.core.markdown.layout import Frame, LayoutOptions, Range, styled
from nexus_tui.core.markdown.width import cell_len, clip, graphemes, is_simple

TEXT = "code.block"
EDGE = "code.box"


def lay_code(block: Block, frame: Frame, options: LayoutOptions) -> list[Line]:
    """The lines of a :class:`CodeSlice`; the first slice has the upper edge, the last one the lower."""
    piece = block.extra
    assert isinstance(piece, CodeSlice)
    code = piece.code
    boxed = frame.width >= BOX_WIDTH
    gutter = len(str(len(code.lines))) if options.line_numbers else 0
    room = max(1, frame.width - (4 if boxed else 0) - (gutter + 1 if gutter else 0))
    lines: list[Line] = []
    size = len(block.plain or "")
    if boxed and piece.start == 0:
        lines.append(frame.line(_edge(frame.width, code.label), 0, 0, first=True))
    offset = 0
    for number in range(piece.start, piece.end):
        text = code.lines[number]
        runs: tuple[Run, ...] = code.runs[number] if code.runs and number < len(code.runs) else ()
        base = f"{TEXT} code.marked" if code.info.marks(number + 1) else TEXT
        ranges: list[Range] = chop(text, room)
        for row, pieces in enumerate(styled(text, runs, ranges, base)):
            shown = [Piece(p.text, p.style, "", p.offset + offset) for p in pieces]
            start, end = ranges[row]
            label = str(number + 1).rjust(gutter) + " " if gutter and not row else " " * (gutter + 1 if gutter else 0)
            if label:
                shown.insert(0, Piece(label, f"{TEXT} code.number"))
            if boxed:
                shown = _boxed(shown, base, room - cell_len(text[start:end]))
            lines.append(frame.line(shown, offset + start, offset + end, first=not lines))
        offset += len(text) + 1
    if boxed and piece.end == len(code.lines):
        lines.append(frame.line(_edge(frame.width), size, size))
    return lines or [frame.line([], 0, 0, first=True)]


def _boxed(pieces: list[Piece], base: str, missing: int) -> list[Piece]:
    return [Piece("│ ", EDGE), *pieces, Piece(" " * missing, base), Piece(" │", EDGE)]


def _edge(width: int, label: str | None = None) -> list[Piece]:
    if label is None:
        return [Piece("╰" + "─" * (width - 2) + "╯", EDGE)]
    label = clip(label, width - 6)
    if not label:
        return [Piece("╭" + "─" * (width - 2) + "╮", EDGE)]
    rest = width - 5 - cell_len(label)
    return [Piece("╭─ ", EDGE), Piece(label, "code.label"), Piece(" " + "─" * rest + "╮", EDGE)]


def chop(text: str, width: int) -> list[Range]:
    """The pieces of one line of code at ``width`` cells: nothing is dropped, blanks included."""
    width = max(1, width)
    if is_simple(text):
        return [(start, min(start + width, len(text))) for start in range(0, max(1, len(text)), width)]
    pieces: list[Range] = []
    first = used = 0
    for start, _, cells in graphemes(text):
        if used + cells > width and start > first:
            pieces.append((first, start))
            first, used = start, 0
        used += cells
    pieces.append((first, len(text)))
    return pieces
