"""The frozen records that pass between rooms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, NewType

from nexus_tui.core.record import dataclass

DocId = NewType("DocId", str)
"""Identity of a document: its path relative to the library, with ``/``. Titles are for people."""

Cancelled = Callable[[], bool]
"""Long core loops call it; true means: stop now, leave nothing half done."""


def never() -> bool:
    """A ``Cancelled`` that never is."""
    return False


@dataclass(frozen=True, slots=True)
class Target:
    """A place to go to: a document and where in it."""

    document: DocId
    anchor: str = ""
    line: int = 0
    """1-based line in the source file; 0: not given. Used when ``anchor`` is empty."""
    terms: tuple[str, ...] = ()
    """Words to mark on arrival (a search hit)."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the library knows of a document without opening it."""

    id: DocId
    title: str
    size: int
    """Bytes."""
    mtime_ns: int
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    summary: str = ""
    order: float | None = None
    updated: str = ""
    """ISO date as the front matter gives it, or empty."""
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A folder that holds pages, itself or further down."""

    path: str
    """Relative POSIX path of the folder; empty for the root."""
    title: str
    index: DocId | None = None
    """The page that stands for the section (``index.md`` or ``README.md``), not among ``children``."""
    children: tuple[Section | DocId, ...] = ()
    """Sections and pages in reading order."""
    count: int = 0
    """Pages in it and below, its index included."""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a file that does not keep it from being read."""

    document: str
    """Relative POSIX path of the file."""
    message: str
    line: int = 0
    """1-based; 0: the whole file."""
    kind: str = "front-matter"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A library at one moment. Immutable; a change makes a new one."""

    root: Path
    tree: Section
    pages: Mapping[DocId, Page]
    order: tuple[DocId, ...]
    """All documents in reading order."""
    home: DocId | None = None
    problems: tuple[Problem, ...] = ()
    complete: bool = True
    """False while titles are still file names because the files were not read yet."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a document."""

    level: int
    text: str
    anchor: str
    line: int
    """1-based line in the file."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a section around the words that were found."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()
    """Half-open character ranges of ``text`` that matched."""


class Hit(NamedTuple):
    """A section that answers a query.

    A tuple, since a key press makes up to eighty, and a frozen record takes four times as long to make.
    """

    document: DocId
    anchor: str
    title: str
    """Title of the page."""
    headings: tuple[str, ...]
    """Heading path from the page's first level to the section, without the title."""
    line: int
    """1-based line of the section's heading (or its first line) in the file."""
    score: float
    snippet: Snippet = Snippet("")
    mtime_ns: int = 0
    tags: tuple[str, ...] = ()
    title_spans: tuple[tuple[int, int], ...] = ()
    further: tuple[Hit, ...] = ()
    """Further sections of the page that match, best first, without snippets."""
    words: tuple[str, ...] = ()
    """What to mark in the page when it is opened: the words of the results, and what the snippet marks beside them."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to narrow results, with how many hits each value has."""

    name: str
    """``section``, ``tag``, ``lang`` or ``age``."""
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class SearchResults:
    """The answer to one query."""

    query: str
    total: int
    """Matching pages in all."""
    took_ms: float
    hits: tuple[Hit, ...]
    notes: tuple[str, ...] = ()
    """One line each for the user: dropped words, repaired words, synonyms searched."""
    facets: tuple[Facet, ...] = ()
    words: tuple[str, ...] = ()
    """The words and phrases to mark in a page that is opened from these results."""
    complete: bool = True
    """False while the index is still being built."""
    problems: tuple[tuple[int, int, str], ...] = ()
    """Wrong operators of the query: start, end (characters), reason."""


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What the index is doing."""

    state: str
    """``absent``, ``building``, ``ready``, ``busy`` or ``failed``."""
    done: int = 0
    """Pages indexed so far in this run."""
    total: int = 0
    """Pages to index in this run."""
    documents: int = 0
    sections: int = 0
    generation: int = 0
    updated: float = 0.0
    """Unix time of the newest commit, seconds."""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a document as read from the disk."""

    id: DocId
    data: bytes
    mtime_ns: int
    text: str
    """Decoded without raising; control characters are still in it (see ``sanitize``)."""
    notes: tuple[str, ...] = ()
    """What had to be done to decode it, a sentence each."""
