"""The focus, given at once."""

from __future__ import annotations

from typing import Self

from textual.widget import Widget


class FocusAtOnce(Widget):
    """A widget that has the focus when ``focus()`` returns.

    Textual's own way gives it after the messages that wait; among them are the keys that were typed for this widget.
    """

    def focus(self, scroll_visible: bool = True) -> Self:
        """Take the focus. Nothing happens while the widget is on no screen."""
        if self.is_attached:
            self.screen.set_focus(self, scroll_visible)
        return self
