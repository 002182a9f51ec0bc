"""Pages whose examples were verified say so in one quiet line, as long as they are what was verified."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tests.conftest import LibraryBuilder
from tests.screens.harness import browse


def verified(library_builder: LibraryBuilder) -> Path:
    """A library with two pages, of which one was verified."""
    root = library_builder({"index.md": "# Home\n\nText.\n", "other.md": "# Other\n\nText.\n"})
    digest = hashlib.sha256((root / "index.md").read_bytes()).hexdigest()
    engines = [["Django", "6.1"], ["PostgreSQL", "18.4"], ["Python", "3.13"]]
    entry = {"sha256": digest, "examples": 14, "marked": 0, "engines": engines, "date": "2026-11-20"}
    (root / ".verified.json").write_text(json.dumps({"format": 1, "pages": {"index.md": entry}}))
    return root


LINE = "14 examples verified with Django 6.1, PostgreSQL 18.4 on 2026-11-20"


async def test_a_verified_page_says_with_what_and_when(library_builder: LibraryBuilder) -> None:
    async with browse(verified(library_builder), size=(80, 24)) as app:
        await app.sees(LINE)
        await app.press(".")
        await app.shows("other.md")
        assert LINE not in app.text()


async def test_a_page_changed_since_does_not(library_builder: LibraryBuilder) -> None:
    root = verified(library_builder)
    (root / "index.md").write_text("# Home\n\nOther text.\n")
    async with browse(root) as app:
        await app.sees("Other text.")
        assert "verified" not in app.text()


async def test_a_damaged_record_is_no_record(library_builder: LibraryBuilder) -> None:
    root = verified(library_builder)
    for text in ("{", "[]", '{"pages": 3}', '{"pages": {"index.md": {"sha256": 1}}}'):
        (root / ".verified.json").write_text(text)
        async with browse(root) as app:
            await app.sees("Text.")
            assert "verified" not in app.text()
