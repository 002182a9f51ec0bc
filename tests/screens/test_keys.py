"""Keys, palette, help, menus: one table of commands, as the user has it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from nexus_tui.commands import COMMANDS, shown
from nexus_tui.core.settings import load_settings
from nexus_tui.screens.keyed import SEQUENCE_DELAY
from nexus_tui.widgets.row_list import RowList
from nexus_tui.widgets.text_box import TextBox
from tests.conftest import LibraryBuilder
from tests.screens.harness import PAGES, Browser, browse

# -- counts and sequences


async def test_counts_repeat_a_move_and_name_a_line(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), target="mammals/otters.md", size=(100, 20)) as app:
        await app.press("1", "2", "j")
        assert app.screen.reader.scroll_y == 12
        await app.press("4", "2", "G")
        assert app.screen.reader.source_line in (41, 42)
        await app.press("g", "g")
        await app.until(lambda: app.screen.reader.scroll_y == 0)


async def test_1_and_a_key_is_the_sidebar_and_that_key(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), target="mammals/otters.md", size=(100, 20)) as app:
        await app.press("1", "k")
        assert app.app.focused is app.screen.sidebar.pages
        assert app.screen.reader.scroll_y == 0
        await app.until(lambda: str(app.document) == "mammals/index.md")


# -- keys that come faster than they are worked off


@pytest.mark.parametrize(
    ("opener", "box"),
    [
        (("slash",), "#find-text"),
        (("s",), "#query"),
        (("ctrl+o",), "TextBox"),
        (("colon",), "TextBox"),
        (("question_mark",), "TextBox"),
        (("1", "slash"), "#filter"),
    ],
)
async def test_what_is_typed_while_a_box_opens_goes_into_the_box(
    library_builder: LibraryBuilder, opener: tuple[str, ...], box: str
) -> None:
    async with browse(library_builder(PAGES)) as app:
        for _ in range(2):
            await app.burst(*opener, *"nm1q.")
            await app.until(lambda: app.app.screen.query_one(box, TextBox).value == "nm1q.")
            await app.press("escape")
            await app.until(lambda: len(app.app.screen_stack) == 1)


async def test_half_a_sequence_shows_in_the_status_line_and_then_what_can_follow(
    library_builder: LibraryBuilder,
) -> None:
    async with browse(library_builder(PAGES), hint_delay=1) as app:
        await app.press("y")
        await app.sees("Copy the section as Markdown")
        assert "s  Copy the section as Markdown" in app.text()
        assert app.screen.status.typed == "y"
        await app.press("s")
        await app.until(lambda: "Copy the section as Markdown" not in app.text())
        assert app.app.clipboard.startswith("# Home")


async def test_the_hint_waits_as_long_as_the_setting_says(library_builder: LibraryBuilder) -> None:
    assert SEQUENCE_DELAY == 0.4
    async with browse(library_builder(PAGES), hint_delay=10_000) as app:
        await app.press("y")
        assert "Copy the section as Markdown" not in app.text()
        await app.press("p")
        assert app.app.clipboard.endswith("index.md")


async def test_an_unknown_sequence_does_nothing(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("g", "z")
        assert not app.screen.has_class("-zen")
        assert app.app.screen is app.screen


async def test_escape_leaves_one_level_and_never_quits(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), target="birds/owls.md") as app:
        await app.press("z", "/")
        await app.type("owl")
        await app.press("escape")
        assert app.screen.has_class("-zen")
        await app.press("escape")
        assert not app.screen.has_class("-zen")
        for _ in range(3):
            await app.press("escape")
        assert app.app.is_running
        assert app.document == "birds/owls.md"


# -- the user's keys


async def test_keys_of_the_settings_replace_those_of_the_table(library_builder: LibraryBuilder) -> None:
    keys = {"zen.toggle": "ctrl+y", "page.bottom": ["E"], "edit.open": "noop"}
    async with browse(library_builder(PAGES), keys=keys) as app:
        await app.press("z")
        assert not app.screen.has_class("-zen")
        await app.press("ctrl+y")
        assert app.screen.has_class("-zen")
        await app.press("escape")
        await app.press("?")
        await app.type("only the text")
        await app.until(lambda: any("Ctrl+Y" in row for row in app.listed()))
        await app.press("escape")
        assert " e edit" not in app.lines()[-1]


@pytest.mark.parametrize(
    ("preset", "keys"),
    [("vim", ["j", "j"]), ("emacs", ["ctrl+n", "ctrl+n"]), ("plain", ["down", "down"])],
)
async def test_presets_move_quit_and_have_no_conflicts(
    library_builder: LibraryBuilder, preset: str, keys: list[str]
) -> None:
    async with browse(library_builder(PAGES), target="mammals/otters.md", size=(100, 20), keymap=preset) as app:
        assert app.app.keymap_table.problems == []
        await app.press(*keys)
        assert app.screen.reader.scroll_y == 2
        quits = app.app.keymap_table.keys_of["app.quit"]
        await app.press(*quits[0].split())
        await app.until(lambda: not app.app.is_running or app.app._exit)


async def test_in_the_plain_preset_letters_are_free(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), target="mammals/otters.md", size=(100, 20), keymap="plain") as app:
        await app.press("j", "d", "G")
        assert app.screen.reader.scroll_y == 0


# -- palette and help


async def test_the_palette_finds_and_runs_a_command_and_remembers_it(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("ctrl+p")
        await app.type("only text")
        await app.until(lambda: app.listed()[:1] == ["Panes: Only the text"])
        await app.press("enter")
        await app.until(lambda: app.screen.has_class("-zen"))
        await app.press(":")
        await app.until(lambda: app.listed()[0] == "Panes: Only the text")


async def test_the_palette_goes_to_a_line(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), target="mammals/otters.md", size=(100, 20)) as app:
        await app.press(":")
        await app.type("60")
        await app.press("enter")
        await app.until(lambda: app.screen.reader.source_line in (59, 60))


async def test_help_lists_every_command_with_its_keys_and_runs_one(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("?")
        await app.until(lambda: app.listed())
        text = "\n".join(app.listed())
        for command in COMMANDS:
            assert command.title in text
            assert all(shown(keys) in text for keys in command.keys)
        await app.type("theme")
        await app.until(lambda: len(app.listed()) < 10)
        await app.press("enter")
        await app.until(lambda: "textual-dark" in app.listed())


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (160, 45)])
async def test_the_note_below_a_long_list_is_on_screen(library_builder: LibraryBuilder, size: tuple[int, int]) -> None:
    async with browse(library_builder(PAGES), size=size) as app:
        await app.press("?")
        await app.sees("Counts: 5j, 42G.")
        await app.press("pagedown", "pagedown")
        await app.type("quit")
        await app.until(lambda: len(app.listed()) < 8)
        await app.sees("Counts: 5j, 42G.")


async def test_help_begins_with_what_has_the_focus(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("f1")
        await app.until(lambda: app.listed()[:1] == ["Reading"])
        await app.press("escape")
        app.screen.sidebar.pages.focus()
        await app.press("?")
        await app.until(lambda: app.listed()[:1] == ["Lists"])


# -- the mouse


def menu(app: Browser) -> list[str]:
    """The entries of the menu on screen."""
    return app.listed()


async def test_the_right_button_opens_a_menu_for_a_row_of_the_tree(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.pilot.click(app.screen.sidebar.pages, offset=(8, 3), button=3)
        await app.until(lambda: len(app.app.screen_stack) == 2)
        assert menu(app)[:2] == ["Open", "Open in a new tab"]
        await app.press("down", "enter")
        await app.shows("birds/owls.md")
        await app.until(lambda: len(app.screen.navigation.workspace.tabs) == 2)


async def test_the_right_button_opens_a_menu_for_the_page(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.pilot.click(app.screen.reader, offset=(30, 20), button=3)
        await app.until(lambda: len(app.app.screen_stack) == 2)
        row = menu(app).index("Copy the section as Markdown")
        await app.pilot.click(app.dialog.query_one(RowList), offset=(3, row))
        await app.until(lambda: app.app.clipboard.startswith("# Home"))


async def test_a_click_on_a_hint_of_the_status_line_does_it(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("full_stop")
        row = len(app.lines()) - 1
        await app.pilot.click(offset=(app.lines()[row].index("s search"), row))
        await app.until(lambda: "search" in app.screen.contexts(), "the search")
        await app.pilot.click(offset=(app.lines()[row].index("Esc close"), row))
        await app.until(lambda: "reader" in app.screen.contexts(), "the page")
        await app.pilot.click(offset=(app.lines()[row].index("help"), row))
        await app.until(lambda: len(app.app.screen_stack) == 2)


async def test_the_menu_of_the_page_leads_to_every_command(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), size=(60, 20)) as app:
        await app.pilot.click(app.screen.reader, offset=(20, 8), button=3)
        await app.until(lambda: len(app.app.screen_stack) == 2)
        assert {"Search everything", "Commands", "Help"} <= set(menu(app))
        assert "Help" in app.text()


async def test_a_menu_stays_on_screen_in_every_corner(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), size=(60, 20)) as app:
        for place in ((59, 18), (0, 0), (59, 0), (0, 18)):
            app.screen.menus.open("reader", *place)
            await app.settle()
            box = app.dialog.query_one(RowList).region
            assert box.x >= 0 and box.right <= 60
            assert box.y >= 0 and box.bottom <= 20
            await app.press("escape")


async def test_a_click_beside_a_dialog_closes_it(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("ctrl+o")
        await app.pilot.click(offset=(1, 1))
        await app.until(lambda: app.app.screen is app.screen)


async def test_the_crumbs_open_the_outline(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.pilot.click(app.screen.pane.crumbs, offset=(3, 0))
        await app.until(lambda: app.screen.outline.has_focus)


# -- settings


async def test_the_settings_screen_changes_the_app_and_the_file_and_keeps_comments(
    library_builder: LibraryBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "config.toml"
    place.write_text("# mine\nsidebar_width = 40  # wide\n")
    monkeypatch.setenv("NEXUS_CONFIG", str(place))
    async with browse(library_builder(PAGES), sidebar_width=40) as app:
        await app.press("g", ",")
        await app.type("sidebar_width")
        await app.until(lambda: len(app.listed()) == 1)
        await app.press("enter")
        await app.press("backspace", "backspace")
        await app.type("50")
        await app.press("enter")
        await app.until(lambda: app.screen.sidebar.region.width == 50)
        assert place.read_text() == "# mine\nsidebar_width = 50  # wide\n"
        await app.type("preview")
        await app.press("enter")
        await app.until(lambda: load_settings(place)[0].preview_on_move is False)
        assert app.session.settings.preview_on_move is False


async def test_a_wrong_value_is_told_and_not_written(
    library_builder: LibraryBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "config.toml"
    monkeypatch.setenv("NEXUS_CONFIG", str(place))
    async with browse(library_builder(PAGES), notices=True) as app:
        await app.press("g", ",")
        await app.type("text_width")
        await app.press("enter")
        await app.press(*["backspace"] * 3)
        await app.type("7")
        await app.press("enter")
        await app.sees("must be a whole number from 20 to 400")
        assert not place.exists()


async def test_problems_of_the_settings_are_notices_at_the_start(library_builder: LibraryBuilder) -> None:
    from nexus_tui.app import NexusApp
    from tests.screens.harness import QuietSession, quiet_settings

    app = NexusApp(QuietSession.open(library_builder(PAGES), quiet_settings()))
    app.start_notices = ("config.toml, line 3: unknown setting `them`; did you mean `theme`?",)
    async with app.run_test(size=(120, 30)) as pilot:
        for _ in range(200):
            await pilot.pause()
            if any("did you mean" in notice.message for notice in app._notifications):
                break
            await asyncio.sleep(0.01)
        assert [notice.severity for notice in app._notifications] == ["warning"]
