"""Facts of images, and small copies of them."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

from nexus_tui.core import images
from nexus_tui.core.images import ImageFacts, image_facts, load_thumbnail

SVG = b"""<?xml version="1.0"?>
<!-- a comment -->
<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#ff0000"/></svg>"""


def encoded(
    kind: str, mode: str = "RGB", size: tuple[int, int] = (60, 30), colour: object = (255, 0, 0), **options: object
) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size, colour).save(stream, kind, **options)  # type: ignore[arg-type]
    return stream.getvalue()


def png_head(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))


@pytest.mark.parametrize(
    ("data", "facts"),
    [
        (encoded("PNG"), ImageFacts("PNG", 60, 30)),
        (encoded("JPEG"), ImageFacts("JPEG", 60, 30)),
        (encoded("JPEG", progressive=True), ImageFacts("JPEG", 60, 30)),
        (encoded("GIF", "P", colour=1), ImageFacts("GIF", 60, 30)),
        (encoded("WEBP"), ImageFacts("WEBP", 60, 30)),
        (encoded("WEBP", lossless=True), ImageFacts("WEBP", 60, 30)),
        (encoded("WEBP", "RGBA", colour=(1, 2, 3, 4)), ImageFacts("WEBP", 60, 30)),
        (SVG, ImageFacts("SVG", 40, 20)),
        (b"<svg viewBox='0 0 10 20'>", ImageFacts("SVG", 10, 20)),
        (b'<svg width="100" viewBox="0,0,10,20">', ImageFacts("SVG", 100, 200)),
        (b'<svg width="1in" height="2.54cm">', ImageFacts("SVG", 96, 96)),
        (
            b'\xef\xbb\xbf<!DOCTYPE svg PUBLIC "x" "y" [<!ENTITY a "b">]><svg stroke-width="3" width="100%">',
            ImageFacts("SVG", 0, 0),
        ),
        (b"", None),
        (b"hello", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"\xff\xd8\xff\xe0\x00\x00", None),
        (b"GIF89a\0\0\0\0", None),
        (b"RIFF\0\0\0\0WEBPVP8Z", None),
        (b"<html><svg></svg></html>", None),
        (b"BM" + b"\0" * 60, None),
    ],
)
def test_kind_and_size_come_from_the_first_bytes(data: bytes, facts: ImageFacts | None) -> None:
    assert image_facts(data) == facts
    if facts is not None:
        assert image_facts(data[:65536]) == facts


@pytest.mark.parametrize(
    "data",
    [
        encoded("PNG"),
        encoded("JPEG"),
        encoded("WEBP"),
        encoded("PNG", "L", colour=80),
        encoded("PNG", "I;16", colour=9),
    ],
)
def test_a_copy_is_within_the_bounds_and_keeps_the_shape(data: bytes) -> None:
    image = load_thumbnail(data, 20, 20)
    assert image is not None
    assert (image.mode, image.size) == ("RGB", (20, 10))


def test_colours_and_transparency_survive() -> None:
    plain, clear = (
        load_thumbnail(encoded("PNG"), 99, 99),
        load_thumbnail(encoded("PNG", "RGBA", colour=(9, 8, 7, 0)), 99, 99),
    )
    assert plain is not None
    assert clear is not None
    assert (plain.size, plain.getpixel((0, 0))) == ((60, 30), (255, 0, 0))
    assert (clear.mode, clear.getpixel((5, 5))) == ("RGBA", (9, 8, 7, 0))


def test_the_first_frame_of_an_animation_is_taken() -> None:
    stream = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:])
    image = load_thumbnail(stream.getvalue(), 8, 8)
    assert image is not None
    assert image.convert("RGB").getpixel((3, 3)) == (255, 0, 0)


def test_a_photograph_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    image = load_thumbnail(encoded("JPEG", exif=exif), 60, 60)
    assert image is not None
    assert image.size == (30, 60)


def test_a_drawing_is_made_as_large_as_fits() -> None:
    pytest.importorskip("resvg_py")
    image = load_thumbnail(SVG, 100, 100)
    assert image is not None
    assert image.size == (100, 50)
    assert image.convert("RGB").getpixel((50, 25)) == (255, 0, 0)


def test_a_drawing_cannot_show_other_files(tmp_path: Path) -> None:
    pytest.importorskip("resvg_py")
    secret = tmp_path / "secret.png"
    secret.write_bytes(encoded("PNG", size=(10, 10)))
    frame = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {0}>{1}</svg>'
    size = 'width="10" height="10"'
    for image in (f'<image href="{secret}" {size}/>', f"<image xlink:href='file://{secret}' {size}/>"):
        copy = load_thumbnail(frame.format(size, image).encode(), 10, 10)
        assert copy is not None
        assert copy.convert("RGBA").getpixel((5, 5)) == (0, 0, 0, 0)
    entity = f"<!DOCTYPE svg [<!ENTITY a '<image href=\"{secret}\" {size}/>'>]>"
    assert load_thumbnail((entity + frame.format(size, "&a;")).encode(), 10, 10) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no image",
        png_head(10, 10),
        encoded("PNG")[:40],
        encoded("JPEG")[:200],
        b"<svg>" + b"<g>" * 100,
        b"GIF89a\x10\x00\x10\x00" + b"\xff" * 50,
    ],
)
def test_what_cannot_be_decoded_is_no_image(data: bytes) -> None:
    image = load_thumbnail(data, 50, 50)
    assert image is None or image.size <= (50, 50)


def test_a_decompression_bomb_is_told_by_its_head(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr(images, "run_child", fail)
    bomb = png_head(50_000, 50_000)
    facts = image_facts(bomb)
    assert facts is not None
    assert facts.too_large
    assert load_thumbnail(bomb, 50, 50) is None
    assert load_thumbnail(encoded("PNG"), 0, 50) is None
    assert load_thumbnail(encoded("PNG"), 10**6, 10**6) is None


def test_an_answer_that_is_no_image_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for answer in (b"", b"RGB 1 1\n", b"RGB 99 1\n" + bytes(297), b"CMYK 1 1\nabcd", b"RGB 1 1\nabcd"):
        monkeypatch.setattr(images, "run_child", lambda *args, answer=answer: answer)
        assert load_thumbnail(encoded("PNG"), 50, 50) is None


def test_decoding_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    child = tmp_path / "endless.py"
    child.write_text("import sys\nsys.stdin.buffer.read()\nwhile True: pass\n")
    monkeypatch.setattr(images, "_CHILD", child)
    assert load_thumbnail(encoded("PNG"), 50, 50, timeout=0.2) is None
    assert load_thumbnail(encoded("PNG"), 50, 50, timeout=60, cancelled=lambda: True) is None


def test_importing_the_module_does_not_load_pillow() -> None:
    program = "import sys, nexus_tui.core.images; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_drawing_with_a_thousand_comments_is_told_at_once() -> None:
    assert image_facts(b"<!-- -->" * 1000 + b"<svgg") is None
    assert image_facts(b"<!-- -->" * 1000 + b'<svg width="3" height="4">') == ImageFacts("SVG", 3, 4)


def test_sixteen_bits_of_grey_are_shades_and_not_white() -> None:
    image = Image.new("I;16", (3, 1))
    for x, value in enumerate((0, 0x8000, 0xFFFF)):
        image.putpixel((x, 0), value)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    drawn = load_thumbnail(stream.getvalue(), 3, 1)
    assert drawn is not None
    assert [drawn.getpixel((x, 0)) for x in range(3)] == [(0, 0, 0), (128, 128, 128), (255, 255, 255)]


@pytest.mark.parametrize(
    ("data", "pixel"),
    [
        (encoded("JPEG", "CMYK", (30, 30), (0, 255, 255, 0)), (255, 0, 0)),
        (encoded("PNG", "1", (30, 30), 1), (255, 255, 255)),
        (encoded("PNG", "LA", (30, 30), (200, 100)), (200, 200, 200, 100)),
        (encoded("GIF", "P", (30, 30), 7), None),
    ],
    ids=["cmyk", "one bit", "grey and alpha", "palette"],
)
def test_pictures_of_every_mode_are_drawn(data: bytes, pixel: tuple[int, ...] | None) -> None:
    drawn = load_thumbnail(data, 30, 30)
    assert drawn is not None
    assert drawn.mode in ("RGB", "RGBA")
    assert pixel is None or drawn.getpixel((5, 5)) == pixel


def test_few_colours_come_back_as_many_as_asked_for_at_most() -> None:
    image = Image.effect_noise((40, 30), 90).convert("RGB")
    reduced = images.reduce_colors(image, (20, 10), 8)
    assert reduced is not None
    assert (reduced.width, reduced.height, len(reduced.pixels)) == (20, 10, 200)
    assert 2 <= len(reduced.palette) <= 8
    assert max(reduced.pixels) < len(reduced.palette)


@pytest.mark.parametrize(
    "answer", [None, b"", b"P 2 2 1\n\0\0\0\xff\0\0\0", b"P 3 2 1\n" + bytes(10), b"P 2 2 9\n" + bytes(40), b"P x"]
)
def test_few_colours_that_do_not_fit_are_refused(monkeypatch: pytest.MonkeyPatch, answer: bytes | None) -> None:
    monkeypatch.setattr(images, "run_child", lambda *args: answer)
    assert images.reduce_colors(Image.new("RGB", (2, 2)), (2, 2), 8) is None


@pytest.mark.skipif(not shutil.which("fc-match") or not subprocess.getoutput("fc-match"), reason="there are no fonts")
@pytest.mark.parametrize("family", ["Fira Nonsense, monospace", "sans-serif", "Not There"])
def test_words_in_a_drawing_are_drawn_whatever_fonts_there_are(family: str) -> None:
    text = f'<text x="5" y="30" font-size="30" font-family="{family}">Hello</text>'
    drawn = load_thumbnail(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40">{text}</svg>'.encode(), 100, 40
    )
    assert drawn is not None
    assert max(drawn.getchannel("A").tobytes()) > 200
