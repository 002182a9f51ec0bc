"""A driver that can be asked what the terminal is able to, its answers taken out of the keys it sends.

Textual's parser knows a few answers; it would pass all others on as if they had been typed.
"""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, TextIO

from textual.drivers import linux_driver
from textual.message import Message

from nexus_tui.core.replies import PATIENCE, Replies
from nexus_tui.widgets.terminal_background import AnswerParser

if TYPE_CHECKING:
    from textual.app import App


class ReplyParser(AnswerParser):
    """Textual's parser, behind one that takes the answers about pictures out."""

    def __init__(
        self, replies: Replies, answered: Callable[[], None], debug: bool = False, *, look: Callable[[], None]
    ) -> None:
        """``answered``: called when a question has been answered. ``look``: called with each :meth:`tick`."""
        self._replies = replies
        self._answered = answered
        self._look = look
        self._held_at = 0.0
        super().__init__(debug)

    def feed(self, data: str) -> Iterable[Message]:
        if not data:
            yield from self._give_back()
            yield from super().feed(data)
            return
        before = self._replies.done
        data = self._replies.take(data)
        if self._replies.done and not before:
            self._answered()
        if self._replies.holds:
            self._held_at = monotonic()
        if data:
            yield from super().feed(data)

    def tick(self) -> Iterable[Message]:
        """Called ten times a second and after each input."""
        self._look()
        if self._replies.holds and monotonic() - self._held_at >= PATIENCE:
            yield from self._give_back()
        yield from super().tick()

    def _give_back(self) -> Iterable[Message]:
        held = self._replies.give_back()
        if held:
            yield from super().feed(held)


class AskingDriver(linux_driver.LinuxDriver):
    """Textual's driver, with the terminal's answers, and a last word to the terminal before it is given back."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self._given = 0
        self._taking = _Taking(self._file)
        self._file: Any = self._taking
        self.replies = Replies()
        self.answered: Callable[[], None] = _nothing
        """Called in the thread of the input when a question has been answered."""
        self.farewell: Callable[[], str] = _silence
        """What is to be written before the terminal is given back: at the end, and for another program."""

    def run_input_thread(self) -> None:
        # Textual has no other way to give it a parser.
        parser = partial(ReplyParser, self.replies, lambda: self.answered(), look=HangUp(self.fileno))
        setattr(linux_driver, "XTermParser", parser)  # noqa: B010
        super().run_input_thread()

    def stop_application_mode(self) -> None:
        if self._writer_thread is not None and (last := self.farewell()):
            self.write(last)
        super().stop_application_mode()

    def write(self, data: str) -> None:
        self._given += len(data)
        super().write(data)

    @property
    def behind(self) -> int:
        """Characters that were written and that the terminal has not taken yet."""
        return self._given - self._taking.taken


class HangUp:
    """Tells the program when its terminal is gone; call it now and then.

    The kernel tells the first process of the session alone. Where that is one that waits (``make run``, ``xterm -e``),
    the program would read the end of its input for ever.
    """

    def __init__(self, fileno: int) -> None:
        """``fileno``: of the terminal."""
        self._poll = select.poll()
        self._poll.register(fileno, 0)
        self._told = False

    def __call__(self) -> None:
        if not self._told and any(event & select.POLLHUP for _, event in self._poll.poll(0)):
            self._told = True
            os.kill(os.getpid(), signal.SIGHUP)


class _Taking:
    """The terminal as a file that counts what it has taken.

    One that is gone takes everything: an error would end the thread that writes, and the program would wait for it.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.taken = 0

    def write(self, text: str) -> None:
        """Write all of ``text``, which lasts until the terminal has taken most of it."""
        with suppress(OSError):
            self._file.write(text)
        self.taken += len(text)

    def flush(self) -> None:
        """Hand on what is held back."""
        with suppress(OSError):
            self._file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _nothing() -> None:
    pass


def _silence() -> str:
    return ""
