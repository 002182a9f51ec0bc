"""The tree of sections and pages, driven by keys and mouse."""

from __future__ import annotations

import os
from pathlib import Path
from subprocess import run

from textual.events import MouseScrollDown

from nexus_tui.core.model import DocId, Page, Section, Snapshot
from nexus_tui.widgets.library_tree import mark_symbols
from tests.conftest import LibraryBuilder
from tests.screens.harness import PAGES, Browser, browse


def marks(app: Browser) -> dict[str, str]:
    """The marks at the right edge of each row, by its key."""
    rows = app.screen.sidebar.pages.rows
    return {row.key: "".join(text for text, _ in row.right) for row in rows}


def cursor(app: Browser) -> str:
    """The key of the row under the tree's cursor."""
    row = app.screen.sidebar.pages.current
    assert row is not None
    return row.key


async def test_sections_and_pages_stand_in_the_declared_order_with_titles_and_counts(
    library_builder: LibraryBuilder,
) -> None:
    async with browse(library_builder(PAGES)) as app:
        assert app.tree() == ["Home", "Birds", "Herons", "Owls", "Mammals", "Otters"]
        assert marks(app)["section:birds"].split()[-1] == "3"
        assert marks(app)["section:mammals"].split()[-1] == "2"


async def test_folders_without_pages_and_ignored_ones_are_no_rows(library_builder: LibraryBuilder) -> None:
    pages = {**PAGES, "pictures/owl.txt": "no page", "drafts/secret.md": "# Secret", ".gitignore": "drafts/\n"}
    async with browse(library_builder(pages)) as app:
        assert app.tree() == ["Home", "Birds", "Herons", "Owls", "Mammals", "Otters"]


async def test_the_page_on_screen_is_revealed_and_loses_its_unread_mark(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), target="birds/owls.md") as app:
        assert cursor(app) == "birds/owls.md"
        await app.until(lambda: marks(app)["birds/owls.md"] == "")
        assert marks(app)["birds/herons.md"] == "•"
        assert "•" in app.region_text(app.screen.sidebar)


async def test_a_bookmarked_page_carries_a_star(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), target="birds/owls.md") as app:
        await app.press("m")
        assert marks(app)["birds/owls.md"] == "★"
        await app.press("m")
        assert marks(app)["birds/owls.md"] == ""


async def test_a_page_that_changed_since_it_was_read_carries_a_mark(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    async with browse(root, target="birds/owls.md") as app:
        await app.press("full_stop")
        await app.until(lambda: app.document != "birds/owls.md")
        (root / "birds/owls.md").write_text("# Owls\n\nThey hunt by day.\n")
        os.utime(root / "birds/owls.md", (2_000_000_000, 2_000_000_000))
        await app.press("r")
        await app.until(lambda: marks(app)["birds/owls.md"] == "~", "the mark")


async def test_pages_that_git_calls_modified_carry_a_mark(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "All"]):
        run(["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *command], cwd=root, check=True)
    (root / "birds/herons.md").write_text("# Herons\n\nNew.\n")
    async with browse(root, git=True) as app:
        await app.until(lambda: "±" in marks(app)["birds/herons.md"], "the mark")
        assert "±" not in marks(app)["birds/owls.md"]


async def test_the_cursor_shows_each_page_at_once_and_enter_goes_into_it(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        app.screen.sidebar.pages.focus()
        await app.press("j", "j")
        await app.shows("birds/herons.md")
        assert app.screen.sidebar.pages.has_focus
        await app.press("enter")
        await app.until(lambda: app.screen.reader.has_focus)
        await app.press("H")
        await app.shows("index.md")


async def test_pages_that_the_cursor_passed_are_neither_read_nor_recent(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        app.screen.sidebar.pages.focus()
        await app.press("j", "j", "j")
        await app.shows("birds/owls.md")
        assert app.session.state.recent == ["index.md"]
        await app.press("enter")
        await app.until(lambda: app.session.state.recent == ["birds/owls.md", "index.md"])


async def test_with_the_setting_off_only_enter_shows_a_page(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), preview_on_move=False) as app:
        app.screen.sidebar.pages.focus()
        await app.press("j", "j")
        assert app.document == "index.md"
        await app.press("enter")
        await app.shows("birds/herons.md")


async def test_sections_fold_and_the_parent_is_one_key_away(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), target="birds/owls.md") as app:
        app.screen.sidebar.pages.focus()
        await app.press("h")
        assert cursor(app) == "section:birds"
        await app.press("h")
        assert app.tree() == ["Home", "Birds", "Mammals", "Otters"]
        await app.press("l")
        assert app.tree() == ["Home", "Birds", "Herons", "Owls", "Mammals", "Otters"]


async def test_cursor_and_folds_stay_when_files_change(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    async with browse(root, target="mammals/otters.md") as app:
        tree = app.screen.sidebar.pages
        tree.focus()
        await app.press("h", "h")
        assert cursor(app) == "section:mammals"
        (root / "birds/avocets.md").write_text("# Avocets\n")
        (root / "birds/owls.md").unlink()
        await app.press("r")
        await app.until(lambda: app.tree() == ["Home", "Birds", "Avocets", "Herons", "Mammals"], "the new tree")
        assert cursor(app) == "section:mammals"


async def test_typing_narrows_the_tree_and_marks_what_matched(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        app.screen.sidebar.pages.focus()
        await app.press("/")
        await app.type("owl")
        await app.until(lambda: app.rows(app.screen.sidebar.pages) == ["Owls  birds"])
        first = app.screen.sidebar.pages.rows[0].lines[0][0]
        assert first == ("Owl", "match")
        await app.press("enter")
        await app.shows("birds/owls.md")
        assert app.screen.reader.has_focus


async def test_the_filter_finds_aliases_and_paths_and_escape_ends_it(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        app.screen.sidebar.pages.focus()
        await app.press("/")
        await app.type("strigi")
        await app.until(lambda: app.rows(app.screen.sidebar.pages) == ["Owls  (Strigiformes)  birds"])
        await app.press(*["backspace"] * 6)
        await app.type("mamm/ott")
        await app.until(lambda: app.rows(app.screen.sidebar.pages)[0].startswith("mammals/otters.md"))
        await app.press("escape")
        assert len(app.tree()) == 6
        assert app.screen.sidebar.pages.has_focus


async def test_the_arrows_move_the_cursor_while_the_filter_is_typed(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        app.screen.sidebar.pages.focus()
        await app.press("/")
        await app.type("e")
        await app.until(lambda: app.screen.sidebar.pages.filtered is not None)
        await app.press("down")
        assert app.screen.sidebar.pages.cursor == 1


async def test_a_click_shows_a_page_and_a_double_click_goes_into_it(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        tree = app.screen.sidebar.pages
        await app.pilot.click(tree, offset=(8, 3))
        await app.shows("birds/owls.md")
        assert tree.has_focus
        await app.pilot.click(tree, offset=(8, 3), times=2)
        await app.until(lambda: app.screen.reader.has_focus)


async def test_the_wheel_scrolls_a_tree_that_is_longer_than_the_screen(library_builder: LibraryBuilder) -> None:
    root = library_builder({f"page-{number:03}.md": f"# Page {number}" for number in range(100)})
    async with browse(root) as app:
        tree = app.screen.sidebar.pages
        before = tree.scroll_y
        await app.pilot._post_mouse_events([MouseScrollDown], tree)
        await app.until(lambda: tree.scroll_y > before)


def large_snapshot(root: Path, sections: int, pages: int) -> Snapshot:
    """A library of ``sections`` times ``pages`` pages that is on no disk."""
    known: dict[DocId, Page] = {}
    parts = []
    for section in range(sections):
        names = tuple(DocId(f"s{section}/p{page}.md") for page in range(pages))
        known.update((name, Page(name, f"Page {name}", 10, 1)) for name in names)
        parts.append(Section(f"s{section}", f"Section {section}", None, names, pages))
    return Snapshot(root, Section("", "All", None, tuple(parts), len(known)), known, tuple(known))


async def test_of_forty_thousand_pages_only_those_on_screen_become_rows(library_builder: LibraryBuilder) -> None:
    root = library_builder({"index.md": "# Home"})
    snapshot = large_snapshot(root, 4, 10_000)
    async with browse(root) as app:
        tree = app.screen.sidebar.pages
        made: list[str] = []
        make = tree._row
        tree._row = lambda row: made.append(row.key) or make(row)  # type: ignore[func-returns-value, method-assign]
        tree.expanded = {f"s{number}" for number in range(4)}
        app.screen.snapshot = snapshot
        await app.settle()
        assert len(tree.rows) == 40_004
        tree.reveal(DocId("s3/p9999.md"))
        await app.settle()
        assert cursor(app) == "s3/p9999.md"
        await app.sees("Page s3/p9999.md")
        assert len(made) < 1_000


async def test_the_session_of_the_tree_is_taken_up_again(library_builder: LibraryBuilder) -> None:
    root = library_builder({f"s{n}/p.md": "# P" for n in range(70)})
    async with browse(root) as app:
        app.screen.sidebar.pages.focus()
        await app.press("l")
        assert "s0" in app.screen.sidebar.pages.expanded
        await app.press("q")
    async with browse(root) as app:
        assert "s0" in app.screen.sidebar.pages.expanded


def test_marks_stand_in_a_fixed_order() -> None:
    everything = {"unread": True, "modified": True, "bookmarked": True, "changed": True}
    assert mark_symbols(everything) == "★~•±"
    assert mark_symbols({}) == ""
