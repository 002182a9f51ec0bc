"""What the widgets of the main screen post: requests and facts, each handed to the group that answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on

from nexus_tui import messages
from nexus_tui.core.model import DocId, Target
from nexus_tui.core.session import Session
from nexus_tui.screens.arranging import Arranging
from nexus_tui.screens.doing import Doing
from nexus_tui.screens.keyed import KeyedScreen
from nexus_tui.screens.linking import Linking
from nexus_tui.screens.listing import Listing
from nexus_tui.screens.navigation import Navigation
from nexus_tui.screens.pointer import Menus
from nexus_tui.screens.reading import Reading
from nexus_tui.screens.searching import Searching
from nexus_tui.widgets.edge import DraggedEdge
from nexus_tui.widgets.library_tree import LibraryTree
from nexus_tui.widgets.outline import Outline
from nexus_tui.widgets.pane import Pane
from nexus_tui.widgets.reader import Reader
from nexus_tui.widgets.row_list import RowList
from nexus_tui.widgets.sidebar import Sidebar
from nexus_tui.widgets.status_line import StatusLine
from nexus_tui.widgets.tab_strip import Crumbs, TabStrip

if TYPE_CHECKING:
    from nexus_tui.widgets.find_bar import FindBar
    from nexus_tui.widgets.search_panel import SearchPanel


class RoutingScreen(KeyedScreen[None]):
    """A screen with these widgets and groups of commands. The subclass makes them; this one only listens."""

    session: Session
    reading: Reading
    navigation: Navigation
    searching: Searching
    listing: Listing
    arranging: Arranging
    doing: Doing
    linking: Linking
    menus: Menus
    sidebar: Sidebar
    panes: list[Pane]
    outline: Outline
    status: StatusLine
    active: int
    """Which of the panes is the active one."""

    @property
    def pane(self) -> Pane:
        """The active pane."""
        return self.panes[min(self.active, len(self.panes) - 1)]

    @property
    def reader(self) -> Reader:
        """The reader of the active pane."""
        return self.pane.reader

    @property
    def document(self) -> DocId | None:
        """The document on screen in the active pane."""
        return self.reader.document

    def tell(self, text: str, severity: str = "information") -> None:
        """A short notice; never markup."""
        level = severity if severity in ("information", "warning", "error") else "information"
        self.notify(text, severity=level, markup=False, timeout=4)  # type: ignore[arg-type]

    # -- requests

    @on(messages.OpenDocument)
    async def _open_document(self, event: messages.OpenDocument) -> None:
        event.stop()
        await self.navigation.open(event.target, new_tab=event.new_tab, focus=event.focus, record=event.record)

    @on(messages.OpenExternal)
    def _open_external(self, event: messages.OpenExternal) -> None:
        event.stop()
        self.doing.open_external(event.url)

    @on(messages.CopyText)
    def _copy_text(self, event: messages.CopyText) -> None:
        event.stop()
        self.doing.copy(event.text, event.what)

    @on(messages.RunCommand)
    async def _run_command(self, event: messages.RunCommand) -> None:
        event.stop()
        await self.run_command(event.command, event.count)

    @on(messages.Notice)
    def _notice(self, event: messages.Notice) -> None:
        event.stop()
        self.tell(event.text, event.severity)

    # -- facts of the widgets

    @on(Pane.Focused)
    def _pane_focused(self, event: Pane.Focused) -> None:
        event.stop()
        self.navigation.activate(event.pane)

    @on(TabStrip.Chosen)
    async def _tab_chosen(self, event: TabStrip.Chosen) -> None:
        event.stop()
        await self.navigation.go_tab(event.index)
        if event.close:
            await self.navigation.do_tab_close(0)

    @on(Crumbs.Clicked)
    async def _crumbs_clicked(self, event: Crumbs.Clicked) -> None:
        event.stop()
        self.arranging.do_outline_toggle(0)

    @on(Reader.Shown)
    def _shown(self, event: Reader.Shown) -> None:
        event.stop()
        pane = self._pane_of(event.reader)
        if pane is not None:
            self.navigation.shown(pane, event.document)
            if event.complete:
                self.reading.restore_folds(event.reader, event.document)

    @on(Reader.Moved)
    def _moved(self, event: Reader.Moved) -> None:
        event.stop()
        pane = self._pane_of(event.reader)
        if pane is not None:
            self.navigation.moved(pane, event.percent, event.heading_index)

    @on(Reader.LinkActivated)
    async def _link_activated(self, event: Reader.LinkActivated) -> None:
        event.stop()
        if event.reader.document is not None and self._pane_of(event.reader) is not None:
            await self.navigation.follow(event.href, event.reader.document, event.new_tab)

    @on(Reader.LinkHovered)
    def _link_hovered(self, event: Reader.LinkHovered) -> None:
        event.stop()
        self.linking.hovered(event.reader, event.href)

    @on(Reader.Counted)
    def _counted(self, event: Reader.Counted) -> None:
        event.stop()
        if event.reader is self.reader:
            self.reading.counted(event.current, event.total, event.complete, event.problem)
            if event.complete:
                self.outline.show_counts(event.reader.section_matches())

    @on(Reader.TaskToggled)
    async def _task_toggled(self, event: Reader.TaskToggled) -> None:
        event.stop()
        await self.linking.toggle_task(event.line)

    @on(Reader.TableOpened)
    def _table_opened(self, event: Reader.TableOpened) -> None:
        event.stop()
        self.linking.open_table(event.rows, event.aligns)

    @on(Reader.ImageOpened)
    def _image_opened(self, event: Reader.ImageOpened) -> None:
        event.stop()
        self.start(self.linking.open_image(event.href), "image")

    @on(Reader.Failed)
    def _failed(self, event: Reader.Failed) -> None:
        event.stop()
        self.tell(event.error, "error")

    def _pane_of(self, reader: Reader) -> Pane | None:
        """The pane of a reader; none for the search preview."""
        return next((pane for pane in self.panes if pane.reader is reader), None)

    @on(LibraryTree.Previewed)
    async def _tree_previewed(self, event: LibraryTree.Previewed) -> None:
        event.stop()
        if self.session.settings.preview_on_move:
            await self.navigation.preview(event.document)

    @on(LibraryTree.Opened)
    async def _tree_opened(self, event: LibraryTree.Opened) -> None:
        event.stop()
        if self.has_class("-narrow"):
            self.arranging.hide_overlays()
        focus = event.focus or self.has_class("-narrow")
        await self.navigation.open(Target(event.document), new_tab=event.new_tab, focus=focus)

    @on(Outline.HeadingChosen)
    def _heading_chosen(self, event: Outline.HeadingChosen) -> None:
        event.stop()
        if self.has_class("-narrow"):
            self.arranging.hide_overlays()
        self.reader.go_to_heading(event.index)
        self.reader.focus()

    @on(Sidebar.ViewChanged)
    async def _view_changed(self, event: Sidebar.ViewChanged) -> None:
        event.stop()
        await self.listing.fill_view(event.view)

    @on(Sidebar.FilterChanged)
    def _filter_changed(self, event: Sidebar.FilterChanged) -> None:
        event.stop()
        self.start(self.listing.filter_view(event.view, event.text), "filter")

    @on(RowList.Chosen)
    async def _row_chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        if self.has_class("-narrow") and not isinstance(event.row.data, str):
            self.arranging.hide_overlays()
        await self.listing.row_chosen(event.rows, event.row)

    def on_find_bar_changed(self, event: FindBar.Changed) -> None:
        event.stop()
        self.reading.changed(event)

    async def on_search_panel_preview_wanted(self, event: SearchPanel.PreviewWanted) -> None:
        event.stop()
        self.start(self.searching.show_preview(event.target), "preview")

    async def on_search_panel_primer_chosen(self, event: SearchPanel.PrimerChosen) -> None:
        event.stop()
        await self.searching.primer_chosen(event.row)

    async def on_search_panel_hit_chosen(self, event: SearchPanel.HitChosen) -> None:
        event.stop()
        await self.searching.open_hit(event.hit, event.results, event.new_tab)

    # -- the mouse

    def on_click(self, event: events.Click) -> None:
        self.menus.clicked(event)

    @on(RowList.ContextWanted)
    def _menu_wanted(self, event: RowList.ContextWanted) -> None:
        event.stop()
        self.menus.open(event.rows.key_context, event.x, event.y)

    @on(DraggedEdge.Resized)
    def _edge_dragged(self, event: DraggedEdge.Resized) -> None:
        event.stop()
        self.arranging.resized(event.widget, event.width)
