"""Occurrences of a word by section, read from the postings; ``pagewise`` has them by page."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from operator import mul
from typing import NamedTuple

from nexus_tui.core.search import ranking
from nexus_tui.core.search.reader import Index, Leaf
from nexus_tui.core.search.rows import Row, gather
from nexus_tui.core.search.schema import ALIASES, FIELDS, HEADING, PAGE_FIELDS, PATH, TAGS, TITLE

SPARSE = 20
"""Looking up one page in a list of postings costs about as much as reading this many of them."""
_MOST_FOUND = 1024
"""Terms of a segment whose rows are remembered."""
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


def section_weights(
    index: Index, want: Want, pages: Sequence[int]
) -> tuple[dict[int, float], dict[int, float], dict[int, float]]:
    """Weighted occurrences of ``want`` for each section of ``pages`` (ascending) that has it, how much of that is due
    to the fields of the page as a whole, which are kept in its first section, and how much to its heading."""
    weights: dict[int, float] = {}
    of_page: dict[int, float] = {}
    of_heading: dict[int, float] = {}
    for leaf, among in ranges_of(index, pages).items():
        names: dict[int, dict[int, float]] = {}
        found = _section_weights(index, leaf, want.variants, among, names)
        weights.update((leaf.base + section, weight) for section, weight in found.items())
        of_heading.update((leaf.base + section, weight) for section, weight in names.get(HEADING, {}).items())
        for number in sorted(PAGE_FIELDS & names.keys()):
            for section, weight in names[number].items():
                of_page[leaf.base + section] = of_page.get(leaf.base + section, 0.0) + weight
    return weights, of_page, of_heading


def ranges_of(index: Index, pages: Iterable[int]) -> dict[Leaf, Among]:
    """The sections of ``pages`` in each segment that has some of them."""
    found: dict[Leaf, Among] = {}
    ordered = sorted(pages)
    at = 0
    for leaf in index.leaves:
        first, base = leaf.files.first, leaf.page_base
        end = bisect_left(ordered, base + len(first) - 1, at)
        if end > at:
            here = [page - base for page in ordered[at:end]]
            ranges = zip(gather(first, here), gather(first, [page + 1 for page in here]), strict=True)
            found[leaf] = Among(list(ranges), leaf.files.count)
        at = end
    return found


def _section_weights(
    index: Index, leaf: Leaf, variants: Iterable[Variant], among: Among | None, names: dict[int, dict[int, float]]
) -> dict[int, float]:
    """Weighted occurrences in the sections of one segment; those in names also by field."""
    found: dict[int, float] = {}
    for variant in variants:
        if len(variant.terms) == 1:
            found = _with_term(index, leaf, variant, among, found, names)
            continue
        for section, weight in together(index, leaf, variant, among).items():
            found[section] = found.get(section, 0.0) + weight
    return with_names(found, names)


def _with_term(
    index: Index,
    leaf: Leaf,
    variant: Variant,
    among: Among | None,
    found: dict[int, float],
    names: dict[int, dict[int, float]],
) -> dict[int, float]:
    """``found`` with the occurrences of a term in texts added; those in names are added to ``names`` by field."""
    worth = float(variant.weight)
    for number, row in rows_in(leaf, variant.terms[0], variant.fields):
        sections, counts = postings_of(leaf, row, among)
        if not sections:
            continue
        found = with_row(index, leaf, number, sections, counts, worth, found, names)
    return found


def with_row(
    index: Index,
    leaf: Leaf,
    number: int,
    sections: Sequence[int],
    counts: Sequence[int],
    worth: float,
    found: dict[int, float],
    names: dict[int, dict[int, float]],
) -> dict[int, float]:
    """``found`` with occurrences in the text ``number`` added; those in a name are added to ``names`` by field."""
    norm, lengths = index.norms(number, whole_page=False), leaf.files.lengths(number)
    assert lengths is not None
    factors = gather(norm, gather(lengths, sections))
    if number in NAMES:
        keep_best(names.setdefault(number, {}), sections, counts, factors, worth)
        return found
    return added(found, sections, list(map(mul, counts, factors)), worth)


def added(
    found: dict[int, float], keys: Sequence[int], factors: Sequence[float], worth: float, *, unique: bool = True
) -> dict[int, float]:
    """``found`` with what each of ``keys`` weighs added; what is larger is kept and the other added to it.

    ``unique``: no key is there twice.
    """
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


def rows_in(leaf: Leaf, term: str, fields: frozenset[int] | None) -> list[tuple[int, int]]:
    """Field and row of a term of a segment for each of ``fields`` that has it (None: for each)."""
    known = leaf.rows.get((term, fields))
    if known is None:
        files = leaf.files
        at = files.find(term.encode("utf-8", "surrogatepass"))
        known = [each for each in files.rows(at) if fields is None or each[0] in fields] if at >= 0 else []
        if len(leaf.rows) > _MOST_FOUND:
            leaf.rows.clear()
        leaf.rows[term, fields] = known
    return known


def rows_of(index: Index, leaf: Leaf, term: str, fields: frozenset[int] | None = None) -> tuple[Row, ...]:
    """All live occurrences of a term in ``fields`` of a segment, from the last key press where that asked for it."""
    known = index.rows.get(leaf.base, term, fields)
    if known is None:
        known = tuple([_read(index, leaf, number, row) for number, row in rows_in(leaf, term, fields)])
        index.rows.keep(leaf.base, term, known, fields)
    return known


def _read(index: Index, leaf: Leaf, number: int, row: int) -> Row:
    files, named = leaf.files, number in NAMES
    sections, counts = postings_of(leaf, row, None)
    if number not in ranking.PAGE_BOOST:
        return Row(number, named, sections, counts, (), [], True)
    pages = gather(files.page, sections)
    factors = page_factors(index, leaf, number, pages)
    unique = files.row_pages[row] == files.frequency(row)
    return Row(number, named, sections, counts, pages, list(factors if named else map(mul, counts, factors)), unique)


def page_factors(index: Index, leaf: Leaf, number: int, pages: Sequence[int]) -> tuple[float, ...]:
    """What an occurrence in a field weighs on each of ``pages`` of a segment by the length of the field there."""
    known = leaf.by_page.get(number)
    if known is None:
        lengths = leaf.page_lengths(number) or array("I")
        known = leaf.by_page[number] = gather(index.norms(number, whole_page=True), lengths)
    return gather(known, pages)


class Among:
    """The sections of chosen pages of a segment."""

    def __init__(self, ranges: Ranges, count: int) -> None:
        """``ranges``: the sections of each page, ascending. ``count``: all sections of the segment."""
        self.ranges, self._count = ranges, count

    @cached_property
    def flags(self) -> bytearray:
        """For each section of the segment 1 if it is among them."""
        flags = bytearray(self._count)
        for low, high in self.ranges:
            flags[low:high] = b"\1" * (high - low)
        return flags


def postings_of(leaf: Leaf, row: int, among: Among | None) -> tuple[Sequence[int], Sequence[int]]:
    """Live sections and counts of a row; with ``among`` only those there, which are taken to be live."""
    files = leaf.files
    low, high = files.post_at[row], files.post_at[row + 1]
    ids, freqs = files.ids[low:high], files.freqs[low:high]
    if among is None:
        if not leaf.deleted:
            return ids.tolist(), bytes(freqs)
        gone = leaf.deleted
        kept = [(section, count) for section, count in zip(ids, freqs, strict=True) if section not in gone]
        return [section for section, _ in kept], [count for _, count in kept]
    if len(ids) > SPARSE * len(among.ranges):
        return _look_up(ids, freqs, among.ranges)
    sections: list[int] = ids.tolist()
    inside = gather(among.flags, sections)
    return (list(compress(sections, inside)), bytes(compress(freqs, inside))) if any(inside) else ([], b"")


def _look_up(ids: memoryview, freqs: memoryview, ranges: Ranges) -> tuple[list[int], list[int]]:
    sections: list[int] = []
    counts: list[int] = []
    at, size = 0, len(ids)
    section = -1
    for low, high in ranges:
        if section < low:
            # Sections ascend, so that the one looked for is no further on than its number is.
            at = bisect_left(ids, low, at, min(size, at + low - section))
            if at == size:
                break
            section = ids[at]
        while section < high:
            sections.append(section)
            counts.append(freqs[at])
            at += 1
            if at == size:
                return sections, counts
            section = ids[at]
    return sections, counts


def together(index: Index, leaf: Leaf, variant: Variant, among: Among | None) -> dict[int, float]:
    """Sections of a segment that have all terms of ``variant``, with the mean of their weights."""
    joined: dict[int, float] | None = None
    share = variant.weight / len(variant.terms)
    for term in variant.terms:
        names: dict[int, dict[int, float]] = {}
        single = Variant((term,), share, variant.kind, variant.fields)
        found = with_names(_with_term(index, leaf, single, among, {}, names), names)
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
                    _, counts = _look_up(*leaf.files.postings(row), [(local, local + 1)])
                    found += [(FIELDS[number], term, variant.kind, count) for count in counts]
    return found
