"""A Whoosh codec that keeps a segment in three files of plain arrays (see ``leaf``).

Whoosh's own codec writes compressed pickled blocks and a hash table of terms; reading them is what makes its queries
slow. This one keeps the postings of a term as two arrays (sections, counts) and the terms in one sorted string.
Whoosh's readers, cursors and matchers work on it, so its query classes do too.
"""

# mypy: disable-error-code="no-untyped-call"
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec
from whoosh.matching.mcore import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from nexus_tui.core.search import bundle
from nexus_tui.core.search.leaf import DOCS, POSTS, TERMS, LeafFiles
from nexus_tui.core.search.schema import FIELDS
from nexus_tui.core.search.segment import SegmentData

_NUMBERS = {name: number for number, name in enumerate(FIELDS)}


class SectionCodec(W3Codec):
    """Writes what :class:`SegmentData` holds and reads it back. The segment table of the index refers to this class."""

    length_stats = False

    def per_document_writer(self, storage: Any, segment: Any) -> DocWriter:
        return DocWriter(storage, segment)

    def field_writer(self, storage: Any, segment: Any) -> FieldWriter:
        return FieldWriter(storage, segment)

    def per_document_reader(self, storage: Any, segment: Any) -> DocReader:
        return DocReader(LeafFiles(Path(storage.folder), segment.segment_id()), segment)

    def terms_reader(self, storage: Any, segment: Any) -> TermReader:
        return TermReader(LeafFiles(Path(storage.folder), segment.segment_id()))


class DocWriter:
    """Writes the pages and sections of a finished segment."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._storage, self._segment = storage, segment
        self.is_closed = False

    def write(self, data: SegmentData) -> None:
        """Create the segment's file of pages and sections."""
        with self._segment.create_file(self._storage, DOCS) as stream:
            bundle.write(stream, data.docs)

    def close(self) -> None:
        self.is_closed = True


class FieldWriter:
    """Writes the terms and postings of a finished segment."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._storage, self._segment = storage, segment
        self.is_closed = False

    def write(self, data: SegmentData) -> None:
        """Create the segment's files of terms and of postings."""
        for ending, columns in ((TERMS, data.terms), (POSTS, data.posts)):
            with self._segment.create_file(self._storage, ending) as stream:
                bundle.write(stream, columns)

    def close(self) -> None:
        self.is_closed = True


class DocReader(base.PerDocumentReader):
    """Pages and sections for Whoosh's reader."""

    def __init__(self, files: LeafFiles, segment: Any) -> None:
        self._files, self._segment = files, segment

    def close(self) -> None:
        """Nothing to do: the files are shared and closed with the last reader."""

    def doc_count(self) -> int:
        return self._files.count - int(self._segment.deleted_count())

    def doc_count_all(self) -> int:
        return self._files.count

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Any:
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        return False

    def has_column(self, fieldname: str) -> bool:
        return False

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self._files.lengths(_NUMBERS[fieldname]) if fieldname in _NUMBERS else None
        return lengths[docnum] if lengths is not None else default

    def field_length(self, fieldname: str) -> int:
        return sum(self._lengths(fieldname))

    def min_field_length(self, fieldname: str) -> int:
        return min(filter(None, self._lengths(fieldname)), default=0)

    def max_field_length(self, fieldname: str) -> int:
        return max(self._lengths(fieldname), default=0)

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        return False

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        files = self._files
        page = files.page[docnum]
        anchor, headings = files.headings(docnum)
        stored = {
            "path": files.paths[page],
            "range": (files.start[docnum], files.end[docnum]),
            "line": files.line[docnum],
            "level": files.level[docnum],
            "headings": headings,
            "anchor": anchor,
            "mtime_ns": files.mtimes[page],
        }
        return {"document": stored}

    def _lengths(self, fieldname: str) -> Any:
        return (self._files.lengths(_NUMBERS[fieldname]) if fieldname in _NUMBERS else None) or ()


class RowInfo(TermInfo):
    """What Whoosh wants to know of a term in a field."""

    def __init__(self, files: LeafFiles, row: int) -> None:
        ids, freqs = files.postings(row)
        super().__init__(
            weight=sum(freqs), df=len(ids), minlength=1, maxlength=1, maxweight=max(freqs), minid=ids[0], maxid=ids[-1]
        )


class TermReader(base.TermsReader):
    """Terms and postings for Whoosh's reader."""

    def __init__(self, files: LeafFiles) -> None:
        self._files = files

    def _row(self, fieldname: str, text: bytes) -> int:
        index = self._files.find(text)
        return self._files.row(index, _NUMBERS[fieldname]) if index >= 0 and fieldname in _NUMBERS else -1

    def _known_row(self, fieldname: str, text: bytes) -> int:
        row = self._row(fieldname, text)
        if row < 0:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return row

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._row(*term) >= 0

    def indexed_field_names(self) -> list[str]:
        return [name for name, number in _NUMBERS.items() if number in set(self._files.row_field)]

    def _field_terms(self, fieldname: str, start: int = 0) -> Iterator[tuple[bytes, int]]:
        for index in range(start, self._files.term_count):
            row = self._files.row(index, _NUMBERS[fieldname])
            if row >= 0:
                yield self._files.term(index), row

    def cursor(self, fieldname: str, fieldobj: Any) -> Cursor:
        return Cursor(self._files, fieldname, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for fieldname in sorted(FIELDS):
            for text, _ in self._field_terms(fieldname):
                yield fieldname, text

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for term, _ in self.items_from(fieldname, prefix):
            yield term

    def items(self) -> Iterator[tuple[tuple[str, bytes], RowInfo]]:
        for fieldname in sorted(FIELDS):
            for text, row in self._field_terms(fieldname):
                yield (fieldname, text), RowInfo(self._files, row)

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], RowInfo]]:
        for name in sorted(FIELDS):
            if name >= fieldname:
                start = self._files.position(prefix) if name == fieldname else 0
                for text, row in self._field_terms(name, start):
                    yield (name, text), RowInfo(self._files, row)

    def term_info(self, fieldname: str, text: bytes) -> RowInfo:
        return RowInfo(self._files, self._known_row(fieldname, text))

    def frequency(self, fieldname: str, text: bytes) -> int:
        row = self._row(fieldname, text)
        return sum(self._files.postings(row)[1]) if row >= 0 else 0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        row = self._row(fieldname, text)
        return self._files.frequency(row) if row >= 0 else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        row = self._known_row(fieldname, text)
        ids, freqs = self._files.postings(row)
        weights = [float(freq) for freq in freqs]
        return ListMatcher(
            ids.tolist(),
            weights,
            format=format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=RowInfo(self._files, row),
        )

    def close(self) -> None:
        """Nothing to do: the files are shared and closed with the last reader."""


class Cursor(base.FieldCursor):
    """Walks the terms of one field in order."""

    def __init__(self, files: LeafFiles, fieldname: str, fieldobj: Any) -> None:
        self._files, self._fieldobj = files, fieldobj
        self._number = _NUMBERS.get(fieldname, len(FIELDS))
        self._index = self._row = -1
        self.first()

    def _settle(self, index: int) -> Any:
        while index < self._files.term_count:
            row = self._files.row(index, self._number)
            if row >= 0:
                self._index, self._row = index, row
                return self.text()
            index += 1
        self._index = self._row = -1
        return None

    def first(self) -> Any:
        return self._settle(0)

    def find(self, term: Any) -> Any:
        return self._settle(self._files.position(term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)))

    def next(self) -> Any:
        return self._settle(self._index + 1) if self._index >= 0 else None

    def text(self) -> Any:
        return self._fieldobj.from_bytes(self._files.term(self._index)) if self._index >= 0 else None

    def term_info(self) -> RowInfo | None:
        return RowInfo(self._files, self._row) if self._index >= 0 else None

    def is_valid(self) -> bool:
        return self._index >= 0
