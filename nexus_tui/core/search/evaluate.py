"""Resolved words to ranked pages and their best sections, in plain loops over the postings."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter

from nexus_tui.core.model import Cancelled, never
from nexus_tui.core.search import ranking
from nexus_tui.core.search.contenders import Share, contenders
from nexus_tui.core.search.coverage import LOOKED_AT, Coverage
from nexus_tui.core.search.pagewise import having
from nexus_tui.core.search.postings import Want
from nexus_tui.core.search.reader import Index
from nexus_tui.core.search.weights import Weights

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
_Parts = tuple[float, Mapping[int, float], Mapping[int, float], Mapping[int, float]]
"""The worth of a word, its weight in each section, and what of that is due to the page and to the heading."""

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
    most = max(TOP_PAGES, 2 * limit)
    extra: set[int] = set()
    partial = False
    strict = len(required) < ranking.LONG_QUERY
    few = ranking.FEW if strict else ranking.FEW_FOR_LONG
    if len(matches) < few and len(required) > 1 and not cancelled():
        partial = True
        extra = search.with_some(required) - matches
        extra = search.without([want for want in wants if want.negated], _allow(extra, allowed))
        matches = matches | extra
    lacking = extra if strict else set()
    scores = search.scores(positive, matches - lacking, most)
    if lacking:
        scores.update(search.scores(positive, lacking, most))
    top = search.top(scores, most, lacking)
    joined = search.with_sections(top, positive, scores)
    _best_first(joined, index)
    if lacking:
        joined.sort(key=lambda each: each[0] in lacking)
    pages = search.opened(joined[:limit])
    missing = search.missing(required, extra, pages)
    for page in pages:
        page.missing = missing.get(page.page, ())
    return Ranking(pages, len(matches), matches, partial)


def rank_any(index: Index, wants: Sequence[Want], limit: int) -> list[RankedPage]:
    """The best pages that have any of ``wants``."""
    search = _Search(index, never)
    scores = search.scores(wants, search.with_some(wants), limit)
    joined = search.with_sections(search.top(scores, limit, ()), wants, scores)
    _best_first(joined, index)
    return search.opened(joined)


def _best_first(joined: list[_Joined], index: Index) -> None:
    """Sort by score, at equal scores by path."""
    joined.sort(key=itemgetter(1), reverse=True)
    if len({score for _, score, _ in joined}) < len(joined):
        joined.sort(key=lambda each: (-each[1], index.path(each[0])))


def _allow(pages: set[int], allowed: PageFilter | None) -> set[int]:
    return pages if allowed is None else allowed(pages)


class _Search:
    """One evaluation: remembers what it has read."""

    def __init__(self, index: Index, cancelled: Cancelled) -> None:
        self._index, self._cancelled = index, cancelled
        self._weights = Weights(index)
        self._parts: list[_Parts] = []
        self._first: dict[int, int] = {}
        self._passed_over: set[int] = set()
        """Sections that only name what their page is about, and are not themselves what was asked for."""

    def with_all(self, required: Sequence[Want]) -> set[int]:
        """Pages that have every word; the rarest first, so that the others are only looked up in what is left.

        Of words on many pages that which counts most is read, as all of its weights are asked for next (``scores``).
        """
        order = sorted(required, key=lambda want: (want.frequency, want.label))
        weights = self._weights
        rarest = order[0] if weights.is_few(order[0]) else None
        first = rarest or max(order, key=lambda want: want.worth(self._index.sections))
        weights.read(first)
        pages = weights.pages(first)
        for want in order:
            if not pages or self._cancelled():
                return set()
            if want is not first:
                pages = weights.having(want, pages)
        return pages

    def with_some(self, required: Sequence[Want]) -> set[int]:
        """Pages that have at least one of the words: of the rarest ones, until there are enough."""
        found: set[int] = set()
        for want in sorted(required, key=lambda want: (want.frequency, want.label)):
            if len(found) >= ENOUGH:
                break
            # Most of its pages will be scored.
            self._weights.read(want)
            found |= self._weights.pages(want)
        return found

    def without(self, negated: Sequence[Want], pages: set[int]) -> set[int]:
        """``pages`` without those that have one of the excluded words."""
        for want in negated:
            if pages:
                pages = pages - having(self._index, want, pages)
        return pages

    def scores(self, wants: Sequence[Want], pages: set[int], most: int) -> dict[int, float]:
        """Score as a whole of those of ``pages`` that may be among the ``most`` best."""
        known = [self._share(want) for want in wants if self._weights.is_known(want)]
        unread = [self._share(want) for want in wants if not self._weights.is_known(want)]
        ordered = contenders(pages, known, unread, most)
        totals = [0.0] * len(ordered)
        k, more = ranking.K1, ranking.K1 + 1.0
        for want in wants:
            worth = want.worth(self._index.sections)
            weights = self._weights.on(want, ordered)
            totals = [
                total + worth * (weight * more / (k + weight)) for total, weight in zip(totals, weights, strict=True)
            ]
        return dict(zip(ordered, totals, strict=True))

    def _share(self, want: Want) -> Share:
        worth, k = want.worth(self._index.sections) * (ranking.K1 + 1.0), ranking.K1

        def of(pages: Sequence[int]) -> list[float]:
            return [worth * (weight / (k + weight)) for weight in self._weights.on(want, pages)]

        return Share(worth, of)

    def missing(
        self, required: Sequence[Want], lacking: set[int], pages: Iterable[RankedPage]
    ) -> dict[int, tuple[str, ...]]:
        """The words that those of ``pages`` lack that are among ``lacking``."""
        shown = {page.page for page in pages if page.page in lacking}
        found = [(want.label, self._weights.having(want, shown)) for want in required] if shown else []
        return {page: tuple(label for label, pages in found if page not in pages) for page in shown}

    def top(self, scores: Mapping[int, float], most: int, after: Collection[int]) -> list[int]:
        """The best pages, in no order, those of ``after`` after all others; at equal scores by path."""
        if not after:
            return self._best(scores, most)
        found = self._best({page: score for page, score in scores.items() if page not in after}, most)
        if len(found) < most:
            late = {page: score for page, score in scores.items() if page in after}
            found += self._best(late, most - len(found))
        return found

    def _best(self, scores: Mapping[int, float], most: int) -> list[int]:
        if len(scores) <= most:
            return list(scores)
        bound = heapq.nlargest(most, scores.values())[-1]
        found = [page for page, score in scores.items() if score >= bound]
        if len(found) > most:
            level = [page for page in found if scores[page] == bound]
            level.sort(key=self._index.path)
            found = [page for page in found if scores[page] > bound]
            found += level[: most - len(found)]
        return found

    def with_sections(self, pages: Iterable[int], wants: Sequence[Want], scores: Mapping[int, float]) -> list[_Joined]:
        """The evidence of each page joined with that of its best section: page, score and scored sections of each."""
        ordered = sorted(pages)
        extents = self._index.extents(ordered)
        sections = list(chain.from_iterable([range(low, high) for low, high in extents]))
        whole: dict[int, float] = {}
        k = ranking.K1
        for want in wants:
            worth = want.worth(self._index.sections) * (k + 1.0)
            weights, of_page, of_heading = self._weights.in_sections(want, ordered, sections)
            self._parts.append((worth, weights, of_page, of_heading))
            inside = list(filter(weights.__contains__, sections))
            found = zip(inside, map(weights.__getitem__, inside), strict=True)
            if whole:
                get = whole.get
                for section, weight in found:
                    whole[section] = get(section, 0.0) + worth * (weight / (k + weight))
            else:
                whole = {section: worth * (weight / (k + weight)) for section, weight in found}
        coverage = Coverage(self._index, wants)
        apparatus = self._index.apparatus_among(whole)
        self._passed_over = {section for section, heading in apparatus if not coverage.is_named(heading)}
        for section in self._passed_over:
            whole[section] *= ranking.APPARATUS_COUNTS
        joined: list[_Joined] = []
        for page, (low, high) in zip(ordered, extents, strict=True):
            self._first[page] = low
            known = [(whole[section], section) for section in range(low, high) if section in whole]
            joined.append((page, _joined(scores[page], known), known))
        return self._covered(joined, coverage)

    def _covered(self, joined: list[_Joined], coverage: Coverage) -> list[_Joined]:
        """The best pages count more where a heading of theirs is what was asked for."""
        _best_first(joined, self._index)
        for at, (page, score, known) in enumerate(joined[:_HELD_AGAINST]):
            best = sorted(known, reverse=True)[:LOOKED_AT]
            joined[at] = (page, score * coverage.factor([section for _, section in best]), known)
        return joined

    def opened(self, joined: Sequence[_Joined]) -> list[RankedPage]:
        """Pages with their sections in order, by what they have themselves."""
        elsewhere = self._elsewhere([section for *_, known in joined for _, section in known])
        return [self._ranked(*each, elsewhere) for each in joined]

    def _elsewhere(self, sections: Sequence[int]) -> dict[int, float]:
        """What of the scores of ``sections`` the fields of their page brought in, less what their heading adds."""
        found: dict[int, float] = {}
        k = ranking.K1
        for worth, weights, of_page, of_heading in self._parts:
            for section in filter(of_page.__contains__, sections):
                weight = weights[section]
                inner = weight - of_page[section] * ranking.PAGE_FIELDS_ELSEWHERE
                less = worth * (weight / (k + weight) - inner / (k + inner))
                found[section] = found.get(section, 0.0) + less
            for section in filter(of_heading.__contains__, sections):
                part = of_heading[section]
                more = ranking.HEADING_OPENS * worth * (part / (k + part))
                found[section] = found.get(section, 0.0) - more
        return found

    def _ranked(
        self, page: int, score: float, known: list[tuple[float, int]], elsewhere: Mapping[int, float]
    ) -> RankedPage:
        first = self._first[page]
        if not known:
            return RankedPage(page, score, [(0.0, first)])
        get = elsewhere.get
        # Scores below zero, so that the best are first in the order that tuples have by themselves.
        sections = [(get(section, 0.0) - own, section) for own, section in known]
        if len(sections) > 1:
            sections.sort()
            passed_over = self._passed_over
            telling = [each for each in sections[: 2 * _LOOKED_AT] if each[1] not in passed_over]
            sections[: 2 * _LOOKED_AT] = telling or sections[: 2 * _LOOKED_AT]
        opens = ranking.BEGINNING_OPENS
        sections[:_LOOKED_AT] = [
            (own * opens if section == first else own, section) for own, section in sections[:_LOOKED_AT]
        ]
        sections.sort()
        return RankedPage(page, score, [(-own, section) for own, section in sections])


def _joined(score: float, known: Sequence[tuple[float, int]]) -> float:
    """Score of a page from that of it as a whole and those of its sections."""
    if not known:
        return ranking.PAGE_SHARE * score
    first, *others = sorted([own for own, _ in known], reverse=True)[:4]
    return ranking.PAGE_SHARE * score + (1.0 - ranking.PAGE_SHARE) * (first + ranking.SIBLINGS * sum(others))
