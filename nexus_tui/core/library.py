"""A folder of Markdown: what is in it, and safe reading of a page."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nexus_tui.core import paths, snapshot_cache
from nexus_tui.core.errors import DocumentNotFound, DocumentUnreadable, LibraryError, OutsideLibrary, ScanStopped
from nexus_tui.core.files import decode, read_bounded
from nexus_tui.core.model import Cancelled, DocId, Page, Problem, Section, Snapshot, Source, never
from nexus_tui.core.sanitize import brief, sanitize_line

if TYPE_CHECKING:
    from nexus_tui.core.library_scan import Walk

__all__ = ["MAX_READ", "STDIN", "Library", "ScanStopped", "library_of_text", "open_library"]

MAX_READ = 64 * 1024 * 1024
"""Bytes read of one page; the rest of a longer file is left out, with a note."""

STDIN = DocId("stdin.md")
"""The document that holds what came from standard input."""


class Library:
    """A folder of pages. Holds no state but where it is, so several threads may use it."""

    def __init__(self, root: Path, *, opened: DocId | None = None, texts: Mapping[DocId, bytes] | None = None) -> None:
        """``root``: the folder. ``opened``: the page that it was opened with, if any; it is in the library even where
        rules or its suffix would leave it out. ``texts``: the pages of a library that is not on the disk."""
        self.root = root
        self.opened = opened
        self._texts = texts

    @property
    def on_disk(self) -> bool:
        """Whether the library is a folder. Standard input is not: it has no index, no state and no watcher."""
        return self._texts is None

    def cached(self) -> Snapshot | None:
        """The snapshot kept from an earlier run, or None. Reads one file; may be out of date."""
        snapshot = snapshot_cache.load(self.root) if self.on_disk else None
        if snapshot is None or self.opened is None:
            return snapshot
        return replace(snapshot, home=self.opened) if self.opened in snapshot.pages else None

    def cached_size(self) -> int:
        """How many pages :meth:`cached` would give; 0 if nothing is kept. Reads one line."""
        return snapshot_cache.size(self.root) if self.on_disk else 0

    def guess_home(self) -> DocId | None:
        """The page to show first, without a scan; None if only that can tell.

        The page that the library was opened with, the root's own page, or the first one of a navigation file.
        """
        if self.opened is not None:
            return self.opened
        from nexus_tui.core.ignore import is_page_name
        from nexus_tui.core.library_order import index_first

        try:
            names = [entry.name for entry in os.scandir(self.root) if is_page_name(entry.name) and entry.is_file()]
        except OSError:
            return None
        return next((DocId(name) for name in index_first(names)), None) or self._first_of_nav(names)

    def _first_of_nav(self, names: list[str]) -> DocId | None:
        from nexus_tui.core.library_nav import SUMMARY, read_nav

        if not self.on_disk:
            return None
        ranks = read_nav(self.root, [SUMMARY] if SUMMARY in names else ()).ranks
        for document in ranks:
            try:
                if self.locate(document).is_file():
                    return document
            except (LibraryError, OSError):
                continue
        return None

    def remember(self, snapshot: Snapshot) -> None:
        """Keep ``snapshot`` for the next run."""
        if self.opened is not None:
            snapshot = replace(snapshot, home=_home(snapshot.tree, snapshot.order))
        if self.on_disk:
            snapshot_cache.save(snapshot)

    def names(self, cancelled: Cancelled = never) -> Snapshot:
        """A snapshot from file names alone, for the first screen: ``complete`` is false, sizes and times are zero.

        Raises :class:`LibraryError` if the folder cannot be listed, :class:`ScanStopped` when ``cancelled()``.
        """
        from nexus_tui.core.library_order import TreeBuilder
        from nexus_tui.core.page_name import file_title

        found = self._walk(cancelled, stamps=False)
        pages = {document: Page(document, file_title(document), 0, 0) for document, _ in found.documents()}
        tree = TreeBuilder(self.root, found, pages).build()
        snapshot = self._snapshot(tree, pages, tuple(found.problems), complete=False)
        home = self.guess_home()
        return replace(snapshot, home=home) if home in pages else snapshot

    def scan(self, cancelled: Cancelled = never, cached: Snapshot | None = None) -> Snapshot:
        """What is in the library now. Reads the heads of pages that are not in ``cached`` with the same mtime and size.

        Returns ``cached`` itself if nothing differs. Raises :class:`LibraryError` if the folder cannot be listed,
        :class:`ScanStopped` when ``cancelled()``.
        """
        from nexus_tui.core.library_nav import SUMMARY, read_nav
        from nexus_tui.core.library_order import TreeBuilder

        found = self._walk(cancelled, stamps=True)
        pages, problems = self._heads(found, cancelled, cached)
        summaries = [
            f"{path}/{SUMMARY}" if path else SUMMARY for path, each in found.folders.items() if SUMMARY in each.pages
        ]
        nav = read_nav(self.root, summaries) if self.on_disk else None
        builder = TreeBuilder(self.root, found, pages, nav)
        tree = builder.build()
        all_problems = (*found.problems, *builder.problems, *(nav.problems if nav else ()), *problems)
        snapshot = self._snapshot(tree, pages, all_problems, complete=True)
        return cached if cached == snapshot and cached is not None else snapshot

    def _heads(
        self, found: Walk, cancelled: Cancelled, cached: Snapshot | None
    ) -> tuple[dict[DocId, Page], list[Problem]]:
        known = dict(cached.pages.items()) if cached is not None and cached.complete else {}
        noted: dict[str, list[Problem]] = {}
        for problem in cached.problems if known and cached is not None else ():
            noted.setdefault(problem.document, []).append(problem)
        pages: dict[DocId, Page] = {}
        problems: list[Problem] = []
        for count, (document, (mtime_ns, size)) in enumerate(found.documents()):
            if count % 64 == 0 and cancelled():
                raise ScanStopped
            page = known.get(document)
            if page is not None and page.mtime_ns == mtime_ns and page.size == size and mtime_ns:
                problems.extend(noted.get(document, ()))
            else:
                page, news = self._head(document, mtime_ns, size)
                problems.extend(news)
            pages[document] = page
        return pages, problems

    def _head(self, document: DocId, mtime_ns: int, size: int) -> tuple[Page, tuple[Problem, ...]]:
        from nexus_tui.core import page_head

        if self._texts is not None:
            return page_head.page_of(self._texts[document], document)
        return page_head.read_head(self.root / document, document, mtime_ns, size)

    def _walk(self, cancelled: Cancelled, *, stamps: bool) -> Walk:
        from nexus_tui.core.library_scan import FolderFiles, Walk, walk

        if self._texts is not None:
            return Walk({"": FolderFiles({name: (0, len(data)) for name, data in self._texts.items()})})
        try:
            found = walk(str(self.root), cancelled, stamps=stamps)
        except OSError as error:
            raise LibraryError(f"Cannot open the folder {_shown(self.root)}: {_reason(error)}.") from error
        if self.opened is not None and self.opened not in found.folders[""].pages:
            try:
                info = (self.root / self.opened).stat()
                found.folders[""].pages[self.opened] = (info.st_mtime_ns, info.st_size)
            except OSError:
                return found
        return found

    def _snapshot(
        self, tree: Section, pages: Mapping[DocId, Page], problems: tuple[Problem, ...], *, complete: bool
    ) -> Snapshot:
        from nexus_tui.core.library_order import reading_order

        order = reading_order(tree)
        home = self.opened if self.opened in pages else _home(tree, order)
        ordered = {document: pages[document] for document in order}
        return Snapshot(self.root, tree, ordered, order, home, problems, complete)

    def read(self, document: DocId) -> Source:
        """The text of a page as it is on the disk now. At most :data:`MAX_READ` bytes are read.

        Raises :class:`OutsideLibrary`, :class:`DocumentNotFound` or :class:`DocumentUnreadable`.
        """
        if self._texts is not None:
            if document not in self._texts:
                raise DocumentNotFound(f"There is no page {_shown(document)} here.")
            data, size, mtime_ns = self._texts[document], len(self._texts[document]), 0
        else:
            place = self.locate(document)
            try:
                data, size, mtime_ns = read_bounded(place, MAX_READ)
            except (OSError, ValueError) as error:
                raise _read_error(document, error) from error
        text, notes = decode(data)
        if size > len(data):
            notes = (*notes, f"Only the first {len(data):,} of {size:,} bytes are shown.")
        return Source(document, data, mtime_ns, text, notes)

    def locate(self, document: str) -> Path:
        """Where the file of a document is, symbolic links resolved. The file need not exist.

        Raises :class:`OutsideLibrary` if that is not inside the library.
        """
        if "\0" in document:
            raise DocumentNotFound(f"There is no page {_shown(document)} in {_shown(self.root)}.")
        root = os.path.realpath(self.root)
        real = os.path.realpath(f"{root}/{document}")
        if document.startswith("/") or not real.startswith(root.rstrip(os.sep) + os.sep):
            raise OutsideLibrary(f"{_shown(document)} leads out of the library {_shown(self.root)}; it is not opened.")
        return Path(real)


def open_library(path: str | os.PathLike[str]) -> Library:
    """The library at ``path``: a folder, or a file, which opens its folder with that page as home.

    Raises :class:`LibraryError` if there is nothing, or neither a folder nor a regular file.
    """
    place = paths.expanded(path)
    try:
        if place.is_dir():
            return Library(Path(os.path.realpath(place)))
        if place.is_file():
            real, folder = Path(os.path.realpath(place)), Path(os.path.realpath(place.parent))
            if not real.is_relative_to(folder):
                return Library(real.parent, opened=DocId(real.name))
            return Library(folder, opened=DocId(place.name))
        exists = place.exists()
    except (OSError, ValueError) as error:
        raise LibraryError(f"Cannot open {_shown(place)}: {_reason(error)}.") from error
    if exists:
        raise LibraryError(f"{_shown(place)} is neither a folder nor a file; give a folder of Markdown or a page.")
    if place.is_symlink():
        raise LibraryError(f"{_shown(place)} is a symbolic link that leads to nothing; check where it points.")
    raise LibraryError(f"There is no folder or file {_shown(place)}; check the path.")


def library_of_text(data: bytes) -> Library:
    """A library of one page, :data:`STDIN`, that holds ``data``. Nothing on the disk belongs to it."""
    try:
        root = os.path.realpath(".")
    except OSError:  # the folder was removed
        root = os.sep
    return Library(Path(root), opened=STDIN, texts={STDIN: data})


def _home(tree: Section, order: tuple[DocId, ...]) -> DocId | None:
    return tree.index or next(iter(order), None)


def _shown(path: str | Path) -> str:
    return brief(sanitize_line(str(path)))


def _reason(error: Exception) -> str:
    return sanitize_line(getattr(error, "strerror", None) or str(error))


def _read_error(document: DocId, error: OSError | ValueError) -> LibraryError:
    shown = _shown(document)
    number = getattr(error, "errno", None)
    if isinstance(error, FileNotFoundError) or number == errno.ENOTDIR:
        return DocumentNotFound(f"There is no page {shown} any more; it was moved or removed.")
    if isinstance(error, IsADirectoryError):
        return DocumentUnreadable(f"{shown} is a folder, not a page; open a page in it.")
    if isinstance(error, PermissionError):
        return DocumentUnreadable(f"No permission to read {shown}; change the file's permissions.")
    if number == errno.EINVAL:
        return DocumentUnreadable(f"{shown} is not a regular file (a pipe or a device), so it is not read.")
    return DocumentUnreadable(f"Cannot read {shown}: {_reason(error)}.")
