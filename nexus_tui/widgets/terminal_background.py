"""Asks the terminal whether it is light or dark: OSC 11, the colour of its background.

Textual 8 knows no such question, and would take an answer for typed keys: answers are cut out of the input before it
sees them. Nothing waits for one; a terminal that never answers is left as it was taken to be.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from time import monotonic

from textual.app import App
from textual.message import Message

from nexus_tui.core.record import dataclass
from nexus_tui.widgets.terminal_keys import AltParser

QUESTION = "\x1b]11;?\x07"

ANSWER = re.compile(r"\x1b\]11;([^\x07\x1b]{0,40})(?:\x07|\x1b\\)")

BEGINNING = re.compile(r"\x1b\](?:1(?:1(?:;[^\x07\x1b]{0,40}\x1b?)?)?)?\Z")
"""An answer of which the rest is still to come."""

PATIENCE = 0.1
"""Seconds that the rest may take; what is there then is keys. Alt+] begins as an answer does."""

MUTE = ("linux", "dumb", "vt", "cons", "sun")
"""What ``TERM`` begins with where the question would show on screen or be in vain."""

_COLOUR = re.compile(r"rgba?:([0-9a-f]{1,4})/([0-9a-f]{1,4})/([0-9a-f]{1,4})(?:/[0-9a-f]{1,4})?\Z", re.IGNORECASE)
_WEIGHTS = (0.2126, 0.7152, 0.0722)


@dataclass
class TerminalBackground(Message):
    """The terminal has told its background."""

    light: bool


def is_light(colour: str) -> bool | None:
    """Whether a colour as terminals tell it (``rgb:ffff/ff/0``) is light; none where it is no such colour."""
    found = _COLOUR.match(colour)
    if found is None:
        return None
    parts = [int(part, 16) / (int("f" * len(part), 16)) for part in found.groups()]
    return sum(weight * part for weight, part in zip(_WEIGHTS, parts, strict=True)) > 0.5


class AnswerParser(AltParser):
    """The parser of the input, without the answers of the terminal to the question above."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._held = ""
        self._held_until = 0.0

    def feed(self, data: str) -> Iterable[Message]:
        """What a piece of the input means. An empty one is its end."""
        if not data:
            yield from self._release()
            yield from super().feed(data)
            return
        data, self._held = self._held + data, ""
        at = 0
        for answer in ANSWER.finditer(data):
            yield from self._rest(data[at : answer.start()])
            at = answer.end()
            light = is_light(answer[1])
            if light is not None:
                yield TerminalBackground(light)
        data = data[at:]
        if beginning := BEGINNING.search(data):
            self._held = beginning[0]
            self._held_until = monotonic() + PATIENCE
            data = data[: beginning.start()]
        yield from self._rest(data)

    def tick(self) -> Iterable[Message]:
        """Time has passed."""
        if self._held and monotonic() >= self._held_until:
            yield from self._release()
        yield from super().tick()

    def _rest(self, data: str) -> Iterable[Message]:
        return super().feed(data) if data else ()

    def _release(self) -> Iterable[Message]:
        data, self._held = self._held, ""
        return self._rest(data)


def ask_background(app: App[None], environment: Mapping[str, str] = os.environ) -> bool:
    """Ask, if there is a terminal that can be asked; the answer is a ``TerminalBackground`` to the app.

    False: nothing was asked, since nobody listens or the terminal is known to be mute.
    """
    term = environment.get("TERM", "")
    if sys.platform == "win32" or not term or term.startswith(MUTE):
        return False
    from nexus_tui.widgets.terminal_driver import AskingDriver

    driver = app._driver
    if not isinstance(driver, AskingDriver) or not driver.input_tty:
        return False
    driver.write(QUESTION)
    return True
