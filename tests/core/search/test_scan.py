"""A regular expression over files: what it finds, what it passes over, and that it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from nexus_tui.core.model import DocId
from nexus_tui.core.search.query import Literal, Regex, parse
from nexus_tui.core.search.scan import Places, scan


def look(root: Path, text: str, *names: str, **options: float) -> Places:
    (clause,) = parse(text, typing=False).clauses
    assert isinstance(clause, Regex | Literal)
    documents = [DocId(name) for name in names] or [DocId(path.name) for path in sorted(root.iterdir())]
    return scan(root, documents, clause, **options)  # type: ignore[arg-type]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "a.md").write_bytes("# Ä\n\nfoo fooo Foo\n\xff fo\n".encode() + b"\xff foo\n")
    (folder / "b.md").write_text("nothing\n", encoding="utf-8")
    return folder


def test_places_have_line_and_bytes(root: Path) -> None:
    found = look(root, "/fo{2,}/")
    data = (root / "a.md").read_bytes()
    assert found.complete
    assert [(place.line, data[place.start : place.end]) for place in found.places] == [
        (3, b"foo"),
        (3, b"fooo"),
        (3, b"Foo"),
        (5, b"foo"),
    ]
    assert found.places[0].text == "foo fooo Foo"


def test_capitals_make_it_exact(root: Path) -> None:
    assert len(look(root, "/Foo/").places) == 1
    assert len(look(root, "/Foo/i").places) == 4
    assert len(look(root, "'Foo'").places) == 1


def test_a_pattern_that_never_ends_is_stopped(root: Path) -> None:
    (root / "a.md").write_text("a" * 5_000 + "!", encoding="utf-8")
    found = look(root, "/(a+)+$/", deadline=0.3)
    assert not found.complete


def test_it_stops_when_cancelled(root: Path) -> None:
    (root / "a.md").write_text("a" * 5_000 + "!", encoding="utf-8")
    (clause,) = parse("/(a+)+$/", typing=False).clauses
    assert isinstance(clause, Regex)
    assert not scan(root, [DocId("a.md")], clause, deadline=60, cancelled=lambda: True).complete


def test_there_are_at_most_as_many_places_as_wanted(root: Path) -> None:
    (root / "a.md").write_text("x\n" * 1_000, encoding="utf-8")
    assert len(look(root, "/x/", "a.md").places) == 20
    found = look(root, "/x/", "a.md", "a.md", total=30)
    assert len(found.places) == 30 and not found.complete


def test_what_is_outside_or_no_file_is_passed_over(root: Path) -> None:
    (root.parent / "secret.md").write_text("foo", encoding="utf-8")
    (root / "link.md").symlink_to(root.parent / "secret.md")
    (root / "folder.md").mkdir()
    found = look(root, "/foo/", "../secret.md", "link.md", "folder.md", "gone.md", "a.md")
    assert {place.document for place in found.places} == {"a.md"}
    assert found.complete


def test_a_link_within_the_library_is_followed(root: Path) -> None:
    (root / "link.md").symlink_to(root / "a.md")
    assert len(look(root, "/foo/", "link.md").places) == 4
