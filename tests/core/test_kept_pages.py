"""The pages of a kept snapshot are those that were kept, however they are asked for."""

from __future__ import annotations

import os
import threading

import pytest

from nexus_tui.core import snapshot_cache
from nexus_tui.core.kept_pages import BLOCK, KeptPages
from nexus_tui.core.library import Library
from nexus_tui.core.model import DocId, Page, Section, Snapshot
from tests.conftest import LibraryBuilder

COUNT = BLOCK + 300


@pytest.fixture
def kept(library_builder: LibraryBuilder) -> tuple[Snapshot, Snapshot]:
    """A snapshot of more than a block of pages, and what was read of it again."""
    root = library_builder({"README.md": "# Home\n"})
    pages = {DocId("README.md"): Page(DocId("README.md"), "Home", 7, 1, ("start",), ("tag",))}
    pages |= {each: Page(each, f"Page {each}", 10, 5) for each in (DocId(f"part/{n:04}.md") for n in range(COUNT))}
    part = Section("part", "Part", None, tuple(list(pages)[1:]), COUNT)
    tree = Section("", "", DocId("README.md"), (part,), COUNT + 1)
    snapshot = Snapshot(root, tree, pages, tuple(pages), DocId("README.md"))
    assert snapshot_cache.save(snapshot)
    read = snapshot_cache.load(root)
    assert read is not None
    return snapshot, read


def test_single_pages_are_those_that_were_kept(kept: tuple[Snapshot, Snapshot]) -> None:
    snapshot, read = kept
    for document in (snapshot.order[0], snapshot.order[BLOCK], snapshot.order[-1]):
        assert read.pages[document] == snapshot.pages[document]
    assert DocId("none.md") not in read.pages
    assert read.pages.get(DocId("none.md")) is None
    assert len(read.pages) == COUNT + 1


def test_all_pages_are_those_that_were_kept(kept: tuple[Snapshot, Snapshot]) -> None:
    snapshot, read = kept
    assert [read.pages[document] for document in read.order] == list(snapshot.pages.values())
    assert read == snapshot
    assert snapshot == read
    assert list(read.pages.items()) == list(snapshot.pages.items())
    assert read.pages != {**snapshot.pages, DocId("more.md"): snapshot.pages[snapshot.order[0]]}


def test_pages_are_the_same_from_several_threads(kept: tuple[Snapshot, Snapshot]) -> None:
    snapshot, read = kept
    assert isinstance(read.pages, KeptPages)
    wrong: list[DocId] = []

    def look(step: int) -> None:
        wrong.extend(each for each in read.order[::step] if read.pages[each] != snapshot.pages[each])

    threads = [threading.Thread(target=look, args=(step,)) for step in (7, 11, 1)]
    threads.append(threading.Thread(target=read.pages.all))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_damaged_line_costs_titles_until_the_next_scan(library_builder: LibraryBuilder) -> None:
    root = library_builder({"first-page.md": "# One\n", "second.md": "# Two\n"})
    library = Library(root)
    whole = library.scan()
    library.remember(whole)
    place = snapshot_cache.cache_file(root)
    place.write_bytes(place.read_bytes().replace(b'[["first-page.md"', b'[[["first-page.md"'))
    read = library.cached()
    assert read is not None
    assert [page.mtime_ns for page in read.pages.values()] == [0, 0]
    assert library.scan(cached=read) == whole


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_place_of_the_file_is_no_snapshot(kept: tuple[Snapshot, Snapshot]) -> None:
    place = snapshot_cache.cache_file(kept[0].root)
    place.unlink()
    os.mkfifo(place)
    found: list[object] = []

    def work() -> None:
        found.extend((snapshot_cache.load(kept[0].root), snapshot_cache.size(kept[0].root)))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(60)
    assert found == [None, 0]
