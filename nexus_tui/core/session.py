"""The headless application: one library, its index, its memory. The terminal app and the command line both use it.

Calls block; the app makes them in threads. Nothing is opened before it is needed.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from nexus_tui.core import files, paths
from nexus_tui.core.errors import DocumentNotFound, NexusError, SearchIndexError
from nexus_tui.core.library import Library, open_library
from nexus_tui.core.model import Cancelled, DocId, Hit, IndexStatus, SearchResults, Snapshot, Source, Target, never
from nexus_tui.core.sanitize import brief, sanitize_line
from nexus_tui.core.settings import Settings

if TYPE_CHECKING:
    from nexus_tui.core.git import Commit, Repository
    from nexus_tui.core.graph import Graph
    from nexus_tui.core.links import Resolution
    from nexus_tui.core.search.engine import SearchEngine
    from nexus_tui.core.search.process import IndexerProcess
    from nexus_tui.core.state import LibraryState


VERIFIED_LIMIT = 1 << 20
"""Bytes read of the record of verified pages."""


class Session:
    """A library in use."""

    def __init__(self, library: Library, settings: Settings | None = None) -> None:
        self.library = library
        self.settings = settings if settings is not None else Settings()
        self._engine: SearchEngine | None = None
        self._names_lock = threading.Lock()
        self._engine_lock = threading.Lock()
        self._graph: Graph | None = None
        self._graph_lock = threading.Lock()
        self._state: LibraryState | None = None
        self._indexer: IndexerProcess | None = None
        self._repository: Repository | Literal[False] | None = False
        self._headings: tuple[int, list[tuple[DocId, str, str]]] | None = None
        self._verified: dict[str, Any] | None = None
        self._snapshot: Snapshot | None = None

    @classmethod
    def open(cls, path: Path | None, settings: Settings | None = None) -> Session:
        """The library at ``path`` (a folder or a page); none: the bundled knowledge base.

        Raises ``LibraryError`` with a sentence where it cannot be opened.
        """
        return cls(open_library(path if path is not None else paths.bundled_content()), settings)

    @property
    def root(self) -> Path:
        """The folder of the library."""
        return self.library.root

    # -- the library

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot; scans the library the first time."""
        if self._snapshot is None:
            self._snapshot = self.scan()
        return self._snapshot

    @property
    def known(self) -> Snapshot | None:
        """The newest snapshot, if one was made; never scans."""
        return self._snapshot

    def cached(self) -> Snapshot | None:
        """The snapshot that the last run left, if there is one. Not compared with the disk."""
        found = self.library.cached()
        if found is not None and (self._snapshot is None or not self._snapshot.complete):
            self._snapshot = found
        return found

    def names(self, cancelled: Cancelled = never) -> Snapshot:
        """What is known of the library; where that is nothing, a snapshot from file names alone."""
        with self._names_lock:
            if self._snapshot is None:
                found = self.library.names(cancelled)
                self._snapshot = self._snapshot or found
            return self._snapshot

    def scan(self, cancelled: Cancelled = never) -> Snapshot:
        """A new snapshot from the disk; what did not change comes from the one before."""
        before = self._snapshot
        self._snapshot = self.library.scan(cancelled, before)
        if self._snapshot != before:
            self.library.remember(self._snapshot)
        return self._snapshot

    def cached_size(self) -> int:
        """How many pages :meth:`cached` would give; 0 where there is none."""
        return self.library.cached_size()

    def guess_home(self) -> DocId | None:
        """The page that the library most likely opens on, found without a scan."""
        return self.library.guess_home()

    def verified_line(self, document: DocId) -> str:
        """What the examples of a page were verified with; empty where that is not known of the page as it is.

        Read from ``.verified.json`` at the root of the library: page -> hash of its bytes, examples, engines, date.
        """
        entry = self._verification().get(document)
        if not isinstance(entry, dict):
            return ""
        try:
            import hashlib

            if hashlib.sha256(self.library.read(document).data).hexdigest() != entry["sha256"]:
                return ""
            engines = ", ".join(f"{name} {version}" for name, version in entry["engines"][:2])
            count = int(entry["examples"])
        except (NexusError, KeyError, TypeError, ValueError):
            return ""
        examples = f"{count} example{'s' if count != 1 else ''} verified"
        return sanitize_line(f"{examples}{' with ' + engines if engines else ''} on {entry.get('date', '')}")

    def _verification(self) -> dict[str, Any]:
        if self._verified is None:
            import json

            self._verified = {}
            try:
                data, _, _ = files.read_bounded(self.root / ".verified.json", VERIFIED_LIMIT)
                pages = json.loads(data)["pages"]
                if isinstance(pages, dict):
                    self._verified = pages
            except (OSError, ValueError, KeyError, TypeError):
                pass
        return self._verified

    def read(self, document: DocId) -> Source:
        """The text of a document. Raises ``LibraryError``."""
        return self.library.read(document)

    def embedded(self, name: str, document: DocId) -> Source | None:
        """The page that ``![[name]]`` in a document shows; None if there is none or several. Never raises or scans."""
        from nexus_tui.core.links import Internal, resolve_wiki

        if self.known is not None:
            found = resolve_wiki(name, document, self.known)
            places = [found.target.document] if isinstance(found, Internal) else []
        else:
            near = document.rpartition("/")[0]
            places = [DocId(f"{folder}/{name}.md".lstrip("/")) for folder in dict.fromkeys((near, ""))]
        for place in places:
            try:
                return self.read(place)
            except NexusError:
                continue
        return None

    def image_place(self, href: str, document: DocId) -> Path | None:
        """Where the image file ``href`` of a document is; None if that is not a file of the library. Reads no pages."""
        from nexus_tui.core.links import Blocked, resolve

        found = resolve(href, document, self.names()) if self.library.on_disk else None
        if not isinstance(found, Blocked) or not found.path:
            return None
        try:
            return self.library.locate(found.path)
        except NexusError:
            return None

    def read_image(self, href: str, document: DocId) -> bytes | None:
        """The bytes of an image of the library that a document shows; None where there is none. Never raises.

        Of a file larger than ``LARGEST_FILE`` just more than that, which tells it from all others.
        """
        from nexus_tui.core.images import LARGEST_FILE

        place = self.image_place(href, document)
        if place is None:
            return None
        try:
            return files.read_bounded(place, LARGEST_FILE + 1)[0]
        except (OSError, ValueError):
            return None

    def find_document(self, name: str) -> Target:
        """The document that a person means by a path, a title or an alias, with an optional ``#anchor``.

        Raises ``DocumentNotFound`` with near names.
        """
        from nexus_tui.core.links import find_document

        found = find_document(name, self.snapshot)
        if found is None:
            raise DocumentNotFound(
                f"There is no document '{brief(name)}' in {self.root}; 'nexus list' shows what there is."
            )
        return found

    def resolve(self, href: str, document: DocId) -> Resolution:
        """Where a link of a document leads."""
        from nexus_tui.core.links import resolve

        return resolve(href, document, self.snapshot)

    # -- memory

    @property
    def state(self) -> LibraryState:
        """What is remembered of this library between runs."""
        if self._state is None:
            from nexus_tui.core.state import LibraryState

            self._state = LibraryState.load(paths.library_state_dir(self.root) if self.library.on_disk else None)
        return self._state

    def note_read(self, source: Source) -> None:
        """A page is on screen: it becomes the newest of the recent ones, and this text the one that was read."""
        self.state.note_read(source.id, source.mtime_ns, source.data)

    def text_before(self, document: DocId) -> str | None:
        """The text of a page when it was last read before it changed; none if it did not, or was never read."""
        data = self.state.reading.text_before(document)
        return files.decode(data)[0] if data is not None else None

    # -- git

    @property
    def repository(self) -> Repository | None:
        """The git repository that the library lies in; none without one, or where the settings leave git out."""
        if self._repository is False:
            from nexus_tui.core.git import Repository

            wanted = self.settings.git and self.library.on_disk
            self._repository = Repository.find(self.root) if wanted else None
        return self._repository or None

    def commits(self, document: DocId) -> list[Commit]:
        """The commits of a page, newest first; none without git."""
        return self.repository.commits(document) if self.repository is not None else []

    def last_change(self, document: DocId) -> Commit | None:
        """The newest commit of a page; none without git."""
        return self.repository.last_change(document) if self.repository is not None else None

    def section_change(self, document: DocId, first: int, last: int) -> Commit | None:
        """The newest commit of the lines ``first`` to ``last`` (1-based, inclusive) of a page; none without git."""
        return self.repository.section_change(document, first, last) if self.repository is not None else None

    def text_at(self, document: DocId, commit: str) -> str | None:
        """The text of a page at a commit; none where it was not there."""
        data = self.repository.text_at(commit, document) if self.repository is not None else None
        return files.decode(data)[0] if data is not None else None

    def changed_files(self) -> dict[DocId, str]:
        """Pages that differ from the last commit, with git's letter."""
        return self.repository.changed() if self.repository is not None else {}

    # -- links

    def graph(self, cancelled: Cancelled = never) -> Graph:
        """The links of all pages, brought up to date with the snapshot."""
        from nexus_tui.core.graph import Graph

        with self._graph_lock:
            if self._graph is None:
                self._graph = Graph(self.library)
            self._graph.update(self.snapshot, cancelled)
            return self._graph

    # -- search

    @property
    def engine(self) -> SearchEngine:
        """The search engine of this library; opened on first use."""
        with self._engine_lock:
            if self._engine is None:
                from nexus_tui.core.search.engine import SearchEngine

                self._engine = SearchEngine(
                    self.root,
                    paths.index_dir(self.root),
                    paths.state_dir(),
                    synonyms_file=paths.config_dir() / "synonyms.yml",
                )
            return self._engine

    def search(
        self,
        text: str,
        limit: int = 20,
        *,
        typing: bool = False,
        filters: Mapping[str, str] | None = None,
        cancelled: Cancelled = never,
    ) -> SearchResults:
        """Ranked sections. ``typing``: the last word may be half typed. ``filters``: facet name to value."""
        from nexus_tui.core.search.query import parse

        return self.engine.search(parse(text, typing=typing), limit, filters=filters or {}, cancelled=cancelled)

    def explain(self, text: str, hit: Hit) -> tuple[str, ...]:
        """Why a hit answers a query, a line a reason."""
        from nexus_tui.core.search.query import parse

        return self.engine.explain(parse(text, typing=False), hit)

    def start_indexer(self, listener: Callable[[IndexStatus], None]) -> bool:
        """Start the process that keeps the index up to date; ``listener`` is called in a thread for each of its lines.

        False where there is nothing to index on the disk. Raises ``SearchIndexError`` where it cannot be started.
        """
        if not self.library.on_disk or self._indexer is not None:
            return self._indexer is not None
        try:
            self._indexer = self.engine.start_indexer(listener)
        except OSError as error:
            message = f"The indexer could not be started ({error}); searching goes on without it."
            raise SearchIndexError(message) from error
        return True

    def index_changes(self, documents: Collection[DocId] | None = None) -> None:
        """Ask the indexer to look at documents, or at everything."""
        if self._indexer is not None:
            self._indexer.request(documents)

    def forget_index(self) -> None:
        """Throw the index away; the indexer, started again, builds it from nothing."""
        self._stop_indexer()
        with self._engine_lock:
            if self._engine is not None:
                self._engine.close()
                self._engine = None
        import shutil

        shutil.rmtree(self.engine.folder, ignore_errors=True)

    def _stop_indexer(self) -> None:
        if self._indexer is not None:
            self._indexer.close()
            self._indexer = None

    async def watch(self) -> AsyncIterator[frozenset[DocId]]:
        """The documents that changed on the disk, as they change. Ends where the folder cannot be watched."""
        if not self.library.on_disk:
            return
        from nexus_tui.core.watcher import watch

        async for changed in watch(self.root):
            yield changed

    def headings(self) -> list[tuple[DocId, str, str]]:
        """The headings of all pages that the index knows: document, text, anchor. Kept until the index changes."""
        generation = self.engine.status().generation
        if self._headings is None or self._headings[0] != generation:
            self._headings = (generation, self.engine.headings())
        return self._headings[1]

    def refresh_index(self) -> bool:
        """Pick up what the indexer has committed; true if there was something new."""
        return self.engine.refresh()

    def index_status(self) -> IndexStatus:
        """What the index holds."""
        return self.engine.status()

    def close(self) -> str:
        """Write what is to be remembered and let go of the index. A sentence where it could not be written."""
        failed = ""
        try:
            if self._state is not None:
                self._state.save()
        except (OSError, NexusError) as error:
            failed = str(error)
        self._stop_indexer()
        if self._engine is not None:
            self._engine.close()
        return failed
