"""The manual in ``docs``: its links lead somewhere, and its page of constructs holds one of each kind of block."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from nexus_tui.core.graph import check
from nexus_tui.core.library import open_library
from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.model import Source
from nexus_tui.core.session import Session

DOCS = Path(__file__).parents[3] / "docs"


def constructs(width: int) -> DocumentModel:
    """The page of constructs with what it embeds."""
    session = Session(open_library(DOCS))
    document = next(document for document in session.scan().order if document.endswith("constructs.md"))

    def embed(name: str) -> Source | None:
        return session.embedded(name, document)

    return DocumentModel.from_text(session.read(document).text, width, embed=embed, document=document)


def test_the_manual_has_no_broken_link_and_no_wrong_head() -> None:
    assert [problem for problem in check(open_library(DOCS)) if problem.kind != "orphan"] == []


def test_the_page_of_constructs_holds_every_kind_of_block() -> None:
    kinds = {block.kind for block in constructs(80).blocks}
    wanted = {"front", "heading", "paragraph", "contents", "rule", "code", "row", "callout", "term", "math", "tabs"}
    assert wanted <= kinds


@pytest.mark.parametrize("width", [12, 20, 40, 72, 100, 200])
def test_the_page_of_constructs_fits_into_any_width(width: int) -> None:
    model = constructs(width)
    for index in range(len(model.blocks)):
        for line in model.lines(index):
            assert cell_len(line.text) <= width, line


def test_the_page_of_constructs_embeds_a_section_of_the_manual() -> None:
    model = constructs(80)
    text = [model.plain(index) for index in range(len(model.blocks))]
    assert "Nexus manual › Start" in text
    assert not any("![[" in line for line in text)
