"""Keeping the screen true: the scan, the index, the watcher. The screen owns these workers, their results fan out."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from nexus_tui.core.errors import NexusError, ScanStopped, StateError
from nexus_tui.core.model import DocId, IndexStatus, Snapshot

if TYPE_CHECKING:
    from nexus_tui.screens.browser import BrowserScreen

SYNC_PAGES = 50_000
"""A cached snapshot of at most so many pages is read before the first frame (about 10 ms)."""

SYNC_SECONDS = 0.02
"""A library seen for the first time is listed before the first frame where that takes no longer."""

SAVE_PERIOD = 3.0
"""Seconds between looks at whether there is something to save."""

STATUS_PERIOD = 5.0
"""Seconds between updates of the age of the index."""


class Upkeep:
    """The background work of the browser screen."""

    def __init__(self, screen: BrowserScreen) -> None:
        self.screen = screen
        self.status: IndexStatus | None = None
        self.generation = -1
        self.told: set[str] = set()
        self.seen = (-1, "")
        self.lost = False
        """Whether the library could not be read when it was last looked at."""
        self.known = asyncio.Event()
        """Set when there is a snapshot, if only of file names."""

    # -- start

    def start(self) -> None:
        """Show what is known at once; then look at the disk, build the index, watch."""
        screen = self.screen
        session = screen.session
        size = session.cached_size()
        snapshot = session.cached() if size <= SYNC_PAGES else None
        if not size:
            snapshot = self._quick_names()
        if snapshot is not None:
            self._know(snapshot)
        screen.navigation.open_first(snapshot)
        screen.start(self._scan_first(), "library")
        for notice in session.state.notices:
            screen.call_after_refresh(screen.tell, notice, "warning")
        screen.set_interval(STATUS_PERIOD, self._show_age)
        screen.set_interval(SAVE_PERIOD, self.save)

    def _quick_names(self) -> Snapshot | None:
        """A snapshot from file names, if that can be had at once."""
        until = time.monotonic() + SYNC_SECONDS
        try:
            return self.screen.session.names(lambda: time.monotonic() > until)
        except (ScanStopped, NexusError):
            return None

    async def _scan_first(self) -> None:
        screen = self.screen
        session = screen.session
        if screen.snapshot is None:
            cached = await asyncio.to_thread(session.cached)
            snapshot = cached if cached is not None else await asyncio.to_thread(session.names)
            await self._show_snapshot(snapshot)
        screen.start(self._index(), "index")
        await self.rescan()
        if session.settings.watch:
            screen.start(self._watch(), "watch")

    def _know(self, snapshot: Snapshot) -> None:
        self.screen.snapshot = snapshot
        self.known.set()

    async def rescan(self) -> None:
        """Compare the library with the disk and show what is new."""
        stop = {"now": False}
        first = self.screen.snapshot is None or not self.screen.snapshot.complete
        if first:
            # A large library makes a million objects and no garbage; looking through them would stop everything.
            gc.disable()
        try:
            snapshot = await asyncio.to_thread(self.screen.session.scan, lambda: stop["now"])
        except NexusError as error:
            self.screen.tell(str(error), "error")
            self.lost = True
            return
        finally:
            stop["now"] = True
            if first:
                gc.freeze()
                gc.enable()
        if self.lost:
            self.lost = False
            self.screen.tell("The library can be read again.")
        if snapshot != self.screen.snapshot:
            await self._show_snapshot(snapshot)

    async def _show_snapshot(self, snapshot: Snapshot) -> None:
        self._know(snapshot)
        await self.screen.navigation.snapshot_changed(snapshot)

    # -- memory

    def save(self) -> None:
        """Write what is to be remembered, if it is not written yet: the next moment may be the last one."""
        self.screen.navigation.remember_session()
        state = self.screen.session.state
        if (values := state.unsaved()) is not None:
            self.screen.start(self._save(lambda: state.write(values)), "save")

    async def _save(self, write: Callable[[], None]) -> None:
        try:
            await asyncio.to_thread(write)
        except StateError as error:
            if str(error) not in self.told:
                self.told.add(str(error))
                self.screen.tell(str(error), "error")

    # -- index

    async def _index(self) -> None:
        """Start the indexer; its lines come through ``_told``, in a thread."""
        screen = self.screen
        loop = asyncio.get_running_loop()

        def told(status: IndexStatus) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._told, status)

        await asyncio.to_thread(screen.session.start_indexer, told)
        await self._pick_up()

    def _told(self, status: IndexStatus) -> None:
        """A line of the indexer: how far it is, or that there is a new generation."""
        screen = self.screen
        if not screen.is_attached:
            return
        building = status.state == "building"
        screen.status.progress = (status.done / status.total if status.total else 0.0) if building else None
        if status.message and status.message not in self.told:
            self.told.add(status.message)
            screen.tell(status.message, "warning")
        if not building or status.generation != self.generation:
            self.generation = status.generation
            screen.start(self._pick_up(), "generation")

    async def _pick_up(self) -> None:
        """Let the reader of the index take the newest generation."""
        screen = self.screen
        await asyncio.to_thread(screen.session.refresh_index)
        self.status = await asyncio.to_thread(screen.session.index_status)
        self._show_age()
        seen = (self.status.generation, self.status.state)
        if seen != self.seen:
            self.seen = seen
            screen.searching.index_grew()

    def index_again(self, documents: Collection[DocId] | None = None) -> None:
        """After files changed: bring the index up to date."""
        self.screen.session.index_changes(documents)

    def do_index_rebuild(self, count: int) -> None:
        """Build the index from nothing."""
        self.screen.start(self._rebuild(), "index")

    async def _rebuild(self) -> None:
        await asyncio.to_thread(self.screen.session.forget_index)
        await self._index()

    def _show_age(self) -> None:
        status = self.status
        if status is None or not status.sections:
            return
        seconds = max(0, int(time.time() - status.updated))
        age = f"{seconds} s" if seconds < 90 else f"{seconds // 60} min" if seconds < 5400 else f"{seconds // 3600} h"
        self.screen.status.index = f"{status.sections:,} sections, indexed {age} ago"

    # -- watch

    async def _watch(self) -> None:
        """Follow changes of the files."""
        screen = self.screen
        async for changed in screen.session.watch():
            await self.rescan()
            await screen.navigation.files_changed(changed)
            self.index_again(changed)
