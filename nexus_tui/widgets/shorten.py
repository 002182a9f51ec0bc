"""Text cut to a number of cells."""

from __future__ import annotations

from bisect import bisect_left

from rich.cells import cell_len


def shorten(text: str, cells: int) -> str:
    """``text`` cut to ``cells`` with an ellipsis at its end."""
    if cells <= 0:
        return ""
    if cell_len(text) <= cells:
        return text
    sizes: list[int] = []
    total = 0
    for character in text:
        total += cell_len(character)
        sizes.append(total)
    keep = bisect_left(sizes, cells)
    while keep and sizes[keep - 1] > cells - 1:
        keep -= 1
    return text[:keep] + "…"


def shorten_start(text: str, cells: int) -> str:
    """``text`` cut to ``cells`` with an ellipsis at its start."""
    if cells <= 0:
        return ""
    size = cell_len(text)
    if size <= cells:
        return text
    drop = 0
    while drop < len(text) and size > cells - 1:
        size -= cell_len(text[drop])
        drop += 1
    return "…" + text[drop:]
