"""The linear mode: no lines, boxes or bars reach the terminal, whatever draws them."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

CURSOR = "▌"

_SYMBOLS = {
    CURSOR: ">",
    "█": "#",
    "░": ".",
    "▸": "+",
    "▾": "-",
    "●": "*",
    "○": "o",
    "•": "-",
    "›": ">",
    "‹": "<",
    "…": "~",
    "⌕": "?",
    "·": ",",
}

PLAIN = str.maketrans({chr(code): " " for code in range(0x2500, 0x25A0)} | _SYMBOLS)
"""Box drawing and block elements become blanks, the symbols of lists ASCII; each is one cell, as before."""


class PlainFilter(LineFilter):
    """Translates every line that is about to be written to the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(text.translate(PLAIN), style, control) for text, style, control in segments]
