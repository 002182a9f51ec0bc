"""Going to a place in a page that may not be parsed so far."""

from __future__ import annotations

from typing import Any

from nexus_tui.core.markdown.place import Place, find_place
from nexus_tui.core.model import Target
from nexus_tui.core.sanitize import sanitize_line
from nexus_tui.messages import Notice
from nexus_tui.widgets.reader_changes import ChangePager
from nexus_tui.widgets.reader_source import Goal


class GoalPager(ChangePager):
    """A pager that goes to a place when the page has it, unless the reader has moved meanwhile."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._goal: Goal | None = None
        """What is still to be gone to."""

    def place(self, block: int, row: int = 0) -> None:
        self._goal = None
        super().place(block, row)

    def seek(self, goal: Goal) -> None:
        self._goal = goal
        self._arrive()
        self.show_view()

    def _arrive(self) -> bool:
        """Go where the reader is wanted, if the page reaches that far by now."""
        goal = self._goal
        if goal is None:
            return False
        super().seek(goal)
        if arrived := self._arrive_at(goal):
            super().seek(goal)
        return arrived

    def _arrive_at(self, goal: Goal) -> bool:
        model = self._model
        if not model.blocks:
            return False
        spot = find_place(model, goal) if isinstance(goal, Place) else self._find_target(goal)
        if spot is None:
            if model.complete:
                self._goal = self._wanted = None
                self._say_gone(goal)
            return False
        self._goal = None
        self._view.place(*spot)
        if isinstance(goal, Target):
            self._view.uncover()
        return True

    def _say_gone(self, goal: Target | Place) -> None:
        """The page has no such place."""
        if isinstance(goal, Target) and goal.anchor and self.is_attached:
            text = f"This page has no heading or anchor '{sanitize_line(goal.anchor)}'"
            self.post_message(Notice(text, "warning"))

    def _find_target(self, target: Target) -> tuple[int, int] | None:
        model = self._model
        block: int | None = 0
        if target.anchor:
            block = model.block_of_anchor(target.anchor)
        elif target.line > 0:
            if not model.complete and target.line >= model.blocks[-1].end:
                return None
            block = model.block_of_line(target.line)
        if block is None:
            return None
        hit = self._marks.first_hit(model, block, block + self._view.height)
        if hit is not None and hit[0] > block:
            self._view.place(block, model.blocks[block].gap)
            if hit[0] not in {shown for shown, _ in self._view.rows()}:
                return hit[0], 0
        return block, model.blocks[block].gap
