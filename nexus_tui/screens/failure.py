"""What happens to a failure that nobody expected: a notice and a line in the log; in tests, an error."""

from __future__ import annotations

import os
from typing import Any

from textual.app import App

from nexus_tui.core import faultlog


def report(app: App[Any], error: Exception) -> None:
    """Tell the user in one line and write the traceback to the log. Raises it where NEXUS_DEBUG is set."""
    if os.environ.get("NEXUS_DEBUG"):
        raise error
    app.notify(faultlog.note(error), severity="error", markup=False)
