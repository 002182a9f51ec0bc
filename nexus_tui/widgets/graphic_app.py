"""An application whose frames can have pictures in them that the terminal draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import RenderableType
from textual import on
from textual.app import App
from textual.driver import Driver
from textual.screen import Screen

if TYPE_CHECKING:
    from nexus_tui.widgets.graphics import Graphics


class GraphicApp(App[None]):
    """Has a driver that can be asked, and lays pictures over each frame once there are some."""

    _graphics: Graphics | None = None

    @property
    def graphics(self) -> Graphics:
        """The pictures that the terminal draws."""
        if self._graphics is None:
            from nexus_tui.widgets.graphics import Graphics

            self._graphics = Graphics(self)
        return self._graphics

    def get_driver_class(self) -> type[Driver]:
        """The usual driver, made able to ask where it is Textual's own for POSIX."""
        usual = super().get_driver_class()
        if usual.__module__ != "textual.drivers.linux_driver":
            return usual
        from nexus_tui.widgets.terminal_driver import AskingDriver

        return AskingDriver

    @on(Driver.SignalResume)
    def _paint_again(self) -> None:
        """The program was stopped and goes on: Textual leaves the screen empty then."""
        self.refresh(layout=True)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        # Textual has no public place between a frame and the terminal.
        if self._graphics is not None and renderable is not None:
            renderable = self._graphics.over(renderable)
        super()._display(screen, renderable)
