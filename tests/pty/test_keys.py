"""Keys as a real terminal sends them: Alt is Esc and a character, in one go."""

from __future__ import annotations

import base64
import os
import re
from pathlib import Path

import pytest

from tests.conftest import LibraryBuilder
from tests.terminal import Terminal, nexus

pytestmark = pytest.mark.pty

PAGES = {
    "index.md": "# Home of birds\n\nWelcome. An owl, two owls.\n\n" + "More.\n\n" * 60 + "The very end.\n",
    "owls.md": "# Owls\n\nOwls hunt at night.\n",
}


@pytest.fixture
def root(library_builder: LibraryBuilder) -> Path:
    return library_builder(PAGES)


def send(term: Terminal, data: bytes) -> None:
    """Write bytes at once, as a terminal does for one key."""
    os.write(term._fd, data)


def test_alt_switches_the_find_line_and_types_nothing(root: Path) -> None:
    with Terminal(nexus(root)) as term:
        term.wait_for("Welcome")
        term.press("/")
        term.wait_for("Regex|regex")
        term.type("owl")
        term.wait_for("of 2")
        send(term, b"\x1bw")
        term.wait_for(r"1 of 1")
        term.wait_for(r"\[Word\]")


def test_the_emacs_preset_is_usable(root: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('keymap = "emacs"\n')
    with Terminal(nexus(root), rows=30, env={"NEXUS_CONFIG": str(config)}) as term:
        term.wait_for("Welcome")
        send(term, b"\x16")
        term.wait_gone("Welcome")
        send(term, b"\x1bv")
        term.wait_for("Welcome")
        send(term, b"\x1b>")
        term.wait_for("The very end")
        send(term, b"\x1b<")
        term.wait_for("Welcome")
        send(term, b"\x13")
        term.wait_for("Alt\\+W")
        send(term, b"\x07")
        term.wait_gone("Alt\\+W")
        send(term, b"\x1bx")
        term.wait_for("Commands")
        send(term, b"\x07")
        term.wait_gone("Commands")
        send(term, b"\x18\x03")
        assert term.wait_exit() == 0


def test_escape_and_a_key_right_after_it_are_two_keys(root: Path) -> None:
    with Terminal(nexus(root)) as term:
        term.wait_for("Welcome")
        term.press("s")
        term.wait_for("Search everything")
        send(term, b"\x1b?")
        term.wait_for("Keys and commands")
        send(term, b"\x1bq")
        assert term.wait_exit() == 0


def test_copying_goes_through_the_terminal(root: Path) -> None:
    with Terminal(nexus(root / "owls.md")) as term:
        term.wait_for("Owls hunt")
        term.press("y", "s")
        term.wait_for("Copied section")
        copied = re.search(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)", bytes(term.raw))
        assert copied is not None
        assert base64.b64decode(copied[1]).decode().startswith("# Owls\n\nOwls hunt at night.")


def test_the_editor_gets_the_terminal_at_the_line_on_screen_and_what_it_wrote_shows(root: Path, tmp_path: Path) -> None:
    editor = tmp_path / "vim"
    editor.write_text('#!/bin/sh\nprintf \'IN THE EDITOR %s\' "$1"\nread answer\necho "Edited $answer." >> "$2"\n')
    editor.chmod(0o755)
    with Terminal(nexus(root / "owls.md"), env={"EDITOR": str(editor), "VISUAL": ""}) as term:
        term.wait_for("Owls hunt")
        term.press("e")
        term.wait_for(r"IN THE EDITOR \+1")
        term.press("h", "e", "r", "e", "enter")
        term.wait_for("Owls hunt at night. Edited here")
        term.press("q")
        assert term.wait_exit() == 0
