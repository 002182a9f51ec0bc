"""The source of sections that were shown lately, so that a key press reads no file twice."""

from __future__ import annotations

import os
import threading
import time
from codecs import BOM_UTF8
from collections import OrderedDict
from pathlib import Path

from nexus_tui.core.files import as_utf8, read_bounded
from nexus_tui.core.search.pages import LARGEST_FILE
from nexus_tui.core.search.sections import split
from nexus_tui.core.search.snippets import LONGEST, Piece

MOST_BYTES = 2 << 20
"""What is kept, in bytes of source."""
TRUSTED = 0.2
"""Seconds after which it is looked again whether a file has changed."""
_COST = 2000
"""Bytes counted for each section beside its source: windows as plain text and the entry itself."""
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

Place = tuple[int, int, int, bool]
"""First byte, end and line of a section, and whether the bytes are those of ``files.as_utf8``."""
Stamp = tuple[int, int]
"""Modification time (ns) and size of a file."""
_Key = tuple[str, Stamp, int, int]


class Sources:
    """Reads sections of a library's files; the ones not asked for longest are forgotten. Safe for several threads."""

    def __init__(self, root: Path, most: int = MOST_BYTES) -> None:
        """``most``: bytes that are kept."""
        self.root, self._most = root, most
        self._prefix = f"{root}/"
        self._pieces: OrderedDict[_Key, Piece] = OrderedDict()
        self._checked: dict[str, float] = {}
        self._size = 0
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """About how many bytes are kept."""
        return self._size

    def piece(self, path: str, stamp: Stamp, anchor: str, place: Place) -> tuple[Piece | None, int]:
        """The section of ``path`` at ``place``, as its file is now, and its line; no section if it cannot be read.

        Where the file is not what was indexed (``stamp``), the section is found by its ``anchor``; the beginning of
        the page stands for a section that is gone.
        """
        start, end, line, recoded = place
        key = (path, stamp, start, end)
        now = time.monotonic()
        with self._lock:
            piece = self._pieces.get(key)
            if piece is not None:
                self._pieces.move_to_end(key)
                if now - self._checked.get(path, 0.0) < TRUSTED:
                    return piece, line
        try:
            if piece is not None:
                data, known = b"", _stamp(os.stat(self._prefix + path))  # noqa: PTH116
            else:
                data, known = self._read(path, start, min(end - start, LONGEST))
            if known != stamp:
                return self._changed(path, anchor, line)
            if piece is not None:
                self._checked[path] = now
                return piece, line
            piece = Piece(self._whole(path)[start : start + min(end - start, LONGEST)] if recoded else data)
        except (OSError, ValueError):
            return None, line
        self._keep(key, piece)
        return piece, line

    def _read(self, path: str, start: int, size: int) -> tuple[bytes, Stamp]:
        """A part of a file, and the file's stamp."""
        descriptor = os.open(self._prefix + path, _FLAGS)
        try:
            stamp = _stamp(os.fstat(descriptor))
            if start:
                os.lseek(descriptor, start, os.SEEK_SET)
            data = os.read(descriptor, size)
        finally:
            os.close(descriptor)
        return data if start else data.removeprefix(BOM_UTF8), stamp

    def _whole(self, path: str) -> bytes:
        return as_utf8(read_bounded(self.root / path, LARGEST_FILE)[0])

    def _keep(self, key: _Key, piece: Piece) -> None:
        with self._lock:
            if self._pieces.setdefault(key, piece) is not piece:
                return
            self._checked[key[0]] = time.monotonic()
            self._size += _COST + len(piece.data)
            while self._size > self._most and self._pieces:
                (path, *_), gone = self._pieces.popitem(last=False)
                self._checked.pop(path, None)
                self._size -= _COST + len(gone.data)

    def _changed(self, path: str, anchor: str, line: int) -> tuple[Piece | None, int]:
        try:
            data = self._whole(path)
        except (OSError, ValueError):
            return None, line
        for part in split(data):
            if part.anchor == anchor:
                return Piece(data[part.byte_start : part.byte_end][:LONGEST].removeprefix(BOM_UTF8)), part.line
        return Piece(data[:LONGEST].removeprefix(BOM_UTF8)), 1


def _stamp(info: os.stat_result) -> Stamp:
    return info.st_mtime_ns, info.st_size
