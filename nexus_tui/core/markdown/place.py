"""A place in a page that outlives the width it was taken at, and edits further up."""

from __future__ import annotations

from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.record import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page was being read."""

    anchor: str = ""
    """Of the last heading at or before the top row; empty before the first."""
    below: int = 0
    """Source lines from that heading (or the first line of the file) to the top row's block."""
    line: int = 1
    """1-based source line of the top row's block."""
    row: int = 0
    """Rows of that block above the window."""

    def as_json(self) -> dict[str, str | int]:
        """The fields by name."""
        return {"anchor": self.anchor, "below": self.below, "line": self.line, "row": self.row}


def take_place(model: DocumentModel, block: int, row: int) -> Place:
    """The place whose top row is ``row`` of ``block``."""
    if not model.blocks:
        return Place()
    line = model.blocks[block].line
    if model.blocks[block].kind == "source" and row:
        lines = model.lines(block)
        line += model.plain(block).count("\n", 0, lines[min(row, len(lines) - 1)].start)
    at = model.heading_at(block)
    if at < 0:
        return Place("", line - 1, line, row)
    heading = model.headings[at]
    return Place(heading.anchor, line - heading.line, line, row)


def find_place(model: DocumentModel, place: Place) -> tuple[int, int] | None:
    """The block and row of a place; None if the page does not reach that far (yet)."""
    line = place.line
    if place.anchor:
        block = model.block_of_anchor(place.anchor)
        if block is None and not model.complete:
            return None
        if block is not None:
            line = model.blocks[block].line + place.below
    if not model.blocks or (not model.complete and line >= model.blocks[-1].end):
        return None
    return model.block_of_line(line), place.row
