"""How the screen is arranged: sidebar, outline, zen, two panes, which of them has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal
from textual.geometry import Size
from textual.widget import Widget

from nexus_tui.widgets.outline import Outline
from nexus_tui.widgets.pane import Pane
from nexus_tui.widgets.sidebar import Sidebar

if TYPE_CHECKING:
    from nexus_tui.screens.browser import BrowserScreen

NARROW = 90
"""Columns below which the sidebar and the outline lie over the page."""

ROOMY = 130
"""Columns from which the outline shows at the start."""

WIDTH_STEP = 4
MIN_WIDTH, MAX_WIDTH = 16, 80
MIN_PAGE = 24
"""Cells that resizing leaves to the page."""


class Arranging:
    """Handlers of ``sidebar.toggle`` and its size and side, ``outline.toggle``, ``zen.toggle`` and ``focus.*``."""

    def __init__(self, screen: BrowserScreen) -> None:
        self.screen = screen
        self.sized = False
        self.narrow = False
        self.columns = 0
        """Of the terminal."""
        self.wide = (True, False)
        """Whether sidebar and outline show where there is room for them."""

    # -- layout

    def fit(self, size: Size) -> None:
        """The terminal has this size: lists beside the page, or over it."""
        self.columns = size.width
        narrow = size.width < NARROW or self.screen.session.settings.plain_ui
        if not self.sized:
            self.sized = True
            self._first_layout(size.width >= ROOMY)
        if narrow and not self.narrow:
            self.wide = self._shown()
        changed, self.narrow = narrow != self.narrow, narrow
        self.screen.set_class(narrow, "-narrow")
        if narrow and changed:
            self.hide_overlays()
        elif changed:
            self._show(*self.wide)
        self._take_width()

    def _first_layout(self, roomy: bool) -> None:
        """What shows at the start: as the last time, else from the settings, and the outline where there is room."""
        screen, settings = self.screen, self.screen.session.settings
        kept: dict[str, Any] = {}
        if settings.restore and not screen.fresh and screen.session.library.on_disk:
            kept = screen.session.state.session
        for name, low, high in (("sidebar_width", MIN_WIDTH, MAX_WIDTH), ("outline_width", MIN_WIDTH, MAX_WIDTH)):
            if isinstance(width := kept.get(name), int):
                setattr(settings, name, max(low, min(high, width)))
        screen.splitting.take(kept.get("split"))
        if kept.get("sidebar_side") in ("left", "right"):
            settings.sidebar_side = kept["sidebar_side"]
        self.set_side(settings.sidebar_side)
        screen.set_class(settings.plain_ui, "-plain")
        outline = kept.get("outline") if isinstance(kept.get("outline"), bool) else settings.outline and roomy
        sidebar = kept.get("sidebar") if isinstance(kept.get("sidebar"), bool) else settings.sidebar
        self._show(bool(sidebar), bool(outline))

    def remembered(self) -> dict[str, Any]:
        """What the next start is to find, in JSON types."""
        settings = self.screen.session.settings
        sidebar, outline = self.wide if self.narrow else self._shown()
        return {
            "sidebar": sidebar,
            "outline": outline,
            "sidebar_width": settings.sidebar_width,
            "outline_width": settings.outline_width,
            "sidebar_side": settings.sidebar_side,
            "split": round(self.screen.splitting.share, 2),
        }

    def _shown(self) -> tuple[bool, bool]:
        return not self.screen.has_class("-no-sidebar"), self.screen.outline.has_class("-shown")

    def _show(self, sidebar: bool, outline: bool) -> None:
        self.screen.set_class(not sidebar, "-no-sidebar")
        self.screen.outline.set_class(outline, "-shown")

    def hide_overlays(self) -> None:
        """At narrow widths the lists lie over the page: hide them."""
        self._show(False, False)

    def set_side(self, side: str) -> None:
        """Put the sidebar on this side."""
        sidebar = self.screen.sidebar
        sidebar.set_class(side == "right", "-right")
        sidebar.drag_side = "left" if side == "right" else "right"
        if not sidebar.is_attached:
            return
        body = self.screen.query_one("#body", Horizontal)
        if side == "right":
            body.move_child(sidebar, after=-1)
        else:
            body.move_child(sidebar, before=0)

    def page_columns(self) -> int:
        """Cells that one page will have beside the lists, before there is a layout."""
        settings = self.screen.session.settings
        beside = 0
        if not self.narrow:
            sidebar, outline = self._shown()
            beside = sidebar * settings.sidebar_width + outline * settings.outline_width
        return self.columns - beside

    def apply_settings(self) -> None:
        """The settings changed: show them."""
        self.set_side(self.screen.session.settings.sidebar_side)
        self._take_width()

    # -- sizes

    def _take_width(self) -> None:
        settings, over = self.screen.session.settings, self.narrow
        most = max(MIN_WIDTH, self.columns - MIN_PAGE)
        self.screen.sidebar.styles.width = None if over else min(settings.sidebar_width, most)
        self.screen.outline.styles.width = None if over else min(settings.outline_width, most)

    def resized(self, widget: Widget, width: int) -> None:
        """A border was dragged."""
        if isinstance(widget, Pane):
            self.screen.splitting.resized(width)
            return
        name = "outline_width" if isinstance(widget, Outline) else "sidebar_width"
        setattr(self.screen.session.settings, name, max(MIN_WIDTH, min(MAX_WIDTH, width)))
        self._take_width()

    def do_sidebar_wider(self, count: int) -> None:
        """A wider sidebar; with the outline focused, a wider outline."""
        self._widen(WIDTH_STEP * (count or 1))

    def do_sidebar_narrower(self, count: int) -> None:
        """A narrower sidebar; with the outline focused, a narrower outline."""
        self._widen(-WIDTH_STEP * (count or 1))

    def _widen(self, cells: int) -> None:
        settings = self.screen.session.settings
        widget: Outline | Sidebar = self.screen.outline if self.screen.outline.has_focus else self.screen.sidebar
        width = settings.outline_width if isinstance(widget, Outline) else settings.sidebar_width
        self.resized(widget, width + cells)

    def do_sidebar_side(self, count: int) -> None:
        """Sidebar left or right."""
        settings = self.screen.session.settings
        settings.sidebar_side = "left" if settings.sidebar_side == "right" else "right"
        self.set_side(settings.sidebar_side)

    # -- what shows

    def do_sidebar_toggle(self, count: int) -> None:
        """Show or hide the sidebar."""
        hidden = not self.screen.has_class("-no-sidebar")
        self.screen.set_class(hidden, "-no-sidebar")
        if hidden:
            self.screen.reader.focus()
        else:
            self._over(self.screen.sidebar)
            self.screen.sidebar.shown_list.focus()

    def do_outline_toggle(self, count: int) -> None:
        """Show the outline and go to it; from there, hide it."""
        outline = self.screen.outline
        if outline.has_class("-shown") and outline.has_focus:
            outline.remove_class("-shown")
            self.screen.reader.focus()
        else:
            self.do_focus_outline(0)

    def do_zen_toggle(self, count: int) -> None:
        """Only the text."""
        self.screen.toggle_class("-zen")
        self.screen.splitting.put_aside()
        self.screen.reader.focus()

    def _over(self, widget: Widget) -> None:
        """A list comes on screen: it ends zen, and over the page there is room for one list only."""
        self.screen.remove_class("-zen")
        if self.narrow:
            self._show(widget is self.screen.sidebar, widget is self.screen.outline)

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
        self._over(self.screen.sidebar)
        self.screen.sidebar.shown_list.focus()

    def do_focus_page(self, count: int) -> None:
        """The page."""
        self.screen.reader.focus()
        if self.narrow:
            self.hide_overlays()

    def do_focus_outline(self, count: int) -> None:
        """The outline."""
        self.screen.outline.add_class("-shown")
        self._over(self.screen.outline)
        self.screen.outline.focus()
