"""Definition lists: the rule of mdit-py-plugins, and what it leaves out, several terms for one meaning."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

MOST_TERMS = 6
"""Lines that can be the terms of one meaning; more are a paragraph."""
_MEANING = re.compile(r"[:~][ \t]+\S")

Rule = Callable[[StateBlock, int, int, bool], bool]


def add_definition_rules(md: MarkdownIt) -> None:
    """Give ``md`` definition lists."""
    from mdit_py_plugins.deflist import deflist_plugin

    md.use(deflist_plugin)
    rules = md.block.ruler
    single = next(rule.fn for rule in rules.__rules__ if rule.name == "deflist")
    rules.before("deflist", "terms", partial(_terms, single))


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _terms(single: Rule, state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Terms on lines of their own, then ``: meaning``. All but the last are taken here, the rest by ``single``."""
    last = -1 if silent or state.is_code_block(start_line) else _last_term(state, start_line, end_line)
    if last <= start_line:
        return False
    before, level = len(state.tokens), state.level
    opening = state.push("dl_open", "dl", 1)
    for line in range(start_line, last):
        state.push("dt_open", "dt", 1).map = [line, line]
        token = state.push("inline", "", 0)
        token.map, token.content, token.children = [line, line], _line(state, line).strip(), []
        state.push("dt_close", "dt", -1)
    state.level = level
    rest = len(state.tokens)
    if not single(state, last, end_line, False):
        del state.tokens[before:]
        state.level = level
        return False
    del state.tokens[rest]
    opening.map = [start_line, state.line]
    return True


def _last_term(state: StateBlock, start_line: int, end_line: int) -> int:
    """The line before the first meaning, if all lines up to there can be terms; else -1."""
    for meaning in range(start_line + 1, min(start_line + MOST_TERMS + 1, end_line)):
        if state.isEmpty(meaning) or state.sCount[meaning] < state.blkIndent or state.is_code_block(meaning):
            return -1
        if state.src[state.bMarks[meaning] + state.tShift[meaning]] in ":~" and _MEANING.match(_line(state, meaning)):
            break
    else:
        return -1
    stops = state.md.block.ruler.getRules("paragraph")
    ends = any(stop(state, line, end_line, True) for line in range(start_line + 1, meaning) for stop in stops)
    return -1 if ends else meaning - 1
