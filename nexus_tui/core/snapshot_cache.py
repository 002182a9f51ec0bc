"""Keeps a snapshot on the disk, so that the next start shows the library before it has been walked.

The file is JSON, a line per record: a header, the tree, the problems, then pages in blocks. A file of another version,
of another folder or with its beginning or end wrong counts as absent. Pages are read from their lines when they are
asked for.
"""

from __future__ import annotations

import contextlib
import json
import os
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from nexus_tui.core import files, paths
from nexus_tui.core.kept_pages import BLOCK, KeptPages, Lines, packed
from nexus_tui.core.model import DocId, Problem, Section, Snapshot

VERSION = 2
MAX_BYTES = 1 << 28
_END = b'\n"end"\n'
_SECTION_KINDS = frozenset((str, str, index, int, str, list) for index in (type(None), str))
"""The types that the fields of a section have."""
_PROBLEM_KINDS = (str, str, int, str)


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
    rows = (packed(snapshot.pages[document]) for document in snapshot.order)
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
        data, _, _ = files.read_bounded(cache_file(root), MAX_BYTES)
        ends = [0]
        for _ in range(3):
            ends.append(data.index(b"\n", ends[-1]) + 1)
        head, tree, problems = (json.loads(data[start:end]) for start, end in pairwise(ends))
        if head["nexus-snapshot"] != VERSION or head["root"] != os.path.realpath(root) or not data.endswith(_END):
            return None
        return _snapshot(root, head, tree, problems, Lines(data, ends[-1]))
    except (OSError, ValueError, TypeError, KeyError, IndexError, RecursionError):
        return None


def size(root: Path) -> int:
    """How many pages the kept snapshot of the library at ``root`` has, from its first line; 0 if there is none."""
    try:
        head, _, _ = files.read_bounded(cache_file(root), 64 * 1024)
        header = json.loads(head.partition(b"\n")[0])
        return int(header["pages"]) if header["nexus-snapshot"] == VERSION else 0
    except (OSError, ValueError, TypeError, KeyError):
        return 0


def forget(root: Path) -> None:
    """Remove the snapshot kept for the library at ``root``, if there is one."""
    with contextlib.suppress(OSError):
        cache_file(root).unlink()


def _snapshot(root: Path, head: dict[str, Any], tree: list[Any], problems: list[Any], lines: Lines) -> Snapshot:
    found: list[DocId] = []
    whole = _unpacked(tree, found)
    order, home = tuple(found), head["home"]
    if not whole.count == len(order) == head["pages"] or (home is not None and home not in order):
        raise ValueError("the parts of the file do not belong together")
    if any(tuple(map(type, each)) != _PROBLEM_KINDS for each in problems):
        raise ValueError("a problem has fields of the wrong type")
    noted = tuple(Problem(*each) for each in problems)
    return Snapshot(root, whole, KeptPages(order, lines), order, DocId(home) if home is not None else None, noted)


def _packed(section: Section) -> list[Any]:
    children = [_packed(each) if isinstance(each, Section) else each for each in section.children]
    return [section.path, section.title, section.index, section.count, section.summary, children]


def _unpacked(packed: list[Any], order: list[DocId]) -> Section:
    """The section; its documents are added to ``order``, as ``library_order.reading_order`` has them."""
    if tuple(map(type, packed)) not in _SECTION_KINDS:
        raise ValueError("a section has fields of the wrong type")
    path, title, index, count, summary, children = packed
    if index is not None:
        order.append(DocId(index))
    if all(type(each) is str for each in children):
        order += children
        return Section(path, title, index, tuple(children), count, summary)
    below: list[Section | DocId] = []
    for each in children:
        if type(each) is str:
            order.append(DocId(each))
            below.append(DocId(each))
        else:
            below.append(_unpacked(each, order))
    return Section(path, title, index, tuple(below), count, summary)
