"""The one Markdown parser, for pages, outlines, links and anchors alike.

CommonMark with GitHub's tables, strikethrough and task lists from markdown-it-py, and the rules of this package for
what goes beyond. Block and inline structure are parsed apart: :func:`parse_blocks` leaves the text of paragraphs
unparsed in tokens of type ``inline``; :func:`parse_inline` turns such a text into tokens when it is looked at.

A ``MarkdownIt`` compiles its rules on first use and is not meant for two threads at once: make one for each.
"""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from nexus_tui.core.markdown.block_rules import add_block_rules
from nexus_tui.core.markdown.inline_rules import add_inline_rules

MAX_NESTING = 60
"""Containers inside each other, and inline markup inside each other, that are told apart; deeper ones stay as text."""

Environment = dict[str, Any]
"""What one page defines: ``references`` of links, and what the rules of this package add."""

_FAST_PARAGRAPH = re.compile(r"(?:[ \t]*[^\s`~>*\-+_#<|\[:0-9=$!%?/{\\][^\n]*(?:\n|\Z))+")
"""Lines that no rule but that of paragraphs can start or end with. A rule with a new first character adds it here."""

DEFINITION_MARK = re.compile(r"[ \t]*[:~]")


class _Blocks(ParserBlock):
    """Block rules that keep what is nested too deeply as text; the original drops it."""

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:
        if state.level < state.md.options.maxNesting:
            super().tokenize(state, startLine, endLine)
            return
        first = state.skipEmptyLines(startLine)
        state.line = endLine
        content = state.getLines(first, endLine, state.blkIndent, False).strip()
        if first >= endLine or not content:
            return
        token = state.push("paragraph_open", "p", 1)
        token.map = [first, endLine]
        token = state.push("inline", "", 0)
        token.content = content
        token.map = [first, endLine]
        token.children = []
        state.push("paragraph_close", "p", -1)


def make_parser() -> MarkdownIt:
    """A parser with every rule that pages use. Costs about a millisecond."""
    options = {
        "maxNesting": MAX_NESTING,
        "tasklists": True,
        "strikethrough_single_tilde": True,
        "inline_definitions": True,
    }
    md = MarkdownIt("commonmark", options)
    blocks = _Blocks()
    blocks.ruler.enableOnly(md.block.ruler.get_active_rules())
    md.block = blocks
    md.enable(["table", "strikethrough"])
    add_block_rules(md)
    add_inline_rules(md)
    md.block.ruler.before("beyond", "fast_paragraph", _fast_paragraph)
    return md


def parse_blocks(md: MarkdownIt, text: str, env: Environment) -> list[Token]:
    """The block tokens of ``text`` (line ends ``\\n`` only); link reference definitions go into ``env``."""
    tokens: list[Token] = []
    md.block.parse(text, md, env, tokens)
    return tokens


def parse_inline(md: MarkdownIt, text: str, env: Environment) -> list[Token]:
    """The inline tokens of the text of one paragraph, heading or cell."""
    tokens: list[Token] = []
    md.inline.parse(text, md, env, tokens)
    return tokens


def _fast_paragraph(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Take a paragraph at the top level whose lines no other rule can want, without asking each rule for each line."""
    if silent or state.level or state.blkIndent or state.sCount[start_line] > 3 or end_line != state.lineMax:
        return False
    source = state.src
    begin = state.bMarks[start_line]
    match = _FAST_PARAGRAPH.match(source, begin)
    if match is None:
        return False
    end = match.end()
    lines = source.count("\n", begin, end) + (0 if source[end - 1] == "\n" else 1)
    following = start_line + lines
    if following < end_line:
        if not state.isEmpty(following):
            return False
        if lines == 1 and following + 1 < end_line and DEFINITION_MARK.match(source, state.bMarks[following + 1]):
            return False
    state.line = following
    token = state.push("paragraph_open", "p", 1)
    token.map = [start_line, following]
    token = state.push("inline", "", 0)
    token.content = mdTrim(source[begin:end])
    token.map = [start_line, following]
    token.children = []
    state.push("paragraph_close", "p", -1)
    return True
