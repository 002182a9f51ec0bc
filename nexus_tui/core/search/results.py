"""Ranked sections to hits with their place in the file and a snippet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from nexus_tui.core.model import Hit, Snippet
from nexus_tui.core.search.evaluate import RankedPage
from nexus_tui.core.search.leaf import Card
from nexus_tui.core.search.marking import marker, merged
from nexus_tui.core.search.ranking import OPTIONAL
from nexus_tui.core.search.reader import Index
from nexus_tui.core.search.snippets import Piece
from nexus_tui.core.search.sources import Sources, Stamp
from nexus_tui.core.search.window import beginning

MOST_FURTHER = 3
"""Sections of a page shown under its best one."""
_WORTH_SHOWING = 0.5
"""Part of the best section's score that a further section must have."""
_NO_TEXT = Snippet("")

Spans = tuple[tuple[int, int], ...]

Near = Sequence[tuple[str, tuple[str, ...]]]
"""Words, and what means much the same as each."""
_Near = list[tuple[str, tuple[bytes, ...], list[tuple[str, tuple[bytes, ...]]]]]
"""The same, with what each of them begins with."""


def make_hits(
    index: Index,
    sources: Sources,
    pages: Sequence[RankedPage],
    words: Sequence[str],
    own: Mapping[int, tuple[str, ...]] | None = None,
    near: Near = (),
) -> list[Hit]:
    """A hit for the best section of each page, with the page's further sections in it.

    ``own``: what is to be marked in a page in place of ``words``. ``near``: what is marked in place of a word
    that the section does not have.
    """
    hits: list[Hit] = []
    words, stamps = tuple(words), index.stamps
    meant = [
        (word, _beginnings(word.rstrip("*")), [(each, _beginnings(each)) for each in items]) for word, items in near
    ]
    for ranked in pages:
        best, section = ranked.sections[0]
        leaf = index.leaf_of(section)
        card_of, base = leaf.files.card, leaf.base
        card = card_of(section - base)
        of_page = own.get(ranked.page, words) if own else words
        stamp = stamps.get(card.document, card.stamp) if stamps else card.stamp
        text, line, spans, marked = _shown(sources, card, stamp, of_page, meant)
        further: list[Hit] = []
        for score, other in ranked.sections[1 : 1 + MOST_FURTHER]:
            if score >= _WORTH_SHOWING * best and (score > 0 or not best):
                of = card_of(other - base)
                further.append(_hit(of, of.place[2], score, _NO_TEXT, (), (), marked))
        hits.append(_hit(card, line, ranked.score, text, spans, tuple(further), marked))
    return hits


def telling(words: Sequence[str]) -> tuple[str, ...]:
    """The words worth marking: without those a question is made of and single half-typed letters, if others remain."""
    good = [word for word in words if word.lower() not in OPTIONAL and not (len(word) == 2 and word[1] == "*")]
    good = [word for word in good if word.strip("*").lower() not in OPTIONAL]
    return tuple(good or words)


def _hit(
    card: Card, line: int, score: float, text: Snippet, spans: Spans, further: tuple[Hit, ...], words: tuple[str, ...]
) -> Hit:
    document, anchor, title, headings, mtime_ns, tags, _, _ = card
    # By position: eighty are made at each key press.
    return Hit(document, anchor, title, headings, line, round(score, 6), text, mtime_ns, tags, spans, further, words)


def _shown(
    sources: Sources, card: Card, stamp: Stamp, words: tuple[str, ...], near: _Near
) -> tuple[Snippet, int, Spans, tuple[str, ...]]:
    """Snippet and line of a section, what is marked in the title of its page, and the words that are marked."""
    text = _NO_TEXT
    piece, line = sources.piece(card.document, stamp, card.anchor, card.place)
    if piece is not None and near and (meant := _meant(piece, words, near)):
        words = (*words, *meant)
    marks = marker(words)
    if piece is not None:
        text = piece.marked(marks)
    found = marks.spans(card.title)
    return text, line, merged(found, card.title) if found else (), words


def _meant(piece: Piece, words: tuple[str, ...], near: _Near) -> list[str]:
    """What of ``near`` stands for those of ``words`` that the section does not have, where it has any."""
    data = piece.data.lower()
    found: list[str] = []
    for word, parts, items in near:
        if word in words and not _all_in(data, parts) and any(_all_in(data, each) for _, each in items):
            found += [item for item, _ in items if item not in words]
    return found


@lru_cache(maxsize=4096)
def _beginnings(item: str) -> tuple[bytes, ...]:
    return tuple([beginning(part).encode() for part in item.lower().split()])


def _all_in(data: bytes, parts: tuple[bytes, ...]) -> bool:
    return all(map(data.__contains__, parts))
