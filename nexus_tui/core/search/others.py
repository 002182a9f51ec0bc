"""What else the words of a query may be met by: what means the same, and what means much the same."""

from __future__ import annotations

from typing import NamedTuple, cast

from nexus_tui.core.search.query import FILTERS, Query, Word
from nexus_tui.core.search.synonyms import Synonyms


class Others(NamedTuple):
    """What else a word may be met by."""

    same: tuple[str, ...] = ()
    """Synonyms."""
    near: tuple[str, ...] = ()
    """What means much the same."""


NO_OTHERS = Others()


def others_of(query: Query, synonyms: Synonyms) -> dict[int, Others]:
    """Clauses that have synonyms; each word of a phrase that has some gets them."""
    plain = [
        number
        for number, clause in enumerate(query.clauses)
        if isinstance(clause, Word) and not clause.star and clause.field not in FILTERS
    ]
    words = [cast("Word", query.clauses[number]).text for number in plain]
    found: dict[int, Others] = {}
    for start, length, others in synonyms.find(words):
        found.update(dict.fromkeys(plain[start : start + length], Others(others)))
    for start, length, others in synonyms.find_near(words):
        for number in plain[start : start + length]:
            found[number] = found.get(number, NO_OTHERS)._replace(near=others)
    return found
