"""Words of the library that an unknown word may have been meant to be."""

from __future__ import annotations

import re

from nexus_tui.core.search.reader import Index

_SHORTEST = 4
"""Letters; a shorter word has too many neighbours."""
_TWO_EDITS_FROM = 8
MOST = 3
"""Repairs of one word."""
_MOST_WORDS = 6
_SIGNS = re.compile(r"[^\w]+|_+")


def repairs(index: Index, word: str, most: int = MOST) -> list[tuple[str, int]]:
    """Terms near ``word`` with their distance (optimal string alignment), nearest first, then the more frequent.

    One edit is allowed, two from eight letters on. Terms with the same first letter are preferred: typing errors there
    are rare, and most repairs are found without looking at every term.
    """
    if len(word) < _SHORTEST or not word.isalpha():
        return []
    for prefix in (word[0], ""):
        found = _near(word, index.expand(prefix))
        if found:
            return found[:most]
    return []


def spelled(index: Index, typed: str, repair: str) -> str:
    """``repair`` of the name ``typed``, with the signs that stand between the words of what was typed.

    Names are indexed without them (``selectrelated``). As it is where the repair cannot be cut into known words.
    """
    words, signs = _SIGNS.split(typed), _SIGNS.findall(typed)
    found = _cut(index, [word.casefold() for word in words], repair) if 1 < len(words) <= _MOST_WORDS else None
    if found is None:
        return repair
    return "".join(word + sign for word, sign in zip(found, [*signs, ""], strict=True))


def _cut(index: Index, words: list[str], repair: str) -> list[str] | None:
    """``repair`` cut into as many words as ``words``, each about as long and known to the library."""
    if len(words) == 1:
        return [repair] if repair == words[0] or index.has(repair) else None
    for more in (0, 1, -1, 2, -2):
        at = len(words[0]) + more
        head = repair[: max(at, 0)]
        if head and at < len(repair) and (head == words[0] or index.has(head)):
            rest = _cut(index, words[1:], repair[at:])
            if rest is not None:
                return [head, *rest]
    return None


def completions_near(index: Index, word: str, most: int = MOST) -> list[tuple[str, int]]:
    """Terms that begin with something one edit away from the half-typed ``word``."""
    from rapidfuzz.distance import OSA

    if len(word) <= _SHORTEST or not word.isalpha():
        return []
    size = len(word)
    found: list[tuple[int, int, str]] = []
    for term, count in index.expand(word[:2]).items():
        if len(term) > size and term.isalpha():
            distance = min(OSA.distance(word, term[:cut], score_cutoff=1) for cut in (size, size + 1))
            if distance <= 1:
                found.append((distance, -count, term))
    return [(term, distance) for distance, _, term in sorted(found)[:most]]


def _near(word: str, terms: dict[str, int]) -> list[tuple[str, int]]:
    from rapidfuzz.distance import OSA

    edits = 2 if len(word) >= _TWO_EDITS_FROM else 1
    low, high = len(word) - edits, len(word) + edits
    found: list[tuple[int, int, str]] = []
    letters = set(word)
    for term, count in terms.items():
        if low <= len(term) <= high and len(letters.symmetric_difference(term)) <= 2 * edits and term.isalpha():
            distance = OSA.distance(word, term, score_cutoff=edits)
            if 0 < distance <= edits:
                found.append((distance, -count, term))
    return [(term, distance) for distance, _, term in sorted(found)]
