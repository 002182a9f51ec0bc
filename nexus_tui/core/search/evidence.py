"""All occurrences of a word in one pass over its postings: for pages and for sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nexus_tui.core.search.postings import NAMES, Want, rows_of, together
from nexus_tui.core.search.reader import Index, Leaf
from nexus_tui.core.search.rows import Row
from nexus_tui.core.search.schema import HEADING, PAGE_FIELDS

MOST_SECTIONS = 3000
"""A word that more sections have is read for the pages in question only (see ``postings``)."""

Weights = dict[int, float]


@dataclass(slots=True)
class Evidence:
    """Weighted occurrences of a word, numbered in the whole index."""

    pages: Weights = field(default_factory=dict)
    sections: Weights = field(default_factory=dict)
    of_page: Weights = field(default_factory=dict)
    """Part of a section's weight that is due to the fields of its page as a whole."""
    of_heading: Weights = field(default_factory=dict)
    """Part of a section's weight that is due to its heading."""


def gather(index: Index, want: Want) -> Evidence:
    """The evidence for ``want``. The same numbers as ``page_weights`` and ``section_weights`` give."""
    found = Evidence()
    for leaf in index.leaves:
        here = _Pass(index, leaf)
        here.read(want)
        here.move(found)
    return found


class _Pass:
    """One segment, by its own numbers."""

    def __init__(self, index: Index, leaf: Leaf) -> None:
        self._index, self._leaf = index, leaf
        self._pages: Weights = {}
        self._sections: Weights = {}
        self._page_names: dict[int, Weights] = {}
        self._section_names: dict[int, Weights] = {}

    def read(self, want: Want) -> None:
        """Add up the postings of every variant."""
        leaf = self._leaf
        page_of = leaf.files.page
        for variant in want.variants:
            if len(variant.terms) > 1:
                for section, weight in together(self._index, leaf, variant, None).items():
                    self._sections[section] = self._sections.get(section, 0.0) + weight
                    page = page_of[section]
                    self._pages[page] = self._pages.get(page, 0.0) + weight
                continue
            worth, fields = float(variant.weight), variant.fields
            for row in rows_of(self._index, leaf, variant.terms[0]):
                if fields is None or row.number in fields:
                    self._row(row, worth)

    def _row(self, row: Row, worth: float) -> None:
        number = row.number
        if number in NAMES:
            _best(self._section_names.setdefault(number, {}), row.sections, row.counts, row.factors, worth)
            if row.pages:
                _best(self._page_names.setdefault(number, {}), row.pages, row.counts, row.page_factors, worth)
        else:
            self._sections = _added(self._sections, row.sections, row.factors, worth, unique=True)
            if row.pages:
                self._pages = _added(self._pages, row.pages, row.page_factors, worth, unique=row.unique)

    def move(self, found: Evidence) -> None:
        """Add what was read to ``found``."""
        base, page_base = self._leaf.base, self._leaf.page_base
        for names, into in ((self._page_names, self._pages), (self._section_names, self._sections)):
            for number in sorted(names):
                for key, weight in names[number].items():
                    into[key] = into.get(key, 0.0) + weight
        for number in sorted(PAGE_FIELDS & self._section_names.keys()):
            for section, weight in self._section_names[number].items():
                found.of_page[base + section] = found.of_page.get(base + section, 0.0) + weight
        for section, weight in self._section_names.get(HEADING, {}).items():
            found.of_heading[base + section] = weight
        if base:
            found.pages.update((page_base + page, weight) for page, weight in self._pages.items())
            found.sections.update((base + section, weight) for section, weight in self._sections.items())
        else:
            found.pages.update(self._pages)
            found.sections.update(self._sections)


def _added(found: Weights, keys: Sequence[int], factors: list[float], worth: float, *, unique: bool) -> Weights:
    """``found`` with what ``keys`` weigh added; what is larger is kept and the other added to it."""
    if unique and len(found) < len(keys):
        other, found = found, dict(zip(keys, map(worth.__mul__, factors), strict=True))
        get = found.get
        for key, weight in other.items():
            found[key] = get(key, 0.0) + weight
        return found
    get = found.get
    for key, factor in zip(keys, factors, strict=True):
        found[key] = get(key, 0.0) + worth * factor
    return found


def _best(found: Weights, keys: Sequence[int], counts: Sequence[int], factors: list[float], worth: float) -> None:
    get = found.get
    for key, count, factor in zip(keys, counts, factors, strict=True):
        weight = worth * count * factor
        if weight > get(key, 0.0):
            found[key] = weight
