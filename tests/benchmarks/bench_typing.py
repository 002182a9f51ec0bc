"""From a key press in the search box to its results on screen, through a pseudo-terminal.

    python -m tests.benchmarks.bench_typing [FOLDER…] [--queries N]

Heading phrases chosen with a fixed seed are typed letter by letter, the next letter when the answer to the last one
is there: the line that tells how many pages there are is painted in one frame with the results. The index is whole
before it begins. Without folders the library is a generated one.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from nexus_tui.core.search.sections import split
from tests.benchmarks.bench_startup import NEXUS, ROOT
from tests.benchmarks.figure import Figure, table
from tests.benchmarks.generate import generate
from tests.benchmarks.probe import Probe, environment

SEED = 12
ANSWERED = re.compile(rb"(?:section|sections) \xc2\xb7 \d+ ms")
READY = "Type to search"
CLEAR = b"\x15"
BETWEEN_KEYS = 0.15
"""Seconds: as fast as people type, and time for the preview of the best hit."""
IDLE = 20.0
"""Milliseconds of processor time in half a second."""


def phrases(root: Path, count: int) -> list[str]:
    """Heading phrases of some of the pages below ``root``."""
    chance = random.Random(SEED)
    files = sorted(path for path in root.rglob("*.md") if not any(part.startswith(".") for part in path.parts))
    found: dict[str, None] = {}
    for path in chance.sample(files, min(len(files), 20 * count)):
        sections = [section.heading.lower() for section in split(path.read_bytes())]
        found.update(dict.fromkeys(each for each in sections if 6 <= len(each) <= 30 and each.isascii()))
    return chance.sample(sorted(found), min(count, len(found)))


def keys(library: Path, typed: Sequence[str], home: Path) -> Iterator[float]:
    """Milliseconds of every key press that changes what is searched."""
    env = environment(home, PYTHONPATH=str(ROOT))
    subprocess.run([*NEXUS, "index", "--library", str(library)], env=env, capture_output=True, check=True)
    with Probe([*NEXUS, str(library)], env) as program:
        program.wait("indexed")
        _idle(program)
        program.press(b"s", re.compile(READY.encode()))
        for phrase in typed:
            for letter in phrase:
                _quiet(program)
                taken = program.press(letter.encode(), ANSWERED)
                if letter != " ":
                    yield taken
            _quiet(program)
            program.press(CLEAR, re.compile(READY.encode()))


def _idle(program: Probe) -> None:
    """Wait until the library has been read: until the program has nothing more to do."""
    used = -1.0
    while program.cpu() - used > IDLE:
        used = program.cpu()
        _quiet(program, 0.5)


def _quiet(program: Probe, seconds: float = BETWEEN_KEYS) -> None:
    """Read what still comes, for the time between two keys."""
    until = time.perf_counter() + seconds
    while (left := until - time.perf_counter()) > 0:
        program.read(left)


def figures(full: bool) -> Iterator[Figure]:
    """The knowledge base and a generated library; ``full``: one of 40,000 pages, and more phrases."""
    count = 12 if full else 5
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as folder:
        work = Path(folder)
        pages = 40_000 if full else 10_000
        generate(work / "library", pages)
        for name, root in (("knowledge base", ROOT / "content"), (f"{pages:,} pages", work / "library")):
            yield from _figures(name, root, count, work / name.split()[0])


def _figures(name: str, root: Path, count: int, home: Path) -> Iterator[Figure]:
    times = tuple(keys(root, phrases(root, count), home))
    yield Figure("typing", name, "key to results", "ms wall", times)
    p95 = sorted(times)[int(len(times) * 0.95)]
    yield Figure("typing", name, "the same, p95", "ms wall", (p95,))


def main() -> None:
    """Read the arguments, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--queries", type=int, default=12)
    options = parser.parse_args()
    found: list[Figure] = [] if options.folders else list(figures(full=True))
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as folder:
        for number, root in enumerate(options.folders):
            found += _figures(root.name, root.resolve(), options.queries, Path(folder) / str(number))
    print(table(found))


if __name__ == "__main__":
    main()
