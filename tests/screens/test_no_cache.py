"""The app where the cache folder cannot be written: it searches, and says why that took longer."""

from __future__ import annotations

from pathlib import Path

import pytest

from nexus_tui.core.session import Session
from tests.conftest import LibraryBuilder
from tests.screens.harness import PAGES, browse, quiet_settings
from tests.screens.test_searching import hits, panel


async def test_sections_are_found_without_a_cache(
    library_builder: LibraryBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file/cache"))
    session = Session.open(library_builder(PAGES), quiet_settings())
    async with browse(Path(), session=session) as app:
        await app.until(lambda: session.index_status().state == "ready", "the index")
        await app.until(lambda: any("XDG_CACHE_HOME" in told for told in app.screen.upkeep.told), "the reason")
        await app.press("s")
        await app.type("silent")
        await app.until(lambda: "birds/owls.md#flight" in hits(app), "the hit")
        results = panel(app).results
    assert results is not None and results.complete
