"""``nexus check``."""

from __future__ import annotations

import argparse

from nexus_tui.console.output import open_session, print_json, say
from nexus_tui.core.graph import check
from nexus_tui.core.sanitize import sanitize_line


def run(options: argparse.Namespace) -> int:
    """Report what is wrong with the pages of a library. 0: nothing; 1: something."""
    session = open_session(options)
    problems = check(session.library)
    if options.json:
        print_json([{"document": p.document, "line": p.line, "kind": p.kind, "message": p.message} for p in problems])
        return 1 if problems else 0
    for problem in problems:
        place = f"{problem.document}:{problem.line}" if problem.line else problem.document
        say(sanitize_line(f"{place}: {problem.kind}: {problem.message}"))
    pages = len(session.snapshot.pages)
    say(f"{pages:,} pages, " + (f"{len(problems):,} problems" if problems else "no problems"))
    return 1 if problems else 0
