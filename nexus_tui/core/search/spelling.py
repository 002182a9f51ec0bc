"""How the library writes a word: a term as its name, and a word typed as one that is written as two."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from nexus_tui.core.search.marking import marker
from nexus_tui.core.search.postings import Variant, rows_of, together
from nexus_tui.core.search.reader import Index
from nexus_tui.core.search.sources import Sources
from nexus_tui.core.search.tokens import chunks, fold

RARE = 2
"""Pages at most that have a word which may be two."""
MOST_PAIRS = 2
_SHORTEST = 5
"""Letters of a word that may be two."""
_LONGEST = 32
_MOST_TRIED = 4
"""Ways to cut a word in two that are looked for in the pages."""
_MOST_SECTIONS = 40
"""Sections in which is looked for how something is written."""
_SIGNS = re.compile(r"[\W_]+")


def as_written(index: Index, sources: Sources, term: str) -> str:
    """The name that ``term`` is (``selectrelated``) as the library writes it (``select_related``); or as it is."""
    counts: Counter[str] = Counter()
    for number, text in enumerate(_texts_with(index, sources, term)):
        if number >= 5:
            break
        for chunk in chunks(text):
            for name in dict.fromkeys((chunk.strip("-./:"), *re.findall(r"\w+", chunk))):
                if fold(_SIGNS.sub("", name)) == term:
                    counts[name] += 1
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    names = [name for name in ordered if not name.isalpha() or not (name.islower() or name.istitle())]
    return names[0] if names else term


def pairs(index: Index, sources: Sources, word: str, *, half: bool) -> list[tuple[str, str]]:
    """The two words, side by side somewhere in the library, that ``word`` is; the more frequent first.

    ``half``: the second may be half typed.
    """
    if not _SHORTEST <= len(word) <= _LONGEST or not word.isalpha():
        return []
    cuts = []
    for at in range(2, len(word) - 1):
        one, two = word[:at], word[at:]
        if max(len(one), len(two)) > 2 and index.has(one):
            whole = [two] if index.has(two) else index.frequent(two, 1) if half else []
            cuts += (
                [(-min(index.page_frequency(one), index.page_frequency(whole[0])), one, two, whole[0])] if whole else []
            )
    found = [
        (one, two)
        for _, one, two, whole in sorted(cuts)[:_MOST_TRIED]
        if _side_by_side(index, sources, one, two, whole)
    ]
    return found[:MOST_PAIRS]


def _side_by_side(index: Index, sources: Sources, one: str, two: str, whole: str) -> bool:
    marks = marker((f'"{one} {two}*"' if two != whole else f'"{one} {two}"',))
    left = _MOST_SECTIONS
    for leaf in index.leaves:
        both = together(index, leaf, Variant((one, whole), 1.0), None)
        for section in sorted(both, key=lambda section: (-both[section], section))[:left]:
            left -= 1
            if any(marks.spans(text, 1) for text in _texts(index, sources, leaf.base + section)):
                return True
    return False


def _texts_with(index: Index, sources: Sources, term: str) -> Iterator[str]:
    for leaf in index.leaves:
        sections = {section for row in rows_of(index, leaf, term) for section in row.sections[:_MOST_SECTIONS]}
        for section in sorted(sections)[:_MOST_SECTIONS]:
            yield " ".join(_texts(index, sources, leaf.base + section))


def _texts(index: Index, sources: Sources, section: int) -> Iterator[str]:
    """Title, headings and source of a section."""
    leaf = index.leaf_of(section)
    document, anchor, title, headings, _, _, stamp, place = leaf.files.card(section - leaf.base)
    yield title
    yield from headings
    piece, _ = sources.piece(document, index.stamps.get(document, stamp), anchor, place)
    if piece is not None:
        yield piece.data.decode("utf-8", "replace")
