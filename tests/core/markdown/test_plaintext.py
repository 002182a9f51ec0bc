"""The short cut to plain text agrees with the parser wherever it dares to answer."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.markdown.find import Pattern
from nexus_tui.core.markdown.inline import InlineParser
from nexus_tui.core.markdown.parser import make_parser
from nexus_tui.core.markdown.plaintext import quick_plain

EXAMPLES = json.loads((Path(__file__).parents[2] / "data" / "commonmark-0.31.json").read_text(encoding="utf-8"))
PIECES = (
    "*", "**", "_", "__", "`", "``", "[", "]", "](u)", "](http://e.org/a_b)", "](javascript:x)", "!", "!!", "a", "bc",
    "é", "漢", " ", "  ", "\n", ". ", ":", "=", "==", "%", "%%", "$", "~", "^", "\\", "<b>", "&amp;", "www.a.org",
    "http://e.org", "x_y", "(", ")", "1", "{", "}", ":smile:", "\u00ad", "\u200b", "a@b.org", "[^1]", "[[w]]", "…", "€",
)  # fmt: skip


def mixtures(seed: int, count: int) -> list[str]:
    """Texts of random pieces, with blanks trimmed as those of a paragraph are."""
    choose = random.Random(seed)
    texts = ["".join(choose.choices(PIECES, k=choose.randint(1, 9))) for _ in range(count)]
    return [text for raw in texts if (text := "\n".join(line.strip() for line in raw.split("\n")).strip())]


@pytest.mark.parametrize("seed", range(5))
def test_random_mixtures_of_markup_are_as_parsed(seed: int) -> None:
    parser = InlineParser(make_parser(), {})
    answered = 0
    for text in mixtures(seed, 3000):
        found = quick_plain(text)
        if found is not None:
            answered += 1
            assert found == parser.parse(text)[0], repr(text)
    assert answered > 150


def test_the_texts_of_the_specification_are_as_parsed() -> None:
    answered = 0
    for example in EXAMPLES:
        model = DocumentModel.from_text(example["markdown"])
        for index, block in enumerate(model.blocks):
            if block.kind in ("paragraph", "heading") and block.plain is None:
                found = quick_plain(block.text)
                if found is not None:
                    answered += 1
                    assert found == model.plain(index), repr(block.text)
    assert answered > 200


@pytest.mark.parametrize("text", ["plain", "**bold** and *em*", "`code` [link](a.md)", "two\nlines", "snake_case_name"])
def test_simple_markup_needs_no_parser(text: str) -> None:
    assert quick_plain(text) is not None


@pytest.mark.parametrize("source", ["a" * 40_000, "*a " * 20_000, "[a" * 20_000, "`" * 40_000, "_a" * 20_000])
def test_long_runs_are_answered_or_left_to_the_parser(source: str) -> None:
    found = quick_plain(source)
    assert found is None or found == source


@pytest.mark.parametrize("needle", ["bc", "abc", "é", "bc 1", "x_y", "1"])
def test_what_is_found_does_not_depend_on_what_was_parsed_before(needle: str) -> None:
    page = "\n\n".join(mixtures(7, 400)) + "\n\n**bc** 1\n\n\n\n| a | bc |\n|---|---|\n| **a**bc | `x_y` |\n"
    fresh, parsed = DocumentModel.from_text(page), DocumentModel.from_text(page)
    for index in range(len(parsed.blocks)):
        parsed.plain(index)
    pattern = Pattern(needle)
    found = list(pattern.matches(fresh))
    assert found == list(pattern.matches(parsed))
    assert found
