"""What happens to a failure that nobody expected: a notice and a line in the log; in tests, an error."""

from __future__ import annotations

import os
import time
import traceback
from typing import Any

from textual.app import App

from nexus_tui.core import paths
from nexus_tui.core.sanitize import sanitize_line

LOG_LIMIT = 1 << 20
"""Bytes after which the log is begun again."""


def report(app: App[Any], error: Exception) -> None:
    """Tell the user in one line and write the traceback to the log. Raises it where NEXUS_DEBUG is set."""
    if os.environ.get("NEXUS_DEBUG"):
        raise error
    place = paths.log_file()
    text = "".join(traceback.format_exception(error))
    try:
        paths.create_private(place.parent)
        mode = "w" if place.exists() and place.stat().st_size > LOG_LIMIT else "a"
        with place.open(mode, encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}\n{text}\n")
    except OSError:
        pass
    message = sanitize_line(f"{type(error).__name__}: {error}")[:200]
    app.notify(f"Something went wrong ({message}). The details are in {place}.", severity="error", markup=False)
