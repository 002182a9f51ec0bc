"""Search as you type, indexing and memory, beside SQLite FTS5, stock Whoosh and tantivy (if installed) in one run.

    python -m tests.benchmarks.bench_search FOLDER… [--queries N] [--shuffled] [--no-peers]

Queries are the prefixes, one for each key press, of heading phrases chosen with a fixed seed, in the order in which
they are typed; ``--shuffled`` mixes them up, so that no memory of the last key press helps. Every engine gives 20
results, if it finds as many, with their snippets. FTS5 and tantivy index the same sections; stock Whoosh indexes
files, the way its documentation shows, and some of them at most. Times are CPU milliseconds, so that other work on the
machine does not count; still trust ratios more. Garbage is collected as rarely as in the program, for all alike.
"""

# mypy: disable-error-code="attr-defined"
from __future__ import annotations

import argparse
import gc
import os
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from nexus_tui.core.search.engine import SearchEngine
from nexus_tui.core.search.query import parse
from nexus_tui.core.search.sections import SectionText, split

SEED = 11
GC_THRESHOLDS = (50_000, 20, 100)
"""Those of ``nexus_tui.app``, which is not imported: memory is measured."""
LIMIT = 20
WHOOSH_FILES = 1500
"""Stock Whoosh indexes this many files at most, so that a run ends."""

Sections = list[tuple[str, SectionText]]


def pages(root: Path) -> list[Path]:
    """The Markdown files below ``root``."""
    return sorted(path for path in root.rglob("*.md") if not any(part.startswith(".") for part in path.parts))


def prefixes(sections: Sections, count: int, shuffled: bool = False) -> list[str]:
    """Every key press of seeded heading phrases, ``count`` of them: in the order of typing, or all mixed up."""
    rng = random.Random(SEED)
    phrases = sorted({section.heading.lower() for _, section in sections if 6 <= len(section.heading) <= 40})
    chosen = rng.sample(phrases, min(40, len(phrases)))
    typed = [phrase[: end + 1] for phrase in chosen for end in range(len(phrase)) if phrase[end] != " "]
    if shuffled:
        rng.shuffle(typed)
    return typed[:count]


def timed(name: str, queries: list[str], search: Callable[[str], int]) -> list[float]:
    """Milliseconds of each query, sorted; a line of the table is printed."""
    search(queries[0])
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    times, empty, shown = [], 0, 0
    for query in queries:
        began = time.process_time()
        found = search(query)
        times.append((time.process_time() - began) * 1000)
        empty += not found
        shown += found
    times.sort()
    p50, p95 = statistics.median(times), times[int(len(times) * 0.95)]
    print(
        f"  {name:<23} p50 {p50:7.2f}  p95 {p95:8.2f}  max {times[-1]:8.1f} ms, "
        f"{shown / len(queries):4.1f} results a query, {empty} without"
    )
    return times


def ours(root: Path, queries: list[str], work: Path, size: int) -> list[float]:
    """Index in a process of its own, then search here."""
    code = (
        "import sys, time; from pathlib import Path\n"
        "from nexus_tui.core.search.engine import SearchEngine\n"
        "import gc; gc.set_threshold(1_000_000, 20, 50)\n"
        "a = time.process_time(); e = SearchEngine(*map(Path, sys.argv[1:])); e.sync(); b = time.process_time()\n"
        "from nexus_tui.core.search.indexer import Indexer\n"
        "with Indexer(Path(sys.argv[1]), e.folder, Path(sys.argv[3])) as i: i.tidy()\n"
        "c = time.process_time(); e.sync(); print(b - a, c - b, time.process_time() - c)"
    )
    arguments = [str(root), str(work / "index"), str(work / "state")]
    output = subprocess.run(
        [sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True, env=os.environ
    ).stdout
    build, tidy, unchanged = map(float, output.split())
    index = sum(path.stat().st_size for path in (work / "index").rglob("*") if path.is_file())
    print(
        f"  ours: index {size / build / 1e6:.1f} MB/s CPU ({build:.1f} s + {tidy:.1f} s to merge), "
        f"{100 * index / size:.0f} % of the source, unchanged start {unchanged * 1000:.0f} ms"
    )
    before = memory()
    engine = SearchEngine(root, work / "index", work / "state")
    began = time.perf_counter()
    engine.refresh()
    opened = (time.perf_counter() - began) * 1000
    times = timed("ours", queries, lambda text: len(engine.search(parse(text), LIMIT).hits))
    status = engine.status()
    print(f"  ours: open {opened:.0f} ms, {status.sections} sections, memory + {(memory() - before) / 1e6:.0f} MB")
    return times


def memory() -> int:
    """Resident memory of this process in bytes."""
    try:
        fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def fts5(sections: Sections, queries: list[str], fill: bool) -> list[float]:
    """SQLite FTS5: all words, the last one a prefix; any word where that finds nothing.

    With ``fill`` any word where that finds less than the 20 results that are wanted, which is what ours does.
    """
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table s using fts5(path, heading, body, tokenize='unicode61 remove_diacritics 2')")
    rows = ((path, " ".join((*each.ancestors, each.heading)), _whole(each)) for path, each in sections)
    database.executemany("insert into s values (?, ?, ?)", rows)
    database.commit()
    statement = (
        "select path, heading, snippet(s, 2, '[', ']', '…', 24) from s where s match ? "
        "order by bm25(s, 3.0, 6.0, 1.0) limit ?"
    )

    def search(text: str) -> int:
        words = ["".join(char for char in word if char.isalnum()) for word in text.split()]
        terms = [f'"{word}"' for word in words if word]
        if not terms:
            return 0
        terms[-1] += "*"
        found = database.execute(statement, (" ".join(terms), LIMIT)).fetchall()
        if len(terms) > 1 and len(found) < (LIMIT if fill else 1):
            found += database.execute(statement, (" OR ".join(terms), LIMIT - len(found))).fetchall()
        return len(found)

    return timed("SQLite FTS5, 20 results" if fill else "SQLite FTS5", queries, search)


def stock_whoosh(sections: Sections, queries: list[str], work: Path) -> list[float]:
    """Whoosh as its documentation shows it."""
    from whoosh import fields, index, qparser

    (work / "stock").mkdir()
    schema = fields.Schema(path=fields.ID(stored=True), title=fields.TEXT(stored=True), body=fields.TEXT(stored=True))
    made = index.create_in(str(work / "stock"), schema)
    writer = made.writer(limitmb=256)
    whole: dict[str, list[SectionText]] = {}
    for path, section in sections:
        whole.setdefault(path, []).append(section)
    for path, found in list(whole.items())[:WHOOSH_FILES]:
        writer.add_document(path=path, title=found[0].heading or path, body=" ".join(map(_whole, found)))
    writer.commit()
    parser = qparser.MultifieldParser(["title", "body"], made.schema)

    with made.searcher() as searcher:

        def search(text: str) -> int:
            results = searcher.search(parser.parse(text + "*"), limit=LIMIT)
            return len([hit.highlights("body") for hit in results])

        return timed(f"stock Whoosh ({min(len(whole), WHOOSH_FILES)} files)", queries, search)


def tantivy_engine(sections: Sections, queries: list[str], work: Path) -> list[float]:
    """tantivy, if it is installed."""
    try:
        import tantivy  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return []
    builder = tantivy.SchemaBuilder()
    for name in ("path", "heading", "body"):
        builder.add_text_field(name, stored=True)
    schema = builder.build()
    made = tantivy.Index(schema)
    writer = made.writer(heap_size=100_000_000, num_threads=1)
    for path, each in sections:
        heading = " ".join((*each.ancestors, each.heading))
        writer.add_document(tantivy.Document(path=path, heading=heading, body=_whole(each)))
    writer.commit()
    made.reload()
    searcher = made.searcher()

    def search(text: str) -> int:
        words = ["".join(char for char in word.lower() if char.isalnum()) for word in text.split()]
        words = [word for word in words if word]
        if not words:
            return 0
        wanted = " ".join([*words[:-1], f'"{words[-1]}"'])
        query, _ = made.parse_query_lenient(wanted, ["heading", "body"], field_boosts={"heading": 4.0})
        last = tantivy.Query.regex_query(schema, "body", f"{words[-1]}.*")
        either = tantivy.Query.boolean_query([(tantivy.Occur.Should, query), (tantivy.Occur.Should, last)])
        snippets = tantivy.SnippetGenerator.create(searcher, either, schema, "body")
        hits = searcher.search(either, LIMIT).hits
        return len([snippets.snippet_from_doc(searcher.doc(address)).to_html() for _, address in hits])

    return timed("tantivy", queries, search)


def _whole(section: SectionText) -> str:
    return " ".join((section.body, *(code.text for code in section.code)))


def compare(root: Path, count: int, shuffled: bool, peers: Iterable[str]) -> None:
    """One corpus: all engines, and the ratios."""
    files = pages(root)
    sections: Sections = []
    size = 0
    for path in files:
        data = path.read_bytes()
        size += len(data)
        sections += [(path.relative_to(root).as_posix(), section) for section in split(data)]
    queries = prefixes(sections, count, shuffled)
    print(f"{root.name}: {len(files)} files, {len(sections)} sections, {size / 1e6:.1f} MB, {len(queries)} queries")
    with tempfile.TemporaryDirectory() as work:
        mine = ours(root, queries, Path(work), size)
        runs = {
            "fts5": lambda: fts5(sections, queries, fill=False),
            "fts5 with 20 results": lambda: fts5(sections, queries, fill=True),
            "tantivy": lambda: tantivy_engine(sections, queries, Path(work)),
            "whoosh": lambda: stock_whoosh(sections, queries[: max(20, count // 5)], Path(work)),
        }
        for name in peers:
            theirs = runs[name]()
            if theirs:
                p50 = statistics.median(mine) / statistics.median(theirs)
                p95 = mine[int(len(mine) * 0.95)] / theirs[int(len(theirs) * 0.95)]
                print(f"    ours / {name}: p50 {p50:.2f}  p95 {p95:.2f}")


def main() -> None:
    """Read the arguments and compare each folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--shuffled", action="store_true")
    parser.add_argument("--no-peers", action="store_true")
    arguments = parser.parse_args()
    for folder in arguments.folders:
        compare(
            folder,
            arguments.queries,
            arguments.shuffled,
            () if arguments.no_peers else ("fts5", "fts5 with 20 results", "tantivy", "whoosh"),
        )


if __name__ == "__main__":
    main()
