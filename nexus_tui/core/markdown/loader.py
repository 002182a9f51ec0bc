"""Reading a page into blocks, a batch at a time, so that it can be shown while the rest is still being parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from nexus_tui.core.frontmatter import split
from nexus_tui.core.markdown.block import Block, Fold, TabGroup
from nexus_tui.core.markdown.chunk import chunks
from nexus_tui.core.markdown.definitions import scan_definitions
from nexus_tui.core.markdown.embeds import Embed, Embedder
from nexus_tui.core.markdown.flatten import Flattener
from nexus_tui.core.markdown.flatten_leaves import MOST_CONTENTS
from nexus_tui.core.markdown.front import front_blocks
from nexus_tui.core.markdown.inline import InlineParser
from nexus_tui.core.markdown.notes import Notes
from nexus_tui.core.markdown.outline import Outline
from nexus_tui.core.markdown.parser import Environment, make_parser
from nexus_tui.core.model import Heading
from nexus_tui.core.record import dataclass

_LINE_ENDS = re.compile(r"\r\n?")


NOTES_SIZE = 1_000
"""Blocks of the section of footnotes in one batch."""


@dataclass(slots=True)
class Batch:
    """Some blocks of a page."""

    at: int
    """Index of the first block; blocks from there on, if there are any, were provisional and are replaced."""
    blocks: list[Block]
    headings: list[tuple[Heading, int]] = field(default_factory=list)
    """Headings among the blocks, each with its block's index."""
    anchors: list[tuple[str, int]] = field(default_factory=list)
    """Other places that links lead to, each with its block's index."""
    folds: list[Fold] = field(default_factory=list)
    """What can be folded, headings aside; may begin in an earlier batch."""
    tabs: list[TabGroup] = field(default_factory=list)
    """Groups of content tabs that are new or have got more."""
    done: int = 0
    """Characters parsed so far."""
    total: int = 0
    """Characters of the page."""
    notes: bool = False
    """The blocks are of the section of footnotes."""
    final: Environment | None = None
    """With the last batch: all that the page defines."""


def normalize(text: str) -> str:
    """``text`` with ``\\n`` as the only line end and no NUL."""
    if "\r" in text:
        text = _LINE_ENDS.sub("\n", text)
    return text.replace("\0", "\ufffd") if "\0" in text else text


class Loader:
    """Parses one page. Everything in it belongs to the thread that runs :meth:`batches`."""

    def __init__(
        self, text: str, embed: Embed | None = None, document: str = "", embedder: Embedder | None = None
    ) -> None:
        """``embed`` finds the pages that this one, ``document``, shows parts of; called by :meth:`batches`.

        ``embedder``: of a page that is itself embedded.
        """
        text = normalize(text)
        head = split(text)
        self.front_matter = head.raw
        """The raw head with its opening fence; None if there is none."""
        self.line_base = head.body_line
        self.text = text[head.body_offset :] if head.body_offset else text
        self.md = make_parser()
        self.definitions = scan_definitions(self.md, self.text)
        """As far as a quick look at the source tells."""

        self.notes = Notes(frozenset(self.definitions["footnotes"]))
        self.definitions["note_numbers"] = self.notes.numbers
        self._embedder = embedder or (Embedder(embed, ((document, ""),)) if embed is not None else None)

    def batches(self) -> Iterator[Batch]:
        """Parse the page, chunk by chunk. The last batch has ``final`` set."""
        env: Environment = {"note_numbers": self.notes.numbers}
        front, front_folds = (
            front_blocks(self.front_matter, self.text, self.line_base) if self.front_matter else ([], [])
        )
        flattener = Flattener(self.line_base, self.notes, len(front))
        flattener.embedder = self._embedder
        flattener.contents = 0 if "TOC" in self.definitions["references"] else MOST_CONTENTS
        outline = Outline(InlineParser(self.md, self.definitions))
        self.definitions["headings"] = env["headings"] = outline.headings
        total = len(self.text)
        count = 0
        for chunk in chunks(self.md, self.text, env):
            saved = flattener.save()
            blocks = [*front, *flattener.flatten(chunk.tokens, chunk.line)]
            batch = Batch(count, blocks, done=chunk.end, total=total, folds=front_folds)
            if chunk.provisional:
                flattener.restore(saved)
            else:
                for index, block in enumerate(blocks, count):
                    if block.kind == "heading" and block.extra is None:
                        batch.headings.append((outline.add(block), index))
                count += len(blocks)
                batch.anchors, flattener.anchors = flattener.anchors, []
                batch.folds, flattener.folds = [*front_folds, *flattener.folds], []
                batch.tabs, flattener.changed_tabs = flattener.changed_tabs, []
                front, front_folds = [], []
            yield batch
        if front:
            yield Batch(count, front, folds=front_folds, done=total, total=total)
            count += len(front)
        yield from self._last(count, env)

    def _last(self, count: int, env: Environment) -> Iterator[Batch]:
        """The section of footnotes, and what the page defines."""
        total = len(self.text)
        section = self.notes.section(self.line_base + self.text.count("\n"))
        references = self.notes.references
        for start in range(0, max(len(section), len(references)), NOTES_SIZE):
            part = section[start : start + NOTES_SIZE]
            batch = Batch(count, [block for block, _ in part], done=total, total=total, notes=True)
            batch.anchors = [(anchor, index) for index, (_, anchor) in enumerate(part, count) if anchor]
            batch.anchors += references[start : start + NOTES_SIZE]
            count += len(part)
            yield batch
        yield Batch(count, [], done=total, total=total, final=env)
