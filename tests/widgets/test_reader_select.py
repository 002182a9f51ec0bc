"""Selecting in the reader: by dragging, by clicks, by keys."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from nexus_tui.core.model import DocId, Target
from nexus_tui.widgets.reader import Reader
from tests.widgets.test_reader import ReaderApp, screen_text

PAGE = (
    "# Title\n\nSome **bold words** here and [a link](b.md) after it.\n\n- item one\n- item two\n\n"
    "```python\ndef f():\n    return 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nThe end of src/main.py it is.\n"
)


async def opened(app: ReaderApp, pilot: Pilot[None], page: str = "a.md") -> Reader:
    """The reader with a page on screen."""
    await app.reader.open(Target(DocId(page)))
    await pilot.pause()
    return app.reader


def row_of(app: ReaderApp, text: str) -> tuple[int, int]:
    """Where a text is on screen."""
    reader = app.reader
    for y in range(reader.size.height):
        x = reader.render_line(y).text.find(text)
        if x >= 0:
            return x, y
    raise AssertionError(f"{text} is not on screen: {screen_text(app)}")


async def drag(app: ReaderApp, pilot: Pilot[None], start: tuple[int, int], end: tuple[int, int]) -> None:
    """Drag the mouse."""
    await pilot.mouse_down(Reader, offset=start)
    await pilot.hover(Reader, offset=end)
    await pilot.pause()
    await pilot.mouse_up(Reader, offset=end)
    await pilot.pause()


async def test_dragging_over_blocks_selects_their_text_without_decoration() -> None:
    app = ReaderApp({"a.md": PAGE})
    async with app.run_test(size=(80, 30)) as pilot:
        await opened(app, pilot)
        await drag(app, pilot, row_of(app, "words"), row_of(app, "tem two"))
        assert app.screen.get_selected_text() == "words here and a link after it.\n\nitem one\nit"


async def test_code_is_copied_without_its_box() -> None:
    app = ReaderApp({"a.md": PAGE})
    async with app.run_test(size=(80, 30)) as pilot:
        await opened(app, pilot)
        x, y = row_of(app, "def f():")
        await drag(app, pilot, (x, y), (x + 60, y + 1))
        assert app.screen.get_selected_text() == "def f():\n    return 1"


@pytest.mark.parametrize(("times", "text"), [(2, "bold"), (3, "Some bold words here and a link after it.")])
async def test_a_double_click_takes_the_word_and_a_triple_click_the_paragraph(times: int, text: str) -> None:
    app = ReaderApp({"a.md": PAGE})
    async with app.run_test(size=(80, 30)) as pilot:
        await opened(app, pilot)
        x, y = row_of(app, "bold")
        await pilot.click(Reader, offset=(x + 1, y), times=times)
        await pilot.pause()
        assert app.screen.get_selected_text() == text


async def test_a_double_click_takes_a_path_whole() -> None:
    app = ReaderApp({"a.md": PAGE})
    async with app.run_test(size=(80, 30)) as pilot:
        await opened(app, pilot)
        await pilot.double_click(Reader, offset=row_of(app, "main.py"))
        await pilot.pause()
        assert app.screen.get_selected_text() == "src/main.py"


async def test_a_drag_that_begins_and_ends_on_a_link_does_not_follow_it() -> None:
    app = ReaderApp({"a.md": PAGE})
    async with app.run_test(size=(80, 30)) as pilot:
        await opened(app, pilot)
        x, y = row_of(app, "a link")
        await drag(app, pilot, (x, y), (x + 5, y))
        assert app.facts == []
        assert app.screen.get_selected_text() == "a link"


async def test_the_pointer_over_a_link_tells_its_target() -> None:
    app = ReaderApp({"a.md": PAGE})
    hovered: list[str] = []
    async with app.run_test(size=(80, 30)) as pilot:
        reader = await opened(app, pilot)
        await pilot.hover(Reader, offset=row_of(app, "a link"))
        await pilot.pause()
        hovered.append(reader.hovered)
        await pilot.hover(Reader, offset=(0, 0))
        await pilot.pause()
        hovered.append(reader.hovered)
    assert hovered == ["b.md", ""]


async def test_keys_select_by_characters_words_and_lines() -> None:
    app = ReaderApp({"a.md": PAGE})
    async with app.run_test(size=(80, 30)) as pilot:
        reader = await opened(app, pilot)
        assert reader.start_select()
        assert reader.selected_text == "T"
        reader.select_characters(2)
        assert reader.selected_text == "Tit"
        reader.select_words(2)
        assert reader.selected_text == "Title\n\nSome b"
        reader.select_words(-1)
        assert reader.selected_text == "Title\n\nS"
        reader.select_rows(1)
        assert reader.selected_text == "Title\n\nSome bold words here and a link after it.\n\ni"
        reader.select_edge(end=True)
        assert reader.selected_text.endswith("\n\nitem one")
        reader.select_rows(-2)
        reader.select_edge(end=False)
        assert reader.selected_text == "T"


async def test_the_cursor_swaps_ends_and_goes_up_from_there() -> None:
    app = ReaderApp({"a.md": PAGE})
    async with app.run_test(size=(80, 30)) as pilot:
        reader = await opened(app, pilot)
        reader.start_select()
        reader.select_rows(1)
        reader.select_swap()
        reader.select_characters(1)
        assert reader.selected_text == "itle\n\nS"
        reader.end_select()
        assert reader.selected_text == ""
        assert not reader.selecting


async def test_a_selection_by_key_scrolls_the_page_with_it() -> None:
    app = ReaderApp({"a.md": "\n\n".join(f"line {n}" for n in range(100))})
    async with app.run_test(size=(80, 10)) as pilot:
        reader = await opened(app, pilot)
        reader.start_select()
        reader.select_rows(60)
        assert "line 60" in screen_text(app)
        reader.select_rows(-50)
        assert "line 10" in screen_text(app)
        assert reader.selected_text.split("\n\n")[-1] == "l"
        assert len(reader.selected_text.split("\n\n")) == 11


async def test_a_selection_outlives_another_width() -> None:
    app = ReaderApp({"a.md": PAGE})
    async with app.run_test(size=(80, 30)) as pilot:
        reader = await opened(app, pilot)
        await pilot.double_click(Reader, offset=row_of(app, "words"))
        await pilot.resize_terminal(24, 30)
        await pilot.pause()
        assert reader.selected_text == "words"
        assert app.screen.get_selected_text() == "words"
