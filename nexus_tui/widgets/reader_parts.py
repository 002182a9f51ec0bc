"""What can be done with the parts of a page: fold sections, show code differently, take text."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from nexus_tui.core.markdown.block import Block, Code, CodeSlice, TableRow, Title
from nexus_tui.core.markdown.folding import section_end
from nexus_tui.core.markdown.layout import LayoutOptions
from nexus_tui.core.markdown.layout_table import table_overflow, table_sizes
from nexus_tui.core.markdown.width import cell_len
from nexus_tui.widgets.reader_drawn import DrawnPager

COLOURED = 100_000
"""Characters of a code block that are coloured."""


class PartsPager(DrawnPager):
    """A pager whose parts can be handled."""

    _colouring = False

    # Folds

    def toggle_fold(self) -> bool:
        """Fold or unfold the callout at the top of the window, else the section on screen. False: nothing to fold."""
        model, top = self._model, self._view.block
        title = model.blocks[top].extra if model.blocks else None
        if isinstance(title, Title) and title.fold is not None:
            title.fold.closed = not title.fold.closed
            self._refold(top)
            return True
        at = model.heading_at(top)
        if at < 0:
            return False
        head = model.heading_blocks[at]
        model.folding.closed ^= {head}
        self._refold(head)
        return True

    def fold_all(self, closed: bool) -> None:
        """Fold every section below the first level of headings used, or unfold all."""
        model, top = self._model, self._view.block
        if not model.headings:
            return
        level = min(heading.level for heading in model.headings)
        single = sum(heading.level == level for heading in model.headings) == 1
        model.folding.closed = {
            index
            for index, heading in zip(model.heading_blocks, model.headings, strict=True)
            if closed and not (single and heading.level == level)
        }
        if not closed:
            for fold in model.folding.parts:
                fold.closed = False
        self._refold(top)

    @property
    def folded(self) -> list[str]:
        """The anchors of the sections that are folded, in reading order."""
        model = self._model
        pairs = zip(model.heading_blocks, model.headings, strict=True)
        return [heading.anchor for index, heading in pairs if index in model.folding.closed]

    def fold_sections(self, anchors: Collection[str]) -> None:
        """Fold the sections with these anchors and no others; the place stays."""
        model = self._model
        pairs = zip(model.heading_blocks, model.headings, strict=True)
        closed = {index for index, heading in pairs if heading.anchor in anchors}
        if closed != model.folding.closed:
            model.folding.closed = closed
            self._refold(self._view.block)

    def reveal(self, block: int) -> None:
        """Open what hides a block."""
        model = self._model
        if model.folding.hidden(block) and model.folding.opened_for(block, model.blocks, model.heading_blocks):
            model.refold()

    def _refold(self, block: int) -> None:
        model = self._model
        model.refold()
        while block > 0 and model.folding.hidden(block):
            block -= 1
        self.place(block, model.blocks[block].gap if model.blocks[block].kind == "heading" else 0)

    # Code

    def toggle_wrap(self) -> bool:
        """Wrap long lines of code, or cut and scroll them; returns whether they wrap now."""
        self._change(code_wrap=not self._options.code_wrap)
        return self._options.code_wrap

    def toggle_numbers(self) -> bool:
        """Number the lines of code or not; returns whether they are numbered now."""
        self._change(line_numbers=not self._options.line_numbers)
        return self._options.line_numbers

    def scroll_sideways(self, cells: int) -> None:
        """Move code and tables that are too wide, by cells, as far as there is something to see."""
        shift = min(max(0, self._options.shift + cells), self._overflow())
        if shift != self._options.shift:
            self.set_shift(shift)

    def set_shift(self, shift: int) -> None:
        """Show code and tables that are too wide from their cell ``shift`` on. No height changes by that."""
        self._options = replace(self._options, shift=shift)
        self._model.resize(self._model.width, self._options)
        self.refresh()

    def bring_in(self, block: int, offset: int) -> None:
        """Scroll sideways until a character of a block's text is on screen."""
        extra = self._model.blocks[block].extra
        if not isinstance(extra, TableRow | CodeSlice) or self._shows(block, offset):
            return
        before = 0
        if isinstance(extra, TableRow):
            widths, fits, _ = table_sizes(extra.table, self._room(block))
            if fits:
                return
            column = max(0, bisect_right(extra.starts, offset) - 1)
            before = sum(width + 3 for width in widths[1:column])
        elif not self._options.code_wrap:
            plain = self._model.plain(block)
            start = plain.rfind("\n", 0, offset) + 1
            before = max(0, cell_len(plain[start:offset]) - self._room(block) // 2)
        self.set_shift(before)

    def _shows(self, block: int, offset: int) -> bool:
        pieces = (piece for line in self._model.lines(block) for piece in line.pieces)
        return any(0 <= piece.offset <= offset < piece.offset + len(piece.text) for piece in pieces)

    def _room(self, index: int) -> int:
        return max(1, self._model.width - sum(part.width for part in self._model.blocks[index].ctx))

    def _overflow(self) -> int:
        """Cells by which the widest part on screen is too wide."""
        model, widest = self._model, 0
        for index in {block for block, _ in self.visible_rows()}:
            block = model.blocks[index]
            room = self._room(index)
            if isinstance(block.extra, TableRow):
                widest = max(widest, table_overflow(block.extra.table, room))
            elif isinstance(block.extra, CodeSlice) and not self._options.code_wrap and block.kind == "code":
                piece = block.extra
                longest = max(map(cell_len, piece.code.lines[piece.start : piece.end]), default=0)
                widest = max(widest, longest + 4 + len(str(len(piece.code.lines))) - room)
        return widest

    def _change(self, **changes: Any) -> None:
        self.set_options(replace(self._options, **changes))

    def set_options(self, options: LayoutOptions) -> None:
        """Lay out with other options; what is being read stays in place."""
        if options != self._options:
            self.relayout(options=options)
            self.show_view()

    def settled(self) -> None:
        """Colour the code on screen that has no colours yet."""
        super().settled()
        if not self._colouring and self._uncoloured():
            self._colouring = True
            self.start_work(self._colour, "colour")

    def _uncoloured(self) -> list[int]:
        """The blocks on screen that begin code without colours."""
        found: dict[int, int] = {}
        for index in dict.fromkeys(index for index, _ in self.visible_rows()):
            piece = self._model.blocks[index].extra
            if isinstance(piece, CodeSlice) and piece.code.runs is None and piece.code.language:
                found.setdefault(id(piece.code), index)
        return list(found.values())

    async def _colour(self) -> None:
        """Colour one code block after the other, as long as some on screen have no colours."""
        from nexus_tui.core.markdown.layout_code import coloured_lines

        try:
            while uncoloured := self._uncoloured():
                model, index = self._model, uncoloured[0]
                piece = model.blocks[index].extra
                assert isinstance(piece, CodeSlice)
                code = piece.code
                code.runs = await asyncio.to_thread(coloured_lines, _first_lines(code.lines), code.language)
                for step in (-1, 1):
                    at = index if step > 0 else index - 1
                    while 0 <= at < len(model.blocks) and _is_of(model.blocks[at], code):
                        model.repaint(at)
                        at += step
                self.refresh()
        finally:
            self._colouring = False

    # Text to take away

    def code_text(self) -> str:
        """The first code block on screen, all of it; empty if there is none."""
        for index, _ in self.visible_rows():
            piece = self._model.blocks[index].extra
            if isinstance(piece, CodeSlice):
                return "\n".join(piece.code.lines) + "\n"
        return ""

    def block_text(self) -> str:
        """What is selected, else the text of the block at the top of the window."""
        if selected := self._marks.selected_text(self._model):
            return selected
        for index, _ in self.visible_rows():
            if text := self._model.plain(index):
                return text
        return ""

    def section_lines(self) -> tuple[int, int]:
        """1-based first line of the file of the section on screen, and the line after its last; 0 and 0 for none."""
        model = self._model
        if not model.blocks:
            return 0, 0
        at = model.heading_at(self._view.block)
        if at < 0:
            end = model.heading_blocks[0] if model.heading_blocks else len(model.blocks)
            return model.blocks[0].line, self._line_of(end)
        head = model.heading_blocks[at]
        return model.blocks[head].line, self._line_of(section_end(model.blocks, model.heading_blocks, head))

    def _line_of(self, index: int) -> int:
        blocks = self._model.blocks
        return blocks[index].line if index < len(blocks) else 1 << 60


def _first_lines(lines: list[str]) -> list[str]:
    """As many lines as are coloured."""
    room = COLOURED
    for at, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            return lines[:at]
    return lines


def _is_of(block: Block, code: Code) -> bool:
    return isinstance(block.extra, CodeSlice) and block.extra.code is code
