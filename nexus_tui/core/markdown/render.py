"""A whole page as lines, for output that is not a screen."""

from __future__ import annotations

from collections.abc import Iterator

from nexus_tui.core.markdown.block import Block, Line
from nexus_tui.core.markdown.inline import InlineParser
from nexus_tui.core.markdown.layout import LayoutOptions, layout
from nexus_tui.core.markdown.loader import Loader


def render(text: str, width: int, options: LayoutOptions | None = None) -> Iterator[Line]:
    """Yield the lines of the Markdown page ``text``, none wider than ``width`` cells, front matter left out."""
    loader = Loader(text)
    blocks: list[Block] = []
    inline = InlineParser(loader.md, loader.definitions)
    for batch in loader.batches():
        del blocks[batch.at :]
        blocks.extend(batch.blocks)
        if batch.final is not None:
            inline.env = batch.final
    shown = blocks[2:] if blocks and blocks[0].kind == "front" else blocks
    for block in shown:
        if block.kind == "heading" and not block.fixed:
            block.plain = None  # The outline has read it before all definitions were known.
        inline.fill(block)
    for block in shown:
        yield from layout(block, width, options)
