from __future__ import annotations

from pathlib import Path

import pytest

from nexus_tui.core.errors import DocumentUnreadable, LibraryError
from nexus_tui.core.library import STDIN, Library, library_of_text
from nexus_tui.core.model import DocId
from nexus_tui.core.tasklist import is_task, toggle_task

PAGE = DocId("tasks.md")


@pytest.mark.parametrize(
    ("data", "line", "expected"),
    [
        (b"- [ ] a\n- [ ] b\n", 2, b"- [ ] a\n- [x] b\n"),
        (b"- [x] a\n", 1, b"- [ ] a\n"),
        (b"- [X] a\n", 1, b"- [ ] a\n"),
        (b"* [ ] a", 1, b"* [x] a"),
        (b"1. [ ] a\n", 1, b"1. [x] a\n"),
        (b"> - [ ] a\n", 1, b"> - [x] a\n"),
        (b"- x\n  - [ ] a [ ] b\n", 2, b"- x\n  - [x] a [ ] b\n"),
        (b"\xef\xbb\xbf- [ ] a\r\n- [ ] b\r\n", 1, b"\xef\xbb\xbf- [x] a\r\n- [ ] b\r\n"),
        (b"a\r\n\r\n- [ ] caf\xe9\r\n", 3, b"a\r\n\r\n- [x] caf\xe9\r\n"),
        (b"---\nt: x\n---\n- [ ] a\n", 4, b"---\nt: x\n---\n- [x] a\n"),
    ],
)
def test_just_one_byte_of_the_line_changes(tmp_path: Path, data: bytes, line: int, expected: bytes) -> None:
    (tmp_path / PAGE).write_bytes(data)
    (tmp_path / PAGE).chmod(0o640)
    library = Library(tmp_path)
    source = library.read(PAGE)
    assert is_task(source, line)
    after = toggle_task(library, source, line)
    assert (tmp_path / PAGE).read_bytes() == after.data == expected
    assert (tmp_path / PAGE).stat().st_mode & 0o777 == 0o640
    back = toggle_task(library, after, line)
    assert back.data.lower() == data.lower()


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"text [ ] a\n", 1),
        (b"- [] a\n", 1),
        (b"- [ ]a\n", 1),
        (b"- [y] a\n", 1),
        (b"- a\n", 1),
        (b"- [ ] a\n", 2),
        (b"- [ ] a\n", 0),
        (b"- [ ] a\n", 99),
        (b"", 1),
        (b"\xff\xfe" + "- [ ] a\n".encode("utf-16-le"), 1),
    ],
)
def test_a_line_without_a_task_is_refused(tmp_path: Path, data: bytes, line: int) -> None:
    (tmp_path / PAGE).write_bytes(data)
    library = Library(tmp_path)
    source = library.read(PAGE)
    assert not is_task(source, line)
    with pytest.raises(LibraryError, match="no task"):
        toggle_task(library, source, line)
    assert (tmp_path / PAGE).read_bytes() == data


def test_a_file_that_changed_underneath_is_refused(tmp_path: Path) -> None:
    (tmp_path / PAGE).write_bytes(b"- [ ] a\n")
    library = Library(tmp_path)
    source = library.read(PAGE)
    (tmp_path / PAGE).write_bytes(b"- [ ] b\n")
    with pytest.raises(LibraryError, match="changed on the disk"):
        toggle_task(library, source, 1)
    assert (tmp_path / PAGE).read_bytes() == b"- [ ] b\n"
    (tmp_path / PAGE).unlink()
    with pytest.raises(LibraryError, match="moved or removed"):
        toggle_task(library, source, 1)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_may_not_be_written_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / PAGE).write_bytes(b"- [ ] a\n")
    library = Library(tmp_path)
    source = library.read(PAGE)
    monkeypatch.setattr("nexus_tui.core.tasklist.os.access", lambda *_: False)
    with pytest.raises(DocumentUnreadable, match="no permission"):
        toggle_task(library, source, 1)


def test_a_page_that_was_cut_is_not_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / PAGE).write_bytes(b"- [ ] a\n" + b"x" * 100)
    monkeypatch.setattr("nexus_tui.core.library.MAX_READ", 20)
    library = Library(tmp_path)
    with pytest.raises(LibraryError, match="too long"):
        toggle_task(library, library.read(PAGE), 1)
    assert (tmp_path / PAGE).stat().st_size == 108


def test_standard_input_is_not_changed() -> None:
    library = library_of_text(b"- [ ] a\n")
    with pytest.raises(LibraryError, match="standard input"):
        toggle_task(library, library.read(STDIN), 1)
