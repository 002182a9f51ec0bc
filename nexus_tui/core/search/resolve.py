"""A parsed query against the words of an index: what each word may be met by, and what is to be verified."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from nexus_tui.core.search import near, ranking, spelling, typo
from nexus_tui.core.search.either import FIELD_NUMBERS, Either, hints, phrase
from nexus_tui.core.search.filters import PageTest, page_test
from nexus_tui.core.search.others import NO_OTHERS, Others, others_of
from nexus_tui.core.search.postings import Variant, Variants, Want
from nexus_tui.core.search.query import FILTERS, AnyOf, Literal, Phrase, Query, Regex, Simple, Word, clause_text
from nexus_tui.core.search.reader import Index
from nexus_tui.core.search.sources import Sources
from nexus_tui.core.search.stem import base, family, irregular, spellings, stem
from nexus_tui.core.search.synonyms import Synonyms
from nexus_tui.core.search.tokens import Alternatives, chunks, fold, query_alternatives

_SHORTEST_STEM = 3
_MOST_SCORED = 8_000
"""Pages that are scored for one or two letters: a key press has no time for more, and they tell little."""
_MOST_REMEMBERED = 500
"""Words whose resolution an index remembers."""
_UNSPACED_FROM = "\u0e00"


@dataclass(slots=True)
class Resolved:
    """What to evaluate."""

    wants: list[Want] = field(default_factory=list)
    tests: list[PageTest] = field(default_factory=list)
    """Each must hold for a page."""
    checks: list[Phrase | Literal | Regex] = field(default_factory=list)
    """To be found in the source of a page."""
    refused: list[Phrase | Literal | Regex] = field(default_factory=list)
    """Not to be found in the source of a page."""
    either: list[Either] = field(default_factory=list)
    """Alternatives of which the source of a page may have to tell."""
    hints: list[Want] = field(default_factory=list)
    """Words of ``checks`` that a page need not have as such; what has them is looked at first."""
    written: tuple[Literal, ...] = ()
    """What was typed with signs that the index does not keep; pages that have it as it is come first."""
    notes: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    """Words to mark that were not typed: repairs and synonyms."""
    name: str = ""
    """What was typed, if it is nothing but words: it may be the name of a page."""
    near: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """A typed word, as ``Query.words`` gives it, and what means much the same: to mark where that word is not."""
    unknown: list[str] = field(default_factory=list)
    """Words that nothing in the index comes near."""


def resolve(index: Index, query: Query, synonyms: Synonyms, sources: Sources | None = None) -> Resolved:
    """What ``query`` means for ``index``. With ``sources`` words are looked for as the library writes them, too."""
    found = Resolved(written=query.written)
    resolver = _Resolver(index, found, sources, alone=len(query.clauses) == 1)
    others = others_of(query, synonyms)
    for number, clause in enumerate(query.clauses):
        resolver.clause(clause, others.get(number, NO_OTHERS))
    for excluded in query.excluded:
        resolver.exclude(excluded)
    resolver.join_neighbours(query)
    if not query.excluded and all(isinstance(clause, Word) and not clause.field for clause in query.clauses):
        found.name = query.text
    if any(want.required and not want.negated for want in found.wants) or found.checks or found.tests or found.either:
        return found
    found.wants = [_required(want) for want in found.wants]
    return found


def _required(want: Want) -> Want:
    return want if want.negated else Want(want.label, want.variants, want.frequency, want.sections)


_Known = tuple[list[Want], list[str], list[str], list[tuple[str, tuple[str, ...]]], list[str]]


class _Resolver:
    def __init__(self, index: Index, found: Resolved, sources: Sources | None, *, alone: bool) -> None:
        self._index, self._found, self._sources = index, found, sources
        self._alone = alone
        self._of_clause: list[int | None] = []

    def clause(self, clause: Simple | AnyOf, others: Others = NO_OTHERS) -> None:
        """Add one wanted clause."""
        self._of_clause.append(None)
        if isinstance(clause, AnyOf):
            self._any_of(clause)
        elif isinstance(clause, Word):
            test = page_test(clause)
            if test is not None:
                self._found.tests.append(test)
            else:
                self._word(clause, others)
        else:
            self._found.checks.append(clause)
            variant = phrase(clause)
            if variant is not None:
                self._found.wants.append(self._want(clause_text(clause), [variant]))
            elif hint := self._hint(clause):
                self._found.hints.append(self._want(clause_text(clause), hint))

    def _word(self, word: Word, others: Others) -> None:
        pairs = [] if word.field or word.star or word.optional or others.same else self._pairs(word)
        if pairs:
            self._one_or_two(word, pairs)
            return
        wants = self._remembered(word, others)
        if len(wants) == 1 and not word.field:
            self._of_clause[-1] = len(self._found.wants)
        self._found.wants += wants

    def _remembered(self, word: Word, others: Others) -> Sequence[Want]:
        """As :meth:`wants`, from the last key press where that asked for the same word."""
        key = ("word", word.text, word.field, word.prefix, word.star, word.optional, self._alone, others)
        found = self._found
        known = self._index.words.get(key)
        if known is None:
            told = len(found.notes), len(found.marks), len(found.near), len(found.unknown)
            wants = self.wants(word, others)
            new = found.notes[told[0] :], found.marks[told[1] :], found.near[told[2] :], found.unknown[told[3] :]
            known = wants, *new
            if len(self._index.words) > _MOST_REMEMBERED:
                self._index.words.clear()
            self._index.words[key] = known
            return wants
        wants, notes, marks, nears, unknown = cast("_Known", known)
        found.notes += notes
        found.marks += marks
        found.near += nears
        found.unknown += unknown
        return wants

    def _pairs(self, word: Word) -> list[tuple[str, str]]:
        """The two words that stand side by side in the library and are ``word``, where that itself is rare."""
        index, sources, term = self._index, self._sources, fold(word.text)
        if sources is None or index.page_frequency(term) > spelling.RARE:
            return []
        key = ("pairs", term, word.prefix)
        known = index.words.get(key)
        if known is None:
            ends = self._prefixes(term, None, everywhere=True) if word.prefix else ()
            known = (
                [] if ends or self._inflections(term, None) else spelling.pairs(index, sources, term, half=word.prefix)
            )
            index.words[key] = known
        return cast("list[tuple[str, str]]", known)

    def _one_or_two(self, word: Word, pairs: Sequence[tuple[str, str]]) -> None:
        own = self._spelled_out(query_alternatives(word.text), None)
        phrases = [Phrase(pair, " ".join(pair), word.start, word.end, "", word.prefix) for pair in pairs]
        both = [variant for each in phrases for variant in self._hint(each)]
        words = self._want(word.text, own) if own else None
        self._found.either.append(Either(word.text, words, self._want(word.text, [*own, *both]), checks=[*phrases]))
        shown = ", ".join(f"“{each.text}”" for each in phrases)
        note = f"also searched: {shown}" if own else f"“{word.text}” is not in the library; searched {shown}"
        self._found.notes.append(note)
        self._found.marks += [f'"{each.text}*"' if each.prefix else f'"{each.text}"' for each in phrases]

    def _hint(self, clause: Phrase | Literal | Regex) -> list[Variant]:
        return hints(self._index, clause, lambda prefix, fields: self._prefixes(prefix, fields, everywhere=True))

    def exclude(self, clause: Simple) -> None:
        """Add one excluded clause."""
        if not isinstance(clause, Word):
            self._found.refused.append(clause)
            return
        test = page_test(clause)
        if test is not None:
            self._found.tests.append(lambda leaf: {*range(len(leaf.files.paths))} - test(leaf))
            return
        variants = tuple(
            Variant(option.terms, 1.0, fields=FIELD_NUMBERS.get(clause.field))
            for option in query_alternatives(clause.text).options[:1]
        )
        if clause.star:
            variants += self._prefixes(query_alternatives(clause.text).prefix, FIELD_NUMBERS.get(clause.field))
        self._found.wants.append(Want(clause.text, variants, 0.0, 0.0, negated=True))

    def _any_of(self, group: AnyOf) -> None:
        either = Either(" OR ".join(clause_text(each) for each in group.clauses))
        words: list[Variant] = []
        others: list[Variant] = []
        for each in group.clauses:
            if not isinstance(each, Word):
                variant = phrase(each)
                either.checks.append(each)
                either.anywhere |= variant is None
                others += self._hint(each) if variant is None else [variant]
            elif (test := page_test(each)) is not None:
                either.tests.append(test)
                either.anywhere = True
            else:
                words += [variant for want in self.wants(each) for variant in want.variants]
        tests = either.tests
        if not tests and not either.checks:
            self._found.wants.append(self._want(either.label, words))
        elif not words and not either.checks:
            self._found.tests.append(lambda leaf: set().union(*(test(leaf) for test in tests)))
        else:
            plain = [each.text for each in group.clauses if isinstance(each, Word) and page_test(each) is None]
            either.words = self._want(" OR ".join(plain), words) if words else None
            either.hint = self._want(either.label, [*words, *others]) if words or others else None
            self._found.either.append(either)

    def wants(self, word: Word, others: Others = NO_OTHERS) -> list[Want]:
        """What a typed word may be met by; several for a run of a script without spaces, which is met by its pairs."""
        fields = FIELD_NUMBERS.get(word.field)
        if word.field in FILTERS:
            value = tuple(fold(word.text).split())
            return [self._want(word.text, [Variant(value, 1.0, fields=fields)])] if value else []
        alternatives = query_alternatives(word.text)
        if not alternatives.options:
            return []
        terms = alternatives.options[0].terms
        plain = fold(word.text) in ranking.OPTIONAL and not (len(word.text) > 1 and word.text.isupper())
        required = not (word.optional or plain)
        if len(terms) > 1 and any(term >= _UNSPACED_FROM for term in terms):
            return [self._want(term, [Variant((term,), 1.0, fields=fields)], required) for term in terms]
        others = others._replace(near=()) if plain else others
        return [self._want(word.text, self._variants(word, alternatives, fields, others), required)]

    def _variants(
        self, word: Word, alternatives: Alternatives, fields: frozenset[int] | None, others: Others
    ) -> list[Variant]:
        index = self._index
        variants = self._spelled_out(alternatives, fields)
        if alternatives.stem:
            variants += self._inflections(alternatives.stem, fields)
        if alternatives.prefix and (word.prefix or alternatives.always_prefix):
            variants += self._prefixes(alternatives.prefix, fields, word.star or alternatives.always_prefix)
        variants += self._synonym_variants(others.same, fields)
        meant, met = near.variants(index, others.near, variants, fields) if others.near else ([], [])
        if met and variants:
            self._found.near.append((word.text + "*" if word.prefix else word.text, tuple(met)))
        if not variants and meant:
            self._tell(met[: near.MOST_TOLD])
        elif not variants:
            variants = self._repaired(word, alternatives, fields)
        return _distinct([*variants, *meant])

    def _spelled_out(self, alternatives: Alternatives, fields: frozenset[int] | None) -> list[Variant]:
        """The word as it is; the parts of a compound name tell little where the name itself occurs."""
        index = self._index
        found: list[Variant] = []
        for number, option in enumerate(alternatives.options):
            if all(index.has(term, fields) for term in option.terms):
                beside = bool(found) and found[0].weight > 1.0
                weight = option.weight * (ranking.PARTS_BESIDE_NAME if beside else 1.0)
                found.append(Variant(option.terms, weight, "parts" if number else "exact", fields))
        return found

    def _inflections(self, word: str, fields: frozenset[int] | None) -> list[Variant]:
        """Other forms of ``word``, what is derived from it, and how others spell it."""
        if len(stem(word)) < _SHORTEST_STEM:
            return []
        others = spellings(word)
        found = [Variant((each,), 1.0, "stem", fields) for each in others if self._index.has(each, fields)]
        for each in (word, *others):
            found += self._forms(each, fields)
        return found

    def _forms(self, word: str, fields: frozenset[int] | None) -> list[Variant]:
        root, plain = stem(word), base(word)
        counts = self._index.expand(family(word))
        longest = len(word) + 5
        others = [
            (-count, term)
            for term, count in counts.items()
            if term != word and len(term) <= longest and term.isalpha() and stem(term) == root
        ]
        odd = [term for term in irregular(word) if self._index.has(term, fields)]
        others += [(-1, term) for term in odd]
        others.sort()
        return [
            Variant((term,), ranking.STEM if term in odd or base(term) == plain else ranking.DERIVED, "stem", fields)
            for _, term in others[: ranking.EXPANSIONS]
        ]

    def _prefixes(self, prefix: str, fields: frozenset[int] | None, everywhere: bool = False) -> tuple[Variant, ...]:
        if not prefix:
            return ()
        if self._alone and len(prefix) <= ranking.SHORT_PREFIX and not everywhere:
            fields = ranking.SHORT_PREFIX_FIELDS if fields is None else fields
        terms = self._index.frequent(prefix, ranking.EXPANSIONS, fields)
        if self._alone and len(prefix) <= ranking.SHORT_PREFIX and not everywhere:
            terms = self._telling(terms, fields)
        typed = len(prefix)
        sure = ranking.COMPLETION_BESIDE_WORD if not everywhere and prefix in terms else 1.0
        return tuple(
            Variant((term,), sure * ranking.prefix_worth(typed, len(term)), "prefix", fields)
            for term in terms
            if term != prefix
        )

    def _telling(self, terms: list[str], fields: frozenset[int] | None) -> list[str]:
        """``terms`` without the most frequent ones (the folder that all pages are in) where all are too many."""
        counts = {term: self._index.page_frequency(term, fields) for term in terms}
        total = sum(counts.values())
        for term in sorted(terms, key=counts.__getitem__, reverse=True)[:-1]:
            if total <= _MOST_SCORED:
                break
            total -= counts.pop(term)
        return list(counts)

    def _synonym_variants(self, others: Sequence[str], fields: frozenset[int] | None) -> list[Variant]:
        found: list[Variant] = []
        shown: list[str] = []
        for synonym in others:
            terms = tuple(
                term
                for chunk in chunks(synonym)
                for option in query_alternatives(chunk).options[:1]
                for term in option.terms
            )
            if terms and all(self._index.has(term, fields) for term in terms):
                found.append(Variant(terms, ranking.SYNONYM, "synonym", fields))
                shown.append(synonym)
        self._tell(shown)
        return found

    def _tell(self, others: Sequence[str]) -> None:
        if others:
            self._found.notes.append(f"also searched: {', '.join(others)}")
            self._found.marks += others

    def _repaired(self, word: Word, alternatives: Alternatives, fields: frozenset[int] | None) -> list[Variant]:
        term = alternatives.options[0].terms[0]
        near = typo.repairs(self._index, term) if len(alternatives.options[0].terms) == 1 else []
        if not near and word.prefix:
            near = typo.completions_near(self._index, term)
        if not near:
            self._found.unknown.append(word.text)
            return []
        shown = self._written(word.text, near[0][0])
        self._found.notes.append(f"“{word.text}” is not in the library; searched “{shown}”")
        self._found.marks += [shown, *(repair for repair, _ in near[1:])]
        return [Variant((repair,), ranking.TYPO.get(edits, 0.3), "typo", fields) for repair, edits in near]

    def _written(self, typed: str, repair: str) -> str:
        """``repair`` as the library writes it, else with the signs of what was typed."""
        found = spelling.as_written(self._index, self._sources, repair) if self._sources is not None else repair
        return found if found != repair else typo.spelled(self._index, typed, repair)

    def _want(self, label: str, variants: Iterable[Variant], required: bool = True) -> Want:
        chosen = Variants(variants)
        return Want(label, chosen, *near.frequency(self._index, chosen), required=required)

    def join_neighbours(self, query: Query) -> None:
        """``drop down`` is also met by ``dropdown``."""
        for one, two in query.neighbours:
            first, second = self._of_clause[one], self._of_clause[two]
            words = query.clauses[one], query.clauses[two]
            if first is None or second is None or not (isinstance(words[0], Word) and isinstance(words[1], Word)):
                continue
            joined = fold(words[0].text + words[1].text)
            if self._index.has(joined):
                for at in (first, second):
                    want = self._found.wants[at]
                    known = {variant.terms for variant in want.variants}
                    if (joined,) not in known:
                        variants = (*want.variants, Variant((joined,), 1.0, "joined"))
                        self._found.wants[at] = self._want(want.label, variants, want.required)


def _distinct(variants: Sequence[Variant]) -> list[Variant]:
    """Each set of terms once, with its best weight."""
    found: dict[tuple[str, ...], Variant] = {}
    for variant in variants:
        known = found.get(variant.terms)
        if known is None or (variant.weight > known.weight and known.fields == variant.fields):
            found[variant.terms] = variant
    return list(found.values())
