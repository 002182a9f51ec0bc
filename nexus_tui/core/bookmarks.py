"""Bookmarks of pages and headings: an ordered, named set that goes to Markdown and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import quote, unquote

from nexus_tui.core.frontmatter_fields import clean
from nexus_tui.core.model import DocId
from nexus_tui.core.record import dataclass

MAX_BOOKMARKS = 2_000
MAX_NAME = 300
"""Characters of a name."""

_LINE = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+\[((?:[^\[\]\\]|\\.)*)\]\(<?([^()<>\s]+)>?\)", re.MULTILINE)
_ESCAPED = re.compile(r"\\([\[\]\\])")


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place with a name."""

    document: DocId
    anchor: str = ""
    """Empty: the page as a whole."""
    name: str = ""


class Bookmarks:
    """Bookmarks in the order they were made. No place is there twice."""

    def __init__(self, bookmarks: Iterable[Bookmark] = ()) -> None:
        self._marks: dict[tuple[DocId, str], Bookmark] = {}
        for bookmark in bookmarks:
            self.add(bookmark)

    def __iter__(self) -> Iterator[Bookmark]:
        return iter(list(self._marks.values()))

    def __len__(self) -> int:
        return len(self._marks)

    def add(self, bookmark: Bookmark) -> bool:
        """Put a bookmark at the end; one of the same place keeps its position and name. True if it is new."""
        key = (bookmark.document, bookmark.anchor)
        if key in self._marks or len(self._marks) >= MAX_BOOKMARKS or not bookmark.document:
            return False
        name = clean(bookmark.name)[:MAX_NAME] or clean(bookmark.document)
        self._marks[key] = replace(bookmark, name=name)
        return True

    def remove(self, document: DocId, anchor: str = "") -> bool:
        """Take a bookmark away. True if it was there."""
        return self._marks.pop((document, anchor), None) is not None

    def toggle(self, document: DocId, anchor: str = "", name: str = "") -> bool:
        """Add the bookmark, or take it away if it is there. True: it is there now."""
        return not self.remove(document, anchor) and self.add(Bookmark(document, anchor, name))

    def rename(self, document: DocId, anchor: str, name: str) -> bool:
        """Give a bookmark another name. True if it is there and the name is not empty."""
        key, name = (document, anchor), clean(name)[:MAX_NAME]
        if key not in self._marks or not name:
            return False
        self._marks[key] = replace(self._marks[key], name=name)
        return True

    def holds(self, document: DocId, anchor: str | None = None) -> bool:
        """Whether the place is bookmarked; without ``anchor``: the page or any heading in it."""
        if anchor is not None:
            return (document, anchor) in self._marks
        return any(each == document for each, _ in self._marks)

    def to_markdown(self, heading: str = "Bookmarks") -> str:
        """The bookmarks as a Markdown list of links relative to the library's root."""
        lines = [f"# {heading}", ""]
        for mark in self._marks.values():
            address = quote(mark.document, safe="/") + (f"#{quote(mark.anchor)}" if mark.anchor else "")
            lines.append(f"- [{_escaped(mark.name)}]({address})")
        return "\n".join(lines) + "\n"

    def add_markdown(self, text: str) -> int:
        """Add the links that are items of Markdown lists in ``text``, as :meth:`to_markdown` writes them.

        Links that leave the library and places that are bookmarked are passed over. Returns how many were added.
        """
        added = 0
        for match in _LINE.finditer(text):
            path, _, anchor = match[2].partition("#")
            document = unquote(path).removeprefix("./")
            outside = ":" in path.split("/")[0] or document.startswith("/") or ".." in document.split("/")
            if document and not outside and "\0" not in document:
                name = _ESCAPED.sub(r"\1", match[1])
                added += self.add(Bookmark(DocId(document), unquote(anchor), name))
        return added


def _escaped(name: str) -> str:
    return re.sub(r"([\[\]\\])", r"\\\1", name)
