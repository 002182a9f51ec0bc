"""The heights of all blocks of a page, and which block is at which line.

Sums over groups of blocks make both look-ups cheap, also while heights change: no tree is needed for pages of some
ten thousand blocks.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

GROUP = 128


class Heights:
    """Heights in lines, by block index; each exact or an estimate."""

    def __init__(self) -> None:
        self._heights: list[int] = []
        self._exact = bytearray()
        self._sums: list[int] = []
        self._tops: list[int] | None = [0]

    def __len__(self) -> int:
        return len(self._heights)

    def extend(self, heights: list[int]) -> None:
        """Add blocks with estimated heights."""
        position = len(self._heights)
        self._heights.extend(heights)
        self._exact.extend(bytes(len(heights)))
        first = position // GROUP
        del self._sums[first:]
        for start in range(first * GROUP, len(self._heights), GROUP):
            self._sums.append(sum(self._heights[start : start + GROUP]))
        self._tops = None

    def truncate(self, count: int) -> None:
        """Forget all blocks but the first ``count``."""
        del self._heights[count:]
        del self._exact[count:]
        del self._sums[count // GROUP :]
        rest = count // GROUP * GROUP
        if rest < count:
            self._sums.append(sum(self._heights[rest:]))
        self._tops = None

    def get(self, index: int) -> int:
        """The height of a block in lines."""
        return self._heights[index]

    def is_exact(self, index: int) -> bool:
        """Whether the height is known, not estimated."""
        return bool(self._exact[index])

    def set(self, index: int, height: int, *, exact: bool = True) -> int:
        """Correct a height; returns by how much it changed."""
        change = height - self._heights[index]
        self._exact[index] = exact
        if change:
            self._heights[index] = height
            self._sums[index // GROUP] += change
            self._tops = None
        return change

    def total(self) -> int:
        """Lines of the whole page."""
        return self._prefix()[-1]

    def top(self, index: int) -> int:
        """The line at which a block begins; ``index`` may be the number of blocks."""
        group = index // GROUP
        return self._prefix()[group] + sum(self._heights[group * GROUP : index])

    def find(self, line: int) -> tuple[int, int]:
        """The block that line ``line`` of the page belongs to, and which of the block's lines it is.

        Lines before the page count as its first, lines after it as the last line of the last block.
        """
        count = len(self._heights)
        if line <= 0 or not count:
            return self._first_shown(0), 0
        prefix = self._prefix()
        if line >= prefix[-1]:
            return self._last_shown()
        group = bisect_right(prefix, line) - 1
        rest = line - prefix[group]
        for index in range(group * GROUP, count):
            height = self._heights[index]
            if rest < height:
                return index, rest
            rest -= height
        return self._last_shown()

    def _first_shown(self, index: int) -> int:
        while index < len(self._heights) - 1 and not self._heights[index]:
            index += 1
        return index

    def _last_shown(self) -> tuple[int, int]:
        index = len(self._heights) - 1
        while index > 0 and not self._heights[index]:
            index -= 1
        return index, max(0, self._heights[index] - 1)

    def _prefix(self) -> list[int]:
        if self._tops is None:
            self._tops = list(accumulate(self._sums, initial=0))
        return self._tops
