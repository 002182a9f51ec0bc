"""All occurrences of a word in one pass over its postings: for pages at once, for sections of the best pages later."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress

from nexus_tui.core.search.postings import Want, added, keep_best, rows_of, together, with_names, with_row
from nexus_tui.core.search.reader import Index, Leaf
from nexus_tui.core.search.rows import Row
from nexus_tui.core.search.schema import HEADING, PAGE_FIELDS

MOST_SECTIONS = 3000
"""A word that more sections have is read for the pages in question only (see ``weights``)."""

Weights = dict[int, float]
Sections = tuple[Weights, Weights, Weights]
"""Section to its weight, to what of that is due to the fields of its page as a whole, and to its heading."""
Occurrences = list[list["tuple[float, Row] | Weights"]]
"""For each segment what a word is met by, in order: its rows with their worth, and the weights of sections that have
several terms together."""


@dataclass(slots=True)
class Evidence:
    """Weighted occurrences of a word, numbered in the whole index."""

    pages: Weights
    sections: Sections | None = None
    """None until they are asked for a second time: most words are half typed and never asked for again."""


def read(index: Index, want: Want) -> Occurrences:
    """What ``want`` is met by."""
    found: Occurrences = []
    for leaf in index.leaves:
        here: list[tuple[float, Row] | Weights] = []
        for variant in want.variants:
            terms, weight, _, fields = variant
            if len(terms) > 1:
                here.append(together(index, leaf, variant, None))
                continue
            worth = float(weight)
            here += [(worth, row) for row in rows_of(index, leaf, terms[0], fields)]
        found.append(here)
    return found


def of_pages(index: Index, occurrences: Occurrences) -> Weights:
    """Page to its weight: as ``pagewise.page_weights`` gives it."""
    found: Weights = {}
    for leaf, here in zip(index.leaves, occurrences, strict=True):
        pages: Weights = {}
        names: dict[int, Weights] = {}
        for each in here:
            if isinstance(each, dict):
                for section, weight in each.items():
                    page = leaf.files.page[section]
                    pages[page] = pages.get(page, 0.0) + weight
                continue
            worth, (number, named, _, counts, keys, factors, unique) = each
            if named:
                keep_best(names.setdefault(number, {}), keys, counts, factors, worth)
            elif keys:
                pages = added(pages, keys, factors, worth, unique=unique)
        found = _moved(with_names(pages, names), found, leaf.page_base)
    return found


def of_sections(index: Index, occurrences: Occurrences, among: set[int] | None = None) -> Sections:
    """The weights of sections, those ``among`` alone if it is given: as ``postings.section_weights`` gives them."""
    found: Weights = {}
    of_page: Weights = {}
    of_heading: Weights = {}
    for leaf, here in zip(index.leaves, occurrences, strict=True):
        base = leaf.base
        asked = {section - base for section in among} if among is not None and base else among
        sections: Weights = {}
        names: dict[int, Weights] = {}
        for each in here:
            if isinstance(each, dict):
                for section, weight in each.items():
                    if asked is None or section in asked:
                        sections[section] = sections.get(section, 0.0) + weight
            elif asked is None or not asked.isdisjoint(each[1].sections):
                sections = _row_added(index, leaf, each, asked, sections, names)
        found = _moved(with_names(sections, names), found, base)
        for number in sorted(PAGE_FIELDS & names.keys()):
            for section, weight in names[number].items():
                of_page[base + section] = of_page.get(base + section, 0.0) + weight
        of_heading = _moved(names.get(HEADING, {}), of_heading, base)
    return found, of_page, of_heading


def _row_added(
    index: Index,
    leaf: Leaf,
    each: tuple[float, Row],
    asked: set[int] | None,
    sections: Weights,
    names: dict[int, Weights],
) -> Weights:
    """``sections`` with the occurrences of a row in what is ``asked`` for (None: all) added; those in names are added
    to ``names`` by field."""
    worth, row = each
    keys, counts = row.sections, row.counts
    if asked is not None:
        inside = list(map(asked.__contains__, keys))
        keys, counts = list(compress(keys, inside)), list(compress(counts, inside))
    return with_row(index, leaf, row.number, keys, counts, worth, sections, names)


def _moved(found: Weights, into: Weights, base: int) -> Weights:
    """``into`` with ``found``, which is numbered from ``base`` on."""
    if not base:
        return found
    into.update((base + key, weight) for key, weight in found.items())
    return into
