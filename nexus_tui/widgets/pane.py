"""A reading pane: tabs, crumbs, the page, and the find line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from nexus_tui.core.model import Heading
from nexus_tui.core.record import dataclass
from nexus_tui.widgets.edge import DraggedEdge
from nexus_tui.widgets.reader import Reader
from nexus_tui.widgets.tab_strip import Crumbs, TabStrip

if TYPE_CHECKING:
    from nexus_tui.widgets.find_bar import FindBar


class Pane(DraggedEdge, Vertical):
    """Holds one reader and what stands around it. The factory makes the reader, so that the pane knows no session."""

    DEFAULT_CSS = """
    Pane { width: 1fr; height: 1fr; }
    Pane TabStrip { display: none; }
    Pane.-tabs TabStrip { display: block; }
    Pane FindBar { display: none; }
    Pane Reader { height: 1fr; }
    """

    drag_side = "left"

    @dataclass
    class Focused(Message):
        """The pane has the focus."""

        pane: Pane

    def __init__(self, make_reader: Callable[[], Reader], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.reader = make_reader()
        self.tabs = TabStrip()
        self.crumbs = Crumbs()
        self.find_bar: FindBar | None = None

    def compose(self) -> ComposeResult:
        yield self.tabs
        yield self.crumbs
        yield self.reader

    def show_tabs(self, titles: Sequence[str], active: int) -> None:
        """The titles of the open tabs; one alone shows no strip."""
        self.tabs.titles = tuple(titles)
        self.tabs.active = active
        self.set_class(len(titles) > 1, "-tabs")

    def show_headings(self, path: Sequence[Heading]) -> None:
        """The path to the heading on screen."""
        self.crumbs.headings = tuple(heading.text for heading in path)

    async def ensure_find_bar(self) -> FindBar:
        """The find line, mounted at first use."""
        if self.find_bar is None:
            from nexus_tui.widgets.find_bar import FindBar

            self.find_bar = FindBar()
            await self.mount(self.find_bar)
        return self.find_bar

    def on_descendant_focus(self) -> None:
        self.crumbs.active = True
        self.post_message(self.Focused(self))

    def on_descendant_blur(self) -> None:
        self.crumbs.active = False

    def on_find_bar_submitted(self, event: FindBar.Submitted) -> None:
        event.stop()
        self.close_find(clear=False)

    def close_find(self, *, clear: bool = True) -> None:
        """Hide the find line and give the page the focus."""
        if self.find_bar is not None:
            self.find_bar.display = False
        if clear:
            self.reader.clear_find()
        self.reader.focus()


def heading_path(headings: Sequence[Heading], index: int) -> list[Heading]:
    """The heading at ``index`` and those it lies under, outermost first; none for -1."""
    path: list[Heading] = []
    level = 7
    for heading in reversed(headings[: index + 1]):
        if heading.level < level:
            path.insert(0, heading)
            level = heading.level
    return path
