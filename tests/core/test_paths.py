from __future__ import annotations

from pathlib import Path

import pytest

from nexus_tui.core import paths


def test_xdg_variables_say_where_things_live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind))
    assert paths.settings_file() == tmp_path / "CONFIG" / "nexus" / "config.toml"
    assert paths.state_dir() == tmp_path / "STATE" / "nexus"
    assert paths.cache_dir() == tmp_path / "CACHE" / "nexus"
    assert list(tmp_path.iterdir()) == []


def test_a_relative_xdg_variable_is_ignored_as_its_specification_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "here")
    assert paths.config_dir() == Path.home() / ".config" / "nexus"


@pytest.mark.parametrize("kind", ["config", "state", "cache"])
def test_other_systems_ask_platformdirs(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(f"XDG_{kind.upper()}_HOME")
    monkeypatch.setattr(paths, "_PLATFORM", "darwin")
    place: Path = getattr(paths, f"{kind}_dir")()
    assert place.is_absolute()
    assert "nexus" in place.parts


def test_the_settings_file_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEXUS_CONFIG", "~/mine.toml")
    assert paths.settings_file() == Path.home() / "mine.toml"


def test_the_bundled_library_is_there_and_its_index_is_in_the_checkout() -> None:
    root = paths.checkout_root()
    if root is None:
        pytest.skip("not a checkout")
    assert paths.bundled_content() == root / "content"
    assert paths.index_dir(root / "content") == root / "index"
    assert paths.index_dir(root / "content" / ".." / "content") == root / "index"


def test_an_installed_package_carries_its_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "package_dir", lambda: tmp_path / "nexus_tui")
    assert paths.checkout_root() is None
    assert paths.bundled_content() == tmp_path / "nexus_tui" / "_content"
    assert paths.cache_dir() in paths.index_dir(paths.bundled_content()).parents


def test_a_library_has_one_place_however_it_is_spelled(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "link").symlink_to("notes")
    assert paths.index_dir(tmp_path / "notes") == paths.index_dir(tmp_path / "link")
    assert paths.library_state_dir(tmp_path / "notes") != paths.library_state_dir(tmp_path)
    assert not paths.index_dir(tmp_path / "notes").exists()
