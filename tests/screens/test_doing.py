"""Copying, editing, tasks, new pages and git, through the application."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from nexus_tui.screens.doing import editor_command
from tests.conftest import LibraryBuilder
from tests.screens.harness import PAGES, browse
from tests.terminal import Terminal, nexus

PAGE = {
    "a.md": "# A\n\nIntroduction.\n\n## Code\n\n```python\nx = 1\n```\n\n## Tasks\n\n- [ ] first\n- [x] second\n\n"
    + "Text.\n\n" * 40
}


# -- copying


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (("y", "y"), "A"),
        (("y", "c"), "x = 1\n"),
        (("y", "l"), "[A](a.md#a)"),
    ],
)
async def test_parts_of_the_page_are_copied(library_builder: LibraryBuilder, keys: tuple[str, ...], text: str) -> None:
    async with browse(library_builder(PAGE)) as app:
        await app.press(*keys)
        assert app.app.clipboard == text


async def test_a_section_is_copied_as_markdown_and_the_path_whole(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGE)
    async with browse(root, target="a.md#code") as app:
        await app.press("y", "s")
        assert app.app.clipboard.rstrip() == "## Code\n\n```python\nx = 1\n```"
        await app.press("y", "p")
        assert app.app.clipboard == str(root / "a.md")


async def test_what_is_not_there_is_said(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), notices=True) as app:
        await app.press("y", "c")
        await app.sees("There is no code block on screen")


# -- editing


@pytest.mark.parametrize(
    ("editor", "command"),
    [
        ("vim", ["vim", "+7", "p.md"]),
        ("'/opt/my editor/nvim' -u NONE", ["/opt/my editor/nvim", "-u", "NONE", "+7", "p.md"]),
        ("hx", ["hx", "p.md:7"]),
        ("code -n", ["code", "-n", "--wait", "--goto", "p.md:7"]),
        ("ed", ["ed", "p.md"]),
        ("", ["vi", "+7", "p.md"]),
    ],
)
def test_editors_are_told_the_line_in_their_own_way(editor: str, command: list[str]) -> None:
    assert editor_command(editor, "p.md", 7) == command


@pytest.mark.pty
def test_the_editor_gets_the_terminal_and_the_line_and_the_result_shows(
    library_builder: LibraryBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = library_builder(PAGE)
    editor = tmp_path / "nvim"
    editor.write_text('#!/bin/sh\necho "line $1"\nprintf "# Edited\\n\\nBy hand.\\n" > "$2"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    with Terminal(nexus(root)) as term:
        term.wait_for("Introduction")
        term.press("e")
        term.wait_for("By hand.")
        assert b"line +1" in term.raw
        term.press("q")
        assert term.wait_exit() == 0


async def test_an_editor_that_does_not_start_is_a_notice(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGE), editor="'unclosed", notices=True) as app:
        await app.press("e")
        await app.sees("did not start")


# -- tasks


async def test_a_task_is_ticked_in_the_file_and_on_screen(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGE)
    before = (root / "a.md").read_text()
    async with browse(root, target="a.md#tasks") as app:
        await app.press("g", "x")
        await app.until(lambda: (root / "a.md").read_text() != before)
        assert (root / "a.md").read_text() == before.replace("[ ] first", "[x] first")


async def test_a_task_is_left_alone_where_the_file_changed_underneath(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGE)
    async with browse(root, target="a.md#tasks", notices=True) as app:
        (root / "a.md").write_text("# Other\n")
        await app.press("g", "x")
        await app.sees("changed on the disk")
        assert (root / "a.md").read_text() == "# Other\n"


# -- new pages


async def test_a_new_page_is_made_from_the_template_of_the_settings(
    library_builder: LibraryBuilder, tmp_path: Path
) -> None:
    template = tmp_path / "template.md"
    template.write_text("---\ntitle: {title}\nslug: {slug}\n---\n# {title}\n\nMine.\n")
    root = library_builder(PAGES)
    async with browse(root, target="birds/owls.md", new_page_template=str(template)) as app:
        app.screen.sidebar.pages.focus()
        await app.press("n")
        await app.type("barn-owls")
        await app.press("enter")
        await app.shows("birds/barn-owls.md")
        text = (root / "birds/barn-owls.md").read_text()
        assert text == "---\ntitle: Barn owls\nslug: barn-owls\n---\n# Barn owls\n\nMine.\n"
        assert "Barn owls" in app.tree()


async def test_a_page_that_is_there_is_never_written_over(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    async with browse(root, target="birds/owls.md", notices=True) as app:
        await app.press("g", "n")
        await app.type("herons")
        await app.press("enter")
        await app.sees("is there already")
        assert (root / "birds/herons.md").read_text() == PAGES["birds/herons.md"]


@pytest.mark.parametrize("name", ["../out", "/etc/x", ".hidden/x"])
async def test_a_new_page_stays_in_the_library(library_builder: LibraryBuilder, name: str) -> None:
    root = library_builder(PAGES)
    before = sorted(root.parent.rglob("*"))
    async with browse(root, notices=True) as app:
        await app.press("g", "n")
        await app.type(name)
        await app.press("enter")
        await app.until(lambda: any(n.severity == "error" for n in app.app._notifications))
    assert sorted(root.parent.rglob("*")) == before


# -- git


def git(root: Path, *arguments: str) -> None:
    """Run git as somebody."""
    person = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    subprocess.run(["git", *person, *arguments], cwd=root, check=True, capture_output=True)


async def test_the_commits_of_a_page_are_listed_and_shown_as_a_diff(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "All birds")
    (root / "birds/herons.md").write_text("# Herons\n\nHerons dance.\n")
    git(root, "commit", "-qam", "They dance")
    async with browse(root, target="birds/herons.md", git=True) as app:
        await app.press("g", "l")
        await app.until(lambda: len(app.app.screen_stack) == 2)
        assert [row.split("  ")[1:] for row in app.listed()] == [["Ada", "They dance"], ["Ada", "All birds"]]
        await app.press("enter")
        await app.sees("Herons dance.")
        await app.sees("Herons wait.")


async def test_a_section_with_changes_that_are_not_committed_says_so(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "All birds")
    (root / "birds/herons.md").write_text("# Herons\n\nHerons dance.\n")
    async with browse(root, target="birds/herons.md", git=True) as app:
        await app.press("g", "l")
        await app.sees("'Herons' has changes that are not committed")


async def test_the_last_change_of_the_page_stands_above_it(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "All birds")
    async with browse(root, target="birds/herons.md", git=True) as app:
        await app.until(lambda: "Ada, " in app.region_text(app.screen.pane.crumbs), "the author")


async def test_without_git_nothing_is_asked_or_missed(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), git=True, notices=True) as app:
        await app.press("g", "l")
        await app.sees("This page is in no git repository")
