"""Where a term occurs in a field of a segment, with what depends on the sections and pages but not on the query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

MOST_KEPT = 20_000
"""Occurrences that an index remembers, for sections and for pages: about 110 bytes each."""
MOST_OF_ONE = 500
"""Occurrences of a term that are worth the room; one with more would put many others out of it."""


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
        self._rows: dict[tuple[int, str], tuple[Row, ...]] = {}
        self._kept = 0

    def get(self, segment: int, term: str) -> tuple[Row, ...] | None:
        """The rows of ``term`` in the segment that begins at section ``segment``, if they are known."""
        return self._rows.get((segment, term))

    def keep(self, segment: int, term: str, rows: tuple[Row, ...]) -> None:
        """Remember the rows of ``term`` in a segment."""
        size = 1 + sum([len(row.sections) for row in rows])
        if size > MOST_OF_ONE:
            return
        self._kept += size
        if self._kept > MOST_KEPT:
            self._rows.clear()
            self._kept = size
        self._rows[segment, term] = rows
