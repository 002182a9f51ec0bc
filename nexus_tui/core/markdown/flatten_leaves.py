"""Tokens that become leaf blocks: text, code, rules, tables, math and raw HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nexus_tui.core.markdown.block import Block, Code, CodeSlice, Fold, Part, Table, TableRow, Title, part
from nexus_tui.core.markdown.code_info import read_info
from nexus_tui.core.markdown.diagrams import DIAGRAMS
from nexus_tui.core.markdown.flatten_state import FlattenState
from nexus_tui.core.markdown.portions import CELL_SIZE, MOST_COLUMNS, pieces, row_parts, text_parts
from nexus_tui.core.markdown.width import expand_tabs
from nexus_tui.core.sanitize import sanitize_line, sanitize_same_length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nexus_tui.core.markdown.html_model import HtmlCell, HtmlPart

CODE_LINES = 100
"""Lines of code in one leaf."""
OUTPUT = "output"
"""Word in the info string of a fence that says that the text is what a program has put out."""
DIAGRAM_LINES = 1_000
"""Lines of a diagram that is one leaf; longer ones are shown as source."""
HTML_LINES = 400
"""Lines of a block of HTML read as one."""
_TAG_ID = re.compile(r"<[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*?)?\s(?:id|name)=[\"']?([^\"'\s<>]+)[^<>]*>")
CONTENTS = frozenset({"[TOC]", "[[_TOC_]]", "[[TOC]]", "{:toc}", "${toc}"})
"""Paragraphs that stand for a list of the page's headings."""
MOST_CONTENTS = 10
"""Such lists on a page; more of those paragraphs are text."""
_UNSEEN = re.compile(
    r"(?:(?><a(?:\s+(?:id|name)=(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s<>\"']+))+\s*>\s*</a>|<br\s*/?>|%%.*?%%|<!--.*?-->)\s*)+",
    re.DOTALL,
)
_SHORT = 2_000
_BLOCK_ID = re.compile(r"(?:\A|[ \t\n])\^(?=[\d-]*[A-Za-z])([A-Za-z0-9-]{2,})[ \t]*\Z")
"""A name that Obsidian gives to a block, for links to it."""


def paragraph(state: FlattenState, index: int) -> int:
    """A paragraph; a very long one becomes several leaves without a gap."""
    token = state.tokens[index]
    if token.hidden:
        state.stack[-1].children += 1
    else:
        state.begin()
    text, line = state.tokens[index + 1].content, state.line + (token.map or [0])[0]
    embedded = state.embedder.expand(text) if state.embedder is not None and text.startswith("![[") else None
    if embedded is not None:
        embedded.put(state, token)
    elif text in CONTENTS and state.contents:
        state.contents -= 1
        state.emit(state.block("contents", "", token))
    else:
        put_text(state, text, line)
    return index + 3


def put_text(state: FlattenState, text: str, line: int) -> None:
    """Add the text of a paragraph that begins at file line ``line``; an id ``^name`` at its end is not shown.

    What shows nothing is left out: anchors, comments.
    """
    if text[:1] in ("<", "%") and len(text) < _SHORT and _UNSEEN.fullmatch(text) is not None:
        note_anchors(state, text)
        return
    named = _BLOCK_ID.search(text, max(0, len(text) - 80)) if "^" in text else None
    if named is not None and not state.diverted:
        alone = not named.start()
        state.anchors.append((f"^{named[1]}", max(0, state.index - alone)))
        if alone:
            return
        text = text[: named.start()]
    note_anchors(state, text)
    for piece, first, last in pieces(text):
        state.emit(Block("paragraph", piece, line + first, line + last + 1))


def note_anchors(state: FlattenState, text: str) -> None:
    """Ids and names of HTML tags in the text of the block that comes next: links can lead to them."""
    if "<" in text and not state.diverted and ("id=" in text or "name=" in text):
        state.anchors.extend((found[1], state.index) for found in _TAG_ID.finditer(text))


def heading(state: FlattenState, index: int) -> int:
    """A heading of either kind."""
    token = state.tokens[index]
    state.begin()
    block = state.block("heading", state.tokens[index + 1].content, token)
    note_anchors(state, block.text)
    block.level = int(token.tag[1])
    state.emit(block)
    return index + 3


def rule(state: FlattenState, index: int) -> int:
    """A thematic break."""
    state.begin()
    state.emit(state.block("rule", "", state.tokens[index]))
    return index + 1


def code(state: FlattenState, index: int) -> int:
    """A fence or indented code."""
    token = state.tokens[index]
    state.begin()
    fence = token.type == "fence"
    start = state.line + (token.map or [0, 0])[0]
    if fence and token.info.strip() == "math" and token.content.strip():
        state.emit(state.block("math", token.content.strip(), token))
        return index + 1
    put_code(state, token.content, token.info if fence else "", start, start + fence)
    return index + 1


def put_code(state: FlattenState, content: str, info: str, start: int, first_line: int) -> None:
    """Add the leaves of a code block that begins at file line ``start`` and whose code begins at ``first_line``."""
    lines = expand_tabs(sanitize_same_length(content)).split("\n")
    if lines[-1] == "" and len(lines) > 1:
        lines.pop()
    said = read_info(info)
    label = said.title or (OUTPUT if OUTPUT in said.flags else said.language)
    block_code = Code(said.language, sanitize_line(label), lines, first_line, said)
    size = DIAGRAM_LINES if said.language in DIAGRAMS and len(lines) <= DIAGRAM_LINES else CODE_LINES
    for begin in range(0, len(lines), size):
        end = min(begin + size, len(lines))
        block = Block("code", "", first_line + begin if begin else start, first_line + end)
        block.extra = CodeSlice(block_code, begin, end)
        state.emit(block)


def math_block(state: FlattenState, index: int) -> int:
    """A formula on lines of its own."""
    state.begin()
    state.emit(state.block("math", state.tokens[index].content, state.tokens[index]))
    return index + 1


# Tables


def table_open(state: FlattenState, index: int) -> int:
    """A table begins."""
    state.begin()
    return index + 1


def table_row(state: FlattenState, index: int) -> int:
    """A row of a table, the header among them."""
    tokens = state.tokens
    cells: list[str] = []
    aligns: list[str] = []
    position = index + 1
    while tokens[position].type != "tr_close":
        if tokens[position].type == "inline":
            cells.append(tokens[position].content)
        elif tokens[position].nesting > 0:
            aligns.append(str(tokens[position].attrs.get("style", "")).removeprefix("text-align:"))
        position += 1
    if state.table is None:
        state.table = Table(tuple(aligns[:MOST_COLUMNS]))
    for some in row_parts(cells, "", _cell_parts):
        block = state.block("row", "", tokens[index])
        block.extra = TableRow(state.table, len(state.table.rows), tuple(some), [])
        state.table.rows.append(block)
        if any("^" in cell for cell in some):
            state.notes.look("\t".join(some), state.index)
        state.emit(block)
    return position + 1


def _cell_parts(cell: str) -> list[str]:
    return [cell] if len(cell) <= CELL_SIZE else [piece for piece, _, _ in pieces(cell)]


def table_close(state: FlattenState, index: int) -> int:
    """A table ends."""
    if state.table is not None:
        state.table.complete = True
    state.table = None
    return index + 1


# HTML


def html(state: FlattenState, index: int) -> int:
    """A block of raw HTML; very long ones are read in pieces."""
    token = state.tokens[index]
    lines = token.content.rstrip("\n").split("\n")
    start = state.line + (token.map or [0, 0])[0]
    for begin in range(0, len(lines), HTML_LINES):
        _html_piece(state, "\n".join(lines[begin : begin + HTML_LINES]), start + begin)
    return index + 1


def _html_piece(state: FlattenState, source: str, line: int) -> None:
    from nexus_tui.core.markdown.html_parts import html_parts

    table: tuple[int, Table] | None = None
    before: HtmlPart | None = None
    for found in html_parts(source):
        if found.kind in _EDGES:
            _edge(state, found)
            continue
        if found.kind != "row" or table is None or table[0] != found.level:
            if table is not None:
                table[1].complete = True
                table = None
            if found.kind != "anchor":
                if before is None or _is_apart(before, found):
                    state.begin()
                before = found
        state.anchors.extend((anchor, state.index) for anchor in found.anchors)
        if found.kind == "row":
            if table is None:
                headed = any(cell.header for cell in found.cells)
                table = (found.level, Table(tuple(cell.align for cell in found.cells[:MOST_COLUMNS]), headed=headed))
            _html_rows(state, found, table[1], line + found.line)
        else:
            _html_leaf(state, found, line + found.line)
            if found.kind == "summary":
                fold = Fold(state.index - 1, closed=not found.level)
                state.out[-1].extra = Title("", "", fold)
                state.details.append(fold)
    if table is not None:
        table[1].complete = True


_EDGES = frozenset({"end", "open", "close"})
_DEEPEST = 60


def _edge(state: FlattenState, found: HtmlPart) -> None:
    """What begins or ends in a block of HTML without being in it alone."""
    if found.kind == "end":
        if state.details:
            fold = state.details.pop()
            fold.end = state.index
            state.folds.append(fold)
    elif found.kind == "open":
        outer = state.aligns[-1][1] if state.aligns else ""
        if len(state.aligns) < _DEEPEST:
            state.aligns.append((found.text, found.align or outer))
    else:
        for at in range(len(state.aligns) - 1, -1, -1):
            if state.aligns[at][0] == found.text:
                del state.aligns[at:]
                break


def _is_apart(before: HtmlPart, found: HtmlPart) -> bool:
    """Whether a blank line belongs between two parts: not between items, nor within one."""
    if found.marker or found.containers[-1:] == ("dd",):
        return before.kind != "term" and not {"item", "dd"}.intersection(before.containers)
    return not found.containers or found.containers != before.containers


def _html_leaf(state: FlattenState, found: HtmlPart, line: int) -> None:
    if found.kind == "anchor":
        return
    if found.kind == "code":
        put_code(state, found.text, found.language, line, line)
        return
    if found.kind == "rule":
        state.emit(Block("rule", "", line, line + 1))
        return
    for text, runs in text_parts(found.text, found.runs):
        block = Block({"summary": "callout", "caption": "paragraph"}.get(found.kind, found.kind), "", line, line + 1)
        block.level = found.level
        block.plain, block.runs, block.fixed = text, runs, True
        block.align = found.align
        if block.kind == "callout":
            block.extra = Title("", "")
        state.emit(block)
        _surround(block, found)


def _surround(block: Block, found: HtmlPart) -> None:
    """The containers of HTML inside its block."""
    ctx: list[Part] = []
    for name in found.containers:
        ctx.append(Part("▌ ", "quote.bar", 2) if name == "quote" else Part("  ", "", 2) if name == "item" else _DEFINED)
    first = list(ctx)
    if found.marker and "item" in found.containers:
        at = len(found.containers) - 1 - found.containers[::-1].index("item")
        marker = part(f"{found.marker} ", "list.bullet")
        first[at] = marker
        ctx[at] = Part(" " * marker.width, "", marker.width)
    block.ctx, block.first = (*block.ctx, *ctx), (*block.first, *first)


_DEFINED = Part("    ", "", 4)


def _html_rows(state: FlattenState, found: HtmlPart, table: Table, line: int) -> None:
    from nexus_tui.core.markdown.html_table import COVERED, parts_of_cell

    for cells in row_parts(list(found.cells), COVERED, parts_of_cell):
        _html_row(state, cells, table, line)


def _html_row(state: FlattenState, cells: Sequence[HtmlCell], table: Table, line: int) -> None:
    block = Block("row", "", line, line + 1)
    texts = [cell.text.replace("\t", " ") for cell in cells]
    starts: list[int] = []
    runs = []
    position = 0
    for cell, text in zip(cells, texts, strict=True):
        starts.append(position)
        runs += [run._replace(start=run.start + position, end=run.end + position) for run in cell.runs]
        position += len(text) + 1
    block.plain, block.runs, block.fixed = "\t".join(texts), tuple(runs), True
    block.extra = TableRow(table, len(table.rows), tuple(texts), starts)
    if len(cells) > len(table.aligns):
        table.aligns = (*table.aligns, *("" for _ in range(len(cells) - len(table.aligns))))
    table.rows.append(block)
    state.emit(block)
