"""The strings of an index file. Many are made when they are asked for: 40,000 titles in a list take 3 MB."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import overload

from nexus_tui.core.search.segment import LIST

FEW = 4096
"""So many are made at once."""
_ENCODING = "utf-8", "surrogatepass"
_END = LIST.encode()


class Strings(Sequence[str]):
    """Strings as ``segment.list_blob`` writes them."""

    __slots__ = ("_at", "_blob", "_made")

    def __init__(self, blob: memoryview, count: int) -> None:
        """``count``: how many there are. Raises ``ValueError`` if that is not so."""
        sizes = [len(each) + 1 for each in bytes(blob).split(_END)] if count else []
        if len(sizes) != count:
            raise ValueError(f"{len(sizes)} strings for {count}")
        self._blob, self._at = blob, array("I", accumulate(sizes, initial=0))
        self._made: list[str] | None = None
        if count <= FEW:
            self._made = list(self)

    def __len__(self) -> int:
        return len(self._at) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if self._made is not None:
            return self._made[index]
        if isinstance(index, slice):
            return list(self)[index]
        if index < 0:
            index += len(self)
            if index < 0:
                raise IndexError(index)
        return str(self._blob[self._at[index] : self._at[index + 1] - 1], *_ENCODING)

    def __iter__(self) -> Iterator[str]:
        return iter(bytes(self._blob).decode(*_ENCODING).split(LIST) if len(self) else ())

    def find(self, text: str, start: int = 0) -> int:
        """Index of the first one from ``start`` on that is ``text``; -1: none."""
        needle, data = text.encode(*_ENCODING) + _END, bytes(self._blob) + _END
        place = data.find(needle, self._at[min(start, len(self))])
        while place >= 0:
            index = bisect_left(self._at, place)
            if self._at[index] == place and index < len(self):
                return index
            place = data.find(needle, place + 1)
        return -1
