"""The Textual application: theme, keymap, stylesheet, first screen. No work, no queries."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType

from nexus_tui import commands
from nexus_tui.core.keymap import Keymap, build
from nexus_tui.core.model import Target
from nexus_tui.core.session import Session
from nexus_tui.core.settings import Settings, load_settings
from nexus_tui.screens.browser import BrowserScreen
from nexus_tui.screens.failure import report
from nexus_tui.screens.themes import DARK, HIGH_CONTRAST, LIGHT, first_theme
from nexus_tui.widgets.graphic_app import GraphicApp
from nexus_tui.widgets.line_filters import PlainFilter, SafeFilter
from nexus_tui.widgets.terminal_background import TerminalBackground, ask_background

GC_THRESHOLDS = (50_000, 20, 100)
"""Fewer collections while pages are parsed: see ``tests/benchmarks``."""

SWITCH_INTERVAL = 0.0005
"""Seconds after which a thread that is at work (a scan of a large library) lets the one that has a key to answer run:
a tenth of Python's own, since a key needs several turns."""

MOST_FAILURES = 5
"""Unexpected failures in a short while after which the app ends with its traceback."""

FORGIVEN_AFTER = 10.0
"""Seconds."""


class NexusApp(GraphicApp):
    """The application. Everything happens on its screens."""

    TITLE = "Nexus"
    CSS_PATH = "nexus.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, session: Session, target: Target | None = None, *, fresh: bool = False) -> None:
        super().__init__()
        self.session = session
        self.target = target
        self.fresh = fresh
        self.keymap_table: Keymap = build(commands.bound(), session.settings.keys, session.settings.preset_keys())
        self.frozen = False
        self.failures = 0
        self.start_notices: tuple[str, ...] = ()

    def get_default_screen(self) -> BrowserScreen:
        """The library browser."""
        return BrowserScreen(self.session, self.keymap_table, self.target, fresh=self.fresh)

    def on_mount(self) -> None:
        self.register_theme(HIGH_CONTRAST)
        if not self.session.settings.theme:
            ask_background(self)
        self.use_theme(self.session.settings.theme or first_theme(os.environ))
        self._filters.append(SafeFilter())
        if self.session.settings.plain_ui:
            self.add_class("-plain-ui")
            self._filters.append(PlainFilter())
        self.call_after_refresh(self._settle_memory)
        for notice in self.start_notices:
            self.notify(notice, severity="warning", markup=False)

    def _handle_exception(self, error: Exception) -> None:
        """A failure that nobody expected is a notice and a line in the log; a row of them ends the app.

        Textual has no public door for this: its own ends the app at the first one.
        """
        self.failures += 1
        if self.failures > MOST_FAILURES or os.environ.get("NEXUS_DEBUG") or not self.frozen:
            super()._handle_exception(error)
            return
        self.set_timer(FORGIVEN_AFTER, self._forgive)
        report(self, error)

    def _forgive(self) -> None:
        self.failures = max(0, self.failures - 1)

    def use_theme(self, name: str) -> None:
        """Switch to a theme by name; an unknown one leaves things as they are."""
        if name in self.available_themes:
            self.theme = name

    def on_terminal_background(self, event: TerminalBackground) -> None:
        """The terminal says whether it is light or dark: so is Nexus, unless the user has chosen."""
        event.stop()
        if not self.session.settings.theme and self.theme in (DARK, LIGHT):
            self.use_theme(LIGHT if event.light else DARK)

    def _settle_memory(self) -> None:
        """After the first frame: what was loaded so far is kept out of later collections."""
        if not self.frozen:
            self.frozen = True
            gc.freeze()
            gc.set_threshold(*GC_THRESHOLDS)
            gc.enable()
            sys.setswitchinterval(SWITCH_INTERVAL)


def launch(path: str | None, *, fresh: bool = False, plain_ui: bool = False, theme: str | None = None) -> int:
    """Open the app on a path (``folder``, ``page.md#anchor``, ``-`` for standard input; none: the bundled library).

    Returns the exit status. Raises ``NexusError`` where the path cannot be opened.
    """
    settings, problems = load_settings()
    if plain_ui:
        settings.plain_ui = True
    if theme:
        settings.theme = theme
    session, target = open_target(path, settings)
    app = NexusApp(session, target, fresh=fresh)
    app.start_notices = tuple(problems)
    app.run()
    session.close()
    return app.return_code or 0


def open_target(path: str | None, settings: Settings) -> tuple[Session, Target | None]:
    """The session and the place that a command line's PATH names. Raises ``NexusError``."""
    if path is None:
        return Session.open(None, settings), None
    if path == "-":
        from nexus_tui.core.library import STDIN, library_of_text

        session = Session(library_of_text(sys.stdin.buffer.read()), settings)
        _terminal_for_input()
        return session, Target(STDIN)
    name, _, anchor = path.partition("#") if not Path(path).exists() else (path, "", "")
    session = Session.open(Path(name).expanduser(), settings)
    opened = session.library.opened
    return session, Target(opened, anchor) if opened is not None else None


def _terminal_for_input() -> None:
    """Standard input was the page: keys come from the terminal itself."""
    terminal = os.open("/dev/tty", os.O_RDONLY)
    os.dup2(terminal, 0)
    os.close(terminal)
