"""From the start of the program to its first useful screen, through a pseudo-terminal, beside a bare Textual app.

The first screen is there when a name of the sidebar and text of the page have been written. ``first start`` is that of
a user who never opened the library, ``second`` finds the list of its pages. Runs of all cases are interleaved.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.figure import Figure
from tests.benchmarks.generate import generate
from tests.benchmarks.probe import Cost, Probe, environment

ROOT = Path(__file__).resolve().parents[2]
NEXUS = (sys.executable, "-c", "import sys; from nexus_tui.cli import main; sys.exit(main())")
"""What the installed command does."""
HELLO = """
from textual.app import App, ComposeResult
from textual.widgets import Static


class Hello(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("hello, world")


Hello().run()
"""
BETWEEN_KEYS = 0.04
"""Seconds, about the repetition of a key that is held down."""
ROW = re.compile(rb"(\d{4}) row of the home page")


class Case(NamedTuple):
    """Something that starts."""

    name: str
    argv: Sequence[str]
    texts: tuple[str, ...]
    home: Callable[[], Path]


def first_screen(cases: Sequence[Case], repeats: int) -> Iterator[Figure]:
    """Time to the first screen of each case, beside that of the first one; the first round is not counted."""
    costs: dict[str, list[Cost]] = {case.name: [] for case in cases}
    for round_number in range(repeats + 1):
        for case in cases:
            with Probe(case.argv, environment(case.home(), PYTHONPATH=str(ROOT))) as program:
                cost = program.wait(*case.texts)
            if round_number:
                costs[case.name].append(cost)
    for name, found in costs.items():
        base = cases[0].name
        yield Figure("startup", name, "first screen, cpu", "ms", tuple(each.cpu for each in found), base)
        yield Figure("startup", name, "first screen, wall", "ms", tuple(each.wall for each in found), base)


def keys_while_indexing(library: Path, home: Path, presses: int) -> Iterator[float]:
    """Milliseconds from a press of ``j`` to the next row on screen, while a library seen for the first time is read.

    The sidebar and the index are being built meanwhile.
    """
    with Probe([*NEXUS, str(library)], environment(home, PYTHONPATH=str(ROOT))) as program:
        program.wait("0030 row of the home page")
        last = max(int(each) for each in ROW.findall(program.seen))
        for _ in range(presses):
            last += 1
            time.sleep(BETWEEN_KEYS)
            yield program.press(b"j", re.compile(b"%04d row" % last))


def figures(full: bool) -> Iterator[Figure]:
    """The benchmark. ``full``: more repeats, and 100,000 pages too."""
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as folder:
        work = Path(folder)
        hello = work / "hello.py"
        hello.write_text(HELLO, encoding="utf-8")
        content = work / "content"
        shutil.copytree(ROOT / "content", content)
        small, large = work / "pages", work / "many"
        generate(small, 1_000)
        generate(large, 40_000)
        cases = [
            Case("hello", [sys.executable, str(hello)], ("hello, world",), lambda: work),
            *_starts("knowledge base", content, ("Contributing", "This hub holds"), work),
        ]
        yield from first_screen(cases, 25 if full else 9)
        again = cases[0]._replace(name="hello, again")
        cases = [again, *_starts("1,000 pages", small, _SHOWN, work), *_starts("40,000 pages", large, _SHOWN, work)]
        yield from first_screen(cases, 7 if full else 3)
        for name, library in (("40,000 pages", large),):
            times = tuple(keys_while_indexing(library, _fresh(work), 400 if full else 150))
            yield Figure("startup", name, "key while indexing, wall", "ms", times)
        if full:
            huge = work / "huge"
            generate(huge, 100_000)
            yield from first_screen([again, *_starts("100,000 pages", huge, _SHOWN, work)], 3)


_SHOWN = ("Cache", "row of the home page")


def _fresh(work: Path) -> Path:
    return Path(tempfile.mkdtemp(dir=work))


def _starts(name: str, library: Path, texts: tuple[str, ...], work: Path) -> list[Case]:
    """The first and the second start with a library."""
    known = _fresh(work)
    argv = [*NEXUS, str(library)]
    # The list of pages has been kept when the index tells of itself.
    with Probe(argv, environment(known, PYTHONPATH=str(ROOT))) as program:
        program.wait("sections, indexed", timeout=600)
    return [
        Case(f"{name}, second start", argv, texts, lambda: known),
        Case(f"{name}, first start", argv, texts, lambda: _fresh(work)),
    ]
