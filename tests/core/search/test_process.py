"""The indexer as a process of its own."""

from __future__ import annotations

import os
import queue
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nexus_tui.core.model import IndexStatus
from nexus_tui.core.search.process import IndexerProcess
from tests.core.search.shelf import COOKBOOK, Shelf

REPOSITORY = Path(__file__).parents[3]
PATIENCE = 60.0
"""Seconds to wait for a line of the indexer before a test fails."""


class Listening:
    """An indexer whose lines can be waited for."""

    def __init__(self, shelf: Shelf) -> None:
        self.lines: queue.Queue[IndexStatus] = queue.Queue()
        self.process: IndexerProcess = shelf.engine.start_indexer(self.lines.put)

    def until(self, state: str) -> list[IndexStatus]:
        """The lines up to the next one with ``state``."""
        seen = [self.lines.get(timeout=PATIENCE)]
        while seen[-1].state != state:
            seen.append(self.lines.get(timeout=PATIENCE))
        return seen


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path, COOKBOOK)


@pytest.fixture
def indexer(shelf: Shelf) -> Iterator[Listening]:
    listening = Listening(shelf)
    yield listening
    listening.process.close()


def test_it_builds_reports_and_waits(shelf: Shelf, indexer: Listening) -> None:
    lines = indexer.until("ready")
    assert lines[0].state == "building"
    assert (lines[-1].done, lines[-1].total) == (6, 6)
    assert shelf.paths("levain") == ["bread/sourdough.md"]


def test_a_request_makes_it_look_at_the_changes(shelf: Shelf, indexer: Listening) -> None:
    indexer.until("ready")
    shelf.write("new.md", "# Brioche\n")
    indexer.process.request(["new.md"])
    indexer.until("ready")
    assert shelf.paths("brioche") == ["new.md"]


def test_a_request_for_everything_finds_what_changed(shelf: Shelf, indexer: Listening) -> None:
    indexer.until("ready")
    (shelf.root / "bread/rye.md").unlink()
    indexer.process.request()
    indexer.until("ready")
    assert shelf.engine.status().documents == 5


def test_it_gives_way_in_the_scheduler(indexer: Listening) -> None:
    indexer.until("ready")
    assert os.getpriority(os.PRIO_PROCESS, indexer.process.pid) > os.getpriority(os.PRIO_PROCESS, 0)


def test_a_second_one_waits_and_takes_over_when_the_first_ends(shelf: Shelf, indexer: Listening) -> None:
    indexer.until("ready")
    second = Listening(shelf)
    try:
        assert "Another process" in second.until("busy")[-1].message
        indexer.process.close()
        shelf.write("new.md", "# Brioche\n")
        second.until("ready")
        second.process.request()
        second.until("ready")
        assert shelf.paths("brioche") == ["new.md"]
    finally:
        second.process.close()


def test_it_ends_when_it_is_closed(indexer: Listening) -> None:
    indexer.until("ready")
    indexer.process.close()
    with pytest.raises(ProcessLookupError):
        os.kill(indexer.process.pid, 0)


def test_a_library_that_is_gone_is_a_message_not_a_crash(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.root.rmdir()
    listening = Listening(shelf)
    try:
        assert listening.until("failed")[-1].message
    finally:
        listening.process.close()


@pytest.mark.slow
def test_killed_at_any_moment_the_next_start_is_good(tmp_path: Path) -> None:
    rng = random.Random(9)
    words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]
    shelf = Shelf(
        tmp_path, {f"{n % 7}/{n}.md": f"# Page {n}\n\n" + " ".join(rng.choices(words, k=60)) for n in range(300)}
    )
    for round_number in range(20):
        listening = Listening(shelf)
        deadline = time.monotonic() + rng.uniform(0.1, 0.9)
        changed = 0
        while time.monotonic() < deadline:
            path = f"{changed % 7}/{rng.randrange(300)}.md"
            shelf.write(
                path, f"# Round {round_number}\n\n" + " ".join(rng.choices(words, k=60)), at=1_700_000_000 + changed
            )
            listening.process.request([path])
            changed += 1
            try:
                listening.lines.get(timeout=0.02)
            except queue.Empty:
                continue
        os.kill(listening.process.pid, signal.SIGKILL)
        listening.process.close()
        reader = shelf.open()
        assert reader.status().state in ("ready", "building", "absent"), reader.status().message
        reader.close()
    shelf.engine.sync()
    status = shelf.engine.status()
    assert (status.state, status.message) == ("ready", "")
    assert status.documents == sum(1 for _ in shelf.root.rglob("*.md"))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the killed process is made by fork")
def test_two_hundred_kills_leave_two_hundred_good_starts() -> None:
    command = [sys.executable, "-m", "tests.benchmarks.bench_index", "--kills", "200"]
    run = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert "200 of 200 starts good" in run.stdout, run.stdout + run.stderr
