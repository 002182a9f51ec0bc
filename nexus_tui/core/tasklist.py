"""Ticks and unticks a task of a task list, in the file, on its one line."""

from __future__ import annotations

import os
import re

from nexus_tui.core import files
from nexus_tui.core.errors import DocumentUnreadable, LibraryError
from nexus_tui.core.library import Library
from nexus_tui.core.model import Source
from nexus_tui.core.sanitize import sanitize_line

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_TASK = re.compile(
    rb"([ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]+(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*\[)([ xX])(\](?=[ \t]|\r|\n|\Z))"
)


def toggle_task(library: Library, source: Source, line: int) -> Source:
    """Tick the task on a line (1-based) of a page, or untick it, and return the page as it is then.

    ``source``: the page as it is on screen. Just one byte of the file changes, and the file is replaced as a whole.
    Raises ``LibraryError`` if the file is not what ``source`` says any more, if there is no task on the line, or if it
    cannot be written; then the file is untouched.
    """
    shown = sanitize_line(source.id)
    if not library.on_disk:
        raise LibraryError("What came from standard input cannot be changed.")
    data = _toggled(source.data, line)
    if data is None:
        raise LibraryError(f"There is no task on line {line} of {shown}.")
    if library.read(source.id).data != source.data:
        raise LibraryError(f"{shown} changed on the disk meanwhile; look at it again before ticking a task.")
    place = library.locate(source.id)
    try:
        if place.stat().st_size != len(source.data):
            raise LibraryError(f"{shown} is too long to be changed here; use an editor.")
        if not os.access(place, os.W_OK):
            raise PermissionError(13, "no permission to write it", str(place))
        files.atomic_write_bytes(place, data)
    except OSError as error:
        raise DocumentUnreadable(f"{shown} cannot be changed: {error.strerror or error}.") from error
    return library.read(source.id)


def is_task(source: Source, line: int) -> bool:
    """Whether there is a task on a line (1-based) of a page."""
    return _toggled(source.data, line) is not None


def _toggled(data: bytes, line: int) -> bytes | None:
    """``data`` with the task on the line ticked or unticked; None if there is no task."""
    position = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    for _ in range(line - 1):
        found = _LINE.match(data, position)
        if found is None or found.end() == position:
            return None
        position = found.end()
    task = _TASK.match(data, position) if line >= 1 else None
    if task is None:
        return None
    mark = b"x" if task[2] == b" " else b" "
    return data[: task.start(2)] + mark + data[task.end(2) :]
