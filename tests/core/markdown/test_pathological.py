"""Pages made to be expensive are taken over in small steps: counted in blocks and calls, not in seconds."""

from __future__ import annotations

import pytest

from nexus_tui.core.markdown.document import DocumentModel, estimate_all
from nexus_tui.core.markdown.flatten_leaves import MOST_CONTENTS
from nexus_tui.core.markdown.loader import NOTES_SIZE, Loader


def batches(text: str) -> tuple[DocumentModel, list[int]]:
    """A page as it is loaded, and how many blocks came at a time."""
    model = DocumentModel(80)
    loader = Loader(text)
    model.begin(loader)
    sizes = []
    for batch in loader.batches():
        sizes.append(len(batch.blocks))
        model.add(batch, estimate_all(batch.blocks, 80, model.options))
    return model, sizes


@pytest.mark.parametrize(
    ("piece", "shown"),
    [
        ('=== "A"\n\n    x\n\n=== "B"\n\n    y\n\ntext\n\n', ["tabs", "paragraph", "paragraph"]),
        ("> [!tip]- T\n> text\n\n", ["callout"]),
        ("<details>\n<summary>S</summary>\n\ntext\n\n</details>\n\n", ["callout"]),
    ],
)
def test_what_is_hidden_is_the_same_whether_a_page_comes_at_once_or_in_pieces(piece: str, shown: list[str]) -> None:
    count = 3000
    model, sizes = batches(piece * count)
    assert len(sizes) > 2
    visible = [block.kind for index, block in enumerate(model.blocks) if not model.folding.hidden(index)]
    assert visible == shown * count
    assert all(model.heights.get(i) == 0 for i in range(len(model.blocks)) if model.folding.hidden(i))
    assert model.folding.update(model.blocks, model.heading_blocks) == []


def test_thousands_of_footnotes_come_in_pieces_and_lead_where_they_should() -> None:
    count = 3 * NOTES_SIZE
    model, sizes = batches("".join(f"text {n}[^{n}]\n\n[^{n}]: note {n}\n\n" for n in range(count)))
    assert max(sizes) <= NOTES_SIZE + 10
    for number in (1, NOTES_SIZE, count):
        note, reference = model.block_of_anchor(f"fn-{number}"), model.block_of_anchor(f"fnref-{number}")
        assert note is not None and model.plain(note) == f"note {number - 1} ↩"
        assert reference is not None and model.plain(reference) == f"text {number - 1}[{number}]"


def test_a_table_of_contents_has_an_end() -> None:
    model, _ = batches("# T\n\n[TOC]\n\n" + "## head\n\n" * 5000)
    assert model.plain(1).count("\n") == 999


def test_a_page_has_only_so_many_tables_of_contents() -> None:
    model, _ = batches("[TOC]\n\n" * 3000 + "# head\n")
    kinds = [block.kind for block in model.blocks]
    assert kinds == ["contents"] * MOST_CONTENTS + ["paragraph"] * (3000 - MOST_CONTENTS) + ["heading"]


def test_a_tab_that_is_chosen_is_found_again_by_a_search_that_reveals_it() -> None:
    model, _ = batches('=== "A"\n\n    one\n\n=== "B"\n\n    two\n')
    hidden = next(index for index in range(len(model.blocks)) if model.plain(index) == "two")
    assert model.folding.hidden(hidden)
    assert model.folding.opened_for(hidden, model.blocks, model.heading_blocks)
    model.refold()
    assert not model.folding.hidden(hidden)
    assert model.choose_tab(0, 0)
    assert model.folding.hidden(hidden)
    assert not model.choose_tab(0, 0)
    assert not model.choose_tab(0, 7)
    assert not model.choose_tab(9, 0)
