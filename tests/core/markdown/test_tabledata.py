"""Tables as data: order, filter, and the forms for other programs."""

from __future__ import annotations

import csv
import io

import pytest

from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.markdown.tabledata import filtered_rows, number_of, sorted_rows, to_csv, to_markdown, to_tsv

ROWS = [["a | b", "1,200"], ['say "x", y', "~9 %"], ["two\nlines", "-3"], ["tab\there", ""]]


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("1,234.5 MB", 1234.5), ("-3", -3), ("−2 °C", -2), ("$4.50", 4.5), ("~7", 7), (".5", 0.5), ("5.", 5)],
)
def test_numbers_are_read_with_their_units(text: str, number: float) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "2024-05-01", "10:30", "v2", "3/4"])
def test_versions_dates_and_words_are_no_numbers(text: str) -> None:
    assert number_of(text) is None


def test_numbers_sort_as_numbers_and_empty_cells_come_last_both_ways() -> None:
    assert sorted_rows(ROWS, 1) == [2, 1, 0, 3]
    assert sorted_rows(ROWS, 1, descending=True) == [0, 1, 2, 3]


def test_text_sorts_with_its_digits_as_numbers() -> None:
    rows = [["v10"], ["V9"], ["v1.10"], ["v1.9"], ["alpha"]]
    assert [rows[index][0] for index in sorted_rows(rows, 0)] == ["alpha", "v1.9", "v1.10", "V9", "v10"]


def test_a_missing_cell_sorts_like_an_empty_one() -> None:
    assert sorted_rows([["a"], ["b", "1"]], 1) == [1, 0]


def test_every_word_must_be_in_the_row() -> None:
    assert filtered_rows(ROWS, "SAY y") == [1]
    assert filtered_rows(ROWS, "two 9") == []
    assert filtered_rows(ROWS, "") == [0, 1, 2, 3]


def test_csv_is_read_back_as_it_was() -> None:
    assert list(csv.reader(io.StringIO(to_csv(ROWS), newline=""))) == ROWS


def test_tsv_has_one_line_a_row() -> None:
    lines = to_tsv(ROWS).split("\n")
    assert lines[2:4] == ["two lines\t-3", "tab here\t"]


def test_markdown_gives_the_same_table_again() -> None:
    model = DocumentModel.from_text(to_markdown([["h", "n"], *ROWS[:2]], ["", "right"]))
    assert [model.plain(index) for index in range(len(model.blocks))] == ["h\tn", "a | b\t1,200", 'say "x", y\t~9 %']
