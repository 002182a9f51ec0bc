"""Which cells of a frame, on its way to the terminal, are left for pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.color import Color
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

META = "cells"
"""Key of the meta data: number of the picture, row, its columns and rows, and where in the pane the row begins."""


class Spot(NamedTuple):
    """Some cells of one row of a picture in a frame."""

    x: int
    y: int
    cells: int
    number: int
    row: int
    columns: int
    rows: int
    origin: int
    """Where in its pane the row begins."""
    background: Color | None


def spots(update: CompositorUpdate) -> list[Spot]:
    """The cells of pictures in a frame, as they arrive on the screen."""
    found: list[Spot] = []
    for x, y, strip in _strips(update):
        for segment in strip:
            style, cells = segment.style, segment.cell_length
            if style is not None and style._meta is not None and segment.text[:1] == " " and META in style.meta:
                number, row, columns, rows, origin = style.meta[META]
                found.append(Spot(x, y, cells, number, row, columns, rows, origin, style.bgcolor))
            x += cells
    return found


def _strips(update: CompositorUpdate) -> Iterator[tuple[int, int, Strip]]:
    """The strips that an update writes, and where."""
    if isinstance(update, LayoutUpdate):
        for y, line in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in line:
                yield x, y, strip
                x += strip.cell_length
    elif isinstance(update, ChopsUpdate):
        for y, left, right in update.spans:
            for end, (x, each) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if each is not None and x <= right and end > left:
                    yield x, y, each if end <= right else each.crop(0, right - x)
