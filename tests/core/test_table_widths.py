"""How wide the columns of a table are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_tui.core.markdown.tables import SHORT_WORD, column_widths, padding


@pytest.mark.parametrize(
    ("natural", "words", "room", "widths", "fits"),
    [
        ([5, 10], [5, 8], 15, (5, 10), True),
        ([5, 10], [5, 8], 100, (5, 10), True),
        ([5, 40], [5, 8], 30, (5, 25), True),
        ([60, 60], [8, 8], 60, (30, 30), True),
        ([200, 50], [8, 8], 60, (40, 20), True),
        ([4, 300, 12], [4, 10, 12], 60, (4, 44, 12), True),
        ([40, 40], [40, 40], 40, (20, 20), True),
        ([24, 6], [24, 6], 22, (16, 6), True),
        ([30, 30, 30], [15, 15, 15], 20, (10, 30, 30), False),
        ([12, 200], [12, 10], 12, (6, 32), False),
        ([50], [50], 20, (20,), True),
        ([0, 0], [0, 0], 10, (1, 1), True),
        ([], [], 10, (), True),
        ([], [], -1, (), True),
        ([5, 5], [5, 5], 0, (1, 5), False),
        ([5], [5], 0, (1,), False),
        ([5, 5], [5, 5], -3, (1, 5), False),
    ],
)
def test_room_is_shared_fairly(
    natural: list[int], words: list[int], room: int, widths: tuple[int, ...], fits: bool
) -> None:
    shared = column_widths(natural, words, room)
    assert (shared.widths, shared.fits) == (widths, fits)


columns = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 60)), min_size=1, max_size=12)


@given(columns, st.integers(-5, 400))
def test_no_column_is_lost_and_the_sum_keeps_its_promise(table: list[tuple[int, int]], room: int) -> None:
    natural, words = [width for width, _ in table], [word for _, word in table]
    shared = column_widths(natural, words, room)
    assert len(shared.widths) == len(table)
    assert all(1 <= width <= max(1, most) for width, most in zip(shared.widths, natural, strict=True))
    if shared.fits:
        assert sum(shared.widths) == min(room, sum(max(1, width) for width in natural))
        if len(table) > 1:
            whole = [min(word, most, SHORT_WORD) for word, most in zip(words, natural, strict=True)]
            assert all(width >= word for width, word in zip(shared.widths, whole, strict=True))


@given(columns, st.integers(0, 300))
def test_more_room_never_makes_a_column_narrower(table: list[tuple[int, int]], room: int) -> None:
    natural, words = [width for width, _ in table], [word for _, word in table]
    less, more = column_widths(natural, words, room), column_widths(natural, words, room + 1)
    if less.fits:
        assert more.fits
        assert all(before <= after for before, after in zip(less.widths, more.widths, strict=True))


@pytest.mark.parametrize(
    ("used", "width", "align", "blanks"),
    [
        (3, 8, "left", (0, 5)),
        (3, 8, "", (0, 5)),
        (3, 8, "right", (5, 0)),
        (3, 8, "center", (2, 3)),
        (3, 3, "center", (0, 0)),
        (9, 3, "right", (0, 0)),
    ],
)
def test_a_cell_is_padded_to_its_column(used: int, width: int, align: str, blanks: tuple[int, int]) -> None:
    assert padding(used, width, align) == blanks
