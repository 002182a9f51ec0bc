"""The search engine behind its port: five calls, and what else the app asks of a local index."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from nexus_tui.core.errors import IndexBusy, SearchIndexError
from nexus_tui.core.files import MAX_SEARCHED
from nexus_tui.core.model import Cancelled, DocId, Hit, IndexStatus, SearchResults, never
from nexus_tui.core.sanitize import sanitize_line
from nexus_tui.core.search import facets, typo
from nexus_tui.core.search.evaluate import Ranking
from nexus_tui.core.search.filters import PageTest, facet_test, passing
from nexus_tui.core.search.indexer import Indexer, Progress, Scan, scan_library
from nexus_tui.core.search.matching import answer
from nexus_tui.core.search.names import NameIndex
from nexus_tui.core.search.query import Literal, Query
from nexus_tui.core.search.reader import Index
from nexus_tui.core.search.refuge import Refuge, probe
from nexus_tui.core.search.resolve import Resolved, resolve
from nexus_tui.core.search.results import make_hits, telling
from nexus_tui.core.search.schema import VERSION
from nexus_tui.core.search.sourced import Outcome
from nexus_tui.core.search.sources import Sources
from nexus_tui.core.search.store import Store
from nexus_tui.core.search.synonyms import Synonyms, UserTable

if TYPE_CHECKING:
    from nexus_tui.core.search.process import IndexerProcess, Listener


class SearchPort(Protocol):
    """What the application needs of a search engine."""

    def sync(
        self,
        changes: Collection[str] | None = None,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Cancelled = never,
    ) -> int:
        """Bring the index up to date with the library (all of it, or the documents in ``changes``); the generation."""
        ...

    def search(
        self,
        query: Query,
        limit: int = 20,
        *,
        filters: Mapping[str, str] | None = None,
        cancelled: Cancelled = never,
    ) -> SearchResults:
        """The best pages for ``query``, each with its best section. Never raises for any query."""
        ...

    def suggest(self, word: str) -> list[str]:
        """Words of the library that ``word`` may have been meant to be, the likeliest first."""
        ...

    def status(self) -> IndexStatus:
        """What the index holds and is doing."""
        ...

    def close(self) -> None:
        """Let go of everything that is open."""
        ...


class SearchEngine:
    """The engine on Whoosh's index files. Safe to use from several threads."""

    def __init__(
        self,
        root: Path,
        directory: Path,
        state_dir: Path,
        *,
        synonyms_file: Path | None = None,
        scan: Scan | None = None,
    ) -> None:
        """``root``: the library. ``directory``: where the index lies. ``state_dir``: where the user's key lies.

        ``synonyms_file``: the user's table of synonyms, which need not be there and may change at any time.
        """
        self._root = root
        self._folder = directory / f"v{VERSION}"
        self._state = state_dir
        self._scan = scan or scan_library
        self._synonyms = UserTable(synonyms_file)
        self._store = Store(self._folder, state_dir)
        self._sources = Sources(root)
        self._lock = threading.Lock()
        self._names: NameIndex | None = None
        self._refuge: Refuge | None = None
        self._told: tuple[str, ...] = ()
        self._failure = ""
        """Why the indexer cannot work, if that is so."""

    # The port

    def sync(
        self,
        changes: Collection[str] | None = None,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Cancelled = never,
    ) -> int:
        """Index in this process what differs from the disk. If another process writes, read what it has committed.

        Where it cannot be written it is made in a temporary folder, and searches say so. Raises ``SearchIndexError``
        if that is not possible either.
        """
        try:
            self._write(changes, progress, cancelled)
        except IndexBusy:
            pass
        except SearchIndexError as error:
            self._take_refuge(error)
            self._write(None, progress, cancelled)
            self._told = (self._refuge.note,) if self._refuge is not None else ()
        self.refresh()
        return self._store.manifest.generation if self._store.manifest is not None else 0

    def search(
        self,
        query: Query,
        limit: int = 20,
        *,
        filters: Mapping[str, str] | None = None,
        with_facets: bool = True,
        cancelled: Cancelled = never,
    ) -> SearchResults:
        """The best pages for ``query``, each with its best section and further ones in ``Hit.further``.

        ``filters`` narrows by facet name and value. ``SearchResults.total`` counts pages.
        """
        began = time.perf_counter()
        index = self._open()
        problems = tuple((start, end, reason) for start, end, reason in query.problems)
        words = query.words
        if index is None or (query.empty and not filters):
            hits = () if query.empty else tuple(self._by_name(query, limit, None))
            notes = (f"there is no index: {self._failure}",) if index is None and self._failure else ()
            complete = index is not None or bool(notes)
            return SearchResults(
                query.text, len(hits), _ms(began), hits, notes, words=words, complete=complete, problems=problems
            )
        synonyms = self._synonyms.current()
        tests = [facet_test(name, value) for name, value in (filters or {}).items()]
        query, resolved, outcome = self._answer(index, query, synonyms, tests, limit, cancelled)
        words = telling(tuple(dict.fromkeys((*query.words, *resolved.marks))))
        own = outcome.own_words(query.words, words)
        found = make_hits(index, self._sources, outcome.ranking.pages, words, own, resolved.near)
        if not index.complete and not filters:
            known = {path for leaf in index.leaves for path in leaf.files.paths}
            found += self._by_name(query, limit - len(found), known)
        return SearchResults(
            query.text,
            max(outcome.ranking.total, len(found)),
            _ms(began),
            tuple(found),
            notes=(*query.notes, *self._notes(resolved, outcome), *synonyms.problems, *_cut(index), *self._told),
            facets=facets.count(index, outcome.ranking.matches) if with_facets else (),
            words=words,
            complete=index.complete,
            problems=tuple(each for each in problems if not outcome.written or each[:2] not in _places(query.written)),
        )

    def suggest(self, word: str) -> list[str]:
        """Words of the library that ``word`` may have been meant to be, the likeliest first."""
        index = self._open()
        if index is None:
            return []
        from nexus_tui.core.search.tokens import fold

        near = typo.repairs(index, fold(word), 8) or typo.completions_near(index, fold(word), 8)
        return [term for term, _ in near]

    def status(self) -> IndexStatus:
        """What the index holds."""
        self.refresh()
        index, manifest, message = self._store.index, self._store.manifest, self._store.message
        if index is None or manifest is None:
            message = message or self._failure
            return IndexStatus("failed" if message else "absent", message=message)
        state = "ready" if manifest.complete else "building"
        return IndexStatus(
            state,
            documents=index.pages,
            sections=index.sections,
            generation=manifest.generation,
            updated=manifest.updated,
            message=" ".join((message, *_cut(index))).strip(),
        )

    def close(self) -> None:
        """Let go of the index files."""
        with self._lock:
            self._store.close()
            if self._refuge is not None:
                self._refuge.close()

    # A local index can do more

    @property
    def folder(self) -> Path:
        """Where the files of the index lie."""
        return self._folder

    def start_indexer(self, listener: Listener | None = None) -> IndexerProcess:
        """Start a process that keeps the index up to date; close it when done. Raises ``OSError``.

        ``listener`` is called in another thread with the state of the indexer. Call :meth:`refresh` when its
        generation changed; a search does so by itself. Where the index cannot be written it is made in a temporary
        folder, and ``listener`` is told.
        """
        from nexus_tui.core.search.process import IndexerProcess

        def told(status: IndexStatus) -> None:
            self._failure = status.message if status.state == "failed" else ""
            if listener is not None:
                listener(status)

        try:
            probe(self._folder.parent, self._state)
        except SearchIndexError as error:
            self._take_refuge(error)
            told(IndexStatus("building", message=self._refuge.note if self._refuge is not None else ""))
        return IndexerProcess(self._root, self._folder, self._state, told)

    def _write(
        self, changes: Collection[str] | None, progress: Callable[[Progress], None] | None, cancelled: Cancelled
    ) -> None:
        with Indexer(self._root, self._folder, self._state, self._scan) as indexer:
            indexer.sync(changes, progress, cancelled)

    def _take_refuge(self, reason: SearchIndexError) -> None:
        """Go on with an index in a temporary folder. Raises ``reason`` if this is one, or there can be none."""
        if self._refuge is not None:
            raise reason
        self._refuge = Refuge(reason)
        with self._lock:
            self._store.close()
            self._state = self._refuge.folder
            self._folder = self._refuge.folder / self._folder.name
            self._store = Store(self._folder, self._state)

    def refresh(self) -> bool:
        """Open the newest generation if it is not open; whether anything changed. Cheap: one ``stat``."""
        with self._lock:
            changed = self._store.refresh()
            if changed and self._store.index is not None and self._store.index.complete:
                self._names = None
            return changed

    def explain(self, query: Query, hit: Hit) -> tuple[str, ...]:
        """Why ``hit`` answers ``query``: a line for each word with fields, terms and weights, and the scores."""
        from nexus_tui.core.search.explain import explain

        index = self._open()
        if index is None:
            return ()
        _, resolved, _ = self._answer(index, query, self._synonyms.current(), [], 1, never)
        return explain(index, resolved, hit)

    def key_terms(self, document: DocId, limit: int = 12) -> list[str]:
        """The words that tell a page from the others, the most telling first."""
        from nexus_tui.core.search.similar import key_terms

        index = self._open()
        return [term for term, _ in key_terms(index, self._root, document, limit)] if index is not None else []

    def similar(self, document: DocId, limit: int = 10) -> list[Hit]:
        """Pages that share the telling words of ``document``, the nearest first."""
        from nexus_tui.core.search.similar import similar

        index = self._open()
        if index is None:
            return []
        return make_hits(index, self._sources, similar(index, self._root, document, limit), ())

    def completions(self, prefix: str, limit: int = 10) -> list[str]:
        """The most frequent words of the library that begin with ``prefix``."""
        from nexus_tui.core.search.tokens import fold

        index = self._open()
        return index.frequent(fold(prefix), limit) if index is not None and prefix else []

    def vocabulary(self, limit: int = 20) -> list[str]:
        """Words of titles and headings that many pages of the library have, for examples and primers."""
        from nexus_tui.core.search.similar import vocabulary

        index = self._open()
        return vocabulary(index, limit) if index is not None else []

    def tags(self, limit: int = 20) -> list[str]:
        """The most frequent tags."""
        index = self._open()
        if index is None:
            return []
        counted = facets.count(index, passing(index, []))
        return [value for facet in counted if facet.name == "tag" for value, _ in facet.values][:limit]

    def headings(self) -> list[tuple[DocId, str, str]]:
        """Document, text and anchor of every heading below a page's title."""
        from nexus_tui.core.search.headings import all_headings

        index = self._open()
        return all_headings(index) if index is not None else []

    def _answer(
        self,
        index: Index,
        query: Query,
        synonyms: Synonyms,
        tests: Sequence[PageTest],
        limit: int,
        cancelled: Cancelled,
    ) -> tuple[Query, Resolved, Outcome]:
        """The answer to ``query`` in the way of reading it that the library tells."""
        if query.flagged is not None:
            resolved = resolve(index, query.flagged, synonyms, self._sources)
            outcome = answer(index, self._sources, resolved, tests, limit, cancelled)
            if outcome.written:
                return query.flagged, resolved, outcome
        resolved = resolve(index, query, synonyms, self._sources)
        outcome = answer(index, self._sources, resolved, tests, limit, cancelled)
        if query.instead is not None and not outcome.ranking.pages and not outcome.notes and not cancelled():
            return self._answer(index, query.instead, synonyms, tests, limit, cancelled)
        return query, resolved, outcome

    def _open(self) -> Index | None:
        self.refresh()
        return self._store.index

    def _by_name(self, query: Query, limit: int, known: set[str] | None) -> list[Hit]:
        if limit <= 0:
            return []
        if self._names is None:
            try:
                self._names = NameIndex(self._scan(self._root))
            except OSError:
                return []
        plain = [word.strip("\"'*") for word in query.words]
        hits = self._names.search(plain, limit, known or set())
        return [hit._replace(score=0.0) for hit in hits] if known else hits

    @staticmethod
    def _notes(resolved: Resolved, outcome: Outcome) -> list[str]:
        notes = [*resolved.notes, *outcome.notes]
        ranking: Ranking = outcome.ranking
        dropped = next((page.missing for page in ranking.pages if page.missing), ())
        if dropped and ranking.partial:
            words = ", ".join(f"“{word}”" for word in dropped)
            whole = any(not page.missing for page in ranking.pages)
            notes.append(f"also without {words}" if whole else f"no page has all words; without {words}")
        return list(dict.fromkeys(notes))


def _places(written: Sequence[Literal]) -> set[tuple[int, int]]:
    """Where a query has what pages have as it was typed: no operator there is wrong."""
    return {(literal.start, literal.end) for literal in written}


def _cut(index: Index) -> tuple[str, ...]:
    """A line on the pages whose end is not searched, if there are any."""
    if not index.cut:
        return ()
    names = ", ".join(sanitize_line(path) for path in index.cut[:3])
    more = f" and {len(index.cut) - 3} more" if len(index.cut) > 3 else ""
    return (f"only the first {MAX_SEARCHED >> 20} MB are searched of {names}{more}",)


def _ms(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 3)
