"""The piece of a long section that a snippet is cut from."""

from __future__ import annotations

import random

from nexus_tui.core.search.window import SMALL, window

FILLER = b"some filler text that says nothing at all here\n"


def test_a_short_piece_is_taken_whole() -> None:
    assert window(b"short text", ("text",)) == (0, 10)


def test_the_place_where_most_words_stand_together_is_taken() -> None:
    data = FILLER * 40 + b"only pickles\n" + FILLER * 40 + b"Pickling with brine and dill\n" + FILLER * 40
    low, high = window(data, ("pickle*", "brine", '"dill"'))
    assert b"Pickling with brine and dill" in data[low:high]
    assert high - low <= 2 * SMALL


def test_the_beginning_of_a_word_goes_before_its_inside() -> None:
    data = b"unrelated " * 40 + b"related at last " + b"filler " * 80
    low, high = window(data, ("related",))
    assert b"related at last" in data[low:high]


def test_words_that_are_not_ascii_leave_the_piece_whole() -> None:
    data = "текст ".encode() * 400
    assert window(data, ("текст",)) == (0, len(data))


def test_no_character_is_cut_in_two() -> None:
    rng = random.Random(3)
    for _ in range(300):
        text = "".join(rng.choices("é数ab 😀\n", k=1500))
        at = rng.randrange(1500)
        data = (text[:at] + " needle " + text[at:]).encode()
        low, high = window(data, ("needle",))
        assert b"needle" in data[low:high]
        data[low:high].decode()
