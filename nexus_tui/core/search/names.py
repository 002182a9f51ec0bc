"""File names as a first answer while the texts of a new library are not indexed yet."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence

from nexus_tui.core.model import DocId, Hit
from nexus_tui.core.page_name import file_title
from nexus_tui.core.search.tokens import fold


class NameIndex:
    """The paths of a library, folded for comparison."""

    def __init__(self, documents: Iterable[DocId]) -> None:
        self._documents = sorted(documents)
        self._folded = [fold(path).replace("-", " ").replace("_", " ") for path in self._documents]

    def __len__(self) -> int:
        return len(self._documents)

    def search(self, words: Sequence[str], limit: int, known: set[str] | frozenset[str]) -> list[Hit]:
        """Pages, other than ``known``, whose path holds all ``words``; short names first, then by path."""
        wanted = [fold(word).replace("-", " ").replace("_", " ") for word in words if word.strip()]
        if not wanted:
            return []
        found = []
        for document, folded in zip(self._documents, self._folded, strict=True):
            if all(word in folded for word in wanted) and document not in known:
                name = folded.rpartition("/")[2]
                inside = sum(word in name for word in wanted)
                found.append((-inside, len(name), document))
        return [
            Hit(document, "", file_title(document), (), 1, inside / (1.0 + size))
            for inside, size, document in ((-rank, size, doc) for rank, size, doc in heapq.nsmallest(limit, found))
        ]
