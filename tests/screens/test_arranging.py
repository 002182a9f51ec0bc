"""Sidebar, outline, panes, tabs and zen, by key and by mouse, at every size."""

from __future__ import annotations

import pytest
from textual.geometry import Region
from textual.widget import Widget

from nexus_tui.core.model import DocId, Target
from nexus_tui.screens.arranging import MAX_WIDTH, MIN_WIDTH
from nexus_tui.screens.splitting import MIN_PANE
from tests.conftest import LibraryBuilder
from tests.screens.harness import PAGES, Browser, browse

LONG = {
    "a.md": "# Alpha\n\n" + "".join(f"## A{n}\n\nText of A{n}.\n\n" for n in range(60)),
    "b.md": "# Beta\n\n" + "".join(f"## B{n}\n\nText of B{n}.\n\n" for n in range(120)),
}


async def drag(app: Browser, widget: Widget, to: int) -> None:
    """Drag the border of a widget to a column of the screen."""
    region = widget.region
    x = region.right - 1 if widget.drag_side == "right" else region.x  # type: ignore[attr-defined]
    await app.pilot.mouse_down(offset=(x, 10))
    await app.pilot.hover(offset=(to, 10))
    await app.pilot.mouse_up(offset=(to, 10))
    await app.settle()


# -- sidebar


async def test_the_sidebar_hides_and_comes_back_with_the_focus(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("1")
        await app.until(lambda: app.screen.sidebar.pages.has_focus)
        await app.press("backslash")
        await app.until(lambda: not app.screen.sidebar.display)
        assert app.screen.reader.has_focus
        await app.press("ctrl+b")
        await app.until(lambda: app.screen.sidebar.display)
        assert app.screen.sidebar.pages.has_focus


async def test_the_sidebar_is_resized_by_key_within_bounds(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        before = app.screen.sidebar.region.width
        await app.press(">")
        assert app.screen.sidebar.region.width == before + 4
        await app.press("2", "<")
        assert app.screen.sidebar.region.width == before - 4
        await app.press("9", "9", "<")
        assert app.screen.sidebar.region.width == MIN_WIDTH
        await app.press("9", "9", ">")
        assert app.screen.sidebar.region.width == MAX_WIDTH


async def test_the_sidebar_is_resized_by_dragging_its_border(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await drag(app, app.screen.sidebar, 44)
        await app.until(lambda: app.screen.sidebar.region.width == 45)
        await app.press("g", "s")
        await drag(app, app.screen.sidebar, 80)
        await app.until(lambda: app.screen.sidebar.region == Region(80, 0, 40, 39))


async def test_a_drag_that_begins_beside_the_text_selects_none(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(LONG), size=(160, 40)) as app:
        await drag(app, app.screen.sidebar, 50)
        await drag(app, app.screen.outline, 110)
        await app.press("|")
        await drag(app, app.screen.panes[1], 70)
        await app.pilot.mouse_down(offset=(5, 3))
        await app.pilot.hover(offset=(90, 12))
        await app.pilot.mouse_up(offset=(90, 12))
        assert app.screen.get_selected_text() is None
        x, y = app.screen.reader.region.offset
        await app.pilot.mouse_down(offset=(x + 2, y))
        await app.pilot.hover(offset=(x + 9, y))
        await app.pilot.mouse_up(offset=(x + 9, y))
        assert app.screen.get_selected_text()


async def test_the_outline_and_the_panes_are_resized_by_dragging(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(LONG), size=(160, 40)) as app:
        await drag(app, app.screen.outline, 120)
        await app.until(lambda: app.screen.outline.region.width == 40)
        assert app.document == "a.md"
        await app.press("|")
        panes = app.screen.panes
        left = panes[0].region.x
        await drag(app, panes[1], 60)
        await app.until(lambda: panes[1].region.x == 60)
        assert panes[0].region == Region(left, 0, 60 - left, 39)


async def test_two_panes_are_resized_by_key_and_their_widths_are_remembered(library_builder: LibraryBuilder) -> None:
    root = library_builder(LONG)
    async with browse(root, size=(160, 40)) as app:
        await app.press("g", ">")
        assert len(app.screen.panes) == 1
        await app.press("|")
        left, right = app.screen.panes
        before, both = right.region.width, left.region.width + right.region.width
        await app.press("g", ">")
        assert (left.region.width, right.region.width) == (both - before - 4, before + 4)
        await app.press("g", "o", "5", "g", "<")
        assert right.region.width == before + 24
        assert left.region.width == both - right.region.width
        await app.press("9", "9", "g", "<")
        assert left.region.width == MIN_PANE
        await app.press("g", ">")
        assert left.region.width == MIN_PANE + 4
        await app.press("q")
    async with browse(root, size=(160, 40)) as app:
        await app.until(lambda: len(app.screen.panes) == 2 and app.screen.panes[1].region.width)
        assert app.screen.panes[0].region.width == MIN_PANE + 4
        await app.press("x")
        assert app.screen.panes[0].region.width == both
        await app.press("|")
        assert app.screen.panes[0].region.width == MIN_PANE + 4


async def test_outline_and_status_tell_of_the_active_pane(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(LONG), size=(160, 40)) as app:
        outline = app.screen.outline
        await app.press("|", "full_stop", "G")
        await app.shows("b.md")
        assert app.rows(outline)[1].strip() == "B0"
        assert "100%" in app.screen.status.reading
        await app.press("g", "o")
        await app.until(lambda: app.rows(outline)[1].strip() == "A0")
        assert app.screen.status.reading.startswith("0%")
        await app.press("g", "o")
        await app.until(lambda: app.rows(outline)[1].strip() == "B0")
        await app.press("x")
        assert app.document == "a.md"
        await app.until(lambda: app.rows(outline)[1].strip() == "A0")
        assert app.screen.status.reading.startswith("0%")


async def test_the_end_of_a_page_is_its_end_in_a_second_pane_and_after_a_restart(
    library_builder: LibraryBuilder,
) -> None:
    root = library_builder(LONG)
    async with browse(root, size=(100, 30), target="a.md") as app:
        await app.press("G")
        place = app.screen.reader.position
        assert "Text of A59." in app.text()
        assert "Next: Beta" in app.text()
        await app.press("|")
        assert app.screen.reader.position == place
        await app.press("q")
    async with browse(root, size=(100, 30)) as app:
        await app.until(lambda: len(app.screen.panes) == 2)
        await app.settle()
        assert [pane.reader.position for pane in app.screen.panes] == [place, place]


async def test_width_side_and_what_shows_are_remembered(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    async with browse(root, size=(160, 40)) as app:
        assert app.screen.outline.display
        await app.press("g", "s")
        await app.press(">")
        await app.press("3")
        await app.until(lambda: app.screen.outline.has_focus)
        await app.press("o")
        await app.until(lambda: not app.screen.outline.display)
        await app.press("q")
    async with browse(root, size=(160, 40)) as app:
        assert app.screen.sidebar.region == Region(124, 0, 36, 39)
        assert not app.screen.outline.display
    async with browse(root, size=(160, 40), fresh=True) as app:
        assert app.screen.sidebar.region == Region(0, 0, 32, 39)
        assert app.screen.outline.display


async def test_an_end_at_a_narrow_width_does_not_hide_the_sidebar_for_ever(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    async with browse(root, size=(60, 20)) as app:
        assert not app.screen.sidebar.display
        await app.press("q")
    async with browse(root, size=(120, 40)) as app:
        assert app.screen.sidebar.display


# -- narrow


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_at_narrow_widths_lists_lie_over_the_page_one_at_a_time(
    library_builder: LibraryBuilder, size: tuple[int, int]
) -> None:
    async with browse(library_builder(PAGES), size=size) as app:
        screen = app.screen
        assert not screen.sidebar.display
        assert screen.reader.region.width == size[0]
        await app.press("backslash")
        assert screen.sidebar.pages.has_focus
        assert screen.reader.region.width == size[0]
        assert screen.sidebar.region.bottom == size[1] - 1
        await app.press("3")
        await app.until(lambda: screen.outline.has_focus)
        assert not screen.sidebar.display
        assert screen.outline.region.right == size[0]
        await app.press("escape")
        assert screen.reader.has_focus
        assert not screen.outline.display


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (160, 45)])
async def test_nothing_is_cut_off_or_overlapped(library_builder: LibraryBuilder, size: tuple[int, int]) -> None:
    async with browse(library_builder(LONG), size=size) as app:
        screen = app.screen
        shown = [screen.status, *(w for w in (screen.sidebar, screen.outline, *screen.panes) if w.display)]
        whole = Region(0, 0, *size)
        for index, widget in enumerate(shown):
            assert widget.region.area > 0
            assert whole.contains_region(widget.region)
            assert not any(widget.region.overlaps(other.region) for other in shown[:index])
        assert sum(widget.region.area for widget in shown) == whole.area
        await app.press("G")
        assert "Next: Beta  (.)" in app.lines()[size[1] - 2]
        assert "Text of A59." in app.text()


async def test_a_page_opened_from_the_overlay_uncovers_the_page(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), size=(60, 20)) as app:
        await app.press("backslash")
        await app.press("j", "j", "enter")
        await app.shows("birds/herons.md")
        assert app.screen.reader.has_focus
        assert not app.screen.sidebar.display


async def test_a_wider_terminal_brings_the_lists_back(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), size=(140, 40)) as app:
        assert app.screen.outline.display
        await app.pilot.resize_terminal(70, 24)
        await app.settle()
        await app.until(lambda: not app.screen.sidebar.display and not app.screen.outline.display)
        await app.pilot.resize_terminal(140, 40)
        await app.until(lambda: app.screen.sidebar.display and app.screen.outline.display)


# -- zen


async def test_of_two_panes_the_one_that_is_read_stays(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), size=(160, 40)) as app:
        await app.press("|", ".")
        kept = app.screen.reader
        await app.until(lambda: str(kept.document) == "birds/index.md")
        await app.press("|")
        assert app.screen.panes == [app.screen.pane]
        assert app.screen.reader is kept
        assert app.app.focused is kept


async def test_a_list_over_a_narrow_page_goes_when_the_page_gets_the_focus(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), size=(70, 24)) as app:
        for keys in (["1", "tab"], ["1", "ctrl+o", "enter"]):
            await app.press(*keys)
            await app.until(lambda: app.app.focused is app.screen.reader and not app.screen.sidebar.display)


async def test_zen_shows_the_active_one_of_two_panes(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), size=(160, 40)) as app:
        await app.press("|", "z")
        first, second = app.screen.panes
        assert second.region == Region(0, 0, 160, 40)
        assert not first.display
        await app.press("g", "o")
        await app.until(lambda: first.region == Region(0, 0, 160, 40) and not second.display)
        await app.press("z")
        await app.until(lambda: first.display and second.display)


async def test_zen_leaves_only_a_centred_column(library_builder: LibraryBuilder) -> None:
    words = "word " * 200
    async with browse(library_builder({"a.md": f"# A\n\n{words}\n"}), size=(160, 40), text_width=60) as app:
        await app.press("z")
        assert app.screen.reader.region == Region(0, 0, 160, 40)
        row = next(line for line in app.lines() if "word word" in line)
        left = len(row) - len(row.lstrip())
        assert len(row.strip()) <= 60
        assert abs(left - (160 - 60) // 2) <= 2
        await app.press("escape")
        assert app.screen.sidebar.display


# -- tabs


async def tabs(app: Browser) -> tuple[list[str], int]:
    """The documents of the active pane's tabs, and which one is in front."""
    workspace = app.screen.navigation.workspace
    return [place.document if place else "" for place in workspace.tabs], workspace.active_tab


async def test_tabs_open_close_reopen_and_are_walked(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        app.screen.sidebar.pages.focus()
        await app.press("G", "t")
        await app.shows("mammals/otters.md")
        assert await tabs(app) == (["index.md", "mammals/otters.md"], 1)
        assert "1 Home" in app.text()
        await app.press("g", "t")
        await app.shows("index.md")
        await app.press("g", "T")
        await app.shows("mammals/otters.md")
        await app.press("g", "1")
        await app.shows("index.md")
        await app.press("x")
        await app.shows("mammals/otters.md")
        await app.press("X")
        await app.shows("index.md")


async def test_a_page_that_is_in_a_tab_is_not_opened_twice(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        app.screen.sidebar.pages.focus()
        await app.press("G", "t")
        await app.shows("mammals/otters.md")
        app.screen.sidebar.pages.focus()
        await app.press("g", "1")
        await app.shows("index.md")
        app.screen.sidebar.pages.focus()
        app.screen.sidebar.pages.select_key("mammals/otters.md")
        await app.press("t")
        await app.shows("mammals/otters.md")
        assert (await tabs(app))[0] == ["index.md", "mammals/otters.md"]


async def test_tabs_answer_to_the_mouse(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        app.screen.sidebar.pages.focus()
        await app.press("G", "t")
        await app.shows("mammals/otters.md")
        await app.pilot.click(app.screen.pane.tabs, offset=(3, 0))
        await app.shows("index.md")
        await app.pilot.click(app.screen.pane.tabs, offset=(12, 0), button=2)
        await app.until(lambda: len(app.screen.navigation.workspace.tabs) == 1)


# -- two panes


async def test_two_panes_have_histories_of_their_own(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("|")
        panes = app.screen.panes
        assert [pane.reader.document for pane in panes] == ["index.md", "index.md"]
        assert panes[1].reader.has_focus
        await app.press("full_stop")
        assert panes[0].reader.document == "index.md"
        second = panes[1].reader.document
        assert second not in (None, "index.md")
        await app.press("g", "o")
        assert panes[0].reader.has_focus
        await app.press("H")
        assert panes[1].reader.document == second
        await app.press("g", "o", "H")
        await app.until(lambda: panes[1].reader.document == "index.md")
        await app.press("|")
        assert len(app.screen.panes) == 1


async def test_linked_panes_scroll_together_only_when_asked(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(LONG), size=(120, 30)) as app:
        await app.press("|")
        first, second = (pane.reader for pane in app.screen.panes)
        await app.press("1", "0", "j")
        assert (first.scroll_y, second.scroll_y) == (0, 10)
        await app.press("g", "|")
        await app.until(lambda: first.position == second.position, "the same place")
        await app.press("j")
        await app.until(lambda: first.scroll_y == 11)
        await second.open(Target(DocId("b.md")))
        await app.press("G")
        await app.until(lambda: first.percent == 100, "the end of both")
        await app.press("g", "|", "g", "g")
        await app.until(lambda: second.scroll_y == 0)
        assert first.percent == 100


async def test_focus_goes_round_all_that_shows(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder({"a.md": "# A\n\nNo links.\n"}), size=(160, 40)) as app:
        order = [app.screen.reader, app.screen.outline, app.screen.sidebar.pages, app.screen.reader]
        assert app.screen.focused is order[0]
        for widget in order[1:]:
            await app.press("tab")
            assert app.screen.focused is widget
        await app.press("shift+tab")
        assert app.screen.focused is app.screen.sidebar.pages


async def test_tabs_panes_and_places_come_back_at_the_next_start(library_builder: LibraryBuilder) -> None:
    root = library_builder(LONG)
    async with browse(root) as app:
        await app.press("5", "]")
        await app.press("|")
        await app.press("full_stop")
        await app.shows("b.md")
        await app.press("3", "]")
        titles = [pane.reader.current_title for pane in app.screen.panes]
        await app.press("q")
    async with browse(root) as app:
        await app.until(lambda: len(app.screen.panes) == 2)
        await app.settle()
        assert [pane.reader.document for pane in app.screen.panes] == ["a.md", "b.md"]
        assert [pane.reader.current_title for pane in app.screen.panes] == titles
        assert app.screen.panes[1].reader.has_focus
    async with browse(root, fresh=True) as app:
        assert len(app.screen.panes) == 1
        assert app.screen.reader.scroll_y == 0
