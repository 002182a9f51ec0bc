"""How well a heading as a whole is what was asked for: how much of the query it has, and how much else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from nexus_tui.core.search import ranking
from nexus_tui.core.search.postings import Want
from nexus_tui.core.search.reader import Index
from nexus_tui.core.search.tokens import chunk_terms, chunks

_COUNTED = frozenset({"exact", "stem", "synonym", "joined", "parts", "typo"})
"""How a word of a heading may be met. What is but near or half typed does not count."""
LOOKED_AT = 2
"""Sections of a page, the best ones, whose headings are looked at."""


class Coverage:
    """The words of a query, ready to be held against headings."""

    def __init__(self, index: Index, wants: Iterable[Want]) -> None:
        self._index = index
        required = [want for want in wants if want.required]
        worths = [want.worth(index.sections) for want in required]
        total = sum(worths) or 1.0
        self._shares = [worth / total for worth in worths]
        self._terms: dict[str, list[tuple[int, float]]] = {}
        self._named: dict[str, bool] = {}
        for number, want in enumerate(required):
            for variant in want.variants:
                if len(variant.terms) == 1 and variant.kind in _COUNTED:
                    meets = self._terms.setdefault(variant.terms[0], [])
                    meets.append((number, min(1.0, variant.weight)))

    def factor(self, sections: Sequence[int]) -> float:
        """What the score of a page whose best sections are ``sections`` is multiplied by, 1 or more."""
        best = 0.0
        for section in sections:
            every, words = _words(self._index.heading(section))
            if not every.isdisjoint(self._terms):
                best = max(best, self._covered(words))
        return 1.0 + ranking.HEADING_COVERED * best

    def is_named(self, heading: str) -> bool:
        """Whether each word of a heading was asked for."""
        known = self._named.get(heading)
        if known is None:
            known = self._named[heading] = self._is_asked_for(heading)
        return known

    def _is_asked_for(self, heading: str) -> bool:
        every, words = _words(heading)
        if every.isdisjoint(self._terms):
            return False
        telling = [terms for terms in words if any(term not in ranking.OPTIONAL for term in terms)]
        return all(any(term in self._terms for term in terms) for terms in telling)

    def _covered(self, heading: Sequence[tuple[str, ...]]) -> float:
        """The share of the query that ``heading`` has times the share of the heading that the query has."""
        met: dict[int, float] = {}
        words = asked = 0
        for terms in heading:
            hits = [hit for term in terms if term in self._terms for hit in self._terms[term]]
            asked += bool(hits)
            words += bool(hits) or any(term not in ranking.OPTIONAL for term in terms)
            for number, weight in hits:
                if weight > met.get(number, 0.0):
                    met[number] = weight
        share = sum(self._shares[number] * weight for number, weight in met.items())
        return share * asked / words


@lru_cache(maxsize=2048)
def _words(heading: str) -> tuple[frozenset[str], tuple[tuple[str, ...], ...]]:
    """All terms of ``heading``, and those of each of its words."""
    words = tuple(chunk_terms(chunk) for chunk in chunks(heading))
    return frozenset(term for terms in words for term in terms), words
