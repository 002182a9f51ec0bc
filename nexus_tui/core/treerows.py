"""The rows of the library tree: which sections and pages show, given what is unfolded. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from nexus_tui.core.model import DocId, Section, Snapshot

SECTION_PREFIX = "section:"


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A section or a page as the tree shows it."""

    key: str
    """``section:PATH`` for a section, the document's id for a page."""
    depth: int
    title: str
    document: DocId | None
    """The page to show: the page itself, or the section's index page."""
    section: str | None = None
    """The path of a section; none for a page."""
    expanded: bool = False
    count: int = 0


def visible_rows(snapshot: Snapshot, expanded: Set[str]) -> Iterator[TreeRow]:
    """The rows that show when the sections in ``expanded`` (paths) are unfolded, in reading order.

    The root is not a row; its index page comes first. Time is linear in the rows given out.
    """
    root = snapshot.tree
    if root.index is not None:
        yield _page(snapshot, root.index, 0)
    yield from _children(snapshot, root, 0, expanded)


def _children(snapshot: Snapshot, section: Section, depth: int, expanded: Set[str]) -> Iterator[TreeRow]:
    for child in section.children:
        if isinstance(child, Section):
            is_open = child.path in expanded
            key = SECTION_PREFIX + child.path
            yield TreeRow(key, depth, child.title, child.index, child.path, is_open, child.count)
            if is_open:
                yield from _children(snapshot, child, depth + 1, expanded)
        else:
            yield _page(snapshot, child, depth)


def _page(snapshot: Snapshot, document: DocId, depth: int) -> TreeRow:
    return TreeRow(document, depth, snapshot.pages[document].title, document)


def ancestors(document: str) -> list[str]:
    """The paths of the sections that a document lies in, outermost first (the root left out)."""
    parts = document.split("/")[:-1]
    return ["/".join(parts[: index + 1]) for index in range(len(parts))]


def row_key_of(snapshot: Snapshot, document: DocId) -> str:
    """The key of the row that stands for a document: itself, or its section where it is an index page."""
    folder = document.rpartition("/")[0]
    section = find_section(snapshot.tree, folder)
    if folder and section is not None and section.index == document:
        return SECTION_PREFIX + folder
    return document


def find_section(root: Section, path: str) -> Section | None:
    """The section with this path, or none."""
    here = root
    while here.path != path:
        below = next(
            (
                child
                for child in here.children
                if isinstance(child, Section) and (path == child.path or path.startswith(child.path + "/"))
            ),
            None,
        )
        if below is None:
            return None
        here = below
    return here


def section_titles(snapshot: Snapshot, document: DocId) -> tuple[str, ...]:
    """The titles of the sections that a document lies in, outermost first."""
    titles = []
    for path in ancestors(document):
        section = find_section(snapshot.tree, path)
        if section is not None:
            titles.append(section.title)
    return tuple(titles)
