"""The contents of one index segment before it is a file, and how pages are gathered into it."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any

from nexus_tui.core.search.bundle import Column
from nexus_tui.core.search.schema import ALIASES, CONTEXT, FIELDS, HEADING, PATH, TAGS, TITLE

LIST, ITEM = "\0", "\x1f"
"""Separators of lists of strings: between rows, and between the items of one row."""

RACY, RECODED = 1, 2
"""What a page can be, in one byte: see ``PageEntry``."""

_MOST = 255
"""How often a term occurs in a section, at most; more says nothing more."""
_FEW = 12
"""Postings that are counted sooner than a ``Counter`` is made."""
_LONGEST = 65535
_NAMES = frozenset({TITLE, HEADING, CONTEXT, PATH, TAGS, ALIASES})


@dataclass(slots=True)
class SectionEntry:
    """One section to be indexed."""

    start: int
    end: int
    line: int
    level: int
    headings: tuple[str, ...]
    """Heading path from below the page's title down to this section."""
    anchor: str
    fields: dict[int, list[str]]
    """Field number to the chunks of its text, in order."""


@dataclass(slots=True)
class PageEntry:
    """One page to be indexed."""

    path: str
    title: str
    mtime_ns: int
    size: int
    digest: bytes
    """BLAKE2b of the file, 16 bytes."""
    racy: bool
    """Changed so shortly before it was read that a further change may carry the same time."""
    tags: tuple[str, ...]
    langs: tuple[str, ...]
    sections: list[SectionEntry]
    aliases: tuple[str, ...] = ()
    recoded: bool = False
    """Whether the places of the sections are those in ``files.as_utf8`` of the file, not in the file itself."""


@dataclass(slots=True)
class SegmentData:
    """The columns of a segment's three files; see ``leaf`` for their meaning."""

    terms: dict[str, Column]
    posts: dict[str, Column]
    docs: dict[str, Column]
    count: int


def id_array(most: int, values: Iterable[int] = ()) -> array[int]:
    """An array of numbers up to ``most``: two bytes each where that is enough."""
    return array("H" if most <= 65535 else "I", values)


def list_blob(rows: Sequence[str]) -> bytes:
    """``rows`` as one string of bytes, parted by NUL."""
    return LIST.join(rows).encode("utf-8", "surrogatepass")


def one_line(items: Sequence[str]) -> str:
    """``items`` as one row of a list of strings."""
    line = ITEM.join(items)
    if LIST not in line and line.count(ITEM) < max(1, len(items)):
        return line
    return ITEM.join(item.replace(LIST, " ").replace(ITEM, " ") for item in items)


@dataclass(slots=True)
class DocColumns:
    """Everything about pages and sections that is not a term."""

    paths: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    langs: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    mtimes: array[int] = field(default_factory=lambda: array("q"))
    sizes: array[int] = field(default_factory=lambda: array("Q"))
    racy: bytearray = field(default_factory=bytearray)
    """``RACY`` and ``RECODED`` of each page."""
    digests: bytearray = field(default_factory=bytearray)
    first: array[int] = field(default_factory=lambda: array("I"))
    page: array[int] = field(default_factory=lambda: array("I"))
    start: array[int] = field(default_factory=lambda: array("I"))
    end: array[int] = field(default_factory=lambda: array("I"))
    line: array[int] = field(default_factory=lambda: array("I"))
    level: bytearray = field(default_factory=bytearray)
    headings: list[str] = field(default_factory=list)
    lengths: list[array[int]] = field(default_factory=lambda: [array("H") for _ in FIELDS])

    def columns(self) -> dict[str, Column]:
        """The columns as they are written."""
        found: dict[str, Column] = {
            "paths": list_blob(self.paths),
            "titles": list_blob(self.titles),
            "tags": list_blob(self.tags),
            "langs": list_blob(self.langs),
            "aliases": list_blob(self.aliases),
            "mtimes": self.mtimes,
            "sizes": self.sizes,
            "racy": bytes(self.racy),
            "digests": bytes(self.digests),
            "first": array("I", [*self.first, len(self.page)]),
            "page": id_array(len(self.paths), self.page),
            "start": self.start,
            "end": self.end,
            "line": self.line,
            "level": bytes(self.level),
        }
        blobs = [heading.encode("utf-8", "surrogatepass") for heading in self.headings]
        found["heading_at"] = array("I", [0, *_running(len(blob) for blob in blobs)])
        found["headings"] = b"".join(blobs)
        for number, lengths in enumerate(self.lengths):
            if any(lengths):
                found[f"length{number}"] = lengths
        return found


def _running(values: Iterable[int]) -> Iterable[int]:
    total = 0
    for value in values:
        total += value
        yield total


@dataclass(slots=True)
class TermColumns:
    """Terms in order, each with a row for every field that holds it, each row with its postings."""

    most: int
    """Number of sections of the segment."""
    terms: list[bytes] = field(default_factory=list)
    row_at: array[int] = field(default_factory=lambda: array("I", [0]))
    row_field: bytearray = field(default_factory=bytearray)
    row_pages: array[int] = field(default_factory=lambda: array("I"))
    post_at: array[int] = field(default_factory=lambda: array("I", [0]))
    ids: array[int] = field(init=False)
    freqs: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self.ids = id_array(self.most)

    def row(self, number: int, ids: Sequence[int], freqs: Iterable[int], pages: int) -> None:
        """Add the postings of the term that is being gathered for field ``number``."""
        self.row_field.append(number)
        self.row_pages.append(pages)
        self.ids.extend(ids)
        self.freqs.extend(freqs)
        self.post_at.append(len(self.ids))

    def single(self, number: int, section: int) -> None:
        """Add the one posting of a term that occurs once in field ``number``."""
        self.row_field.append(number)
        self.row_pages.append(1)
        self.ids.append(section)
        self.freqs.append(1)
        self.post_at.append(len(self.ids))

    def finish(self, term: bytes) -> None:
        """Close the rows added since the last call under ``term``. Terms must come in order."""
        self.terms.append(term)
        self.row_at.append(len(self.row_field))

    def columns(self) -> tuple[dict[str, Column], dict[str, Column]]:
        """The columns of the term file and of the postings file."""
        at = array("I", [0, *_running(len(term) + 1 for term in self.terms)])
        terms: dict[str, Column] = {
            "terms": b"\n".join(self.terms) + b"\n",
            "term_at": at,
            "row_at": self.row_at,
            "row_field": bytes(self.row_field),
            "row_pages": id_array(max(self.row_pages, default=0), self.row_pages),
            "post_at": self.post_at,
        }
        return terms, {"ids": self.ids, "freqs": bytes(self.freqs)}


class SegmentBuilder:
    """Gathers pages in memory. Postings are kept for raw chunks; those become terms once, at the end."""

    def __init__(self) -> None:
        self._docs = DocColumns()
        self._postings: list[defaultdict[str, list[int]]] = [defaultdict(list) for _ in FIELDS]
        """For each field, chunk to the sections that hold it: one as often as it does, in order."""
        self.bytes = 0
        """Size of the files of the pages gathered so far."""

    @property
    def pages(self) -> int:
        """How many pages were added."""
        return len(self._docs.paths)

    @property
    def sections(self) -> int:
        """How many sections were added."""
        return len(self._docs.page)

    def add(self, page: PageEntry) -> None:
        """Add a page with all of its sections."""
        docs = self._docs
        number = len(docs.paths)
        docs.paths.append(page.path)
        docs.titles.append(one_line((page.title,)))
        docs.tags.append(one_line(page.tags))
        docs.aliases.append(one_line(page.aliases))
        docs.langs.append(one_line(page.langs))
        docs.mtimes.append(page.mtime_ns)
        docs.sizes.append(page.size)
        docs.racy.append(RACY * page.racy | RECODED * page.recoded)
        docs.digests += page.digest
        docs.first.append(len(docs.page))
        self.bytes += page.size
        for section in page.sections:
            docs.page.append(number)
            docs.start.append(section.start)
            docs.end.append(section.end)
            docs.line.append(section.line)
            docs.level.append(min(section.level, _MOST))
            docs.headings.append(one_line((section.anchor, *section.headings)))
            self._add_fields(len(docs.page) - 1, section.fields)

    def _add_fields(self, doc: int, fields: dict[int, list[str]]) -> None:
        for number, chunks in fields.items():
            if not chunks:
                continue
            length = name_length(chunks) if number in _NAMES else text_length(chunks)
            lengths = self._docs.lengths[number]
            lengths.extend(repeat(0, doc - len(lengths)))
            lengths.append(min(length, _LONGEST))
            # A deque that keeps nothing drives the loop without a step of the interpreter for each word.
            deque(map(list.append, map(self._postings[number].__getitem__, chunks), repeat(doc)), 0)

    def data(self) -> SegmentData:
        """The finished segment. The builder is used up."""
        for lengths in self._docs.lengths:
            lengths.extend(repeat(0, self.sections - len(lengths)))
        columns = TermColumns(self.sections)
        page_of = self._docs.page.tolist().__getitem__
        by_term = self._by_term()
        terms = sorted(by_term)
        for term, encoded in zip(terms, _encoded(terms), strict=True):
            found = by_term.pop(term)
            for number, places in (found,) if len(found) == 2 else _by_field(found):
                if len(places) == 1:
                    columns.single(number, places[0])
                else:
                    ids, freqs = _counted(places)
                    columns.row(number, ids, freqs, 1 if len(ids) == 1 else len(set(map(page_of, ids))))
            columns.finish(encoded)
        rows, posts = columns.columns()
        return SegmentData(rows, posts, self._docs.columns(), self.sections)

    def _by_term(self) -> dict[str, list[Any]]:
        """For each term, one after the other: a field that holds it, the postings of a chunk it comes from; and so on.

        Fields come in order, each as often as chunks of it have the term.
        """
        from nexus_tui.core.search.tokens import chunk_terms

        found: dict[str, list[Any]] = {}
        get = found.get
        for number, postings in enumerate(self._postings):
            for chunk, places in postings.items():
                for term in chunk_terms(chunk):
                    rows = get(term)
                    if rows is None:
                        found[term] = [number, places]
                    else:
                        rows += (number, places)
            postings.clear()
        return found


def _encoded(terms: Sequence[str]) -> list[bytes]:
    """``terms``, none of which has a line break, as bytes."""
    return "\n".join(terms).encode("utf-8", "surrogatepass").split(b"\n") if terms else []


def _by_field(found: list[Any]) -> Iterator[tuple[int, list[int]]]:
    """Each field of ``found`` (see ``SegmentBuilder._by_term``) with the postings of all of its chunks, in order."""
    numbers, places = found[::2], found[1::2]
    low = 0
    for high in range(1, len(numbers) + 1):
        if high == len(numbers) or numbers[high] != numbers[low]:
            yield numbers[low], places[low] if high == low + 1 else sorted(chain.from_iterable(places[low:high]))
            low = high


def _counted(every: list[int]) -> tuple[Sequence[int], bytes]:
    """Sections and counts from postings."""
    if every[0] == every[-1]:
        return every[:1], bytes((min(len(every), _MOST),))
    counts: dict[int, int] = {}
    if len(every) <= _FEW:
        for section in every:
            counts[section] = counts.get(section, 0) + 1
    else:
        counts = Counter(every)
    freqs = counts.values()
    try:
        return list(counts), bytes(freqs)
    except ValueError:
        return list(counts), bytes(min(freq, _MOST) for freq in freqs)


def name_length(chunks: Sequence[str]) -> int:
    """Length of a title or a path in words, the words of compound names counted apart."""
    from nexus_tui.core.search.tokens import chunk_terms

    return sum([max(1, len(chunk_terms(chunk)) - 1) for chunk in chunks])


def text_length(chunks: Sequence[str]) -> int:
    """Length of a text in words; scripts without spaces count a word for each character."""
    if "".join(chunks).isascii():
        return len(chunks)
    return len(chunks) + sum([len(chunk) - 1 for chunk in chunks if chunk[0] > "\u0e00"])
