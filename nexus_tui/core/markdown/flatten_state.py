"""What is kept while block tokens become leaf blocks: the open containers, and what stands left of a leaf in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markdown_it.token import Token

from nexus_tui.core.markdown.block import Block, Fold, Part, TabGroup, Table
from nexus_tui.core.markdown.notes import Notes

if TYPE_CHECKING:
    from nexus_tui.core.markdown.embeds import Embedder

_ALIGNED = frozenset({"paragraph", "heading"})
_NO_CONTEXT: tuple[Part, ...] = ()


class Container:
    """An open list, item, quote or the page itself."""

    __slots__ = ("children", "depth", "fold", "kind", "leaves", "line", "number", "tabs", "tight", "width")

    def __init__(self, kind: str, *, tight: bool = False) -> None:
        self.kind = kind
        self.tight = tight
        self.children = 0
        self.leaves = 0
        """Leaves of the page when it was opened."""
        self.line = 0
        """1-based line in the file."""
        self.number = 0
        """Of the next item of an ordered list."""
        self.width = 0
        """Cells of the widest marker of an ordered list; 0: not ordered."""
        self.depth = 0
        """Lists that it is in."""
        self.fold: Fold | None = None
        self.tabs: TabGroup | None = None


class Saved(NamedTuple):
    """The state between two top-level blocks."""

    leaves: int
    blocks: int
    want: int
    children: int
    last: tuple[Part, ...]
    details: tuple[Fold, ...]
    tabs: tuple[TabGroup, int, tuple[int, int]] | None
    """The last group of tabs, how many it had, and where it ended."""
    contents: int
    aligns: tuple[tuple[str, str], ...]


class FlattenState:
    """The state, and the ways in which the handlers of tokens change it."""

    def __init__(self, line_base: int = 1, notes: Notes | None = None, before: int = 0) -> None:
        """``line_base``: 1-based file line of the first line of the parsed text; ``before``: blocks that precede it."""
        self.line_base = line_base
        self.notes = notes or Notes(frozenset())
        self.stack = [Container("page")]
        self.tokens: list[Token] = []
        self.line = line_base
        """1-based file line at which the tokens' lines begin."""
        self.out: list[Block] = []
        self.index = before
        """Blocks of the page so far, those inside notes not counted."""
        self.anchors: list[tuple[str, int]] = []
        """Places other than headings that links can lead to, with the index of their block."""
        self.folds: list[Fold] = []
        """What can be folded, complete."""
        self.details: list[Fold] = []
        """HTML ``<details>`` that are open."""
        self.aligns: list[tuple[str, str]] = []
        """HTML ``<div>`` and ``<center>`` that are open, and how each aligns text."""
        self.tabs: TabGroup | None = None
        """The last group of tabs."""
        self.tabs_end = (0, 0)
        """Blocks of the page and open containers when its last tab ended."""
        self.changed_tabs: list[TabGroup] = []
        """Groups that have got tabs since this was last emptied."""
        self.embedder: Embedder | None = None
        self.contents = 0
        """So many more times ``[TOC]`` stands for a list of headings."""
        self.table: Table | None = None
        self._count = before
        self._want = 1 if before else 0
        self._ctx: list[Part] = []
        self._first: list[Part] = []
        self._shared: tuple[Part, ...] | None = _NO_CONTEXT
        self._last: tuple[Part, ...] = _NO_CONTEXT
        self._diverted: list[tuple[list[Block], list[Container], list[Part], list[Part], Saved]] = []

    def save(self) -> Saved:
        """The state, to be restored if what follows is to be flattened again."""
        tabs = (self.tabs, len(self.tabs.titles), self.tabs_end) if self.tabs else None
        place = self._count, self.index, self._want, self.stack[0].children, self._last
        return Saved(*place, tuple(self.details), tabs, self.contents, tuple(self.aligns))

    def restore(self, saved: Saved) -> None:
        """Forget what was flattened since :meth:`save`."""
        self._count, self.index, self._want, self.stack[0].children, self._last, *_ = saved
        tabs, self.contents = saved.tabs, saved.contents
        self.details, self.aligns = list(saved.details), list(saved.aligns)
        self.tabs = tabs[0] if tabs else None
        if tabs:
            del tabs[0].titles[tabs[1] :], tabs[0].ranges[tabs[1] :]
            self.tabs_end = tabs[2]
        self.changed_tabs.clear()
        self.anchors.clear()
        self.folds.clear()

    def begin(self) -> None:
        """A child of the innermost container begins: ask for a blank line before it if it is not the first."""
        parent = self.stack[-1]
        if parent.children and not parent.tight:
            self._want = 1
        parent.children += 1

    def part(self) -> None:
        """Ask for a blank line before the next leaf."""
        self._want = 1

    def open(self, container: Container, token: Token, part: Part | None, marker: Part | None = None) -> None:
        """Enter a container; ``part`` then stands left of each line, ``marker`` instead of it on the first."""
        container.leaves = self._count
        container.line = self.line + (token.map or [0])[0]
        self.stack.append(container)
        if part is not None:
            self._ctx.append(part)
            self._first.append(marker or part)
            self._shared = None

    def close(self, kind: str, *, part: bool = True) -> Container:
        """Leave a container; one that had no leaf gets an empty one. ``part``: it was opened with one."""
        container = self.stack[-1]
        assert container.kind == kind, f"{container.kind} closed as {kind}"
        if self._count == container.leaves and part:
            self.emit(Block("paragraph", "", container.line, container.line + 1))
        self.stack.pop()
        if part:
            self._ctx.pop()
            self._first.pop()
            self._shared = None
        if container.fold is not None:
            container.fold.end = self.index
            self.folds.append(container.fold)
        return container

    def block(self, kind: str, text: str, token: Token) -> Block:
        """A leaf with the lines of ``token``."""
        lines = token.map or [0, 0]
        return Block(kind, text, self.line + lines[0], self.line + lines[1])

    def emit(self, block: Block) -> Block:
        """Give ``block`` its surroundings and add it to the output."""
        ctx = self._shared
        if ctx is None:
            ctx = self._shared = tuple(self._ctx)
        block.ctx = ctx
        if self._first == self._ctx:
            block.first = ctx
        else:
            block.first = tuple(self._first)
            self._first = list(self._ctx)
        if self._want and self._count:
            block.gap = self._want
            for before, here in zip(self._last, ctx, strict=False):
                if before is not here:
                    break
                block.shared += 1
        self._want = 0
        self._last = ctx
        self._count += 1
        if self.aligns and not ctx and not block.align and block.kind in _ALIGNED:
            block.align = self.aligns[-1][1]
        if not self._diverted:
            if "^" in block.text:
                self.notes.look(block.text, self.index)
            self.index += 1
        self.out.append(block)
        return block

    @property
    def diverted(self) -> bool:
        """Whether the body of a note is being flattened."""
        return bool(self._diverted)

    def divert(self) -> None:
        """What is emitted from now on is the body of a note, not part of the page's flow."""
        self._diverted.append((self.out, self.stack, self._ctx, self._first, self.save()))
        self.out, self.stack, self._ctx, self._first = [], [Container("page")], [], []
        self._shared, self._last, self._count, self._want = _NO_CONTEXT, _NO_CONTEXT, 0, 0

    def undivert(self) -> list[Block]:
        """End of what :meth:`divert` began; returns the blocks."""
        body = self.out
        self.out, self.stack, self._ctx, self._first, saved = self._diverted.pop()
        children = self.stack[0].children
        self._count, self.index, self._want, _, self._last, *_ = saved
        self.stack[0].children = children
        self._shared = None
        return body
