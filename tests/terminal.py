"""The real program in a real pseudo-terminal, its screen kept by a terminal emulator (pyte)."""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "space": " ",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "pagedown": "\x1b[6~",
    "pageup": "\x1b[5~",
    "home": "\x1b[H",
    "end": "\x1b[F",
}

ANSWERS = ((b"\x1b[6n", b"\x1b[1;1R"), (b"\x1b[c", b"\x1b[?62;c"))
"""Queries of the program that a terminal answers."""

PRIVATE = re.compile(rb"\x1b\[[<>=?][0-9;]*\$?[a-zA-Z]")
UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[P_^\]][^\x1b\x07]*\x1b?)?\Z")
"""An escape sequence of which the rest is still to come."""

STRINGS = re.compile(rb"\x1b[P_^\]].*?(?:\x1b\\|\x07)", re.DOTALL)

NEXUS = (sys.executable, "-m", "nexus_tui")


def key_bytes(name: str) -> bytes:
    """What a terminal sends for a key."""
    if name in KEYS:
        return KEYS[name].encode()
    if name.startswith("ctrl+"):
        return bytes([ord(name[5].upper()) & 0x1F])
    return name.encode()


class Terminal:
    """A program in a pseudo-terminal; a context manager that kills it at the end."""

    def __init__(
        self,
        argv: Sequence[str],
        columns: int = 120,
        rows: int = 40,
        env: Mapping[str, str] | None = None,
        *,
        answers: Sequence[tuple[bytes, bytes]] = ANSWERS,
        cell: tuple[int, int] = (0, 0),
    ) -> None:
        """``answers``: queries and what the terminal answers. ``cell``: its pixels, as the system knows them."""
        self._answers = answers
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        self._held = b""
        self.status: int | None = None
        self.started = time.perf_counter()
        size = struct.pack("HHHH", rows, columns, columns * cell[0], rows * cell[1])
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
            terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
            environ = {**kept, **terminal, **(env or {})}
            try:
                os.execvpe(argv[0], list(argv), environ)
            finally:
                os._exit(127)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            _, self.status = os.waitpid(self.pid, 0)
        os.close(self._fd)

    def pump(self, timeout: float = 0.02) -> bool:
        """Take what the program wrote; false where it is gone."""
        ready, _, _ = select.select([self._fd], [], [], timeout)
        if not ready:
            return True
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError as error:
            if error.errno == errno.EIO:
                return False
            raise
        if not data:
            return False
        self.raw += data
        for query, answer in self._answers:
            if query in data:
                self.send(answer)
        data = self._held + data
        tail = UNFINISHED.search(data)
        self._held = data[tail.start() :] if tail else b""
        data = data[: len(data) - len(self._held)]
        data = PRIVATE.sub(lambda found: found[0] if found[0][-1:] in b"hl" else b"", data)
        self._stream.feed(STRINGS.sub(b"", data))
        return True

    def send(self, data: bytes) -> None:
        """Send bytes as the terminal would."""
        os.write(self._fd, data)

    @property
    def text(self) -> str:
        """The screen as lines."""
        return "\n".join(self.screen.display)

    def wait_for(self, pattern: str, timeout: float = 30.0) -> float:
        """Seconds until the screen matches; fails the test with the screen if it does not in time."""
        begin = time.perf_counter()
        while not re.search(pattern, self.text):
            alive = self.pump()
            if not alive or time.perf_counter() - begin > timeout:
                state = "is gone" if not alive else f"did not show it in {timeout:.0f} s"
                raise AssertionError(f"waiting for {pattern!r}: the program {state}\n{self.text}")
        return time.perf_counter() - begin

    def wait_gone(self, pattern: str, timeout: float = 30.0) -> None:
        """Wait until the screen does not match any more."""
        begin = time.perf_counter()
        while re.search(pattern, self.text):
            if not self.pump() or time.perf_counter() - begin > timeout:
                raise AssertionError(f"{pattern!r} is still there\n{self.text}")

    def wait_until(self, true: Callable[[], object], timeout: float = 30.0) -> None:
        """Wait, the program at work, until something holds."""
        begin = time.perf_counter()
        while not true():
            if not self.pump() or time.perf_counter() - begin > timeout:
                raise AssertionError(f"it did not come about\n{self.text}")

    def hang_up(self) -> None:
        """Take the terminal away from the program."""
        os.close(self._fd)
        self._fd = os.open(os.devnull, os.O_RDONLY)

    def wait_raw(self, pattern: bytes, timeout: float = 30.0, *, since: int = 0) -> re.Match[bytes]:
        """Wait until what was written, from an offset on, has a match."""
        begin = time.perf_counter()
        while (found := re.search(pattern, self.raw[since:], re.DOTALL)) is None:
            if not self.pump() or time.perf_counter() - begin > timeout:
                raise AssertionError(f"{pattern!r} was not written\n{self.text}")
        return found

    def press(self, *names: str) -> None:
        """Send keys."""
        for name in names:
            os.write(self._fd, key_bytes(name))
            self.pump(0.01)

    def type(self, text: str) -> None:
        """Send text, a character a write."""
        self.press(*text)

    def wait_exit(self, timeout: float = 15.0) -> int:
        """The exit code of the program, which must end in time."""
        begin = time.perf_counter()
        while time.perf_counter() - begin < timeout:
            if not self.pump(0.02):
                time.sleep(0.02)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = status
                while self.pump(0) and select.select([self._fd], [], [], 0)[0]:
                    pass
                return os.waitstatus_to_exitcode(status)
        raise AssertionError(f"the program did not end\n{self.text}")


def nexus(*arguments: str | Path) -> list[str]:
    """The command line of the program under test."""
    return [*NEXUS, *(str(argument) for argument in arguments)]
