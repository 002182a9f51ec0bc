"""The program asks for more frames than Textual's own sixty, and leaves a user's choice alone."""

from __future__ import annotations

import gc
import io
import os
import sys

import pytest

from nexus_tui import app, cli


class TerminalOutput(io.StringIO):
    """Standard output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("chosen", "expected"), [("", cli.FRAMES), ("30", "30")])
def test_frames_a_second(monkeypatch: pytest.MonkeyPatch, chosen: str, expected: str) -> None:
    monkeypatch.setenv("TEXTUAL_FPS", chosen)
    if not chosen:
        monkeypatch.delenv("TEXTUAL_FPS")
    monkeypatch.setattr(sys, "stdout", TerminalOutput())
    monkeypatch.setattr(gc, "disable", lambda: None)
    seen: list[str] = []

    def launch(path: str | None, **options: object) -> int:
        seen.append(os.environ["TEXTUAL_FPS"])
        return 0

    monkeypatch.setattr(app, "launch", launch)
    assert cli.main([]) == 0
    assert seen == [expected]
