"""Alternatives of an ``OR`` that the index alone cannot tell: patterns, literals, phrases and filters beside words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from nexus_tui.core.search.filters import PageTest, passing
from nexus_tui.core.search.postings import Want, page_weights
from nexus_tui.core.search.reader import Index
from nexus_tui.core.search.verify import Check


@dataclass(slots=True)
class Either:
    """One of these is enough."""

    label: str
    words: Want | None = None
    """A page that has one of the words needs nothing else."""
    hint: Want | None = None
    """``words`` and those of ``checks``: what has them is looked at first."""
    tests: list[PageTest] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    """To be found in the source."""
    anywhere: bool = False
    """Whether a page may meet it without meeting ``hint``."""

    def sure(self, index: Index, pages: Collection[int]) -> set[int]:
        """Those of ``pages`` that the index knows to meet it."""
        wanted = set(pages)
        found = set(page_weights(index, self.words, wanted)) & wanted if self.words is not None else set()
        for test in self.tests:
            found |= passing(index, [test]) & wanted
        return found
