"""The pages of a kept snapshot: lines of a file until someone asks for a page.

The first screen needs a handful of titles, and making forty thousand pages takes longer than all else before it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from typing import Any

from nexus_tui.core.model import DocId, Page

BLOCK = 2_000
"""Pages on one line."""
_SINGLY = 500
"""After this many pages were asked for one by one, all are made."""

_KINDS = frozenset((str, str, int, int, list, list, str, order, str, bool) for order in (type(None), int, float))
"""The types that the fields of a page's line have."""


class Lines:
    """The lines of ``data`` from ``start`` on, each copied when it is asked for."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data = data
        self._starts = [start]

    def __getitem__(self, number: int) -> bytes:
        """A line; empty past the last one."""
        starts = self._starts
        while len(starts) < number + 2:
            end = self._data.find(b"\n", starts[-1])
            starts.append(end + 1 if end >= 0 else len(self._data))
        return self._data[starts[number] : starts[number + 1]]

    def again(self) -> Lines:
        """The same lines, for another thread."""
        return Lines(self._data, self._starts[0])


class KeptPages(Mapping[DocId, Page]):
    """Documents to pages, in reading order. Equal to the mapping with the same pages. Safe for several threads.

    A page that cannot be read from its line has the title of its file's name and no size, so a scan reads it again.
    """

    def __init__(self, order: tuple[DocId, ...], blocks: Lines) -> None:
        """``order``: all documents. ``blocks``: JSON, ``BLOCK`` pages each (the last one: the rest), in that order."""
        self._order = order
        self._blocks = blocks
        self._lock = threading.Lock()
        self._places: dict[DocId, int] | None = None
        self._rows: dict[int, list[Any]] = {}
        self._made: dict[DocId, Page] = {}
        self._whole: dict[DocId, Page] | None = None

    def __getitem__(self, document: DocId) -> Page:
        if len(self._made) < _SINGLY:
            with self._lock:
                if self._whole is None:
                    return self._single(document)
        return self.all()[document]

    def _single(self, document: DocId) -> Page:
        page = self._made.get(document)
        if page is None:
            number, at = divmod(self._index()[document], BLOCK)
            if number not in self._rows:
                self._rows[number] = _rows(self._blocks[number])
            page = self._made[document] = _page(document, self._rows[number], at)
        return page

    def all(self) -> dict[DocId, Page]:
        """All pages. Takes no lock while it makes them: meanwhile the screen may ask for one."""
        blocks = self._blocks
        if self._whole is None:
            blocks, pages = blocks.again(), dict[DocId, Page]()
            for start in range(0, len(self._order), BLOCK):
                rows = _rows(blocks[start // BLOCK])
                documents = self._order[start : start + BLOCK]
                pages.update((document, _page(document, rows, at)) for at, document in enumerate(documents))
            with self._lock:
                self._whole = self._whole or pages
                self._rows, self._made, self._blocks = {}, {}, Lines(b"", 0)
        return self._whole

    def _index(self) -> dict[DocId, int]:
        if self._places is None:
            self._places = {document: place for place, document in enumerate(self._order)}
        return self._places

    def __iter__(self) -> Iterator[DocId]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)

    def __contains__(self, document: object) -> bool:
        return document in self._index()

    def values(self) -> ValuesView[Page]:
        return self.all().values()

    def items(self) -> ItemsView[DocId, Page]:
        return self.all().items()

    def __eq__(self, other: object) -> bool:
        return self is other or self.all() == (other.all() if isinstance(other, KeptPages) else other)

    __hash__ = None  # type: ignore[assignment]


def packed(page: Page) -> list[Any]:
    """A page as it stands on its line."""
    head = [page.id, page.title, page.size, page.mtime_ns, page.aliases, page.tags]
    return [*head, page.summary, page.order, page.updated, page.draft]


def _rows(block: bytes) -> list[Any]:
    try:
        rows = json.loads(block)
    except (ValueError, RecursionError):
        return []
    return rows if isinstance(rows, list) else []


def _page(document: DocId, rows: list[Any], at: int) -> Page:
    try:
        row = rows[at]
        if row[0] == document and tuple(map(type, row)) in _KINDS:
            _, title, size, mtime_ns, aliases, tags, summary, order, updated, draft = row
            "".join(aliases), "".join(tags)  # raises where they are not texts
            names = tuple(aliases), tuple(tags)
            return Page(document, title, size, mtime_ns, *names, summary, order, updated, draft)
    except (IndexError, KeyError, TypeError, ValueError):
        pass
    from nexus_tui.core.page_name import file_title

    return Page(document, file_title(document), 0, 0)
