"""The list of an index's files, signed with a key of this user.

Whoosh's table of contents is a pickle, so opening an index that someone else made can run their code. Nothing of an
index is therefore opened unless the manifest names it with its size and BLAKE2b digest and carries an HMAC-SHA256
made with a key that lies in the user's state folder. The manifest is replaced as a whole, after everything it names
has been flushed to the disk, so a loss of power leaves the old index or the new one.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nexus_tui.core.errors import IndexDamaged
from nexus_tui.core.files import read_bounded

FILE = "manifest.json"
KEY = "search.key"
_KEY_BYTES = 32
_LARGEST = 64 << 20


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Size in bytes and BLAKE2b-16 of one file."""

    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index consists of."""

    generation: int
    files: Mapping[str, FileRecord]
    touched: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Pages whose file has another time (ns) or size than the index says but the same contents."""
    complete: bool = False
    """Whether every page of the library has been indexed once."""
    updated: float = 0.0
    """Unix time of the commit in seconds."""
    library: str = ""
    """Real path of the library."""


def load_key(state_dir: Path) -> bytes:
    """The user's key, made on first use (file mode 0600). Raises ``OSError``."""
    path = state_dir / KEY
    with contextlib.suppress(FileNotFoundError):
        key = _key_at(path)
        if len(key) == _KEY_BYTES:
            return key
    state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = secrets.token_bytes(_KEY_BYTES)
    temporary = state_dir / f"{KEY}.{os.getpid()}.{secrets.token_hex(4)}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(key)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists() and len(_key_at(path)) != _KEY_BYTES:
            temporary.replace(path)
        else:
            with contextlib.suppress(FileExistsError):
                os.link(temporary, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
    return _key_at(path)


def _key_at(path: Path) -> bytes:
    return read_bounded(path, _KEY_BYTES + 1)[0]


def digest_file(path: Path) -> FileRecord:
    """Size and digest of the file at ``path``. Raises ``OSError``."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16))
        return FileRecord(stream.tell(), digest.hexdigest())


def sync_file(path: Path) -> None:
    """Flush a file, or the entries of a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        if not path.is_dir():
            raise
    finally:
        os.close(descriptor)


def write(folder: Path, manifest: Manifest, key: bytes) -> None:
    """Replace the manifest in ``folder``. Raises ``OSError``; the old one then stays."""
    body = json.dumps(
        {
            "generation": manifest.generation,
            "files": {name: (record.size, record.digest) for name, record in sorted(manifest.files.items())},
            "touched": dict(manifest.touched),
            "complete": manifest.complete,
            "updated": manifest.updated,
            "library": manifest.library,
        },
        separators=(",", ":"),
    ).encode()
    temporary = folder / f"{FILE}.tmp"
    temporary.unlink(missing_ok=True)  # If it is a pipe, opening it would wait for a reader.
    with temporary.open("wb") as stream:
        stream.write(_signature(body, key) + b"\n" + body)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(folder / FILE)
    sync_file(folder)


def read(folder: Path, key: bytes) -> Manifest | None:
    """The manifest in ``folder``; None if there is none. Raises :class:`IndexDamaged` unless signed with ``key``."""
    try:
        data, _, _ = read_bounded(folder / FILE, _LARGEST)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise IndexDamaged(f"The list of index files cannot be read: {error}.") from error
    signature, _, body = data.partition(b"\n")
    if not hmac.compare_digest(signature, _signature(body, key)):
        raise IndexDamaged("The index was not made by this user on this machine, or its list of files is damaged.")
    try:
        found = json.loads(body)
        return Manifest(
            generation=int(found["generation"]),
            files={str(name): FileRecord(int(size), str(digest)) for name, (size, digest) in found["files"].items()},
            touched={str(path): (int(mtime), int(size)) for path, (mtime, size) in found["touched"].items()},
            complete=bool(found["complete"]),
            updated=float(found["updated"]),
            library=str(found["library"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexDamaged("The list of index files is damaged.") from error


def verify(folder: Path, manifest: Manifest, names: Iterable[str] | None = None) -> None:
    """Compare files (default: all) with the manifest. Raises :class:`IndexDamaged` at the first that differs."""
    for name in manifest.files if names is None else names:
        record = manifest.files.get(name)
        if record is None or "/" in name or os.sep in name:
            raise IndexDamaged(f"{name} does not belong to the index.")
        try:
            if (folder / name).stat().st_size != record.size or digest_file(folder / name) != record:
                raise IndexDamaged(f"{name} is not what was written.")
        except OSError as error:
            raise IndexDamaged(f"{name} cannot be read: {error}.") from error


def _signature(body: bytes, key: bytes) -> bytes:
    return hmac.new(key, body, hashlib.sha256).hexdigest().encode()
