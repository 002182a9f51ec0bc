"""The index under way: how long it takes, what it needs, how soon an edit is found, and what a kill does to it.

    python -m tests.benchmarks.bench_index FOLDER… [--edits N] [--kills N]

Building and edits run as in the app: the indexer is a process of its own with a low priority, and times are those of
the wall clock, so other work on the machine counts. An edit adds a word to a page of FOLDER, and the page is written
back afterwards. Kills run on a small library made here: a process that indexes random edits is killed (SIGKILL)
after a random time up to ``LONGEST`` seconds, and the next start must find a good index.
"""

from __future__ import annotations

import argparse
import os
import queue
import random
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

from nexus_tui.core.model import IndexStatus
from nexus_tui.core.search.engine import SearchEngine
from nexus_tui.core.search.process import IndexerProcess
from nexus_tui.core.search.query import parse

SEED = 12
LONGEST = 0.12
PATIENCE = 300.0
WORDS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa")


def build(root: Path, work: Path, edits: int) -> None:
    """Build the index of ``root``, then edit one of its pages again and again."""
    files = [path for path in root.rglob("*.md") if not any(part.startswith(".") for part in path.parts)]
    size = sum(path.stat().st_size for path in files)
    engine = SearchEngine(root, work / "index", work / "state")
    lines: queue.Queue[IndexStatus] = queue.Queue()
    began = time.perf_counter()
    process = engine.start_indexer(lines.put)
    try:
        names = _seconds_until_found(engine, files[0].stem, began)
        first, whole = _milestones(lines, began)
        peak = _peak(process.pid)
        index = sum(path.stat().st_size for path in engine.folder.iterdir() if path.is_file())
        print(
            f"{root.name}: {len(files)} files, {size / 1e6:.1f} MB: names {names:.2f} s, first texts {first:.2f} s, "
            f"all {whole:.2f} s ({size / whole / 1e6:.1f} MB/s), index {100 * index / size:.0f} %, "
            f"peak of the indexer {peak:.0f} MB"
        )
        _edits(engine, process, lines, [(path, path.relative_to(root).as_posix()) for path in files], edits)
    finally:
        process.close()


def _seconds_until_found(engine: SearchEngine, word: str, began: float) -> float:
    """Seconds from ``began`` until a search by name answers."""
    while not engine.search(parse(word)).hits:
        if time.perf_counter() - began > PATIENCE:
            raise SystemExit(f"{word} was not found")
    return time.perf_counter() - began


def _milestones(lines: queue.Queue[IndexStatus], began: float) -> tuple[float, float]:
    """Seconds until the first commit and until the index is ready."""
    first = 0.0
    while (status := lines.get(timeout=PATIENCE)).state != "ready":
        if status.state == "failed":
            raise SystemExit(status.message)
        if status.generation and not first:
            first = time.perf_counter() - began
    whole = time.perf_counter() - began
    return first or whole, whole


def _peak(pid: int) -> float:
    """The most memory a process had, in MB (Linux; else nothing)."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("VmHWM")), 0.0)


def _edits(
    engine: SearchEngine,
    process: IndexerProcess,
    lines: queue.Queue[IndexStatus],
    files: list[tuple[Path, str]],
    count: int,
) -> None:
    """Milliseconds from the request until a search finds what was written, for each of ``count`` edits."""
    rng = random.Random(SEED)
    times = []
    for number in range(count):
        page, name = rng.choice(files)
        before, stamp = page.read_bytes(), page.stat()
        query = parse(f"zq{number}edit", typing=False)
        try:
            page.write_bytes(before + f"\n\nzq{number}edit\n".encode())
            began = time.perf_counter()
            process.request([name])
            while [str(hit.document) for hit in engine.search(query).hits] != [name]:
                lines.get(timeout=PATIENCE)
            times.append((time.perf_counter() - began) * 1000)
        finally:
            page.write_bytes(before)
            os.utime(page, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
            process.request([name])
    times.sort()
    if times:
        print(f"  edit until found: p50 {statistics.median(times):.1f} ms, max {times[-1]:.1f} ms of {count}")


def kills(count: int, work: Path) -> int:
    """How many of ``count`` starts after a kill found a good index with every page."""
    rng = random.Random(SEED)
    root = work / "pages"
    for number in range(60):
        _write(root / f"{number % 7}" / f"{number}.md", rng)
    arguments = (root, work / "index", work / "state")
    good = 0
    for _ in range(count):
        child = os.fork()
        if not child:
            _index_for_ever(arguments, rng.randrange(1 << 30))
        time.sleep(rng.uniform(0.0, LONGEST))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        rng.random()
        good += _good_start(arguments)
    return good


def _write(path: Path, rng: random.Random) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# {path.stem}\n\n{' '.join(rng.choices(WORDS, k=40))}\n", encoding="utf-8")


def _index_for_ever(arguments: tuple[Path, Path, Path], seed: int) -> None:
    """Edit, remove and index pages until killed."""
    rng = random.Random(seed)
    root = arguments[0]
    try:
        engine = SearchEngine(*arguments)
        while True:
            for _ in range(rng.randrange(1, 4)):
                path = root / f"{rng.randrange(7)}" / f"{rng.randrange(60)}.md"
                if rng.random() < 0.2:
                    path.unlink(missing_ok=True)
                else:
                    _write(path, rng)
            engine.sync()
    finally:
        os._exit(1)


def _good_start(arguments: tuple[Path, Path, Path]) -> bool:
    """Whether the index that is there opens, and after indexing has exactly the pages that are there."""
    reader = SearchEngine(*arguments)
    opened = reader.status()
    if opened.state == "failed":
        print(f"  not good: {opened.message}")
        return False
    reader.sync()
    status = reader.status()
    pages = sum(1 for _ in arguments[0].rglob("*.md"))
    whole = status.state == "ready" and not status.message and status.documents == pages
    if not whole:
        print(f"  not good: {status} with {pages} pages")
    return whole


def main() -> int:
    """Read the arguments, measure each folder and kill; 1 if a start was not good."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--edits", type=int, default=20)
    parser.add_argument("--kills", type=int, default=0)
    arguments = parser.parse_args()
    for folder in arguments.folders:
        with tempfile.TemporaryDirectory() as work:
            build(folder.resolve(), Path(work), arguments.edits)
    if not arguments.kills:
        return 0
    with tempfile.TemporaryDirectory() as work:
        good = kills(arguments.kills, Path(work))
    print(f"kill -9 while indexing: {good} of {arguments.kills} starts good")
    return int(good != arguments.kills)


if __name__ == "__main__":
    sys.exit(main())
