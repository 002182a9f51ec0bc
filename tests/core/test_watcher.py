from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from watchfiles._rust_notify import RustNotify

from nexus_tui.core import watcher, watches
from nexus_tui.core.model import DocId
from nexus_tui.core.watcher import watch
from tests.conftest import LibraryBuilder

LIMIT = 20.0
"""Seconds after which a change that was not told counts as missed."""


async def told(changes: AsyncIterator[frozenset[DocId]], wanted: set[str]) -> set[str]:
    """What is told until all of ``wanted`` was."""
    found: set[str] = set()
    async with asyncio.timeout(LIMIT):
        async for pages in changes:
            found |= pages
            if wanted <= found:
                return found
    return found


def waiting(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Set when the watch first waits for changes."""
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()
    real = watcher._wait

    def wait(*arguments: object) -> object:
        loop.call_soon_threadsafe(begun.set)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(watcher, "_wait", wait)
    return begun


async def started(root: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[frozenset[DocId]]:
    """A watch that has begun: its first page is told."""
    begun = waiting(monkeypatch)
    changes = aiter(watch(root))
    first = asyncio.ensure_future(anext(changes))
    await asyncio.wait_for(begun.wait(), LIMIT)

    async def all_changes() -> AsyncIterator[frozenset[DocId]]:
        yield await first
        async for pages in changes:
            yield pages

    return all_changes()


async def test_added_changed_and_removed_pages_are_told(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = library_builder({"a.md": "1", "sub/b.md": "1", "node_modules/x/y.md": "1", "c.txt": "1"})
    changes = await started(root, monkeypatch)
    (root / "node_modules/x/y.md").write_text("2")
    (root / "c.txt").write_text("2")
    (root / "sub/b.md").write_text("2")
    assert await told(changes, {"sub/b.md"}) == {"sub/b.md"}
    (root / "new.md").write_text("1")
    assert await told(changes, {"new.md"}) == {"new.md"}
    (root / "a.md").unlink()
    assert await told(changes, {"a.md"}) == {"a.md"}
    (root / "sub/.b.tmp").write_text("3")
    (root / "sub/.b.tmp").replace(root / "sub/b.md")
    assert await told(changes, {"sub/b.md"}) == {"sub/b.md"}


async def test_a_library_of_more_folders_than_one_object_watches_is_watched_whole(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watches, "FOLDERS", 2)
    monkeypatch.setattr(watches, "MOST", 3)
    names = [f"{folder}/{page}.md" for folder in "abcdefghi" for page in "xy"]
    root = library_builder(dict.fromkeys(names, "1"))
    changes = await started(root, monkeypatch)
    for name in names:
        (root / name).write_text("22")
        assert name in await told(changes, {name})
    assert sum(thread.name == "watch" for thread in threading.enumerate()) >= 3
    (root / "j").mkdir()
    (root / "j/x.md").write_text("1")
    assert await told(changes, {"j/x.md"}) == {"j/x.md"}
    (root / "a/x.md").write_text("333")
    assert await told(changes, {"a/x.md"}) == {"a/x.md"}


async def test_where_few_objects_are_left_one_watches_all_folders(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watches, "FOLDERS", 1)
    real = RustNotify

    def only_whole(paths: list[str], *rest: object) -> object:
        if len(paths) < 3:
            raise OSError(24, "Too many open files")
        return real(paths, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("watchfiles._rust_notify.RustNotify", only_whole)
    root = library_builder({"a.md": "1", "b/x.md": "1", "c/x.md": "1"})
    changes = await started(root, monkeypatch)
    (root / "c/x.md").write_text("22")
    assert await told(changes, {"c/x.md"}) == {"c/x.md"}


async def test_a_folder_that_comes_while_the_watch_is_placed_is_watched(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = library_builder({"a.md": "1"})
    real = watcher._watches

    def late(place: str, folders: frozenset[str]) -> object:
        if not (root / "new").exists():
            (root / "new").mkdir()
            (root / "new/x.md").write_text("1")
        return real(place, folders)

    monkeypatch.setattr(watcher, "_watches", late)
    begun = waiting(monkeypatch)
    changes = aiter(watch(root))
    assert await told(changes, {"new/x.md"}) == {"new/x.md"}
    later = asyncio.ensure_future(told(changes, {"new/y.md"}))
    await asyncio.wait_for(begun.wait(), LIMIT)
    (root / "new/y.md").write_text("1")
    assert await later == {"new/y.md"}


async def test_pages_of_a_new_folder_and_later_ones_in_it_are_told(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    root = library_builder({"a.md": "1"})
    (tmp_path / "made" / "deep").mkdir(parents=True)
    (tmp_path / "made" / "deep" / "b.md").write_text("1")
    changes = await started(root, monkeypatch)
    (tmp_path / "made").rename(root / "made")
    assert await told(changes, {"made/deep/b.md"}) == {"made/deep/b.md"}
    (root / "made/deep/c.md").write_text("1")
    assert "made/deep/c.md" in await told(changes, {"made/deep/c.md"})
    (root / "made").rename(tmp_path / "gone")
    assert {"made/deep/b.md", "made/deep/c.md"} <= await told(changes, {"made/deep/b.md", "made/deep/c.md"})


async def test_files_that_order_or_leave_out_pages_are_told(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = library_builder({"a.md": "1", "b.md": "1"})
    changes = await started(root, monkeypatch)
    (root / "_section.yml").write_text("title: T\n")
    assert await told(changes, {"_section.yml"}) == {"_section.yml"}
    (root / ".gitignore").write_text("b.md\n")
    assert await told(changes, {"b.md"}) == {"b.md"}


async def test_a_system_that_cannot_watch_ends_the_watch_quietly(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert [pages async for pages in watch(tmp_path / "nowhere")] == []

    def refuse(*arguments: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("watchfiles._rust_notify.RustNotify", refuse)
    assert [pages async for pages in watch(library_builder({"a.md": "1"}))] == []


async def test_a_library_that_goes_away_and_comes_back_is_watched_on(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(watcher, "POLL", 0.01)
    root = library_builder({"a.md": "1", "sub/b.md": "1"})
    changes = await started(root, monkeypatch)
    root.rename(tmp_path / "away")
    async with asyncio.timeout(LIMIT):
        assert await anext(changes) == frozenset()
    (tmp_path / "away/sub/b.md").write_text("22")
    (tmp_path / "away").rename(root)
    async with asyncio.timeout(LIMIT):
        assert await anext(changes) == {"sub/b.md"}
    (root / "a.md").write_text("22")
    assert await told(changes, {"a.md"}) == {"a.md"}


async def test_a_library_that_is_away_for_a_moment_is_told_though_nothing_differs(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(watcher, "POLL", 0.01)
    root = library_builder({"a.md": "1"})
    changes = await started(root, monkeypatch)
    root.rename(tmp_path / "away")
    async with asyncio.timeout(LIMIT):
        assert await anext(changes) == frozenset()
        (tmp_path / "away").rename(root)
        assert await anext(changes) == frozenset()


async def test_a_cancelled_watch_lets_go_of_its_thread(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = library_builder({"a.md": "1"})
    changes = await started(root, monkeypatch)
    waiting = asyncio.ensure_future(anext(aiter(changes)))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await asyncio.wait_for(asyncio.get_running_loop().shutdown_default_executor(), LIMIT)
