"""Bytes to text without raising, and writes that are whole or did not happen."""

from __future__ import annotations

import codecs
import contextlib
import os
import stat
import tempfile
from pathlib import Path

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)

_OTHER_MARKS = tuple(mark for mark, encoding, _ in _BOMS if encoding != "utf-8")

MAX_SEARCHED = 16 << 20
"""Bytes of a page that are searched; ``check``, the index and results name the pages that are longer."""


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of ``data`` and a sentence for each thing that had to be done to get it. Never raises.

    UTF-8 is expected; a byte order mark decides otherwise and is dropped. Bytes that are not UTF-8 are read as
    Windows-1252 (a superset of Latin-1's printable part) when nothing speaks for UTF-8, else the bad ones become
    U+FFFD. Line ends and control characters stay as they are.
    """
    for mark, encoding, name in _BOMS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            notes = () if encoding == "utf-8" else (f"Read as {name}.",)
            if "\ufffd" in text:
                notes = (*notes, f"Some bytes are not {name}; they are shown as \ufffd.")
            return text, notes
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _decode_other(data)


def as_utf8(data: bytes) -> bytes:
    """The text that :func:`decode` finds in ``data`` as UTF-8; ``data`` itself if that is what it is read as.

    Then bad bytes and the byte order mark of UTF-8 stay, so that places in the bytes are places in the file.
    """
    if data.isascii() or data.startswith(codecs.BOM_UTF8):
        return data
    if not data.startswith(_OTHER_MARKS):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            if not _is_latin(data, data.decode("utf-8", "replace")):
                return data
        else:
            return data
    return decode(data)[0].encode("utf-8")


def _is_latin(data: bytes, replaced: str) -> bool:
    """Whether bytes that are not UTF-8 (``replaced``, bad ones aside) are rather Windows-1252."""
    bad = replaced.count("\ufffd")
    good = sum(1 for char in replaced if char > "\x7f") - bad
    return good < bad and b"\0" not in data


def _decode_other(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Text of bytes that are not UTF-8: whichever reading explains more of the bytes above ASCII."""
    replaced = data.decode("utf-8", "replace")
    if not _is_latin(data, replaced):
        return replaced, ("Some bytes are not UTF-8; they are shown as \ufffd.",)
    text = data.decode("cp1252", "replace")
    return text, ("Not UTF-8; read as Latin-1 (Windows-1252).",)


def read_bounded(path: Path | str, limit: int) -> tuple[bytes, int, int]:
    """At most ``limit`` bytes of the regular file at ``path``, with its size in bytes and its mtime in nanoseconds.

    Opens without waiting, so a pipe or a device cannot hold the caller. Raises ``OSError``: ``IsADirectoryError``
    for a folder, ``OSError`` with ``errno.EINVAL`` for what is not a regular file.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    try:
        info = os.fstat(descriptor)
        require_regular(info, path)
        pieces: list[bytes] = []
        left, most = limit, info.st_size + 1
        while left > 0 and (piece := os.read(descriptor, min(left, most))):
            pieces.append(piece)
            left, most = left - len(piece), 1 << 16
    finally:
        os.close(descriptor)
    return b"".join(pieces) if len(pieces) != 1 else pieces[0], info.st_size, info.st_mtime_ns


def require_regular(info: os.stat_result, path: Path | str) -> None:
    """Raise ``OSError`` unless ``info`` describes a regular file."""
    if stat.S_ISREG(info.st_mode):
        return
    import errno

    if stat.S_ISDIR(info.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    raise OSError(errno.EINVAL, "not a regular file", str(path))


def atomic_write_bytes(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Replace the contents of ``path`` so that a reader sees the old or the new bytes, never a part.

    A symbolic link is followed and its target replaced. The file keeps its permissions; a new one gets ``mode``.
    The folder must exist. Raises ``OSError``; then the old file is untouched and nothing is left behind.
    """
    target = Path(os.path.realpath(path))
    with contextlib.suppress(OSError):
        mode = stat.S_IMODE(target.stat().st_mode)
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:64]}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def atomic_write_text(path: Path, text: str, *, mode: int = 0o600) -> None:
    """:func:`atomic_write_bytes` of ``text`` in UTF-8. Lone surrogates become ``?``."""
    atomic_write_bytes(path, text.encode("utf-8", "replace"), mode=mode)
