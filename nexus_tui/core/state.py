"""What is remembered about one library between runs, as one JSON file that is replaced as a whole."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nexus_tui.core import files, paths
from nexus_tui.core.bookmarks import Bookmark, Bookmarks
from nexus_tui.core.errors import StateError
from nexus_tui.core.model import DocId
from nexus_tui.core.reading import Reading, ReadingMemory
from nexus_tui.core.sanitize import sanitize_line

if TYPE_CHECKING:
    from nexus_tui.core.state_merge import Values

VERSION = 1
FILE = "state.json"
LOCK = "state.lock"
TEXTS = "texts"

LOCK_PATIENCE = 2.0
"""Seconds to wait for another program that writes; then this one writes all the same."""

MAX_BYTES = 16 * 1024 * 1024
MAX_RECENT = 100
MAX_QUERIES = 200
MAX_SAVED = 200
LATEST = 1e12
"""No reading is so late, in seconds of Unix time."""


class LibraryState:
    """The memory of one library. Change the fields; :meth:`save` writes them."""

    def __init__(self, folder: Path | None = None) -> None:
        """``folder``: where it is kept. None: nothing is ever written (standard input)."""
        self.folder = folder
        self.session: dict[str, Any] = {}
        """Tabs, panes, folds, sidebar: JSON types that belong to the app."""
        self.queries: list[str] = []
        """Queries, newest first."""
        self.saved_searches: dict[str, str] = {}
        """Name -> query."""
        self.recent: list[DocId] = []
        """Documents shown, newest first."""
        self.bookmarks = Bookmarks()
        self.reading = ReadingMemory(folder / TEXTS if folder else None)
        self.notices: list[str] = []
        """A sentence for each thing that went wrong while loading."""
        self._loaded: Mapping[str, Any] = {}
        """What the file held at the start, as it stood there."""
        self._written: Values | None = None
        """What this program wrote last."""
        self._stamp: tuple[int, int, int] | None = None
        """Of the file when this program read or wrote it last."""
        self._writing = threading.Lock()

    @classmethod
    def load(cls, folder: Path | None) -> LibraryState:
        """The state kept in ``folder``. Never raises: a damaged file is set aside and the state starts empty, with a
        sentence in ``notices``."""
        state = cls(folder)
        if folder is None:
            return state
        place = folder / FILE
        try:
            state._stamp = _stamp(place)
            state._loaded = _values_of(place)
            state._read(state._loaded)
        except (FileNotFoundError, NotADirectoryError):
            return state
        except (OSError, ValueError, RecursionError) as error:
            fresh = cls(folder)
            fresh.notices.append(_set_aside(place, error))
            return fresh
        return state

    def save(self) -> None:
        """Write the state. Raises :class:`StateError` if the disk refuses; what was there before is then untouched."""
        self.write(self._values(), tidy=True)

    def unsaved(self) -> Values | None:
        """What :meth:`write` is to be given; None where it would change nothing."""
        if self.folder is None:
            return None
        values = self._values()
        return values if values != self._written else None

    def write(self, values: Values, *, tidy: bool = False) -> None:
        """Write what :meth:`unsaved` gave, joined with what another program wrote meanwhile. For any thread.

        ``tidy``: texts that nothing names any more are removed as well. Raises :class:`StateError` as :meth:`save`.
        """
        if self.folder is None:
            return
        try:
            paths.create_private(self.folder)
            with self._writing, _locked(self.folder / LOCK):
                joined = self._joined(values)
                files.atomic_write_text(self.folder / FILE, json.dumps(joined, separators=(",", ":")))
                self._written, self._stamp = values, _stamp(self.folder / FILE)
        except (OSError, ValueError, TypeError, RecursionError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise StateError(
                sanitize_line(f"Bookmarks, positions and tabs could not be saved in {self.folder}: {reason}.")
            ) from error
        if tidy:
            _state_of(self.folder, joined).reading.tidy()

    def _joined(self, values: Values) -> Values:
        """``values`` with what the file has got from another program since this one last looked."""
        assert self.folder is not None
        place = self.folder / FILE
        if _stamp(place) in (None, self._stamp):
            return values
        try:
            disk = _state_of(self.folder, _values_of(place))._values()
        except (OSError, ValueError, RecursionError) as error:
            _set_aside(place, error)
            return values
        from nexus_tui.core.state_merge import merge

        base = self._written if self._written is not None else _state_of(self.folder, self._loaded)._values()
        return merge(base, values, disk)

    # -- pages

    def note_read(self, document: DocId, mtime_ns: int, data: bytes | None = None) -> None:
        """A page is on screen: it is the newest of ``recent``, and its revision (if ``data`` is given) is kept."""
        if document in self.recent[:1]:
            self.reading.note(document, mtime_ns, data)
            return
        self.recent = [document, *(each for each in self.recent if each != document)][:MAX_RECENT]
        self.reading.note(document, mtime_ns, data)

    def is_read(self, document: DocId) -> bool:
        """Whether a page was ever on screen."""
        return self.reading.get(document) is not None

    def changed_since_read(self, document: DocId, mtime_ns: int) -> bool:
        """Whether a page was on screen and its file changed since."""
        return self.reading.changed(document, mtime_ns)

    def is_bookmarked(self, document: DocId) -> bool:
        """Whether a page or a heading of it is bookmarked."""
        return self.bookmarks.holds(document)

    def toggle_bookmark(self, document: DocId, anchor: str = "", name: str = "") -> bool:
        """Bookmark a place or take its bookmark away. True: it is bookmarked now."""
        return self.bookmarks.toggle(document, anchor, name)

    # -- JSON

    def _values(self) -> Values:
        return {
            "version": VERSION,
            "session": self.session,
            "queries": list(dict.fromkeys(self.queries))[:MAX_QUERIES],
            "saved_searches": dict(list(self.saved_searches.items())[:MAX_SAVED]),
            "recent": list(dict.fromkeys(self.recent))[:MAX_RECENT],
            "bookmarks": [[each.document, each.anchor, each.name] for each in self.bookmarks],
            "reading": {
                document: [each.mtime_ns, each.revision, each.before, each.when, each.position]
                for document, each in self.reading.items()
            },
        }

    def _read(self, values: Mapping[str, Any]) -> None:
        """Take what fits its type; what does not is left out."""
        session = values.get("session")
        self.session = session if isinstance(session, dict) else {}
        self.queries = _texts(values.get("queries"))[:MAX_QUERIES]
        self.recent = [DocId(each) for each in _texts(values.get("recent"))][:MAX_RECENT]
        saved = values.get("saved_searches")
        if isinstance(saved, dict):
            self.saved_searches = {name: query for name, query in saved.items() if isinstance(query, str)}
        marks = values.get("bookmarks")
        for each in marks if isinstance(marks, list) else ():
            if isinstance(each, list) and len(each) == 3 and len(_texts(each)) == 3:
                self.bookmarks.add(Bookmark(DocId(each[0]), each[1], each[2]))
        readings = values.get("reading")
        found = {}
        for document, each in readings.items() if isinstance(readings, dict) else ():
            reading = _reading(each)
            if reading is not None:
                found[DocId(document)] = reading
        self.reading = ReadingMemory(self.folder / TEXTS if self.folder else None, found)


def _state_of(folder: Path, values: Mapping[str, Any]) -> LibraryState:
    """The state that ``values`` are, without looking at the file."""
    state = LibraryState(folder)
    state._read(values)
    return state


def _values_of(place: Path) -> Mapping[str, Any]:
    """What stands in the file. Raises ``OSError``, ``ValueError`` and ``RecursionError``."""
    data, _, _ = files.read_bounded(place, MAX_BYTES)
    values = json.loads(data)
    if not isinstance(values, dict) or values.get("version") != VERSION:
        raise ValueError("it was written by another version")
    return values


def _stamp(place: Path) -> tuple[int, int, int] | None:
    """What tells one state of the file from another; None where there is none."""
    try:
        info = place.stat()
    except OSError:
        return None
    return info.st_ino, info.st_mtime_ns, info.st_size


@contextmanager
def _locked(place: Path) -> Iterator[None]:
    """Keep other programs from writing, where the system and the disk have locks. Raises ``OSError``."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    until = time.monotonic() + LOCK_PATIENCE
    with place.open("ab") as handle:
        while time.monotonic() < until:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.01)
                continue
            except OSError:
                pass
            break
        yield


def _reading(value: object) -> Reading | None:
    match value:
        case [int(mtime_ns), str(revision), str(before), int() | float() as when, dict() | None as position]:
            fits = 0 <= when < LATEST and all(
                not name or (len(name) == 32 and name.isalnum()) for name in (revision, before)
            )
            return Reading(mtime_ns, revision, before, when, position) if fits else None
    return None


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _set_aside(place: Path, error: Exception) -> str:
    """Rename a damaged file, so that it is neither used nor lost, and say so."""
    reason = getattr(error, "strerror", None) or str(error)
    for number in range(1, 100):
        aside = place.with_name(f"{place.stem}.damaged-{number}{place.suffix}")
        if not aside.exists():
            break
    try:
        place.rename(aside)
    except OSError:
        return sanitize_line(f"The memory of this library cannot be read ({reason}): {place}. It starts empty.")
    return sanitize_line(
        f"The memory of this library could not be read ({reason}); it starts empty. The old file is {aside}."
    )
