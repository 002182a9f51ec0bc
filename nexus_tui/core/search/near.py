"""What means much the same as a typed word: worth little, and never more than the word itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nexus_tui.core.search import ranking
from nexus_tui.core.search.postings import Variant
from nexus_tui.core.search.reader import Index
from nexus_tui.core.search.stem import forms
from nexus_tui.core.search.tokens import chunks, query_alternatives

KIND = "near"
"""Kind of such variants."""
MOST = 8
"""Variants, the most frequent ones, that a word gets: each costs time, and the rare ones find little."""
MOST_TOLD = 4
"""Words that are named to the user where the typed one is not in the library."""


def frequency(index: Index, variants: Iterable[Variant]) -> tuple[float, float]:
    """About how many pages and how many sections have a word that is met by ``variants``.

    What is but near does not count, unless there is nothing else: a word is as rare as it is, whatever is near to it.
    """
    chosen = list(variants)
    chosen = [variant for variant in chosen if variant.kind != KIND] or chosen
    pages = sections = 0.0
    for variant in chosen:
        terms, fields = variant.terms, variant.fields
        on_pages, in_sections = index.frequencies(terms[0], fields)
        for term in terms[1:]:
            others = index.frequencies(term, fields)
            on_pages, in_sections = min(on_pages, others[0]), min(in_sections, others[1])
        share = min(1.0, variant.weight)
        pages += share * on_pages
        sections += share * in_sections
    return min(pages, index.pages), min(sections, index.sections)


def variants(
    index: Index, items: Sequence[str], own: Sequence[Variant], fields: frozenset[int] | None
) -> tuple[list[Variant], list[str]]:
    """The variants for ``items``, words and phrases in all of their forms, beside the word's ``own``; and those of
    ``items`` that the library has.

    A frequent word tells less than the rare one that was typed: its worth is cut down to what it would be by itself.
    """
    worth = ranking.idf(frequency(index, own)[1], index.sections) if own else 0.0
    known = {variant.terms for variant in own}
    counted: list[tuple[int, tuple[str, ...], str]] = []
    for item in items:
        for terms in _sets(item):
            sections = min(index.frequencies(term, fields)[1] for term in terms)
            if sections and terms not in known:
                known.add(terms)
                counted.append((-sections, terms, item))
    counted.sort()
    found = []
    for sections, terms, _ in counted[:MOST]:
        rarity = ranking.idf(-sections, index.sections)
        found.append(Variant(terms, ranking.NEAR * (min(1.0, rarity / worth) if worth else 1.0), KIND, fields))
    return found, list(dict.fromkeys(item for *_, item in counted[:MOST]))


def _sets(item: str) -> list[tuple[str, ...]]:
    """The terms of ``item``; for a single word also each of its forms."""
    options = [option.terms for chunk in chunks(item) for option in query_alternatives(chunk).options[:1]]
    terms = tuple(term for each in options for term in each)
    if len(terms) != 1:
        return [terms] if terms else []
    return [terms, *((form,) for form in forms(terms[0]))]
