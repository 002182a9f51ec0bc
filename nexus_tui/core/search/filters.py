"""Clauses and facets that choose pages by what they are: folder, path, tag, age, language of code."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase
from typing import TypeVar

from nexus_tui.core.search.query import Word
from nexus_tui.core.search.reader import Index, Leaf
from nexus_tui.core.search.tokens import fold

PageTest = Callable[[Leaf], set[int]]
"""A segment to its pages (numbered there) that pass."""

_T = TypeVar("_T")
_DAY = 86400
AGES = (("today", _DAY), ("this week", 7 * _DAY), ("this month", 31 * _DAY), ("this year", 366 * _DAY))
"""Names of ages with their bounds in seconds; what is older is ``older``."""
OLDER = "older"


def page_test(word: Word) -> PageTest | None:
    """The test for a filter clause; None for clauses that are searched as words."""
    value = fold(word.text).strip("/") if word.field != "tag" else fold(word.text).strip("#/")
    if word.field == "tag":
        return lambda leaf: _where(leaf.files.tags, lambda tags: _has_tag(tags, value, word.prefix))
    if word.field == "in":
        return lambda leaf: _where(leaf.files.paths, lambda path: _in_folder(fold(path), value, word.prefix))
    if word.field == "path":
        return lambda leaf: _where(leaf.files.paths, lambda path: _like(fold(path), value))
    if word.field == "file":
        return lambda leaf: _where(leaf.files.paths, lambda path: _like(fold(path).rpartition("/")[2], value))
    return None


def _where(values: Sequence[_T], test: Callable[[_T], bool]) -> set[int]:
    return {page for page, value in enumerate(values) if test(value)}


def _has_tag(tags: Iterable[str], value: str, prefix: bool) -> bool:
    for tag in tags:
        plain = fold(tag)
        if plain == value or plain.startswith(value + "/") or (prefix and plain.startswith(value)):
            return True
    return False


def _in_folder(path: str, value: str, prefix: bool) -> bool:
    folder = path.rpartition("/")[0] + "/"
    return folder.startswith(value if prefix else value + "/") or (not prefix and f"/{value}/" in "/" + folder)


def _like(path: str, value: str) -> bool:
    if "*" in value or "?" in value:
        return fnmatchcase(path, f"*{value}*")
    return value in path


def age_name(mtime_ns: int, now: float) -> str:
    """The name of the age of a file."""
    age = now - mtime_ns / 1e9
    return next((name for name, bound in AGES if age < bound), OLDER)


def facet_test(name: str, value: str) -> PageTest:
    """The test for a value of a facet: ``section``, ``tag``, ``lang`` or ``age``. An unknown name lets all pass."""
    if name == "section":
        return lambda leaf: _where(leaf.files.folders, lambda folder: folder == value)
    if name == "tag":
        return lambda leaf: _where(leaf.files.tags, lambda tags: value in tags)
    if name == "lang":
        return lambda leaf: _where(leaf.files.langs, lambda langs: value in langs)
    if name == "age":
        now = time.time()
        return lambda leaf: _where(leaf.files.mtimes, lambda mtime: age_name(mtime, now) == value)
    return lambda leaf: set(range(len(leaf.files.paths)))


def passing(index: Index, tests: Sequence[PageTest]) -> set[int]:
    """Live pages that pass all tests."""
    found: set[int] = set()
    for leaf in index.leaves:
        pages = set(range(len(leaf.files.first) - 1)) - leaf.dead_pages
        for test in tests:
            if pages:
                pages &= test(leaf)
        found.update(leaf.page_base + page for page in pages)
    return found
