"""What any search engine behind the port must do. Another engine joins by another fixture parameter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nexus_tui.core.search.engine import SearchPort
from nexus_tui.core.search.indexer import Progress
from nexus_tui.core.search.query import parse
from tests.core.search.shelf import COOKBOOK, Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path, COOKBOOK)


@pytest.fixture(params=["local"])
def port(request: pytest.FixtureRequest, shelf: Shelf) -> Iterator[SearchPort]:
    engines: dict[str, Callable[[], SearchPort]] = {"local": lambda: shelf.engine}
    engine = engines[request.param]()
    yield engine
    engine.close()


def found(port: SearchPort, text: str) -> list[str]:
    return [str(hit.document) for hit in port.search(parse(text, typing=False)).hits]


def test_sync_returns_a_generation_that_grows_with_changes_only(port: SearchPort, shelf: Shelf) -> None:
    first = port.sync()
    assert port.sync() == first
    shelf.write("bread/toast.md", "# Toast\n")
    assert port.sync() > first


def test_sync_reports_how_far_it_is(port: SearchPort) -> None:
    seen: list[Progress] = []
    port.sync(progress=seen.append)
    assert (seen[0].done, seen[-1].done) == (0, len(COOKBOOK))
    assert {each.total for each in seen} == {len(COOKBOOK)}


def test_a_sync_of_named_changes_leaves_the_others(port: SearchPort, shelf: Shelf) -> None:
    port.sync()
    shelf.write("soup/onion.md", "# Onion soup\n\nNow with thyme.\n", at=1_700_000_500)
    shelf.write("soup/tomato.md", "# Tomato soup\n\nNow with thyme.\n", at=1_700_000_500)
    port.sync(["soup/onion.md"])
    assert found(port, "thyme") == ["soup/onion.md"]


def test_a_cancelled_sync_can_go_on_later(port: SearchPort) -> None:
    port.sync(cancelled=lambda: True)
    port.sync()
    assert found(port, "levain") == ["bread/sourdough.md"]


def test_search_gives_the_page_with_its_best_section(port: SearchPort) -> None:
    port.sync()
    hit = port.search(parse("feed starter", typing=False)).hits[0]
    assert (hit.document, hit.anchor, hit.headings, hit.line) == ("bread/sourdough.md", "starter", ("Starter",), 9)
    assert hit.title == "Sourdough bread"
    assert hit.tags == ("baking", "yeast/wild")
    marked = [hit.snippet.text[start:end].lower() for start, end in hit.snippet.spans]
    assert marked == ["feed", "starter"]


def test_search_before_the_first_sync_finds_file_names_and_says_so(port: SearchPort) -> None:
    results = port.search(parse("sourd"))
    assert [hit.document for hit in results.hits] == ["bread/sourdough.md"]
    assert not results.complete


def test_search_counts_pages_and_keeps_to_the_limit(port: SearchPort) -> None:
    port.sync()
    results = port.search(parse("bread", typing=False), 1)
    assert (results.total, len(results.hits)) == (3, 1)


def test_filters_narrow_by_the_values_of_facets(port: SearchPort) -> None:
    port.sync()
    wide = port.search(parse("bread", typing=False))
    facets = {facet.name: dict(facet.values) for facet in wide.facets}
    assert facets["section"] == {"bread": 2, "soup": 1}
    narrow = port.search(parse("bread", typing=False), filters={"section": "soup"})
    assert [hit.document for hit in narrow.hits] == ["soup/tomato.md"]


def test_suggest_knows_the_words_of_the_library(port: SearchPort) -> None:
    port.sync()
    assert port.suggest("tomatos")[0] in ("tomatoes", "tomato")
    assert port.suggest("xyzzyqwv") == []


def test_status_tells_what_is_there(port: SearchPort) -> None:
    assert port.status().state == "absent"
    port.sync()
    status = port.status()
    assert (status.state, status.documents, status.sections) == ("ready", 6, 10)
    assert status.updated > 0


def test_a_closed_engine_can_be_used_again(port: SearchPort) -> None:
    port.sync()
    port.close()
    assert found(port, "levain") == ["bread/sourdough.md"]


def test_a_cancelled_search_gives_up_and_says_nothing_wrong(port: SearchPort) -> None:
    port.sync()
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return True

    results = port.search(parse("bread oven flour"), cancelled=cancelled)
    assert asked > 0
    assert results.hits == ()
    assert port.search(parse("bread")).hits
