"""The sidebar: the tree, and beside it tags, recent pages, bookmarks and search hits, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from nexus_tui.core.model import DocId
from nexus_tui.core.record import dataclass
from nexus_tui.widgets.edge import DraggedEdge
from nexus_tui.widgets.library_tree import LibraryTree
from nexus_tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from textual.widgets import Input

    from nexus_tui.widgets.text_box import TextBox

VIEWS = {"pages": "Pages", "tags": "Tags", "recent": "Recent", "bookmarks": "Marks", "results": "Hits"}


class ViewStrip(Widget):
    """The names of the views; a click chooses one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"views--active"}
    DEFAULT_CSS = """
    ViewStrip { height: 1; background: $panel; color: $text-muted;
        & .views--active { color: $foreground; text-style: bold underline; } }
    """

    active: reactive[str] = reactive("pages")

    @dataclass
    class Chosen(Message):
        """A click on a view."""

        view: str

    def _labels(self) -> list[tuple[str, str]]:
        width = max(1, self.size.width)
        if sum(cell_len(name) + 1 for name in VIEWS.values()) <= width:
            return list(VIEWS.items())
        return [(view, name if view == self.active else name[:1]) for view, name in VIEWS.items()]

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        active = base + self.get_component_rich_style("views--active", partial=True)
        segments = []
        for view, label in self._labels():
            segments += [Segment(label, active if view == self.active else base), Segment(" ", base)]
        return Strip([Segment(" ", base), *segments]).adjust_cell_length(self.size.width, base)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        at = 1
        for view, label in self._labels():
            size = cell_len(label)
            if at <= event.x < at + size:
                self.post_message(self.Chosen(view))
            at += size + 1


class Sidebar(DraggedEdge, Vertical):
    """Shows one view at a time. The lists but the tree are made at first use."""

    DEFAULT_CSS = """
    Sidebar { width: 32; height: 1fr; background: $surface; }
    Sidebar Input { border: none; height: 1; background: $panel; padding: 0 1; display: none; }
    Sidebar RowList { height: 1fr; display: none; }
    Sidebar RowList.-shown { display: block; }
    """

    @dataclass
    class ViewChanged(Message):
        """Another view is to be filled."""

        view: str

    @dataclass
    class FilterChanged(Message):
        """The text to filter the view by; empty: everything."""

        view: str
        text: str

    def __init__(self, marks: Callable[[DocId], str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.pages = LibraryTree(marks, id="tree")
        self.pages.add_class("-shown", update=False)
        self.strip = ViewStrip()
        self.view = "pages"
        self.lists: dict[str, RowList] = {"pages": self.pages}
        self.filter_box: TextBox | None = None

    def compose(self) -> ComposeResult:
        yield self.strip
        yield self.pages

    @property
    def shown_list(self) -> RowList:
        """The list of the view on screen."""
        return self.lists[self.view]

    async def show_view(self, view: str, *, focus: bool = True) -> RowList:
        """Bring a view to the front; its list is mounted at first use."""
        if view not in self.lists:
            rows = RowList(context=view, id=f"view-{view}", row_height=0 if view == "results" else 1)
            self.lists[view] = rows
            await self.mount(rows)
        for name, rows in self.lists.items():
            rows.set_class(name == view, "-shown")
        if view != self.view:
            self.close_filter()
        self.view = view
        self.strip.active = view
        self.post_message(self.ViewChanged(view))
        if focus:
            self.lists[view].focus()
        return self.lists[view]

    async def open_filter(self) -> None:
        """Show the filter box (mounted at first use) and focus it."""
        if self.filter_box is None:
            from nexus_tui.widgets.text_box import TextBox

            self.filter_box = TextBox(placeholder="filter", compact=True, id="filter")
            await self.mount(self.filter_box, after=self.strip)
        self.filter_box.display = True
        self.filter_box.focus()

    @property
    def filtering(self) -> bool:
        """Whether the filter box is on screen."""
        return self.filter_box is not None and self.filter_box.display

    def close_filter(self) -> None:
        """Hide the filter box and show everything again."""
        if self.filter_box is not None and self.filter_box.display:
            self.filter_box.display = False
            self.filter_box.value = ""

    @on(ViewStrip.Chosen)
    async def _view_chosen(self, event: ViewStrip.Chosen) -> None:
        event.stop()
        await self.show_view(event.view)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.FilterChanged(self.view, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.shown_list.focus()
        # Sent by the list itself: what a child posts while its parent is at work ends at that parent.
        self.shown_list.call_later(self.shown_list.choose)
