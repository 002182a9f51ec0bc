"""A program in a pseudo-terminal, watched with as little work as possible: when did which text come, at what cost.

Unlike ``tests.terminal`` it emulates no screen, so that the watcher takes no processor time from what is measured.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

CONTROL = re.compile(
    rb"\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1b[P_^\]].*?(?:\x1b\\|\x07)|\x1b[()][A-Z0-9]|\x1b[=>]", re.DOTALL
)
ANSWERS = ((b"\x1b[6n", b"\x1b[1;1R"), (b"\x1b[c", b"\x1b[?62;c"))


class Cost(NamedTuple):
    """What something took."""

    wall: float
    """Milliseconds by the clock."""
    cpu: float
    """Milliseconds of processor time of the program, its threads included, its children not."""


class Probe:
    """A running program; killed at the end of the ``with`` block."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str], columns: int = 120, rows: int = 40) -> None:
        self.started = time.perf_counter()
        self.seen = b""
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            try:
                os.execvpe(argv[0], list(argv), dict(env))
            finally:
                os._exit(127)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)

    def cpu(self) -> float:
        """Milliseconds of processor time so far."""
        total = 0
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            try:
                total += int((task / "schedstat").read_text(encoding="ascii").split()[0])
            except OSError:
                continue
        return total / 1e6

    def read(self, timeout: float) -> bytes:
        """What the program wrote, if it does within ``timeout`` seconds. Raises ``EOFError`` when it is gone."""
        ready, _, _ = select.select([self._fd], [], [], timeout)
        if not ready:
            return b""
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError as error:
            if error.errno == errno.EIO:
                raise EOFError("the program ended") from None
            raise
        for query, answer in ANSWERS:
            if query in data:
                os.write(self._fd, answer)
        self.seen += data
        return data

    def wait(self, *texts: str, timeout: float = 60.0) -> Cost:
        """Until all texts have been written, since the start. Raises ``TimeoutError``, ``EOFError``."""
        wanted = [text.encode() for text in texts]
        until = time.perf_counter() + timeout
        while time.perf_counter() < until:
            if self.read(0.2):
                shown = CONTROL.sub(b"", self.seen)
                if all(text in shown for text in wanted):
                    return Cost((time.perf_counter() - self.started) * 1000, self.cpu())
        raise TimeoutError(f"{texts} did not come; the end of what did: {CONTROL.sub(b'', self.seen)[-400:]!r}")

    def press(self, key: bytes, answer: re.Pattern[bytes], timeout: float = 30.0) -> float:
        """Milliseconds from a key press until the program writes what matches."""
        while self.read(0):
            pass
        self.seen = b""
        pressed = time.perf_counter()
        os.write(self._fd, key)
        while time.perf_counter() - pressed < timeout:
            if self.read(0.2) and answer.search(CONTROL.sub(b"", self.seen)):
                return (time.perf_counter() - pressed) * 1000
        raise TimeoutError(f"{key!r} was not answered by {answer.pattern!r}")


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a user of its own at ``home``."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **kept,
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LC_ALL": "C.UTF-8",
        **more,
    }
