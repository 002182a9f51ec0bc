"""The main screen: composes sidebar, panes, outline and status line, holds the session, routes requests.

What the commands do stands in the groups it adopts (``reading``, ``navigation``, ``searching``, ``listing``, ``doing``,
``upkeep``); this class only joins them to the widgets.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import var
from textual.widgets import Static

from nexus_tui import messages
from nexus_tui.commands import COMMANDS, shown
from nexus_tui.core.keymap import Keymap, Outcome
from nexus_tui.core.model import DocId, Snapshot, Target
from nexus_tui.core.sanitize import sanitize_line
from nexus_tui.core.session import Session
from nexus_tui.screens.arranging import Arranging
from nexus_tui.screens.doing import Doing
from nexus_tui.screens.keyed import KeyedScreen, is_typing
from nexus_tui.screens.linking import Linking
from nexus_tui.screens.listing import Listing
from nexus_tui.screens.marking import Marking
from nexus_tui.screens.navigation import Navigation
from nexus_tui.screens.pointer import Menus
from nexus_tui.screens.preferences import Preferences
from nexus_tui.screens.reading import Reading
from nexus_tui.screens.relations import Relations
from nexus_tui.screens.searching import Searching
from nexus_tui.screens.selecting import Selecting
from nexus_tui.screens.splitting import Splitting
from nexus_tui.screens.upkeep import Upkeep
from nexus_tui.screens.welcome import Welcome
from nexus_tui.widgets.edge import DraggedEdge
from nexus_tui.widgets.key_hints import hint_lines
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


class BrowserScreen(KeyedScreen[None]):
    """The library on screen."""

    AUTO_FOCUS = ""
    """The page has the focus at the start; Textual would give it to the tree first, which previews its row."""

    snapshot: var[Snapshot | None] = var(None)

    def __init__(self, session: Session, keymap: Keymap, target: Target | None = None, *, fresh: bool = False) -> None:
        super().__init__(keymap)
        self.session = session
        self.hint_delay = session.settings.hint_delay / 1000
        self.start_target = target
        self.fresh = fresh
        self.upkeep = Upkeep(self)
        self.reading = Reading(self)
        self.navigation = Navigation(self)
        self.searching = Searching(self)
        self.listing = Listing(self)
        self.arranging = Arranging(self)
        self.splitting = Splitting(self)
        self.doing = Doing(self)
        self.linking = Linking(self)
        self.relations = Relations(self)
        self.preferences = Preferences(self)
        self.selecting = Selecting(self)
        self.marking = Marking(self)
        self.menus = Menus(self)
        self.welcome = Welcome(self)
        groups = (self.upkeep, self.reading, self.navigation, self.searching, self.listing, self.doing)
        self.adopt(*groups, self.arranging, self.linking, self.relations, self.preferences, self.marking)
        self.adopt(self.selecting, self.splitting)
        for number in range(1, 10):
            self.handlers[f"tab.{number}"] = partial(self._go_tab, number)
        self.sidebar = Sidebar(self.listing.marks_of, id="sidebar")
        self.panes = [Pane(self.make_reader, id="pane-1")]
        self.outline = Outline(id="outline")
        self.status = StatusLine()
        self.active = 0
        self.painted = asyncio.Event()
        """Set after the first frame. Background work waits for it."""

    def compose(self) -> ComposeResult:
        self.arranging.fit(self.app.size)
        right = self.sidebar.has_class("-right")
        with Horizontal(id="body"):
            if not right:
                yield self.sidebar
            with Horizontal(id="panes"):
                yield self.panes[0]
            yield self.outline
            if right:
                yield self.sidebar
        yield Static("", id="which-key", markup=False)
        yield self.status

    def make_reader(self) -> Reader:
        """A reader that reads through the session."""
        return self.navigation.make_reader()

    def _go_tab(self, number: int, count: int) -> Awaitable[None]:
        """The tab with this number."""
        return self.navigation.go_tab(number - 1)

    # -- what has the focus

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

    def contexts(self) -> Sequence[str]:
        focused = self.focused
        if focused is None:
            return ("reader", "browser")
        panel = self.searching.panel
        if panel is not None and panel.display and panel in focused.ancestors:
            return ("facets", "list", "browser") if focused.id == "facets" else ("search", "browser")
        if self.pane.find_bar is not None and self.pane.find_bar in focused.ancestors:
            return ("find", "browser")
        if is_typing(focused):
            return ("filter", "browser")
        if isinstance(focused, RowList):
            return (focused.key_context, "browser")
        return ("select" if self.reader.selecting else "reader", "browser")

    async def on_key(self, event: events.Key) -> None:
        for pane in self.panes:
            pane.reader.changes_seen()
        if await self.linking.hint_key(event):
            event.stop()
            event.prevent_default()
            return
        await super().on_key(event)

    def on_click(self, event: events.Click) -> None:
        self.menus.clicked(event)

    @on(RowList.ContextWanted)
    def _menu_wanted(self, event: RowList.ContextWanted) -> None:
        event.stop()
        self.menus.open(event.rows.key_context, event.x, event.y)

    # -- start

    async def _guarded(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await self.painted.wait()
        except asyncio.CancelledError:
            work.close()
            raise
        await super()._guarded(work)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        # The first time, every widget got its styles a moment ago, when it was mounted.
        event.refresh_styles = self.painted.is_set()

    def on_mount(self) -> None:
        self.call_after_refresh(self.painted.set)
        self.upkeep.start()
        self.reader.focus()
        self.show_hints()

    def on_resize(self, event: events.Resize) -> None:
        self.arranging.fit(event.size)

    @on(DraggedEdge.Resized)
    def _edge_dragged(self, event: DraggedEdge.Resized) -> None:
        event.stop()
        self.arranging.resized(event.widget, event.width)

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        if snapshot is not None:
            self.sidebar.pages.show(snapshot)
            self.listing.library_shown()

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

    def apply_settings(self) -> None:
        """The settings changed: show them."""
        settings = self.session.settings
        self.arranging.apply_settings()
        for pane in self.panes:
            pane.reader.apply_settings(settings)

    def tell(self, text: str, severity: str = "information") -> None:
        """A short notice; never markup."""
        level = severity if severity in ("information", "warning", "error") else "information"
        self.notify(text, severity=level, markup=False, timeout=4)  # type: ignore[arg-type]

    # -- keys on screen

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.show_hints()
        self.status.place = ""
        if event.widget is not self.reader:
            self.welcome.done()

    def show_hints(self) -> None:
        """The keys of the focused widget in the status line."""
        contexts = self.contexts()
        hints = []
        for command in COMMANDS:
            keys = self.router.keymap.keys_of.get(command.id, ())
            if command.footer and keys and any(each in (command.hinted or command.contexts) for each in contexts):
                hints.append((shown(keys[0]), command.footer))
        self.status.hints = tuple(hints)

    def show_pending(self, outcome: Outcome, hints: Sequence[tuple[str, str]]) -> None:
        self.status.typed = outcome.typed if outcome.pending else ""
        box = self.query_one("#which-key", Static)
        box.set_class(bool(hints), "-shown")
        if hints:
            box.update("\n".join(hint_lines(hints, self.size.width - 2, self.size.height // 2)))

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
        self.status.place = sanitize_line(event.href)

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
        self.start(self.searching.show_preview(event.hit, event.words), "preview")

    async def on_search_panel_primer_chosen(self, event: SearchPanel.PrimerChosen) -> None:
        event.stop()
        await self.searching.primer_chosen(event.row)

    async def on_search_panel_hit_chosen(self, event: SearchPanel.HitChosen) -> None:
        event.stop()
        await self.searching.open_hit(event.hit, event.results, event.new_tab)
