"""Pictures in the reader: drawn where they can be, described where not."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from nexus_tui.core.model import DocId, Target
from nexus_tui.core.settings import Settings
from nexus_tui.widgets.reader import Reader
from tests.widgets.test_reader import ReaderApp, screen_text

PAGE = "# Pictures\n\nBefore.\n\n![A red square](red.png)\n\nAfter.\n\n![nothing](gone.png)\n\n![Text](text.png)\n"


def png(color: tuple[int, ...], size: tuple[int, int] = (40, 20)) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGBA" if len(color) == 4 else "RGB", size, color).save(out, "PNG")
    return out.getvalue()


class ImageApp(ReaderApp):
    """A reader with pictures from memory."""

    def __init__(self, page: str = PAGE, **pictures: bytes) -> None:
        super().__init__({"a.md": page})
        self.pictures = pictures
        self.asked: list[str] = []

    def load_image(self, href: str, document: DocId) -> bytes | None:
        """A picture of the test."""
        self.asked.append(href)
        return self.pictures.get(href.removesuffix(".png"))

    async def show(self) -> Reader:
        """Open the page and wait for its pictures."""
        self.reader.load_image = self.load_image
        await self.reader.open(Target(DocId("a.md")))
        return self.reader


async def drawn(app: ImageApp, text: str) -> list[str]:
    """The rows once a text is among them."""
    import asyncio

    for _ in range(400):
        rows = screen_text(app)
        if any(text in row for row in rows):
            return rows
        await asyncio.sleep(0.01)
    raise AssertionError(f"{text} did not come: {screen_text(app)}")


async def test_a_picture_is_drawn_above_its_text_and_size() -> None:
    app = ImageApp(red=png((250, 0, 0)))
    async with app.run_test(size=(80, 40)):
        reader = await app.show()
        rows = await drawn(app, "40×20 PNG")
        caption = next(y for y, row in enumerate(rows) if "A red square" in row)
        assert rows[caption].endswith("40×20 PNG")
        assert rows[caption - 10 : caption] == ["▀" * 40] * 10
        assert rows[caption - 11] == ""
        segment = next(s for s in reader.render_line(caption - 1) if "▀" in s.text)
        assert segment.style is not None
        assert str(segment.style.color and segment.style.color.triplet) == str(segment.style.bgcolor.triplet)  # type: ignore[union-attr]


async def test_what_is_no_picture_or_not_there_keeps_its_text() -> None:
    app = ImageApp(text=b"no picture at all")
    async with app.run_test(size=(80, 40)):
        await app.show()
        rows = await drawn(app, "not a picture")
        assert "▨ nothing" in rows
        assert any(row.startswith("▨ Text") for row in rows)
        assert "▀" not in "".join(rows)


async def test_each_picture_is_asked_for_once() -> None:
    app = ImageApp(red=png((1, 2, 3)), text=b"no")
    async with app.run_test(size=(80, 40)) as pilot:
        reader = await app.show()
        await drawn(app, "not a picture")
        await pilot.resize_terminal(60, 40)
        await pilot.pause(0.1)
        reader.scroll_rows(1)
        await pilot.pause(0.1)
        assert sorted(app.asked) == ["gone.png", "red.png", "text.png"]


async def test_pictures_out_of_sight_are_not_read() -> None:
    app = ImageApp("text\n\n" * 200 + "![far](red.png)\n", red=png((1, 2, 3)))
    async with app.run_test(size=(80, 20)) as pilot:
        reader = await app.show()
        await pilot.pause(0.2)
        assert app.asked == []
        reader.scroll_bottom()
        await drawn(app, "40×20")
        assert app.asked == ["red.png"]


@pytest.mark.parametrize("width", [10, 30, 80])
async def test_a_picture_is_never_wider_than_the_text(width: int) -> None:
    app = ImageApp(red=png((9, 9, 9), (400, 100)))
    async with app.run_test(size=(width, 40)) as pilot:
        await app.show()
        for _ in range(100):
            await pilot.pause(0.02)
            if any("▀" in row for row in screen_text(app)):
                break
        assert all(len(row) <= width for row in screen_text(app))
        assert any("▀" in row for row in screen_text(app))


async def test_transparent_parts_are_left_as_they_are() -> None:
    app = ImageApp(red=png((9, 9, 9, 0)))
    async with app.run_test(size=(80, 40)):
        await app.show()
        rows = await drawn(app, "40×20 PNG")
        assert "▀" not in "".join(rows)


async def test_a_setting_leaves_the_description_only() -> None:
    app = ImageApp(red=png((9, 9, 9)))
    async with app.run_test(size=(80, 40)) as pilot:
        app.reader.apply_settings(Settings(images="off"))
        await app.show()
        rows = await drawn(app, "40×20 PNG")
        assert "▀" not in "".join(rows)
        app.reader.apply_settings(Settings(images="auto"))
        await pilot.pause()
        await drawn(app, "▀")


async def test_what_is_read_stays_in_place_while_a_picture_above_is_drawn() -> None:
    app = ImageApp("![r](red.png)\n\n" + "".join(f"para {n}\n\n" for n in range(60)), red=png((9, 9, 9)))
    async with app.run_test(size=(80, 20)) as pilot:
        reader = await app.show()
        reader.scroll_rows(5)
        top = screen_text(app)[0]
        await pilot.pause(0.5)
        assert screen_text(app)[0] == top


async def test_a_click_on_a_picture_asks_for_the_viewer() -> None:
    app = ImageApp(red=png((9, 9, 9)))
    async with app.run_test(size=(80, 40)) as pilot:
        await app.show()
        rows = await drawn(app, "40×20 PNG")
        y = next(y for y, row in enumerate(rows) if "A red square" in row)
        await pilot.click(Reader, offset=(5, y))
        await pilot.pause()
        opened = app.facts[-1]
        assert isinstance(opened, Reader.ImageOpened)
        assert opened.href == "red.png"
