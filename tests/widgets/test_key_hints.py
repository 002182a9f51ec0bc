"""The columns of keys that may follow."""

from __future__ import annotations

from rich.cells import cell_len

from nexus_tui.widgets.key_hints import hint_lines

HINTS = [("t", "Next tab"), ("T", "Previous tab"), *((str(n), f"Tab {n}") for n in range(1, 10)), ("n", "New page")]


def test_numbers_are_one_entry() -> None:
    assert "1-9  Tab by number" in "\n".join(hint_lines(HINTS, 80, 10))
    assert "Tab 3" not in "\n".join(hint_lines(HINTS, 80, 10))


def test_lines_fit_and_hold_every_entry() -> None:
    hints = [(chr(97 + n), f"Something that is done {'very ' * n}well") for n in range(20)]
    for width, height in ((60, 10), (80, 12), (160, 20), (20, 30)):
        lines = hint_lines(hints, width, height)
        assert len(lines) <= height
        assert all(cell_len(line) <= width for line in lines)
        assert sum(line.count("Something") for line in lines) == 20


def test_nothing_gives_no_lines() -> None:
    assert hint_lines([], 80, 10) == []
