"""Where a text holds abbreviations that the page explains."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nexus_tui.core.markdown.block import TITLE_SCHEME, Run
from nexus_tui.core.sanitize import sanitize_line

_START = re.compile(r"\w+|[^\w\s]")
"""A word or a mark: what an abbreviation can begin with."""

Known = Mapping[str, Mapping[str, str]]


class Abbreviations:
    """The abbreviations of a page, found by what they begin with: thousands cost no more than one."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._count = len(known)
        self._by_start: dict[str, list[str]] = {}
        for name in sorted(known, key=len, reverse=True):
            start = _START.match(name)
            if start is not None:
                self._by_start.setdefault(start[0], []).append(name)

    def of(self, known: Known) -> bool:
        """Whether these are the abbreviations ``known``, of which there may have come more."""
        return self._known is known and len(known) == self._count

    def runs(self, text: str, start: int, end: int) -> Iterator[Run]:
        """A run for each abbreviation in ``text[start:end]``."""
        position = start
        while (found := _START.search(text, position, end)) is not None:
            position = found.end()
            if _is_word(text[found.start() - 1 : found.start()]):
                continue
            for name in self._by_start.get(found[0], ()):
                stop = found.start() + len(name)
                if stop <= end and text.startswith(name, found.start()) and not _is_word(text[stop : stop + 1]):
                    yield Run(found.start(), stop, "abbr", TITLE_SCHEME + sanitize_line(self._known[name]["title"]))
                    position = stop
                    break


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
