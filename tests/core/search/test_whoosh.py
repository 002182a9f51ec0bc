"""The index is a Whoosh index: its own readers and query classes work on it."""

# mypy: disable-error-code="attr-defined,name-defined,no-untyped-call"
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from whoosh import query
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from nexus_tui.core.search.schema import FIELDS, NAME
from tests.core.search.shelf import COOKBOOK, Shelf


@pytest.fixture
def index(tmp_path: Path) -> Any:
    shelf = Shelf(tmp_path, COOKBOOK)
    shelf.engine.sync()
    shelf.write("bread/toast.md", "# Toast\n\nTwice in the oven.\n")
    (shelf.root / "bread/rye.md").unlink()
    shelf.engine.sync()
    return FileIndex(FileStorage(str(shelf.engine.folder)), indexname=NAME)


def paths(index: Any, wanted: query.Query) -> set[str]:
    with index.searcher() as searcher:
        return {hit["document"]["path"] for hit in searcher.search(wanted, limit=None)}


def test_there_is_one_document_for_each_section_and_the_fields_are_known(index: Any) -> None:
    assert index.doc_count() == 9
    assert set(FIELDS) < set(index.schema.names())


def test_term_and_prefix_queries_answer(index: Any) -> None:
    assert paths(index, query.Term("body", "oven")) == {"bread/sourdough.md", "bread/toast.md"}
    assert paths(index, query.Prefix("title", "tom")) == {"soup/tomato.md"}


def test_combined_queries_answer(index: Any) -> None:
    both = query.And([query.Term("body", "oven"), query.Not(query.Term("title", "toast"))])
    assert paths(index, both) == {"bread/sourdough.md"}
    assert paths(index, query.Or([query.Term("lang", "rust"), query.Term("tags", "baking")])) == {
        "soup/tomato.md",
        "bread/sourdough.md",
    }


def test_code_is_a_field_of_its_own(index: Any) -> None:
    assert paths(index, query.Term("code", "bakeloaf")) == {"bread/sourdough.md"}
    assert paths(index, query.Term("body", "bakeloaf")) == set()


def test_what_is_stored_leads_to_the_place_in_the_file(index: Any) -> None:
    with index.searcher() as searcher:
        stored = searcher.search(query.Term("heading", "serving"))[0]["document"]
    start, end = stored["range"]
    assert COOKBOOK[stored["path"]].encode()[start:end].startswith(b"## Serving")
    assert (stored["line"], stored["level"], stored["anchor"]) == (5, 2, "serving")


def test_terms_and_their_frequencies_can_be_listed(index: Any) -> None:
    reader = index.reader()
    assert b"sourdough" in set(reader.lexicon("title"))
    assert reader.doc_frequency("body", "oven") == 2
    assert reader.doc_frequency("body", "nowhere") == 0
    assert ("body", "nowhere") not in reader
    assert sorted(set(reader.indexed_field_names()) - set(FIELDS)) == []
    reader.close()
