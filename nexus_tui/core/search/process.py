"""Starts the indexer process and listens to it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Collection
from pathlib import Path

from nexus_tui.core.model import IndexStatus

Listener = Callable[[IndexStatus], None]
"""Called in a thread of its own for each line of the indexer."""

_PATIENCE = 5.0
"""Seconds that the indexer has to finish its commit when it is asked to stop."""


class IndexerProcess:
    """A running indexer. It stops when it is closed or when this process ends."""

    def __init__(self, root: Path, folder: Path, state_dir: Path, listener: Listener | None = None) -> None:
        """Start it for the library ``root`` with the index in ``folder``. Raises ``OSError``."""
        self._listener = listener
        self._status = IndexStatus("building")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "nexus_tui.core.search.indexer_process", str(root), str(folder), str(state_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self._thread = threading.Thread(target=self._listen, name="indexer", daemon=True)
        self._thread.start()

    @property
    def status(self) -> IndexStatus:
        """The newest line: state, pages done and to do, generation, message."""
        return self._status

    @property
    def pid(self) -> int:
        """Process number of the indexer."""
        return self._process.pid

    def request(self, changes: Collection[str] | None = None) -> None:
        """Ask to look at ``changes`` (documents or folders), or at everything. A dead indexer ignores it."""
        stream = self._process.stdin
        if stream is None:
            return
        try:
            stream.write(json.dumps(None if changes is None else sorted(changes)) + "\n")
            stream.flush()
        except (OSError, ValueError):
            return

    def close(self) -> None:
        """Stop the indexer after the commit it is at; kill it if that takes too long."""
        for stream in (self._process.stdin,):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._thread.join(_PATIENCE)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _listen(self) -> None:
        stream = self._process.stdout
        if stream is None:
            return
        for line in stream:
            self._tell(_status(line) or self._status)
        if self._process.wait() != 0:
            self._tell(IndexStatus("failed", message="The indexer ended unexpectedly."))

    def _tell(self, status: IndexStatus) -> None:
        self._status = status
        if self._listener is not None:
            self._listener(status)


def _status(line: str) -> IndexStatus | None:
    try:
        found = json.loads(line)
        return IndexStatus(
            str(found["state"]),
            done=int(found["done"]),
            total=int(found["total"]),
            generation=int(found["generation"]),
            message=str(found["message"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
