"""Phrases, literals and regular expressions, looked for in the source of pages."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nexus_tui.core.search.marking import marker
from nexus_tui.core.search.query import Literal, Phrase, Regex

Check = Phrase | Literal | Regex

BUDGET = 1.0
"""Seconds that one query may spend on reading sources."""


@dataclass(frozen=True, slots=True)
class PageSource:
    """What is verified: a page's file, its title, and where its sections start."""

    data: bytes
    title: str
    starts: Sequence[int]
    matches: Mapping[Regex, Sequence[tuple[int, int]]] = field(default_factory=dict)
    """Where regular expressions were found in it by ``scan``, ranges of bytes."""


def places(check: Check, source: PageSource) -> list[int] | None:
    """Sections (numbers within the page) in which ``check`` is found; None if nowhere in the page."""
    if check.field == "title":
        return [0] if _in_text(check, source.title) else None
    if isinstance(check, Literal):
        return _literal(check, source)
    if isinstance(check, Regex):
        found_at = [start for start, _ in source.matches.get(check, ())]
        # Front matter is not shown: it counts only where nothing else of the page has it.
        inside = [at for at in found_at if at >= source.starts[0]] or found_at
        return sorted({max(0, bisect_right(source.starts, at) - 1) for at in inside}) or None
    found = []
    ends = [*source.starts[1:], len(source.data)]
    for number, (start, end) in enumerate(zip(source.starts, ends, strict=True)):
        if _in_text(check, source.data[start:end].decode("utf-8", "replace")):
            found.append(number)
    if not found and isinstance(check, Phrase) and _in_text(check, source.title):
        found.append(0)
    return found or None


def _literal(check: Literal, source: PageSource) -> list[int] | None:
    wanted = check.text.encode("utf-8", "surrogatepass")
    if not wanted:
        return [0]
    found: list[int] = []
    at = source.data.find(wanted, source.starts[0])
    if at < 0:
        at = source.data.find(wanted)
    while at >= 0:
        number = max(0, bisect_right(source.starts, at) - 1)
        found.append(number)
        following = source.starts[number + 1] if number + 1 < len(source.starts) else len(source.data)
        at = source.data.find(wanted, max(at + 1, following))
    return found or None


def _in_text(check: Check, text: str) -> bool:
    if isinstance(check, Literal):
        return check.text in text
    if isinstance(check, Phrase):
        return bool(marker((f'"{check.text}*"' if check.prefix else f'"{check.text}"',)).spans(text, 1))
    return False


class Clock:
    """Says when the time for reading sources is over."""

    def __init__(self, cancelled: Callable[[], bool], budget: float = BUDGET) -> None:
        self._cancelled, self._end = cancelled, time.monotonic() + budget

    def over(self) -> bool:
        """Whether to stop now."""
        return self._cancelled() or time.monotonic() > self._end


def sections_with_all(needs: Iterable[Sequence[Check]], source: PageSource) -> list[int] | None:
    """Sections in which the most of ``needs`` are met, in order; None unless the page meets them all.

    A need is met by any one of its checks.
    """
    counts: dict[int, int] = {}
    for checks in needs:
        found = {number for check in checks for number in places(check, source) or ()}
        if not found:
            return None
        for number in found:
            counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, count in counts.items() if count == most)
