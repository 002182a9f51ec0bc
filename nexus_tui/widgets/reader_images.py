"""Pictures on screen are read and made small in the background, those in sight only."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events
from textual.screen import Screen
from textual.strip import Strip

from nexus_tui.core.markdown.block import Block, Piece
from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.markdown.layout_image import CELLS, Picture, bounds, scale
from nexus_tui.core.model import DocId
from nexus_tui.widgets.graphic_app import GraphicApp
from nexus_tui.widgets.reader_links import stops_of
from nexus_tui.widgets.reader_select import SelectPager

if TYPE_CHECKING:
    from PIL.Image import Image

    from nexus_tui.core.images import ImageFacts
    from nexus_tui.widgets.graphics import Graphics

LoadImage = Callable[[str, DocId], bytes | None]
"""The bytes of the picture that an address in a document stands for. Called in a thread; must not raise."""

_REMOTE = re.compile(r"(?:https?|ftp):|//", re.IGNORECASE)

KEPT = 64
"""Pictures that are kept, for when their page is shown again."""
KEPT_PIXELS = 12_000_000
"""Pixels that they have together."""


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
        self.image_mode = "auto"
        """The setting ``images``."""
        self._pictures: dict[tuple[DocId, str], Picture] = {}
        self._picturing = False

    @property
    def _graphics(self) -> Graphics | None:
        return self.app.graphics if isinstance(self.app, GraphicApp) else None

    def on_mount(self) -> None:
        """Below a dialog Textual paints a copy of the page, which the terminal cannot be told to draw pictures in."""
        self.app.screen_change_signal.subscribe(self, self._screen_changed)

    def _screen_changed(self, screen: Screen[Any]) -> None:
        if any(picture.cell for picture in self._pictures.values()):
            self.refresh()

    def _row_strip(self, y: int) -> Strip:
        if self._painter is not None:
            self._painter.instead = self._instead if self._pictures else None
        return super()._row_strip(y)

    def _instead(self, piece: Piece) -> list[Piece]:
        """Half blocks for cells of a picture, where the terminal cannot draw them or not yet."""
        number, _, columns, rows = map(int, piece.style.removeprefix(CELLS).split("."))
        graphics = self._graphics
        if graphics is not None and self.screen is self.app.screen and graphics.ready(number, columns, rows):
            return [piece]
        picture = next((picture for picture in self._pictures.values() if picture.number == number), None)
        return picture.instead(piece) if picture is not None else [piece]

    def settled(self) -> None:
        super().settled()
        if not self._picturing and self._unpictured():
            self._picturing = True
            self.start_work(partial(self._picture, self._model), "images")

    def use_model(self, model: DocumentModel) -> None:
        if self._pictures and self.is_attached and (graphics := self._graphics) is not None:
            graphics.release(self)
        super().use_model(model)

    def on_unmount(self) -> None:
        """The terminal need not keep the pictures."""
        self.forget_pictures()

    def forget_pictures(self) -> None:
        """The files may have changed: read them again when they are next on screen."""
        for picture in self._pictures.values():
            self._drop(picture)
        self._pictures.clear()

    def redraw_pictures(self, mode: str = "") -> None:
        """Draw the pictures in another way, or for cells of another size."""
        self.image_mode = mode or self.image_mode
        self.forget_pictures()
        model = self._model
        for index, block in enumerate(model.blocks):
            if block.kind == "picture":
                self._unput(index)
        if model.blocks:
            self._view.place(self._view.block, self._view.row)
            self.show_view()

    def on_resize(self, event: events.Resize) -> None:
        """The font may be another one as well."""
        if any(picture.cell for picture in self._pictures.values()):
            self.start_work(self._measure, "cells")

    async def _measure(self) -> None:
        if (graphics := self._graphics) is not None:
            await graphics.measure()
            cell = graphics.ability.cell if graphics.ability is not None else None
            if any(picture.cell not in (None, cell) for picture in self._pictures.values()):
                self.redraw_pictures()

    def _drop(self, picture: Picture) -> None:
        if picture.number and (graphics := self._graphics) is not None:
            graphics.forget(picture.number)

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
                document = self.document
                assert document is not None
                picture = self._pictures.pop((document, href), None)
                if picture is not None:
                    self._pictures[document, href] = picture
                else:
                    picture = await self._read_picture(href, document)
                if model is self._model and lone_picture(model.blocks[index]) == href:
                    self._put(index, picture)
        finally:
            self._picturing = False

    async def _read_picture(self, href: str, document: DocId) -> Picture:
        """Read a picture and keep it."""
        graphics, mode, load = self._graphics, self.image_mode, self.load_image
        assert load is not None
        ability = await graphics.find(mode) if graphics is not None else None
        cell = ability.cell if ability is not None and ability.protocol in ("kitty", "sixel") else None
        picture = await asyncio.to_thread(read_picture, load, href, document, cell, mode)
        if cell is not None and graphics is not None and picture.image is not None:
            picture.number = graphics.add(self, picture.image)
        if mode == self.image_mode:
            self._pictures[document, href] = picture
            self._trim()
        return picture

    def _trim(self) -> None:
        """Let the oldest pictures go; those that are on the page are read again when they are next on screen."""
        sizes = [each.image.width * each.image.height if each.image else 0 for each in self._pictures.values()]
        left, model = sum(sizes), self._model
        for size in sizes[:-1]:
            if len(self._pictures) <= KEPT and left <= KEPT_PIXELS:
                break
            gone = self._pictures.pop(next(iter(self._pictures)))
            left -= size
            self._drop(gone)
            for index, block in enumerate(model.blocks):
                if block.extra is gone:
                    self._unput(index)

    def _unput(self, index: int) -> None:
        """Show the text of a picture that is not kept any more."""
        block = self._model.blocks[index]
        block.kind, block.extra = "paragraph", None
        self._model.repaint(index)
        self._model.estimate_range(index, index + 1)

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


def read_picture(
    load: LoadImage, href: str, document: DocId, cell: tuple[int, int] | None = None, mode: str = "auto"
) -> Picture:
    """Read and shrink a picture; what cannot be drawn comes back with the reason. Takes 0.1 s and more.

    ``cell``: the size of a cell in pixels where the terminal draws the picture.
    """
    from nexus_tui.core.images import LARGEST_FILE, image_facts, load_thumbnail

    data = load(href, document)
    if data is None:
        return Picture(None, "on the web, not fetched" if _REMOTE.match(href) else "not in the library")
    facts = image_facts(data)
    if facts is None:
        return Picture(None, "not PNG, JPEG, GIF, WebP or SVG")
    size = f"{facts.width}×{facts.height} {facts.format}" if facts.width else facts.format
    if os.environ.get("NO_COLOR") or mode == "off":
        return Picture(None, size)
    if facts.too_large or len(data) > LARGEST_FILE:
        return Picture(None, f"{size}, too large to be drawn")
    room = bounds(cell)
    if facts.format == "SVG" and facts.width:
        times = scale(cell) if cell is not None else 1
        room = min(room[0], facts.width * times), min(room[1], facts.height * times)
    image = load_thumbnail(data, *room)
    if image is None:
        return Picture(None, f"{size}, damaged or too much work to draw")
    if facts.format != "SVG" and _turned(facts, image):
        size = f"{facts.height}×{facts.width} {facts.format}"
    return Picture(image, size, href=href, cell=cell)


def _turned(facts: ImageFacts, image: Image) -> bool:
    """Whether a photograph was put upright, so that its sides are those of the file the other way round."""
    return (facts.width - facts.height) * (image.width - image.height) < 0
