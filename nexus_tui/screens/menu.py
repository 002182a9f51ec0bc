"""The menu of the right mouse button: what can be done with the thing under the pointer."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from nexus_tui.commands import BY_ID, shown
from nexus_tui.core.keymap import Keymap
from nexus_tui.screens.dialog import Dialog
from nexus_tui.widgets.row_list import Row, RowList

LIST = ("list.open", "list.open_tab")
PAGE = (
    "history.back",
    "history.forward",
    "link.hints",
    "fold.toggle",
    "copy.block",
    "copy.code",
    "copy.section",
    "copy.link",
    "bookmark.toggle",
    "links.back",
    "page.source",
    "edit.open",
    "split.toggle",
    "search.open",
    "palette.open",
    "help.open",
)
ENTRIES = {
    "reader": PAGE,
    "tree": (*LIST, "edit.open", "edit.new", "copy.path", "list.filter", "sidebar.side"),
    "outline": ("list.open", "copy.section", "copy.link", "bookmark.toggle", "list.filter"),
    "bookmarks": (*LIST, "bookmark.rename", "bookmark.remove", "bookmark.export"),
}
"""Context -> ids of commands. Lists without an entry offer to open."""


def menu_rows(keymap: Keymap, context: str) -> list[Row]:
    """The rows of the menu for a context, each with its keys."""
    rows = []
    for identity in ENTRIES.get(context, LIST):
        if (command := BY_ID.get(identity)) is not None:
            keys = keymap.keys_of.get(identity, ())
            right = (("  ", ""), (shown(keys[0]), "mark")) if keys else ()
            rows.append(Row(identity, (((command.title, ""),),), right, identity))
    return rows


class Menu(Dialog):
    """A short list at a place on the screen. Gives back the id of a command, or none."""

    DEFAULT_CSS = """
    Menu { align: left top; background: transparent; }
    Menu > Vertical { width: auto; max-width: 100%; height: auto; max-height: 100%; padding: 0; }
    Menu RowList { min-height: 1; }
    """

    def __init__(self, keymap: Keymap, rows: Sequence[Row], x: int, y: int) -> None:
        super().__init__(keymap)
        self._entries = rows
        self._at = (x, y)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield RowList(context="dialog")

    def on_mount(self) -> None:
        table = self.query_one(RowList)
        sizes = [sum(cell_len(text) for text, _ in (*row.lines[0], *row.right)) for row in self._entries]
        width, height = max(sizes, default=0) + 6, len(self._entries) + 2
        table.styles.height = len(self._entries)
        box = self.query_one(Vertical)
        box.styles.width = width
        room = self.app.size
        x, y = self._at
        box.styles.offset = (max(0, min(x, room.width - width)), max(0, min(y, room.height - height)))
        table.set_rows(self._entries)
        table.focus()

    @on(RowList.Chosen)
    def _clicked(self, event: RowList.Chosen) -> None:
        event.stop()
        self.dismiss(event.row.key)

    def do_dialog_choose(self, count: int) -> None:
        """Give back the command under the cursor."""
        row = self.query_one(RowList).current
        self.dismiss(row.key if row is not None else None)

    def do_dialog_down(self, count: int) -> None:
        """Next row."""
        self.query_one(RowList).move(1)

    def do_dialog_up(self, count: int) -> None:
        """Previous row."""
        self.query_one(RowList).move(-1)
