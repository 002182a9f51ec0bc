"""Finding in the text of a page as it is read, across emphasis and line breaks, parsed already or not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nexus_tui.core.markdown.block import Block, TableRow
from nexus_tui.core.markdown.document import DocumentModel

_WORDS = re.compile(r"\w+")
_MARKS = str.maketrans("", "", "*_~`=\\[]")
_HIDDEN = re.compile(r"[<&$:%^]")
"""Source in which what is read may not stand as it is read."""

Match = tuple[int, int, int]
"""Block, start and end in its plain text."""


class Pattern:
    """What is looked for."""

    def __init__(self, text: str, *, case: bool | None = None, word: bool = False, regex: bool = False) -> None:
        """``case``: whether letter case counts; None: only if ``text`` has a capital. Raises ``re.error``."""
        source = text if regex else r"\s+".join(map(re.escape, text.split(" "))) if text.strip() else re.escape(text)
        if word:
            source = rf"(?<!\w)(?:{source})(?!\w)"
        sensitive = case if case is not None else text != text.lower()
        self.regex = re.compile(source, 0 if sensitive else re.IGNORECASE)
        words = [] if regex else _WORDS.findall(text)
        self.needle = max(words, key=len, default="").lower()
        """A word that must be in the source of what matches; empty if nothing is known."""

    def in_block(self, model: DocumentModel, index: int) -> list[tuple[int, int]]:
        """The matches in one block."""
        block = model.blocks[index]
        if block.plain is None and self.needle and not self._may_match(block):
            return []
        return [match.span() for match in self.regex.finditer(model.plain(index)) if match.end() > match.start()]

    def _may_match(self, block: Block) -> bool:
        if isinstance(block.extra, TableRow):
            source = "\t".join(block.extra.cells)
        elif block.kind in ("code", "source", "math"):
            return True
        else:
            source = block.text
        lowered = source.lower()
        return (
            self.needle in lowered
            or self.needle in lowered.translate(_MARKS)
            or _HIDDEN.search(source) is not None
            or not (self.needle.isascii() and source.isascii())
        )

    def matches(self, model: DocumentModel, start: int = 0, end: int | None = None) -> Iterator[Match]:
        """All matches in the blocks ``start`` to ``end`` (exclusive), in order."""
        for index in range(start, len(model.blocks) if end is None else end):
            for begin, stop in self.in_block(model, index):
                yield index, begin, stop
