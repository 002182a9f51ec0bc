"""A resolved query to ranked pages: words from the index, then what only the source can tell."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from nexus_tui.core.model import Cancelled
from nexus_tui.core.search.evaluate import RankedPage, Ranking, rank
from nexus_tui.core.search.filters import PageTest, passing
from nexus_tui.core.search.pagewise import having
from nexus_tui.core.search.postings import Want
from nexus_tui.core.search.reader import Index
from nexus_tui.core.search.resolve import Resolved
from nexus_tui.core.search.sourced import MOST_WRITTEN, Outcome, verified, written_first
from nexus_tui.core.search.sources import Sources
from nexus_tui.core.search.stem import stem
from nexus_tui.core.search.tokens import chunks, fold

REFINED = 20
"""Pages that are ranked, at least, for the best of them to be looked at closely."""
MOST_VERIFIED = 300
"""Ranked pages whose source is read for a phrase or a literal."""
_NAME_SLACK = 6
"""Characters by which what was typed and the name it stands for differ at most in length (endings, blanks)."""


def answer(
    index: Index, sources: Sources, resolved: Resolved, tests: Sequence[PageTest], limit: int, cancelled: Cancelled
) -> Outcome:
    """The pages that answer ``resolved`` and pass ``tests``, best first."""
    every = [*resolved.tests, *tests]
    allowed = passing(index, every) if every else None
    if resolved.checks or resolved.refused or resolved.either:
        ranking = _candidates(index, resolved, allowed, cancelled)
        return verified(index, sources.root, resolved, ranking, limit, cancelled)
    most = max(limit, MOST_WRITTEN if resolved.written else REFINED)
    ranking = _ranked(index, resolved.wants, allowed, most, cancelled)
    _named_first(index, resolved.name, ranking)
    outcome = Outcome(ranking)
    if resolved.written:
        outcome = written_first(index, sources.root, resolved, ranking, cancelled)
    del ranking.pages[limit:]
    return outcome


def _ranked(
    index: Index, wants: Sequence[Want], allowed: set[int] | None, most: int | None, cancelled: Cancelled
) -> Ranking:
    if any(not want.negated for want in wants):
        within = None if allowed is None else allowed.intersection
        return rank(index, wants, MOST_VERIFIED if most is None else most, within, cancelled)
    for want in wants:
        allowed = passing(index, []) if allowed is None else allowed
        allowed = allowed - having(index, want, allowed)
    return _all_pages(index, allowed, most)


def _candidates(index: Index, resolved: Resolved, allowed: set[int] | None, cancelled: Cancelled) -> Ranking:
    """The pages to look into: those that have words of what is looked for by their score, then the others.

    Which of them have it is seen in their source.
    """
    hints = [*resolved.hints, *(either.hint for either in resolved.either if either.hint is not None)]
    whole = len(hints) == len(resolved.hints) + len(resolved.either)
    if not hints or not whole:
        return _ranked(index, resolved.wants, allowed, None, cancelled)
    first = _ranked(index, [*resolved.wants, *hints], allowed, None, cancelled)
    labels = {hint.label for hint in hints}
    first.pages = [page for page in first.pages if labels.isdisjoint(page.missing)]
    if not resolved.hints and not any(either.anywhere for either in resolved.either):
        return first
    others = _ranked(index, resolved.wants, allowed, None, cancelled)
    known = {page.page for page in first.pages}
    pages = [*first.pages, *(page for page in others.pages if page.page not in known)]
    pages.sort(key=lambda page: bool(page.missing))
    matches = {*first.matches, *others.matches}
    return Ranking(pages, len(matches), matches, first.partial or others.partial)


def _all_pages(index: Index, allowed: set[int] | None, limit: int | None) -> Ranking:
    """Pages in order of their path, when nothing but filters (or the source) decides."""
    order = index.by_path
    pages = set(order) if allowed is None else allowed
    ranked: list[RankedPage] = []
    for page in order if allowed is None else filter(allowed.__contains__, order):
        if limit is not None and len(ranked) >= limit:
            break
        ranked.append(RankedPage(page, 0.0, [(0.0, index.first_section(page))]))
    return Ranking(ranked, len(pages), pages)


def _named_first(index: Index, typed: str, ranking: Ranking) -> None:
    """Put pages first whose title, then those of which another name, is just what was typed.

    A page that goes by the name is opened at its beginning; other names often stand for a part of a page.
    """
    key, size = _key(typed), len(typed)
    if not key:
        return
    ranks = {}
    initial = key[0][:1]
    for page in ranking.pages:
        leaf, local = index.locate(page.page)
        title = leaf.files.titles[local]
        if abs(len(title) - size) <= _NAME_SLACK and _may_begin(title, initial) and _key(title) == key:
            first = index.first_section(page.page)
            page.sections = [(page.sections[0][0], first), *(each for each in page.sections if each[1] != first)]
            ranks[page.page] = 0
            continue
        for name in leaf.files.aliases[local]:
            if abs(len(name) - size) <= _NAME_SLACK and _may_begin(name, initial) and _key(name) == key:
                ranks[page.page] = 1
    if ranks:
        ranking.pages.sort(key=lambda page: ranks.get(page.page, 2))


def _may_begin(name: str, initial: str) -> bool:
    """Whether the key of ``name`` may begin with ``initial``: a letter that a stem begins with stays."""
    first = name[:1]
    return not (first.isascii() and first.isalnum()) or first.lower() == initial


@lru_cache(maxsize=4096)
def _key(text: str) -> tuple[str, ...]:
    """How names are compared: by the stems of their words."""
    return tuple(stem(fold(chunk)) for chunk in chunks(text))
