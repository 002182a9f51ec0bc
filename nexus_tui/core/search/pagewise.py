"""Occurrences of a word by page: which pages have it, and what it weighs on them.

A word of many pages is seldom weighed on all of them (see ``evaluate``), but it must be known which of them have it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from operator import add, mul
from typing import cast

from nexus_tui.core.search.postings import (
    NAMES,
    SPARSE,
    Among,
    Variant,
    Want,
    page_factors,
    postings_of,
    ranges_of,
    rows_in,
    together,
)
from nexus_tui.core.search.ranking import PAGE_BOOST
from nexus_tui.core.search.reader import Index, Leaf
from nexus_tui.core.search.rows import gather

_EXACT = 2.0**36
"""Parts of 1 to which what a term is worth is rounded: its multiples are added up without an error up to 2 ** 17."""
_MOST_COUNT = 255
"""In one section; more are not told (see ``segment``)."""
_OFTEN_ADDED = 10
"""Fields with more occurrences than one for so many pages are added up in a list of all pages."""

_Sums = dict[int, float] | list[float]
"""Page to a sum; a list for all pages."""


def page_weights(index: Index, want: Want, pages: Iterable[int]) -> dict[int, float]:
    """Weighted occurrences of ``want`` for each of ``pages`` that has it."""
    weights: dict[int, float] = {}
    for leaf, among in ranges_of(index, pages).items():
        base = leaf.page_base
        found: dict[int, float] = defaultdict(float)
        _fill(found, index, leaf, want.variants, among)
        weights.update(zip([base + page for page in found], found.values(), strict=True) if base else found)
    return weights


def all_weights(index: Index, want: Want) -> list[float]:
    """Weighted occurrences of ``want`` on each page; 0.0 where it is not."""
    weights: list[float] = []
    for leaf in index.leaves:
        found = [0.0] * (len(leaf.files.first) - 1)
        _fill(found, index, leaf, want.variants, None)
        weights += found
    return weights


def _fill(found: _Sums, index: Index, leaf: Leaf, variants: Iterable[Variant], among: Among | None) -> None:
    """Add the weighted occurrences in one segment to ``found``, by its own numbers of pages.

    An occurrence weighs what its term is worth times what the length of the field on that page makes of it, which is
    the same for all terms: it is multiplied in once, in the end. Worths are rounded to be added up without an error,
    so that the weight of a page depends neither on how its occurrences are read nor on what else is in the segment.
    """
    sizes: Counter[int] = Counter()
    rows: list[tuple[int, int, float]] = []
    for variant in variants:
        if len(variant.terms) > 1:
            both = together(index, leaf, variant, among)
            _add(found, gather(leaf.files.page, list(both)), list(both.values()))
            continue
        worth = round(variant.weight * _EXACT) / _EXACT
        for number, row in rows_in(leaf, variant.terms[0], variant.fields):
            if number in PAGE_BOOST:
                rows.append((number, row, worth))
                sizes[number] += leaf.files.frequency(row)
    fields: dict[int, _Sums] = {}
    names: dict[int, dict[int, float]] = {}
    for number, row, worth in rows:
        if number in NAMES:
            _keep_best(names.setdefault(number, {}), leaf, row, among, worth)
            continue
        if number not in fields:
            many = among is None and _OFTEN_ADDED * sizes[number] > len(found)
            fields[number] = [0.0] * len(found) if many else defaultdict(float)
        sums = fields[number]
        if isinstance(sums, list) and leaf.files.frequency(row) > len(sums):
            counts = _counts(index, leaf, row)
            amounts = [worth * count for count in range(max(counts) + 1)]
            fields[number] = list(map(add, sums, gather(amounts, counts)))
        else:
            sections, counts = postings_of(leaf, row, among)
            if sections:
                _add_counts(sums, gather(leaf.files.page, sections), counts, worth)
    for number, sums in (*sorted(fields.items()), *sorted(names.items())):
        keys = list(sums) if isinstance(sums, dict) else list(compress(range(len(sums)), sums))
        _add(found, keys, list(map(mul, gather(sums, keys), page_factors(index, leaf, number, keys))))


def _add_counts(sums: _Sums, pages: Sequence[int], counts: Sequence[int], worth: float) -> None:
    """Add to the sum of each of ``pages`` ``worth`` times its count."""
    if len(counts) < _MOST_COUNT or isinstance(sums, dict):
        _add(sums, pages, [worth * count for count in counts])
        return
    amounts = [worth * count for count in range(_MOST_COUNT + 1)]
    for page, count in zip(pages, counts, strict=True):
        sums[page] += amounts[count]


def _add(sums: _Sums, pages: Iterable[int], amounts: Iterable[float]) -> None:
    """Add to the sum of each of ``pages`` its amount."""
    # Alike, but a loop that has met values of one type alone is thrice as fast.
    if isinstance(sums, list):
        for page, amount in zip(pages, amounts, strict=True):
            sums[page] += amount
    else:
        for page, amount in zip(pages, amounts, strict=True):
            sums[page] += amount


def _counts(index: Index, leaf: Leaf, row: int) -> Sequence[int]:
    """How often each page of a segment has what a row stands for, which is in more sections than there are pages."""
    known = _kept(index, leaf, row)
    if known is None:
        sums = [0] * (len(leaf.files.first) - 1)
        sections, counts = postings_of(leaf, row, None)
        for page, count in zip(gather(leaf.files.page, sections), counts, strict=True):
            sums[page] += count
        known = bytes(sums) if max(sums) < 256 else array("I", sums)
        index.kept.keep((leaf.base, row), known, memoryview(known).nbytes)
    return known


def _kept(index: Index, leaf: Leaf, row: int) -> bytes | array[int] | None:
    return cast("bytes | array[int] | None", index.kept.get((leaf.base, row)))


def _keep_best(best: dict[int, float], leaf: Leaf, row: int, among: Among | None, worth: float) -> None:
    """Note in ``best`` the most that a name adds on each page: there the best section counts."""
    sections, counts = postings_of(leaf, row, among)
    if not sections:
        return
    pages = gather(leaf.files.page, sections)
    get = best.get
    if not best and max(counts) == 1:
        best.update(dict.fromkeys(pages, worth))
        return
    for page, count in zip(pages, counts, strict=True):
        if worth * count > get(page, 0.0):
            best[page] = worth * count


def having(index: Index, want: Want, pages: set[int]) -> set[int]:
    """Those of ``pages``, which are live, that have ``want``: what ``page_weights`` has a weight for."""
    found: set[int] = set()
    for leaf in index.leaves:
        base, count = leaf.page_base, len(leaf.files.first) - 1
        alone = len(index.leaves) == 1
        here = set(pages) if alone else {page - base for page in pages if base <= page < base + count}
        lacking = _lacking(index, leaf, want, set(here)) if here else here
        here -= lacking
        found.update([base + page for page in here] if base else here)
    return found


def _lacking(index: Index, leaf: Leaf, want: Want, pages: set[int]) -> set[int]:
    """``pages`` of a segment without those that have ``want``: most have one of its most frequent terms, so that few
    are left to be looked up for the others."""
    files = leaf.files
    for size, row in sorted(_sized(leaf, want), reverse=True):
        if size > SPARSE * len(pages):
            pages = _without(leaf, row, pages)
        else:
            known = _kept(index, leaf, row)
            pages.difference_update(
                compress(range(len(known)), known) if known else gather(files.page, files.postings(row)[0].tolist())
            )
        if not pages:
            return pages
    for variant in want.variants:
        if len(variant.terms) > 1 and pages:
            ranges = [(files.first[page], files.first[page + 1]) for page in sorted(pages)]
            found = together(index, leaf, variant, Among(ranges, files.count))
            pages.difference_update(map(files.page.__getitem__, found))
    return pages


def _sized(leaf: Leaf, want: Want) -> Iterator[tuple[int, int]]:
    """Each row of a segment that alone makes a page have ``want``, with the number of its sections."""
    for variant in want.variants:
        if len(variant.terms) == 1:
            for number, row in rows_in(leaf, variant.terms[0], variant.fields):
                if number in PAGE_BOOST:
                    yield leaf.files.frequency(row), row


def _without(leaf: Leaf, row: int, pages: set[int]) -> set[int]:
    """``pages`` without those in ``row``, which is long: each is looked up."""
    first = leaf.files.first
    ids, _ = leaf.files.postings(row)
    at, size = 0, len(ids)
    left = set()
    for page in sorted(pages):
        at = bisect_left(ids, first[page], at)
        if at == size or ids[at] >= first[page + 1]:
            left.add(page)
    return left
