"""Several segments into one, without the deleted sections, and when to do that."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from nexus_tui.core.search.leaf import LeafFiles
from nexus_tui.core.search.segment import ITEM, DocColumns, SegmentData, TermColumns, one_line

MOST_SEGMENTS = 8
"""More than these are merged."""
_MOST_DELETED = 0.25
_NONE = 0xFFFFFFFF


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
    maps = [_add_docs(docs, source) for source in sources]
    columns = TermColumns(len(docs.page))
    entries = [entry for number, source in enumerate(sources) for entry in _entries(number, source)]
    entries.sort()
    page_of = docs.page.__getitem__
    for term, group in groupby(entries, key=itemgetter(0)):
        rows: dict[int, tuple[list[int], bytearray]] = {}
        for _, number, index in group:
            _collect(rows, sources[number].files, index, maps[number])
        if not rows:
            continue
        for number in sorted(rows):
            ids, freqs = rows[number]
            columns.row(number, ids, freqs, 1 if len(ids) == 1 else len(set(map(page_of, ids))))
        columns.finish(term)
    terms, posts = columns.columns()
    return SegmentData(terms, posts, docs.columns(), len(docs.page))


def _entries(number: int, source: MergeSource) -> Iterable[tuple[bytes, int, int]]:
    files = source.files
    terms = bytes(files.blob).split(b"\n")
    return ((terms[index], number, index) for index in range(files.term_count))


def _collect(
    rows: dict[int, tuple[list[int], bytearray]], files: LeafFiles, index: int, where: int | array[int]
) -> None:
    """Add the postings of a term to ``rows``, renumbered: by an offset, or by a table if sections were deleted."""
    for number, row in files.rows(index):
        ids, freqs = files.postings(row)
        if isinstance(where, int):
            fresh, counts = [each + where for each in ids], bytes(freqs)
        else:
            kept = [(where[each], freq) for each, freq in zip(ids, freqs, strict=True) if where[each] != _NONE]
            fresh, counts = [each for each, _ in kept], bytes(freq for _, freq in kept)
        if not fresh:
            continue
        known = rows.get(number)
        if known is None:
            rows[number] = (fresh, bytearray(counts))
        else:
            known[0].extend(fresh)
            known[1].extend(counts)


def _add_docs(docs: DocColumns, source: MergeSource) -> int | array[int]:
    """Copy the live pages of ``source``; how its sections are renumbered: an offset, or a table."""
    files, deleted = source.files, source.deleted
    base = len(docs.page)
    table = array("I", [_NONE]) * files.count
    for page, path in enumerate(files.paths):
        low, high = files.first[page], files.first[page + 1]
        if low in deleted:
            continue
        number = len(docs.paths)
        docs.paths.append(path)
        docs.titles.append(files.titles[page])
        docs.tags.append(one_line(files.tags[page]))
        docs.aliases.append(one_line(files.aliases[page]))
        docs.langs.append(one_line(files.langs[page]))
        docs.mtimes.append(files.mtimes[page])
        docs.sizes.append(files.sizes[page])
        docs.racy.append(files.racy[page])
        docs.digests += files.digest(page)
        docs.first.append(len(docs.page))
        for section in range(low, high):
            table[section] = len(docs.page)
            docs.page.append(number)
            _add_section(docs, files, section)
    _add_lengths(docs, files, deleted)
    return table if deleted else base


def _add_section(docs: DocColumns, files: LeafFiles, section: int) -> None:
    docs.start.append(files.start[section])
    docs.end.append(files.end[section])
    docs.line.append(files.line[section])
    docs.level.append(files.level[section])
    anchor, headings = files.headings(section)
    docs.headings.append(ITEM.join((anchor, *headings)))


def _add_lengths(docs: DocColumns, files: LeafFiles, deleted: frozenset[int]) -> None:
    for number, lengths in enumerate(docs.lengths):
        known = files.lengths(number)
        if known is None:
            lengths.extend([0] * (files.count - len(deleted)))
        elif deleted:
            lengths.extend(length for section, length in enumerate(known) if section not in deleted)
        else:
            lengths.extend(known)
