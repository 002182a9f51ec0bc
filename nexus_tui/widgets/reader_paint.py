"""Laid-out lines as strips, with what is found, selected and focused marked on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from nexus_tui.core.markdown.block import Line, Piece
from nexus_tui.core.markdown.layout_image import CELLS
from nexus_tui.core.markdown.width import cell_len
from nexus_tui.widgets.reader_style import Styles

Mark = tuple[int, int, str]
"""Start and end in a block's plain text, and the style name laid over it."""

Instead = Callable[[Piece], list[Piece]]

ROWS = 1 << 20
"""Factor between block and row in the vertical part of selection offsets."""
BOX = -1
"""Start of the mark on the box of a task, which is not part of any text."""
CHANGED = "▌"
"""Stands left of what has changed."""
OUTSIDE = -1000
"""Horizontal part of the selection offset of what stands left of a text."""


def split_piece(piece: Piece, marks: Sequence[Mark]) -> list[Piece]:
    """``piece`` cut where marks begin and end, their styles added; later marks lie over earlier ones."""
    start = piece.offset
    end = start + len(piece.text)
    touching = [mark for mark in marks if mark[0] < end and mark[1] > start]
    if not touching:
        return [piece]
    cuts = sorted({start, end, *(max(start, m[0]) for m in touching), *(min(end, m[1]) for m in touching)})
    parts: list[Piece] = []
    for begin, stop in pairwise(cuts):
        styles = [piece.style, *(m[2] for m in touching if m[0] <= begin and m[1] >= stop)]
        text = piece.text[begin - start : stop - start]
        parts.append(Piece(text, " ".join(filter(None, styles)), piece.href, begin))
    return parts


def _picture_meta(piece: Piece, x: int) -> Style:
    """What a stretch of a picture says of itself: what a click on it opens, and which cells the terminal is to draw."""
    meta: dict[str, object] = {"href": piece.href, "image": True}
    if piece.style.startswith(CELLS):
        meta["cells"] = (*map(int, piece.style.removeprefix(CELLS).split(".")), x)
    return Style.from_meta(meta)


class Painter:
    """Turns lines into strips of one width."""

    def __init__(self, styles: Styles, width: int, left: int) -> None:
        self.styles = styles
        self.width = width
        self.left = left
        self.instead: Instead | None = None
        """What is painted for cells that the terminal is to draw; None: there are none."""

    def strip(self, line: Line, block: int, row: int, marks: Sequence[Mark], *, changed: bool = False) -> Strip:
        """One row of the pane: row ``row`` of block ``block``. ``changed``: with a bar in the margin."""
        key = block * ROWS + row
        outside = Style.from_meta({"offset": (OUTSIDE, key)})
        segments = [Segment(" " * self.left, outside)] if self.left else []
        if changed and self.left:
            before = max(0, self.left - 2)
            after = self.left - before - 1
            bar = Segment(CHANGED, self.styles.get("changed") + outside)
            segments = [Segment(" " * before, outside), bar, Segment(" " * after, outside)]
        cells = self.left
        get = self.styles.get
        texted = False
        for piece in self._pieces(line):
            if not piece.text:
                continue
            cells += cell_len(piece.text)
            if piece.offset < 0:
                boxed = marks and piece.style.startswith("task.") and any(mark[0] == BOX for mark in marks)
                style = get(f"{piece.style} focus" if boxed else piece.style)
                if piece.href:
                    style += _picture_meta(piece, cells - cell_len(piece.text))
                segments.append(Segment(piece.text, style if texted else style + outside))
                continue
            texted = True
            for part in split_piece(piece, marks) if marks else (piece,):
                meta: dict[str, object] = {"offset": (part.offset, key)}
                if part.href:
                    meta["href"] = part.href
                    if "image" in part.style and "link" not in part.style:
                        meta["image"] = True
                segments.append(Segment(part.text, get(part.style) + Style.from_meta(meta)))
        if cells < self.width:
            segments.append(Segment(" " * (self.width - cells), None if segments else outside))
        return Strip(segments, max(cells, self.width))

    def _pieces(self, line: Line) -> list[Piece]:
        instead = self.instead
        if instead is None or not any(piece.style.startswith(CELLS) for piece in line.pieces):
            return line.pieces
        return [
            each for piece in line.pieces for each in (instead(piece) if piece.style.startswith(CELLS) else [piece])
        ]
