"""Kitty's graphics protocol with Unicode placeholders: images that are drawn where certain characters stand.

The image is sent once, with the number of cells it is to fill. Then U+10EEEE with two marks above, for row and column,
in a colour that is the number of the image, stands for one cell of it: what happens to the text happens to the image.
"""

from __future__ import annotations

from base64 import standard_b64encode
from collections.abc import Iterable, Iterator

CHUNK = 4096
"""Characters of base64 in one escape sequence, at most."""
PLACEHOLDER = "\U0010eeee"
_PLACEMENT = 1
"""Number of the one place that an image has; giving it anew moves it there."""

_MARKS = (
    "0305 030D 030E 0310 0312 033D 033E 033F 0346 034A 034B 034C 0350 0351 0352 0357 035B 0363 0364 0365 0366 "
    "0367 0368 0369 036A 036B 036C 036D 036E 036F 0483 0484 0485 0486 0487 0592 0593 0594 0595 0597 0598 0599 "
    "059C 059D 059E 059F 05A0 05A1 05A8 05A9 05AB 05AC 05AF 05C4 0610 0611 0612 0613 0614 0615 0616 0617 0657 "
    "0658 0659 065A 065B 065D 065E 06D6 06D7 06D8 06D9 06DA 06DB 06DC 06DF 06E0 06E1 06E2 06E4 06E7 06E8 06EB "
    "06EC 0730 0732 0733 0735 0736 073A 073D 073F 0740 0741 0743 0745 0747 0749 074A 07EB 07EC 07ED 07EE 07EF "
    "07F0 07F1 07F3 0816 0817 0818 0819 081B 081C 081D 081E 081F 0820 0821 0822 0823 0825 "
)
MARKS = tuple(chr(int(code, 16)) for code in _MARKS.split())
"""The protocol's marks for 0, 1, 2 and so on, as many as a picture can be wide."""


def transmit(number: int, png: bytes, columns: int, rows: int) -> Iterator[str]:
    """Yield the escape sequences that give the terminal an image, in order, nothing of graphics between them."""
    data = standard_b64encode(png).decode("ascii")
    for at in range(0, len(data), CHUNK):
        more = int(at + CHUNK < len(data))
        head = f"a=T,U=1,q=2,f=100,t=d,i={number},p={_PLACEMENT},c={columns},r={rows}," if at == 0 else "q=2,"
        yield f"\x1b_G{head}m={more};{data[at : at + CHUNK]}\x1b\\"


def place(number: int, columns: int, rows: int) -> str:
    """The escape sequence by which an image that was sent fills another number of cells."""
    return f"\x1b_Ga=p,U=1,q=2,i={number},p={_PLACEMENT},c={columns},r={rows}\x1b\\"


def delete(numbers: Iterable[int]) -> str:
    """The escape sequences that take images out of the terminal's memory."""
    return "".join(f"\x1b_Ga=d,d=I,q=2,i={number}\x1b\\" for number in numbers)


END = "\x1b_Gq=2,m=0;\x1b\\"
"""Ends the sending of an image that is given up half way."""


def cells(number: int, row: int, start: int, end: int) -> str:
    """The cells ``start`` to ``end`` of a row of an image; the background is to be set before."""
    color = f"\x1b[38;2;{number >> 16 & 255};{number >> 8 & 255};{number & 255}m"
    return color + "".join(PLACEHOLDER + MARKS[row] + MARKS[column] for column in range(start, end))
