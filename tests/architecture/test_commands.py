"""The command table is true: every command has a handler, keys do not clash, README and help agree with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from nexus_tui.commands import BY_ID, COMMANDS, bound, shown
from nexus_tui.core.keymap import build, unreliable
from nexus_tui.core.session import Session
from nexus_tui.providers.commands import palette_rows
from nexus_tui.screens.browser import BrowserScreen
from nexus_tui.screens.dialog import Picker
from nexus_tui.screens.help import help_rows
from nexus_tui.screens.table import TableScreen
from tests.conftest import LibraryBuilder

README = Path(__file__).parents[2] / "README.md"


def test_every_command_has_a_handler_where_its_keys_work(library_builder: LibraryBuilder) -> None:
    keymap = build(bound())
    screen = BrowserScreen(Session.open(library_builder({"a.md": "# A"})), keymap)
    dialog = Picker(keymap, "", lambda text: [])
    table = TableScreen(keymap, [["a"]], [""], lambda text, what: None)
    handled = {*screen.handlers, *dialog.handlers, *table.handlers}
    assert [command.id for command in COMMANDS if command.id not in handled] == []


def test_every_handler_belongs_to_a_command(library_builder: LibraryBuilder) -> None:
    screen = BrowserScreen(Session.open(library_builder({"a.md": "# A"})), build(bound()))
    assert sorted(set(screen.handlers) - set(BY_ID)) == []


def test_no_two_commands_share_keys_in_a_context() -> None:
    assert build(bound()).problems == []


def test_every_key_that_terminals_may_swallow_has_another_beside_it() -> None:
    assert unreliable(build(bound())) == []


def test_help_lists_every_command_with_its_keys() -> None:
    keymap = build(bound())
    rows = {row.key: row for row in help_rows(keymap, "")}
    for command in COMMANDS:
        text = "".join(piece for piece, _ in rows[command.id].lines[0])
        assert command.title in text
        for keys in command.keys:
            assert shown(keys) in text


@pytest.mark.parametrize("narrow", [False, True])
def test_keys_and_what_they_do_stand_apart_in_the_help(narrow: bool) -> None:
    rows = [row for row in help_rows(build(bound()), "", narrow=narrow) if not row.disabled]
    assert all(row.lines[0][0][0].endswith("  ") for row in rows)


def test_help_shows_the_users_keys() -> None:
    keymap = build(bound(), {"page.down": "ctrl+v"})
    row = next(row for row in help_rows(keymap, "") if row.key == "page.down")
    assert "Ctrl+V" in row.lines[0][0][0]


def test_the_palette_finds_commands_by_words_and_offers_lines() -> None:
    keymap = build(bound())
    assert palette_rows(keymap, "theme")[0].key == "theme.choose"
    assert palette_rows(keymap, ":42")[0].data == 42


def test_the_readme_key_table_is_the_command_table() -> None:
    from docs.tables import key_table

    assert key_table() in README.read_text()
