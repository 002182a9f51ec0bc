"""Tells which pages of a library change on the disk. Costs next to nothing while nothing does."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

from nexus_tui.core.errors import ScanStopped
from nexus_tui.core.ignore import IGNORE_FILE, is_page_name, is_skipped_folder
from nexus_tui.core.library_nav import MKDOCS_FILES
from nexus_tui.core.library_scan import SECTION_FILES, walk
from nexus_tui.core.model import DocId
from nexus_tui.core.tagfile import FILES as TAG_FILES
from nexus_tui.core.watches import Watches

POLL = 1.0
"""Seconds between two looks for a library that is gone."""

_ORDER_FILES = frozenset({IGNORE_FILE, *SECTION_FILES, *MKDOCS_FILES, *TAG_FILES})

Stamps = dict[DocId, tuple[int, int]]


async def watch(root: str | os.PathLike[str]) -> AsyncIterator[frozenset[DocId]]:
    """The pages that were added, changed or removed, set by set, until the caller stops asking.

    Among them are files that say how pages are ordered or left out (``_section.yml``, ``mkdocs.yml``, ``.gitignore``).
    Only folders that may hold pages are watched, not what a library skips. A library that goes away (unmounted, moved)
    is told by an empty set, since its pages may be as they were when it comes back; then comes the set of what differs,
    also if it is empty. Where the system cannot watch (no such facility, no watches left) the iterator ends: nothing
    is told, and nothing is raised.
    """
    place = os.path.realpath(root)
    watches: Watches | None = None
    stamps: Stamps | None = None
    gone = False
    try:
        while True:
            folders, before = await asyncio.to_thread(_look, place)
            if not folders:
                if stamps is None:
                    return
                if not gone:
                    gone = True
                    yield frozenset()
                await asyncio.sleep(POLL)
                continue
            stamps = before if stamps is None else stamps
            watches = await asyncio.to_thread(_watches, place, folders)
            # What happened while nobody watched is found by comparing.
            there, now = await asyncio.to_thread(_look, place)
            if watches is None and there == folders:
                return
            if watches is None or not there:
                continue
            missed = await asyncio.to_thread(_differing, stamps, now)
            if missed or gone:
                gone = False
                yield missed
            if there != folders:
                # A folder came or went before the watch was placed.
                stamps = now
                watches.close()
                continue
            while True:
                changes = await asyncio.to_thread(_wait, watches, place)
                if changes is None:
                    return
                pages, structural = await asyncio.to_thread(_relevant, place, changes, folders)
                if structural:
                    stamps = now
                    watches.close()
                    break
                if pages:
                    now = await asyncio.to_thread(_look_at, place, now, pages)
                    yield pages
    finally:
        if watches is not None:
            watches.close()


def _look(place: str) -> tuple[frozenset[str], Stamps]:
    """The folders of a library (relative paths, the root's empty) and the stamps of its pages; none if it is gone."""
    try:
        found = walk(place)
    except (OSError, ScanStopped):
        return frozenset(), {}
    return frozenset(found.folders), dict(found.documents())


def _look_at(place: str, stamps: Stamps, pages: frozenset[DocId]) -> Stamps:
    """The stamps with those of ``pages`` as they are now."""
    stamps = dict(stamps)
    for page in filter(is_page_name, pages):
        try:
            info = Path(place, page).stat()
            stamps[page] = (info.st_mtime_ns, info.st_size)
        except (OSError, ValueError):
            stamps.pop(page, None)
    return stamps


def _differing(old: Stamps, new: Stamps) -> frozenset[DocId]:
    if old == new:
        return frozenset()
    return frozenset(page for page in old.keys() | new.keys() if old.get(page) != new.get(page))


def _watches(place: str, folders: frozenset[str]) -> Watches | None:
    """A watch on the folders, each for itself; None if the system refuses."""
    try:
        return Watches([f"{place}/{folder}" if folder else place for folder in sorted(folders)] or [place])
    except Exception:  # watchfiles raises its own and several built-in errors, and may be missing on a platform
        return None


def _wait(watches: Watches, place: str) -> set[tuple[int, str]] | None:
    """The next changes, among them ``place`` itself where it is gone unnoticed; None when the watch is over."""
    while True:
        found = watches.wait()
        if found is None or found:
            return found
        if not Path(place).is_dir():
            return {(0, place)}


def _relevant(place: str, changes: set[tuple[int, str]], folders: frozenset[str]) -> tuple[frozenset[DocId], bool]:
    """The pages and order files among the changes, and whether a folder came or went."""
    pages: set[DocId] = set()
    structural = False
    for _, changed in changes:
        path = os.path.relpath(changed, place).replace(os.sep, "/")
        name = path.rpartition("/")[2]
        if path == ".":
            structural = structural or not Path(place).is_dir()
        elif is_page_name(name) and path not in folders:
            pages.add(DocId(path))
        elif name in _ORDER_FILES:
            pages.add(DocId(path))
            structural = structural or name == IGNORE_FILE
        elif path in folders or (not is_skipped_folder(name) and Path(changed).is_dir()):
            structural = True
    return frozenset(pages), structural
