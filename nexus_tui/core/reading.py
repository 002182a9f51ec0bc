"""Memory of what was read: when, which revision, where, and the text of it, so that changes can be shown."""

from __future__ import annotations

import contextlib
import time
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from nexus_tui.core import files, paths
from nexus_tui.core.model import DocId
from nexus_tui.core.record import dataclass

MAX_PAGES = 5_000
"""Pages remembered; the ones read longest ago are forgotten first."""

MAX_TEXT = 512 * 1024
"""Bytes of a page whose text is kept, to compare a later revision with."""

MAX_TEXTS = 1_000
"""Texts kept."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is remembered of one page."""

    mtime_ns: int
    """Of the file when it was shown last."""
    revision: str = ""
    """Hash of the bytes that were shown last (BLAKE2b, 32 hex digits); empty if the caller gave no bytes."""
    before: str = ""
    """Hash of the revision that was read before this one; empty if none."""
    when: float = 0.0
    """Unix time in seconds."""
    position: Mapping[str, Any] | None = None
    """Where the reader was, in the reader's own terms."""


def revision_of(data: bytes) -> str:
    """The name of a revision of a page: the BLAKE2b hash of its bytes, 32 hex digits."""
    import hashlib

    return hashlib.blake2b(data, digest_size=16).hexdigest()


class ReadingMemory:
    """Readings by document, least recently read first. ``folder`` holds the texts; None keeps no text."""

    def __init__(self, folder: Path | None = None, readings: Mapping[DocId, Reading] | None = None) -> None:
        self._folder = folder
        self._readings: dict[DocId, Reading] = dict(readings or {})

    def get(self, document: DocId) -> Reading | None:
        """What is remembered of a page."""
        return self._readings.get(document)

    def items(self) -> list[tuple[DocId, Reading]]:
        """All readings, least recent first."""
        return list(self._readings.items())

    def note(self, document: DocId, mtime_ns: int, data: bytes | None = None) -> Reading:
        """A page is on screen now. With its bytes, the revision is kept, and the one read before it stays known.

        Failing to keep the text is silent: then no change can be shown.
        """
        old = self._readings.pop(document, None) or Reading(0)
        new = replace(old, mtime_ns=mtime_ns, when=time.time())
        if data is not None:
            revision = revision_of(data)
            if revision != old.revision:
                new = replace(new, revision=revision, before=old.revision)
                self._keep(revision, data)
        self._readings[document] = new
        while len(self._readings) > MAX_PAGES:
            del self._readings[next(iter(self._readings))]
        return new

    def place(self, document: DocId, position: Mapping[str, Any] | None) -> None:
        """Remember where a page that was noted is being read."""
        if document in self._readings:
            self._readings[document] = replace(self._readings[document], position=position)

    def changed(self, document: DocId, mtime_ns: int) -> bool:
        """Whether a page was read and its file has another time since."""
        reading = self._readings.get(document)
        return reading is not None and mtime_ns != 0 and reading.mtime_ns != mtime_ns

    def text_before(self, document: DocId) -> bytes | None:
        """The bytes of the revision that was read before the one shown last; None if there is none or it is lost."""
        reading = self._readings.get(document)
        return self._text(reading.before) if reading is not None and reading.before else None

    def tidy(self) -> None:
        """Remove kept texts that no reading names, and the oldest above :data:`MAX_TEXTS`. Never raises."""
        if self._folder is None:
            return
        recent = [
            each for _, reading in reversed(self._readings.items()) for each in (reading.revision, reading.before)
        ]
        wanted = {f"{name}.z" for name in recent[:MAX_TEXTS] if name}
        with contextlib.suppress(OSError):
            for place in self._folder.iterdir():
                if place.name not in wanted:
                    place.unlink()

    def _keep(self, revision: str, data: bytes) -> None:
        if self._folder is None or len(data) > MAX_TEXT:
            return
        with contextlib.suppress(OSError):
            place = paths.create_private(self._folder) / f"{revision}.z"
            if not place.exists():
                files.atomic_write_bytes(place, zlib.compress(data, 6))

    def _text(self, revision: str) -> bytes | None:
        if self._folder is None:
            return None
        try:
            packed, _, _ = files.read_bounded(self._folder / f"{revision}.z", 2 * MAX_TEXT)
            data = zlib.decompressobj().decompress(packed, MAX_TEXT + 1)
        except (OSError, zlib.error):
            return None
        return data if revision_of(data) == revision else None
