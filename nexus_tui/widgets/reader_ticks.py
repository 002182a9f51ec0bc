"""A scrollbar with a tick at each row of it in whose part of the page something was found."""

from __future__ import annotations

from collections.abc import Callable, Collection

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from nexus_tui.widgets.bar import Bar

TICK = "◆"


class TickBar(Bar):
    """``ticks`` gives the rows to be ticked for a bar of so many rows, ``color`` what they are drawn in."""

    def __init__(
        self, ticks: Callable[[int], Collection[int]], color: Callable[[], Color | None], *, thickness: int
    ) -> None:
        super().__init__(thickness=thickness)
        self._ticks = ticks
        self._color = color

    def drawn(self, rows: list[Segment]) -> list[Segment]:
        ticks = self._ticks(len(rows))
        if not ticks:
            return rows
        color = self._color()
        mark = TICK.ljust(self.thickness)
        return [self._ticked(segment, mark, color) if row in ticks else segment for row, segment in enumerate(rows)]

    @staticmethod
    def _ticked(segment: Segment, mark: str, color: Color | None) -> Segment:
        style = segment.style or Style()
        behind = style.color if style.reverse else style.bgcolor
        return Segment(mark, Style(color=color, bgcolor=behind, meta=style.meta))
