"""Alternatives of an ``OR`` that the index alone cannot tell: patterns, literals, phrases and filters beside words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from nexus_tui.core.search.filters import PageTest, passing
from nexus_tui.core.search.pagewise import having
from nexus_tui.core.search.postings import Variant, Want
from nexus_tui.core.search.query import Literal, Phrase, Regex
from nexus_tui.core.search.reader import Index
from nexus_tui.core.search.schema import ALIASES, BODY, CODE, HEADING, LANG, TITLE
from nexus_tui.core.search.tokens import chunks, query_alternatives
from nexus_tui.core.search.verify import Check

FIELD_NUMBERS = {
    "title": frozenset({TITLE, ALIASES}),
    "heading": frozenset({HEADING}),
    "code": frozenset({CODE}),
    "lang": frozenset({LANG}),
    "body": frozenset({BODY}),
}
"""The fields of the index that a field of a query names."""

Prefixes = Callable[[str, frozenset[int] | None], Iterable[Variant]]
"""A half-typed word and the fields to look in to its completions."""


@dataclass(slots=True)
class Either:
    """One of these is enough."""

    label: str
    words: Want | None = None
    """A page that has one of the words needs nothing else."""
    hint: Want | None = None
    """``words`` and those of ``checks``: what has them is looked at first."""
    tests: list[PageTest] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    """To be found in the source."""
    anywhere: bool = False
    """Whether a page may meet it without meeting ``hint``."""

    def sure(self, index: Index, pages: Collection[int]) -> set[int]:
        """Those of ``pages`` that the index knows to meet it."""
        wanted = set(pages)
        found = having(index, self.words, wanted) if self.words is not None else set()
        for test in self.tests:
            found |= passing(index, [test]) & wanted
        return found


def phrase(clause: Check) -> Variant | None:
    """The words of a phrase in one section; None where the index cannot help to find it."""
    if isinstance(clause, Regex):
        return None
    if isinstance(clause, Literal):
        words = [chunk for piece in clause.text.split()[1:-1] for chunk in chunks(piece)]
    else:
        words = list(clause.words[:-1] if clause.prefix else clause.words)
    flat = _terms(words)
    return Variant(flat, 1.0, "phrase", FIELD_NUMBERS.get(clause.field)) if flat else None


def hints(index: Index, clause: Check, prefixes: Prefixes) -> list[Variant]:
    """The words of a literal or of a phrase, together in one section; those of a half-typed word stand for it."""
    words = [] if isinstance(clause, Regex) else chunks(clause.text)
    if not words:
        return []
    flat, fields = _terms(words[:-1]), FIELD_NUMBERS.get(clause.field)
    last = query_alternatives(words[-1])
    ends = [option.terms for option in last.options if all(index.has(term, fields) for term in option.terms)]
    half = clause.prefix if isinstance(clause, Phrase) else not flat
    if half and last.prefix:
        ends += [variant.terms for variant in prefixes(last.prefix, fields)]
    return [Variant(tuple(dict.fromkeys((*flat, *end))), 1.0, "phrase", fields) for end in dict.fromkeys(ends)]


def _terms(words: Iterable[str]) -> tuple[str, ...]:
    options = [option for word in words for option in query_alternatives(word).options[-1:]]
    return tuple(dict.fromkeys(term for option in options for term in option.terms))
