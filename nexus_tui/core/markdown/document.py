"""A page as the reader holds it: blocks, their heights, headings and anchors; filled while the page is parsed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import OrderedDict
from functools import cached_property

from nexus_tui.core.markdown.block import Block, Line, TableRow
from nexus_tui.core.markdown.definitions import same_definitions
from nexus_tui.core.markdown.diagrams import forget
from nexus_tui.core.markdown.embeds import Embed
from nexus_tui.core.markdown.estimate import estimate
from nexus_tui.core.markdown.folding import Folding
from nexus_tui.core.markdown.heights import Heights
from nexus_tui.core.markdown.inline import InlineParser
from nexus_tui.core.markdown.layout import LayoutOptions, layout
from nexus_tui.core.markdown.loader import Batch, Loader
from nexus_tui.core.markdown.notes import BACK
from nexus_tui.core.markdown.parser import Environment, make_parser
from nexus_tui.core.model import Heading
from nexus_tui.core.slugs import anchor_key

_CACHED = 800
"""Blocks whose lines are kept."""
_BACK_LINKS = re.compile(rf"(?: ?{BACK}[⁰-⁹²³¹]*)+(?: …)?\Z")


class DocumentModel:
    """The blocks of one page at one width. Belongs to one thread; batches come from the thread of the loader."""

    def __init__(self, width: int = 80, options: LayoutOptions | None = None) -> None:
        self.width = width
        self.options = options or LayoutOptions()
        self.blocks: list[Block] = []
        self.heights = Heights()
        self.headings: list[Heading] = []
        self.heading_blocks: list[int] = []
        """Block index of each heading."""
        self.complete = False
        self.done = 0
        self.total = 0
        """Characters parsed and in all."""
        self.front_matter: str | None = None
        """The raw head of the page with its opening fence line; None if it has none."""
        self.first_line = 1
        """1-based file line of the text after the front matter."""
        self.folding = Folding()
        self._notes_at: int | None = None
        """Index of the first block of the section of footnotes, whose lines are further up in the file."""
        self._anchors: dict[str, int] = {}
        self._lines: OrderedDict[int, list[Line]] = OrderedDict()

    @cached_property
    def _inline(self) -> InlineParser:
        return InlineParser(make_parser(), {})

    @classmethod
    def from_text(
        cls,
        text: str,
        width: int = 80,
        options: LayoutOptions | None = None,
        embed: Embed | None = None,
        document: str = "",
    ) -> DocumentModel:
        """A whole page at once. ``embed`` and ``document``: as for :class:`Loader`."""
        model = cls(width, options)
        loader = Loader(text, embed, document)
        model.begin(loader)
        for batch in loader.batches():
            model.add(batch, estimate_all(batch.blocks, model.width, model.options))
        return model

    # Filling

    def begin(self, loader: Loader) -> None:
        """Take over what is known before the first batch."""
        self._inline.env = loader.definitions
        self.front_matter = loader.front_matter
        self.first_line = loader.line_base
        self.total = len(loader.text)

    def add(self, batch: Batch, heights: list[int]) -> bool:
        """Append a batch with the estimated heights of its blocks; true if blocks shown before must be drawn anew."""
        redraw = False
        if batch.at < len(self.blocks):
            self._truncate(batch.at)
            redraw = True
        self.blocks.extend(batch.blocks)
        self.heights.extend(heights)
        for heading, index in batch.headings:
            self.headings.append(heading)
            self.heading_blocks.append(index)
            self._anchors.setdefault(anchor_key(heading.anchor), index)
        for anchor, index in batch.anchors:
            self._anchors.setdefault(anchor_key(anchor), index)
        self._add_folds(batch)
        if batch.notes and self._notes_at is None:
            self._notes_at = batch.at
        self.done, self.total = batch.done, batch.total
        if batch.final is not None:
            self.complete = True
            redraw |= self._settle(batch.final)
        return redraw

    def _add_folds(self, batch: Batch) -> None:
        if not batch.folds and not batch.tabs:
            return
        for index in self.folding.add(batch.folds, batch.tabs, len(self.blocks)):
            self.heights.set(index, 0)
        for group in batch.tabs:
            self.blocks[group.bar].plain = None
            self.repaint(group.bar)
        if self.folding.closed:
            self.refold()

    def _truncate(self, count: int) -> None:
        del self.blocks[count:]
        self.heights.truncate(count)
        for index in [index for index in self._lines if index >= count]:
            del self._lines[index]

    def _settle(self, env: Environment) -> bool:
        """Put the page's real definitions in the place of the first look's."""
        before, self._inline.env = self._inline.env, env
        contents = [index for index, block in enumerate(self.blocks) if block.kind == "contents"]
        for index in contents:
            self.blocks[index].plain = None
            self.plain(index)
            self.repaint(index)
            self.estimate_range(index, index + 1)
        if same_definitions(before, env):
            return bool(contents)
        for index, block in enumerate(self.blocks):
            if (
                block.plain is not None
                and not block.fixed
                and (block.kind in ("row", "tabs") or env.get("abbreviations") or "[" in block.text)
            ):
                block.plain = None
                self._lines.pop(index, None)
        return True

    # Looking

    def plain(self, index: int) -> str:
        """The text of a block as it is read: what is found, selected and copied."""
        return self._inline.fill(self.blocks[index])

    def lines(self, index: int) -> list[Line]:
        """The lines of a block; its height is exact from then on."""
        found = self._lines.get(index)
        if found is not None:
            self._lines.move_to_end(index)
            return found
        block = self.blocks[index]
        self._inline.fill(block)
        found = layout(block, self.width, self.options)
        self._lines[index] = found
        if len(self._lines) > _CACHED:
            self._lines.popitem(last=False)
        return found

    def measure(self, index: int) -> int:
        """Make the height of a block exact; returns by how much it changed."""
        if self.heights.is_exact(index):
            return 0
        if self.folding.hidden(index):
            return self.heights.set(index, 0)
        return self.heights.set(index, len(self.lines(index)))

    def measure_tables(self) -> None:
        """Let all tables have the columns that their text needs, not a guess: for pages that are written whole."""
        for index, block in enumerate(self.blocks):
            if isinstance(block.extra, TableRow):
                self.plain(index)
                block.extra.table.sizes.clear()

    def resize(self, width: int, options: LayoutOptions | None = None) -> None:
        """Lay out for another width from now on. Heights are stale until :meth:`estimate_range` has been over them."""
        self.width = width
        if options is not None:
            if self.options.diagrams and not options.diagrams:
                forget(self)
            self.options = options
        self._lines.clear()

    def estimate_range(self, start: int, end: int) -> None:
        """Estimate the heights of blocks ``start`` to ``end`` (exclusive) at the present width."""
        for index, height in enumerate(estimate_all(self.blocks[start:end], self.width, self.options), start):
            if self.folding.hidden(index):
                self.heights.set(index, 0)
            else:
                self.heights.set(index, height, exact=False)

    def refold(self) -> None:
        """Folds were opened or closed: correct the heights."""
        for index in self.folding.update(self.blocks, self.heading_blocks):
            self.estimate_range(index, index + 1)
        self._lines.clear()

    def repaint(self, index: int) -> None:
        """A block looks different now, but takes the same lines: lay it out again when it is next looked at."""
        self._lines.pop(index, None)

    def choose_tab(self, group: int, number: int) -> bool:
        """Show tab ``number`` of a group of content tabs, both counted from 0; true if another one was shown."""
        if not 0 <= group < len(self.folding.tabs):
            return False
        tabs = self.folding.tabs[group]
        if number == tabs.chosen or not 0 <= number < len(tabs.titles):
            return False
        tabs.chosen = number
        self.refold()
        return True

    def note_text(self, number: int) -> str:
        """The text of a footnote, for showing it beside its reference; empty if there is none or not known yet."""
        start, stop = self._anchors.get(f"fn-{number}"), self._anchors.get(f"fn-{number + 1}", len(self.blocks))
        if start is None:
            return ""
        lines = [
            "".join(part.text for part in self.blocks[index].first[1:]) + _BACK_LINKS.sub("", self.plain(index))
            for index in range(start, stop)
        ]
        return "\n".join(lines).strip()

    # Finding places

    def block_of_anchor(self, anchor: str) -> int | None:
        """The block that ``anchor`` names, however it is spelled; the first block for an empty one; None if unknown."""
        key = anchor_key(anchor)
        if not key:
            return 0
        found = self._anchors.get(key)
        if found is None or found < len(self.blocks):
            return found
        return max(0, len(self.blocks) - 1) if self.complete else None

    def block_of_line(self, line: int) -> int:
        """The block that holds the 1-based ``line`` of the file, or the last one before it."""
        end = len(self.blocks) if self._notes_at is None else self._notes_at
        for index in range(end, len(self.blocks)):
            if self.blocks[index].line <= line < self.blocks[index].end:
                return index
        return max(0, bisect_right(self.blocks, line, hi=end, key=_line_of) - 1)

    def heading_at(self, block: int) -> int:
        """Index of the last heading at or before a block; -1 before the first."""
        return bisect_right(self.heading_blocks, block) - 1


def _line_of(block: Block) -> int:
    return block.line


def estimate_all(blocks: list[Block], width: int, options: LayoutOptions) -> list[int]:
    """Estimated heights of ``blocks``."""
    return [estimate(block, width, options) for block in blocks]
