"""A table as data: sorted, filtered, and written in the forms that other programs take."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

Rows = Sequence[Sequence[str]]
"""The texts of cells, a sequence a row."""

_NUMBER = re.compile(
    r"[~≈<>≤≥$€£¥ ]{0,3}([+\-\u2212]?\d{1,3}(?:[,\u202f\u00a0' ]\d{3})+(?:\.\d+)?|[+\-\u2212]?\d*\.?\d+)"
    r"(?![\d.]*\d|[:/\-]\d)"
)
_DIGITS = re.compile(r"(\d+)")
_EMPTY = {"", "-", "–", "—", "n/a", "?"}


def number_of(text: str) -> float | None:
    """The number that a cell begins with, such as ``1,234.5 MB``, ``~12 %`` or ``$3``.

    None if it begins with none; versions, dates and times are no numbers.
    """
    found = _NUMBER.match(text.strip())
    if found is None:
        return None
    digits = re.sub(r"[,\u202f\u00a0' ]", "", found[1]).replace("\u2212", "-")
    return float(digits)


def sorted_rows(rows: Rows, column: int, *, descending: bool = False) -> list[int]:
    """The indexes of ``rows`` in the order of a column.

    By number if every cell that says something begins with one, else by text in which runs of digits count as
    numbers, letter case aside. Equal rows keep their order; empty cells come last in both directions.
    """
    cells = [row[column].strip() if column < len(row) else "" for row in rows]
    said = [index for index, cell in enumerate(cells) if cell.casefold() not in _EMPTY]
    empty = [index for index, cell in enumerate(cells) if cell.casefold() in _EMPTY]
    numbers = {index: number_of(cells[index]) for index in said}
    if all(number is not None for number in numbers.values()):
        said.sort(key=lambda index: numbers[index] or 0.0, reverse=descending)
    else:
        said.sort(key=lambda index: natural_key(cells[index]), reverse=descending)
    return said + empty


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key by which ``v10`` comes after ``v9``."""
    parts = _DIGITS.split(text.casefold())
    return tuple((0, int(part[:18]), part) if at % 2 else (1, 0, part) for at, part in enumerate(parts) if part)


def filtered_rows(rows: Rows, text: str) -> list[int]:
    """The indexes of the rows that hold every word of ``text`` in some cell, letter case aside."""
    words = text.casefold().split()
    found = []
    for index, row in enumerate(rows):
        whole = "\t".join(row).casefold()
        if all(word in whole for word in words):
            found.append(index)
    return found


def to_tsv(rows: Rows) -> str:
    """Cells separated by tabs, a line a row; tabs and line ends inside cells become blanks."""
    return "".join("\t".join(re.sub(r"[\t\r\n]+", " ", cell) for cell in row) + "\n" for row in rows)


def to_csv(rows: Rows) -> str:
    """Comma-separated values as RFC 4180 has them, but with ``\\n`` as the line end."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


_RULES = {"left": ":--", "right": "--:", "center": ":-:"}


def to_markdown(rows: Rows, aligns: Sequence[str] = ()) -> str:
    """A table in GitHub's Markdown; the first row is the header."""
    if not rows:
        return ""
    count = max(map(len, rows))
    lines = [_markdown_row(rows[0], count)]
    rules = [_RULES.get(aligns[column] if column < len(aligns) else "", "---") for column in range(count)]
    lines.append("| " + " | ".join(rules) + " |")
    lines += [_markdown_row(row, count) for row in rows[1:]]
    return "\n".join(lines) + "\n"


def _markdown_row(row: Sequence[str], count: int) -> str:
    cells = [*row, *([""] * (count - len(row)))]
    return "| " + " | ".join(re.sub(r"\r?\n", "<br>", cell).replace("|", "\\|") for cell in cells) + " |"
