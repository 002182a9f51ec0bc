"""Sections are read once, and still shown as their file is now."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nexus_tui.core.search import sources
from nexus_tui.core.search.sources import Sources
from tests.core.search.shelf import LONG_AGO

PAGE = "# Page\n\n## One\n\nfirst text\n\n## Two\n\nsecond text\n"


def write(path: Path, text: str, at: int = LONG_AGO) -> tuple[int, int]:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at, at))
    return at * 10**9, len(text.encode())


def shown(reader: Sources, stamp: tuple[int, int], anchor: str = "two") -> tuple[str, int]:
    piece, line = reader.piece("page.md", stamp, anchor, (PAGE.index("## Two"), len(PAGE), 7, False))
    return ("" if piece is None else piece.snippet(("text",)).text), line


def test_a_section_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamp = write(tmp_path / "page.md", PAGE)
    reader = Sources(tmp_path)
    assert shown(reader, stamp) == ("second text", 7)
    monkeypatch.setattr(os, "open", None)
    assert shown(reader, stamp) == ("second text", 7)


def test_a_changed_file_is_searched_for_the_section(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "TRUSTED", 0.0)
    stamp = write(tmp_path / "page.md", PAGE)
    reader = Sources(tmp_path)
    shown(reader, stamp)
    write(
        tmp_path / "page.md", "# Page\n\nmore\n\n" + PAGE.partition("\n\n")[2].replace("second", "other"), LONG_AGO + 9
    )
    assert shown(reader, stamp) == ("other text", 9)
    assert shown(reader, stamp, anchor="gone") == ("more One first text Two other text", 1)


def test_a_file_that_is_gone_has_no_snippet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "TRUSTED", 0.0)
    stamp = write(tmp_path / "page.md", PAGE)
    reader = Sources(tmp_path)
    shown(reader, stamp)
    (tmp_path / "page.md").unlink()
    assert shown(reader, stamp) == ("", 7)
    assert reader.piece("nul\0.md", stamp, "", (0, 9, 1, False)) == (None, 1)


def test_what_is_kept_is_bounded(tmp_path: Path) -> None:
    reader = Sources(tmp_path, most=20_000)
    for number in range(100):
        text = f"# {number}\n\n" + "word " * 500
        stamp = write(tmp_path / f"{number}.md", text)
        piece, _ = reader.piece(f"{number}.md", stamp, "", (0, len(text), 1, False))
        assert piece is not None
        assert reader.size <= 20_000
    assert reader.size > 10_000
