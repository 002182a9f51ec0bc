"""How many of the matching pages each section of the library, tag, language and age has."""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache, partial
from itertools import chain
from operator import itemgetter, neg

from nexus_tui.core.model import Facet
from nexus_tui.core.search.filters import AGES, OLDER
from nexus_tui.core.search.leaf import LeafFiles
from nexus_tui.core.search.reader import Index, Leaf

MOST_VALUES = 12
_AGE_NAMES = (*(name for name, _ in AGES), OLDER)
NAMES = ("section", "tag", "lang", "age")


def count(index: Index, pages: Iterable[int]) -> tuple[Facet, ...]:
    """The facets of ``pages``, the most frequent values first; a facet with a single page in it is left out."""
    sections: Counter[str] = Counter()
    tags: Counter[str] = Counter()
    langs: Counter[str] = Counter()
    ages: Counter[int] = Counter()
    minute = int(time.time() // 60)
    for leaf, local in _by_leaf(index, pages):
        files = leaf.files
        sections.update(map(files.folders.__getitem__, local))
        if files.any_tags:
            tags.update(chain.from_iterable(map(files.tags.__getitem__, local)))
        langs.update(chain.from_iterable(map(files.langs.__getitem__, local)))
        ages.update(map(_ages(files, minute).__getitem__, local))
    sections.pop("", None)
    found = [Facet(name, _best(values)) for name, values in zip(NAMES, (sections, tags, langs), strict=False)]
    found.append(Facet("age", tuple((name, ages[at]) for at, name in enumerate(_AGE_NAMES) if ages[at])))
    return tuple(facet for facet in found if facet.values)


@lru_cache(maxsize=16)
def _ages(files: LeafFiles, minute: int) -> bytes:
    """Page to its age, an index of ``_AGE_NAMES``, at a minute of Unix time."""
    bounds = [(bound - 60 * minute) * 10**9 for _, bound in AGES]
    return bytes(map(partial(bisect_right, bounds), map(neg, files.mtimes)))


def _best(values: Counter[str]) -> tuple[tuple[str, int], ...]:
    named = sorted(values.items())
    named.sort(key=itemgetter(1), reverse=True)
    return tuple(named[:MOST_VALUES])


def _by_leaf(index: Index, pages: Iterable[int]) -> Iterable[tuple[Leaf, list[int]]]:
    if len(index.leaves) == 1:
        return [(index.leaves[0], list(pages))]
    found: list[tuple[Leaf, list[int]]] = []
    ordered = sorted(pages)
    start = 0
    for leaf in index.leaves:
        base = leaf.page_base
        end = bisect_left(ordered, base + len(leaf.files.first) - 1, start)
        if end > start:
            found.append((leaf, [page - base for page in ordered[start:end]]))
        start = end
    return found
