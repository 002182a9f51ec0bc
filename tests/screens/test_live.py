"""Pages that change on the disk while they are on screen: the real watcher, what is marked, what stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from nexus_tui.core import watcher
from nexus_tui.core.model import DocId, Target
from nexus_tui.widgets import reader_changes
from nexus_tui.widgets.reader_paint import CHANGED
from tests.conftest import LibraryBuilder
from tests.screens.harness import Browser, browse

PAGE = "# Owls\n\nOwls hunt.\n\nTheir ears.\n\n```python\na = 1\nb = 2\nc = 3\n```\n\n" + "An owl flies.\n\n" * 60
LIBRARY = {"a.md": PAGE, "b.md": "# Voles\n\nOne owl here.\n\n" + "Text.\n\n" * 60 + "Two: owl.\n"}


def marked(app: Browser) -> list[str]:
    """The rows of the page that have the bar of what changed, without it."""
    rows = app.region_text(app.screen.reader).split("\n")
    return [row.replace(CHANGED, "").strip() for row in rows if CHANGED in row]


async def test_what_a_save_changed_is_marked_until_the_next_key(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_changes, "CHANGE_SECONDS", 600.0)
    root = library_builder(LIBRARY)
    async with browse(root, target="a.md", watch=True) as app:
        assert marked(app) == []
        (root / "a.md").write_text(PAGE.replace("Their ears.", "Their feet.\n\nAnd beaks.").replace("b = 2", "b = 4"))
        await app.sees("Their feet")
        await app.until(lambda: marked(app), "the mark")
        assert [row.strip("│ ") for row in marked(app)] == ["Their feet.", "And beaks.", "b = 4"]
        await app.press("j")
        assert marked(app) == []


async def test_the_mark_goes_by_itself(library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_changes, "CHANGE_SECONDS", 0.3)
    root = library_builder(LIBRARY)
    async with browse(root, target="a.md") as app:
        (root / "a.md").write_text(PAGE.replace("Owls hunt", "Owls sleep"))
        await app.pilot.press("r")
        await app.until(lambda: marked(app) == ["Owls sleep."])
        await app.until(lambda: not marked(app), "the end of the mark")


async def test_without_animations_only_a_key_takes_the_mark_away(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_changes, "CHANGE_SECONDS", 0.0)
    root = library_builder(LIBRARY)
    async with browse(root, target="a.md") as app:
        app.app.animation_level = "none"
        (root / "a.md").write_text(PAGE.replace("Owls hunt", "Owls sleep"))
        await app.press("r")
        assert app.screen.reader._unmark is None
        assert marked(app) == ["Owls sleep."]
        await app.press("escape")
        assert marked(app) == []


async def test_a_line_that_is_gone_is_marked_by_its_neighbours(library_builder: LibraryBuilder) -> None:
    root = library_builder(LIBRARY)
    async with browse(root, target="a.md") as app:
        app.app.animation_level = "none"
        (root / "a.md").write_text(PAGE.replace("a = 1\n", ""))
        await app.press("r")
        assert any("b = 2" in row for row in marked(app))


async def test_the_source_of_a_page_stays_on_screen_when_it_is_read_again(library_builder: LibraryBuilder) -> None:
    root = library_builder(LIBRARY)
    async with browse(root, target="a.md") as app:
        app.app.animation_level = "none"
        await app.press("R")
        await app.sees("```python")
        (root / "a.md").write_text(PAGE.replace("b = 2", "b = 22"))
        await app.press("r")
        await app.sees("b = 22")
        await app.sees("```python")
        assert app.screen.reader.showing_source
        assert len(marked(app)) == 1
        await app.press("R")
        await app.until(lambda: "```python" not in app.text())
        assert "b = 22" in app.text()


async def test_a_page_that_is_as_it_was_is_not_shown_anew(library_builder: LibraryBuilder) -> None:
    root = library_builder(LIBRARY)
    async with browse(root, target="a.md") as app:
        reader = app.screen.reader
        await app.press("v", "l", "l")
        model = reader.model
        (root / "a.md").touch()
        await app.screen.navigation.files_changed(["a.md"])
        assert reader.model is model
        assert reader.selecting
        assert await reader.open(Target(DocId("a.md")), keep_place=True)
        assert reader.model is not model


async def test_a_find_goes_on_in_the_page_as_it_is_now(library_builder: LibraryBuilder) -> None:
    root = library_builder(LIBRARY)
    async with browse(root, target="a.md", watch=True) as app:
        await app.press("slash")
        await app.type("owl")
        await app.press("enter")
        await app.until(lambda: app.screen.status.matches == "1 of 62")
        await app.press("d", "d", "d")
        before = app.screen.reader.position
        (root / "a.md").write_text(PAGE + "The last owl.\n")
        await app.until(lambda: app.screen.status.matches == "63 matches")
        assert app.screen.reader.position == before
        await app.press("n")
        await app.until(lambda: " of 63" in app.screen.status.matches)
        assert not app.screen.status.matches.startswith("1 ")


async def test_a_find_goes_on_in_the_next_page_without_moving_in_it(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(LIBRARY), target="a.md") as app:
        await app.press("slash")
        await app.type("owl")
        await app.press("enter")
        await app.until(lambda: app.screen.status.matches == "1 of 62")
        await app.press("full_stop")
        await app.shows("b.md")
        await app.until(lambda: app.screen.status.matches == "2 matches")
        assert app.screen.reader.percent == 0
        await app.press("n")
        await app.until(lambda: app.screen.status.matches == "1 of 2")
        await app.press("n")
        await app.until(lambda: app.screen.status.matches == "2 of 2")
        await app.sees("Two: owl.")


async def test_a_library_that_goes_away_is_told_and_shown_again_when_it_is_back(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(watcher, "POLL", 0.02)
    root = library_builder(LIBRARY)
    async with browse(root, target="a.md", watch=True) as app:

        def told(text: str) -> bool:
            return any(text in notice.message for notice in app.app._notifications)

        (root / "c.md").write_text("# Newts\n")
        await app.until(lambda: app.screen.snapshot is not None and "c.md" in app.screen.snapshot.pages, "the watch")
        root.rename(tmp_path / "away")
        await app.until(lambda: told("Cannot open the folder"), "the loss")
        (tmp_path / "away/a.md").write_text(PAGE.replace("Owls hunt", "Owls sleep"))
        (tmp_path / "away").rename(root)
        await app.until(lambda: told("can be read again"), "the return")
        await app.sees("Owls sleep")
