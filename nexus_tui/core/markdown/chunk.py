"""Parsing a page in pieces that add up to exactly the tokens of one whole pass.

A piece ends at a blank line. Whether the piece's last top-level block ends there too is known from its kind: blank
lines do not end lists, fences, indented code, HTML, quotes' neighbours and whatever holds blocks, so such a block is
taken back and the next piece begins with it. Nothing needs to be known about Markdown beforehand: the parser itself
says what is still open. A block that fills its whole piece is handed out provisionally, enough to paint, and parsed
again from a piece eight times the size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from nexus_tui.core.markdown.parser import DEFINITION_MARK, Environment, parse_blocks
from nexus_tui.core.record import dataclass

FIRST_SIZE = 12_000
SIZE = 24_000
_GROWTH = 8

_CLOSED = frozenset({"paragraph_open", "heading_open", "table_open", "hr", "definition", "math_block"})
"""Kinds of top-level blocks that a blank line ends."""

_BLANK = re.compile(r"\n(?:[ \t]*\n)+")
_EMPTY_LINES = re.compile(r"(?:[ \t]*\n)+")


@dataclass(slots=True)
class Chunk:
    """The tokens of some complete top-level blocks."""

    tokens: list[Token]
    """With ``map`` relative to ``line``."""
    line: int
    """0-based line of the text at which the chunk begins."""
    end: int
    """Characters of the text parsed so far."""
    provisional: bool = False
    """The one block of this chunk goes on; the next chunk begins at the same line and replaces this one."""


def chunks(
    md: MarkdownIt, text: str, env: Environment, *, first: int = FIRST_SIZE, size: int = SIZE
) -> Iterator[Chunk]:
    """Parse ``text`` (line ends ``\\n`` only) in pieces of about ``first``, then ``size`` characters.

    All chunks that are not provisional together hold the tokens of ``parse_blocks(md, text, env)``, and ``env`` ends up
    with the same definitions.
    """
    total = len(text)
    position = line = 0
    wanted = first
    while position < total:
        end, at_blank = _cut(text, position, wanted)
        part = text[position:end]
        scratch: Environment = {}
        tokens = parse_blocks(md, part, scratch)
        keep = len(tokens)
        unfinished = scratch.pop("unfinished", None)
        if end < total:
            keep = _complete(tokens, at_blank, DEFINITION_MARK.match(text, end) is not None)
            if unfinished is not None:
                keep = min(keep, _block_at(tokens, unfinished))
            if keep == 0 and tokens:
                yield Chunk(tokens, line, position, provisional=True)
                wanted *= _GROWTH
                continue
        next_line = line + part.count("\n")
        if keep < len(tokens):
            open_map = tokens[keep].map
            assert open_map is not None
            restart = open_map[0]
            del tokens[keep:]
            end = position + _offset_of_line(part, restart)
            next_line = line + restart
        _merge(env, scratch, next_line - line)
        yield Chunk(tokens, line, end)
        position, line, wanted = end, next_line, size


def _cut(text: str, position: int, wanted: int) -> tuple[int, bool]:
    """Where to end a piece that begins at ``position``, and whether blank lines are there."""
    total = len(text)
    if position + wanted >= total:
        return total, True
    match = _BLANK.search(text, position + wanted, position + 2 * wanted)
    if match is not None:
        # The search window may have ended within the blank lines: take them all.
        end = match.end()
        while (more := _EMPTY_LINES.match(text, end)) is not None:
            end = more.end()
        return end, True
    newline = text.find("\n", position + wanted)
    return (total, True) if newline < 0 else (newline + 1, False)


def _complete(tokens: list[Token], at_blank: bool, definition_follows: bool) -> int:
    """How many of ``tokens`` belong to top-level blocks that end within the piece."""
    tops = [i for i, token in enumerate(tokens) if token.level == 0 and token.nesting >= 0 and token.map is not None]
    if not tops:
        return len(tokens)
    last = tops[-1]
    kind = tokens[last].type
    if at_blank and kind in _CLOSED and not (definition_follows and kind == "paragraph_open"):
        return len(tokens)
    before = tokens[tops[-2]].type if len(tops) > 1 else ""
    if before == "definition" and not at_blank:
        # What looks like a block of its own may be the title of the definition before it.
        return tops[-2]
    if before == "dl_open":
        # What looks like a block of its own may be the next term of the list.
        return tops[-2]
    return last


def _block_at(tokens: list[Token], line: int) -> int:
    """The index of the top-level block that ``line`` belongs to."""
    found = 0
    for index, token in enumerate(tokens):
        if token.level == 0 and token.nesting >= 0 and token.map is not None:
            if token.map[0] > line:
                break
            found = index
    return found


def _offset_of_line(text: str, line: int) -> int:
    offset = 0
    for _ in range(line):
        offset = text.index("\n", offset) + 1
    return offset


def _merge(env: Environment, scratch: Environment, lines: int) -> None:
    """Add the definitions of the first ``lines`` lines of a piece to those of the page; the first of a name holds."""
    for kind, definitions in scratch.items():
        if not isinstance(definitions, dict):
            continue
        known = env.setdefault(kind, {})
        for label, definition in definitions.items():
            if definition["map"][0] < lines:
                known.setdefault(label, definition)
