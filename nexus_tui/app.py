"""The Textual application: theme, keymap, stylesheet, first screen. No work, no queries."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import sys
import threading
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType

from nexus_tui import commands
from nexus_tui.core import faultlog, paths
from nexus_tui.core.errors import StateError
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
"""Unexpected failures in a short while after which the app ends."""

FORGIVEN_AFTER = 10.0
"""Seconds."""

ENDED_AFTER = 5.0
"""Seconds after which a signal ends the program even if something still waits, perhaps for a terminal that is gone."""


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
        self.ending = False
        self.last_words = ""
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
        if not self.is_headless:
            self._heed_signals()
        for notice in self.start_notices:
            self.notify(notice, severity="warning", markup=False)

    def _heed_signals(self) -> None:
        """The terminal goes away, or someone ends the program: that is a way to quit.

        Later signals change nothing: the kernel and the shell both tell of a terminal that is gone.
        """
        loop = asyncio.get_running_loop()

        def ended(number: int, frame: object) -> None:
            if not self.ending:
                self.ending = True
                with contextlib.suppress(RuntimeError):  # the loop has ended by itself
                    loop.call_soon_threadsafe(self._end, number)

        for name in ("SIGHUP", "SIGTERM"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), ended)

    def _end(self, number: int) -> None:
        """Quit because of a signal."""
        last = threading.Timer(ENDED_AFTER, os._exit, (128 + number,))
        last.daemon = True
        last.start()
        try:
            screen = self.screen_stack[0]
            if isinstance(screen, BrowserScreen):
                screen.navigation.remember_session()
                screen.searching.close()
            with contextlib.suppress(StateError):  # the end tries once more, and tells
                self.session.state.save()
        finally:
            self.exit(return_code=128 + number)

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

    def _fatal_error(self) -> None:
        """End the app; :func:`launch` tells why. Textual's own prints pages of local variables."""
        if self.is_headless or self._exception is None or os.environ.get("NEXUS_DEBUG"):
            super()._fatal_error()
            return
        self.last_words = faultlog.note(self._exception)
        self._close_messages_no_wait()

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
    try:
        app.run()
    finally:
        for sentence in filter(None, (app.last_words, session.close())):
            sys.stderr.write(f"nexus: {sentence}\n")
    return 2 if app.last_words else app.return_code or 0


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
    session = Session.open(paths.expanded(name), settings)
    opened = session.library.opened
    return session, Target(opened, anchor) if opened is not None else None


def _terminal_for_input() -> None:
    """Standard input was the page: keys come from the terminal itself."""
    terminal = os.open("/dev/tty", os.O_RDONLY)
    os.dup2(terminal, 0)
    os.close(terminal)
