"""How long the event loop is kept from a key while the index is built, and where there is nothing to build.

    python -m tests.benchmarks.bench_stalls [FOLDER…]

The app runs headless in a process of its own, with an indexer of its own. From its first frame until the index is
whole (and for the same time where it is whole from the start) a heartbeat asks to be woken after a millisecond; what
it is woken too late is a stall, and other programs on the machine add theirs. The longest step of the loop is also
given in processor time, to which they add nothing. Without folders the library is a generated one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from asyncio.events import Handle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nexus_tui.app import NexusApp
from nexus_tui.cli import FRAMES
from nexus_tui.core.session import Session
from nexus_tui.core.settings import Settings
from nexus_tui.screens.browser import BrowserScreen
from tests.benchmarks.figure import Figure, table
from tests.benchmarks.generate import generate
from tests.benchmarks.probe import environment

ROOT = Path(__file__).resolve().parents[2]
BEAT = 0.001
LEAST = 3.0
"""Seconds that are looked at, at least."""
PATIENCE = 300.0


class Watch:
    """What keeps the loop of this thread: lateness of a heartbeat, and the processor time of its steps."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self.step = 0.0
        real: Any = Handle._run

        def run(handle: Handle) -> None:
            began = time.thread_time()
            try:
                real(handle)
            finally:
                self.step = max(self.step, time.thread_time() - began)

        patched: Any = Handle
        patched._run = run

    async def beat(self, ended: Callable[[], bool]) -> None:
        """Until ``ended``."""
        self.late, self.step = [], 0.0
        began = time.perf_counter()
        while not ended() or time.perf_counter() - began < LEAST:
            if time.perf_counter() - began > PATIENCE:
                raise SystemExit("the index does not become whole")
            before = time.perf_counter()
            await asyncio.sleep(BEAT)
            self.late.append(max(0.0, time.perf_counter() - before - BEAT) * 1000)

    def told(self) -> dict[str, float]:
        """The figures, in milliseconds but for the seconds."""
        late = sorted(self.late)
        return {
            "longest stall": late[-1],
            "stalls, p99.9": late[int(len(late) * 0.999)],
            "longest step, CPU": self.step * 1000,
            "seconds looked at": sum(late) / 1000 + len(late) * BEAT,
        }


async def _look(root: Path) -> dict[str, float]:
    """The app on ``root`` until its index is whole."""
    session = Session.open(root, Settings())
    app = NexusApp(session)
    watch = Watch()
    async with app.run_test(size=(120, 40)):
        screen = app.screen_stack[0]
        assert isinstance(screen, BrowserScreen)
        await screen.painted.wait()
        upkeep = screen.upkeep
        await watch.beat(lambda: upkeep.status is not None and upkeep.status.state == "ready")
    session.close()
    return watch.told()


def stalls(root: Path, home: Path) -> dict[str, float]:
    """The figures of one start (see ``told``), as a user whose home is ``home``."""
    argv = [sys.executable, "-m", "tests.benchmarks.bench_stalls", "--child", str(root)]
    env = environment(home, PYTHONPATH=str(ROOT), TEXTUAL_FPS=FRAMES)
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _figures(name: str, root: Path, repeats: int, work: Path) -> Iterator[Figure]:
    first, second = [], []
    for number in range(repeats):
        home = work / f"home-{number}"
        first.append(stalls(root, home))
        second.append(stalls(root, home))
    for case, told in (("while it is indexed", first), ("indexed before", second)):
        for what in told[0]:
            unit = "s" if what.startswith("seconds") else "ms CPU" if what.endswith("CPU") else "ms wall"
            base = f"{name}, indexed before" if told is first and unit != "s" else ""
            yield Figure("stalls", f"{name}, {case}", what, unit, tuple(each[what] for each in told), base)


def figures(full: bool) -> Iterator[Figure]:
    """A generated library; ``full``: of 40,000 pages."""
    pages = 40_000 if full else 10_000
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as folder:
        work = Path(folder)
        generate(work / "library", pages)
        yield from _figures(f"{pages:,} pages", work / "library", 3, work)


def main() -> None:
    """Read the arguments, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        print(json.dumps(asyncio.run(_look(options.child))))
        return
    found: list[Figure] = [] if options.folders else list(figures(full=True))
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as folder:
        for root in options.folders:
            found += _figures(root.name, root.resolve(), 3, Path(folder) / root.name)
    print(table(found))


if __name__ == "__main__":
    main()
