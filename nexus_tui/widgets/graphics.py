"""Pictures that the terminal draws itself, in the cells that a frame leaves blank for them.

A pane paints the cells of a picture as blanks that say, in the meta data of their style, of which picture and row they
are. Whatever then happens to the frame on its way (cut off, covered, tinted), the cells that arrive are the ones to be
drawn, and this is done in the same write, right after the text.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from rich.console import Console
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.widget import Widget

from nexus_tui.core import kitty, sixel
from nexus_tui.core.graphics import CELL_QUERY, QUERY, Ability, decide, further_query, window_cell, without_asking
from nexus_tui.core.images import as_png, reduce_colors
from nexus_tui.core.markdown.layout_image import pixels_of
from nexus_tui.widgets.frame_cells import Spot, spots

if TYPE_CHECKING:
    from PIL.Image import Image
    from textual.app import App

    from nexus_tui.widgets.terminal_driver import AskingDriver

ANSWER_SECONDS = 1.0
"""How long the terminal has to answer, which may be far away; meanwhile the page is shown and read as usual."""
MOST_SENT = 24
"""Images that the terminal keeps at a time."""
_CHUNKS = 12
"""Parts of an image that are written at one go, so that keys do not wait."""
_BREATH = 0.004
"""Seconds between them."""
_LATER = 0.05
"""Seconds after which pictures are drawn for which the terminal had no time."""
_HEAVY = 1 << 15
"""Characters that a terminal may have yet to take when it is given a picture."""


@dataclass(slots=True, eq=False)
class Shown:
    """A picture of a pane."""

    pane: Widget
    image: Image
    sent: bool = False
    """The terminal has it, or is about to (kitty)."""
    shape: tuple[int, int] = (0, 0)
    """Columns and rows for which it was sent or encoded."""
    sixels: sixel.SixelPicture | None = None
    wanted: set[sixel.Part] = field(default_factory=set)
    """Parts that are to be encoded (sixel)."""
    busy: bool = False


class Overlaid(CompositorUpdate):
    """A frame with pictures over it."""

    def __init__(self, update: CompositorUpdate, graphics: Graphics) -> None:
        self.update = update
        self.graphics = graphics

    def render_segments(self, console: Console) -> str:
        return self.update.render_segments(console) + self.graphics.draw(spots(self.update))


class Graphics:
    """The pictures of all panes, and the one way to the terminal for them."""

    def __init__(self, app: App[Any]) -> None:
        self.app = app
        self.ability: Ability | None = None
        """How pictures are drawn; None until somebody wanted to know."""
        self._mode = ""
        self._shown: dict[int, Shown] = {}
        self._numbers = count((os.getpid() % 250 + 1) << 16 | 1)
        self._asking = asyncio.Lock()
        self._sending = asyncio.Lock()
        self._half_sent = False
        self._owed = False

    # What the terminal can

    @property
    def _driver(self) -> AskingDriver | None:
        if sys.platform == "win32":
            return None
        from nexus_tui.widgets.terminal_driver import AskingDriver

        driver = self.app._driver
        return driver if isinstance(driver, AskingDriver) else None

    async def find(self, mode: str) -> Ability:
        """How pictures are drawn where the setting is ``mode``. The terminal is asked the first time."""
        async with self._asking:
            if self.ability is None or mode != self._mode:
                self.ability, self._mode = await self._found(mode), mode
            return self.ability

    async def _found(self, mode: str) -> Ability:
        known = without_asking(mode, os.environ)
        if known is not None:
            return known
        driver = self._driver
        if driver is None or not driver.input_tty:
            return Ability("blocks", "there is no terminal that could be asked")
        driver.farewell = self.farewell
        await self._ask(driver, QUERY)
        if further := further_query(mode, driver.replies):
            await self._ask(driver, further)
        return decide(mode, driver.replies, window_cell(driver.fileno))

    async def _ask(self, driver: AskingDriver, question: str) -> None:
        """Wait for the answers, which come among the keys; not for long."""
        loop, answered = asyncio.get_running_loop(), asyncio.Event()

        def tell() -> None:
            loop.call_soon_threadsafe(answered.set)

        driver.answered = tell
        driver.replies.expect()
        driver.write(question)
        try:
            await asyncio.wait_for(answered.wait(), ANSWER_SECONDS)
        except TimeoutError:
            return

    async def measure(self) -> None:
        """Find out the size of a cell again: the window or its font has changed."""
        async with self._asking:
            ability, driver = self.ability, self._driver
            if ability is None or ability.protocol not in ("kitty", "sixel") or driver is None:
                return
            if driver.replies.cell != (0, 0):
                await self._ask(driver, CELL_QUERY)
            cell = driver.replies.cell if driver.replies.cell != (0, 0) else window_cell(driver.fileno)
            if cell != (0, 0):
                self.ability = replace(ability, cell=cell)

    # The pictures

    def add(self, pane: Widget, image: Image) -> int:
        """Take a picture of a pane on; its number is what its cells are marked with."""
        number = next(self._numbers)
        self._shown[number] = Shown(pane, image)
        return number

    def forget(self, number: int) -> None:
        """A picture will not be shown again."""
        if (picture := self._shown.pop(number, None)) is not None and picture.sent:
            self._write_between(kitty.delete([number]))

    def release(self, pane: Widget) -> None:
        """A pane has turned to another page: nobody need keep its pictures ready."""
        sent = []
        for number, picture in self._shown.items():
            if picture.pane is pane:
                sent += [number] if picture.sent else []
                picture.sent, picture.sixels = False, None
        if sent:
            self._write_between(kitty.delete(sent))

    def farewell(self) -> str:
        """What takes the pictures out of the terminal before it is given back; they are sent anew when next drawn."""
        sent = [number for number, picture in self._shown.items() if picture.sent]
        for number in sent:
            self._shown[number].sent = False
        return (kitty.END if self._half_sent else "") + kitty.delete(sent)

    # Drawing

    def ready(self, number: int, columns: int, rows: int) -> bool:
        """Whether the terminal can be told to draw a picture in so many cells; otherwise that is begun."""
        picture = self._shown.get(number)
        if picture is None or self.ability is None:
            return False
        if self.ability.protocol == "kitty":
            return True
        if self._behind():
            self._repaint_later()
            return False
        return self._made(picture, columns, rows)

    def over(self, frame: Any) -> Any:
        """A frame, as Textual gives it to its driver, with the pictures that are in it."""
        return Overlaid(frame, self) if self._shown and isinstance(frame, LayoutUpdate | ChopsUpdate) else frame

    def draw(self, found: list[Spot]) -> str:
        """What draws cells of pictures; those that are not ready yet are begun, and their pane painted again then."""
        if not found or self.ability is None:
            return ""
        if self.ability.protocol == "kitty":
            return "".join(self._kitty(spot, picture, left) for spot, picture, left in self._placed(found))
        drawn = "".join(self._sixels(found))
        if len(drawn) > _HEAVY and self._behind():
            self._repaint_later()
            return ""
        return drawn

    def _placed(self, found: list[Spot]) -> Iterator[tuple[Spot, Shown, int]]:
        """Each spot with its picture and the first of its columns that is in the spot."""
        for spot in found:
            picture = self._shown.get(spot.number)
            if picture is not None:
                left = spot.x - picture.pane.content_region.x - spot.origin
                if left >= 0 and left + spot.cells <= spot.columns:
                    yield spot, picture, left

    # Kitty

    def _kitty(self, spot: Spot, picture: Shown, left: int) -> str:
        shape = spot.columns, spot.rows
        if not picture.sent:
            picture.sent, picture.shape = True, shape
            self._shown[spot.number] = self._shown.pop(spot.number)
            self.app.run_worker(self._send(spot.number, picture), group="graphics")
        elif picture.shape != shape:
            picture.shape = shape
            self._write_between(kitty.place(spot.number, *shape))
        return _at(spot) + kitty.cells(spot.number, spot.row, left, left + spot.cells) + "\x1b[0m"

    async def _send(self, number: int, picture: Shown) -> None:
        """Give the terminal an image, in parts between which keys are answered."""
        png = await asyncio.to_thread(as_png, picture.image)
        async with self._sending:
            parts = kitty.transmit(number, png, *picture.shape)
            while picture.sent and self._shown.get(number) is picture and (some := "".join(islice(parts, _CHUNKS))):
                await self._wait_idle()
                if picture.sent and self._driver is not None:
                    self._driver.write(some)
                    self._half_sent = True
            if next(parts, None) is not None and self._half_sent and self._driver is not None:
                self._driver.write(kitty.END)
            self._half_sent = False
        self._make_room()
        self._repaint(picture.pane)

    def _make_room(self) -> None:
        sent = [number for number, picture in self._shown.items() if picture.sent]
        for number in sent[:-MOST_SENT]:
            self._shown[number].sent = False
            self._write_between(kitty.delete([number]))

    async def _wait_idle(self) -> None:
        await asyncio.sleep(_BREATH)
        while self._behind():
            await asyncio.sleep(_BREATH)

    def _write_between(self, text: str) -> None:
        """Write a command of graphics, which must not come between the parts of an image."""

        async def write() -> None:
            async with self._sending:
                if self._driver is not None:
                    self._driver.write(text)

        self.app.run_worker(write(), group="graphics")

    # Sixel

    def _sixels(self, found: list[Spot]) -> Iterator[str]:
        """The parts in as few pieces as there are: rows below one another together."""
        last_row = self.app.size.height - 1
        placed = [each for each in self._placed(found) if each[0].y < last_row]  # there, the screen would scroll
        placed.sort(key=lambda each: (each[0].number, each[2], each[0].cells, each[0].y))
        at = 0
        while at < len(placed):
            spot, picture, left = placed[at]
            end = at + 1
            while end < len(placed) and _continues(placed[at], placed[end], end - at):
                end += 1
            if self._made(picture, spot.columns, spot.rows):
                for top, bottom in sixel.aligned(spot.row, spot.row + end - at):
                    yield from self._part(picture, (top, bottom, left, left + spot.cells), spot)
                self._start_encoding(picture)
            at = end

    def _made(self, picture: Shown, columns: int, rows: int) -> bool:
        """Whether the picture is encoded for so many cells; otherwise that is begun."""
        made, cell = picture.sixels, self.ability.cell if self.ability is not None else None
        if made is not None and (made.columns, made.rows, made.cell) == (columns, rows, cell):
            return True
        picture.shape = columns, rows
        picture.wanted = {(row, row + 1, 0, columns) for row in range(rows)}
        picture.wanted.update((top, bottom, 0, columns) for top, bottom in sixel.aligned(0, rows))
        self._start_encoding(picture)
        return False

    def _start_encoding(self, picture: Shown) -> None:
        if picture.wanted and not picture.busy:
            picture.busy = True
            self.app.run_worker(self._encode(picture), group="graphics")

    def _part(self, picture: Shown, part: sixel.Part, spot: Spot) -> Iterator[str]:
        """A part in one piece, or in those of its halves that are ready; what is not ready will be."""
        assert picture.sixels is not None
        color = spot.background.triplet if spot.background is not None else None
        drawn = picture.sixels.draw(part, (color.red, color.green, color.blue) if color is not None else (0, 0, 0))
        top, bottom, left, right = part
        if drawn is not None:
            yield f"\x1b[{spot.y + top - spot.row + 1};{spot.x + 1}H{drawn}"
            return
        picture.wanted.add(part)
        if bottom - top > 1:
            middle = (top + bottom) // 2
            yield from self._part(picture, (top, middle, left, right), spot)
            yield from self._part(picture, (middle, bottom, left, right), spot)

    async def _encode(self, picture: Shown) -> None:
        """Encode what is wanted of a picture, then have it painted."""
        try:
            while picture.wanted and self.ability is not None:
                made, cell = picture.sixels, self.ability.cell
                if made is None or (made.columns, made.rows, made.cell) != (*picture.shape, cell):
                    made = await asyncio.to_thread(_reduced, picture.image, picture.shape, cell, self.ability.colors)
                    if made is None:
                        break
                while picture.wanted and (made.columns, made.rows) == picture.shape:
                    await asyncio.to_thread(made.encode, picture.wanted.pop())
                picture.sixels = made
        finally:
            picture.busy = False
            picture.wanted.clear()
        self._repaint(picture.pane)

    # Painting again

    def _behind(self) -> bool:
        """Whether the terminal has yet to take so much that more would make keys wait."""
        return self._driver is not None and self._driver.behind > _HEAVY

    def _repaint_later(self) -> None:
        if not self._owed:
            self._owed = True
            self.app.set_timer(_LATER, self._repaint_all)

    def _repaint_all(self) -> None:
        self._owed = False
        for pane in {picture.pane for picture in self._shown.values()}:
            self._repaint(pane)

    def _repaint(self, pane: Widget) -> None:
        """Have a pane painted, also where it shows through from below a dialog."""
        if pane.is_attached:
            (pane if pane.screen is self.app.screen else self.app.screen).refresh()


def _continues(first: tuple[Spot, Shown, int], other: tuple[Spot, Shown, int], rows: int) -> bool:
    """Whether a spot is ``rows`` below another, with the same columns of the same picture."""
    one, two = first[0], other[0]
    below = one._replace(y=one.y + rows, row=one.row + rows)
    return below == two and first[2] == other[2]


def _reduced(image: Image, shape: tuple[int, int], cell: tuple[int, int], colors: int) -> sixel.SixelPicture | None:
    reduced = reduce_colors(image, pixels_of(image.size, cell, *shape), min(colors, sixel.MOST_COLORS))
    return sixel.SixelPicture(reduced, *shape, cell) if reduced is not None else None


def _at(spot: Spot) -> str:
    """Moves the cursor to a spot and sets its background."""
    color = f"\x1b[{';'.join(spot.background.get_ansi_codes(foreground=False))}m" if spot.background else ""
    return f"\x1b[{spot.y + 1};{spot.x + 1}H{color}"
