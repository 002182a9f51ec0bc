"""A table on a screen of its own: sorted by a column, filtered, copied."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from nexus_tui.commands import shown
from nexus_tui.core.keymap import Keymap
from nexus_tui.core.markdown.tabledata import filtered_rows, sorted_rows, to_csv, to_markdown, to_tsv
from nexus_tui.screens.keyed import KeyedScreen
from nexus_tui.widgets.table_view import TableView
from nexus_tui.widgets.text_box import TextBox

HINTS = (
    ("table.sort", "sort"),
    ("table.filter", "filter"),
    ("table.copy_tsv", "TSV"),
    ("table.copy_csv", "CSV"),
    ("table.copy_markdown", "Markdown"),
    ("table.copy_cell", "cell"),
    ("table.close", "close"),
)


class TableScreen(KeyedScreen[None]):
    """Shows the rows of a table, the header first. ``copy`` takes a text and what to call it."""

    DEFAULT_CSS = """
    TableScreen #table-title { height: 1; color: $text-accent; text-style: bold; padding: 0 1; }
    TableScreen Input { border: none; height: 1; background: $panel; padding: 0 1; display: none; }
    TableScreen Input.-shown { display: block; }
    TableScreen #table-cell { height: auto; max-height: 6; min-height: 1; padding: 0 1; background: $panel; }
    TableScreen #table-hints { height: 1; color: $text-muted; padding: 0 1; }
    """

    def __init__(
        self, keymap: Keymap, rows: Sequence[Sequence[str]], aligns: Sequence[str], copy: Callable[[str, str], None]
    ) -> None:
        super().__init__(keymap)
        self.adopt(self)
        self._rows = rows
        self._aligns = aligns
        self._copy = copy
        self._sorted: tuple[int, bool] | None = None
        self.view = TableView(rows, aligns)

    def contexts(self) -> Sequence[str]:
        return ("table",)

    def compose(self) -> ComposeResult:
        yield Static("", id="table-title", markup=False)
        yield TextBox(placeholder="only rows with these words", compact=True)
        yield self.view
        yield Static("", id="table-cell", markup=False)
        keys = self.router.keymap.keys_of
        hints = "   ".join(f"{shown(keys[name][0])} {label}" for name, label in HINTS if keys.get(name))
        yield Static(hints, id="table-hints", markup=False)

    def on_mount(self) -> None:
        self.view.focus()
        self._show()

    def _show(self, *, keep: bool = True) -> None:
        """Filter, then sort."""
        words = self.query_one(TextBox).value
        body = self._rows[1:]
        order = filtered_rows(body, words)
        if self._sorted is not None:
            column, descending = self._sorted
            kept = set(order)
            order = [index for index in sorted_rows(body, column, descending=descending) if index in kept]
            self.view.sort_mark = (column, "▼" if descending else "▲")
        else:
            self.view.sort_mark = (-1, "")
        self.view.show([index + 1 for index in order], keep=keep)
        count = f"{len(order):,} of {len(body):,} rows" if words else f"{len(body):,} rows"
        self.query_one("#table-title", Static).update(f"Table · {count} · {len(self.view.widths)} columns")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._show()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.view.focus()

    @on(TableView.Moved)
    def _moved(self, event: TableView.Moved) -> None:
        event.stop()
        self.query_one("#table-cell", Static).update(event.text)

    @on(TableView.HeaderClicked)
    def _head_clicked(self, event: TableView.HeaderClicked) -> None:
        event.stop()
        self._sort(event.column)

    def do_table_down(self, count: int) -> None:
        """Rows down."""
        self.view.move(count or 1, 0)

    def do_table_up(self, count: int) -> None:
        """Rows up."""
        self.view.move(-(count or 1), 0)

    def do_table_left(self, count: int) -> None:
        """Columns to the left."""
        self.view.move(0, -(count or 1))

    def do_table_right(self, count: int) -> None:
        """Columns to the right."""
        self.view.move(0, count or 1)

    def do_table_page_down(self, count: int) -> None:
        """A screen down."""
        self.view.page(count or 1)

    def do_table_page_up(self, count: int) -> None:
        """A screen up."""
        self.view.page(-(count or 1))

    def do_table_top(self, count: int) -> None:
        """The first row."""
        self.view.move(-len(self._rows), 0)

    def do_table_bottom(self, count: int) -> None:
        """The last row."""
        self.view.move(len(self._rows), 0)

    def do_table_sort(self, count: int) -> None:
        """Sort by the column of the cursor, the other way round, not at all."""
        self._sort(self.view.column)

    def _sort(self, column: int) -> None:
        if self._sorted is None or self._sorted[0] != column:
            self._sorted = (column, False)
        else:
            self._sorted = None if self._sorted[1] else (column, True)
        self._show(keep=False)

    def do_table_filter(self, count: int) -> None:
        """Only rows with some words."""
        box = self.query_one(TextBox)
        box.add_class("-shown")
        box.focus()

    def _shown_rows(self) -> list[Sequence[str]]:
        return [*self._rows[:1], *(self._rows[index] for index in self.view.order)]

    def do_table_copy_tsv(self, count: int) -> None:
        """Copy the rows shown, separated by tabs."""
        self._copy(to_tsv(self._shown_rows()), "table as TSV")

    def do_table_copy_csv(self, count: int) -> None:
        """Copy the rows shown as CSV."""
        self._copy(to_csv(self._shown_rows()), "table as CSV")

    def do_table_copy_markdown(self, count: int) -> None:
        """Copy the rows shown as Markdown."""
        self._copy(to_markdown(self._shown_rows(), self._aligns), "table as Markdown")

    def do_table_copy_cell(self, count: int) -> None:
        """Copy the cell under the cursor."""
        self._copy(self.view.cell, "cell")

    def do_table_close(self, count: int) -> None:
        """End the filter; without one, go back to the page."""
        box = self.query_one(TextBox)
        if box.has_class("-shown"):
            box.remove_class("-shown")
            box.value = ""
            self.view.focus()
        else:
            self.dismiss(None)
