"""A commit: new segment, deletions, table of contents, manifest, in an order that any interruption survives."""

# mypy: disable-error-code="no-untyped-call"
from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from whoosh.index import TOC, FileIndex, clean_files
from whoosh.writing import SegmentWriter

from nexus_tui.core.search import manifest as manifests
from nexus_tui.core.search.codec import SectionCodec
from nexus_tui.core.search.leaf import DOCS, POSTS, TERMS
from nexus_tui.core.search.manifest import FileRecord, Manifest
from nexus_tui.core.search.schema import NAME, whoosh_schema
from nexus_tui.core.search.segment import SegmentData

_OURS = re.compile(rf"_?{NAME}_[0-9a-z]+\.[A-Za-z0-9_.]+|{re.escape(manifests.FILE)}\.tmp")


def storage(folder: Path) -> Any:
    """Whoosh's storage for the index in ``folder``."""
    from whoosh.filedb.filestore import FileStorage

    return FileStorage(str(folder))


def create(folder: Path) -> None:
    """Write the table of contents of an empty index."""
    TOC.create(storage(folder), whoosh_schema(), NAME)


def read_segments(folder: Path, generation: int) -> list[Any]:
    """Whoosh's segments of a generation. The table is a pickle: verify it against the manifest first."""
    return list(TOC.read(storage(folder), NAME, gen=generation).segments)


def toc_name(generation: int) -> str:
    """File name of the table of contents of a generation."""
    return f"_{NAME}_{generation}.toc"


def sweep(folder: Path, known: Manifest | None) -> None:
    """Remove index files that ``known`` does not name. Only for who holds the lock."""
    keep = set(known.files) if known is not None else set()
    for path in folder.iterdir():
        if path.name not in keep and _OURS.fullmatch(path.name) and path.is_file():
            path.unlink(missing_ok=True)


class SectionWriter(SegmentWriter):
    """Whoosh's writer, with its pool of postings replaced by finished :class:`SegmentData`."""

    def __init__(self, folder: Path, generation: int, key: bytes) -> None:
        """Begin a commit on top of ``generation``. Raises ``whoosh.writing.LockError`` if another writer is at it."""
        self._folder, self._key = folder, key
        self._data: SegmentData | None = None
        self._known: dict[str, FileRecord] = {}
        self._manifest = Manifest(generation, {})
        super().__init__(FileIndex(storage(folder), indexname=NAME), codec=SectionCodec(), compound=False)
        if self.generation != generation + 1:
            self.cancel()
            raise RuntimeError(f"The index is at generation {self.generation - 1}, not {generation}.")

    def drop(self, name: str) -> None:
        """Leave the segment ``name`` out of the new generation."""
        self.segments = [segment for segment in self.segments if segment.segment_id() != name]

    def delete(self, name: str, sections: range) -> None:
        """Mark sections of the segment ``name`` as deleted."""
        for segment in self.segments:
            if segment.segment_id() == name:
                for section in sections:
                    segment.delete_document(section)

    def finish(self, data: SegmentData | None, manifest: Manifest) -> Manifest:
        """Commit ``data`` as a new segment. ``manifest`` gives all but generation and files; returns the full one."""
        self._data = data if data is not None and data.count else None
        self._known = dict(manifest.files)
        self._manifest = manifest
        self._added = self._data is not None
        self.docnum = self._data.count if self._data is not None else 0
        self.commit(merge=False)
        return self._manifest

    def _flush_segment(self) -> None:
        if self._data is not None:
            self.perdocwriter.write(self._data)
            self.fieldwriter.write(self._data)
        self.perdocwriter.close()
        self.fieldwriter.close()

    def _commit_toc(self, segments: list[Any]) -> None:
        names = [s.segment_id() + ending for s in segments for ending in (TERMS, POSTS, DOCS)]
        files = {name: self._known.get(name) or self._settled(name) for name in names}
        TOC(self.schema, segments, self.generation).write(self.storage, self.indexname)
        toc = toc_name(self.generation)
        files[toc] = self._settled(toc)
        old = self._manifest
        self._manifest = Manifest(self.generation, files, old.touched, old.complete, old.updated, old.library)
        manifests.sync_file(self._folder)
        manifests.write(self._folder, self._manifest, self._key)
        clean_files(self.storage, self.indexname, self.generation, segments)

    def _settled(self, name: str) -> FileRecord:
        """Flush a file that was just written to the disk and take its size and digest."""
        manifests.sync_file(self._folder / name)
        return manifests.digest_file(self._folder / name)
