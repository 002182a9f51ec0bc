"""Kitty's graphics: what is sent, and what stands in the text."""

from __future__ import annotations

import io
import re
import unicodedata
from base64 import standard_b64decode

import pytest
from PIL import Image

from nexus_tui.core import kitty
from nexus_tui.core.images import as_png
from nexus_tui.core.markdown.layout_image import MOST_COLUMNS, MOST_ROWS


def noise(size: tuple[int, int] = (120, 80)) -> Image.Image:
    """A picture that compresses badly."""
    return Image.effect_noise(size, 90).convert("RGB")


def test_an_image_is_sent_in_parts_of_at_most_4096_characters() -> None:
    image = noise()
    parts = list(kitty.transmit(70000, as_png(image), 12, 4))
    found = [re.fullmatch(r"\x1b_G([^;]*);([A-Za-z0-9+/=]*)\x1b\\", part) for part in parts]
    assert all(found)
    heads = [dict(pair.split("=") for pair in each[1].split(",")) for each in found if each]
    bodies = [each[2] for each in found if each]
    assert len(parts) > 3
    assert all(len(body) <= 4096 for body in bodies)
    assert all(len(body) % 4 == 0 for body in bodies)
    assert heads[0].items() >= {"a": "T", "U": "1", "q": "2", "f": "100", "t": "d"}.items()
    assert heads[0].items() >= {"i": "70000", "p": "1", "c": "12", "r": "4", "m": "1"}.items()
    assert all(head == {"q": "2", "m": "1"} for head in heads[1:-1])
    assert heads[-1] == {"q": "2", "m": "0"}
    with Image.open(io.BytesIO(standard_b64decode("".join(bodies)))) as sent:
        assert sent.convert("RGB").tobytes() == image.tobytes()


def test_a_small_image_is_one_part() -> None:
    (part,) = kitty.transmit(5, as_png(Image.new("RGB", (1, 1))), 1, 1)
    assert ",m=0;" in part


def test_the_png_holds_nothing_of_the_file_it_came_from() -> None:
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "a secret"
    noise((8, 8)).save(stream, "JPEG", exif=exif, comment=b"another")
    with Image.open(io.BytesIO(stream.getvalue())) as image:
        copy = Image.frombytes("RGB", image.size, image.convert("RGB").tobytes())
    assert b"secret" not in as_png(copy)
    assert b"another" not in as_png(copy)


@pytest.mark.parametrize(("row", "start", "end"), [(0, 0, 3), (23, 118, 120), (5, 7, 8)])
def test_each_cell_says_its_row_and_column(row: int, start: int, end: int) -> None:
    number = 0x0A0B0C
    text = kitty.cells(number, row, start, end)
    color, _, cells = text.partition("m")
    assert color == "\x1b[38;2;10;11;12"
    assert cells == "".join(f"\U0010eeee{kitty.MARKS[row]}{kitty.MARKS[column]}" for column in range(start, end))


def test_there_are_marks_for_the_largest_picture_and_none_twice() -> None:
    assert len(kitty.MARKS) >= max(MOST_COLUMNS, MOST_ROWS)
    assert len(set(kitty.MARKS)) == len(kitty.MARKS)
    assert kitty.MARKS[:3] == ("\u0305", "\u030d", "\u030e")
    # The protocol's choice: marks above that no normalization changes.
    assert all(unicodedata.combining(mark) == 230 and not unicodedata.decomposition(mark) for mark in kitty.MARKS)


def test_images_are_deleted_with_their_data() -> None:
    assert kitty.delete([3, 4]) == "\x1b_Ga=d,d=I,q=2,i=3\x1b\\\x1b_Ga=d,d=I,q=2,i=4\x1b\\"


def test_a_place_of_another_size_takes_that_of_the_first() -> None:
    assert kitty.place(9, 30, 10) == "\x1b_Ga=p,U=1,q=2,i=9,p=1,c=30,r=10\x1b\\"
