"""Measures the reader: ``python -m tests.benchmarks.bench_reader [FILE.md …]``.

Without files it makes pages of 20 KB, 90 KB, 1 MB and 5 MB. Times are milliseconds in a headless app of 120x40, from
the call to the frame handed to the driver: by the clock, and of processor time in brackets. Medians, and after a stroke
the 95th percentile. ``--nasty``: pages that are slow for some part of a reader; ``--textual``: Textual's own widget.
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

from textual import screen
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Markdown

from nexus_tui.cli import FRAMES
from nexus_tui.core.model import DocId, Source, Target
from nexus_tui.widgets.reader import Reader

screen.UPDATE_PERIOD = 1 / int(FRAMES)  # type: ignore[misc]  # as in the program

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
        self.data = {name: text.encode() for name, text in pages.items()}
        self.counted = self.complete = 0.0

    async def load(self, document: DocId) -> Source:
        """A page of the benchmark."""
        text = self.pages[document]
        return Source(document, self.data[document], 0, text)

    def compose(self) -> ComposeResult:
        yield Reader(self.load)

    def on_reader_counted(self, event: Reader.Counted) -> None:
        """Note when the first match and the last one were told."""
        now = time.perf_counter()
        if event.total:
            self.counted = self.counted or now
            self.complete = self.complete or (now if event.complete else 0.0)


async def until_painted(app: App[None]) -> None:
    """Wait until the compositor has written what is dirty."""
    done = asyncio.Event()
    app.screen.call_after_refresh(done.set)
    await done.wait()


async def timed(app: App[None], action: Callable[[], Awaitable[object] | object]) -> tuple[float, float]:
    """Milliseconds until the next frame after ``action``, by the clock and of processor time.

    The clock includes the wait for the next of Textual's refreshes, two periods of ``cli.FRAMES`` at most.
    """
    started, used = time.perf_counter(), time.process_time()
    result = action()
    if isinstance(result, Awaitable):
        await result
    await until_painted(app)
    return (time.perf_counter() - started) * 1000, (time.process_time() - used) * 1000


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


class Figures:
    """Samples by name."""

    def __init__(self) -> None:
        self.samples: dict[str, list[float]] = {}

    def note(self, key: str, value: float) -> None:
        """Add a sample."""
        self.samples.setdefault(key, []).append(value)

    async def time(self, key: str, app: App[None], action: Callable[[], Awaitable[object] | object]) -> None:
        """Add the times of an action."""
        wall, cpu = await timed(app, action)
        self.note(key, wall)
        self.note(f"{key} cpu", cpu)

    def __str__(self) -> str:
        shown = []
        for key, values in self.samples.items():
            if key.endswith(" cpu"):
                continue
            text = f"{key} {median(values):.1f}"
            if len(values) >= 10:
                text += f"/{sorted(values)[int(len(values) * 0.95)]:.1f}"
            if f"{key} cpu" in self.samples:
                cpu = self.samples[f"{key} cpu"]
                text += f" ({median(cpu):.1f}" + (
                    f"/{sorted(cpu)[int(len(cpu) * 0.95)]:.1f})" if len(cpu) >= 10 else ")"
                )
            shown.append(text)
        return "  ".join(shown)


async def measure(app: BenchApp, pilot: Pilot[None], name: str, repeats: int) -> Figures:
    """All figures for one page."""
    reader = app.query_one(Reader)
    target = Target(DocId(name))
    figures = Figures()
    for _ in range(repeats):
        reader.document = None
        gc.collect()
        before = memory()
        async with StallWatch() as watch:
            started = time.perf_counter()
            await figures.time("open", app, lambda: reader.open(target))
            while not reader.model.complete:
                await asyncio.sleep(0.005)
            figures.note("whole", (time.perf_counter() - started) * 1000)
            await pilot.pause()
        figures.note("stall", watch.longest * 1000)
        figures.note("MB", memory() - before)
        for _ in range(4):
            await figures.time("end", app, reader.scroll_bottom)
            await asyncio.sleep(0.1)
            await figures.time("home", app, reader.scroll_top)
            await asyncio.sleep(0.1)
        for _ in range(20):
            await figures.time("page", app, lambda: reader.scroll_screens(1))
            await asyncio.sleep(0.05)
        await pilot.resize_terminal(100, 40)
        await figures.time("resize", app, reader.refresh)
        await pilot.resize_terminal(120, 40)
        await find(app, figures, "fox")
    return figures


async def find(app: BenchApp, figures: Figures, text: str) -> None:
    """From the call to the first match on screen, and until all are counted."""
    app.counted = app.complete = 0.0
    started = time.perf_counter()
    async with StallWatch() as watch:
        app.query_one(Reader).find(text)
        for _ in range(2000):
            await asyncio.sleep(0.002)
            if app.complete:
                break
    figures.note("first match", (app.counted - started) * 1000)
    figures.note("all counted", (app.complete - started) * 1000)
    figures.note("find stall", watch.longest * 1000)
    app.query_one(Reader).clear_find()
    await asyncio.sleep(0.05)


def nasty_pages() -> dict[str, str]:
    """Pages that are slow for some part of a Markdown reader."""
    words = "word and another of them, "
    return {
        "brackets": "[" * 10_000 + "\n",
        "open links": "[a](" * 10_000 + "\n",
        "backticks": "`a" * 10_000 + "\n",
        "runs of `": " ".join("`" * (n % 90 + 1) for n in range(2_000)) + "\n",
        "stars": "*a **b " * 8_000 + "\n",
        "quotes": ">" * 5_000 + " deep\n",
        "lists": "".join("  " * min(n, 5_000) + "- x\n" for n in range(2_000)),
        "paragraph": words * (1_000_000 // len(words)) + "\n",
        "one word": "x" * 1_000_000 + "\n",
        "list": "".join(f"- item *{n}*\n" for n in range(60_000)),
        "table": "| a | b | c |\n|---|---|---|\n" + "".join(f"| {n} | *text* {n} | `c` |\n" for n in range(20_000)),
        "fence": "```python\n" + "value = compute(1, 2)  # note\n" * 170_000 + "```\n",
        "html": "<div>\n" + "<p>text <b>bold</b></p>\n" * 40_000 + "</div>\n",
        "definitions": "".join(f"[d{n}]: https://example.org/{n}\n" for n in range(20_000)) + "\n[d1] [d19999]\n",
        "entities": "&amp;&#x41;" * 20_000 + "\n",
    }


class Plain(App[None]):
    """Textual's own widget."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Markdown("")


async def compare(pages: dict[str, str]) -> None:
    """How long Textual's Markdown takes until its first frame with the page."""
    for name, text in pages.items():
        app = Plain(text)
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            before = memory()
            started, used = time.perf_counter(), time.process_time()
            update = app.query_one(Markdown).update(text)
            while not app.query("MarkdownBlock"):
                await asyncio.sleep(0.002)
            await until_painted(app)
            print(
                f"{name:>12}  Textual's Markdown: first blocks {(time.perf_counter() - started) * 1000:.0f}"
                f" ({(time.process_time() - used) * 1000:.0f})  MB {memory() - before:.0f}"
            )
            await update


async def run(pages: dict[str, str], repeats: int) -> None:
    """Measure every page and print a table."""
    app = BenchApp(pages)
    async with app.run_test(size=(120, 40)) as pilot:
        await app.query_one(Reader).open(Target(DocId(next(iter(pages)))))
        await pilot.pause()
        for name in pages:
            print(f"{name:>12}  {await measure(app, pilot, name, repeats)}", flush=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--nasty", action="store_true", help="pages that are slow for some part of a reader")
    parser.add_argument("--textual", action="store_true", help="Textual's own Markdown widget instead")
    options = parser.parse_args()
    pages = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in options.files}
    if options.nasty:
        pages = nasty_pages()
    elif not pages:
        sizes = {"20 KB": 20_000, "90 KB": 90_000, "1 MB": 1_000_000, "5 MB": 5_000_000}
        pages = {name: make_page(size) for name, size in sizes.items()}
    gc.set_threshold(50_000, 20, 100)
    asyncio.run(compare(pages) if options.textual else run(pages, options.repeats))


if __name__ == "__main__":
    main()
