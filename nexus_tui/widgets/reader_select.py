"""Selecting text: words and paragraphs by clicks, anything by keys. What is selected are places in the text."""

from __future__ import annotations

import re
from typing import Any

from textual import events
from textual.geometry import Offset
from textual.selection import Selection

from nexus_tui.core.markdown.block import Line
from nexus_tui.core.markdown.width import cell_len, index_at
from nexus_tui.widgets.reader_links import LinkPager, column_of
from nexus_tui.widgets.reader_marks import Spot
from nexus_tui.widgets.reader_paint import ROWS

_WORD = r"\w+"
_TOKEN = r"[\w./:@+\-]*\w|\S"
"""What a double click takes: words with what joins the parts of paths, addresses and names."""


class SelectPager(LinkPager):
    """A pager whose text can be selected with a cursor of its own."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._anchor: Spot | None = None
        self._pressed = Offset(-1, -1)

    @property
    def allow_select(self) -> bool:
        """Text can be selected."""
        return True

    def selection_updated(self, selection: Selection | None) -> None:
        """Remember what is selected as places in the text: those outlive another layout."""
        if selection is None:
            self._marks.selection = None
        else:
            last = (len(self._model.blocks), 0)
            start = self._spot(selection.start.x, selection.start.y) if selection.start is not None else (0, 0)
            end = self._spot(selection.end.x, selection.end.y) if selection.end is not None else last
            self._marks.selection = (start, end)
        self.refresh()

    def _spot(self, x: int, y: int) -> Spot:
        block, row = divmod(y, ROWS)
        if block >= len(self._model.blocks):
            return block, 0
        lines = self._model.lines(block)
        line = lines[min(row, len(lines) - 1)]
        return block, min(max(x, line.start), line.end)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, without decoration."""
        text = self._marks.selected_text(self._model)
        return (text, "\n") if text else None

    # By mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._pressed = event.screen_offset
        self.end_select(clear=False)

    def on_click(self, event: events.Click) -> None:
        if event.screen_offset != self._pressed and self._pressed.x >= 0:
            event.prevent_default()
            return
        if event.chain > 1:
            event.stop()
            event.prevent_default()
            widget, place = self.screen.get_widget_and_offset_at(event.screen_x, event.screen_y)
            if widget is self and place is not None:
                self._select_at(self._spot(*place), whole=event.chain > 2)

    def _select_at(self, spot: Spot, *, whole: bool) -> None:
        """Select the word at a place, or all of its block."""
        block, offset = spot
        if block >= len(self._model.blocks):
            return
        text = self._model.plain(block)
        if whole:
            self.select((block, 0), (block, len(text)))
            return
        for match in re.finditer(_TOKEN, text):
            if match.start() <= offset < match.end():
                self.select((block, match.start()), (block, match.end()))
                return

    def select(self, start: Spot, end: Spot) -> None:
        """Select from the character at ``start`` to before that at ``end``."""
        self._marks.selection = (start, end)
        self.refresh()
        self.screen.selections = {self: Selection(self._offset(start), self._offset(end, last=True))}

    def _offset(self, spot: Spot, *, last: bool = False) -> Offset:
        block, offset = spot
        return Offset(offset, block * ROWS + self._row_of(block, offset - last))

    def _row_of(self, block: int, offset: int) -> int:
        lines = self._model.lines(block)
        found = [at for at, line in enumerate(lines) if line.start <= offset < line.end]
        return found[0] if found else len(lines) - 1

    @property
    def selected_text(self) -> str:
        """The selected text without decoration; empty if nothing is selected."""
        return self._marks.selected_text(self._model)

    # By key

    @property
    def selecting(self) -> bool:
        """Whether keys move the end of a selection."""
        return self._anchor is not None

    def start_select(self) -> bool:
        """Begin to select at the focused link, or at the first text on screen. False: there is no text."""
        focus = self._marks.focus
        spot = (focus[0], max(0, focus[1])) if focus is not None else None
        if spot is None:
            spot = next((spot for row in self.visible_rows() if (spot := self._first_of(*row)) is not None), None)
        if spot is None:
            return False
        self.clear_link()
        self._anchor = spot
        self._extend(spot)
        return True

    def end_select(self, *, clear: bool = True) -> None:
        """Keys move the page again; the selection goes too if ``clear``."""
        if self._anchor is not None:
            self._anchor = self._marks.cursor = None
            self.refresh()
            if clear:
                self._marks.selection = None
                self.screen.clear_selection()

    def select_swap(self) -> None:
        """Go to the other end of the selection."""
        here, self._anchor = self._anchor, self._cursor
        if here is not None:
            self._extend(here)

    def select_characters(self, count: int) -> None:
        """Move the cursor by characters, negative: back."""
        spot = self._cursor
        for _ in range(abs(count)):
            block, offset = spot[0], spot[1] + (1 if count > 0 else -1)
            if 0 <= offset < len(self._model.plain(block)):
                spot = block, offset
            else:
                spot = self._beside(block, 1 if count > 0 else -1) or spot
        self._extend(spot)

    def select_words(self, count: int) -> None:
        """Move the cursor to the start of the next word, negative: of this or the previous one."""
        spot = self._cursor
        for _ in range(abs(count)):
            spot = self._word_after(spot) if count > 0 else self._word_before(spot)
        self._extend(spot)

    def select_rows(self, count: int) -> None:
        """Move the cursor by lines on screen, negative: up. It stays in its column."""
        for _ in range(abs(count)):
            self._extend(self._line_beside(self._cursor, 1 if count > 0 else -1))

    def select_edge(self, *, end: bool) -> None:
        """Move the cursor to the start or the end of the line on screen."""
        block, offset = self._cursor
        line = self._model.lines(block)[self._row_of(block, offset)]
        self._extend((block, max(line.start, line.end - 1) if end else line.start))

    @property
    def _cursor(self) -> Spot:
        return self._marks.cursor or self._anchor or (0, 0)

    def _extend(self, spot: Spot) -> None:
        """Put the cursor there and select from the anchor to it, both included."""
        assert self._anchor is not None
        self._marks.cursor = spot
        start, last = sorted((self._anchor, spot))
        self.select(start, (last[0], last[1] + 1))
        self._follow(spot)

    def _follow(self, spot: Spot) -> None:
        self.bring_in(*spot)
        row = spot[0], self._row_of(*spot)
        for _ in range(3):
            rows = self.visible_rows()
            if row in rows:
                self.refresh()
                return
            self.scroll_rows(1 if rows and row > rows[-1] else -1)
        self.show_spot(*spot)

    def _first_of(self, block: int, row: int) -> Spot | None:
        """The first character of a line on screen, if it shows any."""
        lines = self._model.lines(block)
        offsets = [piece.offset for piece in lines[row].pieces if piece.offset >= 0] if row < len(lines) else []
        return (block, min(offsets)) if offsets else None

    def _beside(self, block: int, step: int) -> Spot | None:
        """The first character of the next block with text, or the last one of the block before."""
        block += step
        while 0 <= block < len(self._model.blocks):
            text = self._model.plain(block)
            if text and not self._model.folding.hidden(block):
                return block, 0 if step > 0 else len(text) - 1
            block += step
        return None

    def _word_after(self, spot: Spot) -> Spot:
        match = re.compile(_WORD).search(self._model.plain(spot[0]), self._word_end(spot))
        if match is not None:
            return spot[0], match.start()
        beside = self._beside(spot[0], 1)
        if beside is None:
            return spot
        first = re.search(_WORD, self._model.plain(beside[0]))
        return (beside[0], first.start()) if first is not None else beside

    def _word_end(self, spot: Spot) -> int:
        match = re.compile(_WORD).match(self._model.plain(spot[0]), spot[1])
        return match.end() if match is not None else spot[1] + 1

    def _word_before(self, spot: Spot) -> Spot:
        words = [match.start() for match in re.finditer(_WORD, self._model.plain(spot[0])) if match.start() < spot[1]]
        if words:
            return spot[0], words[-1]
        beside = self._beside(spot[0], -1)
        if beside is None:
            return spot[0], 0
        words = [match.start() for match in re.finditer(_WORD, self._model.plain(beside[0]))]
        return beside[0], words[-1] if words else 0

    def _line_beside(self, spot: Spot, step: int) -> Spot:
        block, row = spot[0], self._row_of(*spot)
        column = column_of(self._model.lines(block)[row], spot[1])
        while True:
            row += step
            if not 0 <= row < len(self._model.lines(block)):
                beside = self._beside(block, step)
                if beside is None:
                    return spot
                block = beside[0]
                row = 0 if step > 0 else len(self._model.lines(block)) - 1
            if self._first_of(block, row) is not None:
                return block, _offset_at(self._model.lines(block)[row], column)


def _offset_at(line: Line, column: int) -> int:
    """The character of the block's text at a cell of a line, or the nearest one."""
    cells, found = 0, -1
    for piece in line.pieces:
        size = cell_len(piece.text)
        if piece.offset >= 0 and piece.text:
            if found < 0 and column < cells:
                return piece.offset
            if column < cells + size:
                return piece.offset + min(index_at(piece.text, column - cells), len(piece.text) - 1)
            found = piece.offset + len(piece.text) - 1
        cells += size
    return max(found, 0)
