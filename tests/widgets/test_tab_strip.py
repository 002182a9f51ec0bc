"""Which tabs a line of any width shows."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from nexus_tui.widgets.tab_strip import MORE, tab_parts

TITLES = ("The N+1 query problem", "Caching", "Containers", "全文检索引擎的索引", "Sessions and cookies")


def line(active: int, width: int) -> str:
    return "".join(text for _, text in tab_parts(TITLES, active, width))


def test_titles_get_shorter_before_a_tab_is_hidden() -> None:
    assert line(0, 120).startswith(" 1 The N+1 query problem  2 Caching ")
    shorter = line(4, 70)
    assert all(f" {number} " in shorter for number in range(1, 6))
    assert "The N+1 qu…" in shorter and not any(sign in shorter for sign in MORE)


@pytest.mark.parametrize(("active", "signs"), [(0, "›"), (2, "‹›"), (4, "‹")])
def test_a_sign_stands_where_tabs_are_hidden(active: int, signs: str) -> None:
    shown = line(active, 30)
    assert "".join(character for character in shown if character in MORE) == signs
    assert f" {active + 1} " in shown
    parts = tab_parts(TITLES, active, 30)
    assert [index for index, _ in parts] == list(range(parts[0][0], parts[-1][0] + 1))
    assert len(parts) > 2


@pytest.mark.parametrize("width", range(1, 130))
def test_the_line_fits_and_shows_the_active_tab(width: int) -> None:
    for active in range(len(TITLES)):
        parts = tab_parts(TITLES, active, width)
        assert any(index == active and text not in MORE for index, text in parts)
        assert sum(cell_len(text) for _, text in parts) <= max(3, width)
