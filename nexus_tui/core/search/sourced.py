"""What only the source of a page can tell: phrases, literals and patterns, and which pages have them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nexus_tui.core.files import as_utf8, read_bounded
from nexus_tui.core.model import Cancelled, DocId
from nexus_tui.core.search.evaluate import RankedPage, Ranking
from nexus_tui.core.search.pages import LARGEST_FILE
from nexus_tui.core.search.query import Literal, Regex
from nexus_tui.core.search.ranking import LONG_QUERY
from nexus_tui.core.search.reader import Index, sections_of
from nexus_tui.core.search.resolve import Resolved
from nexus_tui.core.search.tokens import chunks
from nexus_tui.core.search.verify import BUDGET, Check, Clock, PageSource, sections_with_all

MOST_PLACES = 20_000
"""Places at which a regular expression is found."""
MOST_WRITTEN = 100
"""Pages, the best ones, in which is looked for what was typed with its signs."""
MOST_FURTHER = 20
"""Others that have it, where none of the best ones has."""
WRITTEN_BUDGET = 0.2
"""Seconds for that."""
_LONGEST_TEXT = 200
"""Characters of what a pattern found that are marked."""

Places = dict[str, list[tuple[int, int]]]
"""Path to ranges of bytes."""


@dataclass(slots=True)
class Outcome:
    """The ranking, and what is to be said about it."""

    ranking: Ranking
    notes: list[str] = field(default_factory=list)
    texts: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """What patterns found in a page, for the marks."""
    written: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """What of ``Resolved.written`` a page has."""

    def own_words(self, typed: tuple[str, ...], words: tuple[str, ...]) -> dict[int, tuple[str, ...]]:
        """What is to be marked in pages in which not just ``words`` are; those without what means the same: ``typed``.

        Where a name stands with its signs, it is marked with them, and nothing else for it.
        """
        own = {page: (*words, *(f"'{text}'" for text in texts)) for page, texts in self.texts.items()}
        for page, texts in self.written.items():
            marked = {chunk for text in texts for chunk in chunks(text)}
            own[page] = (*(f"'{text}'" for text in texts), *(word for word in typed if word.rstrip("*") not in marked))
        return own


def verified(
    index: Index, root: Path, resolved: Resolved, ranking: Ranking, limit: int, cancelled: Cancelled
) -> Outcome:
    """The pages whose source has what is to be found and has not what is refused, until there are enough."""
    return _Verification(index, root, resolved, ranking).run(limit, cancelled)


class _Verification:
    def __init__(self, index: Index, root: Path, resolved: Resolved, ranking: Ranking) -> None:
        self._index, self._root, self._resolved, self._ranking = index, root, resolved, ranking
        self._matches: dict[Regex, Places] = {}
        self._sure: list[set[int]] = []

    def run(self, limit: int, cancelled: Cancelled) -> Outcome:
        resolved, ranking = self._resolved, self._ranking
        complete = self._scan(cancelled)
        self._most_found_first()
        candidates = {page.page for page in ranking.pages} | (set(ranking.matches) if resolved.either else set())
        self._sure = [either.sure(self._index, candidates) for either in resolved.either]
        clock = Clock(cancelled)
        kept: list[RankedPage] = []
        outcome = Outcome(Ranking(kept, 0, set(), ranking.partial))
        seen = 0
        for ranked in ranking.pages:
            if len(kept) >= limit or clock.over():
                break
            seen += 1
            page = self._verify(ranked, outcome)
            if page is not None:
                kept.append(page)
        found = {page.page for page in kept} | self._others(candidates)
        outcome.ranking.matches, outcome.ranking.total = found, len(found)
        if not complete:
            outcome.notes.append("the pattern was not looked for in all pages in time; there may be more")
        if seen < len(ranking.pages) and len(kept) < limit:
            outcome.notes.append(f"looked through {seen} of {len(ranking.pages)} pages; there may be more")
        return outcome

    def _scan(self, cancelled: Cancelled) -> bool:
        """Find the regular expressions in the pages, and keep the pages that have those that are wanted.

        In a process of its own with a deadline for all of them, since a pattern can take for ever. Gives back whether
        all pages were looked at.
        """
        from nexus_tui.core.search.scan import scan

        ranking, resolved = self._ranking, self._resolved
        known: dict[tuple[str, bool], Places] = {}
        complete = True
        end = time.monotonic() + BUDGET
        for check, wanted in _regexes(resolved):
            pattern = check.pattern, check.ignore_case
            if pattern not in known:
                left = end - time.monotonic()
                places = known[pattern] = {}
                if left <= 0:
                    complete = False
                else:
                    documents = [DocId(self._index.path(page.page)) for page in ranking.pages]
                    scanned = scan(self._root, documents, check, deadline=left, total=MOST_PLACES, cancelled=cancelled)
                    complete = complete and scanned.complete
                    for place in scanned.places:
                        places.setdefault(place.document, []).append((place.start, place.end))
            found = self._matches[check] = known[pattern]
            if wanted:
                ranking.pages = [page for page in ranking.pages if self._index.path(page.page) in found]
        return complete

    def _most_found_first(self) -> None:
        """Put pages that no word ranks in order of how often the patterns were found in them, then of their paths."""
        found = [self._matches[check] for check, _ in _regexes(self._resolved, refused=False)]
        if not found:
            return

        def order(page: RankedPage) -> tuple[bool, bool, int]:
            path = self._index.path(page.page)
            count = 0 if page.score else sum(len(places[path]) for places in found if path in places)
            return bool(page.missing), not page.score, -count

        self._ranking.pages.sort(key=order)

    def _others(self, candidates: set[int]) -> set[int]:
        """Pages beyond those kept that are known to match, where nothing but alternatives is wanted."""
        resolved = self._resolved
        if not resolved.either or resolved.checks or resolved.refused:
            return set()
        found = candidates
        for either, sure in zip(resolved.either, self._sure, strict=True):
            paths = [self._matches[check] for check in either.checks if isinstance(check, Regex)]
            found = {page for page in found if page in sure or any(self._index.path(page) in path for path in paths)}
        return found

    def _verify(self, ranked: RankedPage, outcome: Outcome) -> RankedPage | None:
        resolved = self._resolved
        needs: list[Sequence[Check]] = [(check,) for check in resolved.checks]
        for either, sure in zip(resolved.either, self._sure, strict=True):
            if ranked.page not in sure:
                needs.append(either.checks)
        path = self._index.path(ranked.page)
        looked_for = any(path in places for places in self._matches.values())
        if not needs and not resolved.refused and not looked_for:
            return ranked
        data = _read(self._root, path)
        if data is None or any(_lacks(data, checks) for checks in needs):
            return None
        source = _source(self._index, data, ranked.page, self._matches)
        if any(sections_with_all([[check]], source) is not None for check in resolved.refused):
            return None
        if needs:
            found = sections_with_all(needs, source)
            if found is None:
                return None
            _point_at(self._index, ranked, found)
        if looked_for:
            outcome.texts[ranked.page] = _texts(source, {check for check, _ in _regexes(resolved, refused=False)})
        return ranked


def _regexes(resolved: Resolved, *, refused: bool = True) -> Iterator[tuple[Regex, bool]]:
    """The regular expressions, each with whether every page must have it; those first."""
    others = [check for either in resolved.either for check in either.checks]
    for check in resolved.checks:
        if isinstance(check, Regex):
            yield check, True
    for check in (*others, *(resolved.refused if refused else ())):
        if isinstance(check, Regex):
            yield check, False


def _read(root: Path, path: str) -> bytes | None:
    try:
        return as_utf8(read_bounded(f"{root}/{path}", LARGEST_FILE)[0])
    except (OSError, ValueError):
        return None


def _lacks(data: bytes, checks: Sequence[Check]) -> bool:
    """Whether a page surely has none of ``checks``: seen before anything else of it is looked at."""
    return all(
        isinstance(check, Literal)
        and check.field != "title"
        and check.text.encode("utf-8", "surrogatepass") not in data
        for check in checks
    )


def _source(index: Index, data: bytes, page: int, matches: dict[Regex, Places]) -> PageSource:
    leaf, local = index.locate(page)
    files = leaf.files
    starts = [files.start[section] for section in sections_of(files, local)]
    here = {check: places.get(files.paths[local], ()) for check, places in matches.items()}
    return PageSource(data, files.titles[local], starts, here)


def _point_at(index: Index, ranked: RankedPage, found: Sequence[int]) -> None:
    """Leave of the sections of a page those numbered ``found`` within it, the ones that were ranked first.

    Of the others those come last that only name things.
    """
    leaf, local = index.locate(ranked.page)
    sections = sections_of(leaf.files, local)
    inside = {leaf.base + sections[number] for number in found}
    known = [each for each in ranked.sections if each[1] in inside]
    left = sorted(inside - {section for _, section in known}, key=lambda each: (index.is_apparatus(each), each))
    ranked.sections = [*known, *((0.0, section) for section in left)]


def _texts(source: PageSource, wanted: set[Regex]) -> tuple[str, ...]:
    """What the patterns found in a page, each text once; a line break in it is a blank."""
    found = []
    for check in source.matches:
        if check in wanted:
            for start, end in source.matches[check]:
                text = " ".join(source.data[start:end].decode("utf-8", "replace").split())
                found.append(text[:_LONGEST_TEXT])
    return tuple(dict.fromkeys(text for text in found if text))


def written_first(index: Index, root: Path, resolved: Resolved, ranking: Ranking, cancelled: Cancelled) -> Outcome:
    """``ranking`` with the pages first that have what was typed with all of its signs; they open where they have it.

    Where none of the best ones has it, the others are looked through, as far as there is time.
    """
    clock = Clock(cancelled, WRITTEN_BUDGET)
    outcome = Outcome(ranking)
    seen = _mark_written(index, root, resolved, ranking.pages[:MOST_WRITTEN], clock, outcome, MOST_WRITTEN)
    if not outcome.written and seen < ranking.total:
        ranked = {page.page: page for page in ranking.pages}
        looked_at = {page.page for page in ranking.pages[:MOST_WRITTEN]}
        pages = [page for page in index.by_path if page in ranking.matches and page not in looked_at]
        others = [ranked.get(page) or RankedPage(page, 0.0, [(0.0, index.first_section(page))]) for page in pages]
        seen += _mark_written(index, root, resolved, others, clock, outcome, MOST_FURTHER)
        ranking.pages += [page for page in others if page.page in outcome.written and page.page not in ranked]
    strict = sum(want.required and not want.negated for want in resolved.wants) < LONG_QUERY
    written = outcome.written
    ranking.pages.sort(key=lambda page: (strict and bool(page.missing), -len(written.get(page.page, ()))))
    missed = {literal.text for literal in resolved.written}.difference(*written.values())
    if ranking.pages and missed and seen >= ranking.total:
        outcome.notes.append(f"no page has {', '.join(f'“{text}”' for text in sorted(missed))} as written")
    return outcome


def _mark_written(
    index: Index,
    root: Path,
    resolved: Resolved,
    pages: Sequence[RankedPage],
    clock: Clock,
    outcome: Outcome,
    enough: int,
) -> int:
    """Note which of ``pages`` have something as it was typed, ``enough`` of them; how many were looked at."""
    for number, ranked in enumerate(pages):
        if clock.over() or len(outcome.written) >= enough:
            return number
        data = _read(root, index.path(ranked.page))
        if data is None or _lacks(data, resolved.written):
            continue
        source = _source(index, data, ranked.page, {})
        here = [(literal, sections_with_all([[literal]], source)) for literal in resolved.written]
        found = {literal.text: sections for literal, sections in here if sections is not None}
        if found:
            outcome.written[ranked.page] = tuple(found)
            _point_at(index, ranked, sorted({number for sections in found.values() for number in sections}))
    return len(pages)
