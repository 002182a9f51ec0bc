"""A window over a page of any size, on Textual's line API.

The viewport says which rows are on screen; Textual's scroll position and scrollbar only follow it. Heights away from
the window are estimates: when one is corrected, the scroll position is corrected without a repaint.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from time import perf_counter

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget
from textual.worker import Worker

from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.markdown.layout import LayoutOptions
from nexus_tui.core.markdown.viewport import Row, Viewport
from nexus_tui.core.markdown.width import clip
from nexus_tui.widgets.frame_style import FrameStyled
from nexus_tui.widgets.reader_marks import Marks
from nexus_tui.widgets.reader_paint import Painter
from nexus_tui.widgets.reader_style import Styles

Work = Callable[[], Coroutine[None, None, None]]
"""What a worker runs."""

FOOTER_ROWS = 2
"""Rows that the line below the page takes, the blank one above it included."""
FOOTER_HEIGHT = 8
"""Rows of a window that has such a line."""
WHEEL_ROWS = 3
WHEEL_CELLS = 8
CONTEXT_ROWS = 4
"""Rows that stay in sight above a place that is gone to."""
SETTLE_DELAY = 0.03
"""Seconds after a frame until the pages around it are laid out."""
SETTLE_SECONDS = 0.008
"""How long they are laid out at one go."""
SLICE = 400
"""Blocks whose heights are estimated at one go after a resize."""


class Pager(FrameStyled, can_focus=True):
    """Shows a :class:`DocumentModel`."""

    DEFAULT_CSS = """
    Pager { overflow-y: scroll; overflow-x: hidden; scrollbar-size-vertical: 1; height: 1fr; width: 1fr; }
    """

    def __init__(
        self,
        *,
        max_width: int = 100,
        layout_options: LayoutOptions | None = None,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.max_width = max_width
        self.centred = True
        """Whether the column stands in the middle of a wider widget."""
        self._options = layout_options or LayoutOptions(scroll_tables=True, wrap_cells=True)
        self._model = DocumentModel(options=self._options)
        self._view = Viewport(self._model)
        self._marks = Marks()
        self._painter: Painter | None = None
        self._rows: list[Row] | None = None
        self._moving = False
        self._settling: Timer | None = None
        self._to_end = False
        self._footer = ""

    @property
    def model(self) -> DocumentModel:
        """The page as blocks. To be looked at, not changed."""
        return self._model

    # Hooks for subclasses

    def moved(self) -> None:
        """Other rows are on screen."""

    def settled(self) -> None:
        """The window has stood still for a moment."""

    def room_changed(self) -> None:
        """There is more or less room below the end of the page."""

    def image_clicked(self, href: str) -> None:
        """A picture was clicked."""

    def link_clicked(self, href: str, new_tab: bool) -> None:
        """A link was clicked."""

    def link_hovered(self, href: str) -> None:
        """The pointer is over a link; empty: no longer."""

    # Moving

    def scroll_rows(self, rows: int) -> None:
        """Down by ``rows``, or up if negative."""
        self._to_end = False
        if self._view.move(rows):
            self.show_view()

    def scroll_screens(self, screens: float) -> None:
        """Down by so many screens, up if negative; whole screens keep two rows in sight."""
        overlap = 2 if abs(screens) >= 1 and self._view.height > 6 else 0
        step = max(1, int(abs(screens) * (self._view.height - overlap)))
        if screens < 0:
            step -= min(step - 1, self._view.kept_rows())
        self.scroll_rows(step if screens > 0 else -step)
        if screens > 0 and (kept := self._view.kept_rows()) and self._view.height > kept + 1:
            self.scroll_rows(-kept)

    def scroll_top(self) -> None:
        """To the first row."""
        self.place(0)

    def scroll_bottom(self) -> None:
        """To the last row. While the page is being parsed the window stays at the end of what is known."""
        self._view.to_end()
        self._to_end = not self._model.complete
        self.show_view()

    def place(self, block: int, row: int = 0) -> None:
        """Put a row of a block at the top."""
        self._to_end = False
        self._view.place(block, row)
        self._view.uncover()
        self.show_view()

    def show_spot(self, block: int, offset: int) -> None:
        """Bring a character of a block's text on screen, with some rows above it; stay if it is there already."""
        self.reveal(block)
        self.bring_in(block, offset)
        lines = self._model.lines(block)
        row = next((at for at, line in enumerate(lines) if line.start <= offset < line.end), len(lines) - 1)
        if (block, row) not in self.visible_rows()[: max(1, self._view.height - 2)]:
            self._view.place(block, row)
            above = next((at for at, shown in enumerate(self._view.rows()) if shown == (block, row)), 0)
            self._view.move(min(0, above - min(CONTEXT_ROWS, self._view.height // 3)))
            self._view.uncover()
        self._to_end = False
        self.show_view()

    def reveal(self, block: int) -> None:
        """Make sure that a block is not folded away."""

    def bring_in(self, block: int, offset: int) -> None:
        """Make sure that a character of a block's text is not cut off at the side."""

    # Showing

    def use_model(self, model: DocumentModel) -> None:
        """Show another page, from its top."""
        self._model = model
        self._view = Viewport(model, self._view.height)
        self._to_end = False
        self.screen.clear_selection() if self.is_attached and self.text_selection else None
        self._marks.forget()
        self._fit()

    def show_view(self) -> None:
        """The window or what is in it has changed: paint."""
        self._rows = None
        self.follow_view()
        self.refresh()
        self.moved()

    def follow_view(self) -> None:
        """Make the scroll position and the scrollbar say what the viewport is, without painting the page."""
        if not self.is_attached:
            return
        line = self._view.line
        total = max(self._total(), line + 1)
        self._moving = True
        try:
            if self.virtual_size.height != total:
                size = Size(self.size.width, total)
                self.set_reactive(Widget.virtual_size, size)
                self.set_reactive(Widget.scroll_y, float(line))
                self._scroll_update(size)
            self.set_reactive(Widget.scroll_y, float(line))
            self.set_reactive(Widget.scroll_target_y, float(line))
            if self.show_vertical_scrollbar:
                self.vertical_scrollbar.position = line
        finally:
            self._moving = False
        if self._settling is None:
            self._settling = self.set_timer(SETTLE_DELAY, self._settle)

    def _total(self) -> int:
        """Rows of the page; while it is being parsed, as many as it will probably have."""
        model = self._model
        total = model.heights.total() + self._view.tail
        if not model.complete and model.done:
            total = max(total, int(total * model.total / model.done))
        return total

    def _settle(self) -> None:
        """Lay out the pages around the window, so that the next move is within exact heights."""
        self._settling = None
        before = (self._view.line, self._total())
        done = self._view.settle(until=perf_counter() + SETTLE_SECONDS)
        if (self._view.line, self._total()) != before:
            self.follow_view()
        if not done and self._settling is None:
            self._settling = self.set_timer(SETTLE_DELAY, self._settle)
        self.settled()

    def expect_width(self, width: int) -> None:
        """Before the widget has a size: it will probably be ``width`` cells wide. Saves a layout if that is right."""
        if not self.size.width and width > 0 and not self._model.blocks:
            self._model.resize(self._column(width)[1], self._options)

    def _column(self, width: int) -> tuple[int, int]:
        """Margin and width of the text, in cells, in ``width`` cells of which the last is the scrollbar's."""
        margin = 2 if width >= 60 else 1 if width >= 24 else 0
        return margin, max(1, min(self.max_width, width - max(1, 2 * margin)))

    def _fit(self) -> None:
        """Take the widget's size over into model and viewport; the first visible row stays the first."""
        width, height = self.size.width, self.size.height
        if width < 1 or height < 1:
            return
        margin, column = self._column(width)
        self._view.resize(height)
        self._set_tail()
        left = max(margin, (width - column) // 2) if self.centred else margin
        self._painter = Painter(self._styles(), width, left)
        if column != self._model.width:
            self.relayout(column)

    def relayout(self, width: int | None = None, options: LayoutOptions | None = None) -> None:
        """Lay out anew for another width or with other options; what is being read stays in place."""
        model, view = self._model, self._view
        if options is not None:
            self._options = options
        old = max(1, model.heights.get(view.block)) if model.blocks else 1
        share = view.row / old
        model.resize(width or model.width, self._options)
        if not model.blocks:
            return
        model.estimate_range(view.block, min(len(model.blocks), view.block + view.height))
        model.measure(view.block)
        view.place(view.block, round(share * model.heights.get(view.block)))
        self.start_work(partial(self._estimate_all, model), "measure")

    def start_work(self, work: Work, group: str) -> None:
        """Run ``work`` in the background; what runs in the same group is cancelled."""
        _: Worker[None] = self.run_worker(work, group=group, exclusive=True)

    async def _estimate_all(self, model: DocumentModel) -> None:
        """Estimate all heights at a new width, in slices."""
        import asyncio

        first, last = self._view.block, self._view.block + self._view.height
        for start in range(0, len(model.blocks), SLICE):
            if model is not self._model:
                return
            end = min(start + SLICE, len(model.blocks))
            for low, high in ((start, min(end, first)), (max(start, last), end)):
                if low < high:
                    model.estimate_range(low, high)
            await asyncio.sleep(0)
        self.follow_view()

    def _styles(self) -> Styles:
        _, background = self.background_colors
        return Styles(self.app.theme_variables, background, self.colors[3])

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._rows = None
        if self._painter is not None:
            self._painter.styles = self._styles()

    def visible_rows(self) -> list[Row]:
        """Block and line of each row on screen, from the top; a long table's header stays above its rows."""
        if self._rows is None:
            rows = self._view.rows()
            kept = self._view.kept_header(rows)
            self._rows = [*kept, *rows[len(kept) :]]
        return self._rows

    def render_line(self, y: int) -> Strip:
        """One row of the window, on the background of the theme."""
        return self._row_strip(y).apply_style(self.frame_style)

    def _row_strip(self, y: int) -> Strip:
        if self._painter is None or (self._painter.width, self._view.height) != self.size:
            # The frame after a change of size is painted before the event that tells of it.
            self._fit()
            self._rows = None
        rows = self.visible_rows()
        painter = self._painter
        if painter is None:
            return Strip.blank(self.size.width)
        if y >= len(rows):
            return self._footer_line(painter, y - len(rows))
        block, row = rows[y]
        lines = self._model.lines(block)
        if row >= len(lines):
            return Strip.blank(painter.width)
        marks = self._marks
        changed = bool(marks.changed) and marks.has_changed(self._model, block, row)
        return painter.strip(lines[row], block, row, marks.of(self._model, block), changed=changed)

    # What stands below the page

    @property
    def footer(self) -> str:
        """A line below the end of the page, such as the title of the next one."""
        return self._footer

    @footer.setter
    def footer(self, text: str) -> None:
        if text != self._footer:
            self._footer = text
            self._set_tail()
            self.room_changed()
            self.refresh()

    def _set_tail(self) -> None:
        self._view.tail = FOOTER_ROWS if self._footer and self._view.height >= FOOTER_HEIGHT else 0

    def _footer_line(self, painter: Painter, row: int) -> Strip:
        if row != 1 or not self._view.tail or not self._model.complete:
            return Strip.blank(painter.width)
        text = clip(self._footer, max(1, painter.width - 2 * painter.left))
        style = painter.styles.get("footer") + Style.from_meta({"footer": True})
        return Strip([Segment(" " * painter.left), Segment(text, style)]).adjust_cell_length(painter.width)

    def footer_clicked(self) -> None:
        """The line below the page was clicked."""

    # Events

    def on_resize(self, event: events.Resize) -> None:
        self._fit()
        self.show_view()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The scrollbar was dragged, or Textual scrolled for another reason."""
        if self._moving or not self.is_attached or self._painter is None:
            return
        if round(new_value) != self._view.line:
            self._to_end = False
            self._view.to_line(round(new_value))
            self.show_view()

    def scroll_sideways(self, cells: int) -> None:
        """Move code and tables that are too wide, by cells."""

    def _on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, 1, sideways=event.shift or event.ctrl)

    def _on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, -1, sideways=event.shift or event.ctrl)

    def _on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        self._wheel(event, 1, sideways=True)

    def _on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        self._wheel(event, -1, sideways=True)

    def _wheel(self, event: events.MouseEvent, direction: int, *, sideways: bool) -> None:
        event.stop()
        event.prevent_default()
        if sideways:
            self.scroll_sideways(direction * WHEEL_CELLS)
        else:
            self.scroll_rows(direction * WHEEL_ROWS)

    def on_click(self, event: events.Click) -> None:
        href = event.style.meta.get("href") if event.style and event.button != 3 else None
        if event.style and event.style.meta.get("footer"):
            event.stop()
            self.footer_clicked()
        elif href:
            event.stop()
            if event.style.meta.get("image"):
                self.image_clicked(href)
            else:
                self.link_clicked(href, event.ctrl or event.button == 2)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self.link_hovered(event.style.meta.get("href", "") if event.style else "")

    def on_leave(self) -> None:
        self.link_hovered("")
