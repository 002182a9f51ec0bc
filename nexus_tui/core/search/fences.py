"""Which parts of a text are fenced code, for pieces that are cut out of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r"(`{3,}|~{3,})([^\n]*)")
_FENCE_OF = {"```": re.compile(r"(````*)([^\n]*)"), "~~~": re.compile(r"(~~~~*)([^\n]*)")}
"""The same for texts with one kind of mark, as nearly all are: what begins with letters is found at once."""
_INDENT = " \t>"
_QUOTE = re.compile(r"(?m)^[ \t]*(?:>[ \t]?)+")


def fence_before(text: str, fence: str = "") -> str:
    """The fence within which what follows on ``text`` stands; empty: none. ``fence``: the one ``text`` begins in."""
    for _, _, now in _fences(text, fence):
        fence = now
    return fence


def cut_at_fences(text: str, fence: str) -> list[tuple[bool, str]]:
    """The parts of ``text``, which begins within ``fence``, without the lines of fences; with whether each is code.

    Code in a quote is without the marks of the quote.
    """
    parts: list[tuple[bool, str]] = []
    at = 0
    for start, end, now in [*_fences(text, fence), (len(text), len(text), "")]:
        part = text[at:start]
        parts.append((bool(fence), _QUOTE.sub("", part) if fence[:1] == ">" else part))
        at, fence = end, now
    return parts


def _fences(text: str, fence: str) -> Iterator[tuple[int, int, str]]:
    """Start and end of each line that opens or closes a fence, and the fence in which the next line stands."""
    kinds = [mark for mark in _FENCE_OF if mark in text]
    if not kinds:
        return
    for match in (_FENCE if len(kinds) > 1 else _FENCE_OF[kinds[0]]).finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        indent = text[start : match.start()]
        if indent and indent.strip(_INDENT):
            continue
        mark, rest = match.groups()
        if fence:
            opened = fence.lstrip(">")
            if mark[0] != opened[0] or len(mark) < len(opened) or rest.strip():
                continue
            fence = ""
        elif "`" in rest and mark[0] == "`":
            continue
        else:
            fence = (">" if ">" in indent else "") + mark
        yield start, match.end(), fence
