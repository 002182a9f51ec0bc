"""Sixel graphics, read back by a decoder of their own."""

from __future__ import annotations

import re

import pytest
from PIL import Image

from nexus_tui.core.images import Reduced, reduce_colors
from nexus_tui.core.sixel import GROUP, SixelPicture, aligned

BLACK = (0, 0, 0)
CELL = (5, 8)
Pixels = dict[tuple[int, int], tuple[int, int, int]]


def decoded(sequence: str) -> tuple[tuple[int, int], Pixels]:
    """The size that a sequence states, and its pixels with their colours in hundredths."""
    found = re.fullmatch(r'\x1bP0;1q"1;1;(\d+);(\d+)(.*)\x1b\\', sequence)
    assert found is not None, sequence[:80]
    colors: dict[int, tuple[int, int, int]] = {}
    pixels: Pixels = {}
    x = y = color = 0
    for token in re.finditer(r"#(\d+)(?:;2;(\d+);(\d+);(\d+))?|!(\d+)([?-~])|([?-~])|(\$)|(-)", found[3]):
        if token[1]:
            color = int(token[1])
            if token[2]:
                colors[color] = int(token[2]), int(token[3]), int(token[4])
        elif token[8]:
            x = 0
        elif token[9]:
            x, y = 0, y + 6
        else:
            bits = ord(token[6] or token[7]) - 63
            times = int(token[5] or 1)
            for at in range(x, x + times):
                pixels.update({(at, y + bit): colors[color] for bit in range(6) if bits >> bit & 1})
            x += times
    assert "".join(token[0] for token in re.finditer(r"#[\d;]+|![\d]+[?-~]|[?-~$-]", found[3])) == found[3]
    return (int(found[1]), int(found[2])), pixels


def picture(
    pixels: list[list[int]], palette: tuple[tuple[int, int, int, int], ...], cells: tuple[int, int]
) -> SixelPicture:
    flat = bytes(index for line in pixels for index in line)
    return SixelPicture(Reduced(len(pixels[0]), len(pixels), palette, flat), *cells, CELL)


PALETTE = ((255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255), (255, 255, 255, 128), (9, 9, 9, 0))
PATTERN = [[(x * 7 + y * 3) % 3 for x in range(20)] for y in range(24)]
HUNDREDTHS = {0: (100, 0, 0), 1: (0, 100, 0), 2: (0, 0, 100)}


@pytest.mark.parametrize("part", [(0, 3, 0, 4), (0, 1, 0, 4), (1, 2, 0, 4), (2, 3, 1, 3), (0, 2, 3, 4)])
def test_any_part_shows_just_its_pixels(part: tuple[int, int, int, int]) -> None:
    made = picture(PATTERN, PALETTE, (4, 3))
    assert made.draw(part, BLACK) is None
    made.encode(part)
    size, pixels = decoded(made.draw(part, BLACK) or "")
    top, bottom, left, right = part
    assert size == ((right - left) * 5, (bottom - top) * 8)
    assert pixels == {
        (x - left * 5, y - top * 8): HUNDREDTHS[PATTERN[y][x]]
        for y in range(top * 8, bottom * 8)
        for x in range(left * 5, right * 5)
    }


def test_thin_pixels_lie_over_the_background_and_those_of_nothing_are_not_drawn() -> None:
    made = picture([[3, 4, 0, 3, 4]] * 8, PALETTE, (1, 1))
    made.encode((0, 1, 0, 1))
    _, pixels = decoded(made.draw((0, 1, 0, 1), (0, 0, 0)) or "")
    assert {x for x, _ in pixels} == {0, 2, 3}
    assert pixels[0, 0] == (50, 50, 50)
    _, pixels = decoded(made.draw((0, 1, 0, 1), (255, 0, 0)) or "")
    assert pixels[0, 0] == (100, 50, 50)
    assert pixels[2, 0] == (100, 0, 0)


def test_what_is_smaller_than_its_cells_leaves_the_rest_alone() -> None:
    made = picture([[0, 1], [1, 0]], PALETTE, (2, 2))
    for part in ((0, 2, 0, 2), (1, 2, 0, 2), (0, 1, 1, 2)):
        made.encode(part)
    assert len(decoded(made.draw((0, 2, 0, 2), BLACK) or "")[1]) == 4
    assert made.draw((1, 2, 0, 2), BLACK) == ""
    assert made.draw((0, 1, 1, 2), BLACK) == ""


def test_a_photograph_of_many_colours_is_about_itself() -> None:
    size = (60, 48)
    bands = (Image.linear_gradient("L"), Image.radial_gradient("L"), Image.linear_gradient("L").rotate(90))
    image = Image.merge("RGB", [band.resize(size) for band in bands])
    reduced = reduce_colors(image, size, 64)
    assert reduced is not None
    made = SixelPicture(reduced, 12, 6, CELL)
    made.encode((0, 6, 0, 12))
    _, pixels = decoded(made.draw((0, 6, 0, 12), BLACK) or "")
    assert len(pixels) == 60 * 48
    off = 0.0
    for (x, y), color in pixels.items():
        wanted = image.getpixel((x, y))
        assert isinstance(wanted, tuple)
        off += sum(abs(value * 2.55 - each) for value, each in zip(color, wanted, strict=True))
    assert off / len(pixels) / 3 < 16


def test_transparent_parts_of_a_picture_stay_so() -> None:
    image = Image.new("RGBA", (10, 8), (0, 0, 0, 0))
    image.paste((255, 0, 0, 255), (0, 0, 5, 8))
    reduced = reduce_colors(image, (10, 8), 16)
    assert reduced is not None
    made = SixelPicture(reduced, 2, 1, CELL)
    made.encode((0, 1, 0, 2))
    _, pixels = decoded(made.draw((0, 1, 0, 2), BLACK) or "")
    assert pixels == {(x, y): (100, 0, 0) for x in range(5) for y in range(8)}


@pytest.mark.parametrize(("top", "bottom"), [(0, 24), (1, 24), (3, 7), (5, 6), (0, 0), (7, 23), (13, 24)])
def test_rows_are_grouped_in_few_that_recur(top: int, bottom: int) -> None:
    groups = aligned(top, bottom)
    assert [row for low, high in groups for row in range(low, high)] == list(range(top, bottom))
    assert all(low % (high - low) == 0 and high - low <= GROUP for low, high in groups)
    assert len(groups) <= 3 + (bottom - top) // GROUP + 3
