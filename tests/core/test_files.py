from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_tui.core import files


@pytest.mark.parametrize(
    ("data", "text", "note"),
    [
        (b"plain\r\ntext", "plain\r\ntext", ""),
        ("é ü".encode(), "é ü", ""),
        (b"\xef\xbb\xbfabc", "abc", ""),
        (b"\xff\xfe" + "aé".encode("utf-16-le"), "aé", "UTF-16"),
        (b"\xfe\xff" + "aé".encode("utf-16-be"), "aé", "UTF-16"),
        ("Café crème".encode("latin-1"), "Café crème", "Latin-1"),
        (b"dash \x96 quote \x93", "dash – quote “", "Latin-1"),
        ("Größe und Maß ".encode() + b"\xff", "Größe und Maß \ufffd", "not UTF-8"),
        (b"\xff\xfe\x00", "\ufffd", "UTF-16"),
    ],
)
def test_bytes_become_text(data: bytes, text: str, note: str) -> None:
    found, notes = files.decode(data)
    assert found == text
    assert note in " ".join(notes)
    assert bool(notes) == bool(note)


@given(st.binary(max_size=200))
def test_no_bytes_make_decoding_raise(data: bytes) -> None:
    text, _ = files.decode(data)
    text.encode("utf-8")
    again = files.as_utf8(data)
    assert again.decode("utf-8", "replace").lstrip("\ufeff") == text.lstrip("\ufeff")


@pytest.mark.parametrize("data", [b"plain", "é ü".encode(), b"\xef\xbb\xbfabc\xff", "Größe ".encode() + b"\xff"])
def test_what_is_read_as_utf8_stays_as_it_is(data: bytes) -> None:
    assert files.as_utf8(data) is data


def test_a_write_replaces_the_whole_file_and_keeps_its_mode(tmp_path: Path) -> None:
    place = tmp_path / "a.md"
    place.write_text("old")
    place.chmod(0o640)
    files.atomic_write_text(place, "new é\r\n")
    assert place.read_bytes() == "new é\r\n".encode()
    assert stat.S_IMODE(place.stat().st_mode) == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["a.md"]


def test_a_write_goes_through_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("old")
    (tmp_path / "link.md").symlink_to("real.md")
    files.atomic_write_text(tmp_path / "link.md", "new")
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_text() == "new"


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "a.md"
    place.write_text("old")

    def fail(descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        files.atomic_write_text(place, "new")
    assert place.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_reading_is_bounded_and_tells_size(tmp_path: Path) -> None:
    place = tmp_path / "a"
    place.write_bytes(b"x" * 100)
    data, size, mtime = files.read_bounded(place, 10)
    assert (data, size, mtime) == (b"x" * 10, 100, place.stat().st_mtime_ns)


def test_a_pipe_a_device_and_a_folder_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="not a regular file"):
        files.read_bounded(tmp_path / "pipe", 10)
    with pytest.raises(OSError, match="not a regular file"):
        files.read_bounded(Path("/dev/zero"), 10)
    with pytest.raises(IsADirectoryError):
        files.read_bounded(tmp_path, 10)
