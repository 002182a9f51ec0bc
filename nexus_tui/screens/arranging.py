"""How the screen is arranged: sidebar, outline, zen, which pane has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget

if TYPE_CHECKING:
    from nexus_tui.screens.browser import BrowserScreen

WIDTH_STEP = 4
MIN_WIDTH, MAX_WIDTH = 16, 80


class Arranging:
    """Handlers of ``sidebar.toggle`` and its size and side, ``outline.toggle``, ``zen.toggle`` and ``focus.*``."""

    def __init__(self, screen: BrowserScreen) -> None:
        self.screen = screen

    # -- layout

    def first_layout(self, roomy: bool) -> None:
        """What shows at the start: from the settings, and the outline where there is room."""
        screen, settings = self.screen, self.screen.session.settings
        screen.sidebar.styles.width = settings.sidebar_width
        self.set_side(settings.sidebar_side)
        screen.set_class(not settings.sidebar, "-no-sidebar")
        screen.outline.set_class(settings.outline and roomy, "-shown")
        if screen.has_class("-narrow"):
            self.hide_overlays()

    def hide_overlays(self) -> None:
        """At narrow widths the lists lie over the page: hide them."""
        self.screen.add_class("-no-sidebar")
        self.screen.outline.remove_class("-shown")

    def set_side(self, side: str) -> None:
        """Put the sidebar on this side."""
        body = self.screen.query_one("#body", Horizontal)
        self.screen.sidebar.set_class(side == "right", "-right")
        if side == "right":
            body.move_child(self.screen.sidebar, after=-1)
        else:
            body.move_child(self.screen.sidebar, before=0)

    def do_sidebar_toggle(self, count: int) -> None:
        """Show or hide the sidebar."""
        hidden = not self.screen.has_class("-no-sidebar")
        self.screen.set_class(hidden, "-no-sidebar")
        if hidden:
            self.screen.reader.focus()
        else:
            self.screen.sidebar.shown_list.focus()

    def do_sidebar_wider(self, count: int) -> None:
        """A wider sidebar."""
        self.resize(WIDTH_STEP * (count or 1))

    def do_sidebar_narrower(self, count: int) -> None:
        """A narrower sidebar."""
        self.resize(-WIDTH_STEP * (count or 1))

    def resize(self, cells: int) -> None:
        """Make the sidebar this much wider, within bounds, and remember it."""
        settings = self.screen.session.settings
        settings.sidebar_width = max(MIN_WIDTH, min(MAX_WIDTH, settings.sidebar_width + cells))
        self.screen.sidebar.styles.width = settings.sidebar_width

    def do_sidebar_side(self, count: int) -> None:
        """Sidebar left or right."""
        settings = self.screen.session.settings
        settings.sidebar_side = "left" if settings.sidebar_side == "right" else "right"
        self.set_side(settings.sidebar_side)

    def do_outline_toggle(self, count: int) -> None:
        """Show the outline and go to it; from there, hide it."""
        outline = self.screen.outline
        if outline.has_class("-shown") and outline.has_focus:
            outline.remove_class("-shown")
            self.screen.reader.focus()
        else:
            outline.add_class("-shown")
            outline.focus()

    def do_zen_toggle(self, count: int) -> None:
        """Only the text."""
        self.screen.toggle_class("-zen")
        self.screen.reader.focus()

    # -- focus

    def _stops(self) -> list[Widget]:
        screen = self.screen
        stops: list[Widget] = []
        if not screen.has_class("-no-sidebar") and not screen.has_class("-zen"):
            stops.append(screen.sidebar.shown_list)
        stops += [pane.reader for pane in screen.panes]
        if screen.outline.has_class("-shown") and not screen.has_class("-zen"):
            stops.append(screen.outline)
        return stops

    def step_focus(self, step: int) -> None:
        """The next or previous pane."""
        stops = self._stops()
        focused = self.screen.focused
        index = stops.index(focused) if focused is not None and focused in stops else 0
        stop = stops[(index + step) % len(stops)]
        stop.focus()

    def do_focus_next(self, count: int) -> None:
        """Next pane."""
        self.step_focus(1)

    def do_focus_previous(self, count: int) -> None:
        """Previous pane."""
        self.step_focus(-1)

    def do_focus_sidebar(self, count: int) -> None:
        """The sidebar."""
        self.screen.remove_class("-no-sidebar")
        self.screen.sidebar.shown_list.focus()

    def do_focus_page(self, count: int) -> None:
        """The page."""
        self.screen.reader.focus()
        if self.screen.has_class("-narrow"):
            self.hide_overlays()

    def do_focus_outline(self, count: int) -> None:
        """The outline."""
        self.screen.outline.add_class("-shown")
        self.screen.outline.focus()
