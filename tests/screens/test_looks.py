"""Themes, terminals with few colours or none, and the linear mode."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color

from nexus_tui.core.settings import load_settings
from nexus_tui.screens.themes import DARK, HIGH_CONTRAST, LIGHT, first_theme
from nexus_tui.widgets.reader_style import contrast
from nexus_tui.widgets.row_list import RowList
from tests.conftest import LibraryBuilder
from tests.screens.harness import PAGES, browse


async def test_a_theme_is_shown_while_it_is_chosen_kept_on_enter_and_given_back_on_escape(
    library_builder: LibraryBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "config.toml"
    monkeypatch.setenv("NEXUS_CONFIG", str(place))
    async with browse(library_builder(PAGES)) as app:
        assert app.app.theme == DARK
        await app.press("T")
        await app.type("nord")
        await app.until(lambda: app.app.theme == "nord", "the theme under the cursor")
        await app.press("escape")
        assert app.app.theme == DARK
        await app.press("T")
        await app.type("contrast")
        await app.until(lambda: app.app.theme == HIGH_CONTRAST.name)
        await app.press("enter")
        await app.until(lambda: load_settings(place)[0].theme == HIGH_CONTRAST.name)
    async with browse(library_builder(PAGES), theme=HIGH_CONTRAST.name) as app:
        assert app.app.theme == HIGH_CONTRAST.name


async def test_the_themes_begin_at_the_one_in_use_and_mark_it(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), theme="nord", size=(80, 16)) as app:
        await app.press("T")
        rows = app.dialog.query_one(RowList)
        await app.until(lambda: rows.current is not None and rows.current.key == "nord")
        assert app.app.theme == "nord"
        marks = [line for line in app.lines() if "in use" in line]
        assert len(marks) == 1 and "nord" in marks[0]
        await app.press("down")
        await app.until(lambda: app.app.theme != "nord")
        await app.press("escape")
        assert app.app.theme == "nord"


@pytest.mark.parametrize("size", [(40, 20), (80, 24), (120, 40)])
async def test_long_lines_of_a_text_are_whole_in_its_dialog(
    library_builder: LibraryBuilder, size: tuple[int, int]
) -> None:
    text = "short\n" + " ".join(f"word{number}" for number in range(60))
    async with browse(library_builder(PAGES), size=size) as app:
        app.screen.doing.show_text("Text", text)
        await app.settle()
        await app.until(lambda: len(app.listed()) > 2)
        assert " ".join(" ".join(app.listed()).split()) == text.replace("\n", " ")
        assert "…" not in app.text().partition("Text")[2].partition("╰")[0]
        await app.type("SHORT")
        await app.until(lambda: app.listed() == ["short"])


@pytest.mark.parametrize(
    ("value", "theme"),
    [("15;0", DARK), ("0;15", LIGHT), ("0;default;15", LIGHT), ("12;8", DARK), ("0;7", LIGHT), ("", DARK), ("x", DARK)],
)
def test_the_first_theme_follows_the_terminal(value: str, theme: str) -> None:
    assert first_theme({"COLORFGBG": value}) == theme


async def test_the_first_theme_is_used_where_none_is_set(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLORFGBG", "0;15")
    async with browse(library_builder(PAGES)) as app:
        assert app.app.theme == LIGHT


def test_the_high_contrast_theme_earns_its_name() -> None:
    background = Color.parse(HIGH_CONTRAST.background or "")
    for colour in (HIGH_CONTRAST.foreground, HIGH_CONTRAST.primary, HIGH_CONTRAST.accent, HIGH_CONTRAST.success):
        assert contrast(Color.parse(colour or ""), background) >= 10


async def test_without_colour_focus_cursor_and_selection_can_be_told(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with browse(library_builder(PAGES), target="birds/owls.md") as app:
        strips = app.screen._compositor.render_strips(app.screen.size)
        colours = {
            (part.get_truecolor().red, part.get_truecolor().green, part.get_truecolor().blue)
            for strip in strips
            for segment in strip
            if segment.style is not None
            for part in (segment.style.color, segment.style.bgcolor)
            if part is not None and part.name != "default"
        }
        assert all(red == green == blue for red, green, blue in colours)
        assert "▏    Owls" in app.text()
        assert "▌Birds › Owls" in app.text()
        app.screen.sidebar.pages.focus()
        await app.settle()
        assert "▌    Owls" in app.text()
        assert " Birds › Owls" in app.text() and "▌Birds" not in app.text()


async def test_the_linear_mode_draws_no_lines_and_shows_one_thing_at_a_time(library_builder: LibraryBuilder) -> None:
    pages = {**PAGES, "index.md": "# Home\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```python\nx = 1\n```\n\n> quoted\n"}
    async with browse(library_builder(pages), size=(120, 40), plain_ui=True) as app:
        views = [app.text()]
        assert not app.screen.sidebar.display
        for keys in (
            ["backslash"],
            ["g", "a"],
            ["escape", "o"],
            ["escape", "ctrl+o"],
            ["escape", "?"],
            ["escape", "|"],
        ):
            await app.press(*keys)
            views.append(app.text())
        for text in views:
            assert not {character for character in text if 0x2500 <= ord(character) < 0x25A0}
        assert any(line.startswith(">") for line in views[1].splitlines())
        first, second = app.screen.panes
        assert first.region.x == second.region.x


@pytest.mark.parametrize("keys", [["?"], ["ctrl+o"], ["g", "n"], ["tab", "K"]])
async def test_in_the_linear_mode_a_dialog_is_alone_on_screen(library_builder: LibraryBuilder, keys: list[str]) -> None:
    async with browse(library_builder(PAGES), size=(80, 24), plain_ui=True) as app:
        assert "Welcome to" in app.text()
        await app.press(*keys)
        await app.until(lambda: len(app.app.screen_stack) == 2)
        await app.settle()
        assert "Welcome to" not in app.text()
        await app.press("escape")
        await app.sees("Welcome to")


async def test_the_linear_mode_writes_wide_tables_cell_by_cell(library_builder: LibraryBuilder) -> None:
    cells = ["first " * 20, "second " * 20]
    table = f"| a | b |\n| - | - |\n| {' | '.join(cells)} |\n"
    async with browse(library_builder({**PAGES, "index.md": table}), size=(80, 30), plain_ui=True) as app:
        words = app.text().split()
        assert "a: first" in " ".join(words) and "b: second" in " ".join(words)
        assert [word for word in words if word in ("first", "second")] == ["first"] * 20 + ["second"] * 20


async def test_the_linear_mode_lists_lie_over_the_whole_page(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), size=(120, 40), plain_ui=True) as app:
        await app.press("backslash")
        assert app.screen.sidebar.region.width == 120
