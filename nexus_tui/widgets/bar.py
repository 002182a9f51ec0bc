"""A vertical scrollbar that makes a cell once for all its rows alike."""

from __future__ import annotations

from math import ceil

from rich.color import Color
from rich.console import RenderableType
from rich.segment import Segment, Segments
from rich.style import Style
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip


class Bar(ScrollBar):
    """Looks as Textual's; that one has each row of it styled, padded and cut on its own, which takes longer than all
    the rows of a list beside it."""

    def __init__(self, *, thickness: int) -> None:
        super().__init__(vertical=True, name="vertical", thickness=thickness)

    def _render_bar(self, scrollbar_style: Style) -> RenderableType:
        bar = ScrollBarRender.render_bar(
            size=self.size.height,
            window_size=ceil(self.window_size) if self.window_size < self.window_virtual_size else 0,
            virtual_size=ceil(self.window_virtual_size),
            position=self.position,
            vertical=True,
            thickness=self.thickness,
            back_color=scrollbar_style.bgcolor or Color.default(),
            bar_color=scrollbar_style.color or Color.default(),
        )
        return Segments(self.drawn(list(bar.segments)), new_lines=True)

    def drawn(self, rows: list[Segment]) -> list[Segment]:
        """The segment of each row, for a bar that draws more on it."""
        return rows

    def render_lines(self, crop: Region) -> list[Strip]:
        if self._parent is None:  # removed, and painted once more before the screen is arranged anew
            return [Strip.blank(crop.width)] * crop.height
        bar = self.render()
        if not isinstance(bar, Segments) or crop.size.width != self.thickness:
            return super().render_lines(crop)
        background = self.background_colors[1]
        filters = self.get_line_filters()
        made: dict[int, Strip] = {}
        strips: list[Strip] = []
        for segment in bar.segments[crop.y : crop.bottom]:
            strip = made.get(id(segment))
            if strip is None:
                segments = [segment]
                for each in filters:
                    segments = each.apply(segments, background)
                strip = made[id(segment)] = Strip(segments, self.thickness)
            strips.append(strip)
        return strips
