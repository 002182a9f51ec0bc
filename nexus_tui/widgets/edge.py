"""A border that can be dragged with the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.message import Message
from textual.widget import Widget

from nexus_tui.core.record import dataclass

if TYPE_CHECKING:
    _Base = Widget
else:
    # Textual takes style sheets and component classes from one line of bases only: that of the real widget.
    _Base = object


class DraggedEdge(_Base):
    """Mix-in, to stand first among the bases: the left or right border of the widget is a handle for its width.

    The widget has a border of one cell on the side ``drag_side`` and posts ``Resized`` while it is dragged; it does
    not change its width itself.
    """

    ALLOW_SELECT = False
    """A drag of the border selects no text on its way."""

    drag_side = "right"
    dragging = False

    @dataclass
    class Resized(Message):
        """The border is to be moved."""

        widget: Widget
        width: int
        """Cells of the widget with its border, as the pointer wants it; not checked against anything."""

    def _on_edge(self, event: events.MouseEvent) -> bool:
        return int(event.x) == (self.region.width - 1 if self.drag_side == "right" else 0)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.button == 1 and self._on_edge(event):
            event.stop()
            event.prevent_default()
            self.dragging = True
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self.dragging:
            event.stop()
            event.prevent_default()
            at, region = int(event.screen_x), self.region
            width = at - region.x + 1 if self.drag_side == "right" else region.right - at
            self.post_message(self.Resized(self, width))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self.dragging:
            event.stop()
            event.prevent_default()
            self.dragging = False
            self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        if self._on_edge(event):
            event.stop()
            event.prevent_default()
