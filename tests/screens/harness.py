"""Drives the real application on a small library: presses keys, clicks, waits for what is to come, reads the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual import events
from textual.pilot import Pilot
from textual.widget import Widget

from nexus_tui.app import NexusApp
from nexus_tui.core.model import DocId, Target
from nexus_tui.core.session import Session
from nexus_tui.core.settings import Settings
from nexus_tui.screens.browser import BrowserScreen
from nexus_tui.screens.dialog import Dialog
from nexus_tui.widgets.row_list import RowList

PATIENCE = 400
"""Turns of the event loop with pauses that something may take to happen."""

PAGES = {
    "index.md": "# Home\n\nWelcome to [owls](birds/owls.md) and [herons](birds/herons.md).\n",
    "birds/index.md": "---\norder: 1\n---\n# Birds\n\nAll of them.\n",
    "birds/owls.md": "---\ntags: [night, hunter]\naliases: [Strigiformes]\n---\n# Owls\n\nOwls hunt at night.\n\n"
    "## Hearing\n\nTheir ears are not level.\n\n### Ear tufts\n\nAre no ears.\n\n## Flight\n\nSilent flight.\n\n"
    + "On they fly.\n\n"
    * 40,
    "birds/herons.md": "---\ntags: [water, hunter]\n---\n# Herons\n\nHerons wait. See [owls](owls.md#hearing).\n\n"
    "## Patience\n\nMotionless.\n",
    "mammals/index.md": "---\norder: 2\n---\n# Mammals\n\nWarm.\n",
    "mammals/otters.md": "---\ntags: [water]\n---\n# Otters\n\nOtters swim.\n\n"
    + "Text.\n\n" * 80
    + "## Holt\n\nHome.\n",
}


def _character(key: str) -> str | None:
    """The character of a printable key."""
    return key if len(key) == 1 else {"slash": "/", "colon": ":", "question_mark": "?"}.get(key)


class QuietSession(Session):
    """A session without the process that indexes: tests of the screen need no index."""

    def start_indexer(self, listener: object) -> bool:
        return False


class Browser:
    """The application under test."""

    def __init__(self, app: NexusApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> BrowserScreen:
        """The browser screen, also while a dialog lies over it."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, BrowserScreen)
        return screen

    @property
    def session(self) -> Session:
        """What the screen shows."""
        return self.app.session

    @property
    def dialog(self) -> Dialog:
        """The dialog on top."""
        assert isinstance(self.app.screen, Dialog)
        return self.app.screen

    @property
    def document(self) -> DocId | None:
        """The page in the active pane."""
        return self.screen.document

    async def until(self, true: Callable[[], object], what: str = "") -> None:
        """Wait until something holds."""
        for turn in range(PATIENCE):
            if true():
                return
            await self.pilot.pause(0 if turn < 20 else 0.02)
        raise AssertionError(f"{what or 'it'} did not come about; on screen:\n{self.text()}")

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until what they started has been done."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Press the keys of a text."""
        await self.press(*("space" if character == " " else character for character in text))

    async def burst(self, *keys: str) -> None:
        """Keys that come faster than they are worked off, as from a fast typist or a slow line."""
        for key in keys:
            self.app.post_message(events.Key(key, _character(key)))
        await self.settle()

    async def settle(self) -> None:
        """Wait until no worker but the lasting ones is at work and no message waits."""
        await self.pilot.pause()
        lasting = ("watch",)
        await self.until(
            lambda: all(worker.is_finished for worker in self.app.workers if worker.group not in lasting),
            "the end of the work",
        )
        await self.pilot.pause()

    async def shows(self, document: str) -> None:
        """Wait until a page is in the active pane."""
        await self.until(lambda: self.document == document, f"{document} in the pane (not {self.document})")
        await self.settle()

    async def sees(self, text: str) -> None:
        """Wait until a text is on screen."""
        await self.until(lambda: text in self.text(), f"'{text}'")

    def lines(self) -> list[str]:
        """The rows of the screen as painted."""
        screen = self.app.screen
        strips = screen._compositor.render_strips(screen.size)
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    def text(self) -> str:
        """The screen as text."""
        return "\n".join(self.lines())

    def rows(self, rows: RowList) -> list[str]:
        """The texts of a list's rows, without the marks at the right."""
        return ["".join(text for text, _ in row.lines[0]) for row in rows.rows]

    def tree(self) -> list[str]:
        """The texts of the tree's rows, without arrows and indents."""
        return [row.strip().lstrip("▸▾ ") for row in self.rows(self.screen.sidebar.pages)]

    def listed(self) -> list[str]:
        """The texts of the rows of the dialog on top."""
        return self.rows(self.dialog.query_one(RowList))

    def underlined(self, widget: Widget) -> list[str]:
        """What is underlined in the lines of ``widget`` that are on screen."""
        found: list[str] = []
        for y in range(widget.size.height):
            found += [each.text for each in widget.render_line(y) if each.style is not None and each.style.underline]
        return found

    def region_text(self, widget: Widget) -> str:
        """What is painted where a widget is."""
        region = widget.region
        return "\n".join(
            line.ljust(region.right)[region.x : region.right] for line in self.lines()[region.y : region.bottom]
        )


def quiet_settings(**changes: object) -> Settings:
    """Settings without the watcher and git, which tests of the screen do not need."""
    settings = Settings(watch=False, git=False, preview_on_move=True)
    for name, value in changes.items():
        assert hasattr(settings, name)
        setattr(settings, name, value)
    return settings


@asynccontextmanager
async def browse(
    root: Path,
    *,
    size: tuple[int, int] = (120, 40),
    target: str = "",
    fresh: bool = False,
    session: Session | None = None,
    notices: bool = False,
    **settings: object,
) -> AsyncIterator[Browser]:
    """The application on the library at ``root``, its first page on screen and its first work done.

    ``notices``: they are shown, over the page.
    """
    if session is None:
        session = QuietSession.open(root, quiet_settings(**settings))
    document, _, anchor = target.partition("#")
    app = NexusApp(session, Target(DocId(document), anchor) if target else None, fresh=fresh)
    async with app.run_test(size=size, notifications=notices) as pilot:
        browser = Browser(app, pilot)
        await browser.until(lambda: browser.screen.snapshot is not None and browser.screen.snapshot.complete)
        await browser.settle()
        yield browser
    session.close()
