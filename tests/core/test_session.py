"""What a session knows of its library before it has read the pages."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from nexus_tui.core.errors import ScanStopped
from nexus_tui.core.library import Library
from nexus_tui.core.model import DocId, Snapshot
from nexus_tui.core.session import Session
from tests.conftest import LibraryBuilder

PAGES = {"index.md": "# Home\n\n![A](pictures/a.png)\n", "notes/index.md": "# Notes\n"}


def test_the_place_of_a_picture_is_told_without_reading_the_pages(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = library_builder(PAGES)
    (root / "pictures").mkdir()
    (root / "pictures/a.png").write_bytes(b"png")

    def scan(*arguments: object) -> Snapshot:
        raise AssertionError("the pages were read")

    monkeypatch.setattr(Library, "scan", scan)
    session = Session.open(root)
    assert session.read_image("pictures/a.png", DocId("index.md")) == b"png"
    assert session.read_image("index.md", DocId("index.md")) is None
    assert session.read_image("../pictures/a.png", DocId("index.md")) is None


def test_two_threads_that_ask_for_the_names_read_the_folders_once(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = threading.Barrier(2)
    walks: list[int] = []
    real = Library.names

    def names(*arguments: object) -> Snapshot:
        walks.append(1)
        return real(*arguments)  # type: ignore[arg-type]

    def ask(session: Session) -> Snapshot:
        both.wait(10)
        return session.names()

    monkeypatch.setattr(Library, "names", names)
    session = Session.open(library_builder(PAGES))
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(ask, [session, session])
    assert first is second
    assert len(walks) == 1


def test_a_look_at_the_names_that_was_stopped_is_done_again(library_builder: LibraryBuilder) -> None:
    session = Session.open(library_builder(PAGES))
    with pytest.raises(ScanStopped):
        session.names(lambda: True)
    assert set(session.names().pages) == set(PAGES)


def test_what_the_last_run_left_takes_the_place_of_mere_names(library_builder: LibraryBuilder) -> None:
    root = library_builder(PAGES)
    Session.open(root).scan()
    session = Session.open(root)
    assert not session.names().complete
    assert session.cached() is not None
    assert session.known is not None
    assert session.known.complete
