"""Brings the index of a library up to date. Runs in a process of its own, or inside a script that asks for it."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nexus_tui.core.errors import IndexBusy, IndexDamaged
from nexus_tui.core.files import read_bounded
from nexus_tui.core.model import Cancelled, DocId, never
from nexus_tui.core.search import manifest as manifests
from nexus_tui.core.search import merge as merging
from nexus_tui.core.search.leaf import LeafFiles
from nexus_tui.core.search.manifest import Manifest
from nexus_tui.core.search.merge import MergeSource
from nexus_tui.core.search.pages import LARGEST_FILE, RACY_NS, digest, read_page
from nexus_tui.core.search.refuge import refusal
from nexus_tui.core.search.segment import RACY, SegmentBuilder
from nexus_tui.core.search.stale import sweep_older

Scan = Callable[[Path], Mapping[DocId, tuple[int, int]]]
"""Folder of a library to its documents with modification time (ns) and size (bytes)."""

FIRST_COMMIT = 0.5
"""Seconds of work before the first commit of a large build; each further commit may take twice as long."""
LONGEST_COMMIT = 8.0
LARGEST_COMMIT = 12 << 20
"""Bytes of source in one commit: bounds the memory of the indexer."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an update is."""

    done: int
    total: int
    generation: int
    message: str = ""


Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Known:
    """What the index says of a page."""

    stamp: tuple[int, int]
    racy: bool
    segment: str
    page: int


@dataclass(slots=True)
class _Plan:
    """What has to be done to bring the index up to date."""

    add: list[str] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)
    touched: dict[str, tuple[int, int]] = field(default_factory=dict)


class Indexer:
    """The one writer of an index. A context manager: it holds the lock between enter and exit."""

    def __init__(self, root: Path, folder: Path, state_dir: Path, scan: Scan | None = None) -> None:
        """``folder`` is where the index lies, ``state_dir`` where the user's key lies; both are created."""
        self._root, self._folder, self._state = root, folder, state_dir
        self._scan = scan or scan_library
        self._lock: int | None = None
        self._key = b""
        self._manifest = Manifest(0, {})
        self._sources: list[MergeSource] = []
        self.note = ""
        """One sentence about a damaged index that was set aside, or empty."""

    def __enter__(self) -> Indexer:
        """Take the lock and open the index. Raises :class:`IndexBusy` if another process has it.

        Raises :class:`SearchIndexError` if it cannot be written.
        """
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            self._key = manifests.load_key(self._state)
            self._lock = take_lock(self._folder.with_name(self._folder.name + ".lock"))
        except OSError as error:
            raise refusal(error, self._state) from error
        try:
            self._open()
        except BaseException as error:
            self.__exit__()
            if isinstance(error, OSError):
                raise refusal(error, self._state) from error
            raise
        sweep_older(self._folder)
        return self

    def __exit__(self, *_: object) -> None:
        self._sources = []
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    @property
    def manifest(self) -> Manifest:
        """The newest committed manifest."""
        return self._manifest

    def _open(self) -> None:
        from nexus_tui.core.search import writer

        try:
            found = manifests.read(self._folder, self._key)
            if found is not None:
                manifests.verify(self._folder, found)
                self._manifest = found
                writer.sweep(self._folder, found)
                self._load()
                return
        except Exception as error:
            reason = str(error) if isinstance(error, IndexDamaged) else f"{type(error).__name__}: {error}"
            self.note = f"The search index cannot be used and is built again. {reason}"
            set_aside(self._folder)
        writer.sweep(self._folder, None)
        writer.create(self._folder)
        self._manifest = Manifest(0, {}, library=os.path.realpath(self._root))
        self._sources = []

    def _load(self) -> None:
        from nexus_tui.core.search import writer

        old = {source.files.name: source.files for source in self._sources}
        self._sources = []
        if not self._manifest.files:
            writer.create(self._folder)
            return
        for segment in writer.read_segments(self._folder, self._manifest.generation):
            name = segment.segment_id()
            files = old.get(name) or LeafFiles(self._folder, name)
            self._sources.append(MergeSource(files, frozenset(segment.deleted_docs())))

    # Comparing

    def known(self, changes: Collection[str] | None = None) -> dict[str, Known]:
        """The pages of the index; with ``changes`` only those that are among them or below a folder among them."""
        found: dict[str, Known] = {}
        touched = self._manifest.touched
        named = [each for each in changes or () if any(source.files.has_page(each) for source in self._sources)]
        folders = {*(changes or ())} - {*named}
        for source in self._sources:
            files = source.files
            mtimes, sizes, racy, first = files.mtimes, files.sizes, files.racy, files.first
            for page in range(len(files.paths)) if changes is None else files.pages_among(named, folders):
                if first[page] not in source.deleted:
                    path = files.paths[page]
                    settled = touched.get(path)
                    stamp = settled or (mtimes[page], sizes[page])
                    found[path] = Known(stamp, bool(racy[page] & RACY) and not settled, files.name, page)
        return found

    def _plan(self, known: Mapping[str, Known], disk: Mapping[str, tuple[int, int]]) -> _Plan:
        plan = _Plan(remove=[path for path in known if path not in disk], touched=dict(self._manifest.touched))
        for path in plan.remove:
            plan.touched.pop(path, None)
        settled_before = time.time_ns() - RACY_NS
        for path, stamp in disk.items():
            page = known.get(path)
            if page is None:
                plan.add.append(path)
            elif page.stamp != stamp or page.racy:
                if self._same_contents(path, page):
                    if stamp[0] < settled_before:
                        plan.touched[path] = stamp
                else:
                    plan.add.append(path)
        plan.add.sort(key=lambda path: (path.count("/"), path))
        return plan

    def _same_contents(self, path: str, page: Known) -> bool:
        try:
            data, _, _ = read_bounded(self._root / path, LARGEST_FILE)
        except OSError:
            return False
        return digest(data) == self._files(page.segment).digest(page.page)

    # Writing

    def sync(
        self,
        changes: Collection[str] | None = None,
        report: Report | None = None,
        cancelled: Cancelled = never,
    ) -> Manifest:
        """Index what differs from the disk; with ``changes`` only those documents are looked at.

        ``report`` is called after each commit and now and then between. Returns the newest manifest. When
        ``cancelled`` says so, what is committed so far stays and the next call goes on. Raises
        :class:`SearchIndexError` if the index cannot be written.
        """
        try:
            return self._sync(changes, report or _silent, cancelled)
        except OSError as error:
            raise refusal(error, self._state) from error

    def _sync(self, changes: Collection[str] | None, report: Report, cancelled: Cancelled) -> Manifest:
        known = self.known(changes)
        if changes is None:
            disk = {str(path): stamp for path, stamp in self._scan(self._root).items()}
        else:
            disk = _stats(self._root, changes, known, self._scan)
        plan = self._plan(known, disk)
        if not self._build(plan, known, report, cancelled):
            return self._manifest
        complete = self._manifest.complete or changes is None
        if plan.touched != dict(self._manifest.touched) or complete != self._manifest.complete:
            self._amend(replace(self._manifest, touched=plan.touched, complete=complete))
            report(Progress(len(plan.add), len(plan.add), self._manifest.generation))
        self._merge(merging.plan(self._sources))
        return self._manifest

    def _build(self, plan: _Plan, known: Mapping[str, Known], report: Report, cancelled: Cancelled) -> bool:
        """Index the pages of ``plan`` in commits that double in length; False if it was cancelled."""
        total, done = len(plan.add), 0
        gone = [known[path] for path in plan.remove]
        budget = FIRST_COMMIT
        builder, began = SegmentBuilder(), time.monotonic()
        report(Progress(0, total, self._manifest.generation, self.note))
        for number, path in enumerate(plan.add):
            if cancelled():
                return False
            if path in known:
                gone.append(known[path])
            plan.touched.pop(path, None)
            try:
                page = read_page(self._root, path)
            except OSError:
                pass  # Gone or unreadable since it was listed: the next look at the library will say which.
            else:
                builder.add(page)
            done += 1
            if number % 64 == 63:
                report(Progress(done, total, self._manifest.generation))
                if time.monotonic() - began > budget or builder.bytes > LARGEST_COMMIT:
                    self._commit(builder, gone, plan.touched)
                    report(Progress(done, total, self._manifest.generation))
                    builder, gone = SegmentBuilder(), []
                    budget = min(2 * budget, LONGEST_COMMIT)
                    began = time.monotonic()
        if builder.pages or gone:
            self._commit(builder, gone, plan.touched)
        report(Progress(done, total, self._manifest.generation))
        return True

    def _commit(self, builder: SegmentBuilder, gone: Iterable[Known], touched: Mapping[str, tuple[int, int]]) -> None:
        writer = self._writer()
        try:
            for page in gone:
                first = self._files(page.segment).first
                writer.delete(page.segment, range(first[page.page], first[page.page + 1]))
            for segment in list(writer.segments):
                if segment.deleted_count() >= segment.doc_count_all():
                    writer.drop(segment.segment_id())
            data = builder.data() if builder.pages else None
            manifest = replace(self._manifest, touched=dict(touched), updated=time.time())
            self._manifest = writer.finish(data, manifest)
        finally:
            if not writer.is_closed:
                writer.cancel()
        self._load()

    def _files(self, segment: str) -> LeafFiles:
        return next(source.files for source in self._sources if source.files.name == segment)

    def tidy(self) -> bool:
        """Merge what is worth merging when there is time; whether anything was."""
        return self._merge(merging.tidy(self._sources))

    def _merge(self, chosen: list[MergeSource]) -> bool:
        if not chosen:
            return False
        data = merging.merge(chosen)
        writer = self._writer()
        try:
            for source in chosen:
                writer.drop(source.files.name)
            self._manifest = writer.finish(data, replace(self._manifest, updated=time.time()))
        finally:
            if not writer.is_closed:
                writer.cancel()
        self._load()
        return True

    def _writer(self) -> Any:
        from whoosh.index import LockError

        from nexus_tui.core.search.writer import SectionWriter

        try:
            return SectionWriter(self._folder, self._manifest.generation, self._key)
        except LockError as error:
            raise IndexBusy("Another process writes the search index.") from error

    def _amend(self, manifest: Manifest) -> None:
        manifests.write(self._folder, manifest, self._key)
        self._manifest = manifest


def _silent(progress: Progress) -> None:
    """A report that nobody reads."""


def _stats(root: Path, changes: Collection[str], known: Mapping[str, Known], scan: Scan) -> dict[str, tuple[int, int]]:
    """Time and size of the documents among ``changes`` that exist. A folder or a new file asks for a scan."""
    if any(change not in known and (root / change).exists() for change in changes):
        folders = tuple(change.rstrip("/") + "/" for change in changes)
        wanted = set(changes)
        return {str(p): stamp for p, stamp in scan(root).items() if p in wanted or p.startswith(folders)}
    found: dict[str, tuple[int, int]] = {}
    for path in known:
        with contextlib.suppress(OSError):
            info = (root / path).stat()
            found[path] = (info.st_mtime_ns, info.st_size)
    return found


def scan_library(root: Path) -> Mapping[DocId, tuple[int, int]]:
    """The documents of the library at ``root``."""
    from nexus_tui.core.library_scan import scan_paths

    return scan_paths(root)


def set_aside(folder: Path) -> None:
    """Move a damaged index out of the way; the one set aside before is deleted. Raises ``OSError``."""
    import shutil

    bad = folder.with_name(folder.name + ".bad")
    if bad.exists():
        shutil.rmtree(bad, ignore_errors=True)
    with contextlib.suppress(FileNotFoundError):
        folder.rename(bad)
    folder.mkdir(mode=0o700, exist_ok=True)


def take_lock(path: Path) -> int:
    """An open descriptor that holds the lock at ``path`` until it is closed, also by the end of the process.

    Raises :class:`IndexBusy` if another holds it, ``OSError`` if it cannot be made.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise IndexBusy("Another process writes the search index; this one reads it.") from error
    return descriptor
