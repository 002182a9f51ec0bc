"""The index follows the library, and looks the same whichever way it got there."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from nexus_tui.core.model import DocId, Hit
from nexus_tui.core.search import contenders, evaluate, merge, sources, weights
from nexus_tui.core.search.indexer import Indexer
from nexus_tui.core.search.query import parse
from tests.core.search.shelf import COOKBOOK, LONG_AGO, Shelf, scan

WORDS = ["bread", "soup", "oven", "flour", "water", "steam", "onion", "tomato", "starter", "yeast", "rye", "crust"]
WORDS += ["bake", "boil", "roast", "serve", "cream", "salt"]
QUERIES = ("bread", "oven flour", "ste", "rye crust salt", "tomato OR onion", "yeast -cream", "title:bread", "bak")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path, COOKBOOK)
    shelf.engine.sync()
    return shelf


def test_a_deleted_page_is_no_longer_found(shelf: Shelf) -> None:
    (shelf.root / "bread/rye.md").unlink()
    shelf.engine.sync()
    assert "bread/rye.md" not in shelf.paths("rye")


def test_a_renamed_page_is_found_under_its_new_name(shelf: Shelf) -> None:
    (shelf.root / "bread/rye.md").rename(shelf.root / "bread/pumpernickel.md")
    shelf.engine.sync()
    assert shelf.paths("rye dense") == ["bread/pumpernickel.md"]


def test_a_deleted_folder_named_as_the_change_takes_its_pages_along(shelf: Shelf) -> None:
    for path in (shelf.root / "soup").iterdir():
        path.unlink()
    shelf.engine.sync(["soup"])
    assert shelf.paths("soup") == []
    assert shelf.engine.status().documents == 4


def test_a_change_with_the_same_size_and_time_is_seen_while_the_time_is_young(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    page = shelf.root / "page.md"
    page.write_text("# Page\n\nalpha\n", encoding="utf-8")
    stamp = page.stat().st_mtime_ns
    shelf.engine.sync()
    page.write_text("# Page\n\nomega\n", encoding="utf-8")
    os.utime(page, ns=(stamp, stamp))
    shelf.engine.sync()
    assert shelf.paths("omega") == ["page.md"]
    assert shelf.paths("alpha") == []


def test_a_touched_page_with_the_same_contents_makes_no_new_segment(shelf: Shelf) -> None:
    before = shelf.engine.status().generation
    os.utime(shelf.root / "bread/rye.md", (LONG_AGO + 60, LONG_AGO + 60))
    shelf.engine.sync()
    shelf.engine.sync()
    assert shelf.engine.status().generation == before


def test_a_touched_page_with_the_same_contents_is_read_by_its_place(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    hits = shelf.engine.search(parse("sourdough")).hits
    for page in shelf.root.rglob("*.md"):
        os.utime(page, (LONG_AGO + 60, LONG_AGO + 60))
    shelf.engine.sync()

    def split(data: bytes) -> list[object]:
        raise AssertionError("the page was looked through for its section")

    monkeypatch.setattr(sources, "split", split)
    for engine in (shelf.engine, shelf.open()):
        assert engine.search(parse("sourdough")).hits == hits


def test_a_page_that_vanishes_while_it_is_indexed_is_left_out(shelf: Shelf) -> None:
    ghost = scan(shelf.root) | {DocId("ghost.md"): (1, 1)}
    with Indexer(shelf.root, shelf.engine.folder, shelf.state, lambda root: ghost) as indexer:
        indexer.sync()
    assert shelf.engine.status().documents == len(COOKBOOK)


def test_an_empty_library_is_indexed_and_opened_again(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.engine.sync()
    shelf.engine.sync()
    assert shelf.engine.status().state == "ready"
    assert shelf.paths("anything") == []
    shelf.write("first.md", "# First\n")
    shelf.engine.sync()
    assert shelf.paths("first") == ["first.md"]


def test_many_small_changes_keep_the_number_of_segments_bounded(shelf: Shelf) -> None:
    for number in range(40):
        shelf.write(f"log/{number}.md", f"# Day {number}\n\nbread\n")
        shelf.engine.sync([f"log/{number}.md"])
    names = {path.name.partition(".")[0] for path in shelf.engine.folder.glob("*.kdoc")}
    assert len(names) <= merge.MOST_SEGMENTS + 1
    assert shelf.find("bread", 100).total == 43


def _page(rng: random.Random) -> str:
    lines = [f"# {rng.choice(WORDS)} {rng.choice(WORDS)}", ""]
    for _ in range(rng.randint(1, 4)):
        lines += [f"## {rng.choice(WORDS)}", "", " ".join(rng.choices(WORDS, k=rng.randint(3, 30))), ""]
    return "\n".join(lines)


def _answers(shelf: Shelf, limit: int = 50) -> list[tuple[int, tuple[Hit, ...]]]:
    answers = []
    for query in QUERIES:
        results = shelf.engine.search(parse(query), limit)
        answers.append((results.total, results.hits))
    return answers


@pytest.mark.parametrize("often", [False, True], ids=["", "all words on very many pages"])
@pytest.mark.parametrize("seed", range(4))
def test_the_same_library_answers_the_same_whether_built_at_once_or_by_increments(
    tmp_path: Path, seed: int, often: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = 50
    if often:
        limit = 3
        monkeypatch.setattr(weights, "MOST_SECTIONS", 0)
        monkeypatch.setattr(contenders, "FEW", 0)
        monkeypatch.setattr(evaluate, "TOP_PAGES", limit)
    rng = random.Random(seed)
    grown = Shelf(tmp_path / "grown")
    paths = [f"{rng.choice('abc')}/{number}.md" for number in range(40)]
    for step in range(25):
        for path in rng.sample(paths, rng.randint(1, 6)):
            place = grown.root / path
            if place.exists() and rng.random() < 0.3:
                place.unlink()
            else:
                grown.write(path, _page(rng), at=LONG_AGO + step)
        grown.engine.sync()
    fresh = Shelf(tmp_path / "fresh")
    for page in grown.root.rglob("*.md"):
        name, text = page.relative_to(grown.root).as_posix(), page.read_text(encoding="utf-8")
        fresh.write(name, text, at=int(page.stat().st_mtime))
    fresh.engine.sync()
    assert _answers(grown, limit) == _answers(fresh, limit)
    with Indexer(grown.root, grown.engine.folder, grown.state, scan) as indexer:
        indexer.tidy()
    grown.engine.refresh()
    assert _answers(grown, limit) == _answers(fresh, limit)
