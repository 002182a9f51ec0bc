"""A scrolling widget that asks for its own style once a frame.

Textual composes ``rich_style`` from all the widgets above at each access, a tenth of a millisecond; a row at a time
that is as much as all the rest of painting a list.
"""

from __future__ import annotations

from rich.style import Style
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip

from nexus_tui.widgets.focus import FocusAtOnce


class FrameStyled(ScrollView, FocusAtOnce):
    """``frame_style`` is ``rich_style``, kept while one frame is painted."""

    _frame_style: Style | None = None

    @property
    def frame_style(self) -> Style:
        """The style of the widget itself."""
        return self._frame_style or self.rich_style

    def render_lines(self, crop: Region) -> list[Strip]:
        self._frame_style = self.rich_style
        try:
            return super().render_lines(crop)
        finally:
            self._frame_style = None
