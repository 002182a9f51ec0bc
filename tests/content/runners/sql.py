"""SQL blocks: through PostgreSQL's own psql, one lasting session per name, or through sqlite3."""

from __future__ import annotations

import os
import re
import select
import sqlite3
import subprocess
import time
from typing import TYPE_CHECKING, Any

from tests.content.compare import Failed
from tests.content.engines import postgres_bin

if TYPE_CHECKING:
    from tests.content.fences import Block
    from tests.content.page import Page

_SECONDS = 30.0


class Session:
    """A psql process that stays open for the page."""

    def __init__(self, page: Page, name: str) -> None:
        self._page = page
        self._count = 0
        self._buffer = b""
        self.pending = False
        environment = page.environment() | {"PGAPPNAME": f"session {name}", "PGCLIENTENCODING": "UTF8"}
        self._process = subprocess.Popen(
            [postgres_bin() / "psql", "-X", "-q", "-P", "pager=off", "-d", page.dsn()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=page.work,
            env=environment,
        )
        self.pid = int(self.run("\\pset tuples_only on\nSELECT pg_backend_pid();\n\\pset tuples_only off\n").split()[0])

    def send(self, source: str) -> None:
        """Send statements without waiting for them to end."""
        self._count += 1
        assert self._process.stdin is not None
        self._process.stdin.write(f"{source.rstrip()}\n\\echo {self._mark()}\n".encode())
        self._process.stdin.flush()

    def _mark(self) -> str:
        return f"--end-of-block-{self._count}--"

    def read(self, seconds: float = _SECONDS) -> str:
        """What psql printed for the statements sent last. Raises Failed when they do not end."""
        assert self._process.stdout is not None
        mark = (self._mark() + "\n").encode()
        end = time.monotonic() + seconds
        while mark not in self._buffer:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._process.stdout], [], [], left)[0]:
                raise Failed(
                    f"no end after {seconds:g} s; waiting for a lock? printed so far:\n{self._buffer.decode()}"
                )
            piece = os.read(self._process.stdout.fileno(), 65536)
            if not piece:
                raise Failed("psql ended:\n" + self._buffer.decode("utf-8", "replace"))
            self._buffer += piece
        text, _, self._buffer = self._buffer.partition(mark)
        return text.decode("utf-8", "replace")

    def run(self, source: str) -> str:
        """Send statements and return what psql printed."""
        self.send(source)
        return self.read()

    def wait_until_blocked(self) -> None:
        """Return once the server says that this session waits for a lock. Raises Failed when it does not."""
        end = time.monotonic() + _SECONDS
        with self._page.connect(autocommit=True) as connection:
            while time.monotonic() < end:
                row = connection.execute(
                    "SELECT wait_event_type FROM pg_stat_activity WHERE pid = %s", [self.pid]
                ).fetchone()
                if row and row[0] == "Lock":
                    self.pending = True
                    return
                time.sleep(0.02)
        raise Failed("the session did not wait for a lock")


def run(page: Page, block: Block) -> str:
    """Run the statements of a block and return what psql prints. Raises Failed."""
    if block.options.get("engine") == "sqlite":
        return _sqlite(page, block)
    text = _without_comments(block.source)
    if text and not text.endswith(";") and not text.splitlines()[-1].startswith("\\"):
        raise Failed("the last statement does not end with a semicolon")
    name = block.options.get("session", "")
    session: Session = page.sessions.get(name) or page.sessions.setdefault(name, Session(page, name))
    printed = ""
    if "continue" in block.options:
        if not session.pending:
            raise Failed(f"session {name!r} has nothing to continue")
        printed = session.read()
        session.pending = False
    elif session.pending:
        raise Failed(f'session {name!r} still waits; show the rest with continue="yes"')
    if "blocks" in block.options:
        session.send(block.source)
        session.wait_until_blocked()
        return printed
    printed += session.run(block.source) if text else ""
    return _expect(block, printed)


def _expect(block: Block, printed: str) -> str:
    expected = block.options.get("raises")
    errors = re.findall(r"^(?:psql:\S+ )?(?:ERROR|FATAL|error):.*$|^invalid command .*$", printed, re.MULTILINE)
    if expected and not any(expected in error for error in errors):
        raise Failed(f"expected an error with {expected!r}; printed:\n{printed}")
    if errors and not expected:
        raise Failed(printed.strip())
    return printed


def _without_comments(source: str) -> str:
    lines = [re.sub(r"--.*$", "", line).strip() for line in source.splitlines()]
    return "\n".join(line for line in lines if line)


def _statements(source: str) -> list[str]:
    """The statements of an SQLite script."""
    found: list[str] = []
    buffer = ""
    for line in source.splitlines(keepends=True):
        buffer += line
        if sqlite3.complete_statement(buffer):
            found.append(buffer)
            buffer = ""
    if _without_comments(buffer):
        raise Failed("the last statement does not end with a semicolon")
    return found


def _sqlite(page: Page, block: Block) -> str:
    connection: sqlite3.Connection = page.sqlite()
    printed = ""
    expected = block.options.get("raises")
    failed = False
    for statement in _statements(block.source):
        try:
            cursor = connection.execute(statement)
        except sqlite3.Error as error:
            if not expected or expected not in str(error):
                raise Failed(f"{type(error).__name__}: {error}") from None
            printed += f"ERROR:  {error}\n"
            failed = True
            continue
        if cursor.description:
            printed += table([column[0] for column in cursor.description], cursor.fetchall())
    if expected and not failed:
        raise Failed(f"expected an error with {expected!r}")
    return printed


def table(names: list[str], rows: list[tuple[Any, ...]]) -> str:
    """Rows as psql prints them: numbers to the right, NULL empty, the count below."""
    cells = [["" if value is None else str(value) for value in row] for row in rows]
    widths = [max([len(name), *(len(row[i]) for row in cells)]) for i, name in enumerate(names)]
    numeric = [
        any(row[i] is not None for row in rows)
        and all(isinstance(row[i], (int, float)) for row in rows if row[i] is not None)
        for i in range(len(names))
    ]
    lines = [" " + " | ".join(name.center(width) for name, width in zip(names, widths, strict=True))]
    lines.append("+".join("-" * (width + 2) for width in widths))
    for row in cells:
        parts = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ]
        lines.append(" " + " | ".join(parts))
    lines.append(f"({len(rows)} row{'' if len(rows) == 1 else 's'})")
    return "\n".join(line.rstrip() for line in lines) + "\n\n"
