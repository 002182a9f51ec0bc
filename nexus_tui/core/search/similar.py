"""The telling words of a page, and pages that share them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from nexus_tui.core.files import read_bounded
from nexus_tui.core.search import ranking
from nexus_tui.core.search.evaluate import RankedPage, rank_any
from nexus_tui.core.search.pages import analyse
from nexus_tui.core.search.postings import Variant, Want
from nexus_tui.core.search.reader import Index
from nexus_tui.core.search.schema import ALIASES, BODY, HEADING, TAGS, TITLE
from nexus_tui.core.search.tokens import chunk_terms

_LARGEST = 1 << 20
"""Bytes of a page that are looked at."""
_WORTH = {TITLE: 6, HEADING: 3, TAGS: 6, ALIASES: 4, BODY: 1}
_SHORTEST = 3
_MOST_PAGES = 0.4
"""Part of the pages on which a word that tells something stands at most."""
_PRIMER_FIELDS = frozenset({TITLE, HEADING})


def key_terms(index: Index, root: Path, document: str, limit: int) -> list[tuple[str, float]]:
    """The words of ``document`` with the greatest frequency times idf (title, headings and tags count more)."""
    try:
        data, size, mtime_ns = read_bounded(root / document, _LARGEST)
    except (OSError, ValueError):
        return []
    counts: Counter[str] = Counter()
    for section in analyse(document, data, size, mtime_ns, racy=False).sections:
        for number, worth in _WORTH.items():
            for chunk in section.fields.get(number, ()):
                for term in set(chunk_terms(chunk)[:2]):
                    counts[term] += worth
    scored = []
    for term, count in counts.items():
        if len(term) >= _SHORTEST and term.isalpha() and term not in ranking.OPTIONAL:
            frequency = index.page_frequency(term)
            if frequency > 1:
                scored.append((ranking.saturated(count / 2.0) * ranking.rarity(frequency, index.pages), term))
    scored.sort(key=lambda each: (-each[0], each[1]))
    return [(term, score) for score, term in scored[:limit]]


def similar(index: Index, root: Path, document: str, limit: int) -> list[RankedPage]:
    """Pages other than ``document`` that have its telling words, the nearest first."""
    wants = [
        Want(term, (Variant((term,), 1.0),), *index.frequencies(term))
        for term, _ in key_terms(index, root, document, 12)
    ]
    own = index.find_page(document)
    return [page for page in rank_any(index, wants, limit + 1) if page.page != own][:limit]


def vocabulary(index: Index, limit: int) -> list[str]:
    """Words of titles and headings that several pages have, the most frequent first; those of most pages last.

    What stands in every page's headings ("related pages", "sources") tells nothing of a library.
    """
    words = index.frequent("", 10 * limit + 50, _PRIMER_FIELDS)
    good = [word for word in words if len(word) > _SHORTEST and word.isalpha() and word not in ranking.OPTIONAL]
    good.sort(key=lambda word: index.page_frequency(word) > index.pages * _MOST_PAGES)
    return good[:limit]
