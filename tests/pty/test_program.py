"""The real program through a real pseudo-terminal."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.conftest import LibraryBuilder
from tests.terminal import Terminal, nexus

pytestmark = pytest.mark.pty

PAGES = {
    "index.md": "# Home of birds\n\nWelcome. See [owls](owls.md).\n",
    "owls.md": "# Owls\n\nOwls hunt at night.\n\n## Hearing\n\nTheir ears are not level.\n",
    "herons.md": "# Herons\n\nHerons wait in shallow water.\n\n## Patience\n\nA heron stands motionless.\n",
}


@pytest.mark.parametrize(("columns", "rows"), [(120, 40), (80, 24)])
def test_open_move_search_open_hit_back_quit(library_builder: LibraryBuilder, columns: int, rows: int) -> None:
    root = library_builder(PAGES)
    with Terminal(nexus(root), columns, rows) as term:
        term.wait_for("Welcome")
        term.press(".")
        term.wait_for("Herons wait|Owls hunt")
        term.press("s")
        term.wait_for("Search everything")
        term.type("motionl")
        term.wait_for("1 sections|Patience")
        term.wait_for("A heron stands")
        term.press("enter")
        term.wait_gone("⌕")
        term.wait_for("stands motionless")
        term.press("H")
        term.wait_for("Herons wait|Owls hunt")
        term.press("q")
        assert term.wait_exit() == 0


def test_ctrl_c_and_termination_leave_the_terminal_clean(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    with Terminal(nexus(root)) as term:
        term.wait_for("Welcome")
        term.press("ctrl+q")
        assert term.wait_exit() == 0
        assert b"\x1b[?1049l" in term.raw
        assert b"Traceback" not in term.raw


def test_the_place_is_restored_at_the_next_start(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    with Terminal(nexus(root)) as term:
        term.wait_for("Welcome")
        term.press("s")
        term.wait_for("Search everything")
        term.type("owls hunt")
        term.press("enter")
        term.wait_gone("⌕")
        term.wait_for("Owls hunt at night")
        term.press("q")
        assert term.wait_exit() == 0
    with Terminal(nexus(root)) as term:
        term.wait_for("Owls hunt at night")
        term.press("q")
        assert term.wait_exit() == 0
    with Terminal(nexus("--fresh", root)) as term:
        term.wait_for("Welcome")


def test_standard_input_is_one_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# From a pipe\n\nIt reads.\n")
    with Terminal(["sh", "-c", f"cat {page} | {' '.join(nexus('-'))}"]) as term:
        term.wait_for("It reads")
        term.press("q")
        assert term.wait_exit() == 0


def test_a_path_that_is_not_there_is_one_line_and_status_2(tmp_path: Path) -> None:
    with Terminal(nexus(tmp_path / "nowhere")) as term:
        assert term.wait_exit() == 2
        assert b"Traceback" not in term.raw
        assert b"nowhere" in term.raw


def test_a_killed_program_loses_nothing_but_the_session(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    with Terminal(nexus(root)) as term:
        term.wait_for("Welcome")
        os.kill(term.pid, signal.SIGKILL)
        term.wait_exit()
    with Terminal(nexus(root)) as term:
        term.wait_for("Welcome")
        term.press("s")
        term.wait_for("Search everything")
        term.type("shallow")
        term.wait_for("Herons wait in shallow|shallow water")
