"""Joins what two running programs remember of one library, so that neither undoes what the other did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nexus_tui.core.bookmarks import MAX_BOOKMARKS
from nexus_tui.core.reading import MAX_PAGES

Values = dict[str, Any]
"""The state as ``LibraryState`` writes it, each part there and of its type."""


def merge(base: Values, mine: Values, disk: Values) -> Values:
    """What is on the disk with the changes made to it that lead from ``base`` (what this program last knew to be on
    the disk) to ``mine``. Bounds that belong to the state's own lists are left to its reading."""
    return {
        **mine,
        "session": mine["session"] if mine["session"] != base["session"] else disk["session"],
        "queries": _newest_first(base["queries"], mine["queries"], disk["queries"]),
        "recent": _newest_first(base["recent"], mine["recent"], disk["recent"]),
        "saved_searches": _changed(base["saved_searches"], mine["saved_searches"], disk["saved_searches"]),
        "bookmarks": _bookmarks(base["bookmarks"], mine["bookmarks"], disk["bookmarks"]),
        "reading": _reading(base["reading"], mine["reading"], disk["reading"]),
    }


def _changed(base: Mapping[Any, Any], mine: Mapping[Any, Any], disk: Mapping[Any, Any]) -> dict[Any, Any]:
    """``disk`` with what was added, changed and removed between ``base`` and ``mine``."""
    kept = {key: value for key, value in disk.items() if key in mine or key not in base}
    return kept | {key: value for key, value in mine.items() if key not in base or base[key] != value}


def _newest_first(base: list[str], mine: list[str], disk: list[str]) -> list[str]:
    """What came to the head of ``mine`` since ``base``, then ``disk``, then the rest."""
    ranks = {each: rank for rank, each in enumerate(base)}
    fresh, rank = len(mine), len(base)
    while fresh and ranks.get(mine[fresh - 1], rank) < rank:
        fresh -= 1
        rank = ranks[mine[fresh]]
    return list(dict.fromkeys([*mine[:fresh], *disk, *mine[fresh:]]))


def _bookmarks(base: list[list[str]], mine: list[list[str]], disk: list[list[str]]) -> list[list[str]]:
    rows = ({(document, anchor): name for document, anchor, name in each} for each in (base, mine, disk))
    return [[*place, name] for place, name in _changed(*rows).items()][:MAX_BOOKMARKS]


def _reading(base: Mapping[str, Any], mine: Mapping[str, Any], disk: Mapping[str, Any]) -> dict[str, Any]:
    """Of a page that both have read, the later reading; the latest pages last."""
    joined = dict(disk)
    for document, reading in mine.items():
        other = disk.get(document)
        if reading != base.get(document) and (other is None or other[3] <= reading[3]):
            joined[document] = reading
    return dict(sorted(joined.items(), key=lambda item: float(item[1][3]))[-MAX_PAGES:])
