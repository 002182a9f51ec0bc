"""Where the words of a query stand in a text: for snippets, titles and opened pages.

Places are proposed fast, by the letters that a word must begin with, and a look at each place decides. Both work on
the text in lower case without accents, of the same length as the text, so that offsets hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from nexus_tui.core.search.stem import irregular, stem
from nexus_tui.core.search.tokens import chunks, fold, query_alternatives
from nexus_tui.core.search.window import needles

MOST_SPANS = 200
"""Places looked for in one text."""

_CAMEL_END = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ACCENTED = re.compile("[^\x00-\xbf\u2000-\u2bff\u3000-\u9fff\uac00-\ud7af]")
_LETTERS = "[^\\W_]"
_NO_LETTER = re.compile(r"[\W_]").search
_APOSTROPHE = re.compile("['’]")
_NAME_PARTS = re.compile(r"[^\W_]+")
_SHARP_S = "\u00df"


class Span(NamedTuple):
    """A place in a text."""

    start: int
    end: int
    """Half-open range of characters."""
    word: int
    """Index of the word that stands there."""


@dataclass(frozen=True, slots=True)
class _Form:
    """One way a word can stand in a text."""

    word: int
    pattern: str = ""
    """Over the folded text; what it finds is a candidate."""
    literals: tuple[str, ...] = ()
    """In place of ``pattern``: any of these, folded."""
    base: str = ""
    """The word to compare a candidate with: itself or its stem; empty: the pattern alone decides."""
    prefix: bool = False
    exact: str = ""
    """Text that must stand in the original exactly like this."""
    tail: bool = False
    """Letters may follow what ``pattern`` finds; only together with ``base``."""
    free: bool = False
    """It may begin within a word (scripts without spaces, signs)."""


class Marker:
    """Finds the words of one query. Make it with ``marker``, which keeps the last ones."""

    def __init__(self, words: tuple[str, ...]) -> None:
        """``words``: as ``query.Query.words`` gives them: ``word``, ``word*``, ``"phrase"``, ``'literal'``."""
        self.words = words
        self.needles = needles(words)
        """What ``window.window_of`` is to look for."""
        self._forms = [form for i, word in enumerate(words) for form in _forms(i, word)]
        self._forms += _joined_neighbours(words)
        self._whole = [form for form in self._forms if not form.base]
        self._bases = [form for form in self._forms if form.base]
        self._fits = [
            (stem(form.base), irregular(form.base), form.base if form.prefix else "", form.word) for form in self._bases
        ]
        """Stem, other forms, beginning if that is enough, and index of each word."""
        self._known: dict[str, int] = {}
        ordered = sorted(self._bases, key=lambda form: form.tail)
        literals = dict.fromkeys((literal, form.tail) for form in ordered for literal in form.literals)
        self._literals = [(each, each[0].isdigit(), len(each), tail) for each, tail in literals]
        """If letters alone propose places: each with whether it begins with a digit, its length, and whether more may
        follow; those where none may first."""
        if self._whole or any(each[0].isupper() for each, _ in literals):
            self._literals = []

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        ordered = sorted(self._whole, key=lambda form: -len(form.pattern)) + self._bases
        patterns = dict.fromkeys(_pattern_of(form) for form in ordered if not form.tail)
        # Not "(?:…|…)[^\W_]*": only where each alternative begins with letters, others are not tried at every place.
        patterns |= dict.fromkeys(
            f"{_folded(each)}{_LETTERS}*" for form in ordered if form.tail for each in form.literals
        )
        return re.compile("|".join(patterns))

    @cached_property
    def _checks(self) -> list[tuple[re.Pattern[str], _Form]]:
        return [(re.compile(form.pattern), form) for form in self._whole]

    def spans(self, text: str, limit: int = MOST_SPANS, folded: str = "") -> list[Span]:
        """The first ``limit`` places in ``text``, in order, not overlapping; ``folded``: what it is folded to."""
        if not self._forms:
            return []
        folded = folded or same_length(text)
        if self._literals and _SHARP_S not in folded:
            return self._by_letters(text, folded, limit)
        return self._by_pattern(text, folded, limit)

    def _by_letters(self, text: str, folded: str, limit: int) -> list[Span]:
        """As :meth:`_by_pattern`, without a regular expression, which takes as long to make as a page to search."""
        places: list[tuple[int, int]] = []
        find = folded.find
        for order, (literal, digit, _, _) in enumerate(self._literals):
            at = find(literal)
            while at >= 0:
                before = folded[at - 1] if at else " "
                # Most places are within a word, and most words have no capital in them.
                if not before.isalnum() or (
                    (text[at] != folded[at] or before.isdigit() != digit) and _boundary(text, at)
                ):
                    places.append((at, order))
                at = find(literal, at + 1)
        if not places:
            return []
        if len(self._literals) > 1:
            places.sort()
        known = self._known
        found: list[Span] = []
        end = 0
        for start, order in places:
            if start < end:
                continue
            _, _, size, tail = self._literals[order]
            end = start + size
            if tail and (match := _NO_LETTER(folded, end)):
                end = match.start()
            elif tail:
                end = len(folded)
            candidate = folded[start:end]
            word = known[candidate] if candidate in known else self._word(candidate)
            if word < 0 and (camel := _CAMEL_END.search(text, start + 1, end)):
                word = self._word(folded[start : camel.start()])
                if word >= 0:
                    end = camel.start()
            if word >= 0:
                found.append(Span(start, end, word))
                if len(found) >= limit:
                    break
        return found

    def _by_pattern(self, text: str, folded: str, limit: int) -> list[Span]:
        found: list[Span] = []
        position = 0
        while match := self._pattern.search(folded, position):
            start, end = match.span()
            position = max(end, start + 1)
            span = self._span(text, folded, start, end)
            if span is not None:
                found.append(span)
                position = span.end
                if len(found) >= limit:
                    break
            elif start and not _boundary(text, start):
                position = start + 1
        return found

    def _span(self, text: str, folded: str, start: int, end: int) -> Span | None:
        begins = _boundary(text, start)
        for check, form in self._checks:
            match = check.match(folded, start)
            if match and (begins or form.free) and (form.free or form.prefix or _boundary(text, match.end())):
                if form.exact and " ".join(text[start : match.end()].split()) != form.exact:
                    continue
                return Span(start, match.end(), form.word)
        if not begins or not self._bases:
            return None
        word = self._word(folded[start:end])
        if word < 0 and (camel := _CAMEL_END.search(text, start + 1, end)):
            end = camel.start()
            word = self._word(folded[start:end])
        return Span(start, end, word) if word >= 0 else None

    def _word(self, candidate: str) -> int:
        """Which word ``candidate`` is a form of; -1: none."""
        candidate = candidate.replace("ß", "ss")
        known = self._known.get(candidate)
        if known is None:
            known, root = -1, stem(candidate)
            for stemmed, others, prefix, word in self._fits:
                if root == stemmed or candidate in others or (prefix and candidate.startswith(prefix)):
                    known = word
                    break
            if len(self._known) < 10_000:
                self._known[candidate] = known
        return known


@lru_cache(maxsize=32)
def marker(words: tuple[str, ...]) -> Marker:
    """The marker of ``words``, kept for the next text."""
    return Marker(words)


def merged(spans: list[Span], text: str) -> tuple[tuple[int, int], ...]:
    """The ranges of ``spans`` with those joined that touch or have one joint (``_ - . : /``) between them."""
    ranges: list[tuple[int, int]] = []
    for span in spans:
        between = text[ranges[-1][1] : span.start] if ranges else "  "
        if ranges and (not between or (len(between) == 1 and between in "_-./:")):
            ranges[-1] = (ranges[-1][0], span.end)
        else:
            ranges.append((span.start, span.end))
    return tuple(ranges)


def phrase_pattern(words: tuple[str, ...], prefix: bool = False) -> str:
    """A pattern over folded text for words that follow each other with no letter or digit between them."""
    tail = f"{_LETTERS}*" if prefix else ""
    return r"[\W_]+".join(r"[\W_]*".join(map(_folded, re.findall(r"[^\W_]+|[^\w\s]+", word))) for word in words) + tail


def _folded(text: str) -> str:
    return re.escape(same_length(text)).replace("ss", f"(?:ss|{_SHARP_S})")


def _pattern_of(form: _Form) -> str:
    return form.pattern or "|".join(map(_folded, form.literals))


def same_length(text: str) -> str:
    """``text`` in lower case without accents, character for character."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    if len(lowered) != len(text):
        lowered = "".join(character.lower() if len(character.lower()) == 1 else character for character in text)
    return _ACCENTED.sub(_plain_letter, lowered)


def _plain_letter(match: re.Match[str]) -> str:
    return _letter(match[0])


@lru_cache(maxsize=8192)
def _letter(character: str) -> str:
    plain = fold(character)
    return plain if len(plain) == 1 else character


def _boundary(text: str, position: int) -> bool:
    """Whether a word may begin or end at ``position``."""
    if position <= 0 or position >= len(text):
        return True
    before, after = text[position - 1], text[position]
    if not before.isalnum() or not after.isalnum():
        return True
    if before.isdigit() != after.isdigit():
        return True
    if after.isupper():
        return before.islower() or text[position + 1 : position + 2].islower()
    return False


@lru_cache(maxsize=64)
def _forms(index: int, word: str) -> Sequence[_Form]:
    """The ways in which one word of ``Query.words`` can stand in a text, kept for the next key press."""
    if len(word) > 2 and word[0] == word[-1] == '"':
        prefix = word.endswith('*"')
        parts = tuple(chunks(word.strip('"').rstrip("*")))
        return [_Form(index, phrase_pattern(parts, prefix), prefix=prefix)] if parts else []
    if len(word) > 2 and word[0] == word[-1] == "'":
        literal = word[1:-1]
        pattern = r"\s+".join(map(re.escape, same_length(literal).split()))
        return [_Form(index, pattern, exact=" ".join(literal.split()), free=True)] if pattern else []
    prefix = len(word) > 1 and word.endswith("*")
    plain = word[:-1] if prefix else word
    if not any(character.isalnum() for character in plain):
        return [_Form(index, re.escape(plain), free=True)] if plain else []
    alternatives = query_alternatives(plain)
    if plain.isalpha() and not alternatives.stem:
        return _unspaced_forms(index, plain)
    if plain.isalpha() and len(alternatives.options) == 1:
        return _word_forms(index, alternatives.stem, prefix)
    return _compound_forms(index, plain, prefix)


def _word_forms(index: int, base: str, prefix: bool) -> list[_Form]:
    root = stem(base)
    if prefix and (len(root) <= 3 or not base.startswith(root[:-1])):
        literals = [base[:-1] if len(base) > 4 and base.endswith(("e", "y")) else base]
    elif len(root) > 3 and base.isascii():
        literals = [root if root.endswith("ss") else root[:-1]]
    elif len(root) > 2:
        literals = [root]
    else:
        literals = [base, f"{root}ing"]
    others = [_Form(index, literals=(same_length(form),), base=form) for form in irregular(base)]
    return [_Form(index, literals=tuple(map(same_length, literals)), base=base, prefix=prefix, tail=True), *others]


def _unspaced_forms(index: int, plain: str) -> list[_Form]:
    """The run as a whole, else its pairs."""
    forms = [_Form(index, _folded(plain), free=True)]
    if len(plain) > 2:
        forms += [_Form(index, _folded(plain[i : i + 2]), free=True) for i in range(len(plain) - 1)]
    return forms


def _compound_forms(index: int, plain: str, prefix: bool) -> list[_Form]:
    """The name with any joints or none, else its longer parts."""
    alternatives = query_alternatives(plain)
    best = max((option.terms for option in alternatives.options), key=len, default=())
    if _APOSTROPHE.search(plain):
        best, prefix = tuple(_NAME_PARTS.findall(same_length(plain))), False
    lead = plain[: len(plain) - len(plain.lstrip(".-"))]
    tail = plain[len(plain.rstrip("+#")) :]
    tails = f"{_LETTERS}*" if prefix and not tail else ""
    whole = r"[\W_]{0,2}".join(map(_folded, best)) if not tail else _folded(plain[: -len(tail)])
    forms = [_Form(index, f"{re.escape(lead)}{whole}{re.escape(tail)}{tails}", prefix=prefix, free=bool(lead))]
    if lead:
        forms.append(_Form(index, whole + tails, prefix=prefix))
    for part in best:
        if len(part) > 2 and part.isalpha() and len(best) > 1:
            forms += _word_forms(index, part, False)
    return forms


def _joined_neighbours(words: tuple[str, ...]) -> list[_Form]:
    """``file name`` also marks ``filename`` and ``fileName``."""
    forms: list[_Form] = []
    for i, (one, two) in enumerate(pairwise(words)):
        if one.isalnum() and two.rstrip("*").isalnum() and len(one) > 1 and len(two) > 1:
            joined = same_length(one + two.rstrip("*"))
            forms.append(_Form(i, literals=(joined,), base=joined, prefix=two.endswith("*"), tail=True))
    return forms
