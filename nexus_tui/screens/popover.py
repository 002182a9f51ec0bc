"""A page in a box over the page: what a link leads to, what changed."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from nexus_tui.core.keymap import Keymap
from nexus_tui.core.model import Source, Target
from nexus_tui.screens.dialog import Dialog
from nexus_tui.widgets.reader import Reader


class Popover(Dialog):
    """Shows a document that has been read, at a target. Enter gives the target back, Esc nothing."""

    DEFAULT_CSS = """
    Popover > Vertical { height: 70%; }
    Popover.-note > Vertical { height: 40%; min-height: 7; max-height: 14; }
    Popover Reader { height: 1fr; }
    """

    def __init__(
        self, keymap: Keymap, source: Source, make_reader: Callable[[], Reader], target: Target | None = None
    ) -> None:
        super().__init__(keymap)
        self._source, self._target = source, target
        self._reader = make_reader()

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self._reader
            note = "Enter: go there   Esc: close" if self._target is not None else "Esc: close"
            yield Static(note, id="dialog-note", markup=False)

    def on_mount(self) -> None:
        self._reader.focus()
        self._reader.show_source(self._source, self._target)

    def do_dialog_choose(self, count: int) -> None:
        """Go there."""
        self.dismiss(self._target)

    def do_dialog_down(self, count: int) -> None:
        """A line down."""
        self._reader.scroll_rows(1)

    def do_dialog_up(self, count: int) -> None:
        """A line up."""
        self._reader.scroll_rows(-1)

    def do_dialog_page_down(self, count: int) -> None:
        """A screen down."""
        self._reader.scroll_screens(1)

    def do_dialog_page_up(self, count: int) -> None:
        """A screen up."""
        self._reader.scroll_screens(-1)
