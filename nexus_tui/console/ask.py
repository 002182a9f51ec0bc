"""Asks the terminal what it can draw, outside of the app."""

from __future__ import annotations

import os
import select
import sys
import time

from nexus_tui.core.graphics import QUERY, Ability, decide, further_query, window_cell, without_asking
from nexus_tui.core.replies import Replies

ANSWER_SECONDS = 0.5
"""How long the terminal has to answer."""
_CHUNK = 4096


def picture_ability(mode: str) -> Ability:
    """How the app draws pictures in this terminal where the setting ``images`` is ``mode``, and why."""
    known = without_asking(mode, os.environ)
    if known is not None:
        return known
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return Ability("unknown", "the terminal cannot be asked: standard input or output is none")
    replies = Replies()
    _ask(QUERY, replies)
    if further := further_query(mode, replies):
        _ask(further, replies)
    return decide(mode, replies, window_cell(sys.stdout.fileno()))


def _ask(question: str, replies: Replies) -> None:
    """Put a question and read the answers, without echo; what comes too late is thrown away."""
    try:
        import termios
        import tty
    except ImportError:
        return
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        replies.expect()
        sys.stdout.write(question)
        sys.stdout.flush()
        end = time.monotonic() + ANSWER_SECONDS
        while not replies.done and (left := end - time.monotonic()) > 0:
            if select.select([descriptor], [], [], left)[0]:
                replies.take(os.read(descriptor, _CHUNK).decode("utf-8", "replace"))
    finally:
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)
