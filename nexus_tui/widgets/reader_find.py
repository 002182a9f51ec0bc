"""Find in the page: incremental, over all of it, also what was never on screen."""

from __future__ import annotations

import asyncio
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

from rich.color import Color
from textual.message import Message

from nexus_tui.core.record import dataclass
from nexus_tui.widgets.bar import Bar
from nexus_tui.widgets.reader_load import undisturbed
from nexus_tui.widgets.reader_pager import Pager
from nexus_tui.widgets.reader_ticks import TickBar

if TYPE_CHECKING:
    from nexus_tui.core.markdown.find import Match, Pattern

SLICE_SECONDS = 0.008
"""How long is searched at one go."""
TELL_SECONDS = 0.06
"""How often the number of matches is told while they are being counted."""


class FindPager(Pager):
    """A pager that finds."""

    @dataclass
    class Counted(Message):
        """How the find stands."""

        reader: Any
        current: int
        """1-based; 0: at none."""
        total: int
        complete: bool
        """False while more may be counted."""
        problem: str = ""
        """What is wrong with the pattern."""

        @property
        def control(self) -> Any:
            """The reader that posted this."""
            return self.reader

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._pattern: Pattern | None = None
        self._found: list[Match] = []
        self._at = -1
        self._counting = False
        self._tell_at = 0.0
        self._origin: tuple[int, int] = (0, 0)
        self._ticked: tuple[tuple[int, int, int], frozenset[int]] = ((0, 0, 0), frozenset())
        self._staying = False
        """The matches are counted for a page that came while something was found: the window stays where it is."""

    @property
    def finding(self) -> bool:
        """Whether there is something to step through."""
        return self._pattern is not None

    def find(self, text: str, *, case: bool | None = None, word: bool = False, regex: bool = False) -> None:
        """Mark all matches of ``text`` and go to the first one at or after the window. Posts ``Counted``.

        ``case``: whether letter case counts; None: only if ``text`` has capitals. Empty text ends the find.
        """
        from nexus_tui.core.markdown.find import Pattern

        if not self.finding:
            self._origin = (self._view.block, self._view.row)
        self._staying = False
        self._forget()
        if not text:
            self.clear_find()
            return
        try:
            self._pattern = Pattern(text, case=case, word=word, regex=regex)
        except re.error as error:
            self.post_message(self.Counted(self, 0, 0, True, f"not a pattern: {error}"))
            return
        self._start_count(self._pattern)

    def clear_find(self) -> None:
        """End the find; the window stays."""
        self._forget()
        self.refresh()
        self.post_message(self.Counted(self, 0, 0, True))

    def _forget(self) -> None:
        self._pattern = None
        self._found = []
        self._at = -1
        self._marks.matches = {}
        self._marks.current = None
        self._ticked = ((0, 0, 0), frozenset())
        self._refresh_ticks()

    def _refresh_ticks(self) -> None:
        if self._vertical_scrollbar is not None:
            self._vertical_scrollbar.refresh()

    def find_step(self, count: int) -> None:
        """To the ``count``-th match from here, backwards if negative; goes round at the ends."""
        if not self._found:
            return
        self._staying = False
        if self._at < 0:
            self._at = self._first_from(self._view.block) - (count > 0)
        self._at = (self._at + count) % len(self._found)
        self._show_match()

    def _first_from(self, block: int) -> int:
        return bisect_left(self._found, (block, 0, 0))

    def restart_find(self) -> None:
        """The blocks of the page have changed: count again."""
        pattern = self._pattern
        if pattern is not None:
            self._forget()
            self._pattern = pattern
            self._start_count(pattern)

    def find_here(self) -> None:
        """Another page, or another state of it, is shown: count what is being found in it, and stay at this place."""
        if self.finding:
            self._staying = True
            self._origin = (self._view.block, self._view.row)
            self.restart_find()

    def mark_terms(self, words: Sequence[str]) -> None:
        """Mark these words in the page; none: mark nothing."""
        self.mark_words(words)
        self.refresh()

    def mark_words(self, words: Sequence[str]) -> None:
        """Words of a search take the place of a find."""
        self._marks.reset(words)
        if words and self.finding:
            self.clear_find()

    # The scrollbar

    def make_bar(self) -> Bar:
        return TickBar(self.tick_rows, self._tick_color, thickness=self.scrollbar_size_vertical)

    def tick_rows(self, size: int) -> frozenset[int]:
        """The rows of a scrollbar of ``size`` rows in whose part of the page there are matches."""
        heights = self._model.heights
        total = heights.total()
        key = (size, total, len(self._found))
        if not self._found or size < 1 or key == self._ticked[0]:
            return self._ticked[1] if self._found and size > 0 else frozenset()
        edges = [heights.find(row * total // size) for row in range(size)]
        starts = [(block + (row > 0), 0, 0) for block, row in edges]
        starts.append((len(self._model.blocks), 0, 0))
        places = [bisect_left(self._found, start) for start in starts]
        ticks = frozenset(row for row in range(size) if places[row] < places[row + 1])
        self._ticked = (key, ticks)
        return ticks

    def _tick_color(self) -> Color | None:
        return self._styles().get("tick").color

    def _start_count(self, pattern: Pattern) -> None:
        self.start_work(partial(self._count, pattern), "find")

    async def _count(self, pattern: Pattern) -> None:
        with undisturbed(self._model):
            await self._count_all(pattern)

    async def _count_all(self, pattern: Pattern) -> None:
        """Find from the window on, then before it, then in what is still being parsed."""
        self._counting = True
        origin, reached = self._origin[0], len(self._model.blocks)
        await self._scan(pattern, origin, reached)
        await self._scan(pattern, 0, min(origin, reached), front=True)
        while pattern is self._pattern and (not self._model.complete or reached < len(self._model.blocks)):
            await asyncio.sleep(0.05)
            end = len(self._model.blocks)
            await self._scan(pattern, reached, end)
            reached = end
        if pattern is self._pattern:
            self._counting = False
            if not self._found and not self._staying:
                self._back_to_origin()
            self._tell()

    async def _scan(self, pattern: Pattern, start: int, end: int, *, front: bool = False) -> None:
        """Find in some blocks, a slice of time after the other."""
        model = self._model
        kept: list[Match] = []
        until = perf_counter() + SLICE_SECONDS
        for index in range(start, end):
            if index == 1 and model.blocks[0].kind == "front" and model.folding.hidden(1):
                continue
            kept.extend((index, *span) for span in pattern.in_block(model, index))
            if perf_counter() >= until:
                if not front and kept:
                    self._add(kept, front=False)
                    kept = []
                await asyncio.sleep(0)
                if pattern is not self._pattern or model is not self._model:
                    return
                until = perf_counter() + SLICE_SECONDS
        self._add(kept, front=front)

    def _add(self, found: list[Match], *, front: bool) -> None:
        for block, start, end in found:
            self._marks.matches.setdefault(block, []).append((start, end))
        if front:
            self._found = found + self._found
            if self._at >= 0:
                self._at += len(found)
        else:
            self._found += found
        if found and self._at < 0 and not self._staying:
            self._at = min(bisect_right(self._found, (*self._origin, -1)), len(self._found) - 1)
            self._show_match()
        elif found:
            shown = self.visible_rows()
            if shown and found[0][0] <= shown[-1][0] and found[-1][0] >= shown[0][0]:
                self.refresh()
            if perf_counter() >= self._tell_at:
                self._tell(repaint=False)

    def _back_to_origin(self) -> None:
        """Nothing was found: what was looked at before is on screen again."""
        if self._origin != (self._view.block, self._view.row):
            self._view.place(*self._origin)
            self.show_view()

    def _show_match(self) -> None:
        self._marks.current = self._found[self._at]
        block, start, _ = self._marks.current
        self.show_spot(block, start)
        self._tell()

    def _tell(self, *, repaint: bool = True) -> None:
        self._tell_at = perf_counter() + TELL_SECONDS
        self.post_message(self.Counted(self, self._at + 1, len(self._found), not self._counting))
        if repaint:
            self.refresh()
            self._refresh_ticks()
