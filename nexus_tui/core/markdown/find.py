"""Finding in the text of a page as it is read, across emphasis and line breaks, parsed already or not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nexus_tui.core.markdown.block import Block, TableRow
from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.markdown.plaintext import quick_plain

_WORDS = re.compile(r"\w+")
_MARKS = re.compile(r"[<&$^%*_~`=\\\[\]]")
_HIDING = re.compile(
    r"[<&$^]|%%|[*_~`=\\](?<=\w[*_~`=\\])[*_~`=\\]*+\w|\[(?:(?<=\w\[)|(?<=\w!\[))|\](?:[^\s\])]*[\])])?\w"
)
"""Source in which letters may stand side by side, or be, that do not in what is read."""
_OTHER_CASE = re.compile("[\u0130\u0131\u017f\u212a]")
"""Letters beyond ASCII that are the same as one of ASCII when letter case is left aside."""
_TEXT_KINDS = frozenset({"paragraph", "heading", "term", "callout", "html"})

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
        text = block.plain
        if text is None:
            if self.needle and not self._may_match(block):
                return []
            text = _text(model, index)
        return [match.span() for match in self.regex.finditer(text) if match.end() > match.start()]

    def _may_match(self, block: Block) -> bool:
        if isinstance(block.extra, TableRow):
            source = "\t".join(block.extra.cells)
        elif block.kind in _TEXT_KINDS:
            source = block.text
        else:
            return True
        if self.needle in source.lower():
            return True
        if not source.isascii() and (not self.needle.isascii() or _OTHER_CASE.search(source)):
            return True
        return _MARKS.search(source) is not None and _HIDING.search(source) is not None

    def matches(self, model: DocumentModel, start: int = 0, end: int | None = None) -> Iterator[Match]:
        """All matches in the blocks ``start`` to ``end`` (exclusive), in order."""
        for index in range(start, len(model.blocks) if end is None else end):
            for begin, stop in self.in_block(model, index):
                yield index, begin, stop


def _text(model: DocumentModel, index: int) -> str:
    """The text of a block as it is read; a simple one is not parsed for that."""
    block = model.blocks[index]
    if isinstance(block.extra, TableRow):
        cells = [quick_plain(cell) for cell in block.extra.cells]
        if all(cell is not None for cell in cells):
            return "\t".join(cell for cell in cells if cell is not None)
    elif block.kind in _TEXT_KINDS:
        found = quick_plain(block.text)
        if found is not None:
            return found
    return model.plain(index)
