"""Where in a long section to cut a snippet from, found without looking at every word of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

SMALL = 420
"""Bytes; a piece up to this long is taken whole."""
_NEAR = 150
"""Bytes to either side within which words count as standing together."""
_BEFORE = 90
_MOST = 12
"""Places of the rarest word that are looked at."""
_LINE_BREAK = b"\n"


def window(data: bytes, words: tuple[str, ...]) -> tuple[int, int]:
    """A range of ``data``, about ``SMALL`` bytes, in which most different ``words`` stand together.

    Words are looked for by their first letters in either case, so inflections count. All of ``data``
    where a word is not plain ASCII or none is found.
    """
    return window_of(data, needles(words), {})


def window_of(data: bytes, looked_for: tuple[bytes, ...], counts: dict[bytes, int]) -> tuple[int, int]:
    """As :func:`window`, for the :func:`needles` of the words.

    ``counts``: how often some of them occur; those that are not in it are counted and put there.
    """
    if len(data) <= SMALL:
        return 0, len(data)
    lower = data.lower()
    for needle in looked_for:
        if needle not in counts:
            counts[needle] = lower.count(needle)
    present = [(count, needle) for needle in looked_for if (count := counts[needle])]
    if not present:
        return 0, len(data)
    if len(present) > 1:
        present.sort()
    others = [needle for _, needle in present[1:]]
    best, at = -1, 0
    for place in _places(lower, present[0][1]):
        low, high = max(0, place - _NEAR), place + _NEAR
        near = sum([lower.find(needle, low, high) >= 0 for needle in others])
        if near > best:
            best, at = near, place
            if near == len(others):
                break
    return _cut(data, at)


def _places(lower: bytes, needle: bytes) -> Iterator[int]:
    """The first places where the word begins; the first one inside a word where there is no such."""
    inside = -1
    at = lower.find(needle)
    tried = found = 0
    while at >= 0 and tried < 4 * _MOST and found < _MOST:
        if at == 0 or not lower[at - 1 : at].isalnum():
            found += 1
            yield at
        elif inside < 0:
            inside = at
        tried += 1
        at = lower.find(needle, at + 1)
    if not found:
        yield max(inside, 0)


def _cut(data: bytes, at: int) -> tuple[int, int]:
    """The lines around ``at``."""
    low = max(0, at - _BEFORE)
    if low:
        line = data.find(_LINE_BREAK, low, at)
        low = line + 1 if line >= 0 else data.find(b" ", low, at) + 1 or at
    high = min(len(data), low + SMALL)
    if high < len(data):
        space = data.rfind(b" ", at + _NEAR, high)
        high = space if space > 0 else high
        while high < len(data) and 0x80 <= data[high] < 0xC0:
            high += 1
    while low and 0x80 <= data[low] < 0xC0:
        low -= 1
    return low, high


def beginning(word: str) -> str:
    """What most forms of ``word`` have in common."""
    return word[: max(4, len(word) - 3)]


@lru_cache(maxsize=64)
def needles(words: tuple[str, ...]) -> tuple[bytes, ...]:
    """The beginning of each word of a query as ``Query.words`` gives them, in lower case.

    None if one is not plain ASCII: then its forms cannot be told by their bytes.
    """
    found = []
    for word in words:
        plain = word.strip("\"'*").lower()
        if not plain.isascii():
            return ()
        if plain:
            found.append((beginning(plain) if plain.isalpha() else plain).encode())
    return tuple(found)
