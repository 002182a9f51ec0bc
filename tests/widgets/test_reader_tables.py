"""Tables in the reader: too wide, too long, opened."""

from __future__ import annotations

from textual.pilot import Pilot

from nexus_tui.core.model import DocId, Target
from nexus_tui.widgets.reader import Reader
from tests.widgets.test_reader import ReaderApp, screen_text, whole

NAMES = [f"column{n}" for n in range(12)]
WIDE = (
    f"| {' | '.join(NAMES)} |\n|{'---|' * 12}\n"
    + "".join(f"| row{row} | {' | '.join(f'value{row}x{n}' for n in range(1, 12))} |\n" for row in range(3))
    + "\nAfter.\n"
)
LONG = "Before.\n\n| n | what |\n|--:|---|\n" + "".join(f"| {n} | item {n} |\n" for n in range(200)) + "\nAfter.\n"


async def test_a_wide_table_scrolls_sideways_and_keeps_its_first_column() -> None:
    app = ReaderApp({"a.md": WIDE})
    async with app.run_test(size=(60, 20)):
        reader = app.reader
        await reader.open(Target(DocId("a.md")))
        seen = ""
        for _ in range(40):
            rows = screen_text(app)
            assert all(len(row) <= 56 for row in rows)
            assert rows[1].startswith("│ column0")
            assert rows[3].startswith("│ row0")
            seen += "\n".join(rows)
            reader.scroll_sideways(8)
        for row in range(3):
            for n in range(1, 12):
                assert f"value{row}x{n} " in seen
        assert screen_text(app)[1].endswith("column11  │")


async def test_scrolling_sideways_ends_at_the_last_column_and_goes_back_to_the_first() -> None:
    app = ReaderApp({"a.md": WIDE})
    async with app.run_test(size=(60, 20)):
        reader = app.reader
        await reader.open(Target(DocId("a.md")))
        first = screen_text(app)
        assert first[1].endswith("›")
        reader.scroll_sideways(10_000)
        last = screen_text(app)
        reader.scroll_sideways(8)
        assert screen_text(app) == last
        assert "‹" in last[1]
        reader.scroll_sideways(-10_000)
        assert screen_text(app) == first


async def test_the_wheel_with_shift_scrolls_sideways() -> None:
    app = ReaderApp({"a.md": WIDE})
    async with app.run_test(size=(60, 20)) as pilot:
        await app.reader.open(Target(DocId("a.md")))
        before = screen_text(app)
        await _wheel(pilot, shift=True)
        assert screen_text(app) != before
        assert screen_text(app)[1].startswith("│ column0")


async def _wheel(pilot: Pilot[None], *, shift: bool) -> None:
    from textual import events

    reader = pilot.app.query_one(Reader)
    event = events.MouseScrollDown(reader, 2, 2, 0, 0, 0, shift, False, False)
    reader.post_message(event)
    await pilot.pause()


async def test_what_is_found_in_a_hidden_column_is_scrolled_to() -> None:
    app = ReaderApp({"a.md": WIDE})
    async with app.run_test(size=(60, 20)) as pilot:
        await app.reader.open(Target(DocId("a.md")))
        app.reader.find("value1x11")
        await pilot.pause(0.05)
        assert any("value1x11" in row for row in screen_text(app))


async def test_the_header_of_a_long_table_stays_while_its_rows_scroll() -> None:
    app = ReaderApp({"a.md": LONG})
    async with app.run_test(size=(60, 20)):
        reader = app.reader
        await reader.open(Target(DocId("a.md")))
        await whole(app)
        reader.scroll_rows(50)
        rows = screen_text(app)
        assert rows[0].split() == ["│", "n", "│", "what", "│"]
        assert rows[1].startswith("├─")
        assert "item" in rows[2]
        reader.scroll_bottom()
        assert screen_text(app)[-1] == "After."


async def test_no_row_of_a_long_table_is_skipped_by_paging_down_or_up() -> None:
    app = ReaderApp({"a.md": LONG})
    async with app.run_test(size=(60, 20)):
        reader = app.reader
        await reader.open(Target(DocId("a.md")))
        await whole(app)
        for screens, pages in ((1, 20), (-1, 20)):
            seen = "\n".join(screen_text(app))
            for _ in range(pages):
                reader.scroll_screens(screens)
                seen += "\n" + "\n".join(screen_text(app))
            for n in range(200):
                assert f" item {n} " in seen


async def test_a_line_inside_a_long_table_is_gone_to_below_the_header() -> None:
    app = ReaderApp({"a.md": LONG})
    async with app.run_test(size=(60, 20)):
        await app.reader.open(Target(DocId("a.md"), line=105))
        await whole(app)
        assert screen_text(app)[2].split() == ["│", "100", "│", "item", "100", "│"]


async def test_opening_a_table_tells_its_texts() -> None:
    app = ReaderApp({"a.md": "| a | *b* |\n|--:|---|\n| 1 | [x](y.md) |\n"})
    async with app.run_test(size=(60, 20)) as pilot:
        await app.reader.open(Target(DocId("a.md")))
        assert app.reader.open_block()
        await pilot.pause()
        opened = app.facts[-1]
        assert isinstance(opened, Reader.TableOpened)
        assert opened.rows == [["a", "b"], ["1", "x"]]
        assert opened.aligns == ("right", "")


async def test_a_table_without_a_header_is_opened_with_an_empty_one_and_none_stays_on_top() -> None:
    rows = "".join(f"<tr><td>r{n}</td><td>{n}</td></tr>" for n in range(60))
    app = ReaderApp({"a.md": f"<table>{rows}</table>\n"})
    async with app.run_test(size=(60, 20)) as pilot:
        await app.reader.open(Target(DocId("a.md")))
        assert app.reader.open_block()
        await pilot.pause()
        opened = app.facts[-1]
        assert isinstance(opened, Reader.TableOpened)
        assert opened.rows[:2] == [["", ""], ["r0", "0"]]
        await whole(app)
        app.reader.scroll_screens(1)
        await pilot.pause()
        assert "r0 " not in "\n".join(screen_text(app))


async def test_the_text_of_a_row_is_that_of_the_whole_table() -> None:
    app = ReaderApp({"a.md": LONG})
    async with app.run_test(size=(60, 20)):
        await app.reader.open(Target(DocId("a.md")))
        await whole(app)
        lines = app.reader.text_of_block(100).splitlines()
        assert len(lines) == 201
        assert lines[200] == "199\titem 199"


async def test_a_narrow_pane_takes_a_wide_table_apart_instead() -> None:
    app = ReaderApp({"a.md": WIDE})
    async with app.run_test(size=(14, 20)):
        await app.reader.open(Target(DocId("a.md")))
        app.reader.scroll_rows(20)
        assert all(len(row) <= 14 for row in screen_text(app))
        assert app.reader.heading_index == -1
