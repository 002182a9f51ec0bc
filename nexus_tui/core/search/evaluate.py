"""Resolved words to ranked pages and their best sections, in plain loops over the postings."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nexus_tui.core.model import Cancelled, never
from nexus_tui.core.search import ranking
from nexus_tui.core.search.reader import Index, Leaf, sections_of
from nexus_tui.core.search.schema import FIELDS

TOP_PAGES = 100
"""Pages whose sections are looked at."""
_SPARSE = 12
"""Looking up one page in a list of postings costs about as much as reading this many of them."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Terms that stand for a typed word when all of them are in one section."""

    terms: tuple[str, ...]
    weight: float
    kind: str = "exact"
    """``exact``, ``stem``, ``prefix``, ``typo``, ``synonym`` or ``parts``."""
    fields: frozenset[int] | None = None
    """Fields to look in; None: all."""


@dataclass(frozen=True, slots=True)
class Want:
    """A typed word with everything it may be met by."""

    label: str
    """As typed, for notes."""
    variants: tuple[Variant, ...]
    frequency: float
    """About how many pages have it."""
    required: bool = True
    negated: bool = False


@dataclass(slots=True)
class RankedPage:
    """A page that answers, and its sections."""

    page: int
    score: float
    sections: list[tuple[float, int]] = field(default_factory=list)
    """Score and section (numbered in the whole index), best first."""
    missing: tuple[str, ...] = ()
    """Words that the page does not have."""


@dataclass(slots=True)
class Ranking:
    """The outcome of a search."""

    pages: list[RankedPage]
    total: int
    """Pages that match."""
    matches: Mapping[int, float] | set[int]
    """All pages that match (for facets)."""
    partial: bool = False
    """Whether pages that lack a word were appended."""


PageFilter = Callable[[Iterable[int]], set[int]]
"""Pages to those of them that may be shown."""


def rank(
    index: Index,
    wants: Sequence[Want],
    limit: int,
    allowed: PageFilter | None = None,
    cancelled: Cancelled = never,
) -> Ranking:
    """The best ``limit`` pages for ``wants``. The order depends on the contents of the index alone."""
    positive = [want for want in wants if not want.negated]
    required = [want for want in positive if want.required]
    if not required:
        required = positive
    if not required:
        return Ranking([], 0, set())
    search = _Search(index, cancelled)
    matches = search.with_all(required)
    matches = search.without([want for want in wants if want.negated], _allow(matches, allowed))
    scores = search.scores(positive, matches)
    missing: dict[int, tuple[str, ...]] = {}
    partial = False
    if len(matches) < ranking.FEW and len(required) > 1 and not cancelled():
        partial = True
        extra = search.with_some(required) - matches
        extra = search.without([want for want in wants if want.negated], _allow(extra, allowed))
        search.add_partial(scores, positive, required, extra, missing)
        matches = matches | extra
    top = search.top(scores, max(TOP_PAGES, 3 * limit), matches, missing)
    pages = search.with_sections(top, positive, scores)
    for page in pages:
        page.missing = missing.get(page.page, ())
    pages.sort(key=lambda page: (bool(page.missing), -page.score, index.path(page.page)))
    return Ranking(pages[:limit], len(matches), matches, partial)


def rank_any(index: Index, wants: Sequence[Want], limit: int) -> list[RankedPage]:
    """The best pages that have any of ``wants``."""
    search = _Search(index, never)
    scores = search.scores(wants, search.with_some(wants))
    pages = search.with_sections(search.top(scores, limit, set(scores), {}), wants, scores)
    pages.sort(key=lambda page: (-page.score, index.path(page.page)))
    return pages


def _allow(pages: set[int], allowed: PageFilter | None) -> set[int]:
    return pages if allowed is None else allowed(pages)


class _Search:
    """One evaluation: remembers what it has read."""

    def __init__(self, index: Index, cancelled: Cancelled) -> None:
        self._index, self._cancelled = index, cancelled
        self._weights: dict[Want, dict[int, float]] = {}

    def with_all(self, required: Sequence[Want]) -> set[int]:
        """Pages that have every word; the rarest first, so that the others are only looked up in what is left."""
        pages: set[int] | None = None
        for want in sorted(required, key=lambda want: (want.frequency, want.label)):
            weights = self._page_weights(want, pages)
            pages = set(weights) if pages is None else {page for page in pages if page in weights}
            if not pages or self._cancelled():
                return set()
        return pages or set()

    def with_some(self, required: Sequence[Want]) -> set[int]:
        """Pages that have at least one of the words."""
        found: set[int] = set()
        for want in required:
            found.update(self._page_weights(want, None))
        return found

    def without(self, negated: Sequence[Want], pages: set[int]) -> set[int]:
        """``pages`` without those that have one of the excluded words."""
        for want in negated:
            if pages:
                pages = pages - page_weights(self._index, want, pages).keys()
        return pages

    def scores(self, wants: Sequence[Want], pages: set[int]) -> dict[int, float]:
        """Score of each of ``pages`` as a whole."""
        scores = dict.fromkeys(pages, 0.0)
        for want in wants:
            worth = ranking.idf(want.frequency, self._index.pages)
            weights = self._page_weights(want, pages)
            k = ranking.K1
            if len(weights) <= len(pages):
                for page, weight in weights.items():
                    if page in scores:
                        scores[page] += worth * (weight * (k + 1.0) / (k + weight))
            else:
                for page in pages:
                    weight = weights.get(page, 0.0)
                    scores[page] += worth * (weight * (k + 1.0) / (k + weight))
        return scores

    def add_partial(
        self,
        scores: dict[int, float],
        positive: Sequence[Want],
        required: Sequence[Want],
        extra: set[int],
        missing: dict[int, tuple[str, ...]],
    ) -> None:
        """Score pages that lack words: by the square of the part of the query's worth that they have."""
        found = self.scores(positive, extra)
        worths = [(want, ranking.idf(want.frequency, self._index.pages)) for want in required]
        whole = sum(worth for _, worth in worths) or 1.0
        for page in extra:
            lacking = [(want, worth) for want, worth in worths if page not in self._page_weights(want, None)]
            part = 1.0 - sum(worth for _, worth in lacking) / whole
            scores[page] = found[page] * part * part
            missing[page] = tuple(want.label for want, _ in lacking)

    def top(
        self, scores: Mapping[int, float], most: int, pages: set[int], missing: Mapping[int, tuple[str, ...]]
    ) -> list[int]:
        """The best pages; at equal scores by path. Those that lack a word come after those that do not."""
        whole = [page for page in pages if page not in missing]
        if len(whole) > most:
            bound = heapq.nlargest(most, (scores[page] for page in whole))[-1]
            whole = [page for page in whole if scores[page] >= bound]
        whole = self._ordered(scores, whole)[:most]
        if len(whole) < most and missing:
            rest = [page for page in pages if page in missing]
            if len(rest) > most:
                bound = heapq.nlargest(most, (scores[page] for page in rest))[-1]
                rest = [page for page in rest if scores[page] >= bound]
            whole += self._ordered(scores, rest)[: most - len(whole)]
        return whole

    def _ordered(self, scores: Mapping[int, float], pages: list[int]) -> list[int]:
        path = self._index.path
        return sorted(pages, key=lambda page: (-scores[page], path(page)))

    def with_sections(
        self, pages: Sequence[int], wants: Sequence[Want], scores: Mapping[int, float]
    ) -> list[RankedPage]:
        """Join the evidence of each page with that of its best section."""
        ordered = sorted(pages)
        section_scores: dict[int, float] = {}
        k = ranking.K1
        for want in wants:
            worth = ranking.idf(want.frequency, self._index.pages)
            for section, weight in section_weights(self._index, want, ordered).items():
                gain = worth * (weight * (k + 1.0) / (k + weight))
                section_scores[section] = section_scores.get(section, 0.0) + gain
        found: list[RankedPage] = []
        for page in pages:
            leaf, local = self._index.locate(page)
            base = leaf.base
            sections = sections_of(leaf.files, local)
            ranked = [
                (section_scores[base + section], base + section)
                for section in sections
                if base + section in section_scores
            ]
            ranked.sort(key=lambda each: (-each[0], each[1]))
            best = ranked[0][0] if ranked else 0.0
            best += ranking.SIBLINGS * sum(score for score, _ in ranked[1:4])
            score = ranking.PAGE_SHARE * scores[page] + (1.0 - ranking.PAGE_SHARE) * best
            found.append(RankedPage(page, score, ranked or [(0.0, base + sections[0])]))
        return found

    def _page_weights(self, want: Want, pages: set[int] | None) -> Mapping[int, float]:
        known = self._weights.get(want)
        if known is None:
            if pages is not None and len(pages) * _SPARSE < want.frequency:
                return page_weights(self._index, want, pages)
            known = self._weights[want] = page_weights(self._index, want, None)
        return known


def page_weights(index: Index, want: Want, pages: set[int] | None) -> dict[int, float]:
    """Weighted occurrences of ``want`` for each page that has it; with ``pages`` only for those."""
    weights: dict[int, float] = {}
    by_leaf = _by_leaf(index, pages)
    for leaf in index.leaves:
        ranges = None if by_leaf is None else by_leaf.get(leaf, [])
        if ranges is not None and not ranges:
            continue
        found: dict[int, float] = {}
        for variant in want.variants:
            if len(variant.terms) == 1:
                _add_term(index, leaf, variant, ranges, found, whole_page=True)
            else:
                page_of = leaf.files.page
                for section, weight in _together(index, leaf, variant, ranges).items():
                    page = page_of[section]
                    found[page] = found.get(page, 0.0) + weight
        base = leaf.page_base
        if base:
            weights.update((base + page, weight) for page, weight in found.items())
        else:
            weights.update(found)
    return weights


def section_weights(index: Index, want: Want, pages: Sequence[int]) -> dict[int, float]:
    """Weighted occurrences of ``want`` for each section of ``pages`` (ascending) that has it."""
    weights: dict[int, float] = {}
    for leaf, ranges in (_by_leaf(index, pages) or {}).items():
        found: dict[int, float] = {}
        for variant in want.variants:
            if len(variant.terms) == 1:
                _add_term(index, leaf, variant, ranges, found, whole_page=False)
            else:
                for section, weight in _together(index, leaf, variant, ranges).items():
                    found[section] = found.get(section, 0.0) + weight
        base = leaf.base
        weights.update((base + section, weight) for section, weight in found.items())
    return weights


Ranges = list[tuple[int, int]]


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
    index: Index, leaf: Leaf, variant: Variant, ranges: Ranges | None, found: dict[int, float], *, whole_page: bool
) -> None:
    """Add the occurrences of a term to ``found`` (by page or by section of the segment)."""
    files = leaf.files
    at = files.find(variant.terms[0].encode("utf-8", "surrogatepass"))
    if at < 0:
        return
    for number, row in reversed(list(files.rows(at))):
        if variant.fields is not None and number not in variant.fields:
            continue
        if whole_page and number not in ranking.PAGE_BOOST:
            continue
        sections, counts = _postings(leaf, row, ranges)
        if not sections:
            continue
        norm = index.norms(number, whole_page=whole_page)
        lengths = leaf.page_lengths(number) if whole_page else files.lengths(number)
        assert lengths is not None
        worth = variant.weight
        keys = [files.page[section] for section in sections] if whole_page else sections
        factors = map(norm.__getitem__, map(lengths.__getitem__, keys))
        if not found and (not whole_page or files.row_pages[row] == files.frequency(row)):
            found.update(
                (key, worth * count * factor) for key, count, factor in zip(keys, counts, factors, strict=True)
            )
            continue
        get = found.get
        for key, count, factor in zip(keys, counts, factors, strict=True):
            found[key] = get(key, 0.0) + worth * count * factor


def _postings(leaf: Leaf, row: int, ranges: Ranges | None) -> tuple[Sequence[int], Sequence[int]]:
    """Live sections and counts of a row; with ``ranges`` only those inside."""
    ids, freqs = leaf.files.postings(row)
    if ranges is None:
        if not leaf.deleted:
            return ids.tolist(), bytes(freqs)
        gone = leaf.deleted
        kept = [(section, count) for section, count in zip(ids, freqs, strict=True) if section not in gone]
    elif len(ids) <= _SPARSE * len(ranges):
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
    from bisect import bisect_left

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


def _together(index: Index, leaf: Leaf, variant: Variant, ranges: Ranges | None) -> dict[int, float]:
    """Sections of a segment that have all terms of ``variant``, with the mean of their weights."""
    joined: dict[int, float] | None = None
    share = variant.weight / len(variant.terms)
    for term in variant.terms:
        found: dict[int, float] = {}
        _add_term(index, leaf, Variant((term,), share, variant.kind, variant.fields), ranges, found, whole_page=False)
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
