"""Words on very many pages are read another way, and answer the same."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Sequence

import pytest

from nexus_tui.core.search import contenders, evaluate, pagewise, postings, weights
from nexus_tui.core.search.evaluate import Ranking, rank
from nexus_tui.core.search.evidence import of_pages, read
from nexus_tui.core.search.filters import passing
from nexus_tui.core.search.pagewise import all_weights, having, page_weights
from nexus_tui.core.search.postings import Want, rows_in
from nexus_tui.core.search.query import parse
from nexus_tui.core.search.reader import Index
from nexus_tui.core.search.resolve import resolve
from nexus_tui.core.search.rows import MOST_BYTES, Kept, gather
from nexus_tui.core.search.store import Store
from nexus_tui.core.search.synonyms import load
from tests.core.search.shelf import COOKBOOK, Shelf
from tests.core.search.test_incremental import WORDS

QUERIES: tuple[str, ...] = (
    "bread",
    "bake_loaf b",
    "bread ba",
    "tomato OR onion s",
    "oven flour r",
    "the oven",
    "title:bread salt s",
)
QUERIES += ("rye -cream b", "soup water st cr", "baking steam crust yeast onion", "bread nowhere", "body:oven c")


def page_of_words(rng: random.Random) -> str:
    """A page of several sections, with some words far more often than others."""
    often = [*WORDS, *WORDS[:6] * 4, *["bread"] * 12]
    sections = [
        f"## {rng.choice(often).title()}\n\n{' '.join(rng.choices(often, k=rng.randint(5, 40)))}\n\n"
        f"```sh\n{rng.choice(often)}\n```\n"
        for _ in range(rng.randint(1, 6))
    ]
    return f"# {' '.join(rng.sample(WORDS, 2))}\n\n" + "\n".join(sections)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Pages in several segments, some of them deleted again."""
    rng = random.Random(7)
    shelf = Shelf(tmp_path_factory.mktemp("shelf"), COOKBOOK)
    for number in range(160):
        shelf.write(f"pages/{number:03}.md", page_of_words(rng))
        if number in (99, 139):
            shelf.engine.sync()
    for number in (3, 50, 51, 120):
        (shelf.root / f"pages/{number:03}.md").unlink()
    shelf.engine.sync()
    store = Store(shelf.engine.folder, shelf.state)
    store.refresh()
    assert store.index is not None
    assert len(store.index.leaves) > 1
    assert any(leaf.deleted for leaf in store.index.leaves)
    return store.index


def wants_of(index: Index, text: str) -> list[Want]:
    return resolve(index, parse(text, typing=True), load()).wants


@pytest.fixture(params=[True, False], ids=["lists", "dictionaries"])
def sums(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Occurrences are added up in lists of all pages, or in dictionaries."""
    monkeypatch.setattr(pagewise, "_OFTEN_ADDED", 10**6 if request.param else 0)
    yield


@pytest.fixture(params=[0, 20, 10**6], ids=["looked up", "usual", "read through"])
def sparse(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pages are looked up in lists of postings, or these are read through."""
    monkeypatch.setattr(pagewise, "SPARSE", request.param)
    monkeypatch.setattr(postings, "SPARSE", request.param)
    yield


@pytest.mark.usefixtures("sums", "sparse")
@pytest.mark.parametrize("text", QUERIES)
def test_all_pages_some_pages_and_one_pass_give_the_same_weights(index: Index, text: str) -> None:
    live = passing(index, [])
    some = set(sorted(live)[::3])
    for want in wants_of(index, text):
        whole = all_weights(index, want)
        assert whole == all_weights(index, want), "what is kept changes it"
        known = {page: weight for page, weight in enumerate(whole) if weight}
        assert known == page_weights(index, want, live)
        assert {page: weight for page, weight in known.items() if page in some} == page_weights(index, want, some)
        assert known == pytest.approx(of_pages(index, read(index, want)))
        assert having(index, want, live) == known.keys()
        assert having(index, want, some) == known.keys() & some


def test_terms_in_more_sections_than_there_are_pages_are_kept(index: Index) -> None:
    (want,) = wants_of(index, "bread")
    all_weights(index, want)
    leaf = index.leaves[0]
    rows = [row for _, row in rows_in(leaf, "bread", None) if leaf.files.frequency(row) >= len(leaf.files.first)]
    assert any(index.kept.get((leaf.base, row)) for row in rows)


def ranked(index: Index, text: str) -> Ranking:
    index.kept = Kept()
    return rank(index, wants_of(index, text), 4)


def shown(ranking: Ranking) -> list[tuple[int, tuple[str, ...], list[int]]]:
    return [(page.page, page.missing, [section for _, section in page.sections]) for page in ranking.pages]


@pytest.mark.parametrize("text", QUERIES)
def test_pages_left_out_unscored_change_no_answer(index: Index, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "TOP_PAGES", 4)
    usual = ranked(index, text)
    monkeypatch.setattr(weights, "MOST_SECTIONS", 2)
    monkeypatch.setattr(contenders, "FEW", 0)
    thinned = ranked(index, text)

    def everything(pages: Collection[int], *_: object) -> Sequence[int]:
        return list(pages)

    monkeypatch.setattr(evaluate, "contenders", everything)
    whole = ranked(index, text)
    assert shown(thinned) == shown(whole) == shown(usual)
    assert [page.score for page in thinned.pages] == [page.score for page in whole.pages]
    assert [page.score for page in thinned.pages] == pytest.approx([page.score for page in usual.pages], rel=1e-9)
    assert set(thinned.matches) == set(whole.matches) == set(usual.matches)
    assert (thinned.total, thinned.partial) == (usual.total, usual.partial)


@pytest.mark.parametrize("text", QUERIES)
def test_what_was_kept_of_the_last_key_press_changes_no_answer(
    index: Index, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "MOST_SECTIONS", 2)
    alone = ranked(index, text)
    index.kept = Kept()
    for end in range(1, len(text) + 1):
        rank(index, wants_of(index, text[:end]), 4)
    again = rank(index, wants_of(index, text), 4)
    assert shown(again) == shown(alone)
    assert [page.score for page in again.pages] == [page.score for page in alone.pages]


def test_what_is_kept_is_bounded_and_what_was_asked_for_last_stays() -> None:
    kept = Kept()
    for number in range(8):
        kept.keep(number, f"words {number}", MOST_BYTES // 4)
        assert kept.get(0) == "words 0"
    assert [number for number in range(8) if kept.get(number)] == [0, 5, 6, 7]
    kept.keep(7, "again", MOST_BYTES // 4)
    assert [number for number in range(8) if kept.get(number)] == [0, 5, 6, 7]
    kept.keep("too large", "", MOST_BYTES + 1)
    assert [number for number in range(8) if kept.get(number)] == [0, 5, 6, 7]


@pytest.mark.parametrize("keys", [[], [2], [2, 0, 2]])
def test_values_are_gathered_in_the_order_of_their_keys(keys: list[int]) -> None:
    assert gather("abc", keys) == tuple("abc"[key] for key in keys)
