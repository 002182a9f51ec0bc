"""A resolved query to ranked pages: words from the index, then what only the source can tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nexus_tui.core.files import read_bounded
from nexus_tui.core.model import Cancelled
from nexus_tui.core.search.evaluate import RankedPage, Ranking, rank
from nexus_tui.core.search.filters import PageTest, passing
from nexus_tui.core.search.pages import LARGEST_FILE
from nexus_tui.core.search.query import Regex
from nexus_tui.core.search.reader import Index, sections_of
from nexus_tui.core.search.resolve import Resolved
from nexus_tui.core.search.verify import Clock, NotInTime, PageSource, compiled, sections_with_all

MOST_VERIFIED = 300
"""Ranked pages whose source is read for a phrase or a literal."""


@dataclass(slots=True)
class Outcome:
    """The ranking, and what is to be said about it."""

    ranking: Ranking
    notes: list[str] = field(default_factory=list)


def answer(
    index: Index, root: Path, resolved: Resolved, tests: Sequence[PageTest], limit: int, cancelled: Cancelled
) -> Outcome:
    """The pages that answer ``resolved`` and pass ``tests``, best first."""
    checks = [*resolved.checks, *resolved.refused]
    broken = _broken(checks)
    if broken:
        return Outcome(Ranking([], 0, set()), [broken])
    every = [*resolved.tests, *tests]
    allowed = passing(index, every) if every else None
    positive = [want for want in resolved.wants if not want.negated]
    if positive:
        most = MOST_VERIFIED if checks else limit
        ranking = rank(index, resolved.wants, most, None if allowed is None else allowed.intersection, cancelled)
    else:
        ranking = _all_pages(index, allowed, None if checks else limit)
    if not checks:
        return Outcome(ranking)
    return _verified(index, root, resolved, ranking, limit, cancelled)


def _broken(checks: Sequence[object]) -> str:
    """Why a regular expression cannot be used, or empty."""
    for check in checks:
        if isinstance(check, Regex):
            try:
                compiled(check.pattern, check.ignore_case)
            except NotInTime:
                return f"/{check.pattern}/ repeats a repetition, which can take forever; write it without"
            except (re.error, RecursionError, OverflowError) as error:
                return f"/{check.pattern}/ is not a regular expression: {error}"
    return ""


def _all_pages(index: Index, allowed: set[int] | None, limit: int | None) -> Ranking:
    """Pages in order of their path, when nothing but filters (or the source) decides."""
    pages = passing(index, []) if allowed is None else allowed
    ordered = sorted(pages, key=index.path)[:limit]
    ranked = []
    for page in ordered:
        leaf, local = index.locate(page)
        ranked.append(RankedPage(page, 0.0, [(0.0, leaf.base + sections_of(leaf.files, local)[0])]))
    return Ranking(ranked, len(pages), pages)


def _verified(
    index: Index, root: Path, resolved: Resolved, ranking: Ranking, limit: int, cancelled: Cancelled
) -> Outcome:
    """The pages whose source has what is to be found and has not what is refused, until there are enough."""
    clock = Clock(cancelled)
    kept: list[RankedPage] = []
    seen = 0
    for ranked in ranking.pages:
        if len(kept) >= limit or clock.over():
            break
        seen += 1
        page = _verify(index, root, resolved, ranked)
        if page is not None:
            kept.append(page)
    rest = seen < len(ranking.pages)
    notes = []
    if rest and len(kept) < limit:
        notes.append(f"looked through {seen} of {len(ranking.pages)} pages; there may be more")
    matches = {page.page for page in kept}
    return Outcome(Ranking(kept, len(kept), matches), notes)


def _verify(index: Index, root: Path, resolved: Resolved, ranked: RankedPage) -> RankedPage | None:
    leaf, local = index.locate(ranked.page)
    files = leaf.files
    try:
        data, _, _ = read_bounded(root / files.paths[local], LARGEST_FILE)
    except (OSError, ValueError):
        return None
    sections = sections_of(files, local)
    source = PageSource(data, files.titles[local], [files.start[section] for section in sections])
    for check in resolved.refused:
        if sections_with_all([check], source) is not None:
            return None
    if not resolved.checks:
        return ranked
    found = sections_with_all(resolved.checks, source)
    if found is None:
        return None
    inside = {leaf.base + sections[number] for number in found}
    known = [each for each in ranked.sections if each[1] in inside]
    others = [(0.0, section) for section in sorted(inside - {section for _, section in known})]
    ranked.sections = [*known, *others]
    return ranked
