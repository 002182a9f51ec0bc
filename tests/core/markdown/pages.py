"""Whole pages as lines, the way the reader shows them."""

from __future__ import annotations

from collections.abc import Iterator

from nexus_tui.core.markdown.block import Line
from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.markdown.layout import LayoutOptions


def whole_page(text: str, width: int, options: LayoutOptions | None = None) -> Iterator[Line]:
    """The lines of a page that are not folded away."""
    model = DocumentModel.from_text(text, width, options)
    for index in range(len(model.blocks)):
        if not model.folding.hidden(index):
            yield from model.lines(index)
