"""What needs an index, a file that is written, or a second start: similar pages, queries, tasks, folds."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from nexus_tui.core.session import Session
from tests.conftest import LibraryBuilder
from tests.screens.harness import QuietSession, browse, quiet_settings

PAGES = {
    "index.md": "# Home\n\nWelcome.\n",
    "owls.md": "# Owls\n\nOwls hunt mice at night with silent feathers and asymmetric ears.\n",
    "hawks.md": "# Hawks\n\nHawks hunt mice by day; their feathers are not silent, their ears are symmetric.\n",
    "bread.md": "# Bread\n\nFlour, water, salt and yeast rise overnight in a bowl.\n",
    "tasks.md": "# Tasks\n\n- [ ] feed the owls\n- [x] bake\n",
}


def indexed(root: Path) -> Session:
    """A session whose index is whole."""
    session = QuietSession.open(root, quiet_settings())
    session.engine.sync()
    return session


async def test_similar_pages_are_listed_with_their_telling_words(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES)), target="owls.md") as app:
        await app.press("B")
        listed = app.listed()
        similar = listed[next(n for n, row in enumerate(listed) if row.startswith("Similar pages")) + 1]
        assert "Hawks" in similar
        await app.press("enter")
        await app.shows("hawks.md")


async def test_queries_of_the_last_time_are_recalled(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    async with browse(Path(), session=indexed(root)) as app:
        await app.press("s")
        await app.type("yeast")
        await app.press("enter")
        await app.shows("bread.md")
        await app.press("q")
    async with browse(Path(), session=indexed(root)) as app:
        await app.press("s")
        await app.press("up")
        panel = app.screen.searching.panel
        assert panel is not None
        assert panel.text == "yeast"


async def test_space_ticks_the_focused_task_in_the_file(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    async with browse(root, target="tasks.md") as app:
        await app.press("tab")
        await app.press("space")
        await app.until(lambda: "- [x] feed the owls" in (root / "tasks.md").read_text())
        assert (root / "tasks.md").read_text().endswith("- [x] bake\n")


async def test_folded_sections_stay_folded_when_the_page_is_shown_again(library_builder: LibraryBuilder) -> None:
    root = library_builder({"index.md": "# Home\n\n## One\n\nFirst text.\n\n## Two\n\nSecond text.\n", "b.md": "# B\n"})
    async with browse(root) as app:
        await app.press("_")
        assert app.screen.reader.folded == ["one", "two"]
        assert "First text." not in app.text()
        await app.press(".")
        await app.shows("b.md")
        await app.press("H")
        await app.shows("index.md")
        assert "First text." not in app.text()
        await app.press("q")
    async with browse(root) as app:
        await app.until(lambda: app.screen.reader.folded == ["one", "two"])
        await app.press("+")
        assert "First text." in app.text()
        await app.press("q")
    async with browse(root) as app:
        assert app.screen.reader.folded == []


async def test_a_dialog_that_another_key_overtook_does_not_come(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browse(library_builder(PAGES)) as app:
        relations, ready = app.screen.relations, threading.Event()
        found = relations._relations
        monkeypatch.setattr(relations, "_relations", lambda document: (ready.wait(), found(document))[1])
        await app.pilot.press("B")
        await app.pilot.press("j")
        ready.set()
        await app.settle()
        assert len(app.app.screen_stack) == 1
        await app.press("B")
        await app.until(lambda: len(app.app.screen_stack) == 2)
