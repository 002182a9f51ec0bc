"""Quick-open, tags, recent pages, bookmarks, the outline and relations."""

from __future__ import annotations

from pathlib import Path

import pytest

from nexus_tui.core.model import DocId
from nexus_tui.widgets.row_list import RowList
from tests.conftest import LibraryBuilder
from tests.screens.harness import PAGES, Browser, QuietSession, browse, quiet_settings

HEADINGS = [
    (DocId("birds/owls.md"), "Owls", "owls"),
    (DocId("birds/owls.md"), "Hearing", "hearing"),
    (DocId("birds/herons.md"), "Patience", "patience"),
]


class HeadedSession(QuietSession):
    """A session whose index knows the headings above."""

    def headings(self) -> list[tuple[DocId, str, str]]:
        return HEADINGS


# -- quick-open


async def test_quick_open_offers_the_recent_pages_first(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("full_stop")
        await app.press("ctrl+o")
        await app.until(lambda: app.listed())
        assert app.listed() == ["Birds", "Home", "Herons", "Owls", "Mammals", "Otters"]


async def test_quick_open_finds_titles_aliases_and_headings_and_goes_there(library_builder: LibraryBuilder) -> None:
    session = HeadedSession.open(library_builder(PAGES), quiet_settings())
    async with browse(session.root, session=session) as app:
        await app.press(";")
        await app.type("strigi")
        await app.until(lambda: app.listed() == ["Strigiformes"])
        await app.press(*["backspace"] * 6)
        await app.type("hearing")
        await app.until(lambda: app.listed() == ["Hearing"])
        row = app.dialog.query_one(RowList).rows[0]
        assert row.lines[0] == (("Hearing", "match"),)
        assert row.right == (("Owls", "dim"),)
        await app.press("enter")
        await app.shows("birds/owls.md")
        assert app.screen.reader.current_anchor == "hearing"


async def test_quick_open_opens_in_a_new_tab_on_ctrl_t(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("ctrl+o")
        await app.type("otters")
        await app.until(lambda: app.listed()[:1] == ["Otters"])
        await app.press("ctrl+t")
        await app.shows("mammals/otters.md")
        assert len(app.screen.navigation.workspace.tabs) == 2


async def test_escape_leaves_quick_open_where_it_was(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("ctrl+o", "escape")
        assert app.app.screen is app.screen
        assert app.document == "index.md"
        assert app.screen.reader.has_focus


# -- the other views of the sidebar


def view(app: Browser) -> list[tuple[str, str]]:
    """Text and right edge of each row of the sidebar's view."""
    return [
        ("".join(text for text, _ in row.lines[0]), "".join(text for text, _ in row.right))
        for row in app.screen.sidebar.shown_list.rows
    ]


async def test_tags_have_counts_and_narrow_as_more_are_chosen(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("g", "a")
        await app.until(lambda: view(app))
        assert view(app) == [("○ #hunter", "2"), ("○ #water", "2"), ("○ #night", "1")]
        await app.press("enter")
        assert view(app) == [
            ("● #hunter", "2"),
            ("○ #night", "1"),
            ("○ #water", "1"),
            ("  Herons", ""),
            ("  Owls", ""),
        ]
        await app.press("j", "j", "enter")
        assert view(app) == [("● #hunter", "1"), ("● #water", "1"), ("  Herons", "")]
        await app.press("G", "enter")
        await app.shows("birds/herons.md")


async def test_the_filter_works_in_every_view(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("g", "a")
        await app.press("/")
        await app.type("night")
        await app.until(lambda: view(app) == [("○ #night", "1")])


async def test_recent_pages_stand_newest_first(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("full_stop")
        await app.press("full_stop")
        await app.press("g", "r")
        await app.until(lambda: [text for text, _ in view(app)] == ["Herons", "Birds", "Home"], "the recent pages")
        await app.press("G", "enter")
        await app.shows("index.md")


async def test_views_are_chosen_with_the_mouse(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.pilot.click(app.screen.sidebar.strip, offset=(8, 0))
        await app.until(lambda: app.screen.sidebar.view == "tags")
        assert view(app)


# -- bookmarks


async def test_a_heading_is_bookmarked_named_renamed_and_removed(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), target="birds/owls.md#flight", size=(120, 8)) as app:
        await app.press("m")
        await app.press("g", "b")
        await app.until(lambda: view(app) == [("Flight", "Owls")])
        await app.press("c")
        await app.press(*["backspace"] * 6)
        await app.type("no sound")
        await app.press("enter")
        assert view(app) == [("no sound", "Owls")]
        await app.press("d")
        assert view(app) == []
        assert "m bookmarks" in app.text()


async def test_a_bookmark_under_a_name_is_gone_to_from_the_list(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), target="birds/owls.md#hearing", size=(120, 8)) as app:
        await app.press("M")
        await app.press(*["backspace"] * 7)
        await app.type("ears")
        await app.press("enter")
        await app.press("H", "full_stop")
        await app.until(lambda: app.document != "birds/owls.md")
        await app.press("'")
        await app.until(lambda: app.listed() == ["ears"])
        await app.press("enter")
        await app.shows("birds/owls.md")
        assert app.screen.reader.current_anchor == "hearing"


async def test_bookmarks_go_to_markdown_and_back(
    library_builder: LibraryBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = library_builder(PAGES)
    monkeypatch.chdir(tmp_path)
    async with browse(root, target="birds/owls.md") as app:
        await app.press("m")
        await app.screen.run_command("bookmark.export")
        assert "- [Owls](birds/owls.md)" in (tmp_path / "bookmarks.md").read_text()
        await app.press("m")
        assert not list(app.session.state.bookmarks)
        await app.screen.run_command("bookmark.import")
        await app.settle()
        await app.press("enter")
        assert [(mark.document, mark.anchor, mark.name) for mark in app.session.state.bookmarks] == [
            ("birds/owls.md", "", "Owls")
        ]


# -- outline


def outline(app: Browser) -> list[str]:
    """The texts of the outline's rows, without the arrows."""
    return [row.replace("▸", " ").replace("▾", " ").rstrip() for row in app.rows(app.screen.outline)]


async def test_the_outline_follows_the_scroll_and_jumps(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), target="birds/owls.md", size=(140, 6)) as app:
        assert outline(app) == ["  Owls", "    Hearing", "      Ear tufts", "    Flight"]
        await app.press("]", "]")
        row = app.screen.outline.current
        assert row is not None
        assert row.data == app.screen.reader.heading_index
        await app.press("o", "G", "enter")
        await app.until(lambda: app.screen.reader.current_anchor == "flight")
        assert app.screen.reader.has_focus


async def test_the_outline_folds_and_goes_to_the_parent(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), target="birds/owls.md", size=(140, 40)) as app:
        app.screen.outline.focus()
        await app.press("j", "h")
        assert outline(app) == ["  Owls", "    Hearing", "    Flight"]
        await app.press("h")
        assert app.screen.outline.cursor == 0
        await app.press("j", "l")
        assert len(outline(app)) == 4


async def test_the_outline_is_filtered_by_typing(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), target="birds/owls.md", size=(140, 40)) as app:
        app.screen.outline.focus()
        await app.press("/")
        await app.type("fli")
        await app.until(lambda: [row.strip() for row in app.listed()] == ["Flight"])
        await app.press("enter")
        await app.until(lambda: app.app.screen is app.screen)
        await app.settle()
        assert app.screen.reader.has_focus


async def test_the_outline_counts_the_matches_of_each_section(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), target="birds/owls.md", size=(140, 40)) as app:
        await app.press("/")
        await app.type("ear")
        await app.until(lambda: app.screen.status.matches == "1 of 4", "the count")
        rows = app.screen.outline.rows
        await app.until(lambda: app.screen.outline.counts, "counts in the outline")
        counts = {row.lines[0][1][0]: "".join(t for t, _ in row.right) for row in app.screen.outline.rows}
        assert counts == {"Owls": "", "Hearing": "2", "Ear tufts": "2", "Flight": ""}, rows
        await app.press("escape")
        await app.until(lambda: not app.screen.outline.counts)


# -- relations


async def test_backlinks_show_the_sentence_and_lead_there(library_builder: LibraryBuilder) -> None:
    pages = {**PAGES, "mammals/bats.md": "# Bats\n\nBats hear. They flee from [owls](../birds/owls.md) at night.\n"}
    async with browse(library_builder(pages), target="birds/owls.md") as app:
        await app.press("B")
        await app.until(lambda: len(app.app.screen_stack) == 2)
        listed = app.listed()
        assert listed[0] == "Linked from (3)"
        assert any("Bats" in row and "They flee from owls at night." in row for row in listed)
        await app.type("bats")
        await app.press("enter")
        await app.shows("mammals/bats.md")


async def test_a_page_that_names_this_one_as_related_is_among_the_backlinks(library_builder: LibraryBuilder) -> None:
    pages = {"a.md": "# A\n", "b.md": "---\nrelated: [a.md]\n---\n# Bee\n"}
    async with browse(library_builder(pages), target="a.md") as app:
        await app.press("B")
        await app.until(lambda: len(app.app.screen_stack) == 2)
        assert app.listed()[1].split() == ["Bee", "names", "it", "as", "related"]


async def test_broken_links_of_the_page_are_listed(library_builder: LibraryBuilder) -> None:
    pages = {"a.md": "# A\n\nGood.\n\nSee [gone](gone.md) and [no heading](b.md#none).\n", "b.md": "# B\n"}
    async with browse(library_builder(pages), target="a.md") as app:
        await app.press("B")
        await app.until(lambda: len(app.app.screen_stack) == 2)
        listed = app.listed()
        assert "Broken links of this page (2)" in listed
        assert sum("line 5" in row for row in listed) == 2


async def test_lists_are_walked_by_screens_and_to_their_ends(library_builder: LibraryBuilder) -> None:
    root = library_builder({f"page-{number:03}.md": f"# Page {number:03}" for number in range(100)})
    async with browse(root, size=(100, 24), preview_on_move=False) as app:
        tree = app.screen.sidebar.pages
        tree.focus()
        await app.press("pagedown")
        assert 15 < tree.cursor < 24
        await app.press("G")
        assert tree.cursor == 99
        await app.press("g", "g")
        assert tree.cursor == 0
        await app.press("5", "j")
        assert tree.cursor == 1, "counts belong to the page; in lists digits go to panes"
