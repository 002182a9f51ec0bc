"""A table of any length with a cursor: the header stays, the first column stays, only what is on screen is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from nexus_tui.core.markdown.tables import padding
from nexus_tui.core.markdown.width import cell_len, clip
from nexus_tui.widgets.focus import FocusAtOnce
from nexus_tui.widgets.reader_style import Styles

WIDEST = 60
"""Cells that a column takes at most; the whole text of the cell under the cursor is shown elsewhere."""
MEASURED = 2000
"""Rows that count for the widths."""
HEADER = 2
"""Rows of the header with its rule."""
WHEEL_ROWS = 3


class TableView(ScrollView, FocusAtOnce, can_focus=True):
    """Shows rows of texts. The first row is the header."""

    DEFAULT_CSS = """
    TableView { height: 1fr; width: 1fr; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 1; }
    """

    @dataclass
    class Moved(Message):
        """The cursor is on another cell."""

        text: str
        """The whole text of the cell."""

    @dataclass
    class HeaderClicked(Message):
        """The head of a column was clicked."""

        column: int

    def __init__(self, rows: Sequence[Sequence[str]], aligns: Sequence[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows = rows
        self.aligns = aligns
        self.order: Sequence[int] = range(1, len(rows))
        """Indexes of the rows that are shown, in order; the header is row 0."""
        self.row = 0
        """The cursor, as an index into ``order``."""
        self.column = 0
        self.sort_mark = (-1, "")
        """The column by which the rows are sorted, and a sign for it."""
        self._first_column = 0
        self._first_row = 0
        self.widths = self._measure()

    def _measure(self) -> list[int]:
        count = max((len(row) for row in self.rows), default=0)
        widths = [1] * count
        for row in self.rows[:MEASURED]:
            for column, cell in enumerate(row):
                widths[column] = max(widths[column], min(WIDEST, cell_len(_flat(cell))))
        if self.rows:
            for column, name in enumerate(self.rows[0]):
                widths[column] = max(widths[column], min(WIDEST, cell_len(_flat(name)) + 2))
        return widths

    def on_mount(self) -> None:
        self._arrange()

    # What is shown

    def show(self, order: Sequence[int], *, keep: bool = True) -> None:
        """Show these rows; with ``keep`` the cursor stays on its row if it is still among them, else it goes up."""
        current = self.order[self.row] if keep and self.row < len(self.order) else -1
        self.order = order
        self.row = order.index(current) if current in order else 0
        self._first_row = 0
        self._arrange()
        self.move(0, 0)

    def _arrange(self) -> None:
        self.virtual_size = Size(sum(self.widths) + 3 * len(self.widths) + 1, len(self.order) + HEADER)

    @property
    def cell(self) -> str:
        """The text of the cell under the cursor."""
        if not 0 <= self.row < len(self.order):
            return ""
        cells = self.rows[self.order[self.row]]
        return cells[self.column] if self.column < len(cells) else ""

    # Moving

    def move(self, rows: int, columns: int) -> None:
        """Move the cursor, and bring it on screen."""
        self.row = min(max(0, self.row + rows), max(0, len(self.order) - 1))
        self.column = min(max(0, self.column + columns), max(0, len(self.widths) - 1))
        room = self._page
        self._first_row = min(max(self._first_row, self.row - room + 1), self.row)
        if self.column and self.widths:
            self._first_column = max(0, min(self._first_column, self.column - 1))
            while self._first_column < self.column - 1 and not self._fits():
                self._first_column += 1
        else:
            self._first_column = 0
        self.set_reactive(ScrollView.scroll_y, float(self._first_row))
        self.set_reactive(ScrollView.scroll_x, float(sum(width + 3 for width in self.widths[: self._first_column])))
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.position = self._first_row
        if self.show_horizontal_scrollbar:
            self.horizontal_scrollbar.position = int(self.scroll_x)
        self.refresh()
        self.post_message(self.Moved(self.cell))

    @property
    def _page(self) -> int:
        return max(1, self.scrollable_content_region.height - HEADER)

    def page(self, count: int) -> None:
        """Move by screens."""
        self.move(count * max(1, self._page - 1), 0)

    def _fits(self) -> bool:
        """Whether the column of the cursor is wholly on screen."""
        ends = accumulate((self.widths[column] + 3 for column in self._columns()), initial=1)
        for column, end in zip(self._columns(), list(ends)[1:], strict=True):
            if column == self.column:
                return end <= self.scrollable_content_region.width
        return False

    def _columns(self) -> list[int]:
        """The columns from the left: the first one, then those from where the window is."""
        return [0, *range(1 + self._first_column, len(self.widths))] if self.widths else []

    # Painting

    def render_line(self, y: int) -> Strip:
        """One row of the window, on the background of the theme."""
        return self._row_strip(y).apply_style(self.rich_style)

    def _row_strip(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        styles = Styles(self.app.theme_variables, self.background_colors[1], self.colors[3])
        if y == 1:
            text = "┼".join("─" * (self.widths[column] + 2) for column in self._columns())
            return Strip([Segment(text, styles.get("table.rule"))]).adjust_cell_length(width)
        at = self._first_row + y - HEADER
        if y == 0:
            cells: Sequence[str] = [self._head(column) for column in range(len(self.widths))]
        elif at < len(self.order):
            cells = self.rows[self.order[at]]
        else:
            return Strip.blank(width)
        segments: list[Segment] = []
        for column in self._columns():
            if segments:
                segments.append(Segment("│", styles.get("table.rule")))
            here = y > 0 and at == self.row and column == self.column
            name = "table.head" if y == 0 else "selection strong underline" if here else "table.cell"
            style = styles.get(name) + Style.from_meta({"cell": (at if y else -1, column)})
            text = clip(_flat(cells[column]) if column < len(cells) else "", self.widths[column])
            align = self.aligns[column] if column < len(self.aligns) else ""
            left, right = padding(cell_len(text), self.widths[column], align)
            mark = ">" if here else " "
            segments.append(Segment(f"{mark}{' ' * left}{text}{' ' * right} ", style))
        return Strip(segments).adjust_cell_length(width)

    def _head(self, column: int) -> str:
        name = self.rows[0][column] if self.rows and column < len(self.rows[0]) else ""
        return f"{_flat(name)} {self.sort_mark[1]}" if column == self.sort_mark[0] else name

    # Events

    def on_resize(self) -> None:
        self.move(0, 0)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        self._first_row = min(max(0, round(new_value)), max(0, len(self.order) - self._page))
        self.refresh()

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        total = 0
        self._first_column = 0
        for width in self.widths[1:]:
            total += width + 3
            if total > new_value:
                break
            self._first_column += 1
        self._first_column = min(self._first_column, max(0, len(self.widths) - 2))
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        place = event.style.meta.get("cell") if event.style else None
        if place is None:
            return
        row, column = place
        if row < 0:
            self.post_message(self.HeaderClicked(column))
        else:
            self.move(row - self.row, column - self.column)


def _flat(text: str) -> str:
    return " ".join(text.split()) if "\n" in text or "\t" in text else text
