"""A resolved query to ranked pages: words from the index, then what only the source can tell."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from nexus_tui.core.files import as_utf8, read_bounded
from nexus_tui.core.model import Cancelled, DocId
from nexus_tui.core.search.evaluate import RankedPage, Ranking, rank
from nexus_tui.core.search.filters import PageTest, passing
from nexus_tui.core.search.pages import LARGEST_FILE
from nexus_tui.core.search.query import Regex
from nexus_tui.core.search.reader import Index, sections_of
from nexus_tui.core.search.resolve import Resolved
from nexus_tui.core.search.sources import Sources
from nexus_tui.core.search.stem import stem
from nexus_tui.core.search.tokens import chunks, fold
from nexus_tui.core.search.verify import BUDGET, Clock, PageSource, sections_with_all

REFINED = 20
"""Pages that are ranked, at least, for the best of them to be looked at closely."""
MOST_VERIFIED = 300
"""Ranked pages whose source is read for a phrase or a literal."""
_NAME_SLACK = 6
"""Characters by which what was typed and the name it stands for differ at most in length (endings, blanks)."""
MOST_PLACES = 20_000
"""Places at which a regular expression is found."""

_Places = dict[str, list[int]]
"""Path to places in bytes."""


@dataclass(slots=True)
class Outcome:
    """The ranking, and what is to be said about it."""

    ranking: Ranking
    notes: list[str] = field(default_factory=list)


def answer(
    index: Index, sources: Sources, resolved: Resolved, tests: Sequence[PageTest], limit: int, cancelled: Cancelled
) -> Outcome:
    """The pages that answer ``resolved`` and pass ``tests``, best first."""
    checks = [*resolved.checks, *resolved.refused]
    every = [*resolved.tests, *tests]
    allowed = passing(index, every) if every else None
    positive = [want for want in resolved.wants if not want.negated]
    if positive:
        most = MOST_VERIFIED if checks else max(limit, REFINED)
        ranking = rank(index, resolved.wants, most, None if allowed is None else allowed.intersection, cancelled)
    else:
        ranking = _all_pages(index, allowed, None if checks else limit)
    if checks:
        return _verified(index, sources.root, resolved, ranking, limit, cancelled)
    _named_first(index, resolved.name, ranking)
    del ranking.pages[limit:]
    return Outcome(ranking)


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
    matches, complete = _scanned(index, root, resolved, ranking, cancelled)
    wanted = [matches[check] for check in resolved.checks if isinstance(check, Regex)]
    if wanted:
        ranking.pages = [page for page in ranking.pages if all(index.path(page.page) in found for found in wanted)]
    clock = Clock(cancelled)
    kept: list[RankedPage] = []
    seen = 0
    for ranked in ranking.pages:
        if len(kept) >= limit or clock.over():
            break
        seen += 1
        page = _verify(index, root, resolved, ranked, matches)
        if page is not None:
            kept.append(page)
    rest = seen < len(ranking.pages)
    notes = [] if complete else ["the pattern was not looked for in all pages in time; there may be more"]
    if rest and len(kept) < limit:
        notes.append(f"looked through {seen} of {len(ranking.pages)} pages; there may be more")
    return Outcome(Ranking(kept, len(kept), {page.page for page in kept}), notes)


def _scanned(
    index: Index, root: Path, resolved: Resolved, ranking: Ranking, cancelled: Cancelled
) -> tuple[dict[Regex, _Places], bool]:
    """Where the pages have what regular expressions describe, and whether all were looked at.

    In a process of its own with a deadline for all of them, since a pattern can take for ever.
    """
    from nexus_tui.core.search.scan import scan

    found: dict[Regex, _Places] = {}
    known: dict[tuple[str, bool], _Places] = {}
    complete = True
    documents = [DocId(index.path(page.page)) for page in ranking.pages]
    end = time.monotonic() + BUDGET
    wanted = [check for check in resolved.checks if isinstance(check, Regex)]
    for check in (*wanted, *(check for check in resolved.refused if isinstance(check, Regex))):
        pattern = check.pattern, check.ignore_case
        if pattern not in known:
            left = end - time.monotonic()
            if left <= 0:
                return {**{check: {} for check in wanted}, **found}, False
            scanned = scan(root, documents, check, deadline=left, total=MOST_PLACES, cancelled=cancelled)
            complete = complete and scanned.complete
            places = known[pattern] = {}
            for place in scanned.places:
                places.setdefault(str(place.document), []).append(place.start)
            if check in wanted:
                documents = [document for document in documents if document in places]
        found[check] = known[pattern]
    return found, complete


def _verify(
    index: Index, root: Path, resolved: Resolved, ranked: RankedPage, matches: Mapping[Regex, _Places]
) -> RankedPage | None:
    leaf, local = index.locate(ranked.page)
    files = leaf.files
    try:
        data, _, _ = read_bounded(root / files.paths[local], LARGEST_FILE)
    except (OSError, ValueError):
        return None
    sections = sections_of(files, local)
    path = files.paths[local]
    here = {check: places.get(path, ()) for check, places in matches.items()}
    source = PageSource(as_utf8(data), files.titles[local], [files.start[section] for section in sections], here)
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
            first = leaf.base + leaf.files.first[local]
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
