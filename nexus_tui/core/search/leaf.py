"""One segment of the index as it is read: terms, postings, pages and sections, without copying where that can be."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from nexus_tui.core.errors import IndexDamaged
from nexus_tui.core.model import DocId
from nexus_tui.core.search.bundle import Bundle
from nexus_tui.core.search.schema import FIELDS
from nexus_tui.core.search.segment import ITEM, RECODED
from nexus_tui.core.search.strings import Strings

TERMS, POSTS, DOCS = ".ktrm", ".kpst", ".kdoc"
"""Endings of a segment's files."""

_MOST_FOUND = 4096
_MOST_CARDS = 512
"""Of a segment; they are some 800 bytes each, and a key press needs forty at most."""


class Card(NamedTuple):
    """What a hit tells of a section besides its score and snippet."""

    document: DocId
    anchor: str
    title: str
    headings: tuple[str, ...]
    mtime_ns: int
    tags: tuple[str, ...]
    stamp: tuple[int, int]
    """Modification time (ns) and size of the file when it was indexed."""
    place: tuple[int, int, int, bool]
    """First byte, end, line, and whether the bytes are those of ``files.as_utf8``."""


class LeafFiles:
    """The files of a segment. They never change, so readers of several generations share them."""

    def __init__(self, folder: Path, segment: str) -> None:
        """Open the files of ``segment`` in ``folder``. Raises :class:`IndexDamaged`."""
        self.name = segment
        self._terms = Bundle(folder / (segment + TERMS))
        self._posts = Bundle(folder / (segment + POSTS))
        self._docs = Bundle(folder / (segment + DOCS))
        self.ids = self._posts.view("ids")
        self.freqs = self._posts.view("freqs")
        self.blob = self._terms.view("terms")
        self.term_at = self._terms.view("term_at")
        self.row_at = self._terms.view("row_at")
        self.row_field = self._terms.view("row_field")
        self.row_pages = self._terms.view("row_pages")
        self.post_at = self._terms.view("post_at")
        self.start = self._docs.view("start")
        self.end = self._docs.view("end")
        self.line = self._docs.view("line")
        self.level = self._docs.view("level")
        self.term_count = max(0, len(self.term_at) - 1)
        self._found: dict[bytes, int] = {}
        self._span = b"", 0, self.term_count
        """The last prefix and the range of its terms: they are asked for one by one next."""
        self._headings: dict[int, tuple[str, tuple[str, ...]]] = {}
        self._cards: dict[int, Card] = {}
        self._check()

    def _check(self) -> None:
        """The sizes that the code below relies on. Contents are vouched for by the manifest."""
        rows, sections = len(self.row_field), len(self.start)
        whole = (
            len(self.post_at) == rows + 1
            and len(self.row_pages) == rows
            and len(self.row_at) == self.term_count + 1
            and len(self.ids) == len(self.freqs) == self.post_at[rows]
            and len(self.end) == len(self.line) == len(self.level) == sections
            and len(self._docs.view("page")) == sections
            and len(self._docs.view("first")) == len(self._docs.view("mtimes")) + 1
        )
        if not whole:
            raise IndexDamaged(f"The segment {self.name} does not fit together.")

    # Sections and pages

    @property
    def count(self) -> int:
        """Number of sections, deleted ones included."""
        return len(self.start)

    @cached_property
    def page(self) -> array[int]:
        """Section to page."""
        return self._docs.array("page")

    @cached_property
    def first(self) -> array[int]:
        """Page to its first section; one more entry at the end."""
        return self._docs.array("first")

    @cached_property
    def paths(self) -> Strings:
        """Page to path."""
        return self._strings("paths")

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {path: page for page, path in enumerate(self.paths)}

    def has_page(self, path: str) -> bool:
        """Whether it has, or had before it was deleted, the page ``path``."""
        return path in self._numbers

    def pages_among(self, wanted: Iterable[str], folders: Iterable[str]) -> list[int]:
        """The pages that are among ``wanted``, or below one of ``folders``."""
        numbers = self._numbers
        heads = tuple(each.rstrip("/") + "/" for each in folders)
        below = (page for page, path in enumerate(self.paths) if path.startswith(heads)) if heads else ()
        return sorted({*(numbers[each] for each in wanted if each in numbers), *below})

    @cached_property
    def titles(self) -> Strings:
        """Page to title."""
        return self._strings("titles")

    @cached_property
    def tags(self) -> list[tuple[str, ...]]:
        """Page to its tags."""
        return [tuple(row.split(ITEM)) if row else () for row in self._strings("tags")]

    @cached_property
    def langs(self) -> list[tuple[str, ...]]:
        """Page to the languages of its code."""
        return [tuple(row.split(ITEM)) if row else () for row in self._strings("langs")]

    @cached_property
    def aliases(self) -> list[tuple[str, ...]]:
        """Page to its other names."""
        return [tuple(row.split(ITEM)) if row else () for row in self._strings("aliases")]

    @cached_property
    def folders(self) -> list[str]:
        """Page to the first folder of its path; empty at the top."""
        known: dict[str, str] = {}
        names = (path.partition("/") for path in self.paths)
        return [known.setdefault(head, head) if slash else "" for head, slash, _ in names]

    @property
    def mtimes(self) -> memoryview:
        """Page to the modification time of its file in nanoseconds."""
        return self._docs.view("mtimes")

    @property
    def sizes(self) -> memoryview:
        """Page to the size of its file in bytes."""
        return self._docs.view("sizes")

    @property
    def racy(self) -> memoryview:
        """Page to ``segment.RACY`` (its time cannot be trusted to tell a change) and ``segment.RECODED``."""
        return self._docs.view("racy")

    def digest(self, page: int) -> bytes:
        """BLAKE2b-16 of the page's file when it was indexed."""
        return bytes(self._docs.view("digests")[16 * page : 16 * page + 16])

    def headings(self, section: int) -> tuple[str, tuple[str, ...]]:
        """Anchor and heading path of a section."""
        known = self._headings.get(section)
        if known is None:
            at = self._docs.view("heading_at")
            row = bytes(self._docs.view("headings")[at[section] : at[section + 1]]).decode("utf-8", "surrogatepass")
            anchor, *rest = row.split(ITEM)
            if len(self._headings) > _MOST_FOUND:
                self._headings.clear()
            known = self._headings[section] = anchor, tuple(rest)
        return known

    def heading_rows(self) -> list[str]:
        """Anchor and heading path of all sections, each as one string as it is written."""
        at, rows = self._docs.view("heading_at"), bytes(self._docs.view("headings"))
        return [rows[low:high].decode("utf-8", "surrogatepass") for low, high in pairwise(at)]

    def card(self, section: int) -> Card:
        """What to tell of a section."""
        known = self._cards.get(section)
        if known is None:
            page = self.page[section]
            anchor, headings = self.headings(section)
            stamp = self.mtimes[page], self.sizes[page]
            recoded = bool(self.racy[page] & RECODED)
            place = self.start[section], self.end[section], self.line[section], recoded
            document = DocId(self.paths[page])
            if len(self._cards) > _MOST_CARDS:
                self._cards.clear()
            known = Card(document, anchor, self.titles[page], headings, stamp[0], self.tags[page], stamp, place)
            self._cards[section] = known
        return known

    def lengths(self, number: int) -> array[int] | None:
        """Section to the length of field ``number`` in words; None if no section has it."""
        return self._lengths[number]

    @cached_property
    def _lengths(self) -> list[array[int] | None]:
        return [
            self._docs.array(f"length{number}") if f"length{number}" in self._docs else None
            for number in range(len(FIELDS))
        ]

    def _strings(self, name: str) -> Strings:
        try:
            return Strings(self._docs.view(name), len(self.mtimes))
        except ValueError as error:
            raise IndexDamaged(f"The segment {self.name} does not fit together.") from error

    # Terms

    def term(self, index: int) -> bytes:
        """The term at ``index`` in order."""
        return bytes(self.blob[self.term_at[index] : self.term_at[index + 1] - 1])

    def position(self, term: bytes) -> int:
        """Index of the first term that is not below ``term``."""
        at, blob = self.term_at, self.blob
        prefix, low, high = self._span
        if not term.startswith(prefix):
            low, high = 0, self.term_count
        while low < high:
            middle = (low + high) >> 1
            if blob[at[middle] : at[middle + 1] - 1].tobytes() < term:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, term: bytes) -> int:
        """Index of ``term``, or -1."""
        index = self._found.get(term)
        if index is None:
            index = self.position(term)
            if index == self.term_count or self.term(index) != term:
                index = -1
            if len(self._found) > _MOST_FOUND:
                self._found.clear()
            self._found[term] = index
        return index

    def span(self, prefix: bytes) -> tuple[int, int]:
        """Half-open range of the terms that begin with ``prefix``."""
        low = self.position(prefix)
        high = self.position(prefix + b"\xff") if prefix else self.term_count
        self._span = prefix, low, high
        return low, high

    def words(self, low: int, high: int) -> list[str]:
        """The terms of a range as text."""
        if low >= high:
            return []
        blob = bytes(self.blob[self.term_at[low] : self.term_at[high] - 1])
        return blob.decode("utf-8", "surrogatepass").split("\n")

    def rows(self, index: int) -> Iterator[tuple[int, int]]:
        """Field and row of each field that holds the term at ``index``."""
        for row in range(self.row_at[index], self.row_at[index + 1]):
            yield self.row_field[row], row

    def row(self, index: int, number: int) -> int:
        """The row of the term at ``index`` for field ``number``, or -1."""
        low, high = self.row_at[index], self.row_at[index + 1]
        row = bisect_left(self.row_field, number, low, high)
        return row if row < high and self.row_field[row] == number else -1

    def frequency(self, row: int) -> int:
        """In how many sections the row's term occurs, deleted ones included."""
        return int(self.post_at[row + 1] - self.post_at[row])

    def postings(self, row: int) -> tuple[memoryview, memoryview]:
        """Sections and counts of a row."""
        low, high = self.post_at[row], self.post_at[row + 1]
        return self.ids[low:high], self.freqs[low:high]
