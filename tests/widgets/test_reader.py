"""The reader in an app: opening, moving, finding, folding, selecting."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest
from textual.app import App, ComposeResult

from nexus_tui.core.errors import DocumentNotFound
from nexus_tui.core.model import DocId, Source, Target
from nexus_tui.widgets.reader import Reader

LONG = "# Start\n\n" + "".join(
    f"## Section {n}\n\nText of *section* {n} with [a link](page-{n}.md) and words.\n\n- item\n\n" for n in range(400)
)
PAGES = {
    "long.md": LONG,
    "short.md": "# Short\n\nOne **bo**ld word.\n\n## Part\n\nAbout needles.\n\n### Deep\n\nx\n\n## Other\n\nEnd.\n",
    "code.md": "```python\n" + "x = 1  # " + "long " * 60 + "\n```\n",
}


class ReaderApp(App[None]):
    """One reader, fed from memory."""

    def __init__(self, pages: Mapping[str, str] = PAGES) -> None:
        super().__init__()
        self.pages = pages
        self.facts: list[object] = []

    async def load(self, document: DocId) -> Source:
        """A page of the test."""
        if document not in self.pages:
            raise DocumentNotFound(f"There is no {document}.")
        text = self.pages[document]
        return Source(document, text.encode(), 0, text)

    def compose(self) -> ComposeResult:
        yield Reader(self.load)

    @property
    def reader(self) -> Reader:
        """The reader."""
        return self.query_one(Reader)

    def on_reader_link_activated(self, event: Reader.LinkActivated) -> None:
        self.facts.append(event.href)

    def on_reader_failed(self, event: Reader.Failed) -> None:
        self.facts.append(event.error)

    def on_reader_table_opened(self, event: Reader.TableOpened) -> None:
        self.facts.append(event)

    def on_reader_image_opened(self, event: Reader.ImageOpened) -> None:
        self.facts.append(event)

    def on_reader_task_toggled(self, event: Reader.TaskToggled) -> None:
        self.facts.append(event)

    def on_reader_counted(self, event: Reader.Counted) -> None:
        self.facts.append((event.current, event.total, event.complete, event.problem))


def screen_text(app: ReaderApp) -> list[str]:
    """The rows of the reader as they are painted, without blanks at the ends."""
    reader = app.reader
    return [reader.render_line(y).text.strip() for y in range(reader.size.height)]


async def whole(app: ReaderApp) -> None:
    """Wait until the page is parsed to its end."""
    for _ in range(500):
        if app.reader.model.complete:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the page was not parsed to its end")


async def test_a_page_is_on_screen_when_open_returns() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)):
        assert await app.reader.open(Target(DocId("short.md")))
        assert screen_text(app)[0] == "Short"
        assert "One bold word." in screen_text(app)


async def test_a_missing_page_is_told_and_the_old_one_stays() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.reader.open(Target(DocId("short.md")))
        assert not await app.reader.open(Target(DocId("none.md")))
        await pilot.pause()
        assert app.facts == ["There is no none.md."]
        assert screen_text(app)[0] == "Short"


async def test_pages_down_and_up_again_show_the_same_rows() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.reader.open(Target(DocId("long.md")))
        await whole(app)
        seen = [screen_text(app)]
        for _ in range(15):
            app.reader.scroll_screens(1)
            seen.append(screen_text(app))
        for rows in reversed(seen[:-1]):
            app.reader.scroll_screens(-1)
            assert screen_text(app) == rows
        await pilot.pause()
        assert app.reader.scroll_y == 0


async def test_the_end_is_the_last_row_and_the_scroll_position_agrees() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.reader.open(Target(DocId("long.md")))
        await whole(app)
        app.reader.scroll_bottom()
        await pilot.pause(0.1)
        assert screen_text(app)[-1] == "• item"
        assert app.reader.percent == 100
        assert app.reader.scroll_y == app.reader.max_scroll_y


async def test_an_anchor_that_is_not_parsed_yet_is_gone_to_when_it_is() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)):
        await app.reader.open(Target(DocId("long.md"), "section-300"))
        await whole(app)
        assert screen_text(app)[0] == "Section 300"
        assert app.reader.current_anchor == "section-300"


async def test_a_place_is_found_again_after_a_resize_and_in_a_new_reader() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.reader.open(Target(DocId("long.md"), "section-200"))
        await whole(app)
        app.reader.scroll_rows(3)
        place = app.reader.position
        await pilot.resize_terminal(40, 24)
        await pilot.pause(0.1)
        assert app.reader.current_anchor == "section-200"
        app.reader.scroll_top()
        app.reader.go_to_position(place)
        assert app.reader.position == place


async def test_headings_are_walked_by_level() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 4)):
        reader = app.reader
        await reader.open(Target(DocId("short.md")))
        assert reader.go_heading(1)
        assert reader.current_title == "Part"
        assert reader.go_heading(1, same_level=True)
        assert reader.current_title == "Other"
        assert reader.go_heading(-1)
        assert reader.current_title == "Deep"
        assert reader.go_parent_heading()
        assert reader.current_title == "Part"
        assert reader.go_parent_heading()
        assert reader.current_title == "Short"


async def test_find_counts_over_the_whole_page_and_goes_round() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.reader.open(Target(DocId("long.md")))
        app.reader.find("section 39")
        for _ in range(200):
            await pilot.pause(0.01)
            if app.facts and app.facts[-1] == (1, 22, True, ""):
                break
        assert app.facts[-1] == (1, 22, True, "")
        app.reader.find_step(-1)
        await pilot.pause()
        assert app.facts[-1] == (22, 22, True, "")
        assert "Section 399" in screen_text(app)


async def test_the_scrollbar_has_ticks_where_matches_are() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        reader = app.reader
        await reader.open(Target(DocId("long.md")))
        await whole(app)
        reader.find("section 399")
        await pilot.pause(0.1)
        assert reader.tick_rows(24) == {23}
        assert "◆" in bar_text(app)[23]
        reader.find("section 5")
        await pilot.pause(0.1)
        assert {0, 3} <= reader.tick_rows(24)
        reader.clear_find()
        await pilot.pause()
        assert "◆" not in "".join(bar_text(app))


def bar_text(app: ReaderApp) -> list[str]:
    """The scrollbar, row by row."""
    bar = app.reader.vertical_scrollbar
    return [bar.render_line(y).text for y in range(bar.size.height)]


async def test_a_find_that_finds_nothing_leaves_the_page_where_it_was() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        reader = app.reader
        await reader.open(Target(DocId("long.md")))
        await whole(app)
        reader.scroll_screens(2)
        await pilot.pause()
        before = reader.scroll_y
        reader.find("section 39")
        await pilot.pause(0.1)
        assert reader.scroll_y > before
        reader.find("section 39 and more")
        await pilot.pause(0.1)
        assert app.facts[-1] == (0, 0, True, "")
        assert reader.scroll_y == before


async def test_find_looks_through_emphasis_and_tells_a_wrong_pattern() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.reader.open(Target(DocId("short.md")))
        app.reader.find("bold")
        await pilot.pause(0.05)
        assert app.facts[-1] == (1, 1, True, "")
        app.reader.find("(", regex=True)
        await pilot.pause(0.05)
        last = app.facts[-1]
        assert isinstance(last, tuple)
        assert last[3].startswith("not a pattern")


async def test_a_folded_section_is_hidden_and_opened_by_a_find() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        reader = app.reader
        await reader.open(Target(DocId("short.md")))
        reader.fold_all(True)
        assert "About needles." not in screen_text(app)
        assert "Other" in screen_text(app)
        reader.find("needles")
        await pilot.pause(0.05)
        assert "About needles." in screen_text(app)


async def test_links_are_walked_and_followed() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.reader.open(Target(DocId("long.md")))
        assert app.reader.link_step(1)
        assert app.reader.link_step(1)
        assert app.reader.follow_link()
        await pilot.pause()
        assert app.facts == ["page-1.md"]


async def test_a_click_on_a_link_tells_its_target() -> None:
    app = ReaderApp({"a.md": "[here](b.md)\n"})
    async with app.run_test(size=(40, 10)) as pilot:
        await app.reader.open(Target(DocId("a.md")))
        await pilot.pause()
        await pilot.click(Reader, offset=(2, 0))
        await pilot.pause()
        assert app.facts == ["b.md"]


async def test_long_code_lines_wrap_or_are_scrolled_sideways() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 24)):
        reader = app.reader
        await reader.open(Target(DocId("code.md")))
        wrapped = [row for row in screen_text(app) if row.startswith("│")]
        assert len(wrapped) > 1
        reader.toggle_wrap()
        cut = [row for row in screen_text(app) if row.startswith("│")]
        assert len(cut) == 1
        assert cut[0].endswith("›")
        reader.scroll_sideways(8)
        assert any(row.startswith("‹") for row in screen_text(app))


async def test_the_source_is_shown_at_the_same_line_and_the_page_again() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 10)) as pilot:
        reader = app.reader
        await reader.open(Target(DocId("long.md"), "section-30"))
        await whole(app)
        line = reader.source_line
        reader.toggle_source()
        for _ in range(100):
            await pilot.pause(0.01)
            if reader.showing_source:
                break
        assert screen_text(app)[0].split() == [str(line), "##", "Section", "30"]
        reader.toggle_source()
        assert screen_text(app)[0] == "Section 30"


async def test_a_line_stands_below_the_end_of_the_page() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        reader = app.reader
        reader.footer = "Next: Owls"
        await reader.open(Target(DocId("long.md")))
        await whole(app)
        assert "Next: Owls" not in screen_text(app)
        reader.scroll_bottom()
        assert screen_text(app)[-3:] == ["• item", "", "Next: Owls"]
        assert reader.percent == 100
        await pilot.pause(0.1)
        assert reader.scroll_y == reader.max_scroll_y
        assert not reader._view.move(1)
        await reader.open(Target(DocId("short.md")))
        await pilot.pause()
        assert "Next: Owls" in screen_text(app)


@pytest.mark.parametrize("width", [1, 2, 5, 20, 300])
async def test_any_width_can_be_painted(width: int) -> None:
    app = ReaderApp()
    async with app.run_test(size=(width, 12)) as pilot:
        for page in PAGES:
            await app.reader.open(Target(DocId(page)))
            await pilot.pause()
            for y in range(12):
                assert app.reader.render_line(y).cell_length <= max(width, 2)


async def test_code_is_coloured_once_it_stands_still_on_screen() -> None:
    app = ReaderApp({"a.md": "```python\ndef f():\n    return 1\n```\n" + "x\n\n" * 60 + "```python\nimport os\n```\n"})
    async with app.run_test(size=(60, 24)) as pilot:
        await app.reader.open(Target(DocId("a.md")))
        await pilot.pause(0.5)
        before = {str(segment.style) for segment in app.reader.render_line(1) if segment.text.strip(" │")}
        assert len(before) > 1
        app.reader.scroll_bottom()
        row = app.reader.size.height - 2
        assert "import os" in app.reader.render_line(row).text
        for _ in range(100):
            await pilot.pause(0.02)
            styles = {segment.text: segment.style for segment in app.reader.render_line(row)}
            if "import" in styles:
                break
        assert styles["import"] != styles.get("os")


async def test_in_a_very_narrow_pane_no_letter_is_under_the_scrollbar() -> None:
    app = ReaderApp()
    async with app.run_test(size=(15, 24)) as pilot:
        source = Source(DocId("n.md"), b"", 0, "# T\n\nshows everything that a page can hold\n")
        app.reader.show_source(source)
        await pilot.pause()
        shown = [line.text[:14].strip() for line in map(app.reader.render_line, range(24))]
        assert " ".join(line for line in shown if line).endswith("shows everything that a page can hold")


async def test_a_heading_is_at_the_top_also_where_what_follows_it_is_not_parsed_yet() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        reader = app.reader
        await reader.open(Target(DocId("long.md")))
        last = reader.headings[-1]
        reader.show_source(Source(DocId("other.md"), LONG.encode(), 0, LONG), Target(DocId("other.md"), last.anchor))
        assert not reader.model.complete
        assert (screen_text(app)[0], reader.current_anchor) == (last.text, last.anchor)
        reader.scroll_rows(1)
        assert screen_text(app)[0] == last.text
        await whole(app)
        await pilot.pause()
        assert (screen_text(app)[0], reader.current_anchor) == (last.text, last.anchor)
        assert sum(map(bool, screen_text(app))) > 9


async def test_the_last_heading_leaves_no_room_below_the_page_once_its_end_is_known() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.reader.open(Target(DocId("long.md"), "section-399"))
        await whole(app)
        await pilot.pause()
        assert screen_text(app)[-1] == "• item"


async def test_who_moves_before_the_place_is_parsed_stays_where_they_went() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.reader.open(Target(DocId("long.md"), "section-300"))
        assert not app.reader.model.complete
        app.reader.scroll_rows(3)
        row = screen_text(app)[0]
        await whole(app)
        await pilot.pause()
        assert screen_text(app)[0] == row


async def test_a_target_near_the_end_is_gone_to_again_when_there_is_more_room_or_less() -> None:
    app = ReaderApp({"a.md": "# A\n\n" + "x\n\n" * 30 + "## Last\n\n" + "y\n\n" * 8})
    async with app.run_test(size=(40, 24)) as pilot:
        await app.reader.open(Target(DocId("a.md"), "last"))
        assert screen_text(app)[0] != "Last"
        await pilot.resize_terminal(40, 12)
        await pilot.pause(0.1)
        assert screen_text(app)[0] == "Last"
