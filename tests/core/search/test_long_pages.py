"""Pages too long to be searched to their end, and pages that only seem so."""

from __future__ import annotations

from pathlib import Path

from nexus_tui.core.files import MAX_SEARCHED
from nexus_tui.core.graph import check
from nexus_tui.core.library import Library
from nexus_tui.core.model import DocId
from nexus_tui.core.search.query import Regex, parse
from nexus_tui.core.search.scan import scan
from tests.core.search.shelf import Shelf


def test_a_pattern_is_looked_for_as_far_as_the_index_goes(tmp_path: Path) -> None:
    text = "# Log\n" + "\n" * (MAX_SEARCHED - 100) + "needle42\n"
    (tmp_path / "log.md").write_text(text, encoding="utf-8")
    (clause,) = parse("/needle\\d+/", typing=False).clauses
    assert isinstance(clause, Regex)
    (place,) = scan(tmp_path, [DocId("log.md")], clause, deadline=60).places
    assert place.text == "needle42"


def test_what_is_past_the_limit_is_said_to_be_left_out(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, {"short.md": "# Short\n\nneedle\n"})
    shelf.write("log.md", "# Log\n\nneedle\n" + "\n" * MAX_SEARCHED + "## Tail\n\nhaystack\n")
    shelf.engine.sync()
    note = "only the first 16 MB are searched of log.md"
    assert shelf.find("haystack").hits == ()
    assert note in shelf.find("haystack").notes
    assert shelf.engine.status().message == note
    assert [(each.document, each.kind) for each in check(Library(shelf.root)) if each.kind != "orphan"] == [
        ("log.md", "size")
    ]
    shelf.write("log.md", "# Log\n\nneedle\n", at=1_700_000_100)
    shelf.engine.sync()
    assert shelf.find("haystack").notes == () and shelf.engine.status().message == ""
