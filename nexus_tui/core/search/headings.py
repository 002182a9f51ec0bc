"""The headings of all pages, read from the index without opening a page."""

from __future__ import annotations

from nexus_tui.core.model import DocId
from nexus_tui.core.search.reader import Index

MOST = 200_000
"""Headings given at most."""


def all_headings(index: Index) -> list[tuple[DocId, str, str]]:
    """Document, text and anchor of every heading below a page's title. About 2 µs a section."""
    found: list[tuple[DocId, str, str]] = []
    for leaf in index.leaves:
        files = leaf.files
        for section in range(files.count):
            if section in leaf.deleted:
                continue
            anchor, path = files.headings(section)
            if anchor and path:
                found.append((DocId(files.paths[files.page[section]]), path[-1], anchor))
                if len(found) >= MOST:
                    return found
    return found
