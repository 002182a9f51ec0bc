"""Which lines of a page are on screen.

The truth is the top row: a block and one of its lines. Everything else, the number of that line in the page included,
follows from heights that are exact near the viewport and estimates elsewhere, so correcting an estimate never moves
what is being read.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from time import perf_counter

from nexus_tui.core.markdown.block import TableRow
from nexus_tui.core.markdown.document import DocumentModel

Row = tuple[int, int]
"""Index of a block and of a line within it."""

STICKY_HEIGHT = 12
"""Rows of a window in which the header of a table stays on screen."""
MAX_HEADER = 5
"""Rows of the highest header that stays."""


class Viewport:
    """A window of ``height`` rows over a page."""

    def __init__(self, model: DocumentModel, height: int = 24) -> None:
        self.model = model
        self.height = max(1, height)
        self.block = 0
        self.row = 0
        self.tail = 0
        """Rows that stay free below the last one when the end of the page is shown."""

    @property
    def line(self) -> int:
        """The 0-based number of the top row in the page, as far as heights are known."""
        if not self.model.blocks:
            return 0
        return self.model.heights.top(self.block) + self.row

    def rows(self) -> list[Row]:
        """What is to be shown, from the top; fewer than ``height`` rows at the end of the page."""
        model = self.model
        rows: list[Row] = []
        index, first = self.block, self.row
        while index < len(model.blocks) and len(rows) < self.height:
            model.measure(index)
            for row in range(first, min(model.heights.get(index), first + self.height - len(rows))):
                rows.append((index, row))
            first = 0
            index += 1
        return rows

    def kept_header(self, rows: Sequence[Row]) -> list[Row]:
        """The rows of a table's header that stand in the place of the first ones of ``rows``.

        None where the window does not begin within a table, where it is low, or where little of the table is left.
        """
        model = self.model
        if self.height < STICKY_HEIGHT or not rows:
            return []
        row = model.blocks[rows[0][0]].extra
        if not isinstance(row, TableRow) or row.number == 0 or not row.table.headed:
            return []
        head = rows[0][0] - row.number
        if head < 0 or model.blocks[head].extra is not row.table.rows[0].extra:
            return []
        lines = model.lines(head)
        first = model.blocks[head].gap
        if not (first < len(lines) and any(piece.text.startswith("┌") for piece in lines[first].pieces)):
            return []
        kept = [(head, at) for at in range(first + 1, len(lines))]
        if len(kept) > MAX_HEADER or len(rows) <= len(kept):
            return []
        below = model.blocks[rows[len(kept)][0]].extra
        return kept if isinstance(below, TableRow) and below.table is row.table else []

    def kept_rows(self) -> int:
        """How many rows at the top are covered by the header of a table (see :meth:`kept_header`)."""
        if not self.model.blocks or not isinstance(self.model.blocks[self.block].extra, TableRow):
            return 0
        return len(self.kept_header(self.rows()))

    def uncover(self) -> None:
        """The top row is wanted: if a header would cover it, go up so far that it does not."""
        kept = self.kept_rows()
        if kept:
            self.move(-kept)

    def place(self, block: int, row: int = 0) -> None:
        """Put a row at the top, or as far down as the end of the page allows.

        While the page is being parsed its end is not known: then the rows below may be fewer than the window has, and
        :meth:`place` is to be called again when it is.
        """
        model = self.model
        if not model.blocks:
            self.block = self.row = 0
            return
        block = min(max(block, 0), len(model.blocks) - 1)
        model.measure(block)
        self.block, self.row = block, min(max(row, 0), max(0, model.heights.get(block) - 1))
        if model.complete:
            self._pull_back()

    def to_line(self, line: int) -> None:
        """Put line ``line`` of the page at the top (a scrollbar was dragged)."""
        self.place(*self.model.heights.find(line))
        self._pull_back()

    def move(self, lines: int) -> bool:
        """Go down (or up, negative) by exactly so many rows; true if that changed anything."""
        before = (self.block, self.row)
        model, heights = self.model, self.model.heights
        if not model.blocks:
            return False
        index, row = self.block, self.row + lines
        if lines > 0:
            while True:
                model.measure(index)
                height = heights.get(index)
                if row < height:
                    break
                if index + 1 >= len(model.blocks):
                    row = max(0, height - 1)
                    break
                row -= height
                index += 1
        else:
            while row < 0 and index > 0:
                index -= 1
                model.measure(index)
                row += heights.get(index)
            row = max(0, row)
        self.block, self.row = index, row
        if lines > 0:
            self._pull_back()
            self.block, self.row = max(before, (self.block, self.row))
        return (self.block, self.row) != before

    def to_end(self) -> None:
        """Show the last rows of the page."""
        self.block, self.row = self._last_top()

    def _pull_back(self) -> None:
        """Do not leave room below the end of the page while there is text above."""
        room = self.height - self.tail + self.row
        model = self.model
        for index in range(self.block, len(model.blocks)):
            model.measure(index)
            room -= model.heights.get(index)
            if room <= 0:
                return
        self.block, self.row = min((self.block, self.row), self._last_top())

    def _last_top(self) -> Row:
        model, missing = self.model, self.height - self.tail
        for index in range(len(model.blocks) - 1, -1, -1):
            model.measure(index)
            missing -= model.heights.get(index)
            if missing <= 0:
                return index, -missing
        return 0, 0

    def settle(self, pages: int = 2, until: float = inf) -> bool:
        """Make heights exact for ``pages`` pages before and after the one shown; False: it is ``until`` before that.

        ``until``: in seconds of ``time.perf_counter``.
        """
        model, heights = self.model, self.model.heights
        left = self.height * (pages + 1) + self.row
        index = self.block
        while left > 0 and index < len(model.blocks):
            if not heights.is_exact(index):
                if perf_counter() > until:
                    return False
                model.measure(index)
            left -= max(1, heights.get(index))
            index += 1
        left = self.height * pages
        index = self.block
        while left > 0 and index > 0:
            index -= 1
            if not heights.is_exact(index):
                if perf_counter() > until:
                    return False
                model.measure(index)
            left -= max(1, heights.get(index))
        return True

    def resize(self, height: int) -> None:
        """The window has another height."""
        self.height = max(1, height)
