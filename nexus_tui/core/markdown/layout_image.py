"""Pictures as lines: half blocks, two pixels a cell, or cells that the terminal draws; their description below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nexus_tui.core.markdown.block import Block, Line, Piece
from nexus_tui.core.markdown.layout import Frame, LayoutOptions, text_lines
from nexus_tui.core.markdown.width import cell_len, clip

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_COLUMNS = 120
"""Cells that a picture is wide at most."""
MOST_ROWS = 24
"""Lines that a picture is high at most."""
PIXEL = "px."
"""What the style of a cell of half blocks begins with: then its upper and its lower colour, six hexadecimal digits and,
where it is thin, a seventh for how much of it there is; ``-`` for none."""
CELLS = "cells."
"""What the style of cells begins with that the terminal draws: then the number of the picture, the row, and the size of
the picture in columns and rows."""
FAINTEST = 16
"""Opacity, 0 to 255, from which a pixel is drawn."""
_DENSE = 20
"""A cell of so many pixels is as high as the usual one; on a screen of twice the pixels it has twice as many."""


class Picture:
    """A picture that stands alone in its block."""

    __slots__ = ("_blocks", "_rows", "cell", "href", "image", "note", "number")

    def __init__(
        self, image: Image | None, note: str, *, href: str = "", cell: tuple[int, int] | None = None, number: int = 0
    ) -> None:
        self.image = image
        """``RGB`` or ``RGBA``, at most as large as :func:`bounds` says; None: it is not drawn."""
        self.note = note
        """Its size and kind, or why it is not drawn."""
        self.href = href
        """Its address in the page."""
        self.cell = cell
        """The size of a cell in pixels if the terminal draws the picture; None: in half blocks."""
        self.number = number
        """By which the one who has the terminal draw it knows it."""
        self._rows: tuple[int, list[list[Piece]]] = (0, [])
        self._blocks: tuple[tuple[int, int], list[list[Piece]]] = ((0, 0), [])

    def rows(self, width: int) -> list[list[Piece]]:
        """The picture in at most ``width`` cells."""
        if self.image is None or width < 2:
            return []
        if self._rows[0] != width:
            size = min(width, self.image.width), self.image.height
            if size[0] < self.image.width:
                size = size[0], max(1, round(size[1] * size[0] / self.image.width))
            rows = _half_blocks(self.image, size, self.href) if self.cell is None else self._cells(width)
            self._rows = (width, rows)
        return self._rows[1]

    def instead(self, piece: Piece) -> list[Piece]:
        """Half blocks for a row of cells that the terminal cannot draw just now."""
        assert self.image is not None
        _, row, columns, rows = map(int, piece.style.removeprefix(CELLS).split("."))
        if self._blocks[0] != (columns, rows):
            self._blocks = (columns, rows), _half_blocks(self.image, (columns, 2 * rows), self.href)
        return self._blocks[1][row]

    def _cells(self, width: int) -> list[list[Piece]]:
        assert self.image is not None
        assert self.cell is not None
        columns, rows = cells_of(self.image.size, self.cell, min(width, MOST_COLUMNS))
        name = f"{CELLS}{self.number}.{{}}.{columns}.{rows}"
        return [[Piece(" " * columns, name.format(row), self.href)] for row in range(rows)]


def scale(cell: tuple[int, int]) -> int:
    """How many pixels of the screen a pixel of a picture is wide and high: 2 on a dense one."""
    return max(1, round(cell[1] / _DENSE))


def bounds(cell: tuple[int, int] | None) -> tuple[int, int]:
    """The size in pixels that a picture is made small to; ``cell``: that of a cell the terminal draws in."""
    wide, high = cell or (1, 2)
    return MOST_COLUMNS * wide, MOST_ROWS * high


def cells_of(size: tuple[int, int], cell: tuple[int, int], width: int) -> tuple[int, int]:
    """Columns, at most ``width``, and rows of a picture of ``size`` pixels: its shape kept, not enlarged."""
    times = scale(cell)
    wide, high = size[0] * times, size[1] * times
    fitting = min(1.0, width * cell[0] / wide, MOST_ROWS * cell[1] / high)
    columns, rows = (max(1, -(-round(side * fitting) // one)) for side, one in zip((wide, high), cell, strict=True))
    return min(columns, width), min(rows, MOST_ROWS)


def pixels_of(size: tuple[int, int], cell: tuple[int, int], columns: int, rows: int) -> tuple[int, int]:
    """The size in pixels at which a picture fills its columns and rows as :func:`cells_of` counted them."""
    times = scale(cell)
    wide, high = size[0] * times, size[1] * times
    fitting = min(1.0, columns * cell[0] / wide, rows * cell[1] / high)
    return max(1, round(wide * fitting)), max(1, round(high * fitting))


def lay_picture(block: Block, frame: Frame, options: LayoutOptions) -> list[Line]:
    """The picture, then its alternative text and its size."""
    picture = block.extra
    assert isinstance(picture, Picture)
    lines = [
        frame.line(row, 0, 0, first=number == 0)
        for number, row in enumerate(picture.rows(frame.width) if options.images else [])
    ]
    below = Frame(frame.ctx, frame.ctx, frame.width) if lines else frame
    lines += text_lines(block, below, "")
    if picture.note and lines[-1].width + cell_len(picture.note) + 2 <= frame.width + sum(p.width for p in frame.ctx):
        lines[-1].pieces.append(Piece(f"  {picture.note}", "image.note"))
    elif picture.note:
        end = len(block.plain or "")
        lines.append(below.line([Piece(clip(picture.note, frame.width), "image.note")], end, end))
    return lines


def _half_blocks(image: Image, size: tuple[int, int], href: str) -> list[list[Piece]]:
    small = (image.resize(size, reducing_gap=2.0) if size != image.size else image).convert("RGBA")
    data = small.tobytes()
    stride = size[0] * 4
    rows = []
    for top in range(0, size[1], 2):
        upper = data[top * stride : (top + 1) * stride]
        lower = data[(top + 1) * stride : (top + 2) * stride] or bytes(stride)
        rows.append(_row(upper, lower, href))
    return rows


def _row(upper: bytes, lower: bytes, href: str) -> list[Piece]:
    """The cells of one line, those of one look as one piece."""
    pieces: list[Piece] = []
    for at in range(0, len(upper), 4):
        one, other = _color(upper, at), _color(lower, at)
        if one == other == "-":
            character, style = " ", ""
        elif one == "-":
            character, style = "▄", f"{PIXEL}{other}.-"
        else:
            character, style = "▀", f"{PIXEL}{one}.{other}"
        if pieces and pieces[-1].style == style:
            pieces[-1] = pieces[-1]._replace(text=pieces[-1].text + character)
        else:
            pieces.append(Piece(character, style, href))
    return pieces


def _color(row: bytes, at: int) -> str:
    alpha = row[at + 3]
    if alpha < FAINTEST:
        return "-"
    return row[at : at + 3].hex() + ("" if alpha >= 256 - FAINTEST else f"{alpha >> 4:x}")
