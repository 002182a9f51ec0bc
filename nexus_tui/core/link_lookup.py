"""The names that links may use for the pages of a snapshot, built when they are first asked for."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cached_property

from nexus_tui.core.ignore import PAGE_SUFFIXES
from nexus_tui.core.model import DocId, Section, Snapshot


def folded(text: str) -> str:
    """``text`` so that spellings of one name that differ in letter case, blanks or composition are equal."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(unicodedata.normalize("NFC", text.casefold()).split())


def without_suffix(path: str) -> str:
    """A page's path without ``.md`` and the like."""
    for suffix in PAGE_SUFFIXES:
        if path.lower().endswith(suffix):
            return path[: -len(suffix)]
    return path


class Lookup:
    """Names of one snapshot's pages. Every look-up is a dictionary access once its table is there."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def by_path(self, place: str) -> DocId | None:
        """The page at a library path, with or without its suffix; then in another letter case, if just one is."""
        pages = self._snapshot.pages
        for name in (place, *(place + suffix for suffix in PAGE_SUFFIXES)):
            if name in pages:
                return DocId(name)
        found = self._folded_paths.get(folded(without_suffix(place)), ())
        return found[0] if len(found) == 1 else None

    def folder(self, place: str) -> Section | None:
        """The section at a library path; in another letter case if there is none in this one."""
        return self._folders.get(place) or self._folders.get(folded(place))

    def titles(self, name: str) -> tuple[DocId, ...]:
        """The pages with this title."""
        found = self._titles.get(folded(name), ())
        return self._narrowed(found, [self._snapshot.pages[each].title == name for each in found])

    def aliases(self, name: str) -> tuple[DocId, ...]:
        """The pages with this alias."""
        found = self._aliases.get(folded(name), ())
        return self._narrowed(found, [name in self._snapshot.pages[each].aliases for each in found])

    def stems(self, name: str) -> tuple[DocId, ...]:
        """The pages whose file has this name, with or without its suffix."""
        bare = without_suffix(name)
        found = self._stems.get(folded(bare), ())
        return self._narrowed(found, [without_suffix(each).rpartition("/")[2] == bare for each in found])

    def ending(self, path: str) -> tuple[DocId, ...]:
        """The pages whose path ends with the whole names of ``path``."""
        wanted = "/" + folded(without_suffix(path.strip("/")))
        found = self._stems.get(wanted.rpartition("/")[2], ())
        return tuple(each for each in found if ("/" + folded(without_suffix(each))).endswith(wanted))

    @staticmethod
    def _narrowed(found: tuple[DocId, ...], exact: list[bool]) -> tuple[DocId, ...]:
        """The one page that is spelled exactly so, if there is just one; else all."""
        if len(found) > 1 and exact.count(True) == 1:
            return (found[exact.index(True)],)
        return found

    @cached_property
    def _folded_paths(self) -> dict[str, tuple[DocId, ...]]:
        return _grouped((folded(without_suffix(each)), each) for each in self._snapshot.order)

    @cached_property
    def _stems(self) -> dict[str, tuple[DocId, ...]]:
        return _grouped((folded(without_suffix(each).rpartition("/")[2]), each) for each in self._snapshot.order)

    @cached_property
    def _titles(self) -> dict[str, tuple[DocId, ...]]:
        return _grouped((folded(page.title), page.id) for page in self._snapshot.pages.values())

    @cached_property
    def _aliases(self) -> dict[str, tuple[DocId, ...]]:
        pages = self._snapshot.pages.values()
        return _grouped((folded(alias), page.id) for page in pages for alias in page.aliases)

    @cached_property
    def _folders(self) -> dict[str, Section]:
        found: dict[str, Section] = {}
        waiting = [self._snapshot.tree]
        while waiting:
            section = waiting.pop()
            found[section.path] = section
            found.setdefault(folded(section.path), section)
            waiting.extend(child for child in section.children if isinstance(child, Section))
        return found


def _grouped(pairs: Iterable[tuple[str, DocId]]) -> dict[str, tuple[DocId, ...]]:
    groups: dict[str, list[DocId]] = {}
    for name, document in pairs:
        groups.setdefault(name, []).append(document)
    return {name: tuple(documents) for name, documents in groups.items()}


_recent: tuple[Lookup, ...] = ()


def lookup_of(snapshot: Snapshot) -> Lookup:
    """The look-up tables of a snapshot; those of the two newest are kept."""
    global _recent
    for lookup in _recent:
        if lookup._snapshot is snapshot:
            return lookup
    lookup = Lookup(snapshot)
    _recent = (lookup, *_recent[:1])
    return lookup
