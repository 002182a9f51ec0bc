"""What a newcomer sees, and the status line."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from nexus_tui.core import paths
from nexus_tui.core.model import IndexStatus
from tests.conftest import LibraryBuilder
from tests.screens.harness import PAGES, browse


async def test_at_the_first_start_a_line_says_what_to_press(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    async with browse(root, size=(80, 24)) as app:
        assert app.lines()[-1].startswith(" New here?  ? help  s search  Ctrl+O open a page  f follow a link")
        await app.press("full_stop")
        await app.until(lambda: "New here?" not in app.text())
        await app.press("q")
    async with browse(root, size=(80, 24)) as app:
        assert "New here?" not in app.text()


async def test_the_first_line_knows_the_users_keys(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), keys={"search.open": "ctrl+y"}) as app:
        assert "Ctrl+Y search" in app.lines()[-1]


async def test_an_empty_library_says_what_to_press_and_takes_its_first_page(tmp_path: Path) -> None:
    root = tmp_path / "empty"
    root.mkdir()
    async with browse(root, size=(80, 24)) as app:
        await app.sees("Nothing to read here yet")
        assert "make the first page" in app.text()
        assert app.lines()[0].startswith("▌Nexus › Nothing")
        await app.press("g", "n")
        await app.type("hello")
        await app.press("enter")
        await app.shows("hello.md")
        assert app.tree() == ["Hello"]


async def test_the_status_line_has_place_reading_time_and_matches(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), target="mammals/otters.md", size=(120, 24)) as app:
        assert app.lines()[-1].endswith("0% · 1 min")
        await app.press("G")
        await app.until(lambda: app.lines()[-1].endswith("100% · 1 min"))
        await app.press("/")
        await app.type("holt")
        await app.until(lambda: "1 of 1" in app.lines()[-1])


async def test_the_end_of_a_page_names_the_next_one(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), target="birds/owls.md", size=(120, 24)) as app:
        assert "Next: Mammals" not in app.text()
        await app.press("G")
        await app.until(lambda: "Next: Mammals  (.)" in app.lines()[-2])
        await app.press("full_stop")
        await app.shows("mammals/index.md")


async def test_the_status_line_tells_the_index_and_its_age(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), size=(120, 24)) as app:
        upkeep = app.screen.upkeep
        app.screen.status.progress = 0.25
        await app.sees("indexing ██░░░░░░░░  25%")
        app.screen.status.progress = None
        upkeep.status = IndexStatus("ready", sections=4812, updated=time.time() - 2)
        upkeep._show_age()
        await app.sees("4,812 sections, indexed 2 s ago")


@pytest.mark.parametrize(
    ("columns", "matches", "shown"),
    [
        (60, "", r"  0% · 1 min  indexed \d+ s ago"),
        (60, "3 of 17", r"  3 of 17  0% · 1 min"),
        (80, "3 of 17", r"  3 of 17  0% · 1 min  indexed \d+ s ago"),
        (120, "3 of 17", r"  3 of 17  0% · 1 min  4,812 sections, indexed \d+ s ago"),
    ],
)
async def test_in_a_narrow_status_line_matches_and_place_come_before_the_index(
    library_builder: LibraryBuilder, columns: int, matches: str, shown: str
) -> None:
    async with browse(library_builder(PAGES), size=(columns, 20), target="birds/owls.md") as app:
        app.screen.upkeep.status = IndexStatus("ready", sections=4812, updated=time.time())
        app.screen.upkeep._show_age()
        app.screen.status.tip = ""
        app.screen.status.matches = matches
        await app.until(lambda: re.search(shown + r"\Z", app.lines()[-1]))
        assert "Space page" in app.lines()[-1]


async def test_the_first_line_is_cut_between_its_parts(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), size=(60, 20)) as app:
        line = app.lines()[-1]
        assert line.startswith(" New here?  ? help  s search   ")
        assert "…" not in line


async def test_hints_beside_a_text_box_are_keys_that_are_not_typed(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("s")
        await app.until(lambda: "Enter open" in app.lines()[-1])
        assert "s search" not in app.lines()[-1]
        assert "F1 help" in app.lines()[-1]


async def test_the_footer_fits_the_focus(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("full_stop")
        assert "Space page" in app.lines()[-1]
        app.screen.sidebar.pages.focus()
        await app.until(lambda: "/ filter" in app.lines()[-1])
        assert "Space page" not in app.lines()[-1]
        await app.press("ctrl+o", "escape")
        await app.until(lambda: "/ filter" in app.lines()[-1])


def remember(root: Path, state: str) -> None:
    """Put this where the memory of a library is kept."""
    place = paths.library_state_dir(root) / "state.json"
    place.parent.mkdir(parents=True)
    place.write_text(state)


async def test_a_damaged_memory_is_said(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    remember(root, "{")
    async with browse(root, notices=True) as app:
        assert app.document == "index.md"
        await app.sees("it starts empty")


SESSION = '{"version": 1, "session": {"workspace": {"panes": [{"tabs": [{"at": 0, "places": [%s]}]}]}}}'


@pytest.mark.parametrize("place", ['["birds/owls.md", "", {"anchor": 5}]', '["birds/owls.md", "", {"line": 1e400}]'])
async def test_a_place_that_does_not_fit_costs_the_place_alone(library_builder: LibraryBuilder, place: str) -> None:
    root = library_builder(PAGES)
    remember(root, SESSION % place)
    async with browse(root) as app:
        assert app.document == "birds/owls.md"


async def test_a_session_that_cannot_be_restored_is_reported_and_left(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    remember(root, SESSION % '["\\ud800.md", "", null]')
    async with browse(root, notices=True) as app:
        assert app.document == "index.md"
        await app.sees("Something went wrong")
