"""The find line at the foot of a page."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from nexus_tui.widgets.text_box import TextBox


class FindBar(Horizontal):
    """An input with the switches smart case, whole word and regex. Posts what is to be found as it is typed."""

    DEFAULT_CSS = """
    FindBar {
        height: 1; dock: bottom; background: $panel;
        & Input { border: none; height: 1; width: 1fr; background: $panel; padding: 0; }
        & #find-prompt { width: 7; padding: 0 1; color: $text-accent; text-style: bold; }
        & #find-state { width: auto; padding: 0 1; color: $text-muted; }
    }
    """

    @dataclass
    class Changed(Message):
        """Find this; ``text`` may be empty."""

        text: str
        word: bool
        regex: bool
        case: bool

    @dataclass
    class Submitted(Message):
        """Enter: stay at the match, close the bar."""

    @dataclass
    class Escalated(Message):
        """Tab: the same words over the whole library."""

        text: str

    @dataclass
    class Closed(Message):
        """Esc."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.key_context = "find"
        self.word = self.regex = self.case = False
        self.counted = ""

    def compose(self) -> ComposeResult:
        yield Static("Find", id="find-prompt")
        yield TextBox(compact=True, id="find-text", placeholder="smart case; Tab searches everything")
        yield Static("", id="find-state", markup=False)

    @property
    def text(self) -> str:
        """What is to be found."""
        return self.query_one(TextBox).value

    def open(self, text: str | None = None) -> None:
        """Show the bar and focus it."""
        self.display = True
        box = self.query_one(TextBox)
        if text is not None:
            box.value = text
        box.focus()
        box.action_select_all()
        self._show_state()

    def switch(self, name: str) -> None:
        """Turn ``word``, ``regex`` or ``case`` on or off."""
        setattr(self, name, not getattr(self, name))
        self._post()

    def show_count(self, text: str) -> None:
        """``3 of 17`` at the right."""
        self.counted = text
        self._show_state()

    def _show_state(self) -> None:
        switches = " ".join(
            label if on else label.lower()
            for label, on in (("[Word]", self.word), ("[Regex]", self.regex), ("[Case]", self.case))
            if on
        )
        keys = "Alt+w word  Alt+r regex  Alt+c case" if self.size.width > 90 else ""
        self.query_one("#find-state", Static).update("  ".join(filter(None, (self.counted, switches, keys))))

    def _post(self) -> None:
        self._show_state()
        self.post_message(self.Changed(self.text, self.word, self.regex, self.case))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._post()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted())
