"""The figures of Nexus, beside its peers in the same run.

    python -m tests.benchmarks [NAME…] [--quick | --full]

``--help`` lists the names; without any all are run: a few minutes with ``--quick``, the default, and half an hour with
``--full``. Prints tables of medians with their spread and keeps everything as JSON in ``bench-results/``. Trust ratios
of one run more than milliseconds, and nothing that was measured while other programs were at work.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable

from tests.benchmarks.figure import Figure, table, write

NAMES = ("startup", "peers", "reader", "search", "typing", "stalls", "words", "answers")


def measure(name: str, full: bool, notes: list[str]) -> Iterable[Figure]:
    """Run one benchmark."""
    from tests.benchmarks import adapters, bench_stalls, bench_startup, bench_typing, peers

    benches: dict[str, Callable[[], Iterable[Figure]]] = {
        "startup": lambda: bench_startup.figures(full),
        "peers": lambda: peers.figures(full, notes),
        "reader": lambda: adapters.reader(full),
        "search": lambda: adapters.search(full, notes),
        "typing": lambda: bench_typing.figures(full),
        "stalls": lambda: bench_stalls.figures(full),
        "words": lambda: peers.word_search(full, notes),
        "answers": adapters.answers,
    }
    return benches[name]()


def main() -> int:
    """Read the arguments, run, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="few repeats (the default)")
    size.add_argument("--full", action="store_true", help="more repeats, more and larger libraries and pages")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(NAMES))
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(NAMES)}")
    notes: list[str] = []
    kept: list[Figure] = []
    for name in options.names or NAMES:
        print(f"\n{name}", file=sys.stderr, flush=True)
        found = list(measure(name, options.full, notes))
        kept += found
        print(f"\n{name}\n{table(found)}", flush=True)
    place = write(kept, notes)
    print("\n" + "\n".join(f"note: {note}" for note in notes))
    print(f"\nkept in {place}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
