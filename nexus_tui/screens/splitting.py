"""Two panes side by side: making the second, their widths, which of them is active, scrolling together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nexus_tui.widgets.pane import Pane

if TYPE_CHECKING:
    from nexus_tui.screens.browser import BrowserScreen

STEP = 4
"""Cells by which a key moves the border between two panes."""
MIN_PANE = 24
"""Cells that resizing leaves to each of them."""


class Splitting:
    """Handlers of ``split.*``."""

    def __init__(self, screen: BrowserScreen) -> None:
        self.screen = screen
        self.share = 50.0
        """Per cent of the room for two panes that the first one has."""
        self.linked = screen.session.settings.linked_scrolling
        """Whether two panes scroll together."""

    # -- one or two

    async def do_split_toggle(self, count: int) -> None:
        """One pane, or two side by side."""
        screen, workspace = self.screen, self.screen.navigation.workspace
        if len(screen.panes) > 1:
            await self.close_pane(1 - screen.active)
            return
        screen.navigation.remember_place()
        pane = await self._add_pane()
        workspace.split()
        screen.active = 1
        pane.reader.focus()
        await screen.navigation.restore(workspace.current)

    async def close_pane(self, index: int) -> None:
        """Close one of two panes; the other one is read on."""
        screen = self.screen
        screen.navigation.remember_place()
        gone = screen.panes.pop(index)
        screen.navigation.workspace.close_pane(index)
        screen.active = 0
        await gone.remove()
        screen.panes[0].remove_class("-second")
        screen.panes[0].styles.width = None
        screen.reader.focus()
        screen.navigation.show_pane(screen.pane)

    async def _add_pane(self) -> Pane:
        """A second pane at the right of the first."""
        screen = self.screen
        pane = Pane(screen.make_reader, id="pane-2" if screen.panes[0].id == "pane-1" else "pane-1")
        pane.add_class("-second")
        screen.panes.append(pane)
        self._take_share()
        await screen.query_one("#panes").mount(pane)
        return pane

    async def restore(self) -> None:
        """The two panes of the last time."""
        screen, workspace = self.screen, self.screen.navigation.workspace
        await self._add_pane()
        active = workspace.active_pane
        for index in range(2):
            screen.active = index
            workspace.focus_pane(index)
            await screen.navigation.restore(workspace.current)
        screen.active = active
        workspace.focus_pane(active)
        screen.reader.focus()

    def put_aside(self) -> None:
        """Only the active pane is shown where there is to be but one, as in zen."""
        for pane in self.screen.panes:
            pane.set_class(pane is not self.screen.pane, "-aside")

    def do_split_other(self, count: int) -> None:
        """Go to the other pane."""
        screen = self.screen
        if len(screen.panes) > 1:
            screen.panes[1 - screen.active].reader.focus()

    # -- widths

    def take(self, share: object) -> None:
        """The share of the last time, if it is one."""
        if isinstance(share, int | float) and 0 < share < 100:
            self.share = float(share)

    def resized(self, width: int) -> None:
        """The border between the panes was dragged: the second one is to be so wide."""
        total = self._total()
        self._divide(total - width, total)

    def do_split_wider(self, count: int) -> None:
        """A wider pane, of two."""
        self._widen(STEP * (count or 1))

    def do_split_narrower(self, count: int) -> None:
        """A narrower pane, of two."""
        self._widen(-STEP * (count or 1))

    def _widen(self, cells: int) -> None:
        screen = self.screen
        if len(screen.panes) < 2:
            screen.tell(f"There is one pane only; {screen.welcome.key('split.toggle')} makes a second")
            return
        first = screen.panes[0].region.width
        self._divide(first + (cells if screen.active == 0 else -cells), self._total())

    def _total(self) -> int:
        return sum(pane.region.width for pane in self.screen.panes)

    def _divide(self, first: int, total: int) -> None:
        """Give the first pane so many of the cells that both have."""
        if total >= 2 * MIN_PANE:
            self.share = 100 * max(MIN_PANE, min(total - MIN_PANE, first)) / total
            self._take_share()

    def _take_share(self) -> None:
        if len(self.screen.panes) == 2 and not self.screen.has_class("-plain"):
            for pane, share in zip(self.screen.panes, (self.share, 100 - self.share), strict=True):
                pane.styles.width = f"{share:.2f}fr"

    # -- scrolling together

    def do_split_link(self, count: int) -> None:
        """Scroll both panes together, or each for itself."""
        self.linked = not self.linked
        self.screen.tell("The panes scroll together" if self.linked else "Each pane scrolls for itself")
        self.moved(self.screen.pane)

    def moved(self, pane: Pane) -> None:
        """The active pane scrolled: the other one follows if they are linked.

        Over the same page it goes to the same place, over another one as far down as this one is.
        """
        screen = self.screen
        if not self.linked or len(screen.panes) < 2 or pane is not screen.pane:
            return
        reader, other = pane.reader, screen.panes[1 - screen.active].reader
        if other.document is None:
            return
        if other.document == reader.document:
            other.go_to_position(reader.position)
            return
        share = reader.scroll_y / max(1, reader.max_scroll_y)
        other.scroll_rows(round(share * other.max_scroll_y) - round(other.scroll_y))
