"""How well a section and its page answer a query: BM25F over the fields, page and section evidence joined.

A page is scored twice: as a whole (every field summed over its sections, lengths and frequencies of pages) and by its
best section (lengths and frequencies of sections). Whole pages win where the words of a question are spread over a
page, sections win on long pages with good headings, so the score is a weighted sum of both.

BM25F after Robertson, Zaragoza, Taylor: Simple BM25 extension to multiple weighted fields (CIKM 2004), with the root
of the idf that is never negative (Lucene's).
"""

from __future__ import annotations

import math

from nexus_tui.core.search.schema import ALIASES, BODY, CODE, CONTEXT, HEADING, LANG, PATH, TAGS, TITLE

K1 = 2.2
"""How soon repetition stops to count."""

BOOST = {TITLE: 8.0, HEADING: 4.0, CONTEXT: 2.0, PATH: 1.5, TAGS: 5.0, ALIASES: 8.0, CODE: 0.5, LANG: 0.5, BODY: 1.0}
"""Weight of a field for a section."""
LENGTH = {TITLE: 0.7, HEADING: 0.4, CONTEXT: 0.5, PATH: 0.5, TAGS: 0.0, ALIASES: 0.4, CODE: 0.7, LANG: 0.0, BODY: 0.55}
"""How much a long field weighs less (b of BM25)."""
PAGE_BOOST = {TITLE: 10.0, HEADING: 3.0, PATH: 3.0, TAGS: 5.0, ALIASES: 8.0, CODE: 0.5, LANG: 0.5, BODY: 1.0}
"""Weight of a field for a page; ``context`` repeats what title and headings say."""

EXACT, STEM, DERIVED, SYNONYM, NEAR = 1.0, 0.7, 0.35, 0.6, 0.15
TYPO = {1: 0.5, 2: 0.3}
"""Worth of a word that is met by itself, by another form of it, by a word derived from it (``duplicity`` for
``duplicate``), by a synonym, by what means much the same, by a repaired word (by edits)."""
PARTS_BESIDE_NAME = 0.1
"""What the parts of a compound name keep of their worth in a library that has the name itself."""
COMPLETION_BESIDE_WORD = 0.5
"""What completions of a word keep of their worth in a library that has the word as it was typed."""

OPTIONAL_WORTH = 0.15
"""Worth of the words a question is made of, beside what their frequency says: rare in prose, they tell nothing."""
PAGE_SHARE = 0.4
"""Weight of the page's score beside that of its best section."""
PAGE_FIELDS_ELSEWHERE = 1.0
"""Part of the weight of title, path, tags and aliases that is left out when the section to open is chosen: they speak
for the page, not for its first section."""
HEADING_OPENS = 1.0
"""How much more a word in a heading counts when the section to open is chosen."""
APPARATUS = frozenset(
    {
        "bibliography",
        "change log",
        "changelog",
        "external links",
        "footnotes",
        "further reading",
        "links",
        "references",
        "related",
        "related pages",
        "review questions",
        "see also",
        "sources",
    }
)
"""Headings of parts that name what a page is about, again and again, without saying anything of it. Such a part is
shown only where nothing else of its page answers, or where it is itself asked for."""
APPARATUS_COUNTS = 0.5
"""What the score of such a part is worth for its page."""
BEGINNING_OPENS = 0.9
"""What the beginning of a page, which says what follows, is worth when the section to open is chosen."""
HEADING_COVERED = 0.2
"""How much more a page counts that has a section whose heading is what was asked for, no more and no less."""
SIBLINGS = 0.05
"""Part of the score of each of the next three sections that adds to the best one."""
FEW = 5
"""Fewer pages with all words than this are followed by pages with some."""
LONG_QUERY = 3
"""With this many words or more, pages that lack one are not put after the others: their score decides. A long query
is a question in someone's own words, and seldom are all of them on the page that answers it."""
FEW_FOR_LONG = 400
"""As ``FEW``, for long queries."""
EXPANSIONS = 48
"""Most words a prefix or a stem stands for."""
SHORT_PREFIX = 2
"""Prefixes up to this long, typed alone, are looked up in titles, headings, paths, tags and aliases only."""
SHORT_PREFIX_FIELDS = frozenset({TITLE, HEADING, PATH, TAGS, ALIASES})

OPTIONAL = frozenset(
    {
        "a",
        "about",
        "after",
        "all",
        "also",
        "am",
        "an",
        "and",
        "another",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "before",
        "between",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "each",
        "every",
        "for",
        "from",
        "get",
        "gets",
        "getting",
        "had",
        "has",
        "have",
        "here",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "just",
        "know",
        "like",
        "make",
        "makes",
        "may",
        "me",
        "might",
        "more",
        "most",
        "must",
        "my",
        "need",
        "no",
        "not",
        "now",
        "of",
        "on",
        "only",
        "or",
        "other",
        "our",
        "own",
        "should",
        "so",
        "some",
        "something",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "too",
        "versus",
        "very",
        "vs",
        "want",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "why",
        "will",
        "with",
        "without",
        "would",
        "you",
        "your",
    }
)
"""Words a question is made of: they count, but a page need not have them if the query has other words."""


def rarity(frequency: float, total: int) -> float:
    """Inverse frequency of a word that ``frequency`` of ``total`` documents have."""
    return math.log(1.0 + (total - min(frequency, total) + 0.5) / (frequency + 0.5))


def idf(frequency: float, total: int) -> float:
    """Worth of a word of a query that ``frequency`` of ``total`` documents have: the root of its rarity.

    The rarest word of a question is often a verb that the library happens not to use; it must not decide alone.
    """
    return math.sqrt(rarity(frequency, total))


def saturated(weight: float) -> float:
    """A sum of weighted occurrences brought to 0 … K1 + 1."""
    return weight * (K1 + 1.0) / (K1 + weight)


def prefix_worth(typed: int, length: int) -> float:
    """Worth of a word of ``length`` characters for a prefix of ``typed`` characters."""
    return 0.35 + 0.45 * typed / length


class Norms(dict[int, float]):
    """Length of a field to the factor for an occurrence in it: boost / (1 - b + b * length / average)."""

    def __init__(self, boost: float, b: float, average: float) -> None:
        super().__init__()
        self._boost, self._b, self._average = boost, b, average or 1.0

    def __missing__(self, length: int) -> float:
        value = self._boost / (1.0 - self._b + self._b * length / self._average)
        self[length] = value
        return value
