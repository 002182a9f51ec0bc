"""Texts and rows that are too long to be laid out at once are cut, with nothing lost and nothing out of order."""

from __future__ import annotations

import pytest

from nexus_tui.core.markdown.block import Run
from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.markdown.notes import MOST_BACK_LINKS
from nexus_tui.core.markdown.portions import CELL_SIZE, MOST_COLUMNS, row_parts, text_parts
from tests.core.markdown.reference import shown_text

LONG = " ".join(f"w{n}" for n in range(20_000))


def halves(cell: str) -> list[str]:
    """Cells of more than one character in two."""
    return [cell] if len(cell) < 2 else [cell[:1], cell[1:]]


def test_a_row_is_cut_so_that_its_texts_stay_in_order() -> None:
    assert row_parts(["a", "bc", "de", "f"], "", halves) == [["a", "b", "", ""], ["", "c", "d", ""], ["", "", "e", "f"]]
    wide = [str(n) for n in range(2 * MOST_COLUMNS + 1)]
    rows = row_parts(wide, "", lambda cell: [cell])
    assert [len(row) for row in rows] == [MOST_COLUMNS, MOST_COLUMNS, 1]
    assert [cell for row in rows for cell in row] == wide
    assert row_parts([], "", halves) == [[]]


def test_the_runs_of_a_text_are_cut_with_it() -> None:
    runs = (Run(0, 3, "em"), Run(CELL_SIZE - 5, CELL_SIZE + 5, "strong"), Run(2 * CELL_SIZE, 2 * CELL_SIZE + 3, "u"))
    text = "x" * (CELL_SIZE * 2 + 9)
    assert text_parts(text, runs) == [
        (text[:CELL_SIZE], (Run(0, 3, "em"), Run(CELL_SIZE - 5, CELL_SIZE, "strong"))),
        (text[:CELL_SIZE], (Run(0, 5, "strong"),)),
        ("x" * 9, (Run(0, 3, "u"),)),
    ]
    assert text_parts("short", runs) == [("short", runs)]


@pytest.mark.parametrize(
    "page",
    [
        f"| a | b |\n|---|---|\n| {LONG} | end |\n",
        f"<table><tr><td>{LONG}</td><td>end</td></tr></table>\n",
        f"<p>{LONG} end</p>\n",
        "|" + "h|" * 600 + "\n|" + "-|" * 600 + "\n|" + LONG.replace(" ", "|")[:3000] + "|end|\n",
    ],
    ids=["cell", "html cell", "html", "columns"],
)
def test_what_is_cut_is_shown_whole(page: str) -> None:
    model = DocumentModel.from_text(page)
    assert max(len(model.plain(index)) for index in range(len(model.blocks))) <= CELL_SIZE + 10
    words = LONG.split() if "w19999" in page else [f"w{n}" for n in range(500)]
    text, position = shown_text(page, 60), 0
    for word in words:
        position = text.index(word, position) + len(word)


def test_a_note_that_is_referred_to_everywhere_leads_back_to_the_first_places() -> None:
    model = DocumentModel.from_text("x[^1]\n\n" * 200 + "[^1]: note\n")
    last = model.plain(len(model.blocks) - 1)
    assert last.startswith("note ↩ ↩²") and last.endswith(" …")
    assert last.count("↩") == MOST_BACK_LINKS
    assert model.note_text(1) == "note"


def test_thousands_of_abbreviations_are_looked_up_not_tried() -> None:
    page = (
        "".join(f"*[AB{n}]: x{n}\n" for n in range(9_000)) + "\n\nAB8999, C++ AB1X AB1.\n\n*[C++]: see\n*[AB1.]: dot\n"
    )
    model = DocumentModel.from_text(page)
    model.plain(0)
    assert [(model.plain(0)[run.start : run.end], run.href) for run in model.blocks[0].runs] == [
        ("AB8999", "title:x8999"),
        ("C++", "title:see"),
        ("AB1.", "title:dot"),
    ]
