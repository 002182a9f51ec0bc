"""A scrollbar with a tick at each row of it in whose part of the page something was found."""

from __future__ import annotations

from collections.abc import Callable, Collection

from rich.color import Color
from rich.console import RenderableType
from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBar, ScrollBarRender

TICK = "◆"


class TickBar(ScrollBar):
    """``ticks`` gives the rows to be ticked for a bar of so many rows, ``color`` what they are drawn in."""

    def __init__(
        self, ticks: Callable[[int], Collection[int]], color: Callable[[], Color | None], *, thickness: int
    ) -> None:
        super().__init__(vertical=True, name="vertical", thickness=thickness)
        self._ticks = ticks
        self._color = color

    def _render_bar(self, scrollbar_style: Style) -> RenderableType:
        size = self.size.height
        ticks = self._ticks(size)
        if not ticks:
            return super()._render_bar(scrollbar_style)
        window = self.window_size if self.window_size < self.window_virtual_size else 0
        bar = ScrollBarRender.render_bar(
            size=size,
            window_size=window,
            virtual_size=self.window_virtual_size,
            position=self.position,
            vertical=True,
            thickness=self.thickness,
            back_color=scrollbar_style.bgcolor or Color.default(),
            bar_color=scrollbar_style.color or Color.default(),
        )
        color = self._color()
        mark = TICK.ljust(self.thickness)
        segments = [
            self._ticked(segment, mark, color) if row in ticks else segment for row, segment in enumerate(bar.segments)
        ]
        return Segments(segments, new_lines=True)

    @staticmethod
    def _ticked(segment: Segment, mark: str, color: Color | None) -> Segment:
        style = segment.style or Style()
        behind = style.color if style.reverse else style.bgcolor
        return Segment(mark, Style(color=color, bgcolor=behind, meta=style.meta))
