"""Queries that can be read in two ways: what is tried first, and what is done where that finds nothing."""

from __future__ import annotations

from dataclasses import replace

from nexus_tui.core.search.query import Literal, Query, Word
from nexus_tui.core.search.query_parser import LONGEST, Parser

MOST_SHOWN = 3
"""Names in a note."""
_SHORT_FLAG = 4
"""Characters of what is more often an option than a word that is not wanted."""


def read(text: str, typing: bool) -> Query:
    """The query that ``text`` is, with what else it may be."""
    parser = Parser(text, typing)
    query = parser.query()
    if (
        query.excluded
        and not query.clauses
        and all(isinstance(each, Word) and not each.field for each in query.excluded)
    ):
        names = ", ".join(f"“{name}”" for name in text[:LONGEST].split()[:MOST_SHOWN])
        note = f"searched {names} as text: there is nothing to leave it out of"
        as_text = Parser(text, typing, exclusions=False).query()
        return replace(as_text, notes=(note,)) if as_text.clauses else query
    if parser.flags and query.clauses:
        short = [flag[1:] for _, flag in parser.flags if len(flag) <= _SHORT_FLAG]
        notes = tuple(f"left out pages with “{name}”; '-{name}' finds it as text" for name in short[:1])
        query = replace(query, flagged=_flagged(text, typing, parser.flags), notes=notes)
    if parser.opened:
        other = Parser(text, typing, open_literals=False).query()
        note = f"no page has “{parser.opened}” as written; searched its words"
        query = replace(query, instead=replace(other, notes=(note,)))
    elif query.written and not query.excluded:
        names = ", ".join(f"“{literal.text}”" for literal in query.written[:MOST_SHOWN])
        query = replace(
            query, instead=replace(query, clauses=query.written, written=(), notes=(f"looked for {names} as written",))
        )
    return query


def _flagged(text: str, typing: bool, flags: list[tuple[str, str]]) -> Query:
    """``text`` with its options read as text. ``flags``: each with what stands before it."""
    as_text = Parser(text, typing, flags=False).query()
    names = [flag for _, flag in flags]
    shown = ", ".join(f"“{name}”" for name in names[:MOST_SHOWN])
    note = f"searched {shown} as text, as in “{' '.join(flags[0])}”; NOT {names[0][1:]} excludes it"
    written = tuple(Literal(f"{before} {flag}", 0, len(text)) for before, flag in flags)
    clauses = tuple(
        replace(each, prefix=False) if isinstance(each, Word) and not each.star and f"-{each.text}" in names else each
        for each in as_text.clauses
    )
    return replace(as_text, clauses=clauses, written=written, notes=(note,))
