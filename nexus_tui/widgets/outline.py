"""The headings of the page: follows the scroll, can be filtered and folded, shows matches a section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.message import Message

from nexus_tui.core.model import Heading
from nexus_tui.core.record import dataclass
from nexus_tui.widgets.edge import DraggedEdge
from nexus_tui.widgets.row_list import Piece, Row, RowList


class Outline(DraggedEdge, RowList):
    """Rows of headings. The cursor follows the page unless the outline has the focus."""

    drag_side = "left"

    @dataclass
    class HeadingChosen(Message):
        """Enter on a heading."""

        index: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(context="outline", id=id)
        self.headings: Sequence[Heading] = ()
        self.folded: set[int] = set()
        self.counts: Mapping[int, int] = {}
        self.filter_text = ""
        self.empty_text = "No headings"
        self._at = -1

    def show(self, headings: Sequence[Heading]) -> None:
        """The headings of another page, or of the same one read again."""
        self.headings = headings
        self.folded = set()
        self.counts = {}
        self._at = -1
        self.rebuild(keep=False)

    def show_counts(self, counts: Mapping[int, int]) -> None:
        """How many matches the section of each heading (by index) holds."""
        if counts != self.counts:
            self.counts = counts
            self.rebuild()

    def filter(self, text: str) -> None:
        """Only headings that hold ``text``."""
        self.filter_text = text.casefold()
        self.rebuild(keep=False)

    def follow(self, index: int) -> None:
        """The page is at this heading."""
        if index == self._at:
            return
        self._at = index
        if not self.has_focus:
            while index > 0 and not self.select_key(str(index)):
                index -= 1
        self.refresh()

    def rebuild(self, keep: bool = True) -> None:
        """Make the rows again."""
        top = min((heading.level for heading in self.headings), default=1)
        rows: list[Row] = []
        fold = 7
        for index, heading in enumerate(self.headings):
            if self.filter_text:
                if self.filter_text not in heading.text.casefold():
                    continue
            elif heading.level > fold:
                continue
            else:
                fold = heading.level if index in self.folded else 7
            rows.append(self._row(index, top))
        self.set_rows(rows, keep=keep)

    def _row(self, index: int, top: int) -> Row:
        """The row of a heading; ``top`` is the highest level in use."""
        heading = self.headings[index]
        indent = "  " * (heading.level - top)
        mark = "▸ " if index in self.folded else "  " if not self._children(index) else "▾ "
        pieces: tuple[Piece, ...] = (
            (indent + mark, "dim"),
            (heading.text, "title" if heading.level <= top + 1 else ""),
        )
        count = self.counts.get(index, 0)
        return Row(str(index), (pieces,), ((str(count), "match"),) if count else (), index)

    def _children(self, index: int) -> bool:
        following = self.headings[index + 1 : index + 2]
        return bool(following) and following[0].level > self.headings[index].level

    def choose(self) -> None:
        """As Enter."""
        self.open_current()

    def open_current(self) -> None:
        """As Enter: go there (unfolds a folded heading)."""
        row = self.current
        if row is None or not isinstance(row.data, int):
            return
        if row.data in self.folded:
            self.folded.discard(row.data)
            self.rebuild()
        else:
            self.post_message(self.HeadingChosen(row.data))

    def close_current(self) -> None:
        """As ←: fold, or go to the parent."""
        row = self.current
        if row is None or not isinstance(row.data, int):
            return
        index = row.data
        if self._children(index) and index not in self.folded:
            self.folded.add(index)
            self.rebuild()
            return
        for before in range(index - 1, -1, -1):
            if self.headings[before].level < self.headings[index].level:
                self.select_key(str(before), notify=True)
                return

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        if isinstance(event.row.data, int):
            self.post_message(self.HeadingChosen(event.row.data))
