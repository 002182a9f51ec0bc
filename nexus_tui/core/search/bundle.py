"""Several named arrays in one file.

Layout: magic, format number, length of the directory, directory (JSON: byte order and, for each array, its type code,
its offset and length in the file, and its length in bytes if zlib has packed it, else 0), then the arrays, each at a
multiple of eight bytes. The directory is plain data: opening a file that someone else wrote cannot run anything.
"""

from __future__ import annotations

import contextlib
import json
import mmap
import os
import struct
import sys
import zlib
from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias, cast

from nexus_tui.core.errors import IndexDamaged

MAGIC = b"NEXB"
FORMAT = 2
_HEAD = struct.Struct("<4sII")
_ALIGN = 8
IN_MEMORY = 8 << 20
"""Bytes of a file that is read rather than mapped; arrays of a mapped one are not packed."""
_LEVEL = 1
"""Of zlib. Higher ones save a few hundredths, in twice the time and more."""
_WORTH_PACKING = 0.6
"""Part of an array's length that it is packed to, at most: numbers of sections are read as they are, and soon."""

Code = Literal["B", "H", "I", "Q", "q"]
_SIZES = {code: array(code).itemsize for code in ("B", "H", "I", "Q", "q")}
Column: TypeAlias = "bytes | array[int]"


def write(stream: BinaryIO, columns: Mapping[str, Column]) -> None:
    """Write ``columns`` to ``stream``. Bytes have the type code ``B``."""
    directory: dict[str, tuple[str, int, int, int]] = {}
    parts: list[Column] = []
    offset = 0
    small = sum(memoryview(column).nbytes for column in columns.values()) <= IN_MEMORY
    for name, column in columns.items():
        whole = memoryview(column).nbytes
        packed = zlib.compress(column, _LEVEL) if small else b""
        part = packed if small and len(packed) < whole * _WORTH_PACKING else column
        size = memoryview(part).nbytes
        code = "B" if isinstance(column, bytes) else column.typecode
        directory[name] = (code, offset, size, 0 if part is column else whole)
        parts.append(part)
        offset += size + (-size) % _ALIGN
    head = json.dumps({"order": sys.byteorder, "columns": directory}).encode()
    head += b" " * ((-(_HEAD.size + len(head))) % _ALIGN)
    stream.write(_HEAD.pack(MAGIC, FORMAT, len(head)) + head)
    for part in parts:
        data = part if isinstance(part, bytes) else part.tobytes()
        stream.write(data)
        stream.write(b"\0" * (-len(data) % _ALIGN))


class Bundle:
    """An open file of arrays; ``view(name)`` gives one as a memoryview over its contents.

    A file up to ``IN_MEMORY`` bytes is read, so that nothing that happens to it later matters. A larger one is mapped,
    which ends the program if someone cuts the file short (SIGBUS): only a very large library has such an index, it lies
    in a folder of the user alone, and its files are never written to again.
    """

    def __init__(self, path: Path) -> None:
        """Open the file at ``path``. Raises :class:`IndexDamaged` if it is no whole bundle of this machine's kind."""
        try:
            with path.open("rb") as stream:
                size = os.fstat(stream.fileno()).st_size
                if size < _HEAD.size:
                    raise IndexDamaged(f"{path.name} is too short.")
                self._map: mmap.mmap | None = None
                if size > IN_MEMORY:
                    self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
                self._memory = memoryview(stream.read() if self._map is None else self._map)
        except (OSError, ValueError) as error:
            raise IndexDamaged(f"{path.name} cannot be read: {error}.") from error
        if len(self._memory) != size:
            raise IndexDamaged(f"{path.name} was cut short while it was opened.")
        self._views: dict[str, memoryview] = {}
        try:
            self._columns = self._directory(path.name, size)
            for name in self._columns:
                self.view(name)
        except IndexDamaged:
            self.close()
            raise

    def _directory(self, name: str, size: int) -> dict[str, tuple[str, int, int, int]]:
        magic, number, length = _HEAD.unpack(self._memory[: _HEAD.size])
        if magic != MAGIC or number != FORMAT or length > size:
            raise IndexDamaged(f"{name} is not an index file of this version.")
        base = _HEAD.size + length
        try:
            head = json.loads(bytes(self._memory[_HEAD.size : base]))
            order, columns = head["order"], head["columns"]
            found = {
                key: (str(code), base + int(at), int(many), int(whole))
                for key, (code, at, many, whole) in columns.items()
            }
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise IndexDamaged(f"{name} has an unreadable directory.") from error
        if order != sys.byteorder:
            raise IndexDamaged(f"{name} was written on another kind of machine.")
        for code, at, many, whole in found.values():
            if code not in _SIZES or at < base or not 0 <= many <= size - at:
                raise IndexDamaged(f"{name} is cut short.")
            if not 0 <= whole <= IN_MEMORY or (whole or many) % _SIZES[code]:
                raise IndexDamaged(f"{name} has an array of an impossible length.")
        return found

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def view(self, name: str) -> memoryview:
        """The array called ``name``; empty if the file has none of that name. Raises :class:`IndexDamaged`."""
        view = self._views.get(name)
        if view is None:
            code, offset, size, whole = self._columns.get(name, ("B", 0, 0, 0))
            data = self._memory[offset : offset + size]
            view = self._views[name] = (_unpacked(name, data, whole) if whole else data).cast(cast(Code, code))
        return view

    def array(self, name: str) -> array[int]:
        """A copy of the array called ``name``: quicker to index than the view."""
        values: array[int] = array(self._columns[name][0] if name in self._columns else "I")
        values.frombytes(self.view(name).cast("B"))
        return values

    def close(self) -> None:
        """Let go of the file. Views that were handed out become unusable; if one is still in use the map stays."""
        for view in self._views.values():
            view.release()
        self._views.clear()
        self._memory.release()
        if self._map is not None:
            with contextlib.suppress(BufferError):
                self._map.close()


def _unpacked(name: str, data: memoryview, size: int) -> memoryview:
    """What was packed, if it is ``size`` bytes. Raises :class:`IndexDamaged` if it is not."""
    unpacker = zlib.decompressobj()
    try:
        found = unpacker.decompress(data, size + 1)
    except zlib.error as error:
        raise IndexDamaged(f"The array {name} of a segment cannot be unpacked.") from error
    if len(found) != size or not unpacker.eof:
        raise IndexDamaged(f"The array {name} of a segment is cut short.")
    return memoryview(found)
