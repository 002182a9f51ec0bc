"""Measures the reader: ``python -m tests.benchmarks.bench_reader [FILE.md …]``.

Without files it makes pages of 20 KB, 90 KB, 1 MB and 5 MB. Times are wall-clock milliseconds in a headless app of
120x40: from the call to the frame handed to the driver. Medians.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import resource
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from nexus_tui.core.model import DocId, Source, Target
from nexus_tui.widgets.reader import Reader

PARAGRAPH = (
    "The *quick* brown fox jumps over the `lazy` dog and reads [a page](https://example.org/page) about **text** in "
    "terminals, which wraps at the width of the pane and goes on for a few lines.\n\n"
)
SECTION = (
    "## Section {n}\n\n" + PARAGRAPH * 3 + "- one item\n- another with **weight**\n  - and one inside\n\n"
    "```python\ndef answer(n: int) -> int:\n    return n * {n}\n```\n\n| a | b |\n|---|--:|\n| cell {n} | 2 |\n\n"
    "> A quotation of some words.\n\n"
)


def make_page(size: int) -> str:
    """A page of about ``size`` bytes with a first and a last line to look for."""
    parts = ["# START-MARK\n\n"]
    length = number = 0
    while length < size:
        number += 1
        part = SECTION.replace("{n}", str(number))
        parts.append(part)
        length += len(part)
    return "".join(parts) + "\n\nEND-MARK\n"


class BenchApp(App[None]):
    """One reader, fed from memory."""

    def __init__(self, pages: dict[str, str]) -> None:
        super().__init__()
        self.pages = pages

    async def load(self, document: DocId) -> Source:
        """A page of the benchmark."""
        text = self.pages[document]
        return Source(document, b"", 0, text)

    def compose(self) -> ComposeResult:
        yield Reader(self.load)


async def until_painted(app: BenchApp) -> None:
    """Wait until the compositor has written what is dirty."""
    done = asyncio.Event()
    app.screen.call_after_refresh(done.set)
    await done.wait()


async def timed(app: BenchApp, action: Callable[[], Awaitable[object] | object]) -> float:
    """Milliseconds until the next frame after ``action``."""
    started = time.perf_counter()
    result = action()
    if isinstance(result, Awaitable):
        await result
    await until_painted(app)
    return (time.perf_counter() - started) * 1000


class StallWatch:
    """The longest time for which the event loop did not get to run anything else."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._task: asyncio.Task[None] | None = None

    async def _run(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            self.longest = max(self.longest, time.perf_counter() - before - 0.001)

    async def __aenter__(self) -> StallWatch:
        self._task = asyncio.create_task(self._run())
        await asyncio.sleep(0.01)
        self.longest = 0.0
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()


def memory() -> float:
    """Resident memory in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


async def measure(app: BenchApp, pilot: Pilot[None], name: str, repeats: int) -> dict[str, float]:
    """All figures for one page."""
    reader = app.query_one(Reader)
    target = Target(DocId(name))
    figures: dict[str, list[float]] = {}

    def note(key: str, value: float) -> None:
        figures.setdefault(key, []).append(value)

    for _ in range(repeats):
        reader.document = None
        gc.collect()
        before = memory()
        async with StallWatch() as watch:
            started = time.perf_counter()
            note("open", await timed(app, lambda: reader.open(target)))
            while not reader.model.complete:
                await asyncio.sleep(0.005)
            note("whole", (time.perf_counter() - started) * 1000)
            await pilot.pause()
        note("stall", watch.longest * 1000)
        note("memory MB", memory() - before)
        note("end", await timed(app, reader.scroll_bottom))
        note("home", await timed(app, reader.scroll_top))
        pages = [await timed(app, lambda: reader.scroll_screens(1)) for _ in range(20)]
        note("page down", median(pages))
        note("page max", max(pages))
        await pilot.resize_terminal(100, 40)
        note("resize", await timed(app, reader.refresh))
        await pilot.resize_terminal(120, 40)
    return {key: median(values) for key, values in figures.items()}


async def run(pages: dict[str, str], repeats: int) -> None:
    """Measure every page and print a table."""
    app = BenchApp(pages)
    async with app.run_test(size=(120, 40)) as pilot:
        await app.query_one(Reader).open(Target(DocId(next(iter(pages)))))
        await pilot.pause()
        for name in pages:
            figures = await measure(app, pilot, name, repeats)
            print(f"{name:>12}  " + "  ".join(f"{key} {value:.1f}" for key, value in figures.items()))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    pages = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in options.files}
    if not pages:
        sizes = {"20 KB": 20_000, "90 KB": 90_000, "1 MB": 1_000_000, "5 MB": 5_000_000}
        pages = {name: make_page(size) for name, size in sizes.items()}
    gc.set_threshold(50_000, 20, 100)
    asyncio.run(run(pages, options.repeats))


if __name__ == "__main__":
    main()
