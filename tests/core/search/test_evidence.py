"""One pass over the postings says the same as looking up chosen pages, and memory does not change the answers."""

from __future__ import annotations

import random

import pytest

from nexus_tui.core.search.evidence import of_pages, of_sections, read
from nexus_tui.core.search.filters import passing
from nexus_tui.core.search.pagewise import page_weights
from nexus_tui.core.search.postings import section_weights
from nexus_tui.core.search.query import parse
from nexus_tui.core.search.reader import Index
from nexus_tui.core.search.resolve import resolve
from nexus_tui.core.search.store import Store
from nexus_tui.core.search.synonyms import load
from tests.core.search.shelf import COOKBOOK, Shelf
from tests.core.search.test_incremental import WORDS

QUERIES = ("bread", "bak", "bake_loaf", "tomato OR onion", "ste flour", '"wild yeast" oven', "title:bread salt")


def page_of_words(rng: random.Random) -> str:
    """A page of sections with words drawn by ``rng``."""
    sections = [f"## {rng.choice(WORDS).title()}\n\n{' '.join(rng.choices(WORDS, k=30))}\n" for _ in range(4)]
    return f"# {' '.join(rng.sample(WORDS, 2))}\n\n" + "\n".join(sections)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Pages in three segments, some of them deleted again."""
    rng = random.Random(5)
    shelf = Shelf(tmp_path_factory.mktemp("shelf"), COOKBOOK)
    for number in range(30):
        shelf.write(f"pages/{number:02}.md", page_of_words(rng))
        if number % 10 == 9:
            shelf.engine.sync()
    (shelf.root / "bread/rye.md").unlink()
    (shelf.root / "pages/03.md").unlink()
    shelf.engine.sync()
    return shelf


@pytest.fixture(scope="module")
def index(shelf: Shelf) -> Index:
    store = Store(shelf.engine.folder, shelf.state)
    store.refresh()
    assert store.index is not None
    assert len(store.index.leaves) > 1
    assert any(leaf.deleted for leaf in store.index.leaves)
    return store.index


@pytest.mark.parametrize("text", QUERIES)
def test_one_pass_gives_the_weights_of_pages_and_sections(index: Index, text: str) -> None:
    pages = sorted(passing(index, []))
    some = pages[::3]
    among = {section for low, high in index.extents(some) for section in range(low, high)}
    for want in resolve(index, parse(text, typing=True), load()).wants:
        found = read(index, want)
        assert of_pages(index, found) == pytest.approx(page_weights(index, want, pages))
        assert bool(of_pages(index, found)) == bool(want.variants)
        for one, other in zip(of_sections(index, found), section_weights(index, want, pages), strict=True):
            assert one == pytest.approx(other)
        for one, other in zip(of_sections(index, found, among), section_weights(index, want, some), strict=True):
            assert one == pytest.approx(other)


@pytest.mark.parametrize("text", QUERIES)
def test_what_was_remembered_does_not_change_an_answer(shelf: Shelf, text: str) -> None:
    fresh = shelf.open().search(parse(text, typing=True)).hits
    for end in range(1, len(text) + 1):
        shelf.find(text[:end], typing=True)
    assert shelf.find(text, typing=True).hits == fresh
