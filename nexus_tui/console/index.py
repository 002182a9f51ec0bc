"""``nexus index``."""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict

from nexus_tui.console.output import bring_up_to_date, open_session, print_json, say
from nexus_tui.core import paths


def run(options: argparse.Namespace) -> int:
    """Bring the index up to date, or build it again; with ``--stats`` print what it holds."""
    session = open_session(options)
    begin = time.perf_counter()
    try:
        if options.rebuild:
            session.forget_index()
        bring_up_to_date(session)
        status = session.index_status()
    finally:
        session.close()
    took = time.perf_counter() - begin
    if options.json:
        print_json({**asdict(status), "seconds": round(took, 3), "directory": str(paths.index_dir(session.root))})
        return 0
    say(f"{status.documents:,} pages, {status.sections:,} sections, {took:.2f} s")
    if options.stats:
        say(f"generation {status.generation}, in {paths.index_dir(session.root)}")
    return 0
