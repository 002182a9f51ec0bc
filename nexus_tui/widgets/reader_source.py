"""The source of the page, as text and on screen at the same place."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import Any

from textual import events

from nexus_tui.core.files import decode
from nexus_tui.core.markdown.document import DocumentModel, estimate_all
from nexus_tui.core.markdown.layout import LayoutOptions
from nexus_tui.core.markdown.loader import normalize
from nexus_tui.core.markdown.place import Place, take_place
from nexus_tui.core.model import Source, Target
from nexus_tui.widgets.reader_headings import HeadingPager

Goal = Place | Target
"""What can be gone to in a page."""


class SourcePager(HeadingPager):
    """A pager that has the source of its page."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._ticket = 0
        """Counts the pages shown: work for an older one is dropped."""
        self._rendered: DocumentModel | None = None
        """The page itself while its source is shown."""
        self._read: Source | None = None
        """The document as read, without its text: that is made from the bytes where it is wanted."""
        self._wanted: tuple[Goal, tuple[int, int]] | None = None
        """The place that was last gone to, and the top row that this led to (or where it is waited for)."""

    @property
    def source(self) -> Source | None:
        """The document as it was read; its text is decoded anew at each call."""
        return replace(self._read, text=self._text()) if self._read is not None else None

    def _text(self) -> str:
        return decode(self._read.data)[0] if self._read is not None else ""

    def section_source(self) -> str:
        """The Markdown of the section on screen."""
        first, end = self.section_lines()
        lines = normalize(self._text()).split("\n")
        return "\n".join(lines[max(0, first - 1) : end - 1])

    @property
    def position(self) -> Place:
        """Where the page is being read."""
        return take_place(self._model, self._view.block, self._view.row)

    def go_to_position(self, place: Place) -> None:
        """To a place taken from :attr:`position`, perhaps of an older state of the file."""
        self.seek(place)

    def seek(self, goal: Goal) -> None:
        """To a place in the page; subclasses go, here it is only remembered what was wanted."""
        self._wanted = (goal, (self._view.block, self._view.row))

    @property
    def _there(self) -> bool:
        """Whether nobody has moved since."""
        return self._wanted is not None and self._wanted[1] == (self._view.block, self._view.row)

    def _go_again(self) -> None:
        """The room is known only now, or another than before: a place near the end of the page may come out better."""
        if self._wanted is not None and self._there:
            self._fit()
            self.seek(self._wanted[0])

    def relayout(self, width: int | None = None, options: LayoutOptions | None = None) -> None:
        """As the base; that is no move."""
        wanted = self._wanted if self._there else None
        super().relayout(width, options)
        if wanted is not None:
            SourcePager.seek(self, wanted[0])

    def place_again(self) -> None:
        """More of the page is known, so its end may be: leave no room below it. That is no move."""
        wanted = self._wanted if self._there else None
        self._view.place(self._view.block, self._view.row)
        if wanted is not None:
            SourcePager.seek(self, wanted[0])

    def on_resize(self, event: events.Resize) -> None:
        self._go_again()

    def room_changed(self) -> None:
        self._go_again()

    @property
    def source_line(self) -> int:
        """1-based line of the file that the top row comes from."""
        return self.position.line

    @property
    def showing_source(self) -> bool:
        """Whether the source of the page is on screen."""
        return self._rendered is not None

    def toggle_source(self) -> None:
        """Show the source of the page, or the page again, at the same line."""
        line = self.source_line
        if self._rendered is not None:
            self.use_model(self._rendered)
            self._rendered = None
            self.place_at_line(line)
        elif self._model.complete and self._read is not None:
            self.start_work(partial(self._show_source, self._ticket, line), "source")

    async def _show_source(self, ticket: int, line: int) -> None:
        text = await asyncio.to_thread(self._text)
        from nexus_tui.core.markdown.source import source_batch

        batch = await asyncio.to_thread(source_batch, text, self._model.headings)
        if ticket != self._ticket:
            return
        self._rendered = self._model
        model = DocumentModel(self._model.width, self._options)
        model.add(batch, estimate_all(batch.blocks, model.width, model.options))
        self.use_model(model)
        block = model.block_of_line(line)
        self.place(block, line - model.blocks[block].line)

    def place_at_line(self, line: int) -> None:
        """Put the block that holds a line of the file at the top."""
        block = self._model.block_of_line(line)
        self.place(block, self._model.blocks[block].gap)
