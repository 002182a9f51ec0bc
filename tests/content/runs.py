"""Runs pages, each in a process of its own, two at a time, and collects what happened."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.content import engines

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "content"
SECONDS = 180


@dataclass(frozen=True)
class Outcome:
    """What became of a page."""

    page: Path
    blocks: list[dict[str, Any]] = field(default_factory=list)
    engines: dict[str, str] = field(default_factory=dict)
    skipped: str = ""
    """Why the page was not run to its end, an engine being absent; empty when it was."""
    problem: str = ""
    """What ended the run before its time; empty when nothing did."""
    seconds: float = 0.0

    @property
    def failures(self) -> list[str]:
        """One text for each block that failed, with file and line, and one for a run cut short."""
        name = self.page.relative_to(ROOT) if self.page.is_relative_to(ROOT) else self.page
        found = [f"{name}: {self.problem}"] if self.problem else []
        for block in self.blocks:
            if block["status"] == "failed":
                found.append(f"{name}:{block['line']} ({block['language']})\n{block['message']}")
        return found

    @property
    def examples(self) -> int:
        """How many blocks ran as the page says."""
        return sum(block["status"] == "ok" for block in self.blocks)


class Run:
    """A run of pages with servers of its own; use as a context manager."""

    def __init__(self, processes: int = 2) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="nexus-content-"))
        self._pool = ThreadPoolExecutor(processes)

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        engines.stop(self.directory)
        shutil.rmtree(self.directory, ignore_errors=True)

    def submit(self, page: Path) -> Future[Outcome]:
        """Start a page as soon as a process is free."""
        return self._pool.submit(self.page, page)

    def page(self, page: Path) -> Outcome:
        """Run a page now and return what happened."""
        with tempfile.NamedTemporaryFile(dir=self.directory, suffix=".json", delete=False) as file:
            result = Path(file.name)
        log = result.with_suffix(".log")
        command = [sys.executable, "-m", "tests.content.page", str(page), str(self.directory), str(result)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
        environment |= {"PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "100", "NO_COLOR": "1"}
        for name in ("FORCE_COLOR", "DJANGO_SETTINGS_MODULE", "PYTEST_CURRENT_TEST"):
            environment.pop(name, None)
        with log.open("wb") as out:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment, start_new_session=True
            )
            try:
                process.wait(SECONDS)
                problem = f"the run ended with status {process.returncode}" if process.returncode else ""
            except subprocess.TimeoutExpired:
                problem = f"no end after {SECONDS} s"
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        text = result.read_text(encoding="utf-8")
        if not text:
            tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
            return Outcome(page, problem=f"{problem}\n{tail}".strip() or "the run left no result")
        return Outcome(page, **json.loads(text))


def pages(paths: Iterable[Path] = ()) -> list[Path]:
    """The Markdown files among ``paths`` and below them (all of content/ for none), sorted."""
    found: set[Path] = set()
    for path in list(paths) or [CONTENT]:
        path = path.resolve()
        found.update(path.rglob("*.md") if path.is_dir() else [path])
    return sorted(found)


def run_all(paths: list[Path], processes: int = 2) -> Iterator[Outcome]:
    """Run pages and yield their outcomes in the order given."""
    with Run(processes) as run:
        for future in [run.submit(path) for path in paths]:
            yield future.result()
