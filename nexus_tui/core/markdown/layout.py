"""From a block to lines of at most so many cells: a pure function of block, width and options.

The block must have been filled (see ``InlineParser.fill``). Every line maps back to the block's plain text, so that
what is found or selected there can be marked here, at any width.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from nexus_tui.core.markdown.block import MIN_TEXT, Block, Line, Part, Piece, Run
from nexus_tui.core.markdown.width import cell_len, wrap
from nexus_tui.core.record import dataclass

Range = tuple[int, int]

_HEADING_MARKS = {3: "◆ ", 4: "◇ ", 5: "▸ ", 6: "▹ "}
_HEADING_RULES = {1: "━", 2: "─"}


@dataclass(frozen=True, slots=True)
class LayoutOptions:
    """How blocks are laid out."""

    code_wrap: bool = True
    """Lines of code wrap; otherwise they are cut and can be scrolled sideways."""
    line_numbers: bool = False
    """Lines of code are numbered."""
    diagrams: bool = True
    """Diagrams that have been drawn are shown as drawings, not as source."""
    spread: bool = False
    """All content tabs are shown, one below the other, each under its title."""
    shift: int = 0
    """Cells by which code and tables that are too wide are scrolled sideways."""
    images: bool = True
    """Pictures that have been read are drawn."""
    scroll_tables: bool = False
    """Tables that are too wide are cut and scrolled sideways; otherwise their cells stand one below the other."""
    wrap_cells: bool = False
    """Cells of tables may take several lines side by side; otherwise such a table is written cell by cell, which keeps
    its words in order."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The room for one block, and what stands left of it."""

    first: tuple[Part, ...]
    ctx: tuple[Part, ...]
    width: int
    """Cells for the block itself."""

    def line(self, pieces: list[Piece], start: int, end: int, *, first: bool = False) -> Line:
        """A line of ``pieces`` with what stands left of it."""
        parts = self.first if first else self.ctx
        return Line([*_beside(parts), *pieces] if parts else pieces, start, end)


@lru_cache(maxsize=64)
def _beside(parts: tuple[Part, ...]) -> tuple[Piece, ...]:
    """What stands left of a line: the same for all lines of a block, which may have dozens of parts."""
    return tuple(Piece(part.text, part.style) for part in parts)


Layouter = Callable[[Block, Frame, LayoutOptions], list[Line]]


def layout(block: Block, width: int, options: LayoutOptions | None = None) -> list[Line]:
    """The lines of ``block``, blank lines before it included, each at most ``width`` cells (at least 1) wide."""
    frame = frame_of(block, max(1, width))
    lines: list[Line] = []
    if block.gap:
        shared = frame.ctx[: block.shared] if len(frame.ctx) == len(block.ctx) else ()
        blank = [Piece(part.text, part.style) for part in shared]
        lines.extend(Line(blank, 0, 0) for _ in range(block.gap))
    layouter = _layouters().get(block.kind, lay_text)
    lines.extend(layouter(block, frame, options or _DEFAULT))
    return lines


_DEFAULT = LayoutOptions()


def _layouters() -> dict[str, Layouter]:
    if not _LAYOUTERS:
        from nexus_tui.core.markdown.layout_code import lay_code
        from nexus_tui.core.markdown.layout_image import lay_picture
        from nexus_tui.core.markdown.layout_special import (
            lay_contents,
            lay_front,
            lay_math,
            lay_tab,
            lay_tabs,
            lay_term,
            lay_title,
        )
        from nexus_tui.core.markdown.layout_table import lay_row

        _LAYOUTERS.update(
            {"paragraph": lay_text, "heading": lay_heading, "rule": lay_rule, "html": lay_text}
            | {
                "code": lay_code,
                "source": lay_code,
                "row": lay_row,
                "callout": lay_title,
                "term": lay_term,
                "math": lay_math,
                "front": lay_front,
                "tabs": lay_tabs,
                "contents": lay_contents,
                "tab": lay_tab,
                "picture": lay_picture,
            }
        )
    return _LAYOUTERS


_LAYOUTERS: dict[str, Layouter] = {}


def frame_of(block: Block, width: int) -> Frame:
    """What stands left of a block at ``width`` cells, and the room that is left; outer parts go if it is too narrow."""
    limit = max(0, width - MIN_TEXT, width // 2)
    ctx, first = block.ctx, block.first
    used = sum(part.width for part in ctx)
    while used > limit and ctx:
        used -= ctx[0].width
        ctx, first = ctx[1:], first[1:]
    return Frame(first, ctx, width - used)


def styled(plain: str, runs: Sequence[Run], ranges: Sequence[Range], base: str) -> list[list[Piece]]:
    """Pieces for each of ``ranges`` (ascending) of ``plain``; ``base`` styles all of it."""
    out: list[list[Piece]] = []
    index, count = 0, len(runs)
    for start, end in ranges:
        pieces: list[Piece] = []
        position = start
        while index < count and runs[index].end <= start:
            index += 1
        at = index
        while at < count and runs[at].start < end:
            run = runs[at]
            begin, stop = max(run.start, start), min(run.end, end)
            if begin > position:
                pieces.append(Piece(plain[position:begin], base, "", position))
            if stop > begin:
                style = f"{base} {run.style}" if base and run.style else base or run.style
                pieces.append(Piece(plain[begin:stop], style, run.href, begin))
            position = max(position, stop)
            at += 1
        if position < end:
            pieces.append(Piece(plain[position:end], base, "", position))
        out.append(pieces)
    return out


def text_lines(block: Block, frame: Frame, base: str) -> list[Line]:
    """The block's plain text, wrapped."""
    plain = block.plain or ""
    ranges = wrap(plain, frame.width)
    lines = [
        frame.line(pieces, start, end, first=number == 0)
        for number, (pieces, (start, end)) in enumerate(
            zip(styled(plain, block.runs, ranges, base), ranges, strict=True)
        )
    ]
    if block.align in ("center", "right"):
        _align(lines, frame, block.align)
    return lines


def _align(lines: list[Line], frame: Frame, align: str) -> None:
    """Move the text of ``lines`` to the middle or to the right."""
    for line in lines:
        text = sum(cell_len(piece.text) for piece in line.pieces if piece.offset >= 0)
        room = max(0, frame.width - text)
        margin = room // 2 if align == "center" else room
        line.pieces.insert(len(frame.ctx), Piece(" " * margin))


def lay_text(block: Block, frame: Frame, options: LayoutOptions) -> list[Line]:
    """A paragraph, and whatever has no look of its own."""
    return text_lines(block, frame, "html" if block.kind == "html" else _quoted(block))


def _quoted(block: Block) -> str:
    return "quote" if block.ctx and any(part.style == "quote.bar" for part in block.ctx) else ""


def lay_heading(block: Block, frame: Frame, options: LayoutOptions) -> list[Line]:
    """A heading: the first two levels are underlined across the column, the others have a mark each."""
    base = f"heading.{block.level}"
    mark = _HEADING_MARKS.get(block.level)
    if mark and frame.width > MIN_TEXT:
        size = len(mark)
        inner = Frame(
            (*frame.first, Part(mark, f"{base} heading.mark", size)),
            (*frame.ctx, Part(" " * size, "", size)),
            frame.width - size,
        )
        return text_lines(block, inner, base)
    lines = text_lines(block, frame, base)
    rule = _HEADING_RULES.get(block.level)
    if rule:
        end = len(block.plain or "")
        lines.append(frame.line([Piece(rule * frame.width, f"heading.rule.{block.level}")], end, end))
    return lines


def lay_rule(block: Block, frame: Frame, options: LayoutOptions) -> list[Line]:
    """A thematic break."""
    return [frame.line([Piece("─" * frame.width, "rule")], 0, 0, first=True)]
