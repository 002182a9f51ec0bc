"""The rows of the library tree."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from nexus_tui.core.model import DocId, Page, Section, Snapshot
from nexus_tui.core.treerows import (
    SECTION_PREFIX,
    TreeRow,
    TreeRows,
    find_section,
    only_sections,
    row_key_of,
    section_titles,
)


def page(name: str) -> Page:
    """A page that is called after its path."""
    return Page(DocId(name), name.upper(), 1, 1)


DEEP = Section("a/b", "B", DocId("a/b/index.md"), (DocId("a/b/x.md"), DocId("a/b/y.md")), 3)
TREE = Section(
    "",
    "All",
    DocId("index.md"),
    (Section("a", "A", None, (DocId("a/1.md"), DEEP, DocId("a/2.md")), 5), DocId("z.md")),
    7,
)
NAMES = ("index.md", "a/1.md", "a/b/index.md", "a/b/x.md", "a/b/y.md", "a/2.md", "z.md")
SNAPSHOT = Snapshot(Path("/library"), TREE, {DocId(n): page(n) for n in NAMES}, tuple(map(DocId, NAMES)))


def plain(expanded: set[str]) -> list[TreeRow]:
    """The same rows, made one by one."""
    rows: list[TreeRow] = [TreeRow("index.md", 0, "INDEX.MD", DocId("index.md"))]

    def walk(section: Section, depth: int) -> None:
        for child in section.children:
            if not isinstance(child, Section):
                rows.append(TreeRow(child, depth, child.upper(), child))
                continue
            is_open = child.path in expanded
            key = SECTION_PREFIX + child.path
            rows.append(TreeRow(key, depth, child.title, child.index, child.path, is_open, child.count))
            if is_open:
                walk(child, depth + 1)

    walk(TREE, 0)
    return rows


@given(st.sets(st.sampled_from(["a", "a/b", "none"])))
def test_lazy_rows_are_those_made_one_by_one(expanded: set[str]) -> None:
    rows = TreeRows(SNAPSHOT, expanded)
    assert list(rows) == plain(expanded)
    assert [rows.place_of(row.key) for row in rows] == list(range(len(rows)))
    assert rows[-1].document == "z.md"
    assert rows[1:3] == plain(expanded)[1:3]
    assert rows.place_of("gone.md") is None


def test_sections_that_stand_alone_are_found() -> None:
    assert only_sections(TREE) == []
    assert only_sections(Section("", "All", None, (Section("x", "X", None, (DEEP,), 3),), 3)) == ["x", "a/b"]


def test_a_page_knows_its_sections() -> None:
    assert section_titles(SNAPSHOT, DocId("a/b/x.md")) == ("A", "B")
    assert section_titles(SNAPSHOT, DocId("z.md")) == ()
    assert row_key_of(SNAPSHOT, DocId("a/b/index.md")) == "section:a/b"
    assert row_key_of(SNAPSHOT, DocId("index.md")) == "index.md"
    assert find_section(TREE, "a/b") is DEEP
    assert find_section(TREE, "a/c") is None
