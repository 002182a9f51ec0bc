"""Every test runs in a home of its own; helpers that build libraries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.data.nasty import build_nasty_library

LibraryBuilder = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the person's settings, state, cache, editor and git set-up out of the tests."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for variable, folder in (("CONFIG", ".config"), ("STATE", ".state"), ("CACHE", ".cache"), ("DATA", ".data")):
        monkeypatch.setenv(f"XDG_{variable}_HOME", str(home / folder))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for variable in ("NEXUS_CONFIG", "VISUAL", "EDITOR", "NO_COLOR", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def library_builder(tmp_path: Path) -> LibraryBuilder:
    """A function that writes files (relative path -> text or bytes) into a fresh folder and returns it."""
    count = 0

    def build(files: Mapping[str, str | bytes]) -> Path:
        nonlocal count
        root = tmp_path / f"library{count or ''}"
        count += 1
        root.mkdir()
        for name, text in files.items():
            place = root / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text if isinstance(text, bytes) else text.encode())
        return root

    return build


@pytest.fixture
def nasty_library(tmp_path: Path) -> Path:
    """A fresh copy of ``tests/data/library`` with the files that git or an archive would not carry."""
    return build_nasty_library(tmp_path / "nasty")
