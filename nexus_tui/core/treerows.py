"""The rows of the library tree: which sections and pages show, given what is unfolded. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence, Set
from typing import overload

from nexus_tui.core.model import DocId, Section, Snapshot
from nexus_tui.core.record import dataclass

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


class TreeRows(Sequence[TreeRow]):
    """The rows that show when the sections in ``expanded`` (paths) are unfolded, in reading order.

    The root is not a row; its index page comes first. Only keys are made for all rows (a millisecond for 10,000); a
    row is made when it is asked for.
    """

    def __init__(self, snapshot: Snapshot, expanded: Set[str]) -> None:
        self._snapshot = snapshot
        self._expanded = expanded
        self._sections: dict[str, tuple[Section, bool]] = {}
        self._starts: list[int] = [0]
        self._depths: list[int] = [0]
        self._places: dict[str, int] | None = None
        self.keys: list[str] = []
        """The key of each row."""
        root = snapshot.tree
        if root.index is not None:
            self.keys.append(root.index)
        self._add(root, 0)

    def _add(self, section: Section, depth: int) -> None:
        keys = self.keys
        self._begin(depth)
        for child in section.children:
            if not isinstance(child, Section):
                keys.append(child)
                continue
            key = SECTION_PREFIX + child.path
            keys.append(key)
            self._sections[key] = (child, child.path in self._expanded)
            if child.path in self._expanded:
                self._add(child, depth + 1)
                self._begin(depth)

    def _begin(self, depth: int) -> None:
        """The rows from here on lie at ``depth``."""
        self._starts.append(len(self.keys))
        self._depths.append(depth)

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, index: int) -> TreeRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[TreeRow]: ...
    def __getitem__(self, index: int | slice) -> TreeRow | list[TreeRow]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        key = self.keys[index]
        depth = self._depths[bisect_right(self._starts, index % len(self.keys)) - 1]
        if key in self._sections:
            section, is_open = self._sections[key]
            return TreeRow(key, depth, section.title, section.index, section.path, is_open, section.count)
        document = DocId(key)
        return TreeRow(key, depth, self._snapshot.pages[document].title, document)

    def place_of(self, key: str) -> int | None:
        """Where the row with this key is; none if it does not show."""
        if self._places is None:
            self._places = {each: place for place, each in enumerate(self.keys)}
        return self._places.get(key)


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


def only_sections(root: Section) -> list[str]:
    """The paths of the sections that are the only thing in the one above, from the root down."""
    paths: list[str] = []
    here = root
    while len(here.children) == 1 and isinstance(child := here.children[0], Section):
        paths.append(child.path)
        here = child
    return paths


def section_titles(snapshot: Snapshot, document: DocId) -> tuple[str, ...]:
    """The titles of the sections that a document lies in, outermost first."""
    titles = []
    for path in ancestors(document):
        section = find_section(snapshot.tree, path)
        if section is not None:
            titles.append(section.title)
    return tuple(titles)
