"""Watches on many folders, placed a few at a time.

watchfiles places all watches of an object in one call that lets no other thread run: 400 folders took 55 ms, which is
as long as a key press is not answered. Several objects are placed one after the other, and listened to in threads.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from queue import SimpleQueue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchfiles._rust_notify import RustNotify

FOLDERS = 64
"""Folders of an object: about 10 ms."""

MOST = 4
"""Objects at most: a system has 128 for all programs of a user, and each has a thread that wakes every ``STEP``."""

DEBOUNCE = 300
"""Milliseconds that changes are gathered at most."""

STEP = 100
"""Milliseconds of quiet after which gathered changes are told; also how often a waiting thread wakes."""

TIMEOUT = 60_000
"""Milliseconds after which waiting ends though nothing has changed."""

Changes = set[tuple[int, str]]
"""Kind and path of each change."""


class Watches:
    """Tells of changes in folders, each for itself, until it is closed. Raises whatever watchfiles raises."""

    def __init__(self, folders: Sequence[str]) -> None:
        try:
            self._parts = _placed(folders, max(FOLDERS, -(-len(folders) // MOST)))
        except Exception:  # few objects are left, or none; watchfiles raises several built-in errors
            self._parts = _placed(folders, len(folders))
        self._found: SimpleQueue[Changes | str] = SimpleQueue()
        self._listening = False
        self._closed = threading.Event()

    def wait(self) -> Changes | None:
        """The next changes, none after ``TIMEOUT``; None when it is closed, or the system has ended a watch."""
        if not self._listening:
            self._listening = True
            for part in self._parts:
                threading.Thread(target=self._listen, args=(part,), name="watch", daemon=True).start()
        found = self._found.get()
        if isinstance(found, set):
            return found
        if found == "timeout":
            return set()
        self.close()
        return None

    def close(self) -> None:
        """End the watch, and what waits for it. The threads end within ``STEP``."""
        self._closed.set()

    def _listen(self, part: RustNotify) -> None:
        found: Changes | str = "timeout"
        while found == "timeout" or isinstance(found, set):
            try:
                found = part.watch(DEBOUNCE, STEP, TIMEOUT, self._closed)
            except Exception:  # watchfiles raises several built-in errors
                found = "stop"
            self._found.put(found)


def _placed(folders: Sequence[str], size: int) -> list[RustNotify]:
    """Objects that watch ``size`` folders each."""
    from watchfiles._rust_notify import RustNotify

    starts = range(0, len(folders), size)
    return [RustNotify(list(folders[at : at + size]), False, False, 0, False, True) for at in starts]
