"""What is kept of the occurrences of terms between key presses is bounded."""

from __future__ import annotations

from nexus_tui.core.search.rows import MOST_KEPT, MOST_OF_ONE, Row, Rows


def row(size: int) -> tuple[Row, ...]:
    return (Row(0, False, range(size), range(size), (), [], unique=True),)


def test_a_frequent_term_does_not_put_rare_ones_out() -> None:
    rows = Rows()
    rows.keep(0, "rare", row(3))
    rows.keep(0, "everywhere", row(MOST_OF_ONE + 1))
    assert rows.get(0, "everywhere") is None
    assert rows.get(0, "rare") == row(3)


def test_no_more_than_so_many_occurrences_are_kept() -> None:
    rows = Rows()
    terms = [f"term{number}" for number in range(3 * MOST_KEPT // MOST_OF_ONE)]
    for term in terms:
        rows.keep(0, term, row(MOST_OF_ONE - 1))
        kept = [rows.get(0, each) for each in terms]
        assert sum(MOST_OF_ONE for each in kept if each is not None) <= MOST_KEPT
    assert rows.get(0, terms[-1]) is not None
