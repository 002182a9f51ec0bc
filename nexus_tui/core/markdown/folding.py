"""Which blocks are folded away: sections under their headings, foldable callouts and details."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from nexus_tui.core.markdown.block import Block, Fold, TabGroup


class Folding:
    """The folds of one page. Knows nothing of heights; the model asks what is hidden."""

    def __init__(self) -> None:
        self.parts: list[Fold] = []
        """Callouts and details."""
        self.tabs: list[TabGroup] = []
        self.closed: set[int] = set()
        """Heading blocks whose sections are folded."""
        self._hidden = bytearray()

    def hidden(self, index: int) -> bool:
        """Whether a block is folded away."""
        return index < len(self._hidden) and self._hidden[index] == 1

    def update(self, blocks: Sequence[Block], heading_blocks: Sequence[int]) -> list[int]:
        """Work out anew what is hidden; returns the blocks for which that has changed."""
        count = len(blocks)
        before = self._hidden
        hidden = bytearray(count)
        for fold in self.parts:
            if fold.closed:
                hidden[fold.head + 1 : fold.end] = b"\1" * max(0, min(fold.end, count) - fold.head - 1)
        for group in self.tabs:
            for number, (start, end) in enumerate(group.ranges):
                end = min(end, count) if number != group.chosen else min(start + 1, count)
                hidden[start:end] = b"\1" * (end - start)
        for index in self.closed:
            end = section_end(blocks, heading_blocks, index)
            hidden[index + 1 : end] = b"\1" * (end - index - 1)
        self._hidden = hidden
        if len(before) < count:
            before = before + bytes(count - len(before))
        if before[:count] == hidden:
            return []
        return [index for index in range(count) if before[index] != hidden[index]]

    def opened_for(self, index: int, blocks: Sequence[Block], heading_blocks: Sequence[int]) -> bool:
        """Open whatever hides a block; true if something did."""
        changed = False
        for fold in self.parts:
            if fold.closed and fold.head < index < fold.end:
                fold.closed = False
                changed = True
        for group in self.tabs:
            for number, (start, end) in enumerate(group.ranges):
                if start < index < end and number != group.chosen:
                    group.chosen = number
                    changed = True
        for head in [head for head in self.closed if head < index < section_end(blocks, heading_blocks, head)]:
            self.closed.discard(head)
            changed = True
        return changed


def section_end(blocks: Sequence[Block], heading_blocks: Sequence[int], index: int) -> int:
    """The index after the last block of the section whose heading is the block ``index``."""
    level = blocks[index].level
    for at in range(bisect_right(heading_blocks, index), len(heading_blocks)):
        if blocks[heading_blocks[at]].level <= level:
            return heading_blocks[at]
    return len(blocks)
