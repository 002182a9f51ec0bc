"""The screen of one table: moving, sorting, filtering, copying."""

from __future__ import annotations

from textual.app import App
from textual.pilot import Pilot

from nexus_tui.commands import bound
from nexus_tui.core.keymap import build
from nexus_tui.screens.table import TableScreen
from nexus_tui.widgets.table_view import TableView

ROWS = [["name", "size", "about"], ["beta", "1,200", "a | pipe"], ["alpha", "90", "long " * 30], ["gamma", "-3", "x"]]


class TableApp(App[None]):
    """Shows one table; remembers what was copied."""

    def __init__(self, rows: list[list[str]]) -> None:
        super().__init__()
        self.rows = rows
        self.copied: list[str] = []

    def on_mount(self) -> None:
        self.push_screen(
            TableScreen(build(bound()), self.rows, ["", "right", ""], lambda text, _: self.copied.append(text))
        )

    @property
    def view(self) -> TableView:
        """The table."""
        return self.screen.query_one(TableView)


def lines(app: TableApp) -> list[str]:
    """The rows of the table as painted."""
    return [app.view.render_line(y).text.rstrip() for y in range(app.view.size.height)]


def first_column(app: TableApp) -> list[str]:
    """The names, as shown."""
    return [row.split("│")[0].strip("> ") for row in lines(app)[2:] if row]


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait."""
    await pilot.press(*keys)
    await pilot.pause()


async def test_sorting_goes_up_then_down_then_back_to_as_written() -> None:
    app = TableApp(ROWS)
    async with app.run_test(size=(80, 20)) as pilot:
        await press(pilot, "l", "s")
        assert first_column(app) == ["gamma", "alpha", "beta"]
        assert "size ▲" in lines(app)[0]
        await press(pilot, "s")
        assert first_column(app) == ["beta", "alpha", "gamma"]
        await press(pilot, "s")
        assert first_column(app) == ["beta", "alpha", "gamma"]
        assert "▼" not in lines(app)[0]


async def test_a_click_on_a_head_sorts_by_its_column() -> None:
    app = TableApp(ROWS)
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        await pilot.click(TableView, offset=(2, 0))
        await pilot.pause()
        assert first_column(app) == ["alpha", "beta", "gamma"]


async def test_a_filter_keeps_the_rows_with_its_words_until_escape() -> None:
    app = TableApp(ROWS)
    async with app.run_test(size=(80, 20)) as pilot:
        await press(pilot, "/", "a", "l", "p", "enter")
        assert first_column(app) == ["alpha"]
        await press(pilot, "y", "c")
        assert app.copied[0].splitlines()[0] == "name,size,about"
        assert len(app.copied[0].splitlines()) == 2
        await press(pilot, "escape")
        assert len(first_column(app)) == 3
        await press(pilot, "escape")
        assert not isinstance(app.screen, TableScreen)


async def test_copies_are_in_the_order_shown() -> None:
    app = TableApp(ROWS)
    async with app.run_test(size=(80, 20)) as pilot:
        await press(pilot, "s", "y", "t", "y", "m", "y", "y")
        tsv, markdown, cell = app.copied
        assert [line.split("\t")[0] for line in tsv.splitlines()] == ["name", "alpha", "beta", "gamma"]
        assert markdown.splitlines()[1] == "| --- | --: | --- |"
        assert "a \\| pipe" in markdown
        assert cell == "alpha"


async def test_the_whole_text_of_a_cell_is_shown_below() -> None:
    app = TableApp(ROWS)
    async with app.run_test(size=(40, 20)) as pilot:
        await press(pilot, "j", "l", "l")
        shown = str(app.screen.query_one("#table-cell").render())
        assert shown.split() == ["long"] * 30


async def test_the_first_column_and_the_header_stay_in_sight() -> None:
    rows = [[f"c{n}" for n in range(30)]] + [[f"r{row}c{n}" for n in range(30)] for row in range(500)]
    app = TableApp(rows)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, *(["l"] * 29), "G")
        painted = lines(app)
        assert painted[0].split("│")[0].strip() == "c0"
        assert "c29" in painted[0]
        assert ">r499c29" in painted[-1] or any(">r499c29" in row for row in painted)
        assert all(len(row) <= 60 for row in painted)
        await press(pilot, "g", "g", *(["h"] * 29))
        assert any(">r0c0" in row for row in lines(app))
