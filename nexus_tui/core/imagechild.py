"""Decodes one image: the program that ``images`` runs in a process of its own.

Standard input is a line of JSON with ``format``, ``width``, ``height`` (the bounds in pixels) and ``seconds``, then the
image's bytes. Standard output is a line ``mode width height`` (mode ``RGB`` or ``RGBA``), then the pixels, row by row.
It imports nothing of this package, so that it starts fast and can be run by its path.
"""

from __future__ import annotations

import io
import json
import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_REFERENCE = re.compile(r"""\b(?:xlink:)?href\s*=\s*(?:"(?!\s*(?:#|data:))[^"]*"|'(?!\s*(?:#|data:))[^']*')""")
"""An attribute that refers to something outside of the file."""
MEMORY = 1 << 30
"""Bytes of address space the process may take."""


def limit(seconds: int) -> None:
    """Have the system end this process when it takes too much memory or processor time."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        return


def decode(data: bytes, kind: str, bounds: tuple[int, int]) -> Image:
    """Return the first frame of an image, upright and at most as large as ``bounds``."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=[kind]) as image:
        image.draft("RGB", bounds)
        transparent = image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info
        wanted = image.convert("RGBA" if transparent else "RGB")
        orientation = image.getexif().get(0x0112, 1)
    if orientation != 1:
        exif = wanted.getexif()
        exif[0x0112] = orientation
        ImageOps.exif_transpose(wanted, in_place=True)
    wanted.thumbnail(bounds)
    return wanted


def render(data: bytes, bounds: tuple[int, int]) -> Image:
    """Return a drawing in SVG as an image within ``bounds``; files it refers to are not read."""
    import resvg_py

    text = data.decode("utf-8", "replace")
    if "<!ENTITY" in text:
        raise ValueError("entities could hide references to files")
    png = resvg_py.svg_to_bytes(svg_string=_REFERENCE.sub("", text), width=bounds[0])
    return decode(bytes(png), "PNG", bounds)


def main() -> int:
    """Decode what standard input gives; 0 if there is an image."""
    header, _, data = sys.stdin.buffer.read().partition(b"\n")
    task = json.loads(header)
    limit(int(task["seconds"]))
    bounds = int(task["width"]), int(task["height"])
    image = render(data, bounds) if task["format"] == "SVG" else decode(data, task["format"], bounds)
    sys.stdout.buffer.write(f"{image.mode} {image.width} {image.height}\n".encode())
    sys.stdout.buffer.write(image.tobytes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
