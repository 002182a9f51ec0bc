"""Pictures as lines of half blocks, two pixels a cell, with their description below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nexus_tui.core.markdown.block import Block, Line, Piece
from nexus_tui.core.markdown.layout import Frame, LayoutOptions, text_lines

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_COLUMNS = 120
"""Cells that a picture is wide at most."""
MOST_ROWS = 24
"""Lines that a picture is high at most."""
PIXEL = "px."
"""What the style of a cell of a picture begins with: then its upper and its lower colour, six hexadecimal digits or
``-`` for none each."""
SOLID = 96
"""Opacity, 0 to 255, from which a pixel is drawn."""


class Picture:
    """A picture that stands alone in its block."""

    __slots__ = ("_rows", "image", "note")

    def __init__(self, image: Image | None, note: str) -> None:
        self.image = image
        """At most ``MOST_COLUMNS`` by ``2 * MOST_ROWS`` pixels, ``RGB`` or ``RGBA``; None: it is not drawn."""
        self.note = note
        """Its size and kind, or why it is not drawn."""
        self._rows: tuple[int, list[list[Piece]]] = (0, [])

    def rows(self, width: int) -> list[list[Piece]]:
        """The picture in at most ``width`` cells."""
        if self.image is None or width < 2:
            return []
        if self._rows[0] != width:
            self._rows = (width, _half_blocks(self.image, width))
        return self._rows[1]


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
    if picture.note and lines[-1].width + len(picture.note) + 2 <= frame.width + sum(p.width for p in frame.ctx):
        lines[-1].pieces.append(Piece(f"  {picture.note}", "image.note"))
    return lines


def _half_blocks(image: Image, width: int) -> list[list[Piece]]:
    size = min(width, image.width), image.height
    if size[0] < image.width:
        size = size[0], max(1, round(image.height * size[0] / image.width))
    small = (image.resize(size) if size != image.size else image).convert("RGBA")
    data = small.tobytes()
    stride = size[0] * 4
    rows = []
    for top in range(0, size[1], 2):
        upper = data[top * stride : (top + 1) * stride]
        lower = data[(top + 1) * stride : (top + 2) * stride] or bytes(stride)
        rows.append(_row(upper, lower))
    return rows


def _row(upper: bytes, lower: bytes) -> list[Piece]:
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
            pieces.append(Piece(character, style))
    return pieces


def _color(row: bytes, at: int) -> str:
    return row[at : at + 3].hex() if row[at + 3] >= SOLID else "-"
