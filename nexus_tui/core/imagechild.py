"""Decodes one image, or makes one smaller: the program that ``images`` runs in a process of its own.

Standard input is a line of JSON with ``format``, ``width``, ``height`` (the bounds in pixels) and ``seconds``, then the
image's bytes. Standard output is a line ``mode width height`` (mode ``RGB`` or ``RGBA``), then the pixels, row by row.
With the format ``PIXELS`` the input is pixels of a ``mode`` and ``size``, and the output a line ``P width height
colours``, then the colours, four bytes each, then the number of the colour of each pixel.
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
        if image.mode.startswith("I"):
            # Of 16 bits, Pillow would keep what is below 256 and make all else white.
            wanted = image.convert("I").point(lambda value: value * (1 / 256) + 0).convert("L").convert("RGB")
        else:
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
    fonts = families() if "<text" in text else {}
    png = resvg_py.svg_to_bytes(
        svg_string=_REFERENCE.sub("", text),
        width=bounds[0],
        serif_family=fonts.get("serif"),
        sans_serif_family=fonts.get("sans-serif"),
        monospace_family=fonts.get("monospace"),
    )
    return decode(bytes(png), "PNG", bounds)


def families() -> dict[str, str]:
    """Return the fonts that stand for ``serif`` and the like on this system; resvg knows those of Windows only."""
    import shutil
    import subprocess

    program = shutil.which("fc-match")
    found = {}
    for name in ("serif", "sans-serif", "monospace") if program else ():
        command = [str(program), "-f", "%{family[0]}", name]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=2, check=False)
        if done.returncode == 0 and done.stdout:
            found[name] = done.stdout.decode("utf-8", "replace")
    return found


def reduce(image: Image, colors: int) -> tuple[bytes, bytes]:
    """Return the colours, at most so many, and the number of the colour of each pixel."""
    from PIL import Image as Images

    if image.mode == "RGBA":
        few = image.quantize(colors, method=Images.Quantize.FASTOCTREE)
        return bytes(few.getpalette("RGBA") or ()), few.tobytes()
    best = image.quantize(colors, method=Images.Quantize.MEDIANCUT)
    few = image.quantize(palette=best, dither=Images.Dither.FLOYDSTEINBERG)
    flat = bytes(best.getpalette("RGB") or ())[: 3 * (max(few.tobytes()) + 1)]
    return b"".join(flat[at : at + 3] + b"\xff" for at in range(0, len(flat), 3)), few.tobytes()


def main() -> int:
    """Decode what standard input gives; 0 if there is an image."""
    header, _, data = sys.stdin.buffer.read().partition(b"\n")
    task = json.loads(header)
    limit(int(task["seconds"]))
    bounds = int(task["width"]), int(task["height"])
    if task["format"] == "PIXELS":
        from PIL import Image as Images

        given = Images.frombytes(task["mode"], tuple(task["size"]), data)
        palette, pixels = reduce(given.resize(bounds), int(task["colors"]))
        sys.stdout.buffer.write(f"P {bounds[0]} {bounds[1]} {len(palette) // 4}\n".encode() + palette + pixels)
        return 0
    image = render(data, bounds) if task["format"] == "SVG" else decode(data, task["format"], bounds)
    sys.stdout.buffer.write(f"{image.mode} {image.width} {image.height}\n".encode())
    sys.stdout.buffer.write(image.tobytes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
