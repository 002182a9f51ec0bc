"""What people type finds the page that answers it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from nexus_tui.core.search.engine import SearchEngine
from nexus_tui.core.search.query import parse
from tests.content.runs import CONTENT

LEAST, FIRST, AMONG_THREE = 120, 0.80, 0.95


def pairs() -> list[tuple[str, str]]:
    """Queries with the page that should answer each."""
    pages = yaml.safe_load((Path(__file__).parent / "findability.yml").read_text(encoding="utf-8"))
    return [(query, page) for page, queries in pages.items() for query in queries]


@pytest.fixture(scope="module")
def ranks(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], int]:
    """For each pair the place of the page among the results, from 1; 99 when it is not among ten."""
    work = tmp_path_factory.mktemp("findability")
    engine = SearchEngine(CONTENT, work / "index", work / "state")
    engine.sync()
    found = {}
    for query, page in pairs():
        hits = [str(hit.document) for hit in engine.search(parse(query), limit=10).hits]
        found[query, page] = hits.index(page) + 1 if page in hits else 99
    engine.close()
    return found


def test_there_are_enough_pairs_and_every_page_has_one() -> None:
    found = pairs()
    assert len(found) >= LEAST
    assert {page for _, page in found} == {path.relative_to(CONTENT).as_posix() for path in CONTENT.rglob("*.md")} - {
        f"key-learnings/{name}index.md" for name in ("", "technologies/", "concepts/")
    }


def test_the_page_is_first_for_most_and_among_three_for_nearly_all(ranks: dict[tuple[str, str], int]) -> None:
    late = [f"{rank:2} {query!r} -> {page}" for (query, page), rank in ranks.items() if rank > 1]
    first = sum(rank == 1 for rank in ranks.values()) / len(ranks)
    three = sum(rank <= 3 for rank in ranks.values()) / len(ranks)
    report = f"first {first:.0%}, among three {three:.0%}\n" + "\n".join(sorted(late))
    assert first >= FIRST, report
    assert three >= AMONG_THREE, report
