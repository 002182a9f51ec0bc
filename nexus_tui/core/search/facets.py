"""How many of the matching pages each section of the library, tag, language and age has."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from nexus_tui.core.model import Facet
from nexus_tui.core.search.filters import AGES, OLDER, age_name
from nexus_tui.core.search.leaf import LeafFiles
from nexus_tui.core.search.reader import Index, Leaf

MOST_VALUES = 12
NAMES = ("section", "tag", "lang", "age")


def count(index: Index, pages: Iterable[int]) -> tuple[Facet, ...]:
    """The facets of ``pages``, the most frequent values first; a facet with a single page in it is left out."""
    sections: Counter[str] = Counter()
    tags: Counter[str] = Counter()
    langs: Counter[str] = Counter()
    ages: Counter[str] = Counter()
    now = time.time()
    for leaf, local in _by_leaf(index, pages):
        files = leaf.files
        sections.update(map(files.folders.__getitem__, local))
        if files.any_tags:
            tags.update(chain.from_iterable(map(files.tags.__getitem__, local)))
        langs.update(chain.from_iterable(map(files.langs.__getitem__, local)))
        ages.update(map(age_names(files, int(now // 60)).__getitem__, local))
    sections.pop("", None)
    order = [name for name, _ in AGES] + [OLDER]
    found = [Facet(name, _best(values)) for name, values in zip(NAMES, (sections, tags, langs), strict=False)]
    found.append(Facet("age", tuple((name, ages[name]) for name in order if ages[name])))
    return tuple(facet for facet in found if facet.values)


@lru_cache(maxsize=64)
def age_names(files: LeafFiles, minute: int) -> list[str]:
    """Page to the name of its age at a minute of Unix time."""
    return [age_name(mtime, minute * 60.0) for mtime in files.mtimes]


def _best(values: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(values.items(), key=lambda each: (-each[1], each[0]))[:MOST_VALUES])


def _by_leaf(index: Index, pages: Iterable[int]) -> Iterable[tuple[Leaf, list[int]]]:
    found: dict[Leaf, list[int]] = {}
    ordered = sorted(pages)
    at = 0
    for leaf in index.leaves:
        end = leaf.page_base + len(leaf.files.first) - 1
        start = at
        while at < len(ordered) and ordered[at] < end:
            at += 1
        if at > start:
            found[leaf] = [page - leaf.page_base for page in ordered[start:at]]
    return found.items()
