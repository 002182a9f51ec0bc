"""Each construct as it is laid out, compared with the files in ``golden``.

``NAME.md`` is the page, ``NAME.txt`` its lines at two widths with the style of each stretch. After a change that is
meant, look at the difference that ``UPDATE_GOLDEN=1 python -m pytest tests/core/markdown/test_golden.py`` makes.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nexus_tui.core.markdown.block import Line
from nexus_tui.core.markdown.layout import LayoutOptions
from nexus_tui.core.markdown.width import cell_len
from tests.core.markdown.pages import whole_page

GOLDEN = Path(__file__).parent / "golden"
WIDTHS = (60, 24)
PAGES = sorted(GOLDEN.glob("*.md"))


def shown(line: Line) -> str:
    """One line as text: ``⟦style target|text⟧`` for what has either."""
    parts = []
    for piece in line.pieces:
        names = " ".join(filter(None, (piece.style, f"→{piece.href}" if piece.href else "")))
        parts.append(f"⟦{names}|{piece.text}⟧" if names else piece.text)
    return "".join(parts).rstrip()


def report(text: str) -> str:
    """The lines of a page at each width."""
    parts = []
    for width in WIDTHS:
        parts.append(f"───── {width} cells")
        parts += [shown(line) for line in whole_page(text, width, LayoutOptions(wrap_cells=True))]
    return "\n".join(parts) + "\n"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_construct_is_laid_out_as_recorded(page: Path) -> None:
    found = report(page.read_text(encoding="utf-8"))
    expected = page.with_suffix(".txt")
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
@pytest.mark.parametrize("width", [2, 5, 13, 20, 33, 80, 120, 300])
def test_no_line_of_a_construct_is_wider_than_the_width(page: Path, width: int) -> None:
    for line in whole_page(page.read_text(encoding="utf-8"), width, LayoutOptions()):
        assert cell_len(line.text) <= width, line
