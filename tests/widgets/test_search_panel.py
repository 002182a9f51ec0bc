"""How a hit is shown as a row."""

from __future__ import annotations

import pytest

from nexus_tui.core.model import DocId, Hit, Snippet
from nexus_tui.widgets.hit_rows import age, hit_rows, trail

HIT = Hit(DocId("a.md"), "", "The N+1 query problem", (), 1, 2.0, Snippet("text"), 1, ())


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, ""), (59 * 60, ""), (3600, "1h"), (3 * 86400, "3d"), (90 * 86400, "3mo"), (4e8, "12y")]
)
def test_an_age_is_told_from_an_hour_on(seconds: float, shown: str) -> None:
    assert age(10**18, 1e9 + seconds) == shown


def test_a_narrow_list_leaves_the_row_to_the_title() -> None:
    assert hit_rows([HIT], 31)[0].right == ()
    assert "".join(text for text, _ in hit_rows([HIT], 58)[0].right).endswith("███")


@pytest.mark.parametrize("width", [31, 58, 120])
@pytest.mark.parametrize("at", [0, 40, 75, 110, 145])
def test_the_two_lines_of_a_snippet_show_its_first_mark(width: int, at: int) -> None:
    text = ("word " * 40)[:at] + "needle " + ("word " * 40)[: 153 - at]
    hit = HIT._replace(snippet=Snippet(text, ((at, at + 6),)))
    (row,) = hit_rows([hit], width)
    shown = [piece for line in row.lines[1:] for piece in line]
    assert ("needle", "match") in shown
    begins = "".join(text for text, _ in row.lines[1]).strip()
    assert begins.startswith("…") == (at + 6 > 2 * max(20, width - 4) - 12)


@pytest.mark.parametrize(
    ("cells", "shown"),
    [(60, "Worked example › Stacking layers"), (20, "… › Stacking layers"), (3, "… › Stacking layers")],
)
def test_a_trail_keeps_its_innermost_heading(cells: int, shown: str) -> None:
    assert trail(("Worked example", "Stacking layers"), cells) == shown
    assert trail(("Stacking layers",), 3) == "Stacking layers"
    assert trail((), 3) == ""


def test_further_sections_of_a_page_are_told_apart() -> None:
    outer = "Worked example: from the first attempt to one to complete image"
    further = tuple(HIT._replace(headings=(outer, part)) for part in ("Build", "Run"))
    rows = hit_rows([HIT._replace(further=further)], 58)
    assert ["".join(text for text, _ in row.lines[0]) for row in rows[1:]] == ["    ↳ … › Build", "    ↳ … › Run"]
