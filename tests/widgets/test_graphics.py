"""Pictures that the terminal draws: which cells of a frame are theirs, and what is written for them."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from textual.screen import ModalScreen
from textual.widgets import Static

from nexus_tui.core.graphics import Ability
from nexus_tui.core.kitty import MARKS, PLACEHOLDER
from nexus_tui.core.model import DocId, Target
from nexus_tui.core.settings import Settings
from nexus_tui.widgets import graphics, reader_images
from nexus_tui.widgets.frame_cells import Spot, spots
from nexus_tui.widgets.graphic_app import GraphicApp
from nexus_tui.widgets.reader import Reader
from tests.core.test_sixel import decoded
from tests.widgets.test_reader import screen_text
from tests.widgets.test_reader_images import ImageApp, drawn, png

CELL = (10, 20)
CAPTION = "100×60 PNG"


class Cover(ModalScreen[None]):
    """A dialog with a box over a part of the screen."""

    CSS = "Cover { background: $background 60%; } Static { width: 8; height: 2; offset: 4 4; background: red; }"

    def compose(self) -> Any:
        yield Static("COVERED!")


class TerminalApp(ImageApp, GraphicApp):
    """A reader in a terminal that draws pictures itself."""

    def __init__(self, protocol: str, page: str | None = None) -> None:
        super().__init__(
            page or "# A\n\n![Red](red.png)\n\nAfter.\n\n" + "text\n\n" * 60, red=png((255, 0, 0), (100, 60))
        )
        self.graphics.ability = Ability(protocol, "a test", CELL, 256)
        self.graphics._mode = "auto"

    def frame(self) -> list[Spot]:
        """The cells of pictures in a whole frame."""
        update: Any = self.screen._compositor.render_update(full=True, screen_stack=self._background_screens)
        return spots(update)

    async def pictured(self) -> list[Spot]:
        """Open the page; the cells of its picture once the terminal can draw it."""
        await self.show()
        await drawn(self, CAPTION)
        await self.until(lambda: bool(self.frame()))
        return self.frame()

    async def until(self, ready: Callable[[], bool]) -> None:
        """Wait for something in the background."""
        for _ in range(500):
            if ready():
                return
            await asyncio.sleep(0.01)
        raise AssertionError("it did not come")


async def test_the_cells_of_a_picture_are_found_in_a_frame() -> None:
    app = TerminalApp("kitty")
    async with app.run_test(size=(60, 20)):
        await app.show()
        rows = await drawn(app, CAPTION)
        caption = next(y for y, row in enumerate(rows) if CAPTION in row)
        found = app.frame()
        assert [(spot.x, spot.y, spot.cells) for spot in found] == [(2, caption - 3 + row, 10) for row in range(3)]
        assert [(spot.row, spot.columns, spot.rows) for spot in found] == [(0, 10, 3), (1, 10, 3), (2, 10, 3)]


async def test_what_is_scrolled_out_is_not_drawn() -> None:
    app = TerminalApp("kitty")
    async with app.run_test(size=(60, 20)) as pilot:
        reader = await app.show()
        await drawn(app, CAPTION)
        top = app.frame()[0].y
        reader.scroll_rows(top + 1)
        await pilot.pause()
        assert [(spot.y, spot.row) for spot in app.frame()] == [(0, 1), (1, 2)]
        reader.scroll_rows(2)
        await pilot.pause()
        assert app.frame() == []


async def test_below_a_dialog_half_blocks_stand_in_until_it_is_gone() -> None:
    app = TerminalApp("kitty")
    async with app.run_test(size=(60, 20)) as pilot:
        await app.show()
        await drawn(app, CAPTION)
        whole = app.frame()
        assert [spot.y for spot in whole] == [3, 4, 5]
        app.push_screen(Cover())
        await pilot.pause()
        rows = [strip.text[:14].rstrip() for strip in app.screen._compositor.render_strips()]
        assert app.frame() == []
        assert rows[3:6] == ["  " + "▀" * 10, "  ▀▀COVERED!", "  ▀▀"]
        app.pop_screen()
        await pilot.pause()
        assert app.frame() == whole


async def test_what_another_widget_covers_is_not_drawn_and_the_rest_keeps_its_columns() -> None:
    app = TerminalApp("kitty")
    async with app.run_test(size=(60, 20)) as pilot:
        await app.show()
        await drawn(app, CAPTION)
        cover = Static("x")
        cover.styles.layer = "top"
        cover.styles.position = "absolute"
        cover.styles.offset = (4, 4)
        cover.styles.width, cover.styles.height = 3, 2
        app.screen.set_styles("layers: default top;")
        await app.screen.mount(cover)
        await pilot.pause()
        found = [(spot.x, spot.y, spot.cells, left) for spot, _, left in app.graphics._placed(app.frame())]
        assert found == [(2, 3, 10, 0), (2, 4, 2, 0), (7, 4, 5, 5), (2, 5, 2, 0), (7, 5, 5, 5)]


async def test_a_part_in_the_middle_knows_its_columns() -> None:
    app = TerminalApp("kitty")
    async with app.run_test(size=(60, 20)):
        await app.show()
        await drawn(app, CAPTION)
        spot = app.frame()[1]
        text = app.graphics.draw([spot._replace(x=spot.x + 4, cells=3)])
        cells = re.findall(PLACEHOLDER + "(.)(.)", text)
        assert [(MARKS.index(row), MARKS.index(column)) for row, column in cells] == [
            (1, 4),
            (1, 5),
            (1, 6),
        ]
        assert text.startswith(f"\x1b[{spot.y + 1};{spot.x + 5}H")


async def test_cells_that_are_not_where_their_pane_is_are_left_alone() -> None:
    app = TerminalApp("kitty")
    async with app.run_test(size=(60, 20)):
        await app.show()
        await drawn(app, CAPTION)
        spot = app.frame()[0]
        assert app.graphics.draw([spot._replace(x=0), spot._replace(x=50), spot._replace(number=1)]) == ""


async def test_sixel_rows_are_drawn_together_once_they_are_ready() -> None:
    app = TerminalApp("sixel")
    async with app.run_test(size=(60, 20)):
        found = await app.pictured()
        text = app.graphics.draw(found)
        places = re.findall(r"\x1b\[(\d+);(\d+)H(\x1bP.*?\x1b\\)", text)
        assert [(int(y), int(x)) for y, x, _ in places] == [(4, 3), (6, 3)]
        assert [decoded(each)[0] for _, _, each in places] == [(100, 40), (100, 20)]
        assert {color for _, _, each in places for color in decoded(each)[1].values()} == {(100, 0, 0)}


async def test_half_blocks_stand_in_until_a_picture_is_encoded(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    encode = graphics._reduced

    def wait(*args: Any) -> Any:
        go_on.wait(20)
        return encode(*args)

    monkeypatch.setattr(graphics, "_reduced", wait)
    app = TerminalApp("sixel")
    async with app.run_test(size=(60, 20)):
        await app.show()
        rows = await drawn(app, CAPTION)
        assert rows[3:6] == ["▀" * 10] * 3
        assert app.frame() == []
        go_on.set()
        await app.until(lambda: bool(app.frame()))


async def test_a_terminal_that_is_behind_gets_half_blocks_until_it_has_taken_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = TerminalApp("sixel")
    async with app.run_test(size=(60, 20)) as pilot:
        await app.pictured()
        monkeypatch.setattr(app.graphics, "_behind", lambda: True)
        app.reader.scroll_rows(1)
        await pilot.pause()
        assert app.frame() == []
        assert "▀" * 10 in "".join(screen_text(app))
        monkeypatch.setattr(app.graphics, "_behind", lambda: False)
        await app.until(lambda: len(app.frame()) == 3)


async def test_sixel_parts_beside_a_dialog_are_encoded_when_they_are_first_seen() -> None:
    app = TerminalApp("sixel")
    async with app.run_test(size=(60, 20)):
        found = await app.pictured()
        part = [found[0]._replace(cells=2), found[1]._replace(cells=2)]
        assert app.graphics.draw(part) == ""
        await app.until(lambda: bool(app.graphics.draw(part)))
        assert '"1;1;20;40' in app.graphics.draw(part)


async def test_the_last_row_of_the_screen_stays_free_of_sixel() -> None:
    app = TerminalApp("sixel")
    async with app.run_test(size=(60, 20)):
        found = await app.pictured()
        low = [spot._replace(y=spot.y + 14) for spot in found]
        assert [spot.y for spot in low] == [17, 18, 19]
        await app.until(lambda: app.graphics.draw(low).count("\x1bP") == 1)
        assert '"1;1;100;40' in app.graphics.draw(low)


async def test_a_narrower_pane_has_a_smaller_picture() -> None:
    app = TerminalApp("kitty")
    async with app.run_test(size=(60, 20)) as pilot:
        await app.show()
        await drawn(app, CAPTION)
        await pilot.resize_terminal(8, 20)
        await pilot.pause()
        found = app.frame()
        assert {(spot.columns, spot.rows) for spot in found} == {(7, 3)}
        assert all(spot.x + spot.cells <= 7 for spot in found)


async def test_the_setting_changes_how_pictures_are_drawn_at_once() -> None:
    app = TerminalApp("kitty")
    async with app.run_test(size=(60, 40)) as pilot:
        reader = await app.show()
        await drawn(app, CAPTION)
        assert app.frame()
        reader.apply_settings(Settings(images="blocks"))
        await drawn(app, "▀" * 56)
        assert app.frame() == []
        reader.apply_settings(Settings(images="off"))
        await pilot.pause()
        rows = await drawn(app, CAPTION)
        assert "▀" not in "".join(rows)


async def test_the_plain_interface_has_the_text_only() -> None:
    app = TerminalApp("kitty")
    async with app.run_test(size=(60, 40)):
        app.reader.apply_settings(Settings(plain_ui=True))
        await app.show()
        rows = await drawn(app, CAPTION)
        assert app.frame() == []
        assert "▀" not in "".join(rows)


async def test_another_page_lets_go_of_the_pictures() -> None:
    app = TerminalApp("kitty")
    async with app.run_test(size=(60, 20)) as pilot:
        reader = await app.show()
        await drawn(app, CAPTION)
        number = app.frame()[0].number
        app.graphics.draw(app.frame())
        assert app.graphics.farewell() == f"\x1b_Ga=d,d=I,q=2,i={number}\x1b\\"
        assert app.graphics.farewell() == ""
        app.graphics.draw(app.frame())
        app.pages = {**app.pages, "b.md": "# B\n"}
        await reader.open(Target(DocId("b.md")))
        await pilot.pause()
        assert app.graphics.farewell() == ""
        await reader.remove()
        assert app.graphics._shown == {}


@pytest.mark.parametrize("protocol", ["kitty", "sixel"])
async def test_a_click_on_the_picture_itself_asks_for_the_viewer(protocol: str) -> None:
    app = TerminalApp(protocol)
    async with app.run_test(size=(60, 20)) as pilot:
        spot = (await app.pictured())[1]
        await pilot.click(Reader, offset=(spot.x + 3, spot.y))
        await pilot.pause()
        opened = app.facts[-1]
        assert isinstance(opened, Reader.ImageOpened)
        assert opened.href == "red.png"


async def test_no_more_images_are_kept_by_the_terminal_than_it_should() -> None:
    count = graphics.MOST_SENT + 3
    app = TerminalApp("kitty")
    async with app.run_test(size=(60, 20)) as pilot:
        await app.show()
        image = Image.new("RGB", (10, 20))
        numbers = [app.graphics.add(app.reader, image) for _ in range(count)]
        origin = app.reader.content_region.x
        for number in numbers:
            app.graphics.draw([Spot(origin, 1, 1, number, 0, 1, 1, 0, None)])
            await pilot.pause()
        await app.until(lambda: app.graphics.farewell().count("a=d") == graphics.MOST_SENT)


async def test_a_picture_that_was_let_go_is_read_again_when_it_is_next_on_screen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader_images, "KEPT_PIXELS", 7000)
    app = TerminalApp("kitty", "![Red](red.png)\n\n" + "text\n\n" * 40 + "![Blue](blue.png)\n")
    app.pictures["blue"] = png((0, 0, 255), (100, 60))
    async with app.run_test(size=(60, 20)) as pilot:
        reader = await app.show()
        await drawn(app, CAPTION)
        reader.scroll_bottom()
        await app.until(lambda: app.asked == ["red.png", "blue.png"] and bool(app.frame()))
        assert len(app.graphics._shown) == 1
        reader.scroll_top()
        await pilot.pause()
        await app.until(lambda: app.asked == ["red.png", "blue.png", "red.png"] and bool(app.frame()))
        await drawn(app, CAPTION)
        assert len(app.graphics._shown) == 1
