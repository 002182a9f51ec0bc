"""Every way of typing finds its page through the whole engine, among pages about other things."""

from __future__ import annotations

import pytest

from tests.core.search.shelf import Shelf
from tests.core.search.typed import CASES, PAGES, UNFINISHED

WAYS = [(page, typed) for page, ways in CASES.items() for typed in ways]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    shelf = Shelf(tmp_path_factory.mktemp("typed"), PAGES)
    shelf.engine.sync()
    return shelf


def test_there_are_enough_ways() -> None:
    assert len(WAYS) >= 200
    assert set(CASES) == set(PAGES)


@pytest.mark.parametrize("typing", [True, False], ids=["typing", "typed"])
@pytest.mark.parametrize(("page", "typed"), WAYS)
def test_a_way_of_typing_finds_its_page(shelf: Shelf, page: str, typed: str, typing: bool) -> None:
    if not typing and typed in UNFINISHED:
        return
    results = shelf.find(typed, 5, typing=typing)
    assert page in [hit.document for hit in results.hits]
    assert not any("is not in the library" in note for note in results.notes)
    assert not results.hits[0].snippet.text or results.hits[0].line >= 1


@pytest.mark.parametrize("typing", [True, False], ids=["typing", "typed"])
def test_nearly_every_way_finds_its_page_first(shelf: Shelf, typing: bool) -> None:
    ways = [(page, typed) for page, typed in WAYS if typing or typed not in UNFINISHED]
    first = [shelf.find(typed, 1, typing=typing).hits[0].document == page for page, typed in ways]
    assert sum(first) >= 0.97 * len(first)
