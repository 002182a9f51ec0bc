"""Lines of the titles of callouts and tabs, of terms and of formulas."""

from __future__ import annotations

from nexus_tui.core.markdown.block import Block, Line, Part, Piece, Run, TabGroup, TabTitle, Title
from nexus_tui.core.markdown.layout import Frame, LayoutOptions, styled, text_lines
from nexus_tui.core.markdown.width import cell_len, clip, wrap


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


def lay_tabs(block: Block, frame: Frame, options: LayoutOptions) -> list[Line]:
    """The titles of a group of tabs, the chosen one marked."""
    group = block.extra
    assert isinstance(group, TabGroup)
    if options.spread or not group.spans:
        return []
    start, end = group.spans[min(group.chosen, len(group.spans) - 1)]
    shown = Block("tabs", "", block.line, block.end)
    shown.plain = block.plain
    shown.runs = tuple(
        Run(run.start, run.end, f"{run.style} tab.chosen", run.href) if start <= run.start < end else run
        for run in block.runs
    )
    return text_lines(shown, frame, "")


def lay_tab(block: Block, frame: Frame, options: LayoutOptions) -> list[Line]:
    """The title of one tab, where all are shown."""
    title = block.extra
    assert isinstance(title, TabTitle)
    known = title.group.names
    name = known[title.number] if title.number < len(known) else block.text
    return [frame.line([Piece(name[a:b], "tab.title")], 0, 0, first=not a) for a, b in wrap(name, frame.width)]


def lay_contents(block: Block, frame: Frame, options: LayoutOptions) -> list[Line]:
    """A table of contents."""
    plain = block.plain or ""
    depths = block.extra if isinstance(block.extra, tuple) else ()
    lines: list[Line] = []
    offset = 0
    for number, (depth, text) in enumerate(zip(depths, plain.split("\n"), strict=False)):
        indent = min(2 * depth, frame.width // 2) if frame.width > 8 else 0
        mark = 2 if frame.width > 8 else 0
        ranges = [(offset + a, offset + b) for a, b in wrap(text, frame.width - indent - mark)]
        for row, pieces in enumerate(styled(plain, block.runs[number : number + 1], ranges, "")):
            bullet = Piece(" " * indent + "•◦▪"[min(depth, 2)] + " ", "list.bullet")
            left = [Piece(" " * indent + "  ")] if row or not mark else [bullet]
            start, end = ranges[row]
            lines.append(frame.line([*left, *pieces] if mark else pieces, start, end, first=not lines))
        offset += len(text) + 1
    return lines or [frame.line([], 0, 0, first=True)]


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
