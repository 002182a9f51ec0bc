"""The judged queries are sound, and the figures made from them are right."""

from __future__ import annotations

import hashlib
import json
import tarfile
from pathlib import Path

import pytest

from nexus_tui.core.search.sections import split
from tests.benchmarks.judge import Judged, judge, load, score, summary

REPOSITORY = Path(__file__).parents[3]
FOLDER = REPOSITORY / "tests" / "data" / "judged"
FILES = sorted(FOLDER.glob("*.json"))
RUST_BOOK = REPOSITORY.parent / "shared" / "corpora" / "rust-book.tar.gz"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.stem))
def test_a_judged_file_is_whole(path: Path) -> None:
    queries = load(path)
    assert len(queries) >= 100
    assert len({query.query for query in queries}) == len(queries)
    for query in queries:
        assert query.query.strip() == query.query != ""
        assert set(query.grades.values()) <= {1, 2, 3}
        assert max(query.grades.values()) == 3


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.stem))
def test_halves_are_drawn_by_the_text_of_the_query(path: Path) -> None:
    for query in load(path):
        even = hashlib.sha256(query.query.encode()).digest()[0] % 2 == 0
        assert query.half == ("tuning" if even else "test")
    assert len(load(path, "tuning")) + len(load(path, "test")) == len(load(path))
    assert abs(len(load(path, "tuning")) - len(load(path, "test"))) < len(load(path)) // 3


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.stem))
def test_there_is_a_mix_of_kinds(path: Path) -> None:
    kinds = [query.kind for query in load(path)]
    assert {"name", "question", "paraphrase", "code", "half", "typo"} <= set(kinds)
    assert all(kinds.count(kind) >= 5 for kind in set(kinds))


def _anchors_missing(path: Path, anchors: dict[str, set[str]]) -> list[str]:
    return [
        f"{query.query}: {document}#{anchor}"
        for query in load(path)
        for document, anchor in query.grades
        if anchor and anchor not in anchors.get(document, set())
    ]


@pytest.mark.corpus
def test_the_sections_of_the_rust_book_are_there() -> None:
    if not RUST_BOOK.is_file():
        pytest.skip("the corpus is not there")
    anchors: dict[str, set[str]] = {}
    with tarfile.open(RUST_BOOK) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.startswith("rust-book/src/") else None
            if file is not None and member.name.endswith(".md"):
                sections = split(file.read())
                anchors[member.name.removeprefix("rust-book/src/")] = {section.anchor for section in sections}
    assert _anchors_missing(FOLDER / "rust_book.json", anchors) == []


def test_the_sections_of_the_knowledge_base_are_there() -> None:
    path = FOLDER / "content.json"
    if not path.is_file():
        pytest.skip("the knowledge base has no judged queries")
    root = REPOSITORY / json.loads(path.read_text(encoding="utf-8"))["library"]
    anchors = {
        page.relative_to(root).as_posix(): {section.anchor for section in split(page.read_bytes())}
        for page in root.rglob("*.md")
    }
    assert _anchors_missing(path, anchors) == []


QUERY = Judged("q", "name", "test", {("a.md", "one"): 3, ("a.md", "two"): 1, ("b.md", "x"): 2, ("c.md", "y"): 1})


def test_a_perfect_answer_has_perfect_figures() -> None:
    it = summary([score(QUERY, [("a.md", "one"), ("b.md", "x"), ("c.md", "y")])])
    assert (it.mrr, it.first, it.tenth, it.section) == (1.0, 1.0, 1.0, 1.0)
    assert it.ndcg == pytest.approx(1.0)


def test_rank_is_that_of_the_first_page_that_answers() -> None:
    found = score(QUERY, [("z.md", ""), ("c.md", "y"), ("z.md", "again"), ("b.md", "other")])
    assert found.rank == 3
    assert not found.section
    assert 0 < found.ndcg < 0.5


def test_a_page_counts_once_and_only_among_the_first_ten() -> None:
    others = [(f"{i}.md", "") for i in range(10)]
    assert score(QUERY, [*others, ("a.md", "one")]).rank == 0
    assert score(QUERY, [("0.md", ""), ("0.md", "b"), *others[1:9], ("a.md", "one")]).rank == 10


def test_the_figures_are_means() -> None:
    answers = {"q": [("z.md", ""), ("a.md", "one")], "r": []}
    scores = judge([QUERY, Judged("r", "name", "test", {("a.md", ""): 3})], lambda text: answers[text])
    it = summary(scores)
    assert (it.queries, it.mrr, it.first, it.tenth) == (2, 0.25, 0.0, 0.5)
