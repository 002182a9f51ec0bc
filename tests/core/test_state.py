from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_tui.core import reading
from nexus_tui.core.bookmarks import Bookmark, Bookmarks
from nexus_tui.core.errors import StateError
from nexus_tui.core.model import DocId
from nexus_tui.core.state import LibraryState

A, B = DocId("a.md"), DocId("b/b.md")


def test_everything_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    state = LibraryState.load(tmp_path / "state")
    assert not (tmp_path / "state").exists()
    state.session = {"panes": [{"tabs": [1, 2]}], "sidebar": True}
    state.queries = ["two", "one", "two"]
    state.saved_searches["mine"] = "tag:x"
    state.note_read(A, 5, b"text")
    state.note_read(B, 6)
    state.reading.place(A, {"heading": "x", "row": 3})
    state.toggle_bookmark(A, "x", "A heading")
    state.save()
    again = LibraryState.load(tmp_path / "state")
    assert again.session == state.session
    assert again.queries == ["two", "one"]
    assert again.saved_searches == {"mine": "tag:x"}
    assert again.recent == [B, A]
    assert list(again.bookmarks) == [Bookmark(A, "x", "A heading")]
    assert again.reading.items() == state.reading.items()
    assert again.notices == []
    assert (tmp_path / "state" / "state.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe\x00", b"[1]", b'{"version": 99}', b"[" * 100_000])
def test_a_damaged_file_is_set_aside_and_said(tmp_path: Path, data: bytes) -> None:
    place = tmp_path / "state.json"
    for number in (1, 2):
        place.write_bytes(data)
        state = LibraryState.load(tmp_path)
        assert state.recent == []
        assert len(state.notices) == 1
        aside = tmp_path / f"state.damaged-{number}.json"
        assert str(aside) in state.notices[0]
        assert aside.read_bytes() == data
        assert not place.exists()
    state.save()
    assert LibraryState.load(tmp_path).notices == []


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda below: st.one_of(st.lists(below, max_size=5), st.dictionaries(st.text(max_size=5), below, max_size=3)),
    max_leaves=12,
)
NAMES = ["session", "queries", "saved_searches", "recent", "bookmarks", "reading"]


@given(st.dictionaries(st.sampled_from(NAMES), json_values))
def test_values_of_the_wrong_type_are_left_out(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, Any]
) -> None:
    folder = tmp_path_factory.mktemp("state")
    (folder / "state.json").write_text(json.dumps({"version": 1, **values}))
    state = LibraryState.load(folder)
    assert state.notices == []
    state.save()
    assert LibraryState.load(folder).reading.items() == state.reading.items()


def test_a_disk_that_refuses_is_an_error_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    state = LibraryState.load(tmp_path / "file")
    with pytest.raises(StateError, match="could not be saved"):
        state.save()


def test_values_that_are_not_json_do_not_damage_the_file(tmp_path: Path) -> None:
    state = LibraryState(tmp_path)
    state.save()
    before = (tmp_path / "state.json").read_bytes()
    state.session = {"x": object()}
    with pytest.raises(StateError):
        state.save()
    assert (tmp_path / "state.json").read_bytes() == before


def test_without_a_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    state = LibraryState.load(None)
    state.note_read(A, 1, b"x")
    state.save()
    assert list(tmp_path.iterdir()) == []


def test_a_change_since_the_last_reading_is_known_with_both_texts(tmp_path: Path) -> None:
    state = LibraryState.load(tmp_path)
    assert not state.is_read(A)
    assert not state.changed_since_read(A, 1)
    state.note_read(A, 1, b"first")
    assert state.is_read(A)
    assert not state.changed_since_read(A, 1)
    assert state.reading.text_before(A) is None
    assert state.changed_since_read(A, 2)
    state.note_read(A, 2, b"second")
    state.save()
    again = LibraryState.load(tmp_path)
    assert not again.changed_since_read(A, 2)
    assert again.reading.text_before(A) == b"first"
    again.note_read(A, 3, b"second")
    assert again.reading.text_before(A) == b"first", "touching a file is no change"


def test_texts_that_no_reading_names_are_removed_and_damaged_ones_are_absent(tmp_path: Path) -> None:
    state = LibraryState.load(tmp_path)
    for number in range(4):
        state.note_read(A, number, f"text {number}".encode())
    state.save()
    texts = tmp_path / "texts"
    assert len(list(texts.iterdir())) == 2
    for place in texts.iterdir():
        place.write_bytes(b"damaged")
    assert state.reading.text_before(A) is None


def test_a_kept_text_that_would_unpack_to_gigabytes_is_not_unpacked(tmp_path: Path) -> None:
    import zlib

    state = LibraryState.load(tmp_path)
    state.note_read(A, 1, b"first")
    state.note_read(A, 2, b"second")
    place = tmp_path / "texts" / f"{reading.revision_of(b'first')}.z"
    place.write_bytes(zlib.compress(b"0" * 50_000_000))
    assert state.reading.text_before(A) is None


def test_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_PAGES", 3)
    monkeypatch.setattr(reading, "MAX_TEXT", 4)
    state = LibraryState.load(tmp_path)
    for number in range(5):
        state.note_read(DocId(f"{number}.md"), 1, b"too long")
    state.note_read(DocId("2.md"), 2)
    assert [document for document, _ in state.reading.items()] == ["3.md", "4.md", "2.md"]
    assert state.recent[:2] == ["2.md", "4.md"]
    assert not (tmp_path / "texts").exists() or list((tmp_path / "texts").iterdir()) == []


def test_bookmarks_keep_order_and_hold_no_place_twice() -> None:
    marks = Bookmarks()
    assert marks.toggle(A, "", "Page")
    assert marks.toggle(A, "x", "Heading")
    assert marks.toggle(B)
    assert not marks.add(Bookmark(A, "", "Again"))
    assert [each.name for each in marks] == ["Page", "Heading", "b/b.md"]
    assert marks.holds(A)
    assert marks.holds(A, "x")
    assert not marks.holds(A, "y")
    assert marks.rename(A, "", "New name")
    assert not marks.rename(A, "nowhere", "New name")
    assert not marks.rename(A, "", " ")
    assert not marks.toggle(A, "x")
    assert [each.name for each in marks] == ["New name", "b/b.md"]


def test_bookmarks_go_to_markdown_and_back() -> None:
    marks = Bookmarks(
        [
            Bookmark(DocId("a b/c#d.md"), "été-1", "With [brackets] and \\ back"),
            Bookmark(DocId("100%25.md"), "", "Percent"),
            Bookmark(DocId("q(1).md"), "", "Parentheses"),
        ]
    )
    text = marks.to_markdown()
    assert text.startswith("# Bookmarks\n\n- [")
    again = Bookmarks()
    assert again.add_markdown(text) == 3
    assert list(again) == list(marks)
    assert again.add_markdown(text) == 0


def test_only_links_into_the_library_are_imported() -> None:
    marks = Bookmarks()
    text = "- [a](https://example.org)\n- [b](../b.md)\n- [c](/c.md)\n* [d](d.md#x)\n"
    text += "1. [e](<e.md>)\n[f](f.md)\n- [g](%2e%2e/g.md)\n"
    assert marks.add_markdown(text) == 2
    assert [(each.document, each.anchor) for each in marks] == [("d.md", "x"), ("e.md", "")]


def test_names_of_bookmarks_hold_no_control_characters() -> None:
    marks = Bookmarks([Bookmark(A, "", "x\x1b[2J\ny")])
    assert [each.name for each in marks] == ["x␛[2J y"]


def test_two_programs_on_one_library_keep_what_both_changed(tmp_path: Path) -> None:
    first = LibraryState.load(tmp_path)
    first.toggle_bookmark(A, "old", "Old")
    first.toggle_bookmark(A, "gone", "Gone")
    first.saved_searches |= {"old": "1", "gone": "2"}
    first.queries, first.recent = ["q1", "q0"], [A]
    first.save()
    one, other = LibraryState.load(tmp_path), LibraryState.load(tmp_path)
    one.toggle_bookmark(B, "", "From one")
    one.bookmarks.rename(A, "old", "Renamed")
    one.saved_searches["one"] = "3"
    one.queries.insert(0, "one")
    one.note_read(B, 1)
    one.reading.place(B, {"row": 1})
    one.session = {"tabs": 1}
    one.save()
    other.toggle_bookmark(A, "gone")
    other.toggle_bookmark(A, "other", "From other")
    del other.saved_searches["gone"]
    other.queries = ["q0", "other", "q1"]
    other.note_read(DocId("c.md"), 1)
    other.save()
    again = LibraryState.load(tmp_path)
    assert [each.name for each in again.bookmarks] == ["Renamed", "From one", "From other"]
    assert again.saved_searches == {"old": "1", "one": "3"}
    assert again.queries == ["q0", "other", "one", "q1"]
    assert again.recent == ["c.md", B, A]
    assert [document for document, _ in again.reading.items()] == [B, "c.md"]
    assert again.session == {"tabs": 1}, "the other program has changed nothing of it"


def test_a_program_that_saves_again_brings_back_nothing_that_another_one_removed(tmp_path: Path) -> None:
    one, other = LibraryState.load(tmp_path), LibraryState.load(tmp_path)
    one.toggle_bookmark(A, "", "From one")
    one.save()
    other.toggle_bookmark(B, "", "From other")
    other.save()
    third = LibraryState.load(tmp_path)
    assert third.toggle_bookmark(A, "", "") is False
    third.save()
    one.queries = ["later"]
    one.save()
    again = LibraryState.load(tmp_path)
    assert [each.name for each in again.bookmarks] == ["From other"]
    assert again.queries == ["later"]


def test_a_file_that_goes_or_breaks_while_the_program_runs_is_written_anew(tmp_path: Path) -> None:
    state = LibraryState.load(tmp_path)
    state.toggle_bookmark(A, "", "Mine")
    state.save()
    (tmp_path / "state.json").unlink()
    state.save()
    assert len(LibraryState.load(tmp_path).bookmarks) == 1
    (tmp_path / "state.json").write_text("{")
    state.save()
    assert len(LibraryState.load(tmp_path).bookmarks) == 1
    assert (tmp_path / "state.damaged-1.json").read_text() == "{"


def test_what_is_written_is_not_written_again(tmp_path: Path) -> None:
    state = LibraryState.load(tmp_path)
    state.toggle_bookmark(A)
    values = state.unsaved()
    assert values is not None
    state.write(values)
    assert state.unsaved() is None
    state.queries.append("new")
    assert state.unsaved() is not None
    assert LibraryState.load(None).unsaved() is None


def test_the_texts_of_another_program_stay(tmp_path: Path) -> None:
    one, other = LibraryState.load(tmp_path), LibraryState.load(tmp_path)
    one.note_read(A, 1, b"first")
    one.note_read(A, 2, b"second")
    one.save()
    other.note_read(B, 1, b"third")
    other.save()
    assert LibraryState.load(tmp_path).reading.text_before(A) == b"first"


@pytest.mark.parametrize("when", ["1" + "0" * 400, "Infinity", "NaN", "-1e400", "null"])
def test_a_reading_at_no_possible_time_is_left_out(tmp_path: Path, when: str) -> None:
    readings = f'{{"p.md": [1, "", "", {when}, null], "q.md": [1, "", "", 5, null]}}'
    (tmp_path / "state.json").write_text(f'{{"version": 1, "recent": ["p.md"], "reading": {readings}}}')
    state = LibraryState.load(tmp_path)
    assert [document for document, _ in state.reading.items()] == ["q.md"]
    assert state.recent == ["p.md"]
    state.save()
