"""Matching what a person types against many short texts, with the places that matched.

A text answers to a query if every word of the query is found in it, letter case and accents aside. Four kinds of
match, each ranked above the next: the text starts with the word; one of its words does; the word is inside; its letters
are there in this order (as in fzf). Within a kind tight, early and short matches come first. The search stops at the
first kind that fills the limit, so that the costly last kind is rarely tried; candidates are found by searching all
texts joined by newlines, which is many times faster than a loop over them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from nexus_tui.core.model import Cancelled, DocId, Snapshot, never

PREFIX, WORD, INSIDE, LETTERS = range(4)
"""Kinds of match, best first."""

MAX_QUERY = 200
"""Characters of a query that count."""

MAX_WORDS = 8

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A text that answers to a query. Sorts best first by ``rank``."""

    index: int
    """Which of the texts."""
    spans: Spans
    """Half-open ranges of characters that matched, in order, not touching."""
    kind: int
    cost: int
    """Within a kind, lower is better."""


@dataclass(frozen=True, slots=True)
class PageMatch:
    """A page that answers to a query."""

    document: DocId
    text: str
    """What matched: the title, an alias or the path."""
    spans: Spans
    field: str
    """``title``, ``alias`` or ``path``."""
    kind: int = PREFIX


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A page or a heading that answers to a query."""

    document: DocId
    anchor: str
    """Of the heading; empty for a page."""
    text: str
    spans: Spans
    detail: str
    """The path of a page; the title of a heading's page."""


def fold(text: str) -> str:
    """``text`` in lower case and without accents, character by character, so that positions stay."""
    lowered = text.lower()
    if lowered.isascii() and len(lowered) == len(text):
        return lowered
    return "".join(map(_fold_character, text))


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base[0] if base else character


class FuzzyIndex:
    """Texts that are searched many times. Line breaks in them count as blanks."""

    def __init__(self, texts: Sequence[str]) -> None:
        folded = [fold(text.replace("\n", " ")) for text in texts]
        self._folded = folded
        self._joined = "\n" + "\n".join(folded)
        self._starts = [0, *accumulate(len(text) + 1 for text in folded)]
        self._separators = sorted(char for char in set(self._joined) if not char.isalnum() and char != "\n")

    def search(self, query: str, limit: int, cancelled: Cancelled = never, worst: int = LETTERS) -> list[Match]:
        """The best ``limit`` matches, best first, of kinds not after ``worst``.

        Cancelled: what was found so far. An empty query matches nothing.
        """
        words = fold(query[:MAX_QUERY]).split()[:MAX_WORDS]
        if not words or limit <= 0:
            return []
        found: dict[int, Match] = {}
        anchor = max(words, key=len)
        for kind in range(worst + 1):
            for count, index in enumerate(self._candidates(anchor, kind)):
                if count % 256 == 255 and cancelled():
                    break
                if index not in found and (match := self._match(index, words, anchor, kind)) is not None:
                    found[index] = match
            if len(found) >= limit or cancelled():
                break
        best = sorted(found.values(), key=lambda match: (match.kind, match.cost, match.index))
        return best[:limit]

    def _candidates(self, word: str, kind: int) -> Iterator[int]:
        """Texts that may hold ``word`` as ``kind`` says."""
        if kind == PREFIX:
            yield from self._holding("\n" + word)
        elif kind == WORD:
            for separator in self._separators:
                yield from self._holding(separator + word)
        elif kind == INSIDE:
            yield from self._holding(word)
        else:
            # Possessive runs of "not the next letter" read each text once, whether or not it matches.
            pattern = "\n" + "".join(rf"[^{re.escape(letter)}\n]*+{re.escape(letter)}" for letter in word)
            for match in re.finditer(pattern, self._joined):
                yield bisect_right(self._starts, match.start()) - 1

    def _holding(self, piece: str) -> Iterator[int]:
        """Texts that ``piece`` (with a newline first: that start with the rest of it) is in."""
        position = self._joined.find(piece)
        while position >= 0:
            index = bisect_right(self._starts, position) - 1
            yield index
            # The next text: one more place in the same text tells nothing new.
            position = self._joined.find(piece, self._starts[index + 1])

    def _match(self, index: int, words: Sequence[str], anchor: str, kind: int) -> Match | None:
        text = self._folded[index]
        positions: list[tuple[int, int]] = []
        cost = 0
        for word in words:
            wanted = kind if word is anchor else LETTERS if kind == LETTERS else INSIDE
            found = _letters(text, word) if wanted == LETTERS else _whole(text, word, wanted)
            if found is None:
                return None
            positions.extend(found[0])
            cost += found[1]
        if len(text) == len(anchor) and kind == PREFIX:
            cost -= 1_000
        return Match(index, _merged(positions), kind, cost * 1_000 + len(text))


def _whole(text: str, word: str, kind: int) -> tuple[list[tuple[int, int]], int] | None:
    """The best place of ``word`` in one piece, and its cost: 0 at the start, 1 at the start of a word, else more."""
    start = text.find(word)
    if start < 0:
        return None
    best = start
    while start > 0 and text[start - 1].isalnum():
        start = text.find(word, start + 1)
        if start < 0:
            break
        if not text[start - 1].isalnum():
            best = start
            break
    at_word = best == 0 or not text[best - 1].isalnum()
    end = best + len(word)
    cost = 0 if best == 0 else 2 + min(best, 40) if at_word else 50 + min(best, 40)
    ends_word = end == len(text) or not text[end].isalnum()
    return [(best, end)], cost + (0 if ends_word else 1)


def _letters(text: str, word: str) -> tuple[list[tuple[int, int]], int] | None:
    """The letters of ``word`` in order, as tight as one look back makes them (fzf's first algorithm), and the cost."""
    if word in text:
        return _whole(text, word, INSIDE)
    end = -1
    for letter in word:
        end = text.find(letter, end + 1)
        if end < 0:
            return None
    places = _look_back(text, word, end)
    cost = 100
    previous = -2
    for place in places:
        if place != previous + 1:
            starts_word = place == 0 or not text[place - 1].isalnum()
            cost += (2 if starts_word else 10) + (0 if previous < 0 else min(place - previous, 20))
        previous = place
    return [(place, place + 1) for place in places], cost


def _look_back(text: str, word: str, end: int) -> list[int]:
    """The last place of each letter that still leaves room for those before it; ``end``: that of the last letter."""
    places: list[int] = []
    limit = end + 1
    for letter in reversed(word):
        place = text.rfind(letter, 0, limit)
        places.append(place)
        limit = place
    return places[::-1]


def _merged(positions: list[tuple[int, int]]) -> Spans:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(positions):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def rank(query: str, texts: Sequence[str], limit: int = 100, cancelled: Cancelled = never) -> list[Match]:
    """The best ``limit`` of ``texts`` for a query, best first. :class:`FuzzyIndex` is for texts searched again."""
    return FuzzyIndex(texts).search(query, limit, cancelled)


class PageIndex:
    """Titles, aliases and paths of one snapshot's pages."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        pages = snapshot.pages
        self._names = [(document, pages[document].title, "title") for document in snapshot.order]
        self._names += [(page.id, alias, "alias") for page in pages.values() for alias in page.aliases]
        self._titles = FuzzyIndex([text for _, text, _ in self._names])
        self._paths = FuzzyIndex(snapshot.order)

    def search(self, query: str, limit: int, cancelled: Cancelled = never) -> list[PageMatch]:
        """The best ``limit`` pages, best first; a match of title or alias comes before a like one of the path."""
        ranked: list[tuple[int, int, int, PageMatch]] = []
        named = self._titles.search(query, limit, cancelled)
        for match in named:
            document, text, field = self._names[match.index]
            ranked.append((match.kind, 0, match.cost, PageMatch(document, text, match.spans, field, match.kind)))
        # A full list of names leaves room only for paths that match in a better way than the last of them.
        worst = named[-1].kind - 1 if len({self._names[match.index][0] for match in named}) >= limit else LETTERS
        for match in self._paths.search(query, limit, cancelled, worst):
            document = self.snapshot.order[match.index]
            ranked.append((match.kind, 1, match.cost, PageMatch(document, document, match.spans, "path", match.kind)))
        ranked.sort(key=lambda each: each[:3])
        best: dict[DocId, PageMatch] = {}
        for _, _, _, page in ranked:
            best.setdefault(page.document, page)
        return list(best.values())[:limit]


_recent: tuple[PageIndex, ...] = ()


def rank_pages(text: str, snapshot: Snapshot, limit: int = 100, cancelled: Cancelled = never) -> list[PageMatch]:
    """The best ``limit`` pages of a snapshot for a query over titles, aliases and paths, best first.

    The tables of the newest snapshot are kept between calls.
    """
    global _recent
    index = next((each for each in _recent if each.snapshot is snapshot), None)
    if index is None:
        index = PageIndex(snapshot)
        _recent = (index,)
    return index.search(text, limit, cancelled)


_recent_headings: tuple[tuple[Sequence[tuple[DocId, str, str]], FuzzyIndex], ...] = ()


def rank_names(
    text: str,
    snapshot: Snapshot,
    headings: Sequence[tuple[DocId, str, str]],
    limit: int = 100,
    cancelled: Cancelled = never,
) -> list[NameMatch]:
    """The best ``limit`` pages and headings for a query, best first; of like matches pages come first.

    ``headings``: document, text, anchor of each. Those of pages that are not in the snapshot are left out. The tables
    of the newest list are kept between calls (the same list object must not change).
    """
    global _recent_headings
    index = next((each for known, each in _recent_headings if known is headings), None)
    if index is None:
        index = FuzzyIndex([name for _, name, _ in headings])
        _recent_headings = ((headings, index),)
    pages = snapshot.pages
    matches = index.search(text, limit, cancelled)
    found: list[tuple[int, int, int, NameMatch]] = []
    for place, page in enumerate(rank_pages(text, snapshot, limit, cancelled)):
        whole = NameMatch(page.document, "", page.text, page.spans, page.document)
        found.append((page.kind, 0, place, whole))
    titles = {(each[3].document, each[3].text) for each in found}
    for place, match in enumerate(matches):
        document, name, anchor = headings[match.index]
        if document in pages and (document, name) not in titles:
            heading = NameMatch(document, anchor, name, match.spans, pages[document].title)
            found.append((match.kind, 1, place, heading))
    found.sort(key=lambda each: each[:3])
    return [each for *_, each in found[:limit]]
