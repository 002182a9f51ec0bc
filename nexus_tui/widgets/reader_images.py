"""Pictures on screen are read and made small in the background, those in sight only."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from functools import partial
from typing import Any

from nexus_tui.core.markdown.block import Block
from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.markdown.layout_image import MOST_COLUMNS, MOST_ROWS, Picture
from nexus_tui.core.model import DocId
from nexus_tui.widgets.reader_links import stops_of
from nexus_tui.widgets.reader_select import SelectPager

LoadImage = Callable[[str, DocId], bytes | None]
"""The bytes of the picture that an address in a document stands for. Called in a thread; must not raise."""

KEPT = 64
"""Pictures that are kept for when their page is shown again."""


def lone_picture(block: Block) -> str:
    """The address of the picture that a block consists of; empty if it holds anything else."""
    if block.kind != "paragraph" or block.plain is None or block.extra is not None:
        return ""
    stops = stops_of(block)
    if len(stops) != 1 or (stops[0].start, stops[0].end) != (0, len(block.plain)):
        return ""
    run = next((run for run in block.runs if "image" in run.style.split()), None)
    if run is None or (run.start, run.end) != (0, len(block.plain)):
        return ""
    return run.href if stops[0].kind == "image" else ""


class ImagePager(SelectPager):
    """A pager that draws pictures. ``load_image`` is to be set by its owner; without it there are none."""

    document: DocId | None = None

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.load_image: LoadImage | None = None
        self._pictures: dict[tuple[DocId, str], Picture] = {}
        self._picturing = False

    def settled(self) -> None:
        super().settled()
        if not self._picturing and self._unpictured():
            self._picturing = True
            self.start_work(partial(self._picture, self._model), "images")

    def forget_pictures(self) -> None:
        """The files may have changed: read them again when they are next on screen."""
        self._pictures.clear()

    def _unpictured(self) -> list[tuple[int, str]]:
        """Blocks on screen with a picture that has not been looked at, and its address."""
        if self.load_image is None or self.document is None:
            return []
        shown = dict.fromkeys(index for index, _ in self.visible_rows())
        found = ((index, lone_picture(self._model.blocks[index])) for index in shown)
        return [(index, href) for index, href in found if href]

    async def _picture(self, model: DocumentModel) -> None:
        try:
            while model is self._model and (wanted := self._unpictured()):
                index, href = wanted[0]
                load, document = self.load_image, self.document
                assert load is not None
                assert document is not None
                picture = self._pictures.get((document, href))
                if picture is None:
                    picture = await asyncio.to_thread(read_picture, load, href, document)
                    self._pictures[document, href] = picture
                    while len(self._pictures) > KEPT:
                        del self._pictures[next(iter(self._pictures))]
                if model is self._model and lone_picture(model.blocks[index]) == href:
                    self._put(index, picture)
        finally:
            self._picturing = False

    def _put(self, index: int, picture: Picture) -> None:
        block, model = self._model.blocks[index], self._model
        rows = self.visible_rows()
        last = len(model.blocks) - 1
        at_end = self._view.block > 0 and rows[-1:] == [(last, model.heights.get(last) - 1)]
        block.kind, block.extra = "picture", picture
        model.repaint(index)
        model.estimate_range(index, index + 1)
        if at_end:
            self._view.to_end()
        else:
            self._view.place(self._view.block, self._view.row)
        self.show_view()


def read_picture(load: LoadImage, href: str, document: DocId) -> Picture:
    """Read and shrink a picture; what cannot be drawn comes back with the reason. Takes 0.1 s and more."""
    from nexus_tui.core.images import image_facts, load_thumbnail

    data = load(href, document)
    if data is None:
        return Picture(None, "")
    facts = image_facts(data)
    if facts is None:
        return Picture(None, "not a picture")
    size = f"{facts.width}×{facts.height} {facts.format}" if facts.width else facts.format
    if os.environ.get("NO_COLOR"):
        return Picture(None, size)
    image = load_thumbnail(data, MOST_COLUMNS, 2 * MOST_ROWS)
    return Picture(image, size if image is not None else f"{size}, cannot be drawn")
