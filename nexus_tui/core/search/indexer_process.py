"""The indexer as a program: ``python -m nexus_tui.core.search.indexer_process ROOT DIRECTORY STATE``.

Lowers its own priority, brings the index up to date, and then serves: each line on standard input is a JSON list of
changed documents (``null``: look at everything) and is answered by progress lines on standard output, one JSON object
each, the last of them with ``"state": "ready"``. It ends with its standard input, so it never outlives who started it.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from nexus_tui.core.errors import IndexBusy, NexusError
from nexus_tui.core.search.indexer import Indexer, Progress

NICENESS = 10
RETRY = 1.0
"""Seconds between attempts to become the writer while another process is."""
_GENERATION = 1_000_000
"""Objects between two runs of the garbage collector: an indexer makes many and leaves no cycles."""


class Pipe:
    """The two ends of the conversation."""

    def __init__(self) -> None:
        self._input = sys.stdin.fileno()
        self._rest = b""
        self._requests: list[list[str] | None] = []
        self.closed = False

    def say(self, state: str, progress: Progress, message: str = "") -> None:
        """Write one line. A reader that is gone ends the program at the next request."""
        line = {
            "state": state,
            "done": progress.done,
            "total": progress.total,
            "generation": progress.generation,
            "message": message or progress.message,
        }
        try:
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
        except (BrokenPipeError, ValueError):
            self.closed = True

    def next(self, timeout: float | None) -> tuple[bool, list[str] | None]:
        """Whether a request came within ``timeout`` seconds (None: wait), and it."""
        end = None if timeout is None else time.monotonic() + timeout
        while not self._requests and not self.closed:
            left = None if end is None else max(0.0, end - time.monotonic())
            ready, _, _ = select.select([self._input], [], [], left)
            if not ready:
                return False, None
            self._read()
        if self._requests:
            return True, _merged(self._requests)
        return False, None

    def _read(self) -> None:
        data = os.read(self._input, 1 << 16)
        if not data:
            self.closed = True
            return
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            try:
                asked = json.loads(line)
            except ValueError:
                continue
            self._requests.append([str(each) for each in asked] if isinstance(asked, list) else None)

    def gone(self) -> bool:
        """Whether the other side has closed its end (looked at without waiting)."""
        ready, _, _ = select.select([self._input], [], [], 0)
        if ready:
            self._read()
        return self.closed


def _merged(requests: list[list[str] | None]) -> list[str] | None:
    """All waiting requests as one."""
    waiting, requests[:] = list(requests), []
    if any(each is None for each in waiting):
        return None
    return sorted({change for each in waiting if each is not None for change in each})


def main(arguments: Sequence[str]) -> int:
    """Run until standard input ends; the exit status."""
    if len(arguments) != 3:
        sys.stderr.write("usage: python -m nexus_tui.core.search.indexer_process ROOT DIRECTORY STATE\n")
        return 2
    root, folder, state = map(Path, arguments)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    gc.set_threshold(_GENERATION, 20, 50)
    gc.freeze()
    pipe = Pipe()
    while not pipe.closed:
        try:
            with Indexer(root, folder, state) as indexer:
                serve(indexer, pipe)
        except IndexBusy as error:
            pipe.say("busy", Progress(0, 0, 0), str(error))
            pipe.next(RETRY)
        except (NexusError, OSError) as error:
            pipe.say("failed", Progress(0, 0, 0), str(error))
            pipe.next(None)
    return 0


def serve(indexer: Indexer, pipe: Pipe) -> None:
    """Answer requests as the writer of the index, the first one being: everything."""
    changes: list[str] | None = None
    last = Progress(0, 0, indexer.manifest.generation, indexer.note)

    def report(progress: Progress) -> None:
        nonlocal last
        last = progress
        pipe.say("building", progress)

    while not pipe.closed:
        manifest = indexer.sync(changes, report, pipe.gone)
        pipe.say("ready", Progress(last.done, last.total, manifest.generation, indexer.note))
        indexer.note = ""
        came, changes = pipe.next(RETRY)
        if not came and not pipe.closed:
            if indexer.tidy():
                pipe.say("ready", Progress(last.done, last.total, indexer.manifest.generation))
            came, changes = pipe.next(None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
