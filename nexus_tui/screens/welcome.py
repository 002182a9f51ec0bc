"""What a newcomer sees: a line that says which keys to press, and the page of a library that holds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nexus_tui.commands import shown
from nexus_tui.core.model import DocId, Snapshot, Source
from nexus_tui.core.sanitize import sanitize_line

if TYPE_CHECKING:
    from nexus_tui.screens.browser import BrowserScreen

TIP = (
    ("help.open", "help"),
    ("search.open", "search"),
    ("open.quick", "open a page"),
    ("link.hints", "follow a link"),
    ("focus.next", "next pane"),
    ("app.quit", "quit"),
)
"""Commands of the first line, with the words for them."""

EMPTY = DocId("")
"""Stands for the page that is in no library."""

EMPTY_PAGE = """# Nothing to read here yet

There is no page (`.md`, `.markdown` or `.mdx`) in

    {root}

| Press | to |
| --- | --- |
| `{new}` | make the first page |
| `{reload}` | look again |
| `{help}` | see all keys |
| `{quit}` | leave |

`nexus FOLDER` opens another folder, and `nexus` alone the knowledge base that comes with it.
"""


class Welcome:
    """The first steps."""

    def __init__(self, screen: BrowserScreen) -> None:
        self.screen = screen
        self.first: DocId | None = None

    def key(self, command: str) -> str:
        """The key of a command as the user has it; its id where it has none."""
        keys = self.screen.router.keymap.keys_of.get(command, ())
        return shown(keys[0]) if keys else command

    def library_shown(self, snapshot: Snapshot) -> None:
        """A state of the library is on screen."""
        reader = self.screen.reader
        if snapshot.complete and not snapshot.pages:
            keys = {name: self.key(f"{area}.{name}") for area, name in (("help", "open"), ("app", "quit"))}
            text = EMPTY_PAGE.format(
                root=sanitize_line(str(snapshot.root)),
                new=self.key("edit.new"),
                reload=self.key("page.reload"),
                help=keys["open"],
                quit=keys["quit"],
            )
            reader.show_source(Source(EMPTY, text.encode("utf-8", "replace"), 0, text))
        elif self.first is None and not self.screen.session.state.recent:
            self.screen.status.tip = "New here?  " + "  ".join(f"{self.key(id)} {what}" for id, what in TIP)
        if self.first is None:
            self.first = self.screen.document

    def page_shown(self, document: DocId) -> None:
        """A page is on screen: who went to a second one knows the way."""
        if self.first is not None and document != self.first:
            self.done()

    def done(self) -> None:
        """The line makes room for the hints."""
        self.screen.status.tip = ""
