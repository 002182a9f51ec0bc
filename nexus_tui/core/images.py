"""Images in files: what kind and size they are, and a small copy of their first frame.

The facts come from the first bytes alone. Decoding is done by Pillow, and by resvg for SVG, in a process with limits on
time and memory: an image from a stranger can neither stall nor end the program. Nothing is ever fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nexus_tui.core.child import run_child
from nexus_tui.core.model import Cancelled, never

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_FILE = 32 * 1024 * 1024
"""Bytes above which an image is not decoded."""
MOST_PIXELS = 64_000_000
"""Pixels above which an image is not decoded: it would take more than a quarter of a gigabyte."""
TIMEOUT = 5.0
"""Seconds decoding may take."""
_SVG_HEAD = 64 * 1024
_CHILD = Path(__file__).with_name("imagechild.py")


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What the head of an image file says."""

    format: str
    """``PNG``, ``JPEG``, ``GIF``, ``WEBP`` or ``SVG``."""
    width: int
    """Pixels, before any rotation that EXIF asks for; 0 where an SVG does not tell."""
    height: int
    """Pixels; 0 where an SVG does not tell."""

    @property
    def too_large(self) -> bool:
        """Whether it has more pixels than are ever decoded. An SVG never has: it is drawn at the size asked for."""
        return self.format != "SVG" and self.width * self.height > MOST_PIXELS


@dataclass(frozen=True, slots=True)
class Reduced:
    """A picture in few colours."""

    width: int
    height: int
    palette: tuple[tuple[int, int, int, int], ...]
    """Red, green, blue and opacity of each colour, 0 to 255."""
    pixels: bytes
    """The index of the colour of each pixel, row by row."""


def image_facts(data: bytes) -> ImageFacts | None:
    """Return kind and size of an image from its bytes (or the first 64 KB of them); ``None`` if it is none of ours.

    The layouts are those of the PNG, GIF89a, WebP (RFC 9649) and JPEG (ITU-T T.81, B.2) specifications. Never raises.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        return _sized("PNG", _big(data, 16, 4), _big(data, 20, 4))
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return _sized("GIF", _little(data, 6, 2), _little(data, 8, 2))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    return _svg(data)


def _big(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "big")


def _little(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")


def _sized(kind: str, width: int, height: int) -> ImageFacts | None:
    return ImageFacts(kind, width, height) if width and height else None


def _webp(data: bytes) -> ImageFacts | None:
    chunk = data[12:16]
    if chunk == b"VP8X":
        return _sized("WEBP", _little(data, 24, 3) + 1, _little(data, 27, 3) + 1)
    if chunk == b"VP8L" and data[20:21] == b"\x2f":
        bits = _little(data, 21, 4)
        return _sized("WEBP", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if chunk == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        return _sized("WEBP", _little(data, 26, 2) & 0x3FFF, _little(data, 28, 2) & 0x3FFF)
    return None


def _jpeg(data: bytes) -> ImageFacts | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in (0x01, *range(0xD0, 0xD8)):
            at += 2
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return _sized("JPEG", _big(data, at + 7, 2), _big(data, at + 5, 2))
        elif marker == 0xDA:
            return None
        else:
            at += 2 + max(2, _big(data, at + 2, 2))
    return None


# Atomic groups: otherwise a run of comments could be divided up in exponentially many ways.
_SVG_ROOT = re.compile(
    r"(?>\s|<\?[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>)*+<svg(?=[\s>])([^>]*)>", re.DOTALL
)
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "em": 16.0}


def _svg(data: bytes) -> ImageFacts | None:
    if b"<svg" not in data[:_SVG_HEAD]:
        return None
    root = _SVG_ROOT.match(data[:_SVG_HEAD].decode("utf-8", "replace").removeprefix("\ufeff"))
    if root is None:
        return None
    width, height = (_length(root[1], name) for name in ("width", "height"))
    box = re.search(r"""\bviewBox\s*=\s*["']([^"']*)["']""", root[1])
    sides = [_number(part) for part in re.split(r"[\s,]+", box[1].strip())] if box else []
    if len(sides) == 4 and sides[2] > 0 and sides[3] > 0:
        shape = sides[2] / sides[3]
        if not width and not height:
            width, height = sides[2], sides[3]
        width, height = width or height * shape, height or width / shape
    return ImageFacts("SVG", min(round(width), 1_000_000), min(round(height), 1_000_000))


def _length(attributes: str, name: str) -> float:
    """A length in pixels (CSS: 96 to the inch); 0 if there is none or it is a share of the surroundings."""
    found = re.search(rf"""(?<![\w-]){name}\s*=\s*["']\s*([\d.eE+]{{1,20}}?)\s*([a-z]{{0,2}})\s*["']""", attributes)
    return _number(found[1]) * _UNITS.get(found[2], 0.0) if found else 0.0


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 < value < 1e9 else 0.0


def load_thumbnail(
    data: bytes, width: int, height: int, *, timeout: float = TIMEOUT, cancelled: Cancelled = never
) -> Image | None:
    """Return the first frame of an image as a Pillow image, ``RGB`` or ``RGBA``; ``None`` if that cannot be done.

    ``width``, ``height``: bounds in pixels; the shape is kept and nothing is enlarged, but for SVG, which is drawn as
    large as fits. Turned as EXIF says. ``timeout``: seconds until it is given up; also when ``cancelled()`` becomes
    true. Blocks for 0.1 s and more, so it belongs in a worker thread. Never raises, whatever the data.
    """
    facts = image_facts(data)
    if facts is None or facts.too_large or len(data) > LARGEST_FILE:
        return None
    if width < 1 or height < 1 or width * height > MOST_PIXELS:
        return None
    import json

    bounds = _fitted(facts, width, height) if facts.format == "SVG" else (width, height)
    task = {"format": facts.format, "width": bounds[0], "height": bounds[1], "seconds": int(timeout) + 1}
    output = run_child(_CHILD, json.dumps(task).encode() + b"\n" + data, timeout, cancelled)
    return _image(output, width, height) if output is not None else None


def reduce_colors(
    image: Image, size: tuple[int, int], colors: int, *, timeout: float = TIMEOUT, cancelled: Cancelled = never
) -> Reduced | None:
    """Return a picture (``RGB`` or ``RGBA``) at another size in at most ``colors`` colours, 2 to 254.

    In a process of its own, since Pillow keeps all other threads waiting meanwhile. ``None`` if it took too long.
    """
    import json

    task = {"mode": image.mode, "size": image.size, "width": size[0], "height": size[1], "colors": colors}
    head = json.dumps({"format": "PIXELS", "seconds": int(timeout) + 1, **task}).encode()
    output = run_child(_CHILD, head + b"\n" + image.tobytes(), timeout, cancelled)
    header, _, rest = (output or b"").partition(b"\n")
    found = re.fullmatch(rb"P (\d{1,6}) (\d{1,6}) (\d{1,3})", header)
    if found is None:
        return None
    width, height, count = (int(part) for part in found.groups())
    if (width, height) != size or count > colors or len(rest) != 4 * count + width * height:
        return None
    flat = rest[: 4 * count]
    palette = tuple((flat[at], flat[at + 1], flat[at + 2], flat[at + 3]) for at in range(0, len(flat), 4))
    return Reduced(width, height, palette, rest[4 * count :])


def as_png(image: Image) -> bytes:
    """A picture as a PNG file of its own, nothing of the file it came from in it."""
    import io

    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=3)
    return stream.getvalue()


def _fitted(facts: ImageFacts, width: int, height: int) -> tuple[int, int]:
    """The largest size of the drawing's shape within the bounds."""
    if not facts.width or not facts.height:
        return width, height
    scale = min(width / facts.width, height / facts.height)
    return max(1, int(facts.width * scale)), max(1, int(facts.height * scale))


def _image(output: bytes, width: int, height: int) -> Image | None:
    """The image that the decoding process wrote, if it is one and within the bounds."""
    header, _, pixels = output.partition(b"\n")
    found = re.fullmatch(rb"(RGBA?) (\d{1,6}) (\d{1,6})", header)
    if found is None:
        return None
    mode, size = found[1].decode(), (int(found[2]), int(found[3]))
    if not (0 < size[0] <= width and 0 < size[1] <= height) or len(pixels) != size[0] * size[1] * len(mode):
        return None
    from PIL import Image

    return Image.frombytes(mode, size, pixels)
