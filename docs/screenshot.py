"""Makes the README's picture from the running app: ``python -m docs.screenshot``."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path

PLACE = Path(__file__).with_name("screenshot.svg")
SIZE = (120, 36)
PAGE = "challenges/n-plus-one.md"


async def take(place: Path) -> None:
    """Open the bundled knowledge base on one page and save what shows as SVG, without references to outside."""
    from nexus_tui.app import NexusApp
    from nexus_tui.core.model import DocId, Target
    from nexus_tui.core.session import Session
    from nexus_tui.core.settings import Settings

    session = Session.open(None, Settings(watch=False, git=False, theme="nord"))
    session.engine.sync()
    app = NexusApp(session, Target(DocId(PAGE)))
    async with app.run_test(size=SIZE) as pilot:
        while app.screen_stack[0].snapshot is None or not app.screen_stack[0].snapshot.complete:  # type: ignore[attr-defined]
            await pilot.pause(0.05)
        await app.workers.wait_for_complete([w for w in app.workers if w.group != "watch"])
        await pilot.pause()
        svg = app.export_screenshot(title="Nexus")
    session.close()
    place.write_text(re.sub(r"@font-face\s*{.*?}", "", svg, flags=re.DOTALL))


def main() -> None:
    """Take the picture in a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        for variable in ("CONFIG", "STATE", "CACHE"):
            os.environ[f"XDG_{variable}_HOME"] = home
        asyncio.run(take(PLACE))


if __name__ == "__main__":
    main()
