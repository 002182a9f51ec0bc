"""The list of rows: what is painted where there is too little room, and where the cursor is."""

from __future__ import annotations

from textual.app import App, ComposeResult

from nexus_tui.widgets.row_list import LazyRows, Row, RowList, marked, text_row


class ListApp(App[None]):
    """One list."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: list[str] = []

    def compose(self) -> ComposeResult:
        yield RowList()

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    def painted(self) -> list[str]:
        """The lines of the list."""
        return [self.rows.render_line(y).text.rstrip() for y in range(self.rows.size.height)]

    def on_row_list_highlighted(self, event: RowList.Highlighted) -> None:
        self.facts.append(event.row.key)


async def test_a_path_at_the_right_yields_to_the_title_and_keeps_its_end() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 5)):
        path = "section/another-section/very-long-name.md"
        app.rows.set_rows([text_row("a", "A title of some length", right=path), text_row("b", "B", right="b.md")])
        first, second = app.painted()[:2]
        assert "A title of some length" in first
        assert first.endswith("name.md")
        assert "…" in first
        assert second.split() == ["B", "b.md"]


async def test_a_text_that_does_not_fit_ends_in_an_ellipsis_also_in_wide_characters() -> None:
    app = ListApp()
    async with app.run_test(size=(20, 5)):
        app.rows.set_rows([text_row("a", "漢字" * 20), text_row("b", "e\u0301" * 40), text_row("c", "x" * 40)])
        for line in range(3):
            strip = app.rows.render_line(line)
            assert strip.cell_length == app.rows.scrollable_content_region.width
            assert "…" in strip.text


async def test_the_cursor_stays_on_its_row_and_its_line_when_rows_come_and_go() -> None:
    app = ListApp()
    async with app.run_test(size=(20, 10)) as pilot:
        rows = [text_row(str(n), str(n)) for n in range(100)]
        app.rows.set_rows(rows)
        app.rows.move_to(50)
        app.rows.move(-3)
        await pilot.pause()
        line = app.rows.cursor - round(app.rows.scroll_y)
        app.rows.set_rows([text_row(f"new-{n}", "new") for n in range(20)] + rows)
        await pilot.pause()
        assert app.rows.current is not None
        assert app.rows.current.key == "47"
        assert app.rows.cursor - round(app.rows.scroll_y) == line
        app.rows.set_rows(rows[:10])
        assert app.rows.cursor == 9


async def test_the_cursor_passes_over_rows_that_cannot_be_chosen() -> None:
    app = ListApp()
    async with app.run_test(size=(20, 10)) as pilot:
        app.rows.set_rows([text_row("a", "a"), Row("head", ((("Head", ""),),), disabled=True), text_row("b", "b")])
        app.rows.move(1)
        await pilot.pause()
        assert app.facts == ["a", "b"]
        app.rows.move(5)
        assert app.rows.cursor == 2


async def test_lazy_rows_are_made_when_they_are_painted() -> None:
    made: list[int] = []

    def make(index: int) -> Row:
        made.append(index)
        return text_row(str(index), f"Row {index}")

    app = ListApp()
    async with app.run_test(size=(20, 10)) as pilot:
        app.rows.set_rows(LazyRows(1_000_000, make, lambda key: int(key)))
        await pilot.pause()
        app.rows.select_key("999999")
        await pilot.pause()
        assert app.painted()[-1] == "▌Row 999999"
        assert len(made) < 100


def test_marked_text_is_the_text_in_pieces() -> None:
    pieces = marked("knowledge", [(0, 4), (2, 6), (8, 9)])
    assert "".join(text for text, _ in pieces) == "knowledge"
    assert [text for text, style in pieces if style == "match"] == ["know", "le", "e"]
