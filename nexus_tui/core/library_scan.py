"""Walks a folder for pages: ignore rules, links, loops, limits. Reads no page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path

from nexus_tui.core.errors import ScanStopped
from nexus_tui.core.ignore import (
    IGNORE_FILE,
    VIRTUAL_ENVIRONMENT_MARK,
    IgnoreRules,
    is_page_name,
    is_skipped_folder,
    read_ignore_file,
    rules_above,
)
from nexus_tui.core.model import Cancelled, DocId, Problem, never
from nexus_tui.core.record import dataclass
from nexus_tui.core.sanitize import sanitize_line

MAX_DEPTH = 64
"""Folders within each other that are entered."""

MAX_PAGES = 500_000
"""Pages taken into a library; the rest is left out with a problem."""

SECTION_FILES = ("_section.yml", "_section.yaml")


@dataclass(slots=True)
class FolderFiles:
    """What one folder holds, by name."""

    pages: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Name of a page -> mtime in nanoseconds, size in bytes (zeros when not asked for)."""
    folders: list[str] = field(default_factory=list)
    section_file: str = ""
    """Name of its section file, if it has one."""


@dataclass(slots=True)
class Walk:
    """What a walk found."""

    folders: dict[str, FolderFiles] = field(default_factory=dict)
    """Relative POSIX path (empty for the root) -> contents; parents before children."""
    problems: list[Problem] = field(default_factory=list)
    count: int = 0

    def documents(self) -> Iterator[tuple[DocId, tuple[int, int]]]:
        """All pages, folder by folder."""
        for path, folder in self.folders.items():
            prefix = f"{path}/" if path else ""
            for name, stamp in folder.pages.items():
                yield DocId(prefix + name), stamp


def walk(root: str, cancelled: Cancelled = never, *, stamps: bool = True) -> Walk:
    """All pages under the folder ``root``; with ``stamps``, when each was changed and how large it is.

    Symbolic links to files count if they lead to a file inside the library; links to folders are followed only where
    the folder is inside and not met otherwise, once. Pipes, devices and names that are not UTF-8 are left out. Raises
    ``OSError`` if ``root`` cannot be listed and :class:`ScanStopped` when ``cancelled()``.
    """
    return _Walker(root, cancelled, stamps).run()


class _Walker:
    def __init__(self, root: str, cancelled: Cancelled, stamps: bool) -> None:
        self._root = root
        self._real_root = os.path.realpath(root)
        self._cancelled = cancelled
        self._stamps = stamps
        self._found = Walk()
        self._links: list[tuple[str, IgnoreRules]] = []
        self._visited: set[str] = set()

    def run(self) -> Walk:
        # The root's own failure is the caller's; those of folders below are problems.
        os.scandir(self._root).close()
        self._descend("", rules_above(self._root))
        links, self._links = self._links, []
        while links:
            for path, rules in links:
                self._enter_link(path, rules)
            links, self._links = self._links, []
        return self._found

    def _enter_link(self, path: str, rules: IgnoreRules) -> None:
        real = os.path.realpath(f"{self._root}/{path}")
        if real in self._visited or not self._inside(real):
            return
        parent, _, name = path.rpartition("/")
        self._found.folders[parent].folders.append(name)
        self._descend(path, rules)

    def _inside(self, real: str) -> bool:
        return real == self._real_root or real.startswith(self._real_root.rstrip(os.sep) + os.sep)

    def _descend(self, start: str, rules: IgnoreRules) -> None:
        waiting = [(start, rules)]
        while waiting:
            path, rules = waiting.pop()
            waiting.extend(reversed(self._folder(path, rules)))

    def _folder(self, path: str, rules: IgnoreRules) -> list[tuple[str, IgnoreRules]]:
        """Take the pages of one folder and return the folders in it."""
        if self._cancelled():
            raise ScanStopped
        place = f"{self._root}/{path}" if path else self._root
        try:
            with os.scandir(place) as listing:
                entries = sorted(listing, key=_name)
        except OSError as error:
            reason = error.strerror or str(error)
            self._problem(path, f"The folder cannot be listed: {reason}.")
            return []
        names = {entry.name for entry in entries}
        if path and VIRTUAL_ENVIRONMENT_MARK in names:
            return []
        self._visited.add(os.path.realpath(place))
        if IGNORE_FILE in names:
            rules = rules.entered(path, read_ignore_file(f"{place}/{IGNORE_FILE}"))
        here = self._found.folders[path] = FolderFiles()
        here.section_file = next((name for name in SECTION_FILES if name in names), "")
        prefix = f"{path}/" if path else ""
        below: list[tuple[str, IgnoreRules]] = []
        for entry in entries:
            if is_page_name(entry.name):
                self._page(entry, prefix, rules, here)
            elif self._is_folder(entry, prefix, rules):
                here.folders.append(entry.name)
                below.append((prefix + entry.name, rules))
        return below

    def _is_folder(self, entry: os.DirEntry[str], prefix: str, rules: IgnoreRules) -> bool:
        name = entry.name
        if is_skipped_folder(name):
            return False
        try:
            linked = entry.is_symlink()
            if not entry.is_dir():
                return False
        except OSError:
            return False
        path = prefix + name
        if not _is_text(name) or rules.ignores_folder(path):
            return False
        if path.count("/") >= MAX_DEPTH:
            self._problem(path, f"Folders deeper than {MAX_DEPTH} levels are left out.")
            return False
        if linked:
            self._links.append((path, rules))
            return False
        return True

    def _page(self, entry: os.DirEntry[str], prefix: str, rules: IgnoreRules, here: FolderFiles) -> None:
        name = entry.name
        path = prefix + name
        try:
            if not entry.is_file():
                if not entry.is_dir():
                    self._no_page(entry, path, rules)
                elif self._is_folder(entry, prefix, rules):
                    here.folders.append(name)
                return
            if not _is_text(name):
                shown = name.encode("utf-8", "replace").decode()
                self._problem(prefix + shown, "The name is not UTF-8, so the page is left out; rename the file.")
                return
            if rules.ignores_page(path):
                return
            if entry.is_symlink() and not self._inside(os.path.realpath(entry.path)):
                self._problem(path, "The symbolic link leads out of the library, so the page is left out.")
                return
            info = entry.stat() if self._stamps else None
        except FileNotFoundError:
            return
        except OSError as error:
            self._problem(path, f"The page is left out: {error.strerror or error}.")
            return
        if self._found.count >= MAX_PAGES:
            if self._found.count == MAX_PAGES:
                self._found.count += 1
                self._problem(path, f"A library holds at most {MAX_PAGES:,} pages; this one and the rest are left out.")
            return
        self._found.count += 1
        here.pages[name] = (info.st_mtime_ns, info.st_size) if info else (0, 0)

    def _no_page(self, entry: os.DirEntry[str], path: str, rules: IgnoreRules) -> None:
        """Say why what has the name of a page is none."""
        if rules.ignores_page(path):
            return
        if Path(entry.path).exists():
            self._problem(path, "Not a regular file (a pipe, a socket or a device), so it is left out.")
        elif os.path.lexists(entry.path):
            self._problem(path, "The symbolic link leads to nothing, so the page is left out.")

    def _problem(self, path: str, message: str) -> None:
        self._found.problems.append(Problem(sanitize_line(path) or ".", message, kind="file"))


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _is_text(name: str) -> bool:
    """Whether a file's name is UTF-8: Python stands bytes that are not in for by surrogates."""
    return name.isascii() or not any("\ud800" <= char <= "\udfff" for char in name)


def scan_paths(root: str | os.PathLike[str], cancelled: Cancelled = never) -> dict[DocId, tuple[int, int]]:
    """Every page of the library at ``root`` with its mtime in nanoseconds and its size in bytes.

    Raises ``OSError`` if the folder cannot be listed and :class:`ScanStopped` when ``cancelled()``.
    """
    return dict(walk(os.fspath(root), cancelled).documents())
