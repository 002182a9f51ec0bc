"""``nexus list``."""

from __future__ import annotations

import argparse
from typing import Any

from nexus_tui.console.output import open_session, print_json, say
from nexus_tui.core.model import DocId, Section, Snapshot
from nexus_tui.core.sanitize import sanitize_line


def run(options: argparse.Namespace) -> int:
    """Print the tree of sections and pages in reading order."""
    session = open_session(options)
    snapshot = session.snapshot
    if options.json:
        print_json(_section_json(snapshot, snapshot.tree))
    else:
        if snapshot.tree.index is not None:
            _print_page(snapshot, snapshot.tree.index, 0)
        _print_children(snapshot, snapshot.tree, 0)
    return 0


def _page_json(snapshot: Snapshot, document: DocId) -> dict[str, Any]:
    page = snapshot.pages[document]
    return {
        "document": document,
        "title": page.title,
        "aliases": list(page.aliases),
        "tags": list(page.tags),
        "summary": page.summary,
        "size": page.size,
    }


def _section_json(snapshot: Snapshot, section: Section) -> dict[str, Any]:
    return {
        "section": section.path,
        "title": section.title,
        "count": section.count,
        "index": _page_json(snapshot, section.index) if section.index is not None else None,
        "children": [
            _section_json(snapshot, child) if isinstance(child, Section) else _page_json(snapshot, child)
            for child in section.children
        ],
    }


def _print_page(snapshot: Snapshot, document: DocId, depth: int) -> None:
    say(sanitize_line(f"{'  ' * depth}{snapshot.pages[document].title}  ({document})"))


def _print_children(snapshot: Snapshot, section: Section, depth: int) -> None:
    for child in section.children:
        if isinstance(child, Section):
            say(sanitize_line(f"{'  ' * depth}{child.title}/  [{child.count}]"))
            if child.index is not None:
                _print_page(snapshot, child.index, depth + 1)
            _print_children(snapshot, child, depth + 1)
        else:
            _print_page(snapshot, child, depth)
