"""What can be done with the parts of a page: fold sections, show code differently, walk over links, take text."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from nexus_tui.core.markdown.block import TITLE_SCHEME, Block, Code, CodeSlice, Title
from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.markdown.folding import section_end
from nexus_tui.core.markdown.layout import LayoutOptions
from nexus_tui.core.markdown.layout_code import coloured_lines
from nexus_tui.widgets.reader_find import FindPager


class PartsPager(FindPager):
    """A pager whose parts can be handled."""

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
        """Move code and tables that are too wide, by cells."""
        shift = max(0, self._options.shift + cells)
        if shift != self._options.shift:
            self._change(shift=shift)

    def _change(self, **changes: Any) -> None:
        from dataclasses import replace

        self.set_options(replace(self._options, **changes))

    def set_options(self, options: LayoutOptions) -> None:
        """Lay out with other options; what is being read stays in place."""
        if options != self._options:
            self.relayout(options=options)
            self.show_view()

    def settled(self) -> None:
        """Colour the code on screen that has no colours yet."""
        wanted = {
            id(piece.code): piece.code
            for piece in (self._model.blocks[index].extra for index, _ in self.visible_rows())
            if isinstance(piece, CodeSlice) and piece.code.runs is None and piece.code.language
        }
        if wanted:
            self.start_work(partial(self._colour, self._model, list(wanted.values())), "colour")

    async def _colour(self, model: DocumentModel, codes: list[Code]) -> None:
        for code in codes:
            runs = await asyncio.to_thread(coloured_lines, code.lines, code.language)
            code.runs = runs
            if model is not self._model:
                return
            for index, block in enumerate(model.blocks):
                if isinstance(block.extra, CodeSlice) and block.extra.code is code:
                    model.repaint(index)
            self.refresh()

    # Text to take away

    def code_text(self) -> str:
        """The first code block on screen, all of it; empty if there is none."""
        for index, _ in self.visible_rows():
            piece = self._model.blocks[index].extra
            if isinstance(piece, CodeSlice):
                return "\n".join(piece.code.lines) + "\n"
        return ""

    def block_text(self) -> str:
        """The text of the block at the top of the window."""
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

    # Links

    def links_on_screen(self) -> list[tuple[int, int, int, str]]:
        """Every link in the window: block, start and end in its text, target. In reading order."""
        found: dict[tuple[int, int], tuple[int, int, int, str]] = {}
        for index, row in self.visible_rows():
            lines = self._model.lines(index)
            if row < len(lines):
                for start, end, href in _links(self._model.blocks[index]):
                    if start < lines[row].end and end > lines[row].start:
                        found.setdefault((index, start), (index, start, end, href))
        return sorted(found.values())

    def link_step(self, count: int) -> bool:
        """Focus the next link on screen or after it, or the previous; False past the last one of the page."""
        model = self._model
        here = self._marks.focus
        if here is None or (here[0], 0) < (self._view.block, -1):
            here = (self._view.block, -1, -1) if count > 0 else (self._last_block(), 1 << 40, 0)
        step = 1 if count > 0 else -1
        block = here[0]
        while 0 <= block < len(model.blocks):
            model.plain(block)
            links = _links(model.blocks[block])
            for start, end, href in links if step > 0 else reversed(links):
                if block != here[0] or (start > here[1] if step > 0 else start < here[1]):
                    self._marks.focus = (block, start, end)
                    self.show_spot(block, start)
                    self.link_hovered(href)
                    return True
            block += step
        self.clear_link()
        return False

    def clear_link(self) -> None:
        """No link has the focus."""
        if self._marks.focus is not None:
            self._marks.focus = None
            self.link_hovered("")
            self.refresh()

    @property
    def focused_link(self) -> str:
        """Target of the link that has the focus; empty if none has."""
        focus = self._marks.focus
        if focus is None:
            return ""
        links = _links(self._model.blocks[focus[0]])
        return next((href for start, _, href in links if start == focus[1]), "")

    def _last_block(self) -> int:
        rows = self.visible_rows()
        return rows[-1][0] if rows else 0


def _links(block: Block) -> list[tuple[int, int, str]]:
    """Start, end and target of each link in a block's text; pieces of one link in different looks are one."""
    found: list[tuple[int, int, str]] = []
    for run in block.runs:
        if not run.href or run.href.startswith(TITLE_SCHEME):
            continue
        if found and found[-1][1] == run.start and found[-1][2] == run.href:
            found[-1] = (found[-1][0], run.end, run.href)
        else:
            found.append((run.start, run.end, run.href))
    return found
