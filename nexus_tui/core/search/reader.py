"""One generation of the index, open for searching."""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, filterfalse
from operator import sub
from pathlib import Path

from nexus_tui.core.files import MAX_SEARCHED
from nexus_tui.core.search.leaf import LeafFiles
from nexus_tui.core.search.ranking import APPARATUS, BOOST, LENGTH, PAGE_BOOST, Norms
from nexus_tui.core.search.rows import Kept, Rows, gather
from nexus_tui.core.search.schema import FIELDS, PAGE_FIELDS

_MOST_ANSWERS = 16
_MOST_FREQUENCIES = 4096


class Leaf:
    """A segment as one generation sees it: without the sections that are deleted in it."""

    def __init__(self, files: LeafFiles, deleted: Iterable[int], base: int, page_base: int) -> None:
        self.files = files
        self.base, self.page_base = base, page_base
        self.deleted = frozenset(deleted)
        first = files.first
        self.dead_pages = frozenset(files.page[section] for section in self.deleted)
        self.sections = files.count - len(self.deleted)
        self.pages = len(first) - 1 - len(self.dead_pages)
        self._live_frequency: dict[int, int] = {}
        self.by_page: dict[int, tuple[float, ...]] = {}
        """Field to what an occurrence in it weighs on each page, for ``postings``."""
        self.rows: dict[tuple[str, frozenset[int] | None], list[tuple[int, int]]] = {}
        """Term and fields to the rows there, for ``postings``."""

    def frequency(self, row: int) -> int:
        """In how many live sections the row's term occurs."""
        if not self.deleted:
            return self.files.frequency(row)
        ids, _ = self.files.postings(row)
        return len(ids) - sum(map(self.deleted.__contains__, ids))

    def page_frequency(self, row: int) -> int:
        """In how many live pages the row's term occurs."""
        if not self.deleted:
            return int(self.files.row_pages[row])
        known = self._live_frequency.get(row)
        if known is None:
            ids, _ = self.files.postings(row)
            pages = set(map(self.files.page.__getitem__, ids))
            known = self._live_frequency[row] = len(pages - self.dead_pages)
        return known

    def page_lengths(self, number: int) -> array[int] | None:
        """Page to the length of field ``number`` summed over its sections."""
        return page_lengths(self.files, number)

    def totals(self, number: int) -> tuple[int, int, int, int]:
        """Of field ``number``: live sections that have it, their length, live pages that have it, their length."""
        sections, total, pages, page_total = leaf_totals(self.files, number)
        lengths = self.files.lengths(number)
        if not self.deleted or lengths is None:
            return sections, total, pages, page_total
        gone = [lengths[section] for section in self.deleted]
        by_page = page_lengths(self.files, number) or array("I")
        gone_pages = [by_page[page] for page in self.dead_pages]
        return (
            sections - sum(map(bool, gone)),
            total - sum(gone),
            pages - sum(map(bool, gone_pages)),
            page_total - sum(gone_pages),
        )


@lru_cache(maxsize=512)
def page_lengths(files: LeafFiles, number: int) -> array[int] | None:
    """Page to the length of field ``number``, for all pages of a segment."""
    lengths = files.lengths(number)
    if lengths is None:
        return None
    if number in PAGE_FIELDS and files.first[-2] < files.count:
        return array("I", gather(lengths, files.first[:-1]))
    ends = gather(list(accumulate(lengths, initial=0)), files.first)
    return array("I", map(sub, ends[1:], ends))


@lru_cache(maxsize=512)
def leaf_totals(files: LeafFiles, number: int) -> tuple[int, int, int, int]:
    """As :meth:`Leaf.totals`, deleted sections included."""
    lengths, by_page = files.lengths(number), page_lengths(files, number)
    if lengths is None or by_page is None:
        return 0, 0, 0, 0
    pages, total = len(by_page) - by_page.count(0), sum(by_page)
    return pages if number in PAGE_FIELDS else len(lengths) - lengths.count(0), total, pages, total


class Index:
    """All segments of one generation. What it holds does not change; the next generation shares the files that stay."""

    def __init__(self, leaves: Sequence[tuple[LeafFiles, Iterable[int]]], generation: int, complete: bool) -> None:
        self.generation, self.complete = generation, complete
        self.stamps: Mapping[str, tuple[int, int]] = {}
        """Modification time and size of files that were written anew with the contents that are indexed."""
        self.leaves: list[Leaf] = []
        base = page_base = 0
        for files, deleted in leaves:
            self.leaves.append(Leaf(files, deleted, base, page_base))
            base += files.count
            page_base += len(files.first) - 1
        self._page_bases = [leaf.page_base for leaf in self.leaves]
        self.pages = sum(leaf.pages for leaf in self.leaves)
        self.sections = sum(leaf.sections for leaf in self.leaves)
        self._norms: dict[tuple[int, bool], Norms] = {}
        self._prefixes: dict[str, dict[str, int]] = {}
        self._answers: OrderedDict[Hashable, object] = OrderedDict()
        self._frequencies: dict[tuple[str, frozenset[int] | None], tuple[int, int]] = {}
        self._told: tuple[set[int], dict[int, str]] = set(), {}
        """Sections known to be apparatus or not, and the headings of those that are."""
        self.rows = Rows()
        self.kept = Kept()
        self.counted: tuple[int, set[int], object] | None = None
        """A minute, pages and what ``facets`` counted of them then."""
        self.words: dict[tuple[object, ...], object] = {}
        """What typed words came to, for ``resolve``."""
        self._lock = threading.Lock()

    @classmethod
    def open(
        cls, folder: Path, segments: Iterable[object], generation: int, complete: bool, old: Index | None
    ) -> Index:
        """The index of ``segments`` (Whoosh's) in ``folder``; files that ``old`` has open are shared."""
        known = {leaf.files.name: leaf.files for leaf in old.leaves} if old is not None else {}
        leaves = []
        for segment in segments:
            name: str = segment.segment_id()  # type: ignore[attr-defined]
            deleted: Iterable[int] = segment.deleted_docs()  # type: ignore[attr-defined]
            leaves.append((known.get(name) or LeafFiles(folder, name), deleted))
        return cls(leaves, generation, complete)

    def locate(self, page: int) -> tuple[Leaf, int]:
        """The segment of a page and its number there."""
        leaf = self.leaves[bisect_right(self._page_bases, page) - 1]
        return leaf, page - leaf.page_base

    def extents(self, pages: Iterable[int]) -> list[tuple[int, int]]:
        """The first section of each of ``pages`` and the one after its last."""
        found: list[tuple[int, int]] = []
        for page in pages:
            leaf, local = self.locate(page)
            first, base = leaf.files.first, leaf.base
            found.append((base + first[local], base + first[local + 1]))
        return found

    @cached_property
    def cut(self) -> tuple[str, ...]:
        """Paths of the pages that are too long to be searched to their end."""
        return tuple(
            leaf.files.paths[page]
            for leaf in self.leaves
            for page, size in enumerate(leaf.files.sizes)
            if size > MAX_SEARCHED and page not in leaf.dead_pages
        )

    def first_section(self, page: int) -> int:
        """The first section of a page."""
        leaf, local = self.locate(page)
        return leaf.base + leaf.files.first[local]

    def path(self, page: int) -> str:
        """Path of a page."""
        leaf, local = self.locate(page)
        return leaf.files.paths[local]

    @cached_property
    def by_path(self) -> array[int]:
        """The live pages in order of their paths."""
        pages = [
            (path, leaf.page_base + local)
            for leaf in self.leaves
            for local, path in enumerate(leaf.files.paths)
            if local not in leaf.dead_pages
        ]
        return array("I", [page for _, page in sorted(pages)])

    def heading(self, section: int) -> str:
        """The heading of a section; empty for one without, and for the first one of a page that its title heads."""
        leaf = self.leaf_of(section)
        _, trail = leaf.files.headings(section - leaf.base)
        return trail[-1] if trail else ""

    def is_apparatus(self, section: int) -> bool:
        """Whether a section names what its page is about without saying anything of it."""
        return bool(self.apparatus_among((section,)))

    def apparatus_among(self, sections: Collection[int]) -> list[tuple[int, str]]:
        """Those of ``sections`` that name what their page is about without saying anything of it; their headings."""
        if len(self._told[0]) > _MOST_FREQUENCIES:
            self._told = set(), {}
        told, apparatus = self._told
        for section in filterfalse(told.__contains__, sections):
            heading = self.heading(section)
            if heading.lower() in APPARATUS:
                apparatus[section] = heading
            told.add(section)
        return [(section, apparatus[section]) for section in filter(apparatus.__contains__, sections)]

    def leaf_of(self, section: int) -> Leaf:
        """The segment of a section."""
        at = len(self.leaves) - 1
        while self.leaves[at].base > section:
            at -= 1
        return self.leaves[at]

    def find_page(self, path: str) -> int | None:
        """Number of the live page ``path``."""
        for leaf in self.leaves:
            paths = leaf.files.paths
            local = paths.find(path)
            while local in leaf.dead_pages:
                local = paths.find(path, local + 1)
            if local >= 0:
                return leaf.page_base + local
        return None

    def norms(self, number: int, *, whole_page: bool) -> Norms:
        """Length factors of field ``number`` for sections or for whole pages."""
        norms = self._norms.get((number, whole_page))
        if norms is None:
            totals = [leaf.totals(number) for leaf in self.leaves]
            many, length = (2, 3) if whole_page else (0, 1)
            count = sum(total[many] for total in totals)
            average = sum(total[length] for total in totals) / count if count else 1.0
            boost = PAGE_BOOST.get(number, 0.0) if whole_page else BOOST[number]
            norms = self._norms[number, whole_page] = Norms(boost, LENGTH[number], average)
        return norms

    def remembered(self, question: Hashable) -> object:
        """What :meth:`remember` was given for ``question``, if it is still known."""
        with self._lock:
            known = self._answers.get(question)
            if known is not None:
                self._answers.move_to_end(question)
        return known

    def remember(self, question: Hashable, answer: object) -> None:
        """Keep an answer for the next key press; the ones not asked for longest are dropped."""
        with self._lock:
            self._answers[question] = answer
            while len(self._answers) > _MOST_ANSWERS:
                self._answers.popitem(last=False)

    # Words

    def has(self, term: str, fields: frozenset[int] | None = None) -> bool:
        """Whether a live section has ``term`` in one of ``fields`` (default: any)."""
        return self.page_frequency(term, fields) > 0

    def page_frequency(self, term: str, fields: frozenset[int] | None = None) -> int:
        """In how many pages ``term`` occurs in the field where it is most frequent."""
        return self.frequencies(term, fields)[0]

    def frequencies(self, term: str, fields: frozenset[int] | None = None) -> tuple[int, int]:
        """In how many pages and in how many sections ``term`` occurs, in the field where each is highest."""
        known = self._frequencies.get((term, fields))
        if known is None:
            if len(self._frequencies) > _MOST_FREQUENCIES:
                self._frequencies.clear()
            known = self._frequencies[term, fields] = self._count(term, fields)
        return known

    def _count(self, term: str, fields: frozenset[int] | None) -> tuple[int, int]:
        encoded = term.encode("utf-8", "surrogatepass")
        pages, sections = [0] * len(FIELDS), [0] * len(FIELDS)
        for leaf in self.leaves:
            index = leaf.files.find(encoded)
            if index >= 0:
                for number, row in leaf.files.rows(index):
                    if fields is None or number in fields:
                        pages[number] += leaf.page_frequency(row)
                        sections[number] += leaf.frequency(row)
        return max(pages), max(sections)

    def expand(self, prefix: str) -> dict[str, int]:
        """Every term that begins with ``prefix`` and how many live sections and fields have it."""
        known = self._prefixes.get(prefix)
        if known is None:
            known = self._expand(prefix)
            if len(self._prefixes) > 64:
                self._prefixes.pop(next(iter(self._prefixes)))
            self._prefixes[prefix] = known
        return known

    def _expand(self, prefix: str) -> dict[str, int]:
        found: dict[str, int] = {}
        encoded = prefix.encode("utf-8", "surrogatepass")
        for leaf in self.leaves:
            files = leaf.files
            low, high = files.span(encoded)
            if low == high:
                continue
            words = files.words(low, high)
            if leaf.deleted:
                counts = [
                    sum(leaf.frequency(row) for row in range(files.row_at[i], files.row_at[i + 1]))
                    for i in range(low, high)
                ]
            else:
                ends = [files.post_at[row] for row in files.row_at[low : high + 1]]
                counts = [ends[i + 1] - ends[i] for i in range(high - low)]
            if not found:
                found = dict(zip(words, counts, strict=True))
            else:
                for word, count in zip(words, counts, strict=True):
                    found[word] = found.get(word, 0) + count
        return {word: count for word, count in found.items() if count} if self._any_deleted else found

    @property
    def _any_deleted(self) -> bool:
        return any(leaf.deleted for leaf in self.leaves)

    def frequent(self, prefix: str, most: int, fields: frozenset[int] | None = None) -> list[str]:
        """The ``most`` most frequent terms that begin with ``prefix``, ties in order of the alphabet.

        With ``fields`` only occurrences there count.
        """
        found = self.expand(prefix) if fields is None else self._expand_in(prefix, fields)
        if len(found) <= most:
            return sorted(found)
        bound = sorted(found.values(), reverse=True)[most - 1]
        chosen = sorted([(-count, word) for word, count in found.items() if count >= bound])
        return [word for _, word in chosen[:most]]

    def _expand_in(self, prefix: str, fields: frozenset[int]) -> dict[str, int]:
        found: dict[str, int] = {}
        encoded = prefix.encode("utf-8", "surrogatepass")
        for leaf in self.leaves:
            files = leaf.files
            low, high = files.span(encoded)
            row_at = files.row_at[low : high + 1].tolist()
            if len(row_at) < 2:
                continue
            numbers = bytes(files.row_field[row_at[0] : row_at[-1]])
            first = row_at[0]
            for word, start, end in zip(files.words(low, high), row_at, row_at[1:], strict=False):
                for row in range(start, end):
                    if numbers[row - first] in fields:
                        found[word] = found.get(word, 0) + leaf.frequency(row)
        return {word: count for word, count in found.items() if count}


def sections_of(files: LeafFiles, page: int) -> range:
    """The sections of a page."""
    return range(files.first[page], files.first[page + 1])
