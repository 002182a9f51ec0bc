"""Cells of an HTML table in the columns that they belong to."""

from __future__ import annotations

import re

from nexus_tui.core.markdown.block import Run
from nexus_tui.core.markdown.html_model import HtmlCell
from nexus_tui.core.markdown.html_tags import HtmlToken
from nexus_tui.core.markdown.portions import text_parts

ALIGNMENTS = frozenset({"left", "center", "right"})
INNER_CELL = " │ "
"""Between the cells of a table that is in a cell itself; its rows are lines."""
_WIDEST = 100
_HIGHEST = 1_000
COVERED = HtmlCell("", (), "", False, 1)


def make_cell(token: HtmlToken, text: str, runs: tuple[Run, ...]) -> HtmlCell:
    """The cell that the tag ``token`` opened."""
    align = token.attributes.get("align", "").lower()
    return HtmlCell(
        text,
        runs,
        align if align in ALIGNMENTS else "",
        token.name == "th",
        _span(token, "colspan", _WIDEST),
        _span(token, "rowspan", _HIGHEST),
    )


def _span(token: HtmlToken, name: str, most: int) -> int:
    span = token.attributes.get(name, "1")
    return max(1, min(most, int(span))) if re.fullmatch(r"\d{1,9}", span) else 1


def parts_of_cell(cell: HtmlCell) -> list[HtmlCell]:
    """A cell in pieces of bearable size."""
    return [cell._replace(text=text, runs=runs) for text, runs in text_parts(cell.text, cell.runs)]


class Columns:
    """Gives each cell of a table its column."""

    def __init__(self) -> None:
        self._below: dict[int, int] = {}
        """Rows that a cell further up still covers, by column."""

    def clear(self) -> None:
        """Another table begins."""
        self._below.clear()

    def row(self, cells: list[HtmlCell]) -> tuple[HtmlCell, ...]:
        """``cells`` with an empty one for each further column that one covers, and for those covered from above."""
        found: list[HtmlCell] = []
        spanned: dict[int, int] = {}
        for cell in cells:
            self._skip_covered(found)
            room = max(1, min(cell.span, _WIDEST - len(found)))
            if cell.height > 1:
                spanned.update(dict.fromkeys(range(len(found), len(found) + room), cell.height - 1))
            found += [cell, *[COVERED] * (room - 1)]
        if cells:
            self._skip_covered(found)
        self._below.update(spanned)
        return tuple(found)

    def _skip_covered(self, found: list[HtmlCell]) -> None:
        while self._below.get(len(found), 0) > 0:
            self._below[len(found)] -= 1
            found.append(COVERED)
