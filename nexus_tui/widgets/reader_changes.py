"""What changed when the page was read again, marked for a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from textual.timer import Timer

from nexus_tui.core.files import decode
from nexus_tui.core.markdown.loader import normalize
from nexus_tui.core.model import Source
from nexus_tui.widgets.reader_source import SourcePager

CHANGE_SECONDS = 2.5
"""How long the mark stays, if no key takes it away before."""


class ChangePager(SourcePager):
    """A pager that marks the lines of its page that are new."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._unmark: Timer | None = None

    async def new_lines(self, source: Source) -> Sequence[tuple[int, int]]:
        """The lines of ``source`` that the page on screen does not have, as ranges with their ends excluded."""
        if self._read is None or self._read.data == source.data:
            return ()
        return await asyncio.to_thread(_compare, self._read.data, source.data)

    def mark_changes(self, lines: Sequence[tuple[int, int]]) -> None:
        """Mark these lines for a moment; without animations until :meth:`changes_seen` is called."""
        self._stop_unmark()
        self._marks.changed = lines
        if lines and self.app.animation_level != "none":
            self._unmark = self.set_timer(CHANGE_SECONDS, self.changes_seen)
        self.refresh()

    def changes_seen(self) -> None:
        """Take the mark away, if there is one."""
        self._stop_unmark()
        if self._marks.changed:
            self._marks.changed = ()
            self.refresh()

    def _stop_unmark(self) -> None:
        timer, self._unmark = self._unmark, None
        if timer is not None:
            timer.stop()


def _compare(old: bytes, new: bytes) -> Sequence[tuple[int, int]]:
    from nexus_tui.core.textdiff import changed_lines

    return changed_lines(normalize(decode(old)[0]), normalize(decode(new)[0]))
