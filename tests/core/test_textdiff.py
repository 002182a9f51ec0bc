from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_tui.core import textdiff
from nexus_tui.core.textdiff import Change, changed_lines, diff_blocks, diff_page

OLD = "# T\n\nOne.\n\nTwo,\nover two lines.\n\n```\ncode\n\nmore\n```\n\nLast.\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (OLD, OLD, ()),
        (OLD, OLD.replace("\n\n", "\n\n\n").replace("One.", "One.  "), None),
        ("a\n\nb\n", "a\n\nnew\n\nb\n", (Change("added", 3, 4, 3, 3),)),
        ("a\n\ngone\n\nb\n", "a\n\nb\n", (Change("removed", 3, 3, 3, 4),)),
        ("a\n\nb\nc\n", "a\n\nb\nC\n", (Change("changed", 3, 5, 3, 5),)),
        ("", "a\n", (Change("added", 1, 2, 1, 1),)),
        ("a\n", "", (Change("removed", 1, 1, 1, 2),)),
        ("a\n", "a\n\nb", (Change("added", 3, 4, 2, 2),)),
        ("# H\ntext\n", "# G\ntext\n", (Change("changed", 1, 2, 1, 2),)),
        ("```\na\n\nb\n```\n", "```\na\n\nc\n```\n", (Change("changed", 1, 6, 1, 6),)),
        ("```\nnever closed\n\na", "```\nnever closed\n\nb", (Change("changed", 1, 5, 1, 5),)),
        ("a\r\n\r\nb\r\n", "a\n\nb\n", ()),
    ],
)
def test_changes_are_told_by_block_and_line(old: str, new: str, expected: tuple[Change, ...] | None) -> None:
    found = diff_blocks(old, new)
    if expected is None:
        assert [each.kind for each in found] in ([], ["changed"])
    else:
        assert found == expected


blocks = st.lists(st.sampled_from(["a", "b\nc", "# H", "```\nx\n\ny\n```", "- [ ] t"]), max_size=8)


@given(blocks, blocks)
def test_applying_the_changes_to_the_old_text_gives_the_new(old: list[str], new: list[str]) -> None:
    before, after = "\n\n".join(old), "\n\n".join(new)
    ours, theirs = before.split("\n"), after.split("\n")
    result: list[str] = []
    at = 1
    for change in diff_blocks(before, after):
        assert change.kind == (
            "added" if change.old_start == change.old_end else "removed" if change.start == change.end else "changed"
        )
        result += ours[at - 1 : change.old_start - 1] + theirs[change.start - 1 : change.end - 1]
        at = change.old_end
    result += ours[at - 1 :]
    assert [line for line in result if line] == [line for line in theirs if line]


def test_very_different_long_texts_are_one_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textdiff, "MAX_BLOCKS", 10)
    old = "\n\n".join(f"old {number}" for number in range(20))
    new = "\n\n".join(f"new {number}" for number in range(20))
    assert diff_blocks(f"same\n\n{old}\n\nend", f"same\n\n{new}\n\nend") == (Change("changed", 3, 42, 3, 42),)


def test_the_differences_are_a_page_of_callouts() -> None:
    page = diff_page("same\n\nold\n", "same\n\nnew\n\n```\nadded\n```\n", "Changes")
    assert page.startswith("# Changes\n")
    assert "## Changed, lines 3 to 7" in page
    assert "> [!CAUTION] Before\n> old\n" in page
    assert "> [!TIP] Now\n> new\n>\n> ```\n> added\n> ```\n".replace(">\n", "> \n") in page.replace(">\n", "> \n")
    assert "Nothing differs" in diff_page("a", "a", "T")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a\nb\nc", "a\nb\nc", ()),
        ("a\nb\nc", "a\nx\nc", ((2, 3),)),
        ("a\nc", "a\nb\nb\nc", ((2, 4),)),
        ("a\nb\nc", "a\nc", ((1, 3),)),
        ("a\nb", "b", ((1, 2),)),
        ("a\nb", "a", ((1, 2),)),
        ("", "a", ((1, 2),)),
        ("a\nb\nc\nd\ne", "A\nb\nc\nD\ne", ((1, 2), (4, 5))),
    ],
)
def test_changed_lines_are_told_as_ranges_of_the_new_text(
    old: str, new: str, expected: tuple[tuple[int, int], ...]
) -> None:
    assert changed_lines(old, new) == expected


def test_very_different_texts_count_as_one_change_of_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textdiff, "MAX_LINES", 4)
    assert changed_lines("h\na\nb\nc\nt", "h\nx\nb\ny\nt") == ((2, 5),)
