"""Pages that are not UTF-8 are found, shown and verified by the text that the reader shows."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

import pytest

from nexus_tui.core.files import as_utf8
from nexus_tui.core.model import DocId
from nexus_tui.core.search.query import Regex, parse
from nexus_tui.core.search.scan import scan
from tests.core.search.shelf import LONG_AGO, Shelf

TEXT = (
    "# Crème brûlée\n\nBeat the yolks – slowly.\n\n## Über dem Feuer\n\nCaramelised sugar, naïve and brittle.\n\n"
    "## Plain end\n\nServe with vanilla quickly.\n"
)
ENCODED = {
    "latin.md": TEXT.encode("cp1252"),
    "utf-16-le.md": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
    "utf-16-be.md": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "utf-32.md": codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
    "mark.md": codecs.BOM_UTF8 + TEXT.encode(),
    "utf-8.md": TEXT.encode(),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    shelf = Shelf(tmp_path_factory.mktemp("shelf"))
    for name, data in ENCODED.items():
        (shelf.root / name).write_bytes(data)
        os.utime(shelf.root / name, (LONG_AGO, LONG_AGO))
    shelf.engine.sync()
    return shelf


@pytest.mark.parametrize(
    ("query", "anchor", "line"),
    [
        ("yolks", "crème-brûlée", 1),
        ("naïve", "über-dem-feuer", 5),
        ("vanilla", "plain-end", 9),
        ('"naïve and brittle"', "über-dem-feuer", 5),
        ("'vanilla quick'", "plain-end", 9),
        ("/na[ï]ve an./", "über-dem-feuer", 5),
        ("/van\\w+ quick/", "plain-end", 9),
    ],
)
def test_every_encoding_answers_alike(shelf: Shelf, query: str, anchor: str, line: int) -> None:
    hits = shelf.find(query).hits
    assert {str(hit.document) for hit in hits} == ENCODED.keys()
    assert {hit.title for hit in hits} == {"Crème brûlée"}
    assert {hit.line for hit in hits} == {line}
    assert {hit.anchor for hit in hits} == {anchor}
    assert len({hit.snippet for hit in hits}) == 1


def test_sections_of_such_pages_are_still_found_when_the_file_changed(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    (shelf.root / "page.md").write_bytes(ENCODED["latin.md"])
    shelf.engine.sync()
    (shelf.root / "page.md").write_bytes(ENCODED["utf-16-be.md"])
    (hit,) = shelf.find("vanilla").hits
    assert hit.snippet.text == "Serve with vanilla quickly."


def test_such_pages_survive_merging(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for name, data in ENCODED.items():
        (shelf.root / name).write_bytes(data)
        os.utime(shelf.root / name, (LONG_AGO, LONG_AGO))
        shelf.engine.sync([name])
    hits = shelf.find("vanilla").hits
    assert len(hits) == len(ENCODED) and len({hit.snippet for hit in hits}) == 1


def test_places_of_a_pattern_are_in_the_text_as_utf8(shelf: Shelf) -> None:
    (clause,) = parse("/brittle/", typing=False).clauses
    assert isinstance(clause, Regex)
    found = scan(shelf.root, [DocId(name) for name in ENCODED], clause)
    assert len(found.places) == len(ENCODED)
    for place in found.places:
        assert as_utf8(ENCODED[place.document])[place.start : place.end] == b"brittle"
        assert place.text == "Caramelised sugar, naïve and brittle." and place.line == 7
