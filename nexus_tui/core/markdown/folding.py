"""Which blocks are folded away: sections under their headings, foldable callouts and details."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

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
        for start, end in _hidden_ranges(self.parts, self.tabs):
            end = min(end, count)
            hidden[start:end] = b"\1" * max(0, end - start)
        for index in self.closed:
            end = section_end(blocks, heading_blocks, index)
            hidden[index + 1 : end] = b"\1" * (end - index - 1)
        self._hidden = hidden
        if len(before) < count:
            before = before + bytes(count - len(before))
        if before[:count] == hidden:
            return []
        return [index for index in range(count) if before[index] != hidden[index]]

    def add(self, folds: Sequence[Fold], tabs: Sequence[TabGroup], count: int) -> list[int]:
        """Take over what came with more blocks, of which there are ``count`` now; returns those hidden by it."""
        self.parts.extend(folds)
        for group in tabs:
            if group.number < 0:
                group.number = len(self.tabs)
                self.tabs.append(group)
        hidden = self._hidden
        hidden.extend(bytes(max(0, count - len(hidden))))
        found: list[int] = []
        for start, end in _hidden_ranges(folds, tabs):
            found.extend(index for index in range(start, min(end, count)) if not hidden[index])
            hidden[start:end] = b"\1" * (end - start)
        return found

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


def _hidden_ranges(folds: Sequence[Fold], tabs: Sequence[TabGroup]) -> Iterator[tuple[int, int]]:
    """First block and the one after the last of all that folds and tabs hide."""
    for fold in folds:
        if fold.closed:
            yield fold.head + 1, fold.end
    for group in tabs:
        for number, (start, end) in enumerate(group.ranges):
            yield start, end if number != group.chosen else start + 1


def section_end(blocks: Sequence[Block], heading_blocks: Sequence[int], index: int) -> int:
    """The index after the last block of the section whose heading is the block ``index``."""
    level = blocks[index].level
    for at in range(bisect_right(heading_blocks, index), len(heading_blocks)):
        if blocks[heading_blocks[at]].level <= level:
            return heading_blocks[at]
    return len(blocks)
