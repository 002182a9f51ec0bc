"""Pages are left out unscored only where they cannot be among the best."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from nexus_tui.core.search.contenders import FEW, Share, contenders


class Word:
    """A word with random shares; it counts the pages that it was asked for."""

    def __init__(self, rng: random.Random, pages: int, most: float, values: int) -> None:
        # Few different values make many ties; the highest is just below what no page gets more of, and may be rare.
        rare = rng.choice((1, 1, 12))
        self._shares = [most * (rng.randint(0, values) / (values + 1e-6)) ** rare for _ in range(pages)]
        self.asked = 0
        self.share = Share(most, self._of)

    def _of(self, pages: Sequence[int]) -> list[float]:
        self.asked += len(pages)
        return [self._shares[page] for page in pages]

    def at(self, page: int) -> float:
        return self._shares[page]


@pytest.mark.parametrize("seed", range(120))
def test_the_best_pages_are_among_the_contenders(seed: int) -> None:
    rng = random.Random(seed)
    count, most = rng.randint(1, 600), rng.choice((1, 3, 10))
    words = [
        Word(rng, count, rng.choice((0.01, 0.3, 1.0, 5.0)), rng.choice((1, 3, 1000))) for _ in range(rng.randint(1, 5))
    ]
    pages = set(rng.sample(range(count), rng.randint(1, count)))
    cut = rng.randint(0, len(words))
    found = contenders(pages, [each.share for each in words[:cut]], [each.share for each in words[cut:]], most)
    assert len(found) == len(set(found))
    assert pages.issuperset(found)
    sums = {page: sum(word.at(page) for word in words) for page in pages}
    bound = sorted(sums.values(), reverse=True)[:most][-1]
    assert {page for page, whole in sums.items() if whole >= bound} <= set(found)


def test_a_word_that_counts_little_is_asked_for_few_pages() -> None:
    rng = random.Random(1)
    rare, common = Word(rng, 10_000, 5.0, 1000), Word(rng, 10_000, 0.1, 1000)
    found = contenders(range(10_000), [], [common.share, rare.share], 10)
    assert rare.asked == 10_000
    assert common.asked < 1000
    assert len(found) < 1000


def test_few_pages_are_all_contenders_and_cost_nothing() -> None:
    rng = random.Random(2)
    word = Word(rng, 100, 1.0, 10)
    pages = set(range(FEW * 10))
    assert set(contenders(pages, [], [word.share], 10)) == pages
    assert word.asked == 0
