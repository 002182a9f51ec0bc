"""A screen whose keys go through the command table: contexts, counts, sequences, the which-key hint."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from inspect import CORO_CREATED, getcoroutinestate, isawaitable
from typing import Any

from textual import events
from textual.screen import Screen, ScreenResultType
from textual.timer import Timer
from textual.widget import Widget
from textual.worker import Worker

from nexus_tui.commands import BY_ID, shown
from nexus_tui.core.errors import NexusError
from nexus_tui.core.keymap import Keymap, Outcome, Router
from nexus_tui.screens.failure import report
from nexus_tui.widgets.lean_compositor import LeanCompositor
from nexus_tui.widgets.terminal_keys import key_after_escape

Handler = Callable[[int], Awaitable[None] | None]

SEQUENCE_DELAY = 0.4
"""Seconds after which a half-typed sequence means its shorter command, or shows its hint."""

LATE = ("changes", "git", "peek", "relations")
"""Groups of work that ends in a dialog; the next key says that it is no longer waited for."""


def key_name(event: events.Key) -> str:
    """A key event as the keymap spells it: the character as typed, or Textual's name."""
    if event.key == "space":
        return "space"
    if event.character is not None and event.is_printable:
        return event.character
    return event.key


def is_typing(focused: Widget | None) -> bool:
    """Whether printable keys go into a text box."""
    return getattr(focused, "is_text_box", False)


def _taken(event: events.Key) -> None:
    """Nobody else is to handle ``event``."""
    event.stop()
    event.prevent_default()


class KeyedScreen(Screen[ScreenResultType]):
    """Subclasses give contexts and handlers; this gives them key presses.

    Every class of the hierarchy gets a key: one that overrides ``on_key`` calls ``prevent_default`` where it took it.
    """

    def __init__(self, keymap: Keymap, *, name: str | None = None, id: str | None = None) -> None:
        super().__init__(name=name, id=id)
        self._compositor = LeanCompositor()
        self.router = Router(keymap)
        self.handlers: dict[str, Handler] = {}
        self.hint_delay = SEQUENCE_DELAY
        self._expiry: Timer | None = None
        self._latest: dict[str, Coroutine[Any, Any, object]] = {}
        """The last work of each group; one that a newer one overtakes before it began is closed."""

    def contexts(self) -> Sequence[str]:
        """The contexts of the focused widget, most specific first."""
        return ("browser",)

    def adopt(self, *sources: object) -> None:
        """Take the methods ``do_area_verb`` of each source as the handlers of the commands ``area.verb``."""
        for source in sources:
            for name in dir(source):
                if name.startswith("do_"):
                    area, _, verb = name.removeprefix("do_").partition("_")
                    self.handlers[f"{area}.{verb}"] = getattr(source, name)

    async def run_command(self, command: str, count: int = 0) -> bool:
        """Run a command by id; false if nothing here does it."""
        handler = self.handlers.get(command)
        if handler is None:
            return False
        result: Any = handler(count)
        if isawaitable(result):
            await result
        return True

    def start(self, work: Coroutine[Any, Any, object], group: str, *, exclusive: bool = True) -> None:
        """Run a worker whose failure is a notice and a line in the log, never the end of the app."""
        if exclusive:
            earlier, self._latest[group] = self._latest.get(group), work
            if earlier is not None and getcoroutinestate(earlier) == CORO_CREATED:
                earlier.close()
        _: Worker[None] = self.run_worker(partial(self._guarded, work), group=group, exclusive=exclusive)

    async def _guarded(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except NexusError as error:
            self.notify(str(error), severity="warning", markup=False)
        except Exception as error:
            report(self.app, error)

    def takes(self, event: events.Key) -> bool:
        """Whether a key means a command here."""
        return self.router.takes(self.contexts(), key_name(event))

    async def on_key(self, event: events.Key) -> None:
        if self.app.screen is not self:
            # The key before this one opened a dialog, and this one is for that.
            self.app.post_message(events.Key(event.key, event.character))
            _taken(event)
            return
        for group in LATE:
            self.workers.cancel_group(self, group)
        typing = is_typing(self.focused)
        name = key_name(event)
        if typing and event.is_printable and event.character:
            self._type_late(event)
            return
        outcome = self.router.feed(self.contexts(), name, counts=not typing and "reader" in self.contexts())
        if outcome.again:
            await self._settle(outcome, None)
            outcome = self.router.feed(self.contexts(), name, counts="reader" in self.contexts())
        await self._settle(outcome, event)

    def _type_late(self, event: events.Key) -> None:
        """A box stops the characters it gets; one that comes here was pressed while the box was being opened."""
        from nexus_tui.widgets.text_box import TextBox

        box = self.focused
        if isinstance(box, TextBox):
            box.type_late(event.character or "")
            _taken(event)

    async def _settle(self, outcome: Outcome, event: events.Key | None) -> None:
        self._stop_expiry()
        handled = False
        if outcome.command:
            handled = await self.run_command(outcome.command, outcome.count)
        elif outcome.pending:
            handled = True
            self._expiry = self.set_timer(self.hint_delay, self._expire)
        elif outcome.typed:
            handled = True
        if handled and event is not None:
            _taken(event)
        self.show_pending(outcome, ())
        if event is not None and not handled and (second := key_after_escape(event)) is not None:
            # Nothing is bound to Alt and this key: Esc was typed, and the key right after it.
            _taken(event)
            await self._settle(self.router.feed(self.contexts(), "escape"), None)
            self.app.post_message(second)

    def _stop_expiry(self) -> None:
        if self._expiry is not None:
            self._expiry.stop()
            self._expiry = None

    async def _expire(self) -> None:
        self._expiry = None
        outcome = self.router.expire(self.contexts())
        if outcome.command:
            await self.run_command(outcome.command, outcome.count)
        hints = tuple((shown(key), BY_ID[command].title) for key, command in outcome.continuations if command in BY_ID)
        self.show_pending(outcome, hints)

    def show_pending(self, outcome: Outcome, hints: Sequence[tuple[str, str]]) -> None:
        """Show what is half typed, and after a while what can follow. The base does nothing."""
