"""Footnotes: numbers, references, the section at the end, and the text for a popover."""

from __future__ import annotations

from nexus_tui.core.markdown.document import DocumentModel

PAGE = """A[^b] and B[^a], again[^b], inline^[note *here*], none[^x].

[^a]: Text of a.
[^b]: Text of b.

    - item
[^c]: Never referred to.
"""


def texts(model: DocumentModel) -> list[str]:
    """The text of each block."""
    return [model.plain(index) for index in range(len(model.blocks))]


def test_notes_are_numbered_as_they_are_referred_to() -> None:
    model = DocumentModel.from_text(PAGE)
    assert texts(model)[0] == "A[1] and B[2], again[1], inline[3], none[^x]."
    assert texts(model)[2:] == [
        "Footnotes",
        "Text of b.",
        "item ↩ ↩²",
        "Text of a. ↩",
        "note here ↩",
        "Never referred to.",
    ]


def test_references_lead_to_notes_and_back() -> None:
    model = DocumentModel.from_text("One[^n].\n\nTwo[^n].\n\n[^n]: Note.\n")
    note = model.block_of_anchor("fn-1")
    assert note is not None
    model.plain(note)
    hrefs = [run.href for run in model.blocks[note].runs]
    assert list(dict.fromkeys(hrefs)) == ["#fnref-1", "#fnref-1-2"]
    assert model.block_of_anchor("fnref-1") == 0
    assert model.block_of_anchor("fnref-1-2") == 1


def test_the_text_of_a_note_can_be_asked_for() -> None:
    model = DocumentModel.from_text(PAGE)
    assert model.note_text(1) == "Text of b.\n• item"
    assert model.note_text(2) == "Text of a."
    assert model.note_text(3) == "note here"
    assert model.note_text(4) == "Never referred to."
    assert model.note_text(5) == ""


def test_references_are_counted_once_on_a_page_that_is_parsed_in_pieces() -> None:
    text = "".join(f"- item {n} with a note[^n]\n" for n in range(3000)) + "\n[^n]: Note.\n"
    model = DocumentModel.from_text(text)
    note = model.block_of_anchor("fn-1")
    assert note is not None
    assert model.block_of_anchor("fnref-1-3000") is not None
    assert model.block_of_anchor("fnref-1-3001") is None
    assert model.block_of_anchor("fnref-1-3000") == 2999


def test_lines_of_notes_and_of_the_text_around_them_are_found() -> None:
    text = "One[^1].\n\n[^1]: Note of one.\n\nTwo.\n\nThree[^2].\n\n[^2]: Note of two.\n\nFour.\n"
    model = DocumentModel.from_text(text)
    found = {line: model.plain(model.block_of_line(line)) for line in (1, 3, 5, 7, 9, 11, 99)}
    assert found == {
        1: "One[1].",
        3: "Note of one. ↩",
        5: "Two.",
        7: "Three[2].",
        9: "Note of two. ↩",
        11: "Four.",
        99: "Four.",
    }
