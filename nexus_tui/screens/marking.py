"""Bookmarks: of pages and headings, named, listed, exported and imported as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nexus_tui.core import paths
from nexus_tui.core.model import DocId, Target
from nexus_tui.widgets.row_list import Row, text_row

if TYPE_CHECKING:
    from nexus_tui.screens.browser import BrowserScreen
    from nexus_tui.screens.dialog import Choice


class Marking:
    """Handlers of ``bookmark.*``."""

    def __init__(self, screen: BrowserScreen) -> None:
        self.screen = screen

    def rows(self) -> Sequence[Row]:
        """Bookmarks as rows, with the page at the right where its title is not the name."""
        snapshot = self.screen.snapshot
        rows = []
        for mark in self.screen.session.state.bookmarks:
            document = DocId(mark.document)
            page = snapshot.pages.get(document) if snapshot is not None else None
            detail = page.title if page is not None else f"{document} (gone)"
            right = detail if detail != mark.name else ""
            rows.append(
                text_row(f"{document}#{mark.anchor}", mark.name, data=Target(document, mark.anchor), right=right)
            )
        return rows

    def _changed(self) -> None:
        """Show the bookmarks as they are now."""
        sidebar = self.screen.sidebar
        sidebar.pages.marks_changed()
        if (shown := sidebar.lists.get("bookmarks")) is not None:
            shown.set_rows(self.rows())

    # -- the place on screen

    def do_bookmark_toggle(self, count: int) -> None:
        """Bookmark the heading on screen, or take its bookmark away."""
        reader = self.screen.reader
        if reader.document is None:
            return
        added = self.screen.session.state.toggle_bookmark(reader.document, reader.current_anchor, reader.current_title)
        self.screen.tell(("Bookmarked " if added else "No longer bookmarked: ") + reader.current_title)
        self._changed()

    def do_bookmark_name(self, count: int) -> None:
        """Bookmark the heading on screen under a name of the user's."""
        reader, state = self.screen.reader, self.screen.session.state
        document, anchor, title = reader.document, reader.current_anchor, reader.current_title
        if document is None:
            return

        def named(name: str, _: str) -> None:
            if not state.bookmarks.holds(document, anchor):
                state.toggle_bookmark(document, anchor, title)
            state.bookmarks.rename(document, anchor, name)
            self._changed()

        self.screen.doing.ask_name("Name of the bookmark", title, named)

    # -- the list

    def _current(self) -> Target | None:
        row = self.screen.sidebar.shown_list.current
        return row.data if row is not None and isinstance(row.data, Target) else None

    def do_bookmark_rename(self, count: int) -> None:
        """Give the bookmark under the cursor another name."""
        target = self._current()
        if target is None:
            return
        place, marks = (target.document, target.anchor), self.screen.session.state.bookmarks
        mark = next((mark for mark in marks if (mark.document, mark.anchor) == place), None)

        def named(name: str, _: str) -> None:
            marks.rename(*place, name)
            self._changed()

        if mark is not None:
            self.screen.doing.ask_name("Name of the bookmark", mark.name, named)

    def do_bookmark_remove(self, count: int) -> None:
        """Take the bookmark under the cursor away."""
        target = self._current()
        if target is not None and self.screen.session.state.bookmarks.remove(target.document, target.anchor):
            self.screen.tell("Bookmark removed")
            self._changed()

    def do_bookmark_list(self, count: int) -> None:
        """Go to a bookmark."""
        from nexus_tui.screens.dialog import Picker

        all_rows = self.rows()

        def rows(text: str) -> list[Row]:
            return [row for row in all_rows if text.casefold() in row.lines[0][0][0].casefold()]

        def chosen(choice: Choice | None) -> None:
            if choice is not None and isinstance(choice.row.data, Target):
                self.screen.start(self.screen.navigation.open(choice.row.data, new_tab=choice.new_tab), "open")

        key = self.screen.welcome.key("sidebar.bookmarks")
        note = f"Enter: go there   Ctrl+T: in a new tab   {key}: to rename and remove, in the sidebar"
        self.screen.app.push_screen(Picker(self.screen.router.keymap, "Bookmarks", rows, note=note), chosen)

    # -- files

    def do_bookmark_export(self, count: int) -> None:
        """Write the bookmarks as a Markdown file in the current folder."""
        from nexus_tui.core.files import atomic_write_text

        place = Path.cwd() / "bookmarks.md"
        if place.exists():
            self.screen.tell(f"{place} is there already; move it away first", "warning")
            return
        try:
            atomic_write_text(place, self.screen.session.state.bookmarks.to_markdown())
        except OSError as error:
            self.screen.tell(f"{place} cannot be written: {error.strerror or error}", "error")
            return
        self.screen.tell(f"Bookmarks written to {place}")

    def do_bookmark_import(self, count: int) -> None:
        """Add the bookmarks of a Markdown file."""
        from nexus_tui.screens.dialog import Prompt

        def chosen(name: str | None) -> None:
            if not name:
                return
            try:
                text = paths.expanded(name).read_text(encoding="utf-8", errors="replace")
            except OSError as error:
                self.screen.tell(f"{name} cannot be read: {error.strerror or error}", "error")
                return
            added = self.screen.session.state.bookmarks.add_markdown(text)
            self.screen.tell(f"{added} bookmark{'s' if added != 1 else ''} added")
            self._changed()

        prompt = Prompt(self.screen.router.keymap, "Import bookmarks from", str(Path.cwd() / "bookmarks.md"))
        self.screen.app.push_screen(prompt, chosen)
