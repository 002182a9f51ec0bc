"""Resolved words to ranked pages and their best sections, in plain loops over the postings."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nexus_tui.core.model import Cancelled, never
from nexus_tui.core.search import ranking
from nexus_tui.core.search.coverage import LOOKED_AT, Coverage
from nexus_tui.core.search.evidence import MOST_SECTIONS, Evidence, gather
from nexus_tui.core.search.postings import SPARSE, Want, page_weights, section_weights
from nexus_tui.core.search.reader import Index

TOP_PAGES = 40
"""Pages whose sections are looked at."""
_LOOKED_AT = 6
"""Sections of a page among which the one to open is chosen."""
_HELD_AGAINST = 12
"""Pages, the best ones, whose headings are held against the query."""
ENOUGH = 400
"""Pages that lack a word are sought among those of the rarest words, until there are this many."""


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


_Joined = tuple[int, float, list[tuple[float, int]]]
"""Page, score, and the scores of its sections."""

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
    strict = len(required) < ranking.LONG_QUERY
    few = ranking.FEW if strict else ranking.FEW_FOR_LONG
    if len(matches) < few and len(required) > 1 and not cancelled():
        partial = True
        extra = search.with_some(required) - matches
        extra = search.without([want for want in wants if want.negated], _allow(extra, allowed))
        scores.update(search.scores(positive, extra))
        missing = search.missing(required, extra)
        matches = matches | extra
    top = search.top(scores, max(TOP_PAGES, 2 * limit), missing if strict else {})
    joined, elsewhere = search.with_sections(top, positive, scores)
    lacking = missing if strict else {}
    joined.sort(key=lambda each: (each[0] in lacking, -each[1], index.path(each[0])))
    pages = [search.ranked(*each, elsewhere) for each in joined[:limit]]
    for page in pages:
        page.missing = missing.get(page.page, ())
    return Ranking(pages, len(matches), matches, partial)


def rank_any(index: Index, wants: Sequence[Want], limit: int) -> list[RankedPage]:
    """The best pages that have any of ``wants``."""
    search = _Search(index, never)
    scores = search.scores(wants, search.with_some(wants))
    joined, elsewhere = search.with_sections(search.top(scores, limit, {}), wants, scores)
    joined.sort(key=lambda each: (-each[1], index.path(each[0])))
    return [search.ranked(*each, elsewhere) for each in joined]


def _allow(pages: set[int], allowed: PageFilter | None) -> set[int]:
    return pages if allowed is None else allowed(pages)


class _Search:
    """One evaluation: remembers what it has read."""

    def __init__(self, index: Index, cancelled: Cancelled) -> None:
        self._index, self._cancelled = index, cancelled
        self._weights: dict[int, dict[int, float]] = {}
        self._known: dict[int, Evidence] = {}
        self._coverage: Coverage | None = None

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
        """Pages that have at least one of the words: of the rarest ones, until there are enough."""
        found: set[int] = set()
        for want in sorted(required, key=lambda want: (want.frequency, want.label)):
            if len(found) >= ENOUGH:
                break
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
            worth = want.worth(self._index.sections)
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

    def missing(self, required: Sequence[Want], pages: set[int]) -> dict[int, tuple[str, ...]]:
        """The words that each of ``pages`` lacks."""
        having = [(want.label, self._page_weights(want, pages)) for want in required]
        return {page: tuple(label for label, weights in having if page not in weights) for page in pages}

    def top(self, scores: Mapping[int, float], most: int, after: Mapping[int, object]) -> list[int]:
        """The best pages, those of ``after`` after all others; at equal scores by path."""
        found = self._best(scores, most, [page for page in scores if page not in after] if after else list(scores))
        if after and len(found) < most:
            found += self._best(scores, most - len(found), list(after))
        return found

    def _best(self, scores: Mapping[int, float], most: int, pages: list[int]) -> list[int]:
        if len(pages) > most:
            bound = heapq.nlargest(most, map(scores.__getitem__, pages))[-1]
            pages = [page for page in pages if scores[page] >= bound]
        path = self._index.path
        return sorted(pages, key=lambda page: (-scores[page], path(page)))[:most]

    def with_sections(
        self, pages: Sequence[int], wants: Sequence[Want], scores: Mapping[int, float]
    ) -> tuple[list[_Joined], dict[int, float]]:
        """The evidence of each page joined with that of its best section.

        Gives page, score and scored sections of each, and what of the scores of sections the fields of their page
        brought in.
        """
        ordered = sorted(pages)
        owner = self._owners(ordered)
        whole: dict[int, float] = {}
        elsewhere: dict[int, float] = {}
        k = ranking.K1
        for want in wants:
            worth = want.worth(self._index.sections) * (k + 1.0)
            weights, of_page, of_heading = self._section_weights(want, ordered, owner)
            get = whole.get
            for section, weight in weights.items():
                whole[section] = get(section, 0.0) + worth * (weight / (k + weight))
            for section in owner.keys() & of_page.keys():
                weight = weights[section]
                inner = weight - of_page[section] * ranking.PAGE_FIELDS_ELSEWHERE
                less = worth * (weight / (k + weight) - inner / (k + inner))
                elsewhere[section] = elsewhere.get(section, 0.0) + less
            for section in owner.keys() & of_heading.keys():
                part = of_heading[section]
                more = ranking.HEADING_OPENS * worth * (part / (k + part))
                elsewhere[section] = elsewhere.get(section, 0.0) - more
        by_page: dict[int, list[tuple[float, int]]] = {page: [] for page in pages}
        coverage = self._coverage = Coverage(self._index, wants)
        apparatus = self._index.apparatus_among(whole)
        for section, score in whole.items():
            if section in apparatus and not coverage.is_named(section):
                score *= ranking.APPARATUS_COUNTS
            by_page[owner[section]].append((score, section))
        joined = [(page, _joined(scores[page], known), known) for page, known in by_page.items()]
        return self._covered(joined, coverage), elsewhere

    def _covered(self, joined: list[_Joined], coverage: Coverage) -> list[_Joined]:
        """The best pages count more where a heading of theirs is what was asked for."""
        path = self._index.path
        joined.sort(key=lambda each: (-each[1], path(each[0])))
        for at, (page, score, known) in enumerate(joined[:_HELD_AGAINST]):
            best = heapq.nlargest(LOOKED_AT, known)
            joined[at] = (page, score * coverage.factor([section for _, section in best]), known)
        return joined

    def _owners(self, pages: Sequence[int]) -> dict[int, int]:
        """The sections of ``pages``, each with its page."""
        found: dict[int, int] = {}
        for page in pages:
            leaf, local = self._index.locate(page)
            first = leaf.files.first
            found.update(dict.fromkeys(range(leaf.base + first[local], leaf.base + first[local + 1]), page))
        return found

    def ranked(
        self, page: int, score: float, known: list[tuple[float, int]], elsewhere: Mapping[int, float]
    ) -> RankedPage:
        """A page with its sections in order, by what they have themselves."""
        if not known:
            leaf, local = self._index.locate(page)
            return RankedPage(page, score, [(0.0, leaf.base + leaf.files.first[local])])
        leaf, local = self._index.locate(page)
        first = leaf.base + leaf.files.first[local]
        get = elsewhere.get
        sections = [(own - get(section, 0.0), section) for own, section in known]
        if len(sections) > 1:
            sections.sort(key=_first_best)
        if len(sections) > 1:
            head = sections[: 2 * _LOOKED_AT]
            telling = [each for each in head if not self._is_apparatus(each[1])]
            sections = [*(telling or head), *sections[2 * _LOOKED_AT :]]
        opens = ranking.BEGINNING_OPENS
        sections[:_LOOKED_AT] = [
            (own * opens if section == first else own, section) for own, section in sections[:_LOOKED_AT]
        ]
        sections.sort(key=_first_best)
        return RankedPage(page, score, sections)

    def _is_apparatus(self, section: int) -> bool:
        """Whether a section only names what its page is about, and is not itself what was asked for."""
        coverage = self._coverage
        return self._index.is_apparatus(section) and not (coverage is not None and coverage.is_named(section))

    def _section_weights(
        self, want: Want, pages: Sequence[int], owner: Mapping[int, int]
    ) -> tuple[Mapping[int, float], Mapping[int, float], Mapping[int, float]]:
        """As ``postings.section_weights``, from what was read before if it was."""
        known = self._evidence(want)
        if known is None:
            return section_weights(self._index, want, pages)
        sections = known.sections
        inside = {section: sections[section] for section in owner.keys() & sections.keys()}
        return inside, known.of_page, known.of_heading

    def _page_weights(self, want: Want, pages: set[int] | None) -> Mapping[int, float]:
        evidence = self._evidence(want)
        if evidence is not None:
            return evidence.pages
        known = self._weights.get(id(want))
        if known is None:
            if pages is not None and len(pages) * SPARSE < want.frequency:
                return page_weights(self._index, want, pages)
            known = self._weights[id(want)] = page_weights(self._index, want, None)
        return known

    def _evidence(self, want: Want) -> Evidence | None:
        """All occurrences of a word that is not too frequent for it, kept for the next key press."""
        if want.sections > MOST_SECTIONS:
            return None
        known = self._known.get(id(want))
        if known is None:
            found = self._index.remembered(want.variants)
            if not isinstance(found, Evidence):
                found = gather(self._index, want)
                self._index.remember(want.variants, found)
            known = self._known[id(want)] = found
        return known


def _joined(score: float, known: list[tuple[float, int]]) -> float:
    """Score of a page from that of it as a whole and those of its sections."""
    if not known:
        return ranking.PAGE_SHARE * score
    first, *others = sorted([own for own, _ in known], reverse=True)[:4]
    return ranking.PAGE_SHARE * score + (1.0 - ranking.PAGE_SHARE) * (first + ranking.SIBLINGS * sum(others))


def _first_best(scored: tuple[float, int]) -> tuple[float, int]:
    return -scored[0], scored[1]
