"""The real program through a real pseudo-terminal."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from pathlib import Path

import pytest

from nexus_tui.core import paths
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


def kept(root: Path) -> dict[str, object]:
    """What the program has written to its memory of a library; empty if nothing."""
    place = paths.library_state_dir(root) / "state.json"
    found: dict[str, object] = json.loads(place.read_text()) if place.exists() else {}
    return found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_saves_and_gives_the_terminal_back(library_builder: LibraryBuilder, number: signal.Signals) -> None:
    root = library_builder(PAGES)
    with Terminal(nexus(root)) as term:
        term.wait_for("Welcome")
        term.press("m")
        term.wait_for("Bookmarked")
        os.kill(term.pid, number)
        assert term.wait_exit() == 128 + number
        for sequence in (b"\x1b[?1049l", b"\x1b[?1003l", b"\x1b[?25h"):
            assert sequence in term.raw
        assert b"Traceback" not in term.raw
    assert kept(root)["bookmarks"] == [["index.md", "home-of-birds", "Home of birds"]]


def test_a_terminal_that_goes_away_ends_the_program_and_nothing_is_lost(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    with Terminal(nexus(root)) as term:
        term.wait_for("Welcome")
        term.press("m")
        term.wait_for("Bookmarked")
        term.hang_up()
        term.wait_exit()
    assert kept(root)["bookmarks"] == [["index.md", "home-of-birds", "Home of birds"]]


def test_a_terminal_that_goes_away_ends_the_program_below_one_that_waits_for_it(
    library_builder: LibraryBuilder,
) -> None:
    root = library_builder(PAGES)
    waits = ("sh", "-c", 'trap : HUP; "$@"; exit 7', "sh", *nexus(root))
    with Terminal(waits) as term:
        term.wait_for("Welcome")
        term.press("m")
        term.wait_for("Bookmarked")
        term.hang_up()
        assert term.wait_exit() == 7
    assert kept(root)["bookmarks"] == [["index.md", "home-of-birds", "Home of birds"]]


def test_a_bookmark_is_on_the_disk_before_the_program_ends(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    with Terminal(nexus(root)) as term:
        term.wait_for("Welcome")
        term.press("m")
        term.wait_for("Bookmarked")
        term.wait_until(lambda: kept(root).get("bookmarks"))
        os.kill(term.pid, signal.SIGKILL)
        term.wait_exit()
    assert kept(root)["bookmarks"] == [["index.md", "home-of-birds", "Home of birds"]]


def test_two_running_programs_keep_each_others_bookmarks(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    with Terminal(nexus(root)) as one, Terminal(nexus(root)) as other:
        for term in (one, other):
            term.wait_for("Welcome")
            if term is other:
                term.press(".")
                term.wait_for("Herons wait|Owls hunt")
            term.press("m")
            term.wait_for("Bookmarked")
        for term in (one, other):
            term.press("q")
            assert term.wait_exit() == 0
    marks = kept(root)["bookmarks"]
    assert isinstance(marks, list)
    assert len(marks) == 2


def test_a_memory_that_cannot_be_saved_is_said(library_builder: LibraryBuilder, tmp_path: Path) -> None:
    root = library_builder(PAGES)
    (tmp_path / "file").write_text("")
    with Terminal(nexus(root), env={"XDG_STATE_HOME": str(tmp_path / "file")}) as term:
        term.wait_for("Welcome")
        term.press("m")
        term.wait_for("could not be saved")
        term.press("q")
        assert term.wait_exit() == 0
        after = bytes(term.raw).rpartition(b"\x1b[?1049l")[2]
        assert b"nexus: Bookmarks, positions and tabs could not be saved" in after


FAULT = """
import sys
from nexus_tui import cli
from nexus_tui.screens.browser import BrowserScreen
def broken(self):
    secret = "a local variable"
    raise ValueError("broken " + secret)
BrowserScreen.{method} = broken
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.mark.parametrize("method", ["compose", "make_reader", "contexts"])
def test_a_fault_at_the_start_is_one_line_and_a_log(library_builder: LibraryBuilder, method: str) -> None:
    root = library_builder(PAGES)
    with Terminal([sys.executable, "-c", FAULT.format(method=method), str(root)], columns=200) as term:
        assert term.wait_exit() == 2
        after = bytes(term.raw).rpartition(b"\x1b[?1049l")[2].decode()
    log = paths.log_file()
    lines = [line for line in re.sub(r"\x1b\[[^a-z]*[a-z]", "", after).splitlines() if line.strip()]
    words = "Something went wrong (ValueError: broken a local variable)."
    assert lines == [f"nexus: {words} The details are in {log}."]
    assert "Traceback" in log.read_text()
