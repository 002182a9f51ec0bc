"""How many of the matching pages each section of the library, tag, language and age has."""

from __future__ import annotations

import time
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Sequence, Set
from functools import lru_cache, partial
from itertools import chain, filterfalse
from operator import itemgetter, neg
from typing import cast

from nexus_tui.core.model import Facet
from nexus_tui.core.search.filters import AGES, OLDER
from nexus_tui.core.search.leaf import LeafFiles
from nexus_tui.core.search.reader import Index, Leaf
from nexus_tui.core.search.rows import gather

MOST_VALUES = 12
_AGE_NAMES = (*(name for name, _ in AGES), OLDER)
NAMES = ("section", "tag", "lang", "age")
_MANY = 500
"""Pages; of more the combinations of tags (of languages) are counted, where there are fewer of these."""

_Counts = Counter[str]
_Counters = tuple[_Counts, _Counts, _Counts, _Counts]
"""Values of sections, tags, languages and ages to the number of pages that have them."""


def count(index: Index, pages: Collection[int]) -> tuple[Facet, ...]:
    """The facets of ``pages``, the most frequent values first; a facet with a single page in it is left out."""
    minute = int(time.time() // 60)
    last = index.counted
    if last is not None and last[0] == minute and isinstance(pages, set) and last[1] == pages:
        return cast("tuple[Facet, ...]", last[2])
    found = _count(index, pages, minute)
    if isinstance(pages, set) and _MANY < len(pages) < index.pages // 2:
        # The next letter often leaves the same pages.
        index.counted = minute, pages, found
    return found


def _count(index: Index, pages: Collection[int], minute: int) -> tuple[Facet, ...]:
    sections, tags, langs, ages = counters = _none()
    for leaf, local in _by_leaf(index, pages):
        if 2 * len(local) > leaf.pages:
            # Fewer pages are not among them.
            among = local if isinstance(local, Set) else set(local)
            others = list(filterfalse(among.__contains__, range(len(leaf.files.first) - 1)))
            less = _none()
            _add(less, leaf, list(filterfalse(leaf.dead_pages.__contains__, others)), minute)
            for counter, every, without in zip(counters, _whole(leaf, minute), less, strict=True):
                counter.update(every)
                counter.subtract(without)
        else:
            _add(counters, leaf, list(local), minute)
    sections.pop("", None)
    found = [Facet(name, _best(values)) for name, values in zip(NAMES, (sections, tags, langs), strict=False)]
    found.append(Facet("age", tuple((name, ages[name]) for name in _AGE_NAMES if ages[name])))
    return tuple(facet for facet in found if facet.values)


def _none() -> _Counters:
    return Counter(), Counter(), Counter(), Counter()


def _add(counters: _Counters, leaf: Leaf, local: Sequence[int], minute: int) -> None:
    """Count the pages ``local`` of a segment."""
    sections, tags, langs, ages = counters
    files = leaf.files
    for counter, name in ((sections, "folders"), (tags, "tags"), (langs, "langs")):
        numbers, sets = _combinations(files, name) if len(local) > _MANY else (b"", [])
        if len(local) > len(sets) > 0:
            totals: dict[str, int] = {}
            for number, many in Counter(gather(numbers, local)).items():
                for value in sets[number]:
                    totals[value] = totals.get(value, 0) + many
            counter.update(totals)
        elif name == "folders":
            counter.update(gather(files.folders, local))
        else:
            counter.update(chain.from_iterable(gather(getattr(files, name), local)))
    found = bytes(gather(_ages(files, minute), local))
    for at, name in enumerate(_AGE_NAMES):
        ages[name] += found.count(at)


@lru_cache(maxsize=32)
def _combinations(files: LeafFiles, name: str) -> tuple[bytes | array[int], list[tuple[str, ...]]]:
    """For each page of a segment which of the sets of values of its column ``name`` it has, and these."""
    column: Sequence[str | tuple[str, ...]] = getattr(files, name)
    values = list(dict.fromkeys(column))
    found = gather(dict(zip(values, range(len(values)), strict=True)), column)
    sets = [each if isinstance(each, tuple) else (each,) for each in values]
    return bytes(found) if len(sets) <= 256 else array("I", found), sets


@lru_cache(maxsize=8)
def _whole(leaf: Leaf, minute: int) -> _Counters:
    """Of all live pages of a segment, at a minute of Unix time."""
    found = _none()
    _add(found, leaf, sorted(set(range(len(leaf.files.first) - 1)) - leaf.dead_pages), minute)
    return found


@lru_cache(maxsize=16)
def _ages(files: LeafFiles, minute: int) -> bytes:
    """Page to its age, an index of ``_AGE_NAMES``, at a minute of Unix time."""
    bounds = [(bound - 60 * minute) * 10**9 for _, bound in AGES]
    return bytes(map(partial(bisect_right, bounds), map(neg, files.mtimes)))


def _best(values: Counter[str]) -> tuple[tuple[str, int], ...]:
    named = sorted([each for each in values.items() if each[1]])
    named.sort(key=itemgetter(1), reverse=True)
    return tuple(named[:MOST_VALUES])


def _by_leaf(index: Index, pages: Collection[int]) -> Iterable[tuple[Leaf, Collection[int]]]:
    if len(index.leaves) == 1:
        return [(index.leaves[0], pages)]
    found: list[tuple[Leaf, Collection[int]]] = []
    ordered = sorted(pages)
    start = 0
    for leaf in index.leaves:
        base = leaf.page_base
        end = bisect_left(ordered, base + len(leaf.files.first) - 1, start)
        if end > start:
            found.append((leaf, [page - base for page in ordered[start:end]]))
        start = end
    return found
