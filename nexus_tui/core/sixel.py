"""Pictures as sixel graphics, in parts of whole cells, so that any part that is on screen can be drawn by itself.

The format is that of the VT330/VT340 Programmer Reference Manual, volume 2, chapter 14: bands of six rows of pixels,
and in each band a line of characters for each colour, where a bit of a character stands for each of its six pixels.
"""

from __future__ import annotations

import re

from nexus_tui.core.images import Reduced

MOST_COLORS = 128
"""Colours of a picture: more make it longer to send, and are hardly seen."""
MOST_PARTS = 100
"""Parts of a picture that are kept."""
_BAND = 6
_RUN = re.compile(rb"(.)\1{3,}", re.DOTALL)
_SHIFT = bytes(min(255, value + 63) for value in range(256))
_BIT = {(color, bit): bytes(color) + bytes([1 << bit]) + bytes(255 - color) for color in range(256) for bit in range(6)}
"""Tables of translation from a row of pixels to the bit that it adds to the characters of a colour."""
_NOTHING = 255
"""The index of a pixel that is not drawn."""

_FAINTEST = 8
"""Opacity, 0 to 255, from which a pixel is drawn."""

Color = tuple[int, int, int]
Part = tuple[int, int, int, int]
"""Top, bottom, left and right in cells; bottom and right are the first outside."""
GROUP = 8
"""Rows that are drawn as one where they can be, a power of 2: xterm forgets the oldest of about twenty graphics."""


def aligned(top: int, bottom: int) -> list[tuple[int, int]]:
    """The rows from ``top`` to ``bottom`` in as few groups as there are with a start that is a multiple of their size.

    However the window stands, the groups are the same few, so that they can be kept.
    """
    groups = []
    while top < bottom:
        size = GROUP
        while top % size or top + size > bottom:
            size //= 2
        groups.append((top, top + size))
        top += size
    return groups


class SixelPicture:
    """A picture that fills ``columns`` by ``rows`` cells, or a little less, from the upper left corner."""

    def __init__(self, reduced: Reduced, columns: int, rows: int, cell: tuple[int, int]) -> None:
        """``cell``: the size of a cell in pixels. The palette must have fewer than 255 colours."""
        self.columns, self.rows, self.cell = columns, rows, cell
        self._palette = reduced.palette
        wide, high = columns * cell[0], rows * cell[1]
        given, pixels = reduced.width, reduced.pixels.translate(_hidden(reduced.palette))
        beside = bytes([_NOTHING]) * max(0, wide - given)
        self._lines = [pixels[at : at + given][:wide] + beside for at in range(0, len(pixels), given)][:high]
        self._lines += [bytes([_NOTHING]) * wide] * (high - len(self._lines))
        self._encoded: dict[Part, tuple[str, frozenset[int]]] = {}
        self._drawn: dict[tuple[Part, Color], str] = {}

    def encode(self, part: Part) -> None:
        """Encode a part. Takes up to five milliseconds a row."""
        top, bottom, left, right = part
        wide, high = self.cell
        lines = [line[left * wide : right * wide] for line in self._lines[top * high : bottom * high]]
        bands, used = [], set[int]()
        for at in range(0, len(lines), _BAND):
            found = _band(lines[at : at + _BAND])
            used.update(found)
            bands.append("$".join(f"#{color}{characters}" for color, characters in found.items()))
        if len(self._encoded) > MOST_PARTS:
            self._encoded.clear()
        self._encoded[part] = "-".join(bands), frozenset(used)

    def draw(self, part: Part, background: Color) -> str | None:
        """The escape sequence that draws a part at the cursor, over ``background`` where it is thin.

        None: the part has to be encoded first.
        """
        drawn = self._drawn.get((part, background))
        if drawn is None and (encoded := self._encoded.get(part)) is not None:
            if len(self._drawn) > MOST_PARTS:
                self._drawn.clear()
            drawn = self._drawn[part, background] = self._sequence(part, *encoded, background)
        return drawn

    def _sequence(self, part: Part, body: str, used: frozenset[int], background: Color) -> str:
        if not used:
            return ""
        size = f"{(part[3] - part[2]) * self.cell[0]};{(part[1] - part[0]) * self.cell[1]}"
        colors = (f"#{number};2;{_shares(self._palette[number], background)}" for number in sorted(used))
        return f'\x1bP0;1q"1;1;{size}{"".join(colors)}{body}\x1b\\'


def _hidden(palette: tuple[tuple[int, int, int, int], ...]) -> bytes:
    """The table of translation that makes pixels of colours which cannot be seen those that are not drawn."""
    shown = {number for number, color in enumerate(palette) if color[3] >= _FAINTEST}
    return bytes(number if number in shown else _NOTHING for number in range(256))


def _shares(color: tuple[int, int, int, int], background: Color) -> str:
    """Red, green and blue of a colour laid over another, in hundredths."""
    alpha = color[3] / 255
    mixed = (one * alpha + other * (1 - alpha) for one, other in zip(color[:3], background, strict=True))
    return ";".join(str(round(value / 2.55)) for value in mixed)


def _band(lines: list[bytes]) -> dict[int, str]:
    """The characters of up to six rows of pixels for each colour in them."""
    width = len(lines[0])
    found: dict[int, str] = {}
    for color in sorted(set[int]().union(*lines) - {_NOTHING}):
        bits = 0
        for number, line in enumerate(lines):
            if color in line:
                bits |= int.from_bytes(line.translate(_BIT[color, number]), "big")
        characters = bits.to_bytes(width, "big").translate(_SHIFT).rstrip(b"?")
        found[color] = _RUN.sub(_shortened, characters).decode("ascii")
    return found


def _shortened(run: re.Match[bytes]) -> bytes:
    return b"!%d%c" % (len(run[0]), run[1][0])
