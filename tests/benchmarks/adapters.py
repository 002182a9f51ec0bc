"""The benchmarks of the reader and the search, as figures."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import io
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from textual.widgets import Markdown

from nexus_tui.core.model import DocId, Target
from nexus_tui.core.search.sections import split
from nexus_tui.widgets.reader import Reader
from tests.benchmarks import bench_reader, bench_search, judge
from tests.benchmarks.bench_startup import ROOT
from tests.benchmarks.engines import ENGINES
from tests.benchmarks.figure import Figure
from tests.benchmarks.generate import generate

SIZES = {"20 KB": 20_000, "90 KB": 90_000, "1 MB": 1_000_000, "5 MB": 5_000_000}
UNITS = {"MB": "of memory"}


def reader(full: bool) -> Iterator[Figure]:
    """Our reader in a headless app of 120x40, and Textual's Markdown. ``full``: more repeats, nasty pages."""
    gc.set_threshold(50_000, 20, 100)
    pages = {name: bench_reader.make_page(size) for name, size in SIZES.items()}
    yield from asyncio.run(_reader(pages, 5 if full else 1))
    if full:
        yield from asyncio.run(_reader(bench_reader.nasty_pages(), 1))
    for name in ("20 KB", "90 KB", *(["1 MB"] if full else [])):
        values = tuple(asyncio.run(_textual(pages[name])) for _ in range(3))
        yield Figure("reader", f"Textual's Markdown, {name}", "open", "ms", values, f"ours, {name}")


async def _reader(pages: dict[str, str], repeats: int) -> list[Figure]:
    app = bench_reader.BenchApp(pages)
    found = []
    async with app.run_test(size=(120, 40)) as pilot:
        await app.query_one(Reader).open(Target(DocId(next(iter(pages)))))
        await pilot.pause()
        for name in pages:
            samples = (await bench_reader.measure(app, pilot, name, repeats)).samples
            for what, values in samples.items():
                found.append(Figure("reader", f"ours, {name}", what, UNITS.get(what, "ms"), tuple(values)))
    return found


async def _textual(text: str) -> float:
    app = bench_reader.Plain(text)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        started = time.perf_counter()
        update = app.query_one(Markdown).update(text)
        while not app.query("MarkdownBlock"):
            await asyncio.sleep(0.002)
        await bench_reader.until_painted(app)
        taken = (time.perf_counter() - started) * 1000
        await update
    return taken


def search(full: bool, notes: list[str]) -> Iterator[Figure]:
    """Search as you type beside other engines. ``full``: 10,000 pages too. What the benchmark prints goes to notes."""
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as folder:
        roots = {"knowledge base": ROOT / "content"}
        for count in (1_000, *([10_000] if full else [])):
            roots[f"{count:,} pages"] = Path(folder) / str(count)
            generate(roots[f"{count:,} pages"], count)
        for name, root in roots.items():
            yield from _search(name, root, 200 if full else 80, notes)


def _search(name: str, root: Path, count: int, notes: list[str]) -> Iterator[Figure]:
    sections: bench_search.Sections = []
    size = 0
    for path in bench_search.pages(root):
        data = path.read_bytes()
        size += len(data)
        sections += [(path.relative_to(root).as_posix(), section) for section in split(data)]
    queries = bench_search.prefixes(sections, count)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        engines: dict[str, Callable[[], list[float]]] = {
            "ours": lambda: bench_search.ours(root, queries, work, size),
            "SQLite FTS5": lambda: bench_search.fts5(sections, queries, fill=False),
            "tantivy": lambda: bench_search.tantivy_engine(sections, queries, work),
            "stock Whoosh": lambda: bench_search.stock_whoosh(sections, queries[:20], work),
        }
        for engine, measure in engines.items():
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                times = measure()
            notes += [f"search, {name}: {line.strip()}" for line in printed.getvalue().splitlines()]
            if times:
                base = f"ours, {name}"
                yield Figure("search", f"{engine}, {name}", "query and 20 snippets", "ms cpu", tuple(times), base)
                p95 = times[int(len(times) * 0.95)]
                yield Figure("search", f"{engine}, {name}", "the same, p95", "ms cpu", (p95,), base)
            else:
                notes.append(f"{engine} is left out: it is not installed")


def answers() -> Iterator[Figure]:
    """How good the answers are on the knowledge base, test half of the judged queries."""
    scores: list[tuple[str, judge.Summary]] = []
    judge.run(
        ROOT / "tests" / "data" / "judged" / "content.json",
        ROOT / "content",
        "test",
        list(ENGINES),
        lambda name, found: scores.append((name, judge.summary(found))),
    )
    for name, it in scores:
        for what, value in (("MRR", it.mrr), ("nDCG@10", it.ndcg), ("answered first", it.first)):
            yield Figure("answers", name, what, f"{it.queries} queries", (statistics.fmean([value]),))
