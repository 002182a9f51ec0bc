"""Code blocks as lines: a thin box with the language in its upper edge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nexus_tui.core.markdown.block import BOX_WIDTH, Block, Code, CodeSlice, Line, Piece, Run
from nexus_tui.core.markdown.layout import Frame, LayoutOptions, Range, styled
from nexus_tui.core.markdown.width import cell_len, clip, graphemes, index_at, is_simple

if TYPE_CHECKING:
    from nexus_tui.core.markdown.highlight import Span

TEXT = "code.block"
EDGE = "code.box"
_DIFFS = ("diff", "patch", "udiff")


def lay_code(block: Block, frame: Frame, options: LayoutOptions) -> list[Line]:
    """The lines of a :class:`CodeSlice`; the first slice has the upper edge, the last one the lower."""
    piece = block.extra
    assert isinstance(piece, CodeSlice)
    code = piece.code
    if code.drawing is not None and code.drawing.lines and options.diagrams:
        return _drawing(code.drawing.lines, frame, options)
    boxed = frame.width >= BOX_WIDTH and block.kind == "code"
    number = 1 if code.info.first_line is None else code.info.first_line
    numbered = options.line_numbers or code.info.first_line is not None
    gutter = len(str(number + len(code.lines) - 1)) + 1 if numbered else 0
    gutter = gutter if gutter <= frame.width // 2 else 0
    room = max(1, frame.width - (4 if boxed else 0) - gutter)
    lines: list[Line] = []
    if boxed and piece.start == 0:
        lines.append(frame.line(_edge(frame.width, code.label), 0, 0, first=True))
    offset = 0
    for at in range(piece.start, piece.end):
        text = code.lines[at]
        runs: tuple[Run, ...] = code.runs[at] if code.runs and at < len(code.runs) else ()
        base = _base(code, at)
        wraps = options.code_wrap or block.kind == "source"
        ranges = chop(text, room) if wraps else [window(text, options.shift, room)]
        for row, (pieces, (start, end)) in enumerate(zip(styled(text, runs, ranges, base), ranges, strict=True)):
            shown = [p._replace(offset=p.offset + offset) for p in pieces]
            if gutter:
                label = f"{number + at} ".rjust(gutter) if not row else " " * gutter
                shown.insert(0, Piece(label, f"{base} code.number"))
            if boxed:
                cut = (False, False) if wraps else (start > 0, end < len(text))
                shown = _boxed(shown, base, room - cell_len(text[start:end]), cut)
            lines.append(frame.line(shown, offset + start, offset + end, first=not lines))
        offset += len(text) + 1
    if boxed and piece.end == len(code.lines):
        size = len(block.plain or "")
        lines.append(frame.line(_edge(frame.width), size, size))
    return lines or [frame.line([], 0, 0, first=True)]


def _base(code: Code, at: int) -> str:
    """The style of a line of code as a whole."""
    if code.info.marks(at + 1):
        return f"{TEXT} code.marked"
    if code.language in _DIFFS:
        line = code.lines[at]
        if line.startswith(("+", ">")) and not line.startswith("+++"):
            return f"{TEXT} code.added"
        if line.startswith(("-", "<")) and not line.startswith("---"):
            return f"{TEXT} code.removed"
    return TEXT


def _drawing(rows: tuple[str, ...], frame: Frame, options: LayoutOptions) -> list[Line]:
    """A diagram; what is too wide is cut and can be scrolled sideways."""
    wide = max(map(cell_len, rows)) > frame.width
    room = max(1, frame.width - 2) if wide else frame.width
    lines: list[Line] = []
    offset = 0
    for row in rows:
        start, end = window(row, options.shift, room) if wide else (0, len(row))
        pieces = [Piece(row[start:end], "diagram", "", offset + start)]
        if wide and end < len(row):
            pieces += [Piece(" " * (room - cell_len(row[start:end]))), Piece(" ›", "code.more")]
        lines.append(frame.line(pieces, offset + start, offset + end, first=not lines))
        offset += len(row) + 1
    return lines


def _boxed(pieces: list[Piece], base: str, missing: int, cut: tuple[bool, bool]) -> list[Piece]:
    left = Piece("‹ ", f"{EDGE} code.more") if cut[0] else Piece("│ ", EDGE)
    right = Piece(" ›", f"{EDGE} code.more") if cut[1] else Piece(" │", EDGE)
    return [left, *pieces, Piece(" " * missing, base), right]


def window(text: str, shift: int, width: int) -> Range:
    """The part of a line that is in a window of ``width`` cells, ``shift`` cells from the left."""
    if is_simple(text):
        start = min(shift, len(text))
        return start, min(len(text), start + width)
    start = index_at(text, shift)
    used, end = 0, start
    for _, stop, cells in graphemes(text, start):
        used += cells
        if used > width:
            break
        end = stop
    return start, end


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


def coloured_lines(lines: list[str], language: str) -> list[tuple[Run, ...]]:
    """The colours of code, line by line. Loads Pygments: belongs in a thread."""
    from nexus_tui.core.markdown.highlight import highlight

    found: list[tuple[Run, ...]] = []
    spans = highlight("\n".join(lines) + "\n", language)
    at = offset = 0
    for line in lines:
        end = offset + len(line)
        runs: list[Run] = []
        while at < len(spans) and spans[at].end <= offset:
            at += 1
        for span in _from(spans, at):
            if span.start >= end:
                break
            runs.append(Run(max(span.start, offset) - offset, min(span.end, end) - offset, span.style))
        found.append(tuple(runs))
        offset = end + 1
    return found


def _from(spans: list[Span], start: int) -> Iterator[Span]:
    for at in range(start, len(spans)):
        yield spans[at]
