"""The reading side of the index on the disk: verified, opened, and looked at for a newer generation."""

from __future__ import annotations

import os
import time
from pathlib import Path

from nexus_tui.core.errors import IndexDamaged
from nexus_tui.core.search import manifest as manifests
from nexus_tui.core.search.manifest import FileRecord, Manifest
from nexus_tui.core.search.reader import Index

_TRIES = 5
_PAUSE = 0.02
"""Seconds; a writer may remove the files of the old generation between our reading its name and opening it."""


class Store:
    """The newest verified generation of the index in ``folder``."""

    def __init__(self, folder: Path, state_dir: Path) -> None:
        self._folder, self._state = folder, state_dir
        self._manifest = str(folder / manifests.FILE)
        self._key: bytes | None = None
        self._stamp: tuple[int, int] | None = None
        self._verified: dict[str, FileRecord] = {}
        self.index: Index | None = None
        self.manifest: Manifest | None = None
        self.message = ""
        """One sentence about what is wrong with the index, or empty."""

    def refresh(self) -> bool:
        """Open the newest generation if it is not open yet; whether anything changed. Never raises for a bad index."""
        stamp = self._stamp_now()
        if stamp == self._stamp:
            return False
        for attempt in range(_TRIES):
            try:
                self._load()
            except Exception as error:
                # Whoosh has no common base for what a damaged file makes it raise.
                if attempt + 1 < _TRIES:
                    time.sleep(_PAUSE)
                    continue
                reason = str(error) if isinstance(error, IndexDamaged) else f"{type(error).__name__}: {error}"
                self.index, self.manifest = None, None
                self.message = f"The search index cannot be used and is built again. {reason}"
            else:
                self.message = ""
            break
        self._stamp = stamp
        return True

    def _stamp_now(self) -> tuple[int, int] | None:
        try:
            info = os.stat(self._manifest)  # noqa: PTH116
        except OSError:
            return None
        return info.st_mtime_ns, info.st_ino

    def _load(self) -> None:
        if self._key is None:
            self._key = manifests.load_key(self._state)
        manifest = manifests.read(self._folder, self._key)
        if manifest is None or not manifest.files:
            self.index = None if manifest is None else Index([], 0, manifest.complete)
            self.manifest = manifest
            return
        fresh = [name for name, record in manifest.files.items() if self._verified.get(name) != record]
        manifests.verify(self._folder, manifest, fresh)
        if self.index is None or self._verified != manifest.files:
            from nexus_tui.core.search import writer

            segments = writer.read_segments(self._folder, manifest.generation)
            self.index = Index.open(self._folder, segments, manifest.generation, manifest.complete, self.index)
        else:
            self.index.complete = manifest.complete
        self.index.stamps = manifest.touched
        self._verified = dict(manifest.files)
        self.manifest = manifest

    def close(self) -> None:
        """Let go of the files."""
        self.index, self.manifest, self._stamp = None, None, None
        self._verified = {}
