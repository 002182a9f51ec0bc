"""The main screen: composes sidebar, panes, outline and status line, and holds the session.

What the commands do stands in the groups it adopts (``reading``, ``navigation``, ``searching``, ``listing``, ``doing``,
``upkeep``); ``routing`` joins them to the widgets.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine, Sequence
from functools import partial
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import Static

from nexus_tui.commands import COMMANDS, shown
from nexus_tui.core.keymap import Keymap, Outcome
from nexus_tui.core.model import Snapshot, Target
from nexus_tui.core.session import Session
from nexus_tui.screens.arranging import Arranging
from nexus_tui.screens.doing import Doing
from nexus_tui.screens.keyed import is_typing
from nexus_tui.screens.linking import Linking
from nexus_tui.screens.listing import Listing
from nexus_tui.screens.marking import Marking
from nexus_tui.screens.navigation import Navigation
from nexus_tui.screens.pointer import Menus
from nexus_tui.screens.preferences import Preferences
from nexus_tui.screens.reading import Reading
from nexus_tui.screens.relations import Relations
from nexus_tui.screens.routing import RoutingScreen
from nexus_tui.screens.searching import Searching
from nexus_tui.screens.selecting import Selecting
from nexus_tui.screens.splitting import Splitting
from nexus_tui.screens.upkeep import Upkeep
from nexus_tui.screens.welcome import Welcome
from nexus_tui.widgets.key_hints import hint_lines
from nexus_tui.widgets.outline import Outline
from nexus_tui.widgets.pane import Pane
from nexus_tui.widgets.reader import Reader
from nexus_tui.widgets.row_list import RowList
from nexus_tui.widgets.sidebar import Sidebar
from nexus_tui.widgets.status_line import StatusLine


class BrowserScreen(RoutingScreen):
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

    def contexts(self) -> Sequence[str]:
        focused = self.focused
        if focused is None:
            return ("reader", "browser")
        panel = self.searching.panel
        if panel is not None and panel.display and panel in focused.ancestors:
            return ("facets", "browser") if focused.id == "facets" else ("search", "browser")
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

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        if snapshot is not None:
            self.sidebar.pages.show(snapshot)
            self.listing.library_shown()

    def apply_settings(self) -> None:
        """The settings changed: show them."""
        settings = self.session.settings
        self.arranging.apply_settings()
        for pane in self.panes:
            pane.reader.apply_settings(settings)

    # -- keys on screen

    def set_focus(self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False) -> None:
        self.searching.focus_moves(widget)
        super().set_focus(widget, scroll_visible, from_app_focus)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.show_hints()
        self.status.place = ""
        if event.widget is not self.reader:
            self.welcome.done()
        if self.has_class("-narrow") and any(self.focused is pane.reader for pane in self.panes):
            self.arranging.hide_overlays()

    def show_hints(self) -> None:
        """The keys of the focused widget in the status line."""
        contexts, typing = self.contexts(), is_typing(self.focused)
        hints = []
        for command in COMMANDS:
            keys = self.router.keymap.keys_of.get(command.id, ())
            if typing:
                # A letter would be typed; and to open what is open already needs no hint.
                keys = tuple(key for key in keys if len(key) > 1 and command.id != "search.open")
            if command.footer and keys and any(each in (command.hinted or command.contexts) for each in contexts):
                hints.append((command.id, shown(keys[0]), command.footer))
        self.status.hints = tuple(hints)

    def show_pending(self, outcome: Outcome, hints: Sequence[tuple[str, str]]) -> None:
        self.status.typed = outcome.typed if outcome.pending else ""
        box = self.query_one("#which-key", Static)
        box.set_class(bool(hints), "-shown")
        if hints:
            box.update("\n".join(hint_lines(hints, self.size.width - 2, self.size.height // 2)))
