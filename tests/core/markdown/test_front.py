"""The head of a page: one line above the text, the head itself folded away."""

from __future__ import annotations

import pytest

from nexus_tui.core import frontmatter
from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.markdown.loader import Loader
from tests.core.markdown.pages import whole_page

HEAD = '---\ntitle: "A & B"\ntags: [x, y]\nupdated: 2026-01-02\nlevel: basic\nsources:\n  - {name: N}\n---\n'


def first_line(text: str, width: int = 80) -> str:
    """The first line of a page."""
    return next(iter(whole_page(text, width))).text


def test_level_date_and_tags_stand_in_one_line() -> None:
    assert first_line(HEAD + "# A & B\n") == "▸ basic · updated 2026-01-02 · #x #y"


def test_the_title_is_shown_only_where_the_first_heading_is_another() -> None:
    assert first_line(HEAD + "# Other\n").startswith("▸ A & B · basic")
    assert first_line(HEAD + "Text\n").startswith("▸ A & B · basic")
    assert first_line(HEAD + "A & B\n===\n").startswith("▸ basic")


def test_the_line_is_cut_while_folded_and_whole_when_open() -> None:
    assert first_line(HEAD, 20) == "▸ A & B · basic · u…"
    model = DocumentModel.from_text(HEAD + "# A & B\n\ntext\n", 20)
    assert model.folding.hidden(1)
    model.folding.parts[0].closed = False
    model.refold()
    assert [line.text for line in model.lines(0)] == ["▾ basic · updated", "  2026-01-02 · #x #y"]
    assert "sources:\n  - {name: N}" in model.plain(1)
    assert not model.folding.hidden(1)


@pytest.mark.parametrize("head", ["---\n---\n", "---\n\n---\n", "+++\n+++\n"])
def test_an_empty_head_shows_nothing_of_itself(head: str) -> None:
    assert not any(block.kind == "front" for block in DocumentModel.from_text(head + "# H\n").blocks)


def test_a_head_in_toml_is_read_too() -> None:
    assert first_line("+++\ntitle = 'T'\ntags = ['a']\nweight = 3\n+++\n\nText\n") == "▸ T · #a"


def test_a_head_that_says_nothing_of_these_can_still_be_opened() -> None:
    assert first_line("---\nother: x\n---\n# H\n") == "▸ front matter"


def test_a_page_that_is_only_a_head_shows_it() -> None:
    assert first_line("---\ntitle: T\n---") == "▸ T"


def test_headings_anchors_and_notes_lead_to_their_blocks_after_a_head() -> None:
    model = DocumentModel.from_text(HEAD + "# A & B\n\n## Part\n\nText[^1]\n\n[^1]: Note\n")
    for anchor, text in (("part", "Part"), ("fnref-1", "Text[1]"), ("fn-1", "Note ↩")):
        index = model.block_of_anchor(anchor)
        assert index is not None
        assert model.plain(index) == text
    assert [model.blocks[index].kind for index in model.heading_blocks] == ["heading", "heading"]
    assert model.blocks[model.block_of_line(9)].line == 9


def test_a_long_page_has_its_head_once() -> None:
    text = HEAD + "- item\n" * 20_000
    model = DocumentModel()
    loader = Loader(text)
    model.begin(loader)
    batches = list(loader.batches())
    assert len(batches) > 2
    for batch in batches:
        model.add(batch, [1] * len(batch.blocks))
        assert [block.kind for block in model.blocks[:3]] == ["front", "code", "paragraph"]
        assert model.folding.hidden(1) and not model.folding.hidden(2)
    assert sum(block.kind == "front" for block in model.blocks) == 1


@pytest.mark.parametrize(
    "text", ["---\n\n# A rule\n\n---\n", "---\nFoo\n---\nBar\n", "+++\na='1'\n+++\nx", HEAD, "---\n"]
)
def test_the_reader_and_the_library_agree_where_a_head_ends(text: str) -> None:
    loader, found = Loader(text), frontmatter.split(text)
    assert (loader.front_matter, loader.line_base, loader.text) == (
        found.raw,
        found.body_line,
        text[found.body_offset :],
    )


def test_the_head_is_still_there_when_the_page_turns_out_to_define_abbreviations() -> None:
    lines = [line.text for line in whole_page("---\ntags: [a]\n---\ntext\n\n*[HTML]: Markup\n", 40)]
    assert lines[0] == "▸ #a"
