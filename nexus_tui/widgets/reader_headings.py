"""Moving from heading to heading."""

from __future__ import annotations

from collections.abc import Sequence

from nexus_tui.core.model import Heading
from nexus_tui.widgets.reader_images import ImagePager


class HeadingPager(ImagePager):
    """A pager that knows its page's headings."""

    @property
    def headings(self) -> Sequence[Heading]:
        """The headings found so far, in order."""
        return self._model.headings

    @property
    def heading_index(self) -> int:
        """The last heading at or above the top row; -1 before the first."""
        return self._model.heading_at(self._view.block)

    @property
    def current_anchor(self) -> str:
        """Anchor of the section on screen; empty before the first heading."""
        at = self.heading_index
        return self._model.headings[at].anchor if at >= 0 else ""

    def section_matches(self) -> dict[int, int]:
        """How many matches of the find each section holds, by the index of its heading."""
        counts: dict[int, int] = {}
        for block, _, _ in self._found:
            at = self._model.heading_at(block)
            counts[at] = counts.get(at, 0) + 1
        return counts

    def go_heading(self, count: int, *, same_level: bool = False) -> bool:
        """To the ``count``-th heading from here (negative: back). False if there is none."""
        model, view = self._model, self._view
        here = model.heading_at(view.block)
        level = model.headings[here].level if same_level and here >= 0 else 0
        index, step, found = here, (1 if count > 0 else -1), -1
        if count < 0 and here >= 0 and self._heading_spot(here) < (view.block, view.row):
            index += 1
        left = abs(count)
        while left and 0 <= (index := index + step) < len(model.headings):
            other = model.headings[index].level
            if other < level:
                break
            if not level or other == level:
                found, left = index, left - 1
        return self.go_to_heading(found)

    def go_parent_heading(self) -> bool:
        """To the heading that the section on screen lies under; within a section, first to its own heading."""
        model, view = self._model, self._view
        here = model.heading_at(view.block)
        if here < 0:
            return False
        if self._heading_spot(here) < (view.block, view.row):
            return self.go_to_heading(here)
        level = model.headings[here].level
        for index in range(here - 1, -1, -1):
            if model.headings[index].level < level:
                return self.go_to_heading(index)
        return False

    def go_to_heading(self, index: int) -> bool:
        """To the heading at ``index`` of :attr:`headings`. False if there is none."""
        if not 0 <= index < len(self._model.headings):
            return False
        self.place(*self._heading_spot(index))
        return True

    def _heading_spot(self, index: int) -> tuple[int, int]:
        """Block and row of a heading's text, the blank lines above it left out."""
        block = self._model.heading_blocks[index]
        return block, self._model.blocks[block].gap
