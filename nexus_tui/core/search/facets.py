"""How many of the matching pages each section of the library, tag, language and age has."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from itertools import chain

from nexus_tui.core.model import Facet
from nexus_tui.core.search.filters import AGES, OLDER, age_name, section_of
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
        sections.update(section_of(files.paths[page]) for page in local)
        tags.update(chain.from_iterable(files.tags[page] for page in local))
        langs.update(chain.from_iterable(files.langs[page] for page in local))
        ages.update(age_name(files.mtimes[page], now) for page in local)
    sections.pop("", None)
    order = [name for name, _ in AGES] + [OLDER]
    found = [Facet(name, _best(values)) for name, values in zip(NAMES, (sections, tags, langs), strict=False)]
    found.append(Facet("age", tuple((name, ages[name]) for name in order if ages[name])))
    return tuple(facet for facet in found if facet.values)


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
