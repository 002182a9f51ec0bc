"""Block rules for what goes beyond CommonMark and GitHub.

Each takes the same decision for a piece of a page as for the whole: where one would have to look past the end of the
piece it says so in ``env["unfinished"]`` (the 0-based line it began at), and the block is parsed again with more text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from nexus_tui.core.markdown.definition_rules import add_definition_rules

if TYPE_CHECKING:
    from markdown_it.ruler import RuleOptionsType

_FOOTNOTE = re.compile(r"\[\^([^\s\]]+)\]:")
_ABBREVIATION = re.compile(r"\*\[([^\[\]\n]+)\]:[ \t]*(.*)")
_TAB = re.compile(r"===([!+]*)[ \t]+(?:\"([^\"\n]*)\"|'([^'\n]*)')[ \t]*$")
_INDENT = 4


def add_block_rules(md: MarkdownIt) -> None:
    """Give ``md`` footnotes, abbreviations, admonitions, tabs, display math, comments and definition lists."""
    rules = md.block.ruler
    ends_text: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    rules.before("table", "beyond", _beyond, ends_text)
    rules.before("reference", "footnote_definition", _footnote, {"alt": ["paragraph", "reference"]})
    rules.before("reference", "abbreviation", _abbreviation, {"alt": ["paragraph", "reference"]})
    add_definition_rules(md)


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _starts(state: StateBlock, line: int, mark: str) -> bool:
    return state.src.startswith(mark, state.bMarks[line] + state.tShift[line]) and not state.is_code_block(line)


def _beyond(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """The rules for what is in neither specification; its first character tells which one it may be."""
    position = state.bMarks[start_line] + state.tShift[start_line]
    rule = _BY_CHARACTER.get(state.src[position : position + 1])
    return rule is not None and rule(state, start_line, end_line, silent)


def _footnote(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """``[^name]: text``, further paragraphs indented by four."""
    if not _starts(state, start_line, "[^"):
        return False
    match = _FOOTNOTE.match(_line(state, start_line))
    if match is None:
        return False
    if silent:
        return True
    token = state.push("footnote_open", "aside", 1)
    token.meta = {"label": match[1]}
    _inner(state, start_line, end_line, match.end())
    token.map = [start_line, state.line]
    state.env.setdefault("footnotes", {}).setdefault(match[1], {"map": [start_line, state.line]})
    state.push("footnote_close", "aside", -1)
    return True


def _inner(state: StateBlock, start_line: int, end_line: int, skip: int) -> None:
    """Parse what follows ``skip`` characters of a line, and the indented lines after it, as blocks."""
    saved = (state.bMarks[start_line], state.tShift[start_line], state.sCount[start_line], state.parentType)
    begin = state.bMarks[start_line] + state.tShift[start_line] + skip
    text = state.src[begin : state.eMarks[start_line]]
    blanks = len(text) - len(text.lstrip(" \t"))
    state.blkIndent += _INDENT
    state.bMarks[start_line], state.tShift[start_line] = begin, blanks
    state.sCount[start_line] = state.blkIndent
    state.parentType = "footnote"
    if blanks == len(text):
        state.line = start_line + 1
        if start_line + 1 < end_line:
            state.md.block.tokenize(state, start_line + 1, end_line)
    else:
        state.md.block.tokenize(state, start_line, end_line)
    state.blkIndent -= _INDENT
    state.bMarks[start_line], state.tShift[start_line], state.sCount[start_line], state.parentType = saved


def _abbreviation(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """``*[HTML]: Hypertext Markup Language``."""
    if not _starts(state, start_line, "*["):
        return False
    match = _ABBREVIATION.match(_line(state, start_line))
    if match is None:
        return False
    if silent:
        return True
    state.line = start_line + 1
    token = state.push("definition", "", 0)
    token.map = [start_line, state.line]
    known = state.env.setdefault("abbreviations", {})
    known.setdefault(match[1].strip(), {"title": match[2].strip(), "map": [start_line, state.line]})
    return True


def _admonition(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """``!!! note "Title"`` and the foldable ``??? note``; the contents indented by four.

    Without contents and without a title in quotes it is text: somebody is only surprised.
    """
    if not (_starts(state, start_line, "!!!") or _starts(state, start_line, "???")):
        return False
    from nexus_tui.core.markdown.callouts import parse_admonition

    line = _line(state, start_line)
    head = parse_admonition(line)
    if head is None or not (line.rstrip().endswith('"') or _has_contents(state, start_line, end_line)):
        return False
    if not silent:
        _indented(state, start_line, end_line, "admonition", {"head": head})
    return True


def _has_contents(state: StateBlock, start_line: int, end_line: int) -> bool:
    """Whether the next line that is not blank is indented by four."""
    for line in range(start_line + 1, end_line):
        if not state.isEmpty(line):
            return state.sCount[line] >= state.sCount[start_line] + _INDENT
    if end_line == state.lineMax:
        state.env.setdefault("unfinished", start_line)
    return False


def _fenced(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """``/// note | Title`` or ``:::note Title``, blocks, and the fence again."""
    if not (_starts(state, start_line, "///") or _starts(state, start_line, ":::")):
        return False
    from nexus_tui.core.markdown.callouts import parse_block

    fence, head = parse_block(_line(state, start_line))
    if head is None:
        return False
    closing = _closing(state, start_line, end_line, fence)
    if closing < 0 or silent:
        return closing >= 0
    token = state.push("admonition_open", "div", 1)
    token.map = [start_line, closing + 1]
    first = start_line + 1
    while first < closing and state.sCount[first] >= state.blkIndent + _INDENT and ":" in _line(state, first):
        head = head.with_option(_line(state, first))
        first += 1
    token.meta = {"head": head}
    parent, line_max = state.parentType, state.lineMax
    state.parentType, state.lineMax = "footnote", closing
    state.line = first
    if first < closing:
        state.md.block.tokenize(state, first, closing)
    state.parentType, state.lineMax = parent, line_max
    state.line = closing + 1
    state.push("admonition_close", "div", -1)
    return True


def _closing(state: StateBlock, start_line: int, end_line: int, fence: str) -> int:
    """The next line that is ``fence``; -1 if there is none, which is then known for all lines that follow."""
    unclosed: set[tuple[str, int]] = state.env.setdefault("unclosed", set())
    if (fence, end_line) not in unclosed:
        for line in range(start_line + 1, end_line):
            if _starts(state, line, fence) and _line(state, line).rstrip() == fence:
                return line
        unclosed.add((fence, end_line))
    if end_line == state.lineMax:
        state.env.setdefault("unfinished", start_line)
    return -1


def _content_tab(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """``=== "Title"``; the contents indented by four."""
    if not _starts(state, start_line, "==="):
        return False
    match = _TAB.match(_line(state, start_line))
    if match is None:
        return False
    if not silent:
        title = match[2] if match[2] is not None else match[3]
        _indented(state, start_line, end_line, "content_tab", {"title": title, "mark": match[1]})
    return True


def _indented(state: StateBlock, start_line: int, end_line: int, kind: str, meta: dict[str, object]) -> None:
    token = state.push(f"{kind}_open", "div", 1)
    token.meta = meta
    parent = state.parentType
    indent = state.blkIndent
    state.parentType = "footnote"
    state.blkIndent = state.sCount[start_line] + _INDENT
    state.line = start_line + 1
    if start_line + 1 < end_line:
        state.md.block.tokenize(state, start_line + 1, end_line)
    state.blkIndent = indent
    state.parentType = parent
    token.map = [start_line, state.line]
    state.push(f"{kind}_close", "div", -1)


def _math_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """``$$ … $$`` on lines of its own, without blank lines inside."""
    if not _starts(state, start_line, "$$"):
        return False
    line = start_line
    parts: list[str] = []
    text = _line(state, start_line)[2:].rstrip()
    while not text.endswith("$$"):
        if "$$" in text:
            return False
        parts.append(text)
        line += 1
        if line >= end_line or state.isEmpty(line) or state.sCount[line] < state.blkIndent:
            return False
        text = _line(state, line).rstrip()
    parts.append(text[:-2])
    content = "\n".join(parts).strip()
    if not content or "$$" in content:
        return False
    if not silent:
        state.line = line + 1
        token = state.push("math_block", "math", 0)
        token.content = content
        token.map = [start_line, state.line]
    return True


def _comment_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """``%%``, any lines, ``%%``: a comment of Obsidian. Without its end it is text."""
    if not _starts(state, start_line, "%%") or _line(state, start_line).rstrip() != "%%":
        return False
    for line in range(start_line + 1, end_line):
        if _starts(state, line, "%%") and _line(state, line).rstrip() == "%%":
            break
    else:
        if end_line == state.lineMax:
            state.env.setdefault("unfinished", start_line)
        return False
    if not silent:
        state.line = line + 1
        token = state.push("comment", "", 0)
        token.map = [start_line, state.line]
    return True


_BY_CHARACTER = {
    "!": _admonition,
    "/": _fenced,
    ":": _fenced,
    "?": _admonition,
    "=": _content_tab,
    "$": _math_block,
    "%": _comment_block,
}
