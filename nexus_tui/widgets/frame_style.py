"""A scrolling widget whose lines take the shortest way to the screen.

Textual composes ``rich_style`` from all the widgets above at each access, a tenth of a millisecond; a row at a time
that is as much as all the rest of painting a list. Borders, padding, tints and the like are looked for at each line;
where there are none a line is only brought to its width and filtered.
"""

from __future__ import annotations

from rich.style import Style
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from nexus_tui.widgets.bar import Bar
from nexus_tui.widgets.focus import FocusAtOnce


class FrameStyled(ScrollView, FocusAtOnce):
    """``frame_style`` is ``rich_style``, kept while one frame is painted, as is what depends on it."""

    _frame_style: Style | None = None
    _frame_width = -1

    @property
    def frame_style(self) -> Style:
        """The style of the widget itself."""
        return self._frame_style or self.rich_style

    @property
    def frame_width(self) -> int:
        """Cells of a line."""
        return self._frame_width if self._frame_width >= 0 else self.scrollable_content_region.width

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """Made at first use."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = bar = self.make_bar()
            bar.display = False
            self.app._start_widget(self, bar)
        return self._vertical_scrollbar

    def make_bar(self) -> Bar:
        """The scrollbar at the right."""
        return Bar(thickness=self.scrollbar_size_vertical)

    def render_lines(self, crop: Region) -> list[Strip]:
        if self._parent is None:  # removed, and painted once more before the screen is arranged anew
            return [Strip.blank(crop.width)] * crop.height
        self._frame_style, self._frame_width = self.rich_style, self.scrollable_content_region.width
        try:
            return self._bare_lines(crop) if self._is_bare() else super().render_lines(crop)
        finally:
            self._frame_style, self._frame_width = None, -1

    def _is_bare(self) -> bool:
        """Whether nothing is drawn around the lines or over them."""
        styles = self.styles
        around = any(styles.gutter) or any(kind for kind, _ in styles.outline)
        over = styles.tint.a or styles.has_rule("hatch") or self.opacity != 1.0 or styles.text_opacity != 1.0
        return not (around or over)

    def _bare_lines(self, crop: Region) -> list[Strip]:
        # The scrollbar is a widget of its own; a strip that ends before it need not be cut there.
        width = self.frame_width if self.show_vertical_scrollbar else self.region.width
        background = self.background_colors[1]
        filters = self.get_line_filters()
        strips: list[Strip] = []
        for y in crop.line_range:
            strip = self.render_line(y)
            if strip.cell_length != width:
                strip = strip.adjust_cell_length(width, self.frame_style)
            segments = list(strip)
            for each in filters:
                segments = each.apply(segments, background)
            strips.append(Strip(segments, width))
        if crop.x > 0 or crop.right < width:
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips
