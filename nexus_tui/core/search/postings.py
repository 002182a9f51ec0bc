"""Occurrences of a word, by page or by section, read from the postings."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import mul
from typing import NamedTuple

from nexus_tui.core.search import ranking
from nexus_tui.core.search.ranking import Norms
from nexus_tui.core.search.reader import Index, Leaf
from nexus_tui.core.search.rows import Row
from nexus_tui.core.search.schema import ALIASES, FIELDS, HEADING, PAGE_FIELDS, PATH, TAGS, TITLE

SPARSE = 12
"""Looking up one page in a list of postings costs about as much as reading this many of them."""
NAMES = frozenset({TITLE, HEADING, PATH, TAGS, ALIASES})
"""Fields in which one name makes several terms (``commit``, ``commitgraph``); there the best counts, not the sum."""

Ranges = list[tuple[int, int]]


class Variant(NamedTuple):
    """Terms that stand for a typed word when all of them are in one section."""

    terms: tuple[str, ...]
    weight: float
    kind: str = "exact"
    """``exact``, ``stem``, ``prefix``, ``typo``, ``synonym`` or ``parts``."""
    fields: frozenset[int] | None = None
    """Fields to look in; None: all."""


class Variants(tuple[Variant, ...]):
    """Variants as a key: the hash of many is worked out once."""

    def __hash__(self) -> int:
        known: int | None = self.__dict__.get("known")
        if known is None:
            known = self.__dict__["known"] = super().__hash__()
        return known


@dataclass(frozen=True, slots=True)
class Want:
    """A typed word with everything it may be met by."""

    label: str
    """As typed, for notes."""
    variants: tuple[Variant, ...]
    frequency: float
    """About how many pages have it."""
    sections: float
    """About how many sections have it."""
    required: bool = True
    negated: bool = False

    def worth(self, sections: int) -> float:
        """What the word counts in an index of ``sections`` sections.

        Sections tell words apart better than pages: in a library of few long pages most words are on most pages.
        """
        worth = ranking.idf(self.sections, sections)
        return worth if self.required else worth * ranking.OPTIONAL_WORTH


def page_weights(index: Index, want: Want, pages: set[int] | None) -> dict[int, float]:
    """Weighted occurrences of ``want`` for each page that has it; with ``pages`` only for those."""
    weights: dict[int, float] = {}
    by_leaf = _by_leaf(index, pages)
    for leaf in index.leaves:
        ranges = None if by_leaf is None else by_leaf.get(leaf, [])
        if ranges is None or ranges:
            _move(_leaf_weights(index, leaf, want, ranges, {}, whole_page=True), weights, leaf.page_base)
    return weights


def section_weights(
    index: Index, want: Want, pages: Sequence[int]
) -> tuple[dict[int, float], dict[int, float], dict[int, float]]:
    """Weighted occurrences of ``want`` for each section of ``pages`` (ascending) that has it, how much of that is due
    to the fields of the page as a whole, which are kept in its first section, and how much to its heading."""
    weights: dict[int, float] = {}
    of_page: dict[int, float] = {}
    of_heading: dict[int, float] = {}
    for leaf, ranges in (_by_leaf(index, pages) or {}).items():
        names: dict[int, dict[int, float]] = {}
        _move(_leaf_weights(index, leaf, want, ranges, names, whole_page=False), weights, leaf.base)
        of_heading.update((leaf.base + section, weight) for section, weight in names.get(HEADING, {}).items())
        for number in sorted(PAGE_FIELDS & names.keys()):
            for section, weight in names[number].items():
                of_page[leaf.base + section] = of_page.get(leaf.base + section, 0.0) + weight
    return weights, of_page, of_heading


def _move(found: dict[int, float], weights: dict[int, float], base: int) -> None:
    if base:
        weights.update((base + key, weight) for key, weight in found.items())
    else:
        weights.update(found)


def _leaf_weights(
    index: Index,
    leaf: Leaf,
    want: Want,
    ranges: Ranges | None,
    names: dict[int, dict[int, float]],
    *,
    whole_page: bool,
) -> dict[int, float]:
    """Weighted occurrences in one segment, by its own numbers of pages or sections; those in names also by field."""
    found: dict[int, float] = {}
    for variant in want.variants:
        if len(variant.terms) == 1:
            _add_term(index, leaf, variant, ranges, found, names, whole_page=whole_page)
            continue
        found_together = together(index, leaf, variant, ranges)
        page_of = leaf.files.page
        for section, weight in found_together.items():
            key = page_of[section] if whole_page else section
            found[key] = found.get(key, 0.0) + weight
    return with_names(found, names)


def _by_leaf(index: Index, pages: Iterable[int] | None) -> dict[Leaf, Ranges] | None:
    """The sections of ``pages`` as ascending ranges for each segment."""
    if pages is None:
        return None
    found: dict[Leaf, Ranges] = {}
    for page in sorted(pages):
        leaf, local = index.locate(page)
        first = leaf.files.first
        found.setdefault(leaf, []).append((first[local], first[local + 1]))
    return found


def _add_term(
    index: Index,
    leaf: Leaf,
    variant: Variant,
    ranges: Ranges | None,
    found: dict[int, float],
    names: dict[int, dict[int, float]],
    *,
    whole_page: bool,
) -> None:
    """Add the occurrences of a term: those in texts to ``found``, those in names to ``names`` by field."""
    files = leaf.files
    at = files.find(variant.terms[0].encode("utf-8", "surrogatepass"))
    if at < 0:
        return
    worth = float(variant.weight)
    for number, row in files.rows(at):
        if variant.fields is not None and number not in variant.fields:
            continue
        if whole_page and number not in ranking.PAGE_BOOST:
            continue
        sections, counts = postings_of(leaf, row, ranges)
        if not sections:
            continue
        norm = index.norms(number, whole_page=whole_page)
        lengths = leaf.page_lengths(number) if whole_page else files.lengths(number)
        assert lengths is not None
        keys = list(map(files.page.__getitem__, sections)) if whole_page else sections
        factors = map(norm.__getitem__, map(lengths.__getitem__, keys))
        if number in NAMES:
            keep_best(names.setdefault(number, {}), keys, counts, factors, worth)
        elif not found and (not whole_page or files.row_pages[row] == files.frequency(row)):
            found.update(zip(keys, map(worth.__mul__, map(mul, counts, factors)), strict=True))
        else:
            get = found.get
            for key, count, factor in zip(keys, counts, factors, strict=True):
                found[key] = get(key, 0.0) + worth * (count * factor)


def keep_best(
    found: dict[int, float], keys: Sequence[int], counts: Sequence[int], factors: Iterable[float], worth: float
) -> None:
    """Note in ``found`` what each of ``keys`` weighs by a name, where that is more than is known."""
    get = found.get
    for key, count, factor in zip(keys, counts, factors, strict=True):
        weight = worth * count * factor
        if weight > get(key, 0.0):
            found[key] = weight


def with_names(found: dict[int, float], names: dict[int, dict[int, float]]) -> dict[int, float]:
    """``found`` with the weights of names, kept by field in ``names``, added to it."""
    get = found.get
    for number in sorted(names):
        for key, weight in names[number].items():
            found[key] = get(key, 0.0) + weight
    return found


def rows_of(index: Index, leaf: Leaf, term: str) -> tuple[Row, ...]:
    """All live occurrences of a term in a segment, from the last key press where that asked for it."""
    known = index.rows.get(leaf.base, term)
    if known is None:
        files = leaf.files
        at = files.find(term.encode("utf-8", "surrogatepass"))
        known = tuple([_read(index, leaf, number, row) for number, row in files.rows(at)]) if at >= 0 else ()
        index.rows.keep(leaf.base, term, known)
    return known


def _read(index: Index, leaf: Leaf, number: int, row: int) -> Row:
    files, named = leaf.files, number in NAMES
    sections, counts = postings_of(leaf, row, None)
    if number not in ranking.PAGE_BOOST:
        return Row(number, named, sections, counts, (), [], True)
    pages = list(map(files.page.__getitem__, sections))
    norm, lengths = _by_page(index, leaf, number)
    factors = map(norm.__getitem__, map(lengths.__getitem__, pages))
    unique = files.row_pages[row] == files.post_at[row + 1] - files.post_at[row]
    return Row(number, named, sections, counts, pages, list(factors if named else map(mul, counts, factors)), unique)


def _by_page(index: Index, leaf: Leaf, number: int) -> tuple[Norms, Sequence[int]]:
    """What a field of each length weighs on a page, and the length that it has on each page of a segment."""
    known = leaf.by_page.get(number)
    if known is None:
        known = leaf.by_page[number] = index.norms(number, whole_page=True), leaf.page_lengths(number) or array("I")
    return known


def postings_of(leaf: Leaf, row: int, ranges: Ranges | None) -> tuple[Sequence[int], Sequence[int]]:
    """Live sections and counts of a row; with ``ranges`` only those inside."""
    files = leaf.files
    low, high = files.post_at[row], files.post_at[row + 1]
    ids, freqs = files.ids[low:high], files.freqs[low:high]
    if ranges is None:
        if not leaf.deleted:
            return ids.tolist(), bytes(freqs)
        gone = leaf.deleted
        kept = [(section, count) for section, count in zip(ids, freqs, strict=True) if section not in gone]
    elif len(ids) <= SPARSE * len(ranges):
        kept = _merge_join(ids.tolist(), bytes(freqs), ranges)
    else:
        kept = _look_up(ids, freqs, ranges)
    return [section for section, _ in kept], [count for _, count in kept]


def _merge_join(ids: list[int], freqs: bytes, ranges: Ranges) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    at, last = 0, len(ranges) - 1
    low, high = ranges[0]
    for section, count in zip(ids, freqs, strict=True):
        while section >= high:
            if at == last:
                return kept
            at += 1
            low, high = ranges[at]
        if section >= low:
            kept.append((section, count))
    return kept


def _look_up(ids: memoryview, freqs: memoryview, ranges: Ranges) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    at, size = 0, len(ids)
    for low, high in ranges:
        at = bisect_left(ids, low, at)
        while at < size and (section := ids[at]) < high:
            kept.append((section, freqs[at]))
            at += 1
        if at == size:
            break
    return kept


def together(index: Index, leaf: Leaf, variant: Variant, ranges: Ranges | None) -> dict[int, float]:
    """Sections of a segment that have all terms of ``variant``, with the mean of their weights."""
    joined: dict[int, float] | None = None
    share = variant.weight / len(variant.terms)
    for term in variant.terms:
        found: dict[int, float] = {}
        names: dict[int, dict[int, float]] = {}
        single = Variant((term,), share, variant.kind, variant.fields)
        _add_term(index, leaf, single, ranges, found, names, whole_page=False)
        with_names(found, names)
        if joined is None:
            joined = found
        else:
            joined = {section: weight + found[section] for section, weight in joined.items() if section in found}
        if not joined:
            return {}
    return joined or {}


def matched_fields(index: Index, want: Want, section: int) -> list[tuple[str, str, str, int]]:
    """How a section meets ``want``: field, term, kind of match, occurrences."""
    leaf = next(leaf for leaf in reversed(index.leaves) if leaf.base <= section)
    local = section - leaf.base
    found: list[tuple[str, str, str, int]] = []
    for variant in want.variants:
        for term in variant.terms:
            at = leaf.files.find(term.encode("utf-8", "surrogatepass"))
            for number, row in leaf.files.rows(at) if at >= 0 else ():
                if variant.fields is None or number in variant.fields:
                    ids, freqs = leaf.files.postings(row)
                    found += [
                        (FIELDS[number], term, variant.kind, c) for _, c in _look_up(ids, freqs, [(local, local + 1)])
                    ]
    return found
