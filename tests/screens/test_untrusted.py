"""What a hostile library holds never reaches the terminal as something that it obeys."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from nexus_tui.core.model import DocId, Hit, Snippet, Target
from nexus_tui.core.sanitize import sanitize
from tests.screens.harness import Browser, browse

TEXT = "evil \x1b]0;owned\x07 \x1b[2J \x9b31m \x7f \u202e end\nnext\tcell"


def unsafe(text: str) -> list[str]:
    """The characters of a text that a terminal would obey, or that turn other text around."""
    return [
        character for character in text if unicodedata.category(character) == "Cc" or sanitize(character) != character
    ]


def written(app: Browser) -> str:
    """All text of the screen that is on top, as it goes to the driver."""
    screen = app.app.screen
    return "".join(s.text for strip in screen._compositor.render_strips(screen.size) for s in strip if not s.control)


async def test_every_page_of_a_hostile_library_is_shown_safely(nasty_library: Path) -> None:
    async with browse(nasty_library, size=(140, 40)) as app:
        snapshot = app.screen.snapshot
        assert snapshot is not None
        app.screen.sidebar.pages.expanded = {document.rpartition("/")[0] for document in snapshot.order}
        app.screen.sidebar.pages.rebuild()
        assert any("\x1b" in document for document in snapshot.order)
        for document in snapshot.order:
            await app.screen.navigation.open(Target(document))
            await app.settle()
            assert app.document == document
            assert unsafe(written(app)) == [], document
        assert len(app.screen.navigation.workspace.pane.tab.places) == len(snapshot.order)


@pytest.mark.parametrize("keys", [("ctrl+o",), ("g", "a"), ("g", "r"), ("g", "b"), ("'",), ("B",), ("g", "t")])
async def test_lists_of_a_hostile_library_are_painted_safely(nasty_library: Path, keys: tuple[str, ...]) -> None:
    async with browse(nasty_library, target="controls/title.md", size=(140, 40)) as app:
        state = app.session.state
        state.bookmarks.add_markdown(f"- [{TEXT.splitlines()[0]}](controls/title.md)\n")
        await app.screen.navigation.open(Target(DocId("names/esc\x1b[31m.md")), new_tab=True)
        await app.settle()
        await app.press(*keys)
        assert unsafe(written(app)) == []


async def test_notices_crumbs_tabs_and_the_status_line_are_painted_safely(nasty_library: Path) -> None:
    async with browse(nasty_library, size=(140, 40), notices=True) as app:
        pane, status = app.screen.pane, app.screen.status
        pane.show_tabs([TEXT, TEXT], 0)
        pane.crumbs.sections, pane.crumbs.page, pane.crumbs.note = (TEXT,), TEXT, TEXT
        pane.crumbs.headings = (TEXT,)
        status.matches = status.typed = status.index = status.reading = TEXT
        app.screen.tell(TEXT.replace("evil", "told"))
        await app.sees("told")
        assert unsafe(written(app)) == []
        status.place = TEXT
        status.typed = ""
        await app.settle()
        assert unsafe(written(app)) == []
        assert "evil ␛]0;owned␇" in app.text()


async def test_search_hits_are_painted_safely(nasty_library: Path) -> None:
    from nexus_tui.core.model import SearchResults

    hit = Hit(DocId("controls/title.md"), "", TEXT, (TEXT,), 1, 1.0, Snippet(TEXT, ((0, 4),)))
    results = SearchResults("x", 1, 1.0, (hit,), notes=(TEXT,))
    async with browse(nasty_library, size=(140, 40)) as app:
        await app.press("s")
        panel = app.screen.searching.panel
        assert panel is not None
        panel._show(results)
        await app.settle()
        assert "evil" in app.text()
        assert unsafe(written(app)) == []
        await app.screen.searching.open_hit(hit, results)
        await app.settle()
        assert unsafe(written(app)) == []


async def test_a_dialog_about_a_hostile_link_is_painted_safely(nasty_library: Path) -> None:
    async with browse(nasty_library, target="controls/title.md", size=(100, 30)) as app:
        await app.screen.navigation.follow("gone\x1b[31m.md", "controls/title.md")  # type: ignore[arg-type]
        await app.settle()
        assert unsafe(written(app)) == []
        app.screen.doing.ask_name(TEXT, TEXT, lambda name, text: None)
        await app.settle()
        assert unsafe(written(app)) == []
