"""Runs a small program of ours in a process of its own, for work on untrusted input that may take too long or crash."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from nexus_tui.core.model import Cancelled, never

if TYPE_CHECKING:
    from subprocess import Popen
    from threading import Thread

_POLL = 0.05
"""Seconds between two looks at whether the result is still wanted."""


def run_child(script: Path, task: bytes, timeout: float, cancelled: Cancelled = never) -> bytes | None:
    """Run ``script`` with ``task`` as its standard input and return its standard output.

    ``timeout``: seconds until the process is killed; it is also killed when ``cancelled()`` becomes true. ``None`` if
    that happened, if it could not be started, or if it ended with another status than 0. What it writes to standard
    error is lost. Blocks, so it belongs in a worker thread. Never raises.
    """
    import subprocess
    import sys

    # -P keeps a file in the current folder, which may be the library, from being imported.
    command = [sys.executable, "-P", "-W", "ignore", str(script)]
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )
    except OSError:
        return None
    with process:
        feeder = _feed(process, task)
        try:
            return _wait(process, timeout, cancelled)
        finally:
            process.kill()
            feeder.join()


def _feed(process: Popen[bytes], task: bytes) -> Thread:
    """Write the input in a thread: ``communicate`` does not go on with it after its time was up."""
    from threading import Thread

    pipe, process.stdin = process.stdin, None

    def write() -> None:
        assert pipe is not None
        # The process may have ended without reading all, or have been ended.
        with suppress(OSError), pipe:
            pipe.write(task)

    feeder = Thread(target=write, name="child-input", daemon=True)
    feeder.start()
    return feeder


def _wait(process: Popen[bytes], timeout: float, cancelled: Cancelled) -> bytes | None:
    import subprocess
    import time

    end = time.monotonic() + timeout
    while True:
        try:
            output, _ = process.communicate(timeout=_POLL)
        except subprocess.TimeoutExpired:
            if cancelled() or time.monotonic() > end:
                return None
        except (OSError, ValueError):
            return None
        else:
            return output if process.returncode == 0 else None
