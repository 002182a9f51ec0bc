"""What the next key of a half-typed sequence can do, in columns that fit the screen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

GAP = 2
NARROWEST = 18
"""Cells of a column that is still worth reading."""


def hint_lines(hints: Sequence[tuple[str, str]], width: int, height: int) -> list[str]:
    """Keys and titles as at most ``height`` lines of ``width`` cells, in columns read downwards.

    Keys 1 to 9 whose titles differ in the digit alone are one entry. As few columns are used as the height allows;
    titles that are longer than a column are cut.
    """
    entries = _grouped(hints)
    if not entries or width < 1:
        return []
    most = max(1, width // NARROWEST)
    columns = min(most, max(1, -(-len(entries) // max(1, height))))
    wide = max(cell_len(key) + GAP + cell_len(title) for key, title in entries) + GAP
    columns = max(columns, min(most, width // wide))
    rows = -(-len(entries) // columns)
    cells = width // columns
    key_cells = max(cell_len(key) for key, _ in entries)
    texts = [f"{set_cell_size(key, key_cells)}  {title}" for key, title in entries]
    shown = [text if cell_len(text) <= cells - GAP else set_cell_size(text, cells - GAP - 1) + "…" for text in texts]
    lines = ["".join(set_cell_size(text, cells) for text in shown[row::rows]).rstrip() for row in range(rows)]
    return lines[: max(1, height)]


def _grouped(hints: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    numbered = [(key, title) for key, title in hints if key.isdigit() and title.endswith(f" {key}")]
    if len(numbered) < 3:
        return list(hints)
    first, last = numbered[0], numbered[-1]
    group = (f"{first[0]}-{last[0]}", first[1].removesuffix(f" {first[0]}") + " by number")
    return [group if hint == first else hint for hint in hints if hint == first or hint not in numbered]
