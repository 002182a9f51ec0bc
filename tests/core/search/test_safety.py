"""Damage, attacks and other processes: the index verifies, or it is built again."""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
import stat
import sys
import threading
import zlib
from array import array
from collections.abc import Mapping
from pathlib import Path

import pytest

from nexus_tui.core.errors import IndexBusy, IndexDamaged
from nexus_tui.core.search import bundle
from nexus_tui.core.search import manifest as manifests
from nexus_tui.core.search.bundle import Bundle
from nexus_tui.core.search.indexer import Indexer, Progress, take_lock
from nexus_tui.core.search.query import parse
from tests.core.search.shelf import COOKBOOK, Shelf, scan


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path, COOKBOOK)
    shelf.engine.sync()
    return shelf


def _files(shelf: Shelf) -> list[Path]:
    return sorted(path for path in shelf.engine.folder.iterdir() if path.is_file() and "WRITELOCK" not in path.name)


def _damages(path: Path, rng: random.Random) -> list[bytes]:
    data = path.read_bytes()
    at = rng.randrange(len(data))
    flipped = data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]
    return [b"", b"\0" * len(data), data[: len(data) // 2], data + b"tail", flipped]


def test_any_damage_to_any_file_is_noticed_and_the_index_built_again(shelf: Shelf) -> None:
    rng = random.Random(4)
    for number in range(len(_files(shelf))):
        for kind in range(5):
            victim = _files(shelf)[number]
            victim.write_bytes(_damages(victim, rng)[kind])
            reader = shelf.open()
            assert reader.status().state == "failed", (victim.name, kind)
            assert "built again" in reader.status().message
            seen: list[Progress] = []
            shelf.engine.sync(progress=seen.append)
            assert "cannot be used and is built again" in seen[0].message, (victim.name, kind)
            assert shelf.paths("levain") == ["bread/sourdough.md"]


@pytest.mark.parametrize("ending", ["manifest.json", ".toc", ".kdoc", ".ktrm", ".kpst"])
def test_a_missing_file_is_noticed_and_the_index_built_again(shelf: Shelf, ending: str) -> None:
    next(path for path in _files(shelf) if path.name.endswith(ending)).unlink()
    shelf.engine.sync()
    assert shelf.paths("levain") == ["bread/sourdough.md"]
    assert shelf.engine.status().state == "ready"


def test_a_damaged_index_is_set_aside(shelf: Shelf) -> None:
    _files(shelf)[0].write_bytes(b"x")
    shelf.engine.sync()
    assert shelf.engine.folder.with_name(shelf.engine.folder.name + ".bad").is_dir()


class _Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (exec, ("import pathlib; pathlib.Path(PLACE).touch()",))


def test_an_index_made_elsewhere_is_never_opened(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "exploded"
    other = Shelf(tmp_path / "other", COOKBOOK)
    other.engine.sync()
    toc = next(other.engine.folder.glob("*.toc"))
    toc.write_bytes(toc.read_bytes()[:20] + pickle.dumps(_Bomb(), 2).replace(b"PLACE", repr(str(place)).encode()))
    key = manifests.load_key(other.state)
    manifest = manifests.read(other.engine.folder, key)
    assert manifest is not None
    files = {
        path.name: manifests.digest_file(path) for path in other.engine.folder.iterdir() if path.name in manifest.files
    }
    manifests.write(other.engine.folder, manifests.Manifest(manifest.generation, files), key)
    shutil.rmtree(shelf.engine.folder)
    shutil.copytree(other.engine.folder, shelf.engine.folder)
    unpickled: list[object] = []
    monkeypatch.setattr("whoosh.index.TOC.read", lambda *args, **kwargs: unpickled.append(args))
    reader = shelf.open()
    assert reader.status().state == "failed"
    assert "not made by this user" in reader.status().message
    assert unpickled == []
    assert not place.exists()


def test_a_manifest_that_was_edited_does_not_verify(shelf: Shelf) -> None:
    path = shelf.engine.folder / manifests.FILE
    signature, body = path.read_bytes().split(b"\n", 1)
    fields = json.loads(body)
    fields["generation"] += 1
    path.write_bytes(signature + b"\n" + json.dumps(fields).encode())
    with pytest.raises(IndexDamaged):
        manifests.read(shelf.engine.folder, manifests.load_key(shelf.state))


def test_a_manifest_cannot_name_a_file_outside_its_folder(shelf: Shelf) -> None:
    record = manifests.FileRecord(1, "00")
    with pytest.raises(IndexDamaged):
        manifests.verify(shelf.engine.folder, manifests.Manifest(1, {"../pages/index.md": record}))


def test_the_index_and_the_key_are_for_the_user_alone(shelf: Shelf) -> None:
    assert stat.S_IMODE(shelf.engine.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((shelf.state / manifests.KEY).stat().st_mode) == 0o600


def test_the_key_stays_the_same_and_a_broken_one_is_replaced(tmp_path: Path) -> None:
    key = manifests.load_key(tmp_path)
    assert manifests.load_key(tmp_path) == key
    (tmp_path / manifests.KEY).write_bytes(b"short")
    assert len(manifests.load_key(tmp_path)) == len(key)


def test_leftovers_are_swept_but_not_files_of_others(shelf: Shelf) -> None:
    stray = shelf.engine.folder / "NEXUS_0123456789abcdef.kdoc"
    foreign = shelf.engine.folder / "README.md"
    for path in (stray, foreign):
        path.write_text("x", encoding="utf-8")
    shelf.engine.sync()
    assert not stray.exists()
    assert foreign.exists()


def test_indexes_of_earlier_versions_are_swept_but_not_one_in_use(shelf: Shelf) -> None:
    folder = shelf.engine.folder
    earlier, used, other = (folder.with_name(name) for name in ("v2", "v1", "notes"))
    for place in (earlier, earlier.with_name("v2.bad"), used, other):
        place.mkdir()
    lock = take_lock(used.with_name("v1.lock"))
    try:
        shelf.engine.sync()
    finally:
        os.close(lock)
    assert used.is_dir()
    assert other.is_dir()
    shelf.engine.sync()
    assert sorted(place.name for place in folder.parent.iterdir() if place != other) == [
        folder.name,
        f"{folder.name}.lock",
    ]


def test_while_another_writes_sync_reads_what_is_committed(shelf: Shelf) -> None:
    second = shelf.open()
    with Indexer(shelf.root, shelf.engine.folder, shelf.state, scan) as first:
        shelf.write("new.md", "# Brioche\n")
        generation = second.sync()
        assert generation == first.manifest.generation
        assert shelf.paths("brioche") == []
        with pytest.raises(IndexBusy), Indexer(shelf.root, shelf.engine.folder, shelf.state, scan):
            pass
        first.sync()
    assert second.refresh()
    assert shelf.paths("brioche") == ["new.md"]


def test_a_reader_keeps_answering_from_its_generation_until_it_refreshes(shelf: Shelf) -> None:
    index = shelf.engine._open()
    shelf.write("new.md", "# Brioche\n")
    shelf.open().sync()
    assert index is not None
    assert index.page_frequency("brioche") == 0
    assert index.page_frequency("levain") == 1
    assert shelf.engine.refresh()
    assert not shelf.engine.refresh()


def test_a_crash_between_table_and_manifest_keeps_the_old_generation(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    shelf.write("new.md", "# Brioche\n")
    with monkeypatch.context() as patch:
        patch.setattr(manifests, "write", crash)
        with pytest.raises(KeyboardInterrupt):
            shelf.open().sync()
    seen: list[Progress] = []
    assert shelf.open().status().state == "ready"
    shelf.engine.sync(progress=seen.append)
    assert seen[0].message == ""
    assert shelf.paths("brioche") == ["new.md"]


def test_a_file_that_is_not_a_bundle_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.kdoc"
    for data in (b"", b"NEXB", b"NEXB\1\0\0\0\xff\0\0\0" + b"{}" * 40, b"PK\3\4" + b"\0" * 100):
        path.write_bytes(data)
        with pytest.raises(IndexDamaged):
            Bundle(path)


@pytest.mark.parametrize("limit", [0, 8 << 20])
def test_arrays_are_the_same_packed_or_mapped(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(bundle, "IN_MEMORY", limit)
    other = Shelf(tmp_path / "other", COOKBOOK)
    other.engine.sync()
    assert other.open().search(parse("levain")).hits == shelf.engine.search(parse("levain")).hits
    sizes = [path.stat().st_size for path in _files(other) if path.suffix == ".ktrm"]
    assert (sizes > [path.stat().st_size for path in _files(shelf) if path.suffix == ".ktrm"]) == (limit == 0)


def _bundle(path: Path, columns: Mapping[str, bundle.Column]) -> bytes:
    with path.open("wb") as stream:
        bundle.write(stream, columns)
    return path.read_bytes()


def test_what_a_bundle_holds_is_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "x.kdoc"
    for size in (0, 1, 7, 8, 4096):
        numbers, text = array("I", range(size)), bytes(range(256)) * (size // 100)
        _bundle(path, {"numbers": numbers, "text": text, "none": b""})
        found = Bundle(path)
        assert found.view("numbers").tolist() == numbers.tolist()
        assert found.array("numbers") == numbers
        assert bytes(found.view("text")) == text
        assert bytes(found.view("none")) == b""
        found.close()


def test_a_packed_array_that_is_damaged_or_larger_than_it_says_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.kdoc"
    whole = _bundle(path, {"numbers": array("I", [7] * 5000)})
    begin = 12 + int.from_bytes(whole[8:12], "little")
    entry = json.loads(whole[12:begin])["columns"]["numbers"]
    assert entry[3] == 20_000
    bomb = zlib.compress(b"\0" * (64 << 20))
    for part in (whole[begin:][: entry[2]][:-9], b"x" * entry[2], bomb):
        head = json.dumps({"order": sys.byteorder, "columns": {"numbers": ("I", 0, len(part), 20_000)}}).encode()
        path.write_bytes(whole[:8] + len(head).to_bytes(4, "little") + head + part)
        with pytest.raises(IndexDamaged):
            Bundle(path).view("numbers")
    for entry in (["I", 0, 10, 1 << 40], ["I", 0, 1 << 40, 0], ["I", -8, 8, 0], ["I", 0, -8, 0], ["I", 0, 8]):
        head = json.dumps({"order": sys.byteorder, "columns": {"numbers": entry}}).encode()
        path.write_bytes(whole[:8] + len(head).to_bytes(4, "little") + head + whole[begin:])
        with pytest.raises(IndexDamaged):
            Bundle(path)
    path.write_bytes(whole[: begin + 3])
    with pytest.raises(IndexDamaged):
        Bundle(path)


def test_files_cut_short_while_they_are_in_use_do_no_harm(shelf: Shelf) -> None:
    reader = shelf.open()
    assert reader.status().state == "ready"
    for path in _files(shelf):
        if path.suffix in (".kdoc", ".ktrm", ".kpst"):
            os.truncate(path, 0)
    assert [hit.document for hit in reader.search(parse("levain")).hits] == ["bread/sourdough.md"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("name", ["manifest.json", "manifest.json.tmp"])
def test_a_pipe_in_place_of_a_file_holds_nothing_up(shelf: Shelf, name: str) -> None:
    place = shelf.engine.folder / name
    place.unlink(missing_ok=True)
    os.mkfifo(place)
    shelf.write("new.md", "# New\n\nCardamom.\n")
    engine = shelf.open()
    found: list[str] = []

    def work() -> None:
        engine.sync()
        found.extend(str(hit.document) for hit in engine.search(parse("cardamom")).hits)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(60)
    assert found == ["new.md"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_place_of_the_key_is_no_key(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / manifests.KEY)
    errors: list[BaseException] = []

    def work() -> None:
        try:
            manifests.load_key(tmp_path)
        except OSError as error:
            errors.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(60)
    assert len(errors) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_page_that_became_a_pipe_holds_nothing_up(shelf: Shelf) -> None:
    place = shelf.root / "soup/onion.md"
    place.unlink()
    os.mkfifo(place)
    done = threading.Event()

    def work() -> None:
        shelf.engine.sync()
        done.set()

    threading.Thread(target=work, daemon=True).start()
    assert done.wait(60)
    assert shelf.paths("tomato") == ["soup/tomato.md"]
