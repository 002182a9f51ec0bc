"""Pictures in the reader: drawn where they can be, described where not."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from rich.style import Style as RichStyle
from textual.color import Color

from nexus_tui.core import images
from nexus_tui.core.markdown.layout_image import cells_of, pixels_of
from nexus_tui.core.model import DocId, Target
from nexus_tui.core.settings import Settings
from nexus_tui.widgets.reader import Reader
from nexus_tui.widgets.reader_images import read_picture
from nexus_tui.widgets.reader_style import Styles
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
        rows = await drawn(app, "not PNG, JPEG")
        assert "▨ nothing  not in the library" in rows
        assert any(row.startswith("▨ Text") for row in rows)
        assert "▀" not in "".join(rows)


async def test_each_picture_is_asked_for_once() -> None:
    app = ImageApp(red=png((1, 2, 3)), text=b"no")
    async with app.run_test(size=(80, 40)) as pilot:
        reader = await app.show()
        await drawn(app, "not PNG, JPEG")
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


NOTES = {
    "https://example.org/a.png": (None, "on the web, not fetched"),
    "gone.png": (None, "not in the library"),
    "text.png": (b"text", "not PNG, JPEG, GIF, WebP or SVG"),
    "half.png": (png((1, 2, 3), (300, 200))[:120], "300×200 PNG, damaged or too much work to draw"),
    "tiny.png": (png((1, 2, 3), (1, 1)), "1×1 PNG"),
    "wide.png": (png((1, 2, 3), (9000, 2)), "9000×2 PNG"),
    "tall.png": (png((1, 2, 3), (2, 9000)), "2×9000 PNG"),
}


@pytest.mark.parametrize("cell", [None, (10, 20), (22, 44)])
@pytest.mark.parametrize("href", NOTES)
def test_each_picture_has_a_line_that_says_what_it_is(href: str, cell: tuple[int, int] | None) -> None:
    data, note = NOTES[href]
    picture = read_picture(lambda *_: data, href, DocId("a.md"), cell)
    assert picture.note == note
    assert bool(picture.rows(40)) is not any(word in note for word in ("not", "damaged"))
    assert all(sum(len(piece.text) for piece in row) <= 40 for row in picture.rows(40))
    assert len(picture.rows(40)) <= 24


def test_a_huge_picture_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MOST_PIXELS", 1000)
    picture = read_picture(lambda *_: png((1, 2, 3), (90, 90)), "a.png", DocId("a.md"))
    assert (picture.image, picture.note) == (None, "90×90 PNG, too large to be drawn")


def test_a_photograph_that_was_put_upright_says_its_size_so() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (60, 30)).save(out, "JPEG", exif=exif)
    assert read_picture(lambda *_: out.getvalue(), "a.jpg", DocId("a.md")).note == "30×60 JPEG"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><rect width="16" height="16" fill="red"/></svg>'


@pytest.mark.parametrize(("cell", "size"), [(None, (16, 16)), ((10, 20), (16, 16)), ((20, 40), (32, 32))])
def test_a_small_drawing_stays_small(cell: tuple[int, int] | None, size: tuple[int, int]) -> None:
    picture = read_picture(lambda *_: SVG, "a.svg", DocId("a.md"), cell)
    assert picture.image is not None
    assert picture.image.size == size


def test_thin_pixels_are_mixed_with_the_background() -> None:
    styles = Styles({}, Color(0, 0, 100), Color(255, 255, 255))
    assert str(styles.get("px.ff00007.-").color) == str(RichStyle(color="#770035").color)
    assert str(styles.get("px.ff0000.ff00007").bgcolor) == str(RichStyle(color="#770035").color)
    assert styles.get("px.ff0000.-").bgcolor is None


@pytest.mark.parametrize(
    ("size", "cell", "width", "wanted"),
    [
        ((100, 60), (10, 20), 80, (10, 3)),
        ((101, 61), (10, 20), 80, (11, 4)),
        ((100, 60), (10, 20), 5, (5, 2)),
        ((100, 60), (20, 40), 80, (10, 3)),
        ((1, 1), (10, 20), 80, (1, 1)),
        ((480, 4800), (10, 20), 80, (5, 24)),
        ((4800, 10), (10, 20), 80, (80, 1)),
    ],
)
def test_pictures_fill_the_cells_of_their_size(
    size: tuple[int, int], cell: tuple[int, int], width: int, wanted: tuple[int, int]
) -> None:
    assert cells_of(size, cell, width) == wanted
    wide, high = pixels_of(size, cell, *wanted)
    assert wide <= wanted[0] * cell[0]
    assert high <= wanted[1] * cell[1]
    assert abs(wide / high - size[0] / size[1]) <= max(0.1, size[0] / size[1] / 4) or min(wide, high) <= 2


async def test_a_note_that_does_not_fit_beside_the_text_stands_below() -> None:
    app = ImageApp("![A rather long description of it](red.png)\n", red=png((9, 9, 9)))
    async with app.run_test(size=(40, 40)):
        await app.show()
        rows = await drawn(app, "40×20 PNG")
        caption = next(y for y, row in enumerate(rows) if "A rather long" in row)
        assert rows[caption + 1] == "40×20 PNG"
