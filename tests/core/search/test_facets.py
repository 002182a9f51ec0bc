"""Facets count the matching pages as the filters choose them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from nexus_tui.core.search.evaluate import _Search
from nexus_tui.core.search.filters import AGES, OLDER
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
