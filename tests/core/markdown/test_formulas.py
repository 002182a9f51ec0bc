"""Formulas in a page: where they begin and end."""

from __future__ import annotations

import pytest

from tests.core.markdown.pages import whole_page


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        (r"$x \in \{1,2\}$ and $\|v\|$", "x ∈ {1, 2} and ‖v‖"),
        (r"from $5 to $6, $x$", "from $5 to $6, x"),
        (r"\$x\$ `$x$`", "$x$ $x$"),
        (r"$a\$", "$a$"),
        ("```math\n\\frac{1}{2}\n```", "1/2"),
        ("> ``` math\n> \\alpha\n> ```", "▌ α"),
    ],
)
def test_a_formula_is_shown_as_text(page: str, shown: str) -> None:
    assert " ".join(" ".join(line.text for line in whole_page(page, 40)).split()) == shown


@pytest.mark.parametrize("page", ["```math\n```", "```math python\n\\alpha\n```", "~~~maths\n\\alpha\n~~~"])
def test_other_fences_are_code(page: str) -> None:
    assert next(whole_page(page, 40)).text.startswith("╭")
