"""Ranked sections to hits with their place in the file and a snippet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nexus_tui.core.model import Hit, Snippet
from nexus_tui.core.search.evaluate import RankedPage
from nexus_tui.core.search.marking import marker, merged
from nexus_tui.core.search.ranking import OPTIONAL
from nexus_tui.core.search.reader import Index
from nexus_tui.core.search.snippets import Piece
from nexus_tui.core.search.sources import Sources

MOST_FURTHER = 3
"""Sections of a page shown under its best one."""
_WORTH_SHOWING = 0.5
"""Part of the best section's score that a further section must have."""
_NO_TEXT = Snippet("")


Near = Sequence[tuple[str, tuple[str, ...]]]
"""Words, and what means much the same as each."""


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
    that the snippet does not have.
    """
    hits: list[Hit] = []
    words = tuple(words)
    for ranked in pages:
        best = ranked.sections[0][0]
        of_page = own.get(ranked.page, words) if own else words
        hit = _hit(index, sources, ranked.sections[0][1], ranked.score, of_page, near)
        further = [
            replace(_hit(index, sources, section, score, (), ()), words=hit.words)
            for score, section in ranked.sections[1 : 1 + MOST_FURTHER]
            if score >= _WORTH_SHOWING * best and (score > 0 or not best)
        ]
        hits.append(replace(hit, further=tuple(further)) if further else hit)
    return hits


def telling(words: Sequence[str]) -> tuple[str, ...]:
    """The words worth marking: without those a question is made of and single half-typed letters, if others remain."""
    good = [word for word in words if word.lower() not in OPTIONAL and not (len(word) == 2 and word[1] == "*")]
    good = [word for word in good if word.strip("*").lower() not in OPTIONAL]
    return tuple(good or words)


def _hit(index: Index, sources: Sources, section: int, score: float, words: tuple[str, ...], near: Near) -> Hit:
    leaf = index.leaf_of(section)
    document, anchor, title, headings, mtime_ns, tags, stamp, place = leaf.files.card(section - leaf.base)
    text, line = _NO_TEXT, place[2]
    spans: tuple[tuple[int, int], ...] = ()
    if words:
        piece, line = sources.piece(document, stamp, anchor, place)
        if piece is not None:
            text = piece.snippet(words)
            if near and (others := _meant(piece, text, words, near)):
                words = (*words, *others)
                text = piece.snippet(words)
        found = marker(words).spans(title)
        spans = merged(found, title) if found else ()
    # By position: forty are made at each key press.
    return Hit(document, anchor, title, headings, line, round(score, 6), text, mtime_ns, tags, spans, (), words)


def _meant(piece: Piece, text: Snippet, words: tuple[str, ...], near: Near) -> list[str]:
    """What of ``near`` the section has for those of ``words`` that its snippet does not show."""
    shown = {span.word for span in marker(words).spans(text.text)}
    data = piece.data.lower()
    return [
        item
        for word, items in near
        if word in words and words.index(word) not in shown
        for item in items
        if item not in words and all(part[: max(4, len(part) - 3)] in data for part in item.lower().encode().split())
    ]
