"""Phrases, literals and regular expressions, looked for in the source of pages."""

from __future__ import annotations

import re
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nexus_tui.core.search.marking import marker
from nexus_tui.core.search.query import Literal, Phrase, Regex

Check = Phrase | Literal | Regex

BUDGET = 1.0
"""Seconds that one query may spend on reading sources."""
_LONGEST_LINE = 2000
"""Characters of a line that a regular expression sees."""


class NotInTime(Exception):
    """A regular expression of a kind that may take forever."""


@dataclass(frozen=True, slots=True)
class PageSource:
    """What is verified: a page's file, its title, and where its sections start."""

    data: bytes
    title: str
    starts: Sequence[int]


def places(check: Check, source: PageSource) -> list[int] | None:
    """Sections (numbers within the page) in which ``check`` is found; None if nowhere in the page."""
    if check.field == "title":
        return [0] if _in_text(check, source.title) else None
    if isinstance(check, Literal):
        return _literal(check, source)
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
        return bool(marker((f'"{check.text}*"' if check.prefix else f'"{check.text}"',)).spans(text))
    pattern = compiled(check.pattern, check.ignore_case)
    return any(pattern.search(line[:_LONGEST_LINE]) for line in text.splitlines())


@lru_cache(maxsize=64)
def compiled(pattern: str, ignore_case: bool) -> re.Pattern[str]:
    """The compiled pattern. Raises ``re.error``, and :class:`NotInTime` for patterns that can take exponential time."""
    if nested_repeats(pattern):
        raise NotInTime
    return re.compile(pattern, re.IGNORECASE if ignore_case else 0)


def nested_repeats(pattern: str) -> bool:
    """Whether an unbounded repetition stands within another one, as in ``(a+)+``: such patterns can take forever."""
    from re import _parser  # type: ignore[attr-defined]

    return _nested(_parser.parse(pattern), inside=False)


def _nested(node: object, *, inside: bool) -> bool:
    if isinstance(node, (list, tuple)) or hasattr(node, "data"):
        items = list(getattr(node, "data", node))  # type: ignore[call-overload]
        if len(items) == 2 and str(items[0]) in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            _, high, body = items[1]
            many = int(high) > 8
            return (many and inside) or _nested(body, inside=inside or many)
        return any(_nested(item, inside=inside) for item in items)
    return False


class Clock:
    """Says when the time for reading sources is over."""

    def __init__(self, cancelled: Callable[[], bool], budget: float = BUDGET) -> None:
        self._cancelled, self._end = cancelled, time.monotonic() + budget

    def over(self) -> bool:
        """Whether to stop now."""
        return self._cancelled() or time.monotonic() > self._end


def sections_with_all(checks: Iterable[Check], source: PageSource) -> list[int] | None:
    """Sections in which the most of ``checks`` are found, in order; None unless the page has them all."""
    counts: dict[int, int] = {}
    for check in checks:
        found = places(check, source)
        if found is None:
            return None
        for number in found:
            counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, count in counts.items() if count == most)
