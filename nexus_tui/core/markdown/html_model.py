"""What a block of raw HTML shows: its parts, and text under construction."""

from __future__ import annotations

from dataclasses import field
from typing import NamedTuple

from nexus_tui.core.markdown.block import Run
from nexus_tui.core.record import dataclass


class HtmlCell(NamedTuple):
    """A cell of a table."""

    text: str
    runs: tuple[Run, ...]
    align: str
    """``left``, ``center``, ``right`` or empty."""
    header: bool
    span: int
    """Columns it covers, at most 100."""
    height: int = 1
    """Rows it covers, at most 1,000."""


@dataclass(frozen=True, slots=True)
class HtmlPart:
    """A leaf of the page. Its text has passed ``sanitize``."""

    kind: str
    """``paragraph``, ``heading``, ``summary``, ``caption``, ``term``, ``code``, ``row``, ``rule``, ``anchor``; ``end``
    where a ``<details>`` ends; ``open`` and ``close`` for a tag (its name is the text) without its partner."""
    text: str = ""
    """Plain text; ``\\n`` is a hard break. Of a row: its cells' texts joined by tabs."""
    runs: tuple[Run, ...] = ()
    """Stretches of ``text`` that are not plain, in order; empty for rows."""
    level: int = 0
    """Of a heading: 1 to 6. Of a row: the number of its table in the block, from 1. Of a summary: 1 if what it is of
    is open from the start."""
    align: str = ""
    """``center`` or ``right`` where asked for."""
    containers: tuple[str, ...] = ()
    """``quote``, ``item`` or ``dd`` (a definition) for each container it is in, outermost first."""
    marker: str = ""
    """What stands before the first part of an item: a bullet or ``3.``."""
    language: str = ""
    """Of code, where ``class="language-…"`` tells."""
    cells: tuple[HtmlCell, ...] = ()
    anchors: tuple[str, ...] = ()
    """Ids and names defined in it: places that links can lead to."""
    line: int = 0
    """Lines of the source before it."""


@dataclass(slots=True)
class TextBuilder:
    """Text under construction, with its runs."""

    parts: list[str] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    length: int = 0

    def last(self) -> str:
        """The last character; empty if there is none."""
        return self.parts[-1][-1] if self.parts else ""

    def add(self, text: str, style: str, href: str) -> None:
        """Append ``text``."""
        if not text:
            return
        start, self.length = self.length, self.length + len(text)
        self.parts.append(text)
        if style or href:
            before = self.runs[-1] if self.runs else None
            if before and before.end == start and (before.style, before.href) == (style, href):
                self.runs[-1] = Run(before.start, self.length, style, href)
            else:
                self.runs.append(Run(start, self.length, style, href))

    def drop_last(self) -> None:
        """Take the last character away."""
        self.parts = [part for part in (*self.parts[:-1], self.parts[-1][:-1]) if part]
        self.length -= 1
        self.runs = _cut(self.runs, self.length)

    def result(self, keep: bool = False) -> tuple[str, tuple[Run, ...]]:
        """Return text and runs, without blanks and line ends at the end unless ``keep``."""
        text = "".join(self.parts)
        stop = len(text) if keep else len(text.rstrip(" \n"))
        return text[:stop], tuple(_cut(self.runs, stop))


def _cut(runs: list[Run], stop: int) -> list[Run]:
    return [Run(run.start, min(run.end, stop), run.style, run.href) for run in runs if run.start < stop]
