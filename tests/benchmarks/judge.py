"""How good the answers are: engines over a judged file, by MRR, nDCG@10 and success at 1 and 10.

    python -m tests.benchmarks.judge tests/data/judged/rust_book.json FOLDER [--half test] [--engines a,b] [--misses]

A judged file names for each query the sections that answer it, with grades 3 (the answer), 2 (much of it) and 1 (a
part). Engines give pages, each with one section. Ranks are those of pages; a page is worth the best grade of its
sections, and answers a query from grade 2 on. ``section`` is how often the first answering page is opened at a section
of at least that grade. The halves were drawn by a hash of the query before any engine ran: only ``tuning`` may be
looked at while an engine is being changed.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.engines import ENGINES, Search

ANSWERS = 2
"""The grade from which on a page answers a query."""
DEPTH = 10


@dataclass(frozen=True)
class Judged:
    """A query with its graded sections."""

    query: str
    kind: str
    half: str
    grades: dict[tuple[str, str], int]
    """Grade of each document and anchor."""

    def page(self, document: str) -> int:
        """The best grade of any section of ``document``; 0 if none answers."""
        return max((grade for (name, _), grade in self.grades.items() if name == document), default=0)


@dataclass(frozen=True)
class Score:
    """What one query came to."""

    judged: Judged
    rank: int
    """Of the first page that answers, from 1; 0: not among the first ten."""
    ndcg: float
    section: bool
    """Whether that page was opened at a section that answers, or answers as a whole (judged without an anchor)."""
    found: tuple[tuple[str, str], ...]


def load(path: Path, half: str = "") -> list[Judged]:
    """The queries of a judged file, all or those of one half."""
    values = json.loads(path.read_text(encoding="utf-8"))["queries"]
    queries = [
        Judged(
            value["query"],
            value["kind"],
            value["half"],
            {(each["document"], each["anchor"]): each["grade"] for each in value["relevant"]},
        )
        for value in values
    ]
    return [query for query in queries if half in ("", query.half)]


def score(judged: Judged, hits: Sequence[tuple[str, str]]) -> Score:
    """Grade ``hits`` (document and anchor, best first); further hits of a page after its first are passed over."""
    pages = list({document: (document, anchor) for document, anchor in reversed(hits)}.values())
    pages.sort(key=lambda hit: hits.index(hit))
    pages = pages[:DEPTH]
    grades = [judged.page(document) for document, _ in pages]
    rank = next((i for i, grade in enumerate(grades, 1) if grade >= ANSWERS), 0)
    ideal = sorted((judged.page(document) for document in {name for name, _ in judged.grades}), reverse=True)
    opened = {pages[rank - 1], (pages[rank - 1][0], "")} if rank else set()
    section = any(judged.grades.get(each, 0) >= ANSWERS for each in opened)
    return Score(judged, rank, _gain(grades) / (_gain(ideal[:DEPTH]) or 1.0), section, tuple(pages))


def _gain(grades: Sequence[int]) -> float:
    """Discounted cumulative gain with 2^grade - 1 (Burges and others, ICML 2005)."""
    return sum((2.0**grade - 1.0) / math.log2(i + 1.0) for i, grade in enumerate(grades, 1))


@dataclass(frozen=True)
class Summary:
    """Means over queries."""

    queries: int
    mrr: float
    ndcg: float
    first: float
    """Share of queries that the first page answers."""
    tenth: float
    """Share of queries that one of the first ten pages answers."""
    section: float


def summary(scores: Sequence[Score]) -> Summary:
    """The figures of an engine."""
    count = len(scores) or 1
    return Summary(
        len(scores),
        sum(1.0 / each.rank for each in scores if each.rank) / count,
        sum(each.ndcg for each in scores) / count,
        sum(each.rank == 1 for each in scores) / count,
        sum(each.rank > 0 for each in scores) / count,
        sum(each.section for each in scores) / count,
    )


def judge(queries: Sequence[Judged], search: Search) -> list[Score]:
    """Ask ``search`` every query."""
    return [score(query, search(query.query)) for query in queries]


def _line(name: str, scores: Sequence[Score]) -> str:
    it = summary(scores)
    figures = f"MRR {it.mrr:.3f}  nDCG@10 {it.ndcg:.3f}  s@1 {it.first:.2f}  s@10 {it.tenth:.2f}"
    return f"{name:<24} n {it.queries:3d}  {figures}  section {it.section:.2f}"


def _show_misses(scores: Sequence[Score]) -> None:
    for each in scores:
        if each.rank != 1:
            first = " ".join("#".join(hit) for hit in each.found[:2])
            print(f"    {each.judged.kind:<10} {each.judged.query!r}: rank {each.rank or '-'}; first {first}")


def run(path: Path, root: Path, half: str, names: Sequence[str], report: Callable[[str, list[Score]], None]) -> None:
    """Index ``root`` with each engine and report its scores."""
    queries = load(path, half)
    for name in names:
        with tempfile.TemporaryDirectory() as work:
            search = ENGINES[name](root, Path(work))
            if search is not None:
                report(name, judge(queries, search))


def main() -> None:
    """Read the arguments and print a line for each engine and half."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("judged", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=["tuning", "test"], default="")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--kinds", action="store_true", help="a line for each kind of query, too")
    parser.add_argument("--misses", action="store_true", help="the queries not answered first (of the tuning half)")
    arguments = parser.parse_args()

    def report(name: str, scores: list[Score]) -> None:
        halves = sorted({each.judged.half for each in scores}, reverse=True)
        for half in halves:
            print(_line(f"{name} ({half})", [each for each in scores if each.judged.half == half]), flush=True)
        if arguments.kinds:
            for kind in dict.fromkeys(each.judged.kind for each in scores):
                print("  " + _line(kind, [each for each in scores if each.judged.kind == kind]))
        if arguments.misses:
            _show_misses([each for each in scores if each.judged.half == "tuning"])

    run(arguments.judged, arguments.folder, arguments.half, arguments.engines.split(","), report)


if __name__ == "__main__":
    main()
