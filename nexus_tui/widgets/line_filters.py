"""What every line passes before it is written to the terminal, whichever widget painted it."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from nexus_tui.core.sanitize import sanitize_same_length

_SYMBOLS = {
    "▌": ">",
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


class SafeFilter(LineFilter):
    """The last door: what a terminal would obey becomes a visible symbol.

    Texts are sanitized where they are laid out, so that their widths are right; this holds where that was forgotten.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if all(segment.text.isprintable() for segment in segments):
            return segments
        return [
            Segment(sanitize_same_length(text).replace("\n", " ").replace("\t", " "), style, control)
            for text, style, control in segments
        ]


class PlainFilter(LineFilter):
    """The linear mode: no lines, boxes or bars are drawn."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(text.translate(PLAIN), style, control) for text, style, control in segments]
