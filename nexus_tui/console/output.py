"""What the sub-commands share: the library, JSON, and text that is safe to print."""

from __future__ import annotations

import argparse
import os
import sys
import time
from typing import Any

from nexus_tui.core import paths
from nexus_tui.core.errors import SearchIndexError
from nexus_tui.core.sanitize import sanitize, sanitize_line
from nexus_tui.core.session import Session
from nexus_tui.core.settings import load_settings

PATIENCE = 20.0
"""Seconds to wait for another program that builds the index."""
BETWEEN = 0.1

BOLD, DIM, RESET, MARK = "\x1b[1m", "\x1b[2m", "\x1b[0m", "\x1b[1;4m"


def open_session(options: argparse.Namespace) -> Session:
    """The session on the library that ``--library`` names. Raises ``LibraryError``."""
    settings, problems = load_settings()
    for problem in problems:
        print(f"nexus: {sanitize_line(problem)}", file=sys.stderr)
    path = paths.expanded(options.library) if getattr(options, "library", None) else None
    return Session.open(path, settings)


def bring_up_to_date(session: Session) -> None:
    """Index what differs from the disk; where another program is at that, wait for it, ``PATIENCE`` seconds at most.

    Raises ``SearchIndexError`` if there is nothing to search in then; says so if there is only a part.
    """
    session.engine.sync()
    until = time.monotonic() + PATIENCE
    while (status := session.index_status()).state != "ready" and time.monotonic() < until:
        time.sleep(BETWEEN)
        session.engine.sync()
    if status.state == "building":
        print("nexus: another program is still building the search index: pages may be missing", file=sys.stderr)
    elif status.state != "ready":
        raise SearchIndexError("The search index is being built by another program; try again when that is done.")


def is_styled(plain: bool = False) -> bool:
    """Whether escape sequences may be printed: on a terminal that wants them."""
    return not plain and sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def say(text: str = "", *, end: str = "\n") -> None:
    """Print a line of our own making whose parts were made safe by the caller."""
    data = (text + end).encode(sys.stdout.encoding or "utf-8", "replace")
    sys.stdout.flush()
    sys.stdout.buffer.write(data)


def say_safe(text: str) -> None:
    """Print text of a file."""
    say(sanitize(text))


def print_json(value: Any) -> None:
    """Print one JSON value. Control characters are escaped by JSON itself."""
    import json

    say(json.dumps(value, ensure_ascii=True, indent=2))
