"""From block tokens to leaf blocks.

Containers become what stands left of their leaves. State lasts from chunk to chunk, so a page is flattened as it is
parsed.
"""

from __future__ import annotations

from collections.abc import Callable

from markdown_it.token import Token

from nexus_tui.core.markdown import flatten_containers as containers
from nexus_tui.core.markdown import flatten_leaves as leaves
from nexus_tui.core.markdown.block import Block
from nexus_tui.core.markdown.flatten_state import FlattenState

_HANDLERS: dict[str, Callable[[FlattenState, int], int]] = {
    "paragraph_open": leaves.paragraph,
    "heading_open": leaves.heading,
    "hr": leaves.rule,
    "fence": leaves.code,
    "code_block": leaves.code,
    "html_block": leaves.html,
    "math_block": leaves.math_block,
    "table_open": leaves.table_open,
    "tr_open": leaves.table_row,
    "table_close": leaves.table_close,
    "blockquote_open": containers.quote_open,
    "blockquote_close": containers.quote_close,
    "admonition_open": containers.admonition_open,
    "admonition_close": containers.quote_close,
    "content_tab_open": containers.tab_open,
    "content_tab_close": containers.tab_close,
    "bullet_list_open": containers.list_open,
    "ordered_list_open": containers.list_open,
    "bullet_list_close": containers.list_close,
    "ordered_list_close": containers.list_close,
    "list_item_open": containers.item_open,
    "list_item_close": containers.item_close,
    "dl_open": containers.definitions_open,
    "dl_close": containers.definitions_close,
    "dt_open": containers.term,
    "dd_open": containers.meaning_open,
    "dd_close": containers.meaning_close,
    "footnote_open": containers.footnote_open,
    "footnote_close": containers.footnote_close,
}


class Flattener(FlattenState):
    """Turns the tokens of chunks into leaf blocks."""

    def flatten(self, tokens: list[Token], line: int) -> list[Block]:
        """The leaves of the complete top-level blocks in ``tokens``; ``line``: 0-based line where the chunk begins."""
        self.tokens = tokens
        self.line = self.line_base + line
        self.out = []
        index = 0
        while index < len(tokens):
            handler = _HANDLERS.get(tokens[index].type)
            index = handler(self, index) if handler else index + 1
        out, self.out, self.tokens = self.out, [], []
        return out
