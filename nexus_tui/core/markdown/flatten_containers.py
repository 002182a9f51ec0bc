"""Tokens that open and close containers: quotes and callouts, lists, definitions, tabs and notes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from markdown_it.token import Token

from nexus_tui.core.markdown.block import Block, Fold, Part, TabGroup, TabTitle, Title, part
from nexus_tui.core.markdown.flatten_leaves import put_text
from nexus_tui.core.markdown.flatten_state import Container, FlattenState

if TYPE_CHECKING:
    from nexus_tui.core.markdown.callouts import CalloutHead

_BULLETS = ("• ", "◦ ", "▪ ")
_BOXES = {True: "☑ ", False: "☐ "}
_TAB_BAR = Part("│ ", "tab.bar", 2)
_INDENTS: dict[int, Part] = {}


def indent(width: int) -> Part:
    """So many blanks; one object for each width."""
    found = _INDENTS.get(width)
    if found is None:
        found = _INDENTS[width] = Part(" " * width, "", width)
    return found


# Quotes and callouts


def quote_open(state: FlattenState, index: int) -> int:
    """A block quote, or a callout if its first line says so."""
    tokens = state.tokens
    state.begin()
    if tokens[index + 1].type == "paragraph_open":
        first, _, rest = tokens[index + 2].content.partition("\n")
        head = _callout_head(first) if first.startswith("[!") else None
        if head is not None:
            _callout(state, tokens[index], head)
            if rest:
                state.begin()
                put_text(state, rest, state.line + (tokens[index + 1].map or [0])[0] + 1)
            return index + 4
    state.open(Container("quote"), tokens[index], Part("▌ ", "quote.bar", 2))
    return index + 1


def quote_close(state: FlattenState, index: int) -> int:
    """The end of either."""
    state.close("quote")
    return index + 1


def _callout_head(line: str) -> CalloutHead | None:
    from nexus_tui.core.markdown.callouts import parse_callout

    return parse_callout(line)


def _callout(state: FlattenState, token: Token, head: CalloutHead) -> None:
    look = head.callout
    container = Container("quote")
    state.open(container, token, Part("▎ ", f"callout.{look.role}.bar", 2))
    fold = Fold(state.index, closed=head.fold == "-") if head.fold else None
    if head.title or fold is not None:
        block = state.block("callout", head.title or look.title, token)
        block.end = block.line + 1
        block.extra = Title(look.symbol, look.role, fold)
        state.emit(block)
    container.fold = fold


def admonition_open(state: FlattenState, index: int) -> int:
    """``!!! note`` is a callout."""
    state.begin()
    head: CalloutHead = state.tokens[index].meta["head"]
    _callout(state, state.tokens[index], head)
    return index + 1


def tab_open(state: FlattenState, index: int) -> int:
    """A content tab: the first of a group has the bar above it; the contents are set off by a line."""
    token = state.tokens[index]
    title, mark = str(token.meta["title"]), token.meta["mark"]
    group = state.tabs
    if group is None or state.tabs_end != (state.index, len(state.stack)) or "!" in mark or state.diverted:
        state.begin()
        group = state.tabs = TabGroup(state.index)
        bar = state.block("tabs", "", token)
        bar.end = bar.line + 1
        bar.extra = group
        state.emit(bar)
    if "+" in mark:
        group.chosen = len(group.titles)
    group.titles.append(title)
    group.ranges.append((state.index, state.index))
    container = Container("quote")
    container.tabs = group
    state.open(container, token, _TAB_BAR)
    block = state.block("tab", title, token)
    block.end = block.line + 1
    block.extra = TabTitle(group, len(group.titles) - 1)
    if len(group.titles) > 1:
        state.part()
    state.emit(block)
    return index + 1


def tab_close(state: FlattenState, index: int) -> int:
    """The end of a tab."""
    group = state.tabs = state.close("quote").tabs
    assert group is not None
    group.ranges[-1] = (group.ranges[-1][0], state.index)
    state.tabs_end = (state.index, len(state.stack))
    if not state.diverted and group not in state.changed_tabs:
        state.changed_tabs.append(group)
    return index + 1


# Lists


def list_open(state: FlattenState, index: int) -> int:
    """A list of either kind."""
    tokens = state.tokens
    token = tokens[index]
    state.begin()
    container = Container("list", tight=_is_tight(tokens, index))
    container.depth = sum(1 for outer in state.stack if outer.kind == "list")
    if token.type == "ordered_list_open":
        container.number = int(token.attrs.get("start", 1))
        last = container.number + _count_items(tokens, index) - 1
        container.width = len(str(last)) + 2
    state.open(container, token, None)
    return index + 1


def list_close(state: FlattenState, index: int) -> int:
    """The end of a list."""
    state.close("list", part=False)
    return index + 1


def item_open(state: FlattenState, index: int) -> int:
    """An item with its bullet, number or box."""
    token = state.tokens[index]
    parent = state.stack[-1]
    state.begin()
    checked = token.meta.get("checked") if token.meta else None
    if parent.width:
        text, style = f"{parent.number}{token.markup or '.'} ".rjust(parent.width), "list.number"
        parent.number += 1
    else:
        text, style = _BULLETS[min(parent.depth, len(_BULLETS) - 1)], "list.bullet"
    if checked is not None:
        box = _BOXES[bool(checked)]
        text = text + box if parent.width else box
        style = "task.done" if checked else "task.open"
    marker = part(text, style)
    state.open(Container("item", tight=parent.tight), token, indent(marker.width), marker)
    return index + 1


def item_close(state: FlattenState, index: int) -> int:
    """The end of an item."""
    state.close("item")
    return index + 1


def _is_tight(tokens: list[Token], index: int) -> bool:
    """Whether the list that opens at ``index`` has no blank lines between its items' parts."""
    level = tokens[index].level + 2
    for token in _from(tokens, index + 1):
        if token.level < level - 1:
            break
        if token.level == level and token.type == "paragraph_open":
            return token.hidden
    return True


def _count_items(tokens: list[Token], index: int) -> int:
    level = tokens[index].level
    count = 0
    for token in _from(tokens, index + 1):
        if token.level == level:
            break
        if token.level == level + 1 and token.type == "list_item_open":
            count += 1
    return count


def _from(tokens: list[Token], index: int) -> Iterator[Token]:
    for position in range(index, len(tokens)):
        yield tokens[position]


# Definitions


def definitions_open(state: FlattenState, index: int) -> int:
    """A list of terms and what they mean."""
    state.begin()
    state.open(Container("definitions", tight=True), state.tokens[index], None)
    return index + 1


def definitions_close(state: FlattenState, index: int) -> int:
    """The end of such a list."""
    state.close("definitions", part=False)
    return index + 1


def term(state: FlattenState, index: int) -> int:
    """A term."""
    state.begin()
    token = state.tokens[index]
    block = state.block("term", state.tokens[index + 1].content, token)
    block.end = block.line + 1
    state.emit(block)
    return index + 3


def meaning_open(state: FlattenState, index: int) -> int:
    """What a term means."""
    state.begin()
    state.open(Container("meaning"), state.tokens[index], indent(4), Part("  › ", "list.bullet", 4))
    return index + 1


def meaning_close(state: FlattenState, index: int) -> int:
    """The end of it."""
    state.close("meaning")
    return index + 1


# Notes


def footnote_open(state: FlattenState, index: int) -> int:
    """The text of a footnote, which is shown at the end of the page."""
    state.divert()
    return index + 1


def footnote_close(state: FlattenState, index: int) -> int:
    """The end of a footnote."""
    label = ""
    depth = 0
    for position in range(index, -1, -1):
        token = state.tokens[position]
        depth += (token.type == "footnote_close") - (token.type == "footnote_open")
        if not depth:
            label = str(token.meta["label"])
            line = state.line + (token.map or [0])[0]
            break
    body = state.undivert()
    if not body:
        body = [Block("paragraph", "", line, line + 1)]
    state.notes.add(label, body)
    return index + 1
