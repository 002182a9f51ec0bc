"""Alt and a key, as terminals send it: Esc and the key's character.

Textual 8 gives such a key the character, by which it counts as typed text, and forgets Alt before punctuation and
Enter.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual._xterm_parser import XTermParser
from textual.keys import key_to_character

ALT, ESC = "alt+", "\x1b"


class AltParser(XTermParser):
    """Textual's parser of the input, with Alt and a key as one key that is no text: ``alt+v``, ``alt+<``.

    Where it came as Esc and a character, these are the ``character`` of the event.
    """

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        for event in super()._sequence_to_key_events(sequence, alt):
            if alt and (name := _with_alt(event)):
                event = events.Key(name, ESC + sequence)
            elif event.key.startswith(ALT) and (character := key_to_character(event.key.removeprefix(ALT))):
                event = events.Key(f"{ALT}{character}", None)
            yield event


def _with_alt(event: events.Key) -> str:
    """The name of a key with Alt; empty where it is none that goes with Alt."""
    if event.key.startswith(ALT):
        return event.key
    if event.key == "enter":
        return f"{ALT}enter"
    return f"{ALT}{event.character}" if event.is_printable and event.character and event.character != " " else ""


def key_after_escape(event: events.Key) -> events.Key | None:
    """The key that followed Esc, where the two may have been meant; none where Alt was held for sure."""
    text = event.character or ""
    if len(text) != 2 or not text.startswith(ESC):
        return None
    return events.Key("enter" if text[1] == "\r" else text[1], text[1])
