"""What the words of a query weigh on pages and in sections, read as far as it is asked for and remembered."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress, filterfalse, repeat
from typing import cast

from nexus_tui.core.search.evidence import MOST_SECTIONS, Evidence, Occurrences, Sections, of_pages, of_sections, read
from nexus_tui.core.search.filters import passing
from nexus_tui.core.search.pagewise import all_weights, having, page_weights
from nexus_tui.core.search.postings import Want, section_weights
from nexus_tui.core.search.reader import Index
from nexus_tui.core.search.rows import gather

_FEW_VARIANTS = 8
"""With more, reading a word for all pages costs little more than for half of them; with fewer, than for an eighth."""


class Weights:
    """The weights of words in one search.

    Of a word in few sections all occurrences are read at once and kept for the next key press. One in many sections is
    read for the pages in question alone, or for all pages where these are many.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._evidence: dict[int, Evidence] = {}
        self._occurrences: dict[int, Occurrences] = {}
        self._whole: dict[int, Sequence[float]] = {}
        """For words in many sections the weight on each page, 0.0 where they are not."""
        self._some: dict[int, dict[int, float]] = {}
        """The same for the pages that were asked for."""

    @staticmethod
    def is_few(want: Want) -> bool:
        """Whether all occurrences of ``want`` are read at once."""
        return want.sections <= MOST_SECTIONS

    def is_known(self, want: Want) -> bool:
        """Whether the weights of ``want`` on all pages are known or soon told."""
        return want.sections <= MOST_SECTIONS or self._remembered(want) is not None

    def read(self, want: Want) -> None:
        """Read ``want`` on all pages."""
        if want.sections > MOST_SECTIONS:
            self._read(want)

    def on(self, want: Want, pages: Sequence[int]) -> Iterable[float]:
        """The weight of ``want`` on each of ``pages``, 0.0 where it is not."""
        if want.sections <= MOST_SECTIONS:
            return map(self._all(want).pages.get, pages, repeat(0.0))
        whole = self._remembered(want)
        if whole is None and len(pages) * (2 if _varied(want) else 8) > self._index.pages:
            whole = self._read(want)
        if whole is not None:
            return gather(whole, pages)
        known = self._some.setdefault(id(want), {})
        asked = list(filterfalse(known.__contains__, pages))
        if asked:
            known.update(dict.fromkeys(asked, 0.0))
            known.update(page_weights(self._index, want, asked))
        return gather(known, pages)

    def pages(self, want: Want) -> set[int]:
        """All pages that have ``want``."""
        if want.sections <= MOST_SECTIONS:
            return set(self._all(want).pages)
        whole = self._remembered(want)
        if whole is not None:
            return set(compress(range(len(whole)), whole))
        return having(self._index, want, passing(self._index, []))

    def having(self, want: Want, pages: set[int]) -> set[int]:
        """Those of ``pages`` that have ``want``."""
        if want.sections <= MOST_SECTIONS:
            return self._all(want).pages.keys() & pages
        whole = self._remembered(want)
        if whole is None and _varied(want) and len(pages) * 2 > self._index.pages:
            whole = self._read(want)
        if whole is not None:
            ordered = list(pages)
            return set(compress(ordered, gather(whole, ordered)))
        return having(self._index, want, pages)

    def in_sections(
        self, want: Want, pages: Sequence[int], sections: Iterable[int]
    ) -> tuple[Mapping[int, float], Mapping[int, float], Mapping[int, float]]:
        """As ``postings.section_weights`` for ``pages``, which have ``sections``; of other pages too where all is
        known from an earlier search."""
        if want.sections > MOST_SECTIONS:
            return section_weights(self._index, want, pages)
        known = self._all(want)
        occurrences = self._occurrences.get(id(want))
        if occurrences is not None:
            return of_sections(self._index, occurrences, set(sections))
        if known.sections is None:
            known.sections = of_sections(self._index, read(self._index, want))
        found: Sections = known.sections
        return found

    def _all(self, want: Want) -> Evidence:
        """All occurrences of a word that is not too frequent for it, kept for the next key press."""
        known = self._evidence.get(id(want))
        if known is None:
            found = self._index.remembered(want.variants)
            if not isinstance(found, Evidence):
                occurrences = self._occurrences[id(want)] = read(self._index, want)
                found = Evidence(of_pages(self._index, occurrences))
                self._index.remember(want.variants, found)
            known = self._evidence[id(want)] = found
        return known

    def _remembered(self, want: Want) -> Sequence[float] | None:
        whole = self._whole.get(id(want))
        if whole is None and not _varied(want):
            kept = self._index.kept.get(want.variants)
            if kept is not None:
                whole = self._whole[id(want)] = cast("array[float]", kept)
        return whole

    def _read(self, want: Want) -> Sequence[float]:
        whole = self._remembered(want)
        if whole is None:
            whole = self._whole[id(want)] = all_weights(self._index, want)
            if not _varied(want):
                # What is still being typed will not be asked for again.
                kept = array("d", whole)
                self._index.kept.keep(want.variants, kept, memoryview(kept).nbytes)
        return whole


def _varied(want: Want) -> bool:
    return len(want.variants) > _FEW_VARIANTS
