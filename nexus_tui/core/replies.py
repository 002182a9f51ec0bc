"""A terminal's answers to questions, which come among the keys, in any pieces, and are told from them here."""

from __future__ import annotations

import re
from time import monotonic

LARGEST_CELL = 200
"""Pixels; a cell that is said to be wider or higher is not believed."""

_REPLY = (
    r"\x1b\[\?(?P<attributes>\d[\d;]*)c"
    r"|\x1bP>\|(?P<version>[^\x1b\x9c\x07]{0,200})(?:\x1b\\|\x07)"
    r"|\x1b_G(?P<kitty>[^\x1b]{0,200})\x1b\\"
    r"|\x1b\[6;(?P<high>\d{1,4});(?P<wide>\d{1,4})t"
    r"|\x1b\[\?1;(?P<status>\d);?(?P<colors>[\d;]{0,20})S"
)
_BEGUN = (
    r"\x1b(?:\[(?:\?[\d;]{0,80}|6(?:;\d{0,4}){0,2})?|P(?:>(?:\|[^\x1b\x9c\x07]{0,200}\x1b?)?)?"
    r"|_(?:G[^\x1b]{0,200}\x1b?)?)?\Z"
)
"""What may be the beginning of an answer."""
PATIENCE = 0.1
"""Seconds that the beginning of an answer is kept back; it may be the Escape key."""
EXPECTED = 3.0
"""Seconds after a question in which a beginning is kept back at all."""


class Replies:
    """Takes a terminal's answers out of what it sends. Used by one thread at a time."""

    def __init__(self) -> None:
        self.version = ""
        self.kitty = False
        self.attributes: frozenset[int] = frozenset()
        self.cell = (0, 0)
        self.colors = 0
        self.done = False
        """The answer that comes last is here."""
        self._held = ""
        self._asked = 0.0

    def expect(self) -> None:
        """A question has been asked."""
        self.done = False
        self._asked = monotonic()

    def take(self, text: str) -> str:
        """What is left of ``text`` without the answers: keys. The beginning of an answer is kept for the next time."""
        if not self._asked:
            return text
        text, self._held = self._held + text, ""
        if "\x1b" not in text:
            return text
        # Compiled when first asked for: most pages have no picture, and a millisecond counts at the start.
        text = re.sub(_REPLY, self._read, text)
        if not self.done and monotonic() - self._asked < EXPECTED and (begun := re.search(_BEGUN, text)):
            self._held = text[begun.start() :]
            text = text[: begun.start()]
        return text

    def give_back(self) -> str:
        """What was kept and turned out to be no answer."""
        held, self._held = self._held, ""
        return held

    @property
    def holds(self) -> bool:
        """Whether something is kept back."""
        return bool(self._held)

    def _read(self, reply: re.Match[str]) -> str:
        if reply["attributes"] is not None:
            self.attributes = frozenset(int(part) for part in reply["attributes"].split(";")[1:] if part)
            self.done = True
        elif reply["version"] is not None:
            self.version = reply["version"]
        elif reply["kitty"] is not None:
            self.kitty = self.kitty or reply["kitty"].endswith(";OK")
        elif reply["high"] is not None:
            wide, high = int(reply["wide"]), int(reply["high"])
            if 2 <= wide <= LARGEST_CELL and 2 <= high <= LARGEST_CELL:
                self.cell = wide, high
        elif reply["status"] == "0":
            self.colors = int(reply["colors"].split(";")[0] or 0)
        return ""
