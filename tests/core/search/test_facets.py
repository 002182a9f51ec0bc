"""Facets count the matching pages as the filters choose them."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

import pytest

from nexus_tui.core.search import facets
from nexus_tui.core.search.evaluate import _Search
from nexus_tui.core.search.filters import AGES, OLDER, age_name, passing
from nexus_tui.core.search.query import parse
from tests.core.search.shelf import Shelf

NOW = 1_800_000_000 // 60 * 60


def test_each_age_counts_the_pages_up_to_its_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: float(NOW))
    shelf = Shelf(tmp_path)
    bounds = [bound for _, bound in AGES]
    for number, age in enumerate(age + more for age in bounds for more in (-1, 0, 1)):
        shelf.write(f"{number}.md", f"# Page {number}\n\noven\n", at=NOW - age)
    shelf.engine.sync()
    (ages,) = (facet.values for facet in shelf.find("oven").facets if facet.name == "age")
    names = [name for name, _ in AGES] + [OLDER]
    assert ages == tuple(zip(names, (1, 3, 3, 3, 2), strict=True))
    for name, count in ages:
        assert shelf.engine.search(parse("oven"), filters={"age": name}).total == count


def test_at_equal_scores_the_best_pages_are_the_first_by_path(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, {f"{number:02}.md": "# Page\n\nflour and water\n" for number in range(60)})
    shelf.engine.sync()
    assert shelf.paths("flour", 7) == [f"{number:02}.md" for number in range(7)]
    index = shelf.engine._store.index
    assert index is not None
    search = _Search(index, lambda: False)
    scores = {page: 2.0 if page == 50 else 1.0 for page in range(60)}
    assert sorted(index.path(page) for page in search.top(scores, 3, ())) == ["00.md", "01.md", "50.md"]
    late = [page for page in scores if index.path(page) < "58.md"]
    assert sorted(index.path(page) for page in search.top(scores, 4, late)) == ["00.md", "50.md", "58.md", "59.md"]


def _tagged(shelf: Shelf, number: int, at: int) -> None:
    tags = ", ".join(tag for tag, every in (("two", 2), ("three", 3), ("seven", 7)) if number % every == 0)
    fence = f"```{('sh', 'python', '')[number % 3]}\ncode\n```\n"
    shelf.write(f"{'abc'[number % 3]}/{number:02}.md", f"---\ntags: [{tags}]\n---\n\n# Page\n\n{fence}", at=at)


@pytest.mark.parametrize("many", [0, 10**6], ids=["by combinations", "one by one"])
def test_the_facets_of_any_pages_are_what_their_pages_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(time, "time", lambda: float(NOW))
    monkeypatch.setattr(facets, "_MANY", many)
    shelf = Shelf(tmp_path)
    for number in range(60):
        _tagged(shelf, number, NOW - number * AGES[0][1])
        if number in (39, 50):
            shelf.engine.sync()
    (shelf.root / "a/03.md").unlink()
    (shelf.root / "b/55.md").unlink()
    shelf.engine.sync()
    index = shelf.engine._store.index
    assert index is not None
    assert len(index.leaves) > 1
    live = sorted(passing(index, []))
    rng = random.Random(3)
    for size in (0, 1, 5, 20, 20, 28, 28, 31, 40, len(live) - 1, len(live)):
        pages = set(rng.sample(live, size))
        counted: dict[str, Counter[str]] = {name: Counter() for name in facets.NAMES}
        for page in pages:
            leaf, local = index.locate(page)
            counted["section"][leaf.files.folders[local]] += 1
            counted["tag"].update(leaf.files.tags[local])
            counted["lang"].update(leaf.files.langs[local])
            counted["age"][age_name(leaf.files.mtimes[local], NOW)] += 1
        assert {facet.name: dict(facet.values) for facet in facets.count(index, pages)} == {
            name: dict(values) for name, values in counted.items() if values
        }


def test_facets_that_were_counted_a_minute_ago_are_counted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(tmp_path)
    for number in range(10):
        shelf.write(f"{number}.md", f"# Page\n\n{'oven' if number < 4 else 'soup'}\n", at=NOW - AGES[0][1] + 30)
    shelf.engine.sync()
    monkeypatch.setattr(facets, "_MANY", 0)
    for now, age in ((NOW, "today"), (NOW, "today"), (NOW + 60, "this week")):
        monkeypatch.setattr(time, "time", lambda now=now: float(now))
        assert [facet.values for facet in shelf.find("oven").facets if facet.name == "age"] == [((age, 4),)]
