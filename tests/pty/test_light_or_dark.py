"""At the start the program asks the terminal for its background, and takes on light or dark."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from nexus_tui.widgets.terminal_background import QUESTION
from tests.conftest import LibraryBuilder
from tests.terminal import ANSWERS, Terminal, nexus

pytestmark = pytest.mark.pty

PAGES = {"index.md": "# Home of birds\n\nWelcome.\n", "owls.md": "# Owls\n\nOwls hunt.\n"}

ASKED = QUESTION.encode()
LIGHT = b"\x1b]11;rgb:ffff/ffff/eeee\x07"
DARK = b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\"


@pytest.fixture
def root(library_builder: LibraryBuilder) -> Path:
    return library_builder(PAGES)


def page_background(term: Terminal) -> str:
    """The colour behind the page, as ``rrggbb`` or the name of one of 16."""
    row = next(y for y, line in enumerate(term.screen.display) if "Welcome" in line)
    return str(term.screen.buffer[row][term.screen.columns - 10].bg)


def is_light(term: Terminal) -> bool:
    """Whether the page is dark on light."""
    background = page_background(term)
    if background in ("white", "brightwhite"):
        return True
    return bool(re.fullmatch("[0-9a-f]{6}", background)) and int(background[:2], 16) > 128


def wait_light(term: Terminal) -> None:
    """Wait until the page is dark on light."""
    for _ in range(500):
        if "Welcome" in term.text and is_light(term):
            return
        assert term.pump()
    raise AssertionError(f"the page stays on {page_background(term)}")


def nothing_was_typed(term: Terminal) -> None:
    """A key that shows what it does comes through, and nothing came before it."""
    term.press("?")
    term.wait_for("Keys and commands")
    term.press("escape")
    term.wait_gone("Keys and commands")
    term.wait_for("Welcome")
    term.wait_for("Pages")
    term.press("q")
    assert term.wait_exit() == 0


def test_a_light_terminal_makes_it_light(root: Path) -> None:
    with Terminal(nexus(root), answers=[*ANSWERS, (ASKED, LIGHT)]) as term:
        wait_light(term)
        nothing_was_typed(term)


def test_a_dark_terminal_leaves_it_dark_whatever_the_environment_says(root: Path) -> None:
    with Terminal(nexus(root), env={"COLORFGBG": "0;15"}, answers=[*ANSWERS, (ASKED, DARK)]) as term:
        term.wait_for("Welcome")
        for _ in range(500):
            if not is_light(term):
                break
            assert term.pump()
        assert not is_light(term)
        nothing_was_typed(term)


@pytest.mark.parametrize("answer", [b"\x1b]11;\x07", b"\x1b]11;green\x1b\\", b"\x1b]11;rgb:zz/zz/zz\x07", b""])
def test_an_answer_that_says_nothing_or_none_leaves_it_dark(root: Path, answer: bytes) -> None:
    with Terminal(nexus(root), answers=[*ANSWERS, (ASKED, answer)]) as term:
        term.wait_for("Welcome")
        assert ASKED in term.raw
        assert not is_light(term)
        nothing_was_typed(term)


def test_keys_around_the_answer_arrive(root: Path) -> None:
    with Terminal(nexus(root), answers=[*ANSWERS, (ASKED, b"|" + LIGHT + b"?")]) as term:
        term.wait_for("Keys and commands")
        term.press("escape")
        term.wait_for("Welcome.*Welcome")
        assert is_light(term)


def test_a_chosen_theme_asks_nothing(root: Path) -> None:
    with Terminal(nexus("--theme", "nord", root), answers=[*ANSWERS, (ASKED, LIGHT)]) as term:
        term.wait_for("Welcome")
        term.press("q")
        assert term.wait_exit() == 0
        assert ASKED not in term.raw


def test_a_console_that_would_show_the_question_is_not_asked(root: Path) -> None:
    with Terminal(nexus(root), env={"TERM": "linux", "COLORTERM": ""}) as term:
        term.wait_for("Welcome")
        term.press("q")
        assert term.wait_exit() == 0
        assert b"\x1b]11" not in term.raw


@pytest.mark.skipif(shutil.which("tmux") is None, reason="no tmux")
def test_within_tmux_the_question_goes_to_tmux(root: Path, tmp_path: Path) -> None:
    tmux = ["tmux", "-S", str(tmp_path / "tmux.sock"), "-f", "/dev/null"]
    setting = ["set", "-g", "window-style", "bg=#f8f8f8", ";", "set", "-g", "escape-time", "0", ";"]
    command = " ".join(nexus(root))
    ours = ("TMUX", "TMUX_PANE", "COLUMNS", "LINES")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    try:
        with Terminal(
            [*tmux, "new-session", "-x", "120", "-y", "40", command, ";", *setting[:-1]],
            env={**environment, "TMUX": ""},
        ) as term:
            wait_light(term)
            nothing_was_typed(term)
    finally:
        subprocess.run([*tmux, "kill-server"], check=False, capture_output=True)
