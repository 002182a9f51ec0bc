"""A private place for an index whose own folder cannot be written: a temporary folder, gone with who asked for it."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from nexus_tui.core.errors import SearchIndexError
from nexus_tui.core.sanitize import sanitize_line
from nexus_tui.core.search import manifest


def refusal(error: OSError, state_dir: Path) -> SearchIndexError:
    """The sentence for an index that cannot be written: where, why, and what to do."""
    place = str(error.filename or "")
    variable = "XDG_STATE_HOME" if place.startswith(str(state_dir)) else "XDG_CACHE_HOME"
    where = f" at {sanitize_line(place)}" if place else ""
    reason = error.strerror or str(error)
    return SearchIndexError(
        f"The search index cannot be written{where} ({sanitize_line(reason)}); "
        f"set {variable} to a folder that can be written."
    )


def probe(folder: Path, state_dir: Path) -> None:
    """Raise :class:`SearchIndexError` unless an index can be made in ``folder`` with a key in ``state_dir``."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            manifest.load_key(state_dir)
    except OSError as error:
        if error.filename is None:
            error.filename = os.fspath(folder)
        raise refusal(error, state_dir) from error


class Refuge:
    """A temporary folder that the user alone can read, for index and key."""

    def __init__(self, reason: SearchIndexError) -> None:
        """``reason``: why there must be one; raised again where there can be none."""
        try:
            self.folder = Path(tempfile.mkdtemp(prefix="nexus-index-"))
        except OSError:
            raise reason from None
        self.note = f"{reason} Until then it is built anew in a temporary folder each time."

    def close(self) -> None:
        """Remove it."""
        shutil.rmtree(self.folder, ignore_errors=True)
