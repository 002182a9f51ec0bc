"""The log of failures that nobody expected."""

from __future__ import annotations

import time
import traceback

from nexus_tui.core import paths
from nexus_tui.core.sanitize import sanitize_line

LOG_LIMIT = 1 << 20
"""Bytes after which the log is begun again."""

LONGEST = 200
"""Characters of a message."""


def note(error: BaseException) -> str:
    """Write the traceback to the log. Returns a sentence for the user, which names it. Never raises."""
    message = sanitize_line(f"{type(error).__name__}: {error}")[:LONGEST]
    try:
        place = paths.log_file()
        text = "".join(traceback.format_exception(error))
        paths.create_private(place.parent)
        mode = "w" if place.exists() and place.stat().st_size > LOG_LIMIT else "a"
        with place.open(mode, encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}\n{text}\n")
    except (OSError, ValueError, RuntimeError):
        return f"Something went wrong ({message}). NEXUS_DEBUG=1 shows where."
    return f"Something went wrong ({message}). The details are in {sanitize_line(str(place))}."
