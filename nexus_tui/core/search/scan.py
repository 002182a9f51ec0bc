"""A regular expression over all files of a library, bounded in time.

Python's ``re`` can run for ever on a pattern and holds the interpreter while it does, so it runs in a process that
is killed at the deadline (see ``scan_worker``). What was found until then is kept.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from nexus_tui.core.files import MAX_SEARCHED
from nexus_tui.core.model import Cancelled, DocId, never
from nexus_tui.core.search.query import Literal, Regex

DEADLINE = 2.0
"""Seconds."""
EACH = 20
"""Most places in one file."""
TOTAL = 500
"""Most places in all."""
_POLL = 0.02


@dataclass(frozen=True, slots=True)
class Place:
    """A match in a file."""

    document: DocId
    line: int
    """1-based."""
    start: int
    end: int
    """Half-open range of bytes of the file (of ``files.as_utf8``)."""
    text: str
    """Its line, at most 400 characters; control characters are still in it (see ``sanitize``)."""


@dataclass(frozen=True, slots=True)
class Places:
    """What a scan found."""

    places: tuple[Place, ...]
    complete: bool
    """False if the deadline passed, enough was found, or it was cancelled."""


def scan(
    root: Path,
    documents: Iterable[DocId],
    wanted: Regex | Literal,
    *,
    deadline: float = DEADLINE,
    total: int = TOTAL,
    cancelled: Cancelled = never,
) -> Places:
    """Look for ``wanted`` in ``documents``, in that order, for ``deadline`` seconds at most.

    Files that are missing, unreadable, outside of ``root`` or not regular are passed over. Never raises for a
    pattern that ``query.parse`` let through.
    """
    import subprocess

    request = {"root": str(root), "each": EACH, "total": total, "largest": MAX_SEARCHED, **_pattern(wanted)}
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", str(Path(__file__).with_name("scan_worker.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None and process.stdout is not None
    lines: list[bytes] = []
    lists = [json.dumps(request), *(json.dumps(document) for document in documents)]
    threads = [
        threading.Thread(target=_feed, args=(process.stdin, "\n".join(lists).encode() + b"\n"), daemon=True),
        threading.Thread(target=_collect, args=(process.stdout, lines), daemon=True),
    ]
    for thread in threads:
        thread.start()
    end = time.monotonic() + deadline
    while threads[1].is_alive() and time.monotonic() < end and not cancelled():
        threads[1].join(_POLL)
    if threads[1].is_alive():
        process.kill()
    for thread in threads:
        thread.join()
    process.wait()
    process.stdout.close()
    return _places(lines, total)


def _pattern(wanted: Regex | Literal) -> dict[str, object]:
    if isinstance(wanted, Regex):
        return {"pattern": wanted.pattern, "ignore_case": wanted.ignore_case}
    return {"pattern": re.escape(wanted.text), "ignore_case": False}


def _feed(stream: IO[bytes], data: bytes) -> None:
    try:
        stream.write(data)
        stream.close()
    except OSError:
        pass  # It ended or was killed before it had read everything.


def _collect(stream: IO[bytes], lines: list[bytes]) -> None:
    lines.extend(stream)


def _places(lines: list[bytes], total: int) -> Places:
    found: list[Place] = []
    complete = False
    for line in lines:
        if not line.endswith(b"\n"):
            break
        value = json.loads(line)
        if value == "done":
            complete = len(found) < total
        else:
            document, number, start, end, text = value
            found.append(Place(DocId(document), number, start, end, text))
    return Places(tuple(found), complete)
