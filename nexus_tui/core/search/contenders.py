"""Pages that may be among the best, told without weighing every word of a query on every page that has it.

A word that is on very many pages is worth little, so the others leave few pages that it could still bring to the top:
it is weighed on those alone. The pages left out are those that cannot reach the top with all that the words not yet
weighed add at most (Turtle and Flood: Query evaluation, 1995), so the best ones are the same as if all were scored.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Sequence
from itertools import compress
from operator import add
from typing import NamedTuple

_SLACK = 1e-9
"""Part of a score; more than the same sum is off when it is added up in another order."""
FEW = 3
"""Times the pages asked for: so few are not worth being thinned out."""
_TRIED = 2
"""Times the pages asked for: so many, the best by the words weighed first, are scored to tell what score is needed."""


class Share(NamedTuple):
    """What a word adds to the scores of pages."""

    most: float
    """No page gets more."""
    of: Callable[[Sequence[int]], list[float]]
    """Pages to what each of them gets, 0 or more."""


def contenders(pages: Collection[int], known: Sequence[Share], unread: Sequence[Share], most: int) -> Sequence[int]:
    """Those of ``pages`` that may be among the ``most`` with the highest sums of shares; others may be left in.

    ``known``: shares that cost little. ``unread``: those that cost the more, the more pages they are asked for.
    """
    few = FEW * most
    left = list(pages)
    if len(left) <= few:
        return left
    later = sorted(unread, key=lambda share: share.most, reverse=True)
    first = known or [later.pop(0)]
    sums = first[0].of(left)
    for share in first[1:]:
        sums = list(map(add, sums, share.of(left)))
    floor = 0.0
    while later and len(left) > few:
        rest = sum([share.most for share in later])
        if not floor:
            floor = heapq.nlargest(most, sums)[-1]
            if len(_from(floor - rest, left, sums)[0]) > few:
                floor = _floor(left, sums, later, most)
        left, sums = _from(floor - rest - _SLACK * (floor + rest), left, sums)
        sums = list(map(add, sums, later.pop(0).of(left)))
    if not later and len(left) > few:
        floor = heapq.nlargest(most, sums)[-1]
        left, _ = _from(floor - _SLACK * floor, left, sums)
    return left


def _from(least: float, pages: Sequence[int], sums: Sequence[float]) -> tuple[list[int], list[float]]:
    kept = [each >= least for each in sums]
    return list(compress(pages, kept)), list(compress(sums, kept))


def _floor(pages: Sequence[int], sums: Sequence[float], later: Sequence[Share], most: int) -> float:
    """A score that ``most`` of ``pages`` have. ``sums``: their scores without what ``later`` adds."""
    tried = heapq.nlargest(_TRIED * most, zip(sums, pages, strict=True))
    whole = [own for own, _ in tried]
    best = [page for _, page in tried]
    for share in later:
        whole = list(map(add, whole, share.of(best)))
    return heapq.nlargest(most, whole)[-1]
