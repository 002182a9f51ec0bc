"""The one-line text input that every box of the program is."""

from __future__ import annotations

from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from nexus_tui.widgets.focus import FocusAtOnce


class TextBox(Input, FocusAtOnce):
    """An input whose printable keys are text, not commands."""

    is_text_box = True
    virtual_size = Reactive(Size(0, 0), layout=False)
    """A box stays as wide as it is whatever is typed into it; Textual would arrange the whole screen at each key."""

    def on_mount(self) -> None:
        # What opens a box says whether its text is selected: the event of the focus comes after the first keys.
        self.select_on_focus = False

    async def on_key(self, event: events.Key) -> None:
        """Editing keys act in their turn.

        Textual lets a binding act when the event has gone up to the app; by then the box has put in the characters
        that were pressed after it.
        """
        takes = getattr(self.screen, "takes", None)
        if event.is_printable or takes is None or takes(event):
            return
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if binding.action != "submit":
                event.stop()
                event.prevent_default()
                await self.run_action(binding.action)

    def type_late(self, text: str) -> None:
        """Put in what was typed for this box and came another way, as if it had come here."""
        if self.selection.is_empty:
            self.insert_text_at_cursor(text)
        else:
            self.replace(text, *self.selection)
