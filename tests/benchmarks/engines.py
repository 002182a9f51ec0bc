"""Search engines behind one call, for comparing their answers: ours, SQLite FTS5, Whoosh as documented, tantivy."""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from nexus_tui.core.search.sections import SectionText, split

Search = Callable[[str], Sequence[tuple[str, str]]]
"""A query to documents with anchors (empty: the page), best first."""
Engine = Callable[[Path, Path], Search | None]
"""A library and a folder to work in to a search; None where the engine is not installed."""

LIMIT = 50
"""Sections or pages asked for; ten pages are judged."""


def sections(root: Path) -> Iterator[tuple[str, str, SectionText]]:
    """Path, title and section of all pages below ``root``; the title is that of the first heading."""
    for path in sorted(root.rglob("*.md")):
        name = path.relative_to(root).as_posix()
        if any(part.startswith(".") for part in name.split("/")):
            continue
        found = split(path.read_bytes())
        title = next((each.heading for each in found if each.heading), path.stem)
        for each in found:
            yield name, title, each


def _text(section: SectionText) -> str:
    return " ".join((section.body, *(code.text for code in section.code)))


def _words(text: str) -> list[str]:
    return "".join(character if character.isalnum() or character == "_" else " " for character in text).split()


def nexus(root: Path, work: Path) -> Search:
    """Our engine, each query as if it were being typed."""
    from nexus_tui.core.search.engine import SearchEngine
    from nexus_tui.core.search.query import parse

    engine = SearchEngine(root, work / "index", work / "state")
    engine.sync()
    return lambda text: [(hit.document, hit.anchor) for hit in engine.search(parse(text), 10).hits]


def _fts5(root: Path, tokenizer: str) -> Search:
    """SQLite FTS5 over sections: weighted bm25, all words with the last one a prefix, any word if none has all."""
    database = sqlite3.connect(":memory:", check_same_thread=False)
    columns = "document unindexed, anchor unindexed, title, heading, body"
    database.execute(f"create virtual table s using fts5({columns}, tokenize='{tokenizer}')")
    rows = (
        (name, each.anchor, title, " ".join((*each.ancestors, each.heading)), _text(each))
        for name, title, each in sections(root)
    )
    database.executemany("insert into s values (?, ?, ?, ?, ?)", rows)
    statement = "select document, anchor from s where s match ? order by bm25(s, 0, 0, 6.0, 4.0, 1.0), rowid limit ?"

    def search(text: str) -> Sequence[tuple[str, str]]:
        terms = [f'"{word}"' for word in _words(text)]
        if not terms:
            return []
        terms[-1] += "*"
        for joined in (" ".join(terms), " OR ".join(terms)):
            if found := database.execute(statement, (joined, LIMIT)).fetchall():
                return [(str(document), str(anchor)) for document, anchor in found]
        return []

    return search


def fts5(root: Path, work: Path) -> Search:
    """With the default tokenizer."""
    return _fts5(root, "unicode61 remove_diacritics 2")


def fts5_porter(root: Path, work: Path) -> Search:
    """With stemming."""
    return _fts5(root, "porter unicode61 remove_diacritics 2")


def _module(name: str) -> Any:
    """A library without types."""
    return importlib.import_module(name)


def _whoosh(root: Path, work: Path, either: bool) -> Search:
    """Whoosh 3 as its documentation shows it: one document a file, stemming, title and body, BM25F."""
    analysis, fields, index, qparser = (
        _module(f"whoosh.{name}") for name in ("analysis", "fields", "index", "qparser")
    )
    analyzer = analysis.StemmingAnalyzer()
    schema = fields.Schema(
        path=fields.ID(stored=True),
        title=fields.TEXT(stored=True, analyzer=analyzer, field_boost=4.0),
        body=fields.TEXT(analyzer=analyzer),
    )
    made = index.create_in(str(work), schema)
    writer = made.writer(limitmb=256)
    pages: dict[str, tuple[str, list[str]]] = {}
    for name, title, each in sections(root):
        pages.setdefault(name, (title, []))[1].append(f"{each.heading} {_text(each)}")
    for name, (title, texts) in pages.items():
        writer.add_document(path=name, title=title, body=" ".join(texts))
    writer.commit()
    group = qparser.OrGroup.factory(0.9) if either else qparser.AndGroup
    parser = qparser.MultifieldParser(["title", "body"], schema, group=group)
    searcher = made.searcher()
    return lambda text: [(str(hit["path"]), "") for hit in searcher.search(parser.parse(text), limit=10)]


def whoosh_and(root: Path, work: Path) -> Search:
    """All words."""
    return _whoosh(root, work, either=False)


def whoosh_or(root: Path, work: Path) -> Search:
    """Any word, more of them better."""
    return _whoosh(root, work, either=True)


def tantivy(root: Path, work: Path) -> Search | None:
    """tantivy over sections: English stems, boosted title and heading, any word."""
    try:
        library = _module("tantivy")
    except ImportError:
        return None
    builder = library.SchemaBuilder()
    for name in ("document", "anchor"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw")
    for name in ("title", "heading", "body"):
        builder.add_text_field(name, tokenizer_name="en_stem")
    made = library.Index(builder.build())
    writer = made.writer(heap_size=100_000_000, num_threads=1)
    for name, title, each in sections(root):
        heading = " ".join((*each.ancestors, each.heading))
        writer.add_document(
            library.Document(document=name, anchor=each.anchor, title=title, heading=heading, body=_text(each))
        )
    writer.commit()
    writer.wait_merging_threads()
    made.reload()
    searcher = made.searcher()

    def search(text: str) -> Sequence[tuple[str, str]]:
        boosts = {"title": 6.0, "heading": 4.0}
        query, _ = made.parse_query_lenient(" ".join(_words(text)), ["title", "heading", "body"], field_boosts=boosts)
        found = [searcher.doc(address) for _, address in searcher.search(query, LIMIT).hits]
        return [(str(each.get_first("document")), str(each.get_first("anchor"))) for each in found]

    return search


ENGINES: dict[str, Engine] = {
    "nexus": nexus,
    "fts5": fts5,
    "fts5-porter": fts5_porter,
    "whoosh-and": whoosh_and,
    "whoosh-or": whoosh_or,
    "tantivy": tantivy,
}
