"""Ranked sections to hits with their place in the file and a snippet."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from nexus_tui.core.files import read_bounded
from nexus_tui.core.model import DocId, Hit, Snippet
from nexus_tui.core.search.evaluate import RankedPage
from nexus_tui.core.search.marking import marker, merged
from nexus_tui.core.search.pages import LARGEST_FILE
from nexus_tui.core.search.ranking import OPTIONAL
from nexus_tui.core.search.reader import Index, Leaf
from nexus_tui.core.search.sections import split
from nexus_tui.core.search.snippets import LONGEST, snippet
from nexus_tui.core.search.window import window

MOST_FURTHER = 3
"""Sections of a page shown under its best one."""
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_WORTH_SHOWING = 0.5
"""Part of the best section's score that a further section must have."""


def make_hits(index: Index, root: Path, pages: Sequence[RankedPage], words: Sequence[str]) -> list[Hit]:
    """A hit for the best section of each page, with the page's further sections in it."""
    hits: list[Hit] = []
    for ranked in pages:
        best = ranked.sections[0][0]
        further = [
            _hit(index, root, section, score, ())
            for score, section in ranked.sections[1 : 1 + MOST_FURTHER]
            if score >= _WORTH_SHOWING * best and score > 0
        ]
        hits.append(_hit(index, root, ranked.sections[0][1], ranked.score, words, tuple(further)))
    return hits


def telling(words: Sequence[str]) -> tuple[str, ...]:
    """The words worth marking: without those a question is made of and single half-typed letters, if others remain."""
    good = [word for word in words if word.lower() not in OPTIONAL and not (len(word) == 2 and word[1] == "*")]
    good = [word for word in good if word.strip("*").lower() not in OPTIONAL]
    return tuple(good or words)


def _hit(
    index: Index, root: Path, section: int, score: float, words: Sequence[str], further: tuple[Hit, ...] = ()
) -> Hit:
    leaf = _leaf_of(index, section)
    files = leaf.files
    local = section - leaf.base
    page = files.page[local]
    anchor, headings = files.headings(local)
    line, start, end = files.line[local], files.start[local], files.end[local]
    title = files.titles[page]
    text = Snippet("")
    spans: tuple[tuple[int, int], ...] = ()
    if words:
        stamp = (files.mtimes[page], files.sizes[page])
        text, line = _snippet(root, files.paths[page], stamp, anchor, (start, end, line), tuple(words))
        spans = merged(marker(tuple(words)).spans(title), title)
    return Hit(
        document=DocId(files.paths[page]),
        anchor=anchor,
        title=title,
        headings=headings,
        line=line,
        score=round(score, 6),
        snippet=text,
        mtime_ns=files.mtimes[page],
        tags=files.tags[page],
        title_spans=spans,
        further=further,
    )


def _leaf_of(index: Index, section: int) -> Leaf:
    at = len(index.leaves) - 1
    while index.leaves[at].base > section:
        at -= 1
    return index.leaves[at]


def _snippet(
    root: Path, path: str, stamp: tuple[int, int], anchor: str, place: tuple[int, int, int], words: tuple[str, ...]
) -> tuple[Snippet, int]:
    """A snippet of the section at ``place`` (start, end, line) and its line.

    Where the file changed since it was indexed (``stamp``: time and size), the section is found by its anchor.
    """
    start, end, line = place
    try:
        descriptor = os.open(f"{root}/{path}", _FLAGS)
    except (OSError, ValueError):
        return Snippet(""), line
    try:
        info = os.fstat(descriptor)
        if (info.st_mtime_ns, info.st_size) != stamp:
            return _changed(root / path, anchor, words, line)
        os.lseek(descriptor, start, os.SEEK_SET)
        data = os.read(descriptor, min(end - start, LONGEST))
    except OSError:
        return Snippet(""), line
    finally:
        os.close(descriptor)
    return snippet(data, *window(data, words), words), line


def _changed(path: Path, anchor: str, words: tuple[str, ...], line: int) -> tuple[Snippet, int]:
    """As :func:`_snippet` for a file that is not what was indexed."""
    try:
        data, _, _ = read_bounded(path, LARGEST_FILE)
    except OSError:
        return Snippet(""), line
    for piece in split(data):
        if piece.anchor == anchor:
            part = data[piece.byte_start : piece.byte_end][:LONGEST]
            return snippet(part, *window(part, words), words), piece.line
    part = data[:LONGEST]
    return snippet(part, *window(part, words), words), 1
