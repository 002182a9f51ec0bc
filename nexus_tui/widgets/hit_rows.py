"""Hits of a search as rows of a list: for the overlay and for the sidebar."""

from __future__ import annotations

import time
from collections.abc import Sequence

from rich.cells import cell_len

from nexus_tui.core.model import Hit, Snippet
from nexus_tui.widgets.row_list import Piece, Row, marked

NARROW = 50
"""Cells; a narrower list has no room for more than titles and text."""

_BROKEN = 12
"""Cells that lines may lose where words are kept whole."""


def age(mtime_ns: int, now: float | None = None) -> str:
    """How long ago, in one short word: ``3d``, ``5mo``. Empty where that is not known or less than an hour."""
    if not mtime_ns:
        return ""
    seconds = max(0.0, (time.time() if now is None else now) - mtime_ns / 1e9)
    if seconds < 3600:
        return ""
    for limit, unit, size in (
        (86400, "h", 3600),
        (30 * 86400, "d", 86400),
        (365 * 86400, "mo", 30 * 86400),
    ):
        if seconds < limit:
            return f"{int(seconds // size)}{unit}"
    return f"{int(seconds // (365 * 86400))}y"


def score_bar(share: float) -> str:
    """A bar of three cells for a score from 0 to 1."""
    eighths = max(1, round(min(1.0, share) * 24))
    full, rest = divmod(eighths, 8)
    return ("█" * full + (" ▏▎▍▌▋▊▉"[rest] if rest else "")).ljust(3)


def trail(headings: Sequence[str], cells: int) -> str:
    """The headings above a place and its own; where they do not fit into ``cells``, without the outer ones.

    The innermost one is always there: it tells the sections of a page apart.
    """
    text = " › ".join(headings)
    for outer in range(1, len(headings)):
        if cell_len(text) <= cells:
            break
        text = "… › " + " › ".join(headings[outer:])
    return text


def hit_row(hit: Hit, index: int, best: float, width: int) -> Row:
    """A hit as three lines: title and heading path, then the snippet on two."""
    heading = trail(hit.headings, width - cell_len(hit.title) - (2 if width < NARROW else 11))
    first: list[Piece] = list(marked(hit.title, hit.title_spans, "title"))
    if heading:
        first.append(("  " + heading, ""))
    lines = _snippet_lines(hit, max(20, width - 4))
    right: tuple[Piece, ...] = ()
    if width >= NARROW:
        bar = score_bar(hit.score / best if best else 0)
        right = ((f" {age(hit.mtime_ns):>4} ", "dim"), (bar, "mark"))
    return Row(f"{hit.document}#{hit.anchor}:{hit.line}:{index}", (tuple(first), *lines), right, hit)


def hit_rows(hits: Sequence[Hit], width: int) -> list[Row]:
    """Rows for hits, the further sections of each page under its best one."""
    best = max((hit.score for hit in hits), default=0.0)
    rows: list[Row] = []
    for index, hit in enumerate(hits):
        rows.append(hit_row(hit, index, best, width))
        for further in hit.further:
            heading = trail(further.headings, width - 6) or further.title
            pieces: tuple[Piece, ...] = (("    ↳ ", "dim"), (heading, ""))
            rows.append(Row(f"{further.document}#{further.anchor}:{further.line}:{index}+", (pieces,), data=further))
    return rows


def _from_first_mark(snippet: Snippet, width: int) -> tuple[str, Sequence[tuple[int, int]]]:
    """The text from where two lines of ``width`` show its first mark, and the marks in it."""
    text, spans = snippet.text, snippet.spans
    if not spans or spans[0][1] <= 2 * width - _BROKEN:
        return text, spans
    start = text.rfind(" ", 0, max(1, spans[0][0] - width // 2)) + 1
    return "…" + text[start:], [(low - start + 1, high - start + 1) for low, high in spans]


def _snippet_lines(hit: Hit, width: int) -> tuple[tuple[Piece, ...], ...]:
    text, spans = _from_first_mark(hit.snippet, width)
    lines: list[tuple[Piece, ...]] = []
    at = 0
    while at < len(text) and len(lines) < 2:
        end = len(text) if len(text) - at <= width else text.rfind(" ", at, at + width + 1)
        if end <= at:
            end = min(len(text), at + width)
        inside = [(max(s, at) - at, min(e, end) - at) for s, e in spans if s < end and e > at]
        lines.append((("  ", ""), *marked(text[at:end], inside, "dim")))
        at = end + 1 if text[end : end + 1] == " " else end
    return tuple(lines)
