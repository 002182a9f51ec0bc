"""Keeps a snapshot on the disk, so that the next start shows the library before it has been walked.

The file is JSON, a line per record: a header, the tree, the problems, then pages in blocks. A file of another version,
of another folder or with anything wrong in it counts as absent.
"""

from __future__ import annotations

import contextlib
import json
import os
from itertools import islice
from pathlib import Path
from typing import Any

from nexus_tui.core import files, paths
from nexus_tui.core.model import DocId, Page, Problem, Section, Snapshot

VERSION = 1
BLOCK = 2_000
"""Pages on one line."""


def cache_file(root: Path) -> Path:
    """Where the snapshot of the library at ``root`` is kept."""
    return paths.library_cache_dir(root) / "snapshot.jsonl"


def save(snapshot: Snapshot) -> bool:
    """Keep a complete snapshot. False if it is incomplete or the disk refuses; nothing is raised."""
    if not snapshot.complete:
        return False
    root = os.path.realpath(snapshot.root)
    lines = [
        json.dumps({"nexus-snapshot": VERSION, "pages": len(snapshot.pages), "root": root, "home": snapshot.home}),
        json.dumps(_packed(snapshot.tree)),
        json.dumps([[each.document, each.message, each.line, each.kind] for each in snapshot.problems]),
    ]
    rows = ([*_row(snapshot.pages[document])] for document in snapshot.order)
    while block := list(islice(rows, BLOCK)):
        lines.append(json.dumps(block, separators=(",", ":")))
    lines.append('"end"\n')
    place = cache_file(snapshot.root)
    try:
        paths.create_private(place.parent)
        files.atomic_write_text(place, "\n".join(lines))
    except OSError:
        return False
    return True


def load(root: Path) -> Snapshot | None:
    """The snapshot kept for the library at ``root``, or None. Never raises."""
    try:
        lines = cache_file(root).read_bytes().splitlines()
        header = json.loads(lines[0])
        if header["nexus-snapshot"] != VERSION or header["root"] != os.path.realpath(root) or lines[-1] != b'"end"':
            return None
        return _snapshot(root, header["home"], lines)
    except (OSError, ValueError, TypeError, KeyError, IndexError, RecursionError):
        return None


def size(root: Path) -> int:
    """How many pages the kept snapshot of the library at ``root`` has, from its first line; 0 if there is none."""
    try:
        with cache_file(root).open("rb") as handle:
            header = json.loads(handle.readline(64 * 1024))
        return int(header["pages"]) if header["nexus-snapshot"] == VERSION else 0
    except (OSError, ValueError, TypeError, KeyError):
        return 0


def forget(root: Path) -> None:
    """Remove the snapshot kept for the library at ``root``, if there is one."""
    with contextlib.suppress(OSError):
        cache_file(root).unlink()


def _snapshot(root: Path, home: str | None, lines: list[bytes]) -> Snapshot:
    pages: dict[DocId, Page] = {}
    for line in lines[3:-1]:
        for name, title, size, mtime_ns, aliases, tags, *rest in json.loads(line):
            document = DocId(name)
            pages[document] = Page(document, title, size, mtime_ns, tuple(aliases), tuple(tags), *rest)
    tree = _unpacked(json.loads(lines[1]))
    if tree.count != len(pages) or (home is not None and home not in pages):
        raise ValueError("the parts of the file do not belong together")
    problems = tuple(Problem(*each) for each in json.loads(lines[2]))
    return Snapshot(root, tree, pages, tuple(pages), DocId(home) if home is not None else None, problems)


def _row(page: Page) -> tuple[Any, ...]:
    return (
        page.id,
        page.title,
        page.size,
        page.mtime_ns,
        page.aliases,
        page.tags,
        page.summary,
        page.order,
        page.updated,
        page.draft,
    )


def _packed(section: Section) -> list[Any]:
    children = [_packed(each) if isinstance(each, Section) else each for each in section.children]
    return [section.path, section.title, section.index, section.count, section.summary, children]


def _unpacked(packed: list[Any]) -> Section:
    path, title, index, count, summary, children = packed
    below = tuple([DocId(each) if type(each) is str else _unpacked(each) for each in children])
    return Section(path, title, index, below, count, summary)
