"""Heights that are estimated come near to those that are laid out."""

from __future__ import annotations

from pathlib import Path

import pytest

from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.markdown.layout import LayoutOptions

CONTENT = Path(__file__).parents[3] / "content"


def heights(text: str, width: int, options: LayoutOptions) -> tuple[int, int, int]:
    """Lines of a page as estimated and as laid out, and the number of blocks that were estimated wrongly."""
    model = DocumentModel.from_text(text, width, options)
    estimated = model.heights.total()
    wrong = sum(model.measure(index) != 0 for index in range(len(model.blocks)))
    return estimated, model.heights.total(), wrong


@pytest.mark.parametrize("width", [40, 80, 100])
def test_pages_of_the_knowledge_base_are_estimated_within_one_line_in_a_hundred(width: int) -> None:
    pages = sorted(CONTENT.rglob("*.md"))[::3]
    assert pages
    estimated = exact = 0
    for page in pages:
        options = LayoutOptions(code_wrap=width == 40, scroll_tables=width == 80)
        found, real, _ = heights(page.read_text(encoding="utf-8"), width, options)
        assert abs(found - real) <= 0.02 * real + 2, page
        estimated, exact = estimated + found, exact + real
    assert abs(estimated - exact) <= 0.002 * exact


@pytest.mark.parametrize(
    "text",
    [
        "> [!tip]- A title of a callout that is long enough to be wrapped in forty cells\n> text\n",
        "A term that is long enough to be wrapped in so few cells as these\n: meaning\n",
        "$$\n\\frac{a}{b}\n$$\n",
        "Words $\\alpha_1 + \\frac{x}{y}$ and more words so that it wraps somewhere here\n",
        "| a | b |\n|---|---|\n| one | text that is long enough to be wrapped inside of its cell here |\n| x | y |\n",
        "| a |\n|---|\n",
        "Text with `Vec<Option<T>>` and <kbd>K</kbd> and [a link](https://example.org/a/long/address) to wrap\n",
        "A note[^1] and ^[another one, in place] and [[page|a wiki link]] and ==marked== and %%no%% text\n\n[^1]: N\n",
        '=== "One"\n\n    a\n\n=== "Two"\n\n    b\n',
        "# T\n\n[TOC]\n\n## A\n\n## B\n",
        "- a\n  - b\n    - c\n      - d\n        - e that wraps in what is left of the width\n",
        "<details>\n<summary>A summary that is long enough to be wrapped here</summary>\n\nin\n\n</details>\n",
    ],
)
@pytest.mark.parametrize("width", [12, 40])
def test_each_block_of_a_construct_is_estimated_right(text: str, width: int) -> None:
    estimated, exact, wrong = heights(text, width, LayoutOptions())
    assert (estimated, wrong) == (exact, 0)
