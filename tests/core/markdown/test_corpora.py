"""Pages that nobody wrote for this project: nothing raises, nothing is too wide, nothing is lost."""

from __future__ import annotations

import random
import re
import tarfile
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import compress
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from rich.cells import cell_len

from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.markdown.layout import LayoutOptions
from tests.core.markdown.reference import missing_word, words

CORPORA = Path(__file__).parents[4] / "shared" / "corpora"
WIDTHS = (20, 100)

pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not here")

_REFERENCE = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@cache
def pages(name: str, count: int) -> tuple[tuple[str, str], ...]:
    """Name and text of ``count`` pages of a corpus, chosen at random but always the same; all if there are fewer."""
    found = []
    with tarfile.open(CORPORA / f"{name}.tar.gz") as archive:
        members = sorted(
            (each for each in archive.getmembers() if each.isfile() and each.name.endswith(".md")),
            key=lambda each: each.name,
        )
        for member in random.Random(7).sample(members, min(count, len(members))):
            data = archive.extractfile(member)
            assert data is not None
            found.append((member.name, data.read().decode("utf-8", "replace")))
    return tuple(found)


def every_page(chapters: int) -> Iterator[tuple[str, str]]:
    """The pages that are tried: short ones, and so many chapters of a book."""
    yield from pages("tldr", 600)
    yield from pages("rust-book", chapters)


HOW_MANY = pytest.mark.parametrize("chapters", [60, pytest.param(1000, marks=pytest.mark.slow)])


@HOW_MANY
def test_every_character_of_the_text_is_on_a_line_and_no_line_is_too_wide(chapters: int) -> None:
    for name, text in every_page(chapters):
        for width in WIDTHS:
            model = DocumentModel.from_text(text, width, LayoutOptions(spread=True))
            for index, block in enumerate(model.blocks):
                rest = bytearray(b"\1" * len(model.plain(index)))
                for line in model.lines(index):
                    assert cell_len(line.text) <= width, (name, width, line)
                    for piece in line.pieces:
                        if piece.offset >= 0:
                            rest[piece.offset : piece.offset + len(piece.text)] = bytes(len(piece.text))
                if block.kind not in ("front", "tabs"):
                    lost = "".join(compress(model.plain(index), rest)).split()
                    assert not lost, (name, width, lost, model.plain(index))


_TAG = re.compile(r"</?\w+>")
"""What one side takes for a tag may be text for the other: ``Rc<T>`` outside of code."""


def bare(text: str) -> str:
    """``text`` without white space, with raised and lowered characters as ordinary ones."""
    return "".join(_TAG.sub("", unicodedata.normalize("NFKC", text)).split())


def is_text(word: str) -> bool:
    """Whether a word of the reference is not markup that only the reader knows."""
    return "^" not in word and word not in ("[", "]", "[TOC]") and not word.startswith("[!")


@HOW_MANY
def test_the_words_of_every_page_are_in_its_text_in_order(chapters: int) -> None:
    for name, text in every_page(chapters):
        model = DocumentModel.from_text(text, 100)
        shown = bare("".join(model.plain(index) for index in range(len(model.blocks))))
        wanted = [bare(word) for word in words(_REFERENCE.render(text)) if is_text(word)]
        lost = missing_word(wanted, shown)
        assert lost is None, (name, lost)
