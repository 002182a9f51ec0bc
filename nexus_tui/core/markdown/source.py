"""The source of a page as blocks, so that it is shown, searched and jumped through like any page."""

from __future__ import annotations

from bisect import bisect_right

from nexus_tui.core.markdown.block import Block, Code, CodeSlice
from nexus_tui.core.markdown.code_info import CodeInfo
from nexus_tui.core.markdown.loader import Batch, normalize
from nexus_tui.core.markdown.width import expand_tabs
from nexus_tui.core.model import Heading
from nexus_tui.core.sanitize import sanitize_same_length

SLICE_LINES = 20
"""Lines in one block."""


def source_batch(text: str, headings: list[Heading]) -> Batch:
    """All of ``text`` as one final batch; ``headings`` lead to the blocks that hold their lines."""
    lines = expand_tabs(sanitize_same_length(normalize(text))).split("\n")
    if len(lines) > 1 and not lines[-1]:
        lines.pop()
    code = Code("markdown", "", lines, 1, CodeInfo("markdown", first_line=1))
    blocks: list[Block] = []
    for start in range(0, len(lines), SLICE_LINES):
        end = min(start + SLICE_LINES, len(lines))
        block = Block("source", "", start + 1, end + 1)
        block.extra = CodeSlice(code, start, end)
        blocks.append(block)
    starts = [block.line for block in blocks]
    places = [(heading, bisect_right(starts, heading.line) - 1) for heading in headings]
    return Batch(0, blocks, places, done=len(text), total=len(text), final={})
