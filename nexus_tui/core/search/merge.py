"""Several segments into one, without the deleted sections, and when to do that."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, compress, pairwise, repeat

from nexus_tui.core.search.leaf import LeafFiles
from nexus_tui.core.search.segment import DocColumns, SegmentData, TermColumns, one_line

MOST_SEGMENTS = 8
"""More than these are merged."""
_MOST_DELETED = 0.25


@dataclass(frozen=True, slots=True)
class MergeSource:
    """A segment to merge and its deleted sections."""

    files: LeafFiles
    deleted: frozenset[int] = frozenset()

    @property
    def live(self) -> int:
        """Number of sections that are kept."""
        return self.files.count - len(self.deleted)


def plan(sources: Sequence[MergeSource]) -> list[MergeSource]:
    """The segments to merge now; empty when there is nothing to do.

    All of them when a quarter of the sections is deleted; else, when there are too many, the smallest ones, each
    joined as long as it is at most twice the size of what is joined already. So a section is rewritten a logarithmic
    number of times (as in a log-structured merge tree).
    """
    total = sum(source.files.count for source in sources)
    deleted = sum(len(source.deleted) for source in sources)
    if deleted > max(64, total * _MOST_DELETED):
        return list(sources)
    if len(sources) <= MOST_SEGMENTS:
        return []
    ordered = sorted(sources, key=lambda source: (source.live, source.files.name))
    chosen, size = ordered[:2], ordered[0].live + ordered[1].live
    for source in ordered[2:]:
        if source.live > 2 * size and len(chosen) > len(ordered) - MOST_SEGMENTS:
            break
        chosen.append(source)
        size += source.live
    return chosen


def tidy(sources: Sequence[MergeSource]) -> list[MergeSource]:
    """What to merge when there is time: everything, if what lies beside the largest segment is over a fifth of it."""
    if len(sources) < 2:
        return []
    sizes = sorted(source.live for source in sources)
    beside = sum(sizes[:-1]) + sum(len(source.deleted) for source in sources)
    return list(sources) if beside > max(256, sizes[-1] // 5) else []


def merge(sources: Sequence[MergeSource]) -> SegmentData:
    """The live sections of ``sources`` as one segment, in the order of ``sources``."""
    docs = DocColumns()
    fresh = [_add_docs(docs, source) for source in sources]
    columns = TermColumns(len(docs.page))
    code = columns.ids.typecode
    parts = [_Part(source, numbers, docs.page, code) for source, numbers in zip(sources, fresh, strict=True)]
    for term in sorted(set().union(*[part.terms[:-1] for part in parts])):
        found = [part for part in parts if part.terms[part.index] == term]
        if len(found) == 1:
            _copy(columns, found[0])
        else:
            _join(columns, found)
        for part in found:
            part.index += 1
        if len(columns.row_field) > columns.row_at[-1]:
            columns.finish(term)
    rows, posts = columns.columns()
    return SegmentData(rows, posts, docs.columns(), len(docs.page))


class _Part:
    """The terms and postings of one segment, its live sections numbered as in the merged one."""

    def __init__(self, source: MergeSource, numbers: Mapping[int, int] | int, page: array[int], code: str) -> None:
        """``numbers``: what is added to the number of a section, or where sections were deleted, the new numbers.

        ``page``: the page of each section of the merged segment; ``code``: the type of its section numbers.
        """
        files = source.files
        self.terms = [*bytes(files.blob).split(b"\n")[: files.term_count], b""]
        """In order; nothing is the last."""
        self.index = 0
        """The term that is merged next."""
        self.row_at, self.row_field = files.row_at, files.row_field
        self.post_at: Sequence[int] = files.post_at
        self.row_pages: Sequence[int] = files.row_pages
        self.freqs: bytes | memoryview = files.freqs
        if isinstance(numbers, int):
            self.ids = array(code, map(numbers.__add__, files.ids))
            return
        live = [each in numbers for each in files.ids]
        kept = list(accumulate(live, initial=0))
        self.ids = array(code, map(numbers.__getitem__, compress(files.ids, live)))
        self.freqs = bytes(compress(files.freqs, live))
        self.post_at = array("I", map(kept.__getitem__, files.post_at))
        spans = pairwise(self.post_at)
        self.row_pages = array("I", (len({page[each] for each in self.ids[low:high]}) for low, high in spans))

    @property
    def rows(self) -> range:
        """The rows of the term that is merged next."""
        return range(self.row_at[self.index], self.row_at[self.index + 1])


def _copy(columns: TermColumns, part: _Part) -> None:
    """Add the rows of a term that no other segment has."""
    for row in part.rows:
        low, high = part.post_at[row], part.post_at[row + 1]
        if high > low:
            columns.row(part.row_field[row], part.ids[low:high], part.freqs[low:high], part.row_pages[row])


def _join(columns: TermColumns, parts: list[_Part]) -> None:
    """Add the rows of a term that several segments have."""
    rows: dict[int, list[tuple[_Part, int]]] = {}
    for part in parts:
        for row in part.rows:
            if part.post_at[row + 1] > part.post_at[row]:
                rows.setdefault(part.row_field[row], []).append((part, row))
    for number in sorted(rows):
        ids, freqs, pages = array(columns.ids.typecode), bytearray(), 0
        for part, row in rows[number]:
            low, high = part.post_at[row], part.post_at[row + 1]
            ids += part.ids[low:high]
            freqs += part.freqs[low:high]
            pages += part.row_pages[row]
        columns.row(number, ids, freqs, pages)


def _add_docs(docs: DocColumns, source: MergeSource) -> Mapping[int, int] | int:
    """Copy the live pages of ``source``; how its sections are renumbered (see :class:`_Part`)."""
    files, deleted = source.files, source.deleted
    base, page_base = len(docs.page), len(docs.paths)
    pages: Sequence[int] = range(len(files.paths))
    sections: Sequence[int] = range(files.count)
    if deleted:
        pages = [page for page in pages if files.first[page] not in deleted]
        sections = [section for section in sections if section not in deleted]
    for target, column in ((docs.paths, files.paths), (docs.titles, files.titles)):
        target += map(column.__getitem__, pages)
    for target, lists in ((docs.tags, files.tags), (docs.aliases, files.aliases), (docs.langs, files.langs)):
        target += map(one_line, map(lists.__getitem__, pages))
    for numbers, known in ((docs.mtimes, files.mtimes), (docs.sizes, files.sizes), (docs.racy, files.racy)):
        numbers.extend(map(known.__getitem__, pages))
    for name in ("start", "end", "line", "level"):
        getattr(docs, name).extend(map(getattr(files, name).__getitem__, sections))
    for number, page in enumerate(pages, page_base):
        docs.digests += files.digest(page)
        docs.first.append(len(docs.page))
        docs.page.extend(repeat(number, files.first[page + 1] - files.first[page]))
    headings = files.heading_rows()
    docs.headings += map(headings.__getitem__, sections)
    for number, lengths in enumerate(docs.lengths):
        known_lengths = files.lengths(number)
        lengths.extend(repeat(0, len(sections)) if known_lengths is None else map(known_lengths.__getitem__, sections))
    return dict(zip(sections, range(base, base + len(sections)), strict=True)) if deleted else base
