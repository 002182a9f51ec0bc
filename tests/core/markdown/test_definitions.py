"""Definition lists as the reader shows them."""

from __future__ import annotations

import pytest

from tests.core.markdown.pages import whole_page


def shown(page: str) -> list[str]:
    """The lines of a page."""
    return [line.text.rstrip() for line in whole_page(page, 40)]


def test_several_terms_share_a_meaning() -> None:
    page = "Colour\n*Color*\n: What light has.\n\n  More.\n: Paint.\n\nafter\n"
    assert shown(page) == ["Colour", "Color", "  › What light has.", "", "    More.", "  › Paint.", "", "after"]


def test_terms_in_a_quote_are_terms() -> None:
    assert shown("> a\n> b\n> : c\n") == ["▌ a", "▌ b", "▌   › c"]


@pytest.mark.parametrize(
    "page",
    ["a\nb\n:c\n", "a\nb\n: \n", "a\n\nb\n", "1\n2\n3\n4\n5\n6\n7\n: long\n", "a\nb :\nc\n"],
)
def test_other_lines_are_a_paragraph(page: str) -> None:
    assert shown(page)[0] == page.split("\n\n")[0].replace("\n", " ").strip()


def test_a_list_below_a_line_is_no_term() -> None:
    assert shown("a\n- b\n: c\n") == ["a", "", "• b : c"]
