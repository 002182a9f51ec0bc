"""The examples of the CommonMark specification as lines."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from nexus_tui.core.markdown.render import render
from tests.core.markdown.reference import Example, examples, missing_word, shown_text, words

WIDTHS = (20, 40, 80, 200)


@pytest.mark.parametrize("example", examples(), ids=lambda example: f"{example.number}-{example.section}")
def test_the_words_of_the_reference_html_appear_in_order_at_every_width(example: Example) -> None:
    wanted = words(example.html)
    for width in WIDTHS:
        text = shown_text(example.markdown, width)
        assert missing_word(wanted, text) is None, (width, wanted, text)


def test_what_only_looks_like_a_definition_is_none_for_headings_either() -> None:
    assert [line.text.rstrip("━") for line in render("[foo](u)\n[bar]: /url\n===\n[bar]\n", 40)] == [
        *("foo [bar]: /url", "", "", "[bar]"),
    ]


def test_no_line_of_any_example_is_wider_than_the_width() -> None:
    for example in examples():
        for width in (1, 2, 3, 5, 8, *WIDTHS):
            for line in render(example.markdown, width):
                limit = max(width, 2)
                assert cell_len(line.text) <= limit, (example.number, width, line)
