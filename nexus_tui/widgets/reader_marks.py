"""What is marked in the text of a page: words of a search, matches of a find, the selection, the focused link."""

from __future__ import annotations

from collections.abc import Sequence

from nexus_tui.core.markdown.block import CodeSlice
from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.widgets.reader_paint import Mark

Spot = tuple[int, int]
"""A block, and a character of its plain text."""


class Marks:
    """All marks of one page."""

    def __init__(self) -> None:
        self.words: tuple[str, ...] = ()
        """Words of a search to be marked wherever they are, as ``SearchResults.words`` gives them."""
        self.matches: dict[int, list[tuple[int, int]]] = {}
        """Matches of a find, by block."""
        self.current: tuple[int, int, int] | None = None
        """Block, start and end of the match that the find is at."""
        self.selection: tuple[Spot, Spot] | None = None
        self.cursor: Spot | None = None
        """Where the selection by key goes on."""
        self.focus: tuple[int, int, int] | None = None
        """Block, start and end of the focused link."""
        self.changed: Sequence[tuple[int, int]] = ()
        """Lines of the file, ends excluded, that were not there before it was read again."""
        self._hits: dict[int, list[Mark]] = {}

    def reset(self, words: Sequence[str]) -> None:
        """Mark ``words``, forget all else."""
        self.words = tuple(words)
        self.restart()

    def restart(self) -> None:
        """The page has been read again: only the words stay marked."""
        self.matches = {}
        self.current = self.selection = self.cursor = self.focus = None
        self.changed = ()
        self._hits.clear()

    def forget(self) -> None:
        """The blocks have changed."""
        self._hits.clear()

    def of(self, model: DocumentModel, block: int) -> list[Mark]:
        """The marks in a block, those to be painted last at the end."""
        marks: list[Mark] = []
        if self.words:
            marks.extend(self._found(model, block))
        if self.matches:
            marks.extend((start, end, "find") for start, end in self.matches.get(block, ()))
        if self.current is not None and self.current[0] == block:
            marks.append((self.current[1], self.current[2], "find.current"))
        if self.focus is not None and self.focus[0] == block:
            marks.append((self.focus[1], self.focus[2], "focus"))
        if self.selection is not None:
            span = self._selected(block)
            if span is not None:
                marks.append((*span, "selection"))
        if self.cursor is not None and self.cursor[0] == block:
            marks.append((self.cursor[1], self.cursor[1] + 1, "cursor"))
        return marks

    def has_changed(self, model: DocumentModel, block: int, row: int) -> bool:
        """Whether a row of a block shows a changed line. Code knows its lines, other blocks are changed as a whole."""
        shown = model.blocks[block]
        if not self.changed or row < shown.gap:
            return False
        first, end = shown.line, shown.end
        if isinstance(shown.extra, CodeSlice) and shown.extra.code.drawing is None:
            first = shown.extra.code.first_line + shown.extra.start
            first += model.plain(block).count("\n", 0, model.lines(block)[row].start)
            end = first + 1
        return any(low < end and first < high for low, high in self.changed)

    def first_hit(self, model: DocumentModel, start: int, end: int) -> Spot | None:
        """The first marked word in the blocks ``start`` to ``end`` (exclusive)."""
        if self.words:
            for block in range(start, min(end, len(model.blocks))):
                for begin, _, _ in self._found(model, block):
                    return block, begin
        return None

    def _found(self, model: DocumentModel, block: int) -> list[Mark]:
        """The words in a block, found by the same rules as those in the snippets of the results."""
        hits = self._hits.get(block)
        if hits is None:
            from nexus_tui.core.search.marking import marker, merged

            text = model.plain(block)
            ranges = merged(marker(self.words).spans(text), text)
            hits = self._hits[block] = [(start, end, "term.hit") for start, end in ranges]
        return hits

    def _selected(self, block: int) -> tuple[int, int] | None:
        assert self.selection is not None
        (first, start), (last, end) = self.selection
        if not first <= block <= last:
            return None
        return (start if block == first else 0), (end if block == last else 1 << 40)

    def selected_text(self, model: DocumentModel) -> str:
        """The text of the selection: a line per block, blank lines where the page has them."""
        if self.selection is None:
            return ""
        parts: list[str] = []
        for block in range(self.selection[0][0], min(self.selection[1][0] + 1, len(model.blocks))):
            span = self._selected(block)
            assert span is not None
            if parts:
                parts.append("\n" * (1 + model.blocks[block].gap))
            parts.append(model.plain(block)[span[0] : span[1]])
        return "".join(parts).rstrip("\n")
