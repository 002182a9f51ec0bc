"""Headings, pages in order, links, history and memory, through the application."""

from __future__ import annotations

from pathlib import Path

import pytest

from nexus_tui.core.model import DocId
from tests.conftest import LibraryBuilder
from tests.screens.harness import PAGES, Browser, browse

FILL = "Text.\n\n" * 30
BOOK = {
    "a.md": f"# A\n\n{FILL}## One\n\n{FILL}### Deep\n\n{FILL}## Two\n\n{FILL}### Deeper\n\n{FILL}",
    "b.md": "# B\n\nSee [[A#Two|the second part]] and [gone](gone.md).\n\nOr [[Twin]].\n",
    "x/twin.md": "# Twin\n\nThe first.\n",
    "y/twin.md": "# Twin\n\nThe other.\n",
}


def heading(app: Browser) -> str:
    """The heading of the section on screen."""
    return app.screen.reader.current_title


async def test_headings_are_walked_by_order_level_and_parent(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(BOOK), target="a.md") as app:
        seen = []
        for key in ("]", "]", "}", "{", "]", "p", "2", "]", "p", "[", "["):
            await app.press(key)
            seen.append(heading(app))
        assert seen == ["One", "Deep", "Deep", "Deep", "Two", "A", "A", "Deep", "One", "A", "A"]


async def test_the_heading_path_sticks_above_the_page(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(BOOK), target="a.md#deep") as app:
        await app.press("5", "j")
        assert app.region_text(app.screen.pane.crumbs).strip(" ▌") == "A › One › Deep"


async def test_a_section_folds_and_unfolds(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(BOOK), target="a.md#one") as app:
        await app.press("-")
        assert "Text." not in app.lines()[3]
        await app.press("_")
        await app.press("g", "g", "]")
        await app.until(lambda: "Two" in app.region_text(app.screen.reader))
        await app.press("+")
        await app.until(lambda: "Two" not in app.region_text(app.screen.reader))


async def test_pages_are_walked_in_reading_order_to_the_last_one(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(BOOK), target="a.md", notices=True) as app:
        for document in ("b.md", "x/twin.md", "y/twin.md"):
            await app.press("full_stop")
            await app.shows(document)
        await app.press("full_stop")
        await app.sees("This is the last page")
        await app.press("3", "comma")
        await app.shows("a.md")


async def test_a_wiki_link_leads_to_its_heading_and_back_is_the_exact_place(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(BOOK), target="b.md") as app:
        await app.press("tab", "enter")
        await app.shows("a.md")
        await app.until(lambda: heading(app) == "Two")
        await app.press("7", "j")
        place = app.screen.reader.position
        await app.press("H")
        await app.shows("b.md")
        await app.press("L")
        await app.shows("a.md")
        assert app.screen.reader.position == place
        await app.press("alt+left")
        await app.shows("b.md")
        await app.press("alt+right")
        await app.shows("a.md")
        await app.press("backspace")
        await app.shows("b.md")


async def test_going_somewhere_else_forgets_what_was_ahead(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("full_stop", "full_stop", "H")
        await app.shows("birds/index.md")
        await app.press("comma")
        await app.shows("index.md")
        await app.press("L")
        assert app.document == "index.md"


async def test_a_link_with_several_targets_asks_which(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(BOOK), target="b.md") as app:
        await app.press("tab", "tab", "tab", "enter")
        await app.until(lambda: len(app.app.screen_stack) == 2)
        assert app.listed() == ["Twin", "Twin"]
        await app.press("down", "enter")
        await app.shows("y/twin.md")


async def test_a_dead_link_says_so_and_offers_to_make_the_page(library_builder: LibraryBuilder) -> None:
    root = library_builder(BOOK)
    async with browse(root, target="b.md") as app:
        await app.press("tab", "tab", "enter")
        await app.until(lambda: len(app.app.screen_stack) == 2)
        await app.sees("Create gone.md?")
        await app.press("n")
        assert not (root / "gone.md").exists()
        await app.press("enter")
        await app.until(lambda: len(app.app.screen_stack) == 2)
        await app.press("y")
        await app.shows("gone.md")
        assert (root / "gone.md").read_text().startswith("---\ntitle: Gone\n")


async def test_labels_follow_links_open_tabs_and_copy(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(BOOK), target="b.md") as app:
        await app.press("f")
        await app.until(lambda: app.screen.linking.layer is not None)
        layer = app.screen.linking.layer
        assert layer is not None
        assert [target.value for target in layer.of.values()][1] == "gone.md"
        await app.press("escape")
        assert app.screen.linking.layer is None
        await app.press("y", "f")
        await app.press(list(layer.of)[1])
        assert app.app.clipboard == "gone.md"
        await app.press("F")
        await app.press(next(iter(layer.of)))
        await app.shows("a.md")
        assert len(app.screen.navigation.workspace.tabs) == 2


async def test_peeking_shows_the_target_and_enter_goes_there(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(BOOK), target="b.md", size=(100, 30)) as app:
        await app.press("tab", "K")
        await app.until(lambda: len(app.app.screen_stack) == 2)
        await app.sees("Two")
        await app.press("escape")
        assert app.document == "b.md"
        await app.press("K")
        await app.until(lambda: len(app.app.screen_stack) == 2)
        await app.press("enter")
        await app.shows("a.md")


# -- memory


async def test_the_place_is_kept_by_heading_over_an_edit(library_builder: LibraryBuilder) -> None:
    root = library_builder(BOOK)
    async with browse(root, target="a.md") as app:
        await app.press("4", "]")
        await app.press("3", "j")
        assert heading(app) == "Deeper"
        await app.press("q")
    page = root / "a.md"
    page.write_text(page.read_text().replace("# A\n\n", "# A\n\n" + "New text before.\n\n" * 50))
    async with browse(root) as app:
        assert app.document == "a.md"
        await app.until(lambda: heading(app) == "Deeper", "the section that was read")


async def test_the_history_comes_back_too(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    async with browse(root) as app:
        await app.press("full_stop", "full_stop")
        await app.shows("birds/herons.md")
        await app.press("q")
    async with browse(root) as app:
        assert app.document == "birds/herons.md"
        await app.press("H")
        await app.shows("birds/index.md")


async def test_what_changed_since_the_last_reading_is_shown(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    async with browse(root, target="birds/herons.md") as app:
        await app.until(lambda: app.session.state.is_read(DocId("birds/herons.md")))
        await app.press("q")
    (root / "birds/herons.md").write_text("# Herons\n\nHerons dance.\n\n## Patience\n\nMotionless.\n")
    async with browse(root, target="birds/herons.md") as app:
        await app.until(lambda: app.session.text_before(DocId("birds/herons.md")))
        await app.press("g", "c")
        await app.until(lambda: len(app.app.screen_stack) == 2)
        await app.sees("Herons dance.")
        await app.sees("Herons wait.")


async def test_a_page_that_did_not_change_says_so(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), notices=True) as app:
        await app.press("g", "c")
        await app.sees("Nothing has changed since you last read this page")


# -- live


async def test_a_saved_file_shows_at_once_and_the_place_stays(library_builder: LibraryBuilder) -> None:
    root = library_builder(BOOK)
    async with browse(root, target="a.md", watch=True) as app:
        await app.press("3", "]")
        assert heading(app) == "Two"
        page = root / "a.md"
        page.write_text("# A\n\nNew.\n\n" + page.read_text().replace("# A\n\n", "").replace("Deeper", "Deepest"))
        (root / "c.md").write_text("# Sea\n")
        await app.until(lambda: "Sea" in app.tree(), "the new page in the tree")
        await app.until(lambda: any("Deepest" in h.text for h in app.screen.reader.headings), "the new heading")
        await app.settle()
        assert heading(app) == "Two"
        assert any("Deepest" in row for row in app.rows(app.screen.outline))


async def test_a_page_that_vanishes_is_a_notice(library_builder: LibraryBuilder) -> None:
    root = library_builder(BOOK)
    async with browse(root, target="b.md", notices=True) as app:
        (root / "a.md").unlink()
        await app.press("comma")
        await app.until(lambda: len(app.app._notifications) > 0)
        assert app.document == "b.md"


@pytest.mark.parametrize("name", ["b.md", "x/twin.md"])
async def test_a_page_of_the_command_line_is_opened_first(library_builder: LibraryBuilder, name: str) -> None:
    root = library_builder(BOOK)
    async with browse(Path(root), target=name) as app:
        assert app.document == name
