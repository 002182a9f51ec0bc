"""Diagrams of a page: which are to be drawn, and the drawing put in the place of the source.

A page is shown with the source of its diagrams first. Whoever shows it asks for those that are in sight
(:func:`wanted`), draws them in a thread (:func:`draw`) and hands the drawings over (:func:`put`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from nexus_tui.core.markdown.block import Code, CodeSlice, Drawing
from nexus_tui.core.model import Cancelled, never

if TYPE_CHECKING:
    from nexus_tui.core.markdown.document import DocumentModel

DIAGRAMS = frozenset({"mermaid"})
"""Languages of code that is a diagram."""


def wanted(model: DocumentModel, indexes: Iterable[int]) -> list[tuple[Code, int]]:
    """The diagrams among the blocks ``indexes`` that are not drawn for the present room, with that room in cells."""
    from nexus_tui.core.markdown.layout import frame_of

    if not model.options.diagrams:
        return []
    found: dict[int, tuple[Code, int]] = {}
    for index in indexes:
        block = model.blocks[index]
        if not isinstance(block.extra, CodeSlice) or block.kind != "code":
            continue
        code = block.extra.code
        if code.language in DIAGRAMS and block.extra.end - block.extra.start == len(code.lines):
            room = frame_of(block, model.width).width
            if code.drawing is None or code.drawing.room != room:
                found[id(code)] = (code, room)
    return list(found.values())


def draw(code: Code, room: int, cancelled: Cancelled = never) -> Drawing:
    """The drawing of a diagram in ``room`` cells. Starts a process and waits for it: belongs in a thread."""
    from nexus_tui.core.markdown.mermaid import draw as draw_mermaid

    return Drawing(room, draw_mermaid("\n".join(code.lines), room, cancelled=cancelled) or ())


def put(model: DocumentModel, code: Code, drawing: Drawing) -> bool:
    """Show a drawing instead of the source; true if the page looks different by that."""
    before, code.drawing = code.drawing, drawing
    if (before.lines if before else ()) == drawing.lines:
        return False
    for index, block in enumerate(model.blocks):
        if isinstance(block.extra, CodeSlice) and block.extra.code is code:
            block.plain = None
            model.repaint(index)
            model.estimate_range(index, index + 1)
    return True


def draw_all(model: DocumentModel, indexes: Iterable[int]) -> None:
    """Draw every diagram among ``indexes`` and wait for it."""
    for code, room in wanted(model, indexes):
        put(model, code, draw(code, room))


def forget(model: DocumentModel) -> None:
    """Show the source of all diagrams again."""
    for index, block in enumerate(model.blocks):
        if isinstance(block.extra, CodeSlice) and block.extra.code.drawing is not None:
            block.extra.code.drawing = None
            block.plain = None
            model.repaint(index)
