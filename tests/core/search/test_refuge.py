"""An index whose folder cannot be written is made in a temporary one, and it is said so."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from nexus_tui.core.errors import SearchIndexError
from nexus_tui.core.search.engine import SearchEngine
from nexus_tui.core.search.indexer import Indexer
from nexus_tui.core.search.query import parse
from tests.core.search.shelf import COOKBOOK, Shelf, scan
from tests.core.search.test_process import Listening


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """One with a file where the folders of index and key would be, and a place for temporary folders."""
    shelf = Shelf(tmp_path, COOKBOOK)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "home").write_text("", encoding="utf-8")
    shelf.directory, shelf.state = tmp_path / "home/cache/index", tmp_path / "home/state"
    shelf.engine = shelf.open()
    return shelf


def test_it_is_searched_all_the_same(shelf: Shelf, tmp_path: Path) -> None:
    shelf.engine.sync()
    results = shelf.find("levain")
    assert [hit.document for hit in results.hits] == ["bread/sourdough.md"]
    (note,) = results.notes
    assert f"{tmp_path}/home/cache" in note and "XDG_CACHE_HOME" in note and "temporary folder" in note
    assert "Errno" not in note
    (made,) = (tmp_path / "temporary").iterdir()
    assert made.stat().st_mode & 0o077 == 0
    shelf.engine.sync()
    assert list((tmp_path / "temporary").iterdir()) == [made]
    shelf.engine.close()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_the_indexer_works_there_too_and_tells_why(shelf: Shelf) -> None:
    indexer = Listening(shelf)
    try:
        lines = indexer.until("ready")
    finally:
        indexer.process.close()
    assert "XDG_CACHE_HOME" in lines[0].message
    assert shelf.paths("levain") == ["bread/sourdough.md"]


def test_a_key_that_cannot_be_written_names_the_folder_of_states(shelf: Shelf, tmp_path: Path) -> None:
    engine = SearchEngine(shelf.root, tmp_path / "index", shelf.state, scan=scan)
    engine.sync()
    results = engine.search(parse("levain"))
    assert results.hits and "XDG_STATE_HOME" in results.notes[0]


def test_where_there_is_no_temporary_folder_either_the_sentence_is_the_error(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(SearchIndexError, match="XDG_CACHE_HOME"):
        shelf.engine.sync()


def test_a_lock_that_cannot_be_made_is_a_sentence(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "index/v1.lock").mkdir(parents=True)
    with (
        pytest.raises(SearchIndexError, match=r"v1\.lock.*XDG_CACHE_HOME"),
        Indexer(shelf.root, tmp_path / "index/v1", tmp_path / "state"),
    ):
        pass


def test_an_indexer_that_cannot_work_is_no_index_still_being_built(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = SearchEngine(shelf.root, tmp_path / "index", tmp_path / "state", scan=scan)
    engine.folder.parent.mkdir()
    engine.folder.with_name(engine.folder.name + ".lock").mkdir()
    shelf.engine = engine
    indexer = Listening(shelf)
    try:
        indexer.until("failed")
        results = shelf.find("rye")
    finally:
        indexer.process.close()
    assert engine.status().state == "failed"
    assert [hit.document for hit in results.hits] == ["bread/rye.md"]
    assert results.complete and "XDG_CACHE_HOME" in results.notes[0]
    assert results.notes[0].startswith("there is no index: ")
