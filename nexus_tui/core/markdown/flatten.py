"""From block tokens to leaf blocks.

Containers (quotes, lists, items, callouts) become what stands left of their leaves. State lasts from chunk to chunk,
so a page is flattened as it is parsed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from markdown_it.token import Token

from nexus_tui.core.markdown.block import Block, Code, CodeSlice, Part, Table, TableRow, part
from nexus_tui.core.markdown.width import expand_tabs
from nexus_tui.core.sanitize import sanitize_line, sanitize_same_length

CODE_LINES = 100
"""Lines of code in one leaf."""
HTML_LINES = 40
PARAGRAPH_SIZE = 6_000
"""Characters of a paragraph parsed as one; longer ones are cut at a line end or space."""

_BULLETS = ("• ", "◦ ", "▪ ")
_BOXES = {True: "☑ ", False: "☐ "}
_NO_CONTEXT: tuple[Part, ...] = ()


class _Container:
    """An open list, item, quote or the page itself."""

    __slots__ = ("children", "depth", "kind", "leaves", "line", "number", "tight", "width")

    def __init__(self, kind: str, *, tight: bool = False) -> None:
        self.kind = kind
        self.tight = tight
        self.children = 0
        self.leaves = 0
        """Leaves of the page when it was opened."""
        self.line = 0
        self.number = 0
        self.width = 0
        """Cells of the widest marker of an ordered list."""
        self.depth = 0


class Flattener:
    """Turns the tokens of chunks into leaf blocks. ``line_base``: 1-based file line of line 0 of the parsed text."""

    def __init__(self, line_base: int = 1) -> None:
        self.line_base = line_base
        self.stack = [_Container("page")]
        self.ctx: list[Part] = []
        self.first: list[Part] = []
        self.count = 0
        """Leaves so far."""
        self.want = 0
        self._ctx: tuple[Part, ...] | None = _NO_CONTEXT
        self._last_ctx: tuple[Part, ...] = _NO_CONTEXT
        self._tokens: list[Token] = []
        self._line = 1
        self._out: list[Block] = []
        self._table: Table | None = None

    def flatten(self, tokens: list[Token], line: int) -> list[Block]:
        """The leaves of the complete top-level blocks in ``tokens``; ``line``: 0-based line where the chunk begins."""
        self._tokens = tokens
        self._line = self.line_base + line
        self._out = []
        index = 0
        while index < len(tokens):
            handler = _HANDLERS.get(tokens[index].type)
            index = handler(self, index) if handler else index + 1
        out, self._out, self._tokens = self._out, [], []
        return out

    def save(self) -> tuple[int, int, int, tuple[Part, ...]]:
        """The state between two top-level blocks, for :meth:`restore`."""
        return self.count, self.want, self.stack[0].children, self._last_ctx

    def restore(self, saved: tuple[int, int, int, tuple[Part, ...]]) -> None:
        """Forget what was flattened since :meth:`save`."""
        self.count, self.want, self.stack[0].children, self._last_ctx = saved

    # Bookkeeping

    def _begin(self) -> None:
        """A child of the innermost container begins: ask for a blank line before it if it is not the first."""
        parent = self.stack[-1]
        if parent.children and not parent.tight:
            self.want = 1
        parent.children += 1

    def _open(self, container: _Container, token: Token, part_: Part | None, marker: Part | None = None) -> None:
        container.leaves = self.count
        container.line = self._line + (token.map or [0])[0]
        self.stack.append(container)
        if part_ is not None:
            self.ctx.append(part_)
            self.first.append(marker or part_)
            self._ctx = None

    def _close(self, kind: str) -> _Container:
        container = self.stack.pop()
        assert container.kind == kind, f"{container.kind} closed as {kind}"
        if self.count == container.leaves and kind != "list":
            self.emit(Block("paragraph", "", container.line, container.line + 1))
        return container

    def _drop_part(self) -> None:
        self.ctx.pop()
        self.first.pop()
        self._ctx = None

    def emit(self, block: Block) -> Block:
        """Give ``block`` its surroundings and add it to the output."""
        ctx = self._ctx
        if ctx is None:
            ctx = self._ctx = tuple(self.ctx)
        block.ctx = ctx
        first = self.first
        if first == self.ctx:
            block.first = ctx
        else:
            block.first = tuple(first)
            self.first = list(self.ctx)
        if self.want and self.count:
            block.gap = self.want
            shared = 0
            for before, here in zip(self._last_ctx, ctx, strict=False):
                if before is not here:
                    break
                shared += 1
            block.shared = shared
        self.want = 0
        self._last_ctx = ctx
        self.count += 1
        self._out.append(block)
        return block

    def _block(self, kind: str, text: str, token: Token) -> Block:
        lines = token.map or [0, 0]
        return Block(kind, text, self._line + lines[0], self._line + lines[1])

    # Leaves

    def _paragraph(self, index: int) -> int:
        token = self._tokens[index]
        inline = self._tokens[index + 1]
        if not token.hidden:
            self._begin()
        else:
            self.stack[-1].children += 1
        for number, (text, first, last) in enumerate(_pieces(inline.content)):
            block = self._block("paragraph", text, token)
            if number or first:
                block.line += first
            block.end = min(block.end, block.line + last - first + 1)
            self.emit(block)
        return index + 3

    def _heading(self, index: int) -> int:
        token = self._tokens[index]
        self._begin()
        block = self._block("heading", self._tokens[index + 1].content, token)
        block.level = int(token.tag[1])
        self.emit(block)
        return index + 3

    def _rule(self, index: int) -> int:
        self._begin()
        self.emit(self._block("rule", "", self._tokens[index]))
        return index + 1

    def _code(self, index: int) -> int:
        token = self._tokens[index]
        self._begin()
        fence = token.type == "fence"
        info = token.info.strip() if fence else ""
        lines = expand_tabs(sanitize_same_length(token.content)).split("\n")
        if lines[-1] == "":
            lines.pop()
        language = info.split(maxsplit=1)[0] if info else ""
        start = self._line + (token.map or [0, 0])[0]
        code = Code(language.lower(), sanitize_line(language), info, lines, start + fence)
        for begin in range(0, max(1, len(lines)), CODE_LINES):
            end = min(begin + CODE_LINES, len(lines))
            block = Block("code", "", code.first_line + begin if begin else start, code.first_line + end)
            block.extra = CodeSlice(code, begin, end)
            self.emit(block)
        return index + 1

    def _html(self, index: int) -> int:
        token = self._tokens[index]
        self._begin()
        lines = token.content.rstrip("\n").split("\n")
        start = self._line + (token.map or [0, 0])[0]
        for begin in range(0, len(lines), HTML_LINES):
            part_lines = lines[begin : begin + HTML_LINES]
            self.emit(Block("html", "\n".join(part_lines), start + begin, start + begin + len(part_lines)))
        return index + 1

    # Containers

    def _quote_open(self, index: int) -> int:
        self._begin()
        self._open(_Container("quote"), self._tokens[index], Part("▌ ", "quote.bar", 2))
        return index + 1

    def _quote_close(self, index: int) -> int:
        self._close("quote")
        self._drop_part()
        return index + 1

    def _list_open(self, index: int) -> int:
        tokens = self._tokens
        token = tokens[index]
        self._begin()
        ordered = token.type == "ordered_list_open"
        container = _Container("list", tight=_is_tight(tokens, index))
        container.depth = sum(1 for outer in self.stack if outer.kind == "list")
        if ordered:
            container.number = int(token.attrs.get("start", 1))
            last = container.number + _count_items(tokens, index) - 1
            container.width = len(str(max(last, container.number))) + 2
        self._open(container, token, None)
        return index + 1

    def _list_close(self, index: int) -> int:
        self._close("list")
        return index + 1

    def _item_open(self, index: int) -> int:
        token = self._tokens[index]
        parent = self.stack[-1]
        self._begin()
        checked = token.meta.get("checked") if token.meta else None
        if parent.width:
            text = f"{parent.number}{token.markup or '.'} ".rjust(parent.width)
            parent.number += 1
            style = "list.number"
        else:
            text, style = _BULLETS[min(parent.depth, len(_BULLETS) - 1)], "list.bullet"
        if checked is not None:
            box = _BOXES[bool(checked)]
            text = text + box if parent.width else box
            style = "task.done" if checked else "task.open"
        marker = part(text, style)
        self._open(_Container("item", tight=parent.tight), token, _indent(marker.width), marker)
        return index + 1

    def _item_close(self, index: int) -> int:
        self._close("item")
        self._drop_part()
        return index + 1

    # Tables

    def _table_open(self, index: int) -> int:
        self._begin()
        return index + 1

    def _row(self, index: int) -> int:
        tokens = self._tokens
        token = tokens[index]
        cells: list[str] = []
        aligns: list[str] = []
        position = index + 1
        while tokens[position].type != "tr_close":
            if tokens[position].type == "inline":
                cells.append(tokens[position].content)
            elif tokens[position].nesting > 0:
                aligns.append(str(tokens[position].attrs.get("style", "")).removeprefix("text-align:"))
            position += 1
        if self._table is None:
            self._table = Table(tuple(aligns))
        table = self._table
        block = self._block("row", "", token)
        block.extra = TableRow(table, len(table.rows), tuple(cells), [])
        table.rows.append(block)
        self.emit(block)
        return position + 1

    def _table_close(self, index: int) -> int:
        if self._table is not None:
            self._table.complete = True
        self._table = None
        return index + 1


_Handler = Callable[[Flattener, int], int]

_HANDLERS: dict[str, _Handler] = {
    "paragraph_open": Flattener._paragraph,
    "heading_open": Flattener._heading,
    "hr": Flattener._rule,
    "fence": Flattener._code,
    "code_block": Flattener._code,
    "html_block": Flattener._html,
    "blockquote_open": Flattener._quote_open,
    "blockquote_close": Flattener._quote_close,
    "bullet_list_open": Flattener._list_open,
    "ordered_list_open": Flattener._list_open,
    "bullet_list_close": Flattener._list_close,
    "ordered_list_close": Flattener._list_close,
    "list_item_open": Flattener._item_open,
    "list_item_close": Flattener._item_close,
    "table_open": Flattener._table_open,
    "tr_open": Flattener._row,
    "table_close": Flattener._table_close,
}


_INDENTS: dict[int, Part] = {}


def _indent(width: int) -> Part:
    found = _INDENTS.get(width)
    if found is None:
        found = _INDENTS[width] = Part(" " * width, "", width)
    return found


def _is_tight(tokens: list[Token], index: int) -> bool:
    """Whether the list that opens at ``index`` has no blank lines between its items' parts."""
    level = tokens[index].level + 2
    for token in _from(tokens, index + 1):
        if token.level < level - 1:
            break
        if token.level == level and token.type == "paragraph_open":
            return token.hidden
    return True


def _from(tokens: list[Token], index: int) -> Iterator[Token]:
    for position in range(index, len(tokens)):
        yield tokens[position]


def _count_items(tokens: list[Token], index: int) -> int:
    level = tokens[index].level
    count = 0
    for token in _from(tokens, index + 1):
        if token.level == level:
            break
        if token.level == level + 1 and token.type == "list_item_open":
            count += 1
    return count


def _pieces(text: str) -> list[tuple[str, int, int]]:
    """Cut the text of a paragraph that is too long to be parsed at once: (piece, its first line, its last line)."""
    if len(text) <= PARAGRAPH_SIZE:
        return [(text, 0, text.count("\n"))]
    pieces: list[tuple[str, int, int]] = []
    start = line = 0
    while start < len(text):
        end = start + PARAGRAPH_SIZE
        if end >= len(text):
            end = len(text)
        else:
            for mark in ("\n", ". ", " "):
                found = text.rfind(mark, start + PARAGRAPH_SIZE // 2, end)
                if found > 0:
                    end = found + len(mark)
                    break
        piece = text[start:end]
        last = line + piece.rstrip("\n").count("\n")
        pieces.append((piece.strip(" \n"), line, last))
        line += piece.count("\n")
        start = end
    return pieces
