"""What the terminal is told to show: without colour, in a light theme, in a small window."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import LibraryBuilder
from tests.terminal import Terminal, nexus

pytestmark = pytest.mark.pty

PAGES = {
    "index.md": "# Home of birds\n\nWelcome. See [owls](owls.md) and `code`.\n\n| a | b |\n| - | - |\n| 1 | 2 |\n",
    "owls.md": "# Owls\n\nOwls hunt at night.\n\n> [!NOTE]\n> Silent.\n\n```python\nx = 1\n```\n",
}

COLOUR = re.compile(rb"\x1b\[[0-9;]*?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[0-9;]*m")


def walk(term: Terminal) -> None:
    """Through the sidebar, a page, the search and the help."""
    term.wait_for("Welcome")
    term.press(".")
    term.wait_for("hunt at night")
    term.press("s")
    term.wait_for("Search everything")
    term.type("silent")
    term.wait_for(r"1 section|1 of")
    term.press("enter")
    term.wait_gone("⌕")
    term.press("?")
    term.wait_for("Keys and commands")


@pytest.fixture
def root(library_builder: LibraryBuilder) -> Path:
    return library_builder(PAGES)


def test_no_color_shows_everything_in_shades_of_grey(root: Path) -> None:
    with Terminal(nexus(root), env={"NO_COLOR": "1"}) as term:
        walk(term)
        colours = {match[0] for match in COLOUR.finditer(bytes(term.raw))}
        parts = [re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", colour) for colour in colours]
        assert {grey for found in parts for grey in found if len(set(grey)) > 1} == set()


def test_a_light_theme_colours_the_page_and_not_only_its_frame(root: Path) -> None:
    with Terminal(nexus("--theme", "textual-light", root)) as term:
        term.wait_for("Welcome")
        row = next(y for y, line in enumerate(term.screen.display) if "Welcome" in line)
        cells = term.screen.buffer[row]
        columns = range(40, term.screen.columns - 2)
        backgrounds = {cells[x].bg for x in columns}
        assert "default" not in backgrounds
        lightness = [int(background[:2], 16) for background in backgrounds if re.fullmatch("[0-9a-f]{6}", background)]
        assert lightness
        assert min(lightness) > 128


@pytest.mark.parametrize("term_name", ["xterm", "xterm-16color", "linux", "vt100"])
def test_terminals_with_few_colours_work(root: Path, term_name: str) -> None:
    with Terminal(nexus(root), env={"TERM": term_name, "COLORTERM": ""}) as term:
        walk(term)


def test_a_window_of_60_by_20_shows_page_sidebar_and_search(root: Path) -> None:
    with Terminal(nexus(root), columns=60, rows=20) as term:
        term.wait_for("Welcome")
        term.press("\\")
        term.wait_for("Pages")
        term.press("escape")
        term.wait_gone("Pages")
        walk(term)


def test_a_failure_in_one_page_does_not_end_the_program(root: Path) -> None:
    (root / "bad.md").write_bytes(b"---\ntitle: [\n---\n# Bad \xff\xfe\x1b[2J \x00\n" + b"[" * 5000)
    with Terminal(nexus(root / "bad.md")) as term:
        term.wait_for("Bad")
        assert "\x1b[2J" not in term.text
        term.press("q")
        assert term.wait_exit() == 0
