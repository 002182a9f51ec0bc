"""Any string is a query, also while it is being typed."""

from __future__ import annotations

import os
import random
import string
from pathlib import Path

import pytest

from nexus_tui.core.search.query import parse
from tests.core.search.shelf import COOKBOOK, Shelf

COUNT = int(os.environ.get("NEXUS_FUZZ_QUERIES", "3000"))
"""How many random queries to try."""
MANY = 50_000
"""How many in the long run, each whole and half typed."""
PIECES = [
    *"-+*\"'/#:()[]{}<>|&!?.,;\\^$~`=%@_ \t\n\0\ud800\ufeff\u200d😀é數한ก",
    *("OR", "AND", "NOT", "title:", "heading:", "tag:", "path:", "in:", "code:", "lang:", "body:", "file:", "#baking"),
    *(
        "sourdough",
        "bake_loaf",
        "N+1",
        "C++",
        "--no-verify",
        "os.path.join",
        ".env",
        "the",
        "x" * 300,
        "(a|b)*",
        "[a-z",
    ),
    *("--", "||", "&&", '-"', "/x/i", "''", '""', "//", "-#", 'title:"', "数据库", "テスト", "1.27.3", "a*b*", "**"),
]


def random_query(rng: random.Random) -> str:
    if rng.random() < 0.2:
        return "".join(rng.choices(string.printable, k=rng.randint(0, 40)))
    return rng.choice(["", " "]).join(rng.choices(PIECES, k=rng.randint(0, 9)))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    shelf = Shelf(tmp_path_factory.mktemp("fuzz"), COOKBOOK)
    shelf.engine.sync()
    return shelf


def test_no_query_raises(shelf: Shelf) -> None:
    rng = random.Random(20)
    for _ in range(COUNT):
        text = random_query(rng)
        results = shelf.engine.search(parse(text, typing=rng.random() < 0.7), 5)
        assert results.query == text
        assert len(results.hits) <= 5
        for hit in results.hits:
            assert all(0 <= start < end <= len(hit.snippet.text) for start, end in hit.snippet.spans), text


def test_no_half_typed_query_raises_on_an_empty_or_a_missing_index(tmp_path: Path) -> None:
    missing, empty = Shelf(tmp_path / "missing", COOKBOOK), Shelf(tmp_path / "empty")
    empty.engine.sync()
    rng = random.Random(21)
    for _ in range(200):
        query = parse(random_query(rng))
        missing.engine.search(query, 5)
        assert empty.engine.search(query, 5).hits == ()


@pytest.mark.slow
def test_no_query_of_very_many_raises(shelf: Shelf) -> None:
    rng = random.Random(22)
    for _ in range(MANY):
        text = random_query(rng)
        for end in {rng.randint(0, len(text)), len(text)}:
            shelf.engine.search(parse(text[:end]), 5)
