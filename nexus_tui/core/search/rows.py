"""Where a term occurs in a field of a segment, with what depends on the sections and pages but not on the query."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Sequence
from operator import itemgetter
from typing import NamedTuple, Protocol, TypeVar

MOST_KEPT = 20_000
"""Occurrences that an index remembers, for sections and for pages: about 110 bytes each."""
MOST_OF_ONE = 500
"""Occurrences of a term that are worth the room; one with more would put many others out of it."""
MOST_BYTES = 4 << 20
"""What an index remembers of terms and words on very many pages: up to eight bytes a page."""

_K = TypeVar("_K", contravariant=True)
_V = TypeVar("_V", covariant=True)


class _Values(Protocol[_K, _V]):
    def __getitem__(self, key: _K, /) -> _V: ...


class Row(NamedTuple):
    """The occurrences of a term in one field, numbered in the segment."""

    number: int
    """The field."""
    named: bool
    """Whether it is a name, in which the best counts, not the sum."""
    sections: Sequence[int]
    counts: Sequence[int]
    """Occurrences in each of ``sections``."""
    pages: Sequence[int]
    """The page of each of ``sections``; empty if the field does not count for pages."""
    factors: list[float]
    """What an occurrence weighs in ``pages`` by the length of the field: alone in a name, times its count in a text."""
    unique: bool
    """Whether no page is in ``pages`` twice."""


class Rows:
    """The rows of the terms asked for lately; all are forgotten when there are too many."""

    __slots__ = ("_kept", "_rows")

    def __init__(self) -> None:
        self._rows: dict[tuple[int, str, frozenset[int] | None], tuple[Row, ...]] = {}
        self._kept = 0

    def get(self, segment: int, term: str, fields: frozenset[int] | None = None) -> tuple[Row, ...] | None:
        """The rows of ``term`` for ``fields`` in the segment that begins at section ``segment``, if they are known."""
        return self._rows.get((segment, term, fields))

    def keep(self, segment: int, term: str, rows: tuple[Row, ...], fields: frozenset[int] | None = None) -> None:
        """Remember the rows of ``term`` for ``fields`` in a segment."""
        size = 1 + sum([len(row.sections) for row in rows])
        if size > MOST_OF_ONE:
            return
        self._kept += size
        if self._kept > MOST_KEPT:
            self._rows.clear()
            self._kept = size
        self._rows[segment, term, fields] = rows


class Kept:
    """What was read of terms on very many pages; what was not asked for longest is dropped."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[object, int]] = {}
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> object:
        """What was kept for ``key``, or None."""
        with self._lock:
            known = self._kept.pop(key, None)
            if known is None:
                return None
            self._kept[key] = known
            return known[0]

    def keep(self, key: Hashable, found: object, size: int) -> None:
        """Remember ``found``, which takes ``size`` bytes."""
        if size > MOST_BYTES:
            return
        with self._lock:
            self._size += size - self._kept.pop(key, (None, 0))[1]
            self._kept[key] = found, size
            while self._size > MOST_BYTES:
                self._size -= self._kept.pop(next(iter(self._kept)))[1]


def gather(values: _Values[_K, _V], keys: Sequence[_K]) -> tuple[_V, ...]:
    """The value of each of ``keys``: as ``map(values.__getitem__, keys)`` gives them, in a third of the time."""
    if len(keys) > 1:
        found: tuple[_V, ...] = itemgetter(*keys)(values)
        return found
    return tuple([values[key] for key in keys])
