"""Other readers of Markdown in a terminal, each in an environment of its own, beside ours through a pseudo-terminal.

Measured are the time until the text of a page is on screen, and from the first Page Down to its effect: a reader that
shows its first screen early and then takes no keys is not ready. Peers come from PyPI; without it they are left out.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.bench_startup import NEXUS, ROOT
from tests.benchmarks.figure import Figure
from tests.benchmarks.generate import SEED, Writer, generate
from tests.benchmarks.probe import Probe, environment

READERS = ("hike", "frogmouth")
"""Names of distributions; their commands are called the same."""
MARK = "beginning-of-page"
ROW = re.compile(rb"row-(\d{5})")
PATIENCE = 60.0
"""Seconds after which a key counts as unanswered."""


def page(size: int) -> str:
    """A page of about ``size`` bytes whose paragraphs are numbered."""
    parts = [f"# {MARK}\n"]
    length = number = 0
    while length < size:
        number += 1
        text = f"row-{number:05d} Some *words* with `code`, a [link](https://example.org/{number}) and **weight**.\n"
        if number % 12 == 0:
            text = f"## Section {number}\n\n{text}\n- one\n- two\n\n```python\nvalue = {number}\n```\n"
        parts.append(text)
        length += len(text) + 1
    return "\n".join(parts)


def install(name: str, work: Path, notes: list[str], command: str = "") -> str:
    """The path of the command of a distribution from PyPI, installed below ``work``; empty if it could not be."""
    place = work / f"venv-{name}"
    venv.create(place, with_pip=True)
    pip = [str(place / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    done = subprocess.run([*pip, name], capture_output=True, text=True, timeout=600, check=False)
    found = place / "bin" / (command or name)
    if done.returncode or not found.exists():
        notes.append(f"{name} is left out: it could not be installed from PyPI")
        return ""
    return str(found)


def figures(full: bool, notes: list[str]) -> Iterator[Figure]:
    """The benchmark. ``full``: a page of 1 MB too."""
    sizes = {"20 KB": 20_000, "90 KB": 90_000, **({"1 MB": 1_000_000} if full else {})}
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as folder:
        work = Path(folder)
        commands = {"ours": list(NEXUS)}
        commands |= {name: [found] for name in READERS if (found := install(name, work, notes))}
        for name, size in sizes.items():
            place = work / name.replace(" ", "") / "page.md"
            place.parent.mkdir()
            place.write_text(page(size), encoding="utf-8")
            samples: dict[str, list[tuple[float, float]]] = {peer: [] for peer in commands}
            for _ in range(5 if full else 3):
                for peer, command in commands.items():
                    try:
                        samples[peer].append(_read([*command, str(place)], peer, work))
                    except (TimeoutError, EOFError) as error:
                        notes.append(f"{peer}, {name}: {str(error)[:100]}")
            for peer, pairs in samples.items():
                if pairs:
                    case, base = f"{peer}, {name}", f"ours, {name}"
                    yield Figure("peers", case, "text on screen", "ms wall", tuple(each[0] for each in pairs), base)
                    yield Figure("peers", case, "first Page Down", "ms wall", tuple(each[1] for each in pairs), base)


def _read(argv: Sequence[str], peer: str, work: Path) -> tuple[float, float]:
    with tempfile.TemporaryDirectory(dir=work) as home:
        path = {"PYTHONPATH": str(ROOT)} if argv[0] == sys.executable else {"PYTHONPATH": ""}
        with Probe(argv, environment(Path(home), **path)) as program:
            shown = program.wait("row-00001", timeout=PATIENCE)
            while program.read(0.3):
                pass
            last = max(int(each) for each in ROW.findall(program.seen))
            further = re.compile(rb"row-%05d" % (last + 8))
            return shown.wall, program.press(b"\x1b[6~", further, PATIENCE)


def word_search(full: bool, notes: list[str]) -> Iterator[Figure]:
    """A rare and a frequent word in a library, from the command line: ours from the index, ripgrep from the files."""
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as folder:
        work = Path(folder)
        count = 40_000 if full else 10_000
        library = work / "library"
        generate(library, count)
        env = environment(work, PYTHONPATH=str(ROOT))
        subprocess.run([*NEXUS, "index", "--library", str(library)], env=env, capture_output=True, check=True)
        commands = {"ours": [*NEXUS, "search", "--library", str(library)]}
        if ripgrep := install("ripgrep", work, notes, "rg"):
            commands["ripgrep"] = [ripgrep, "--line-number", "--color=never"]
        words = Writer(SEED).words
        for kind, word in (("frequent", words[40]), ("rare", words[-20])):
            samples: dict[str, list[float]] = {name: [] for name in commands}
            for _ in range(7):
                for name, command in commands.items():
                    tail = [word] if name == "ours" else [word, str(library)]
                    began = time.perf_counter()
                    subprocess.run([*command, *tail], env=env, stdout=subprocess.DEVNULL, check=False)
                    samples[name].append((time.perf_counter() - began) * 1000)
            for name, values in samples.items():
                case = f"{name}, {kind} word, {count:,} pages"
                yield Figure("words", case, "command", "ms wall", tuple(values), f"ours, {kind} word, {count:,} pages")
