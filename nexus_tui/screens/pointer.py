"""The right mouse button: opens a menu for what the pointer is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

if TYPE_CHECKING:
    from nexus_tui.screens.browser import BrowserScreen


class Menus:
    """Opens the menu for what the pointer is on."""

    def __init__(self, screen: BrowserScreen) -> None:
        self.screen = screen

    def clicked(self, event: events.Click) -> None:
        """A click that no widget took: the right button on a page opens its menu."""
        widget = event.widget
        reader = next((pane.reader for pane in self.screen.panes if pane.reader is widget), None)
        if event.button == 3 and reader is not None:
            event.stop()
            reader.focus()
            self.open("reader", int(event.screen_x), int(event.screen_y))

    def open(self, context: str, x: int, y: int) -> None:
        """The menu of a context at a place on the screen."""

        from nexus_tui.screens.menu import Menu, menu_rows

        def chosen(identity: str | None) -> None:
            if identity is not None:
                self.screen.start(self.screen.run_command(identity), "command")

        rows = menu_rows(self.screen.router.keymap, context)
        self.screen.app.push_screen(Menu(self.screen.router.keymap, rows, x, y), chosen)
