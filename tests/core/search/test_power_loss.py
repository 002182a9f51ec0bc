"""What a loss of power at any moment can leave on the disk opens as the old index or as the new one.

The disk is modelled pessimistically. Bytes of a file are safe once the file was flushed (``fsync``); until then any
part of them may be missing. Entries of the folder (new, renamed, removed names) are safe once the folder was flushed;
until then any of the changes may be there or not, in any combination. Every call that flushes, renames or removes while
the index is written is a moment at which the power fails, several times with different losses.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nexus_tui.core.search import manifest as manifests
from nexus_tui.core.search.indexer import Indexer
from nexus_tui.core.search.store import Store
from tests.core.search.shelf import COOKBOOK, LONG_AGO, Shelf, scan

LOSSES = 4
"""Ways to lose what is not flushed, for each moment."""


class Inode:
    """A file: what it holds, and what of it is safe."""

    def __init__(self) -> None:
        self.now = b""
        self.safe: bytes | None = None


Names = dict[str, Inode]
Change = Callable[[Names], None]


def _named(name: str, inode: Inode) -> Change:
    return lambda names: names.update({name: inode})


def _renamed(one: str, two: str) -> Change:
    def change(names: Names) -> None:
        if one in names:
            names[two] = names.pop(one)

    return change


def _removed(name: str) -> Change:
    def change(names: Names) -> None:
        names.pop(name, None)

    return change


class Disk:
    """Watches a folder and says what may be left of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: Names = {}
        self.safe_names: Names = {}
        self.pending: list[Change] = []
        self.moments = 0
        self.losing = False

    def watch(self, patch: pytest.MonkeyPatch, lose: Callable[[Disk], None]) -> None:
        """Have ``lose`` called before each call that matters."""

        def around(name: str, note: Callable[..., None]) -> None:
            real = getattr(os, name)

            def call(*args: Any, **options: Any) -> Any:
                if self.losing:
                    return real(*args, **options)
                self.look()
                self.losing = True
                lose(self)
                self.losing = False
                result = real(*args, **options)
                note(*args)
                self.moments += 1
                return result

            patch.setattr(os, name, call)

        around("fsync", self.flushed)
        for name in ("rename", "replace"):
            around(name, self.renamed)
        for name in ("remove", "unlink"):
            around(name, self.removed)

    def look(self) -> None:
        """Note new files and what all hold now."""
        for path in self.folder.iterdir():
            if path.is_file():
                if path.name not in self.names:
                    self.change(_named(path.name, Inode()))
                self.names[path.name].now = path.read_bytes()

    def change(self, change: Change) -> None:
        """A change to the entries of the folder."""
        change(self.names)
        self.pending.append(change)

    def flushed(self, descriptor: int) -> None:
        """``fsync``."""
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path == self.folder:
            self.safe_names, self.pending = dict(self.names), []
        elif path.parent == self.folder:
            self.names[path.name].safe = path.read_bytes()

    def renamed(self, source: Any, target: Any) -> None:
        """``rename``: what is held by the one name goes by the other."""
        one, two = Path(source), Path(target)
        if one.parent == self.folder == two.parent:
            self.change(_renamed(one.name, two.name))

    def removed(self, path: Any) -> None:
        """``unlink``."""
        if Path(path).parent == self.folder:
            self.change(_removed(Path(path).name))

    def leave(self, place: Path, rng: random.Random) -> None:
        """Write to ``place`` what a loss of power may leave."""
        names = dict(self.safe_names)
        kept = rng.choice([0.0, 0.5, 1.0])
        for change in self.pending:
            if rng.random() < kept:
                change(names)
        place.mkdir()
        for name, inode in names.items():
            (place / name).write_bytes(self.left(inode, rng))

    @staticmethod
    def left(inode: Inode, rng: random.Random) -> bytes:
        """What may be left of a file."""
        if inode.safe == inode.now:
            return inode.now
        cut = inode.now[: rng.randrange(len(inode.now) + 1)]
        return rng.choice([inode.safe or b"", b"", cut, b"\0" * len(inode.now), inode.now])


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs to know which file a descriptor is")
def test_a_loss_of_power_leaves_the_old_index_or_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(tmp_path / "shelf", COOKBOOK)
    manifests.load_key(shelf.state)
    folder = shelf.engine.folder
    folder.mkdir(parents=True)
    disk, rng = Disk(folder), random.Random(6)
    pages: dict[int, int] = {}
    found: set[int] = set()

    with Indexer(shelf.root, folder, shelf.state, scan) as indexer:

        def lose(disk: Disk) -> None:
            for _ in range(LOSSES):
                place = tmp_path / f"left{rng.randrange(1 << 60)}"
                disk.leave(place, rng)
                store = Store(place, shelf.state)
                store.refresh()
                generation = store.manifest.generation if store.manifest is not None else 0
                assert store.message == ""
                assert generation >= indexer.manifest.generation
                found.add(generation)
                assert (store.index.pages if store.index is not None else 0) == pages.get(generation, 0)
                store.close()
                shutil.rmtree(place)

        for step in range(1, 11):
            shelf.write("new.md", f"# Round {step}\n\ntext\n", at=LONG_AGO + step)
            if step == 4:
                (shelf.root / "bread/rye.md").unlink()
            count = sum(1 for _ in shelf.root.rglob("*.md"))
            following = indexer.manifest.generation + 1
            pages.update(dict.fromkeys(range(following, following + 3), count))
            with monkeypatch.context() as patch:
                disk.watch(patch, lose)
                indexer.sync()
                indexer.tidy()
    assert disk.moments > 100
    assert len(found) > 10
