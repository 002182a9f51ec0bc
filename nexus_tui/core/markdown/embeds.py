"""Pages and sections shown inside another page: ``![[page]]`` and ``![[page#section]]``.

What is embedded is parsed with the definitions of its own page, and its links are written so that they mean the same
from the page it is shown in.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from urllib.parse import quote

from markdown_it.token import Token

from nexus_tui.core.markdown.block import TITLE_SCHEME, Block, Fold, Part, Run, TabGroup, Title
from nexus_tui.core.markdown.flatten_state import Container, FlattenState
from nexus_tui.core.markdown.inline import InlineParser
from nexus_tui.core.markdown.inline_rules import IMAGE_FILE
from nexus_tui.core.model import Source
from nexus_tui.core.record import dataclass
from nexus_tui.core.sanitize import sanitize_line
from nexus_tui.core.slugs import anchor_key, slugify

Embed = Callable[[str], Source | None]
"""The page that a name or path stands for, as in ``[[name]]``; None if there is none or several. Must not raise."""

Chain = tuple[tuple[str, str], ...]
"""Pages, each with the anchor of the section that is shown or an empty text."""

MAX_DEPTH = 3
"""Pages within each other that are shown; what is deeper is a link."""
MAX_SIZE = 500_000
"""Characters of a page above which it is not embedded."""
MAX_BLOCKS = 2_000
"""Blocks of a page that are shown."""

FOREIGN = "foreign"
"""``extra`` of a heading that is not the page's own."""

_EMBED = re.compile(r"!\[\[([^\[\]|\n]+?)(?:\\?\|([^\[\]\n]*))?\]\][ \t]*")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_BAR = Part("┊ ", "embed.bar", 2)


@dataclass(slots=True)
class Embedded:
    """A part of another page, ready to be put into this one."""

    title: str
    href: str
    blocks: list[Block]
    first: int
    """Index that the first block had in its page."""
    folds: list[Fold]
    tabs: list[TabGroup]

    def put(self, state: FlattenState, token: Token) -> None:
        """Add the blocks, under a title that is a link, in the place of the paragraph that ``token`` opens."""
        state.open(Container("embed"), token, _BAR)
        title = state.block("callout", "", token)
        title.plain, title.runs, title.fixed = self.title, (Run(0, len(self.title), "link", self.href),), True
        title.extra = Title("↪", "embed")
        state.emit(title)
        shift = state.index - self.first
        for number, block in enumerate(self.blocks):
            ctx, first, gap, shared = block.ctx, block.first, block.gap, block.shared
            block.gap = block.shared = 0
            block.line, block.end = title.line, title.end
            state.emit(block)
            around = len(block.ctx)
            block.ctx, block.first = (*block.ctx, *ctx), (*block.first, *first)
            if number:
                block.gap, block.shared = gap, around + shared
        if not state.diverted:
            self._take_over(state, shift)
        state.close("embed")

    def _take_over(self, state: FlattenState, shift: int) -> None:
        for fold in self.folds:
            fold.head, fold.end = fold.head + shift, fold.end + shift
            state.folds.append(fold)
        for group in self.tabs:
            group.bar += shift
            group.ranges = [(start + shift, end + shift) for start, end in group.ranges]
            state.changed_tabs.append(group)


class Embedder:
    """Expands the embeds of one page."""

    def __init__(self, embed: Embed, chain: Chain, budget: list[int] | None = None) -> None:
        """``budget``: characters that may still be embedded, shared by all pages within each other."""
        self._embed = embed
        self._chain = chain
        self._budget = budget if budget is not None else [4 * MAX_SIZE]

    def expand(self, text: str) -> Embedded | None:
        """What the paragraph ``text`` shows if it is nothing but an embed that can be shown here; else None."""
        found = _EMBED.fullmatch(text)
        target = found[1].strip() if found else ""
        name, _, anchor = target.partition("#")
        if found is None or not name.strip() or len(self._chain) > MAX_DEPTH or IMAGE_FILE.search(target):
            return None
        source = self._embed(name.strip())
        if source is None or (str(source.id), "") in self._chain or len(source.text) > min(MAX_SIZE, self._budget[0]):
            return None
        self._budget[0] -= len(source.text)
        anchor = anchor.rpartition("#")[2].strip()
        here = (str(source.id), anchor_key(anchor))
        if here in self._chain:
            return None
        page = _Page(source, Embedder(self._embed, (*self._chain, here), self._budget))
        place = page.part(anchor)
        if place is None:
            return None
        title = (found[2] or "").strip() or page.title + (f" › {anchor.removeprefix('^')}" if anchor else "")
        href = "wiki:" + quote(target, safe="/#^ ._-()',&+:!?~")
        return page.embedded(place, sanitize_line(title), href)


class _Page:
    """A page that is embedded, parsed."""

    def __init__(self, source: Source, embedder: Embedder) -> None:
        from nexus_tui.core.markdown.loader import Loader

        self.document = str(source.id)
        loader = Loader(source.text, embedder=embedder)
        self.blocks: list[Block] = []
        self.folds: list[Fold] = []
        self.tabs: dict[int, TabGroup] = {}
        self.anchors: dict[str, int] = {}
        self.title = ""
        self.inline = InlineParser(loader.md, loader.definitions)
        for batch in loader.batches():
            del self.blocks[batch.at :]
            self.blocks += batch.blocks
            self.folds += batch.folds
            self.tabs.update((group.bar, group) for group in batch.tabs)
            for heading, index in batch.headings:
                self.anchors.setdefault(anchor_key(heading.anchor), index)
                self.title = self.title or heading.text
            for anchor, index in batch.anchors:
                self.anchors.setdefault(anchor_key(anchor), index)
            if batch.final is not None:
                self.inline.env = batch.final
        self.title = self.title or posixpath.splitext(posixpath.basename(self.document))[0]

    def part(self, anchor: str) -> tuple[int, int] | None:
        """First block and the one after the last of a section, a named block or the whole page; None: not there."""
        if not anchor:
            start = 2 if self.blocks and self.blocks[0].kind == "front" else 0
            if start < len(self.blocks) - 1 and self.blocks[start].level == 1:
                start += 1  # The title says the same.
            return start, min(len(self.blocks), start + MAX_BLOCKS)
        start = self.anchors.get(anchor_key(anchor), self.anchors.get(anchor_key(slugify(anchor)), -1))
        if not 0 <= start < len(self.blocks):
            return None
        level = self.blocks[start].level
        if self.blocks[start].kind != "heading":
            return start, start + 1
        for end in range(start + 1, len(self.blocks)):
            if self.blocks[end].kind == "heading" and self.blocks[end].level <= level:
                break
        else:
            end = len(self.blocks)
        return start, min(end, start + MAX_BLOCKS)

    def embedded(self, place: tuple[int, int], title: str, href: str) -> Embedded:
        """The blocks of ``place`` with their texts parsed."""
        first, end = place
        blocks = self.blocks[first:end]
        for block in blocks:
            if isinstance(block.extra, TabGroup):
                block.extra.parsed = [self.inline.parse(each) for each in block.extra.titles]
                continue
            self.inline.fill(block)
            block.runs = tuple(run._replace(href=self._moved(run.href)) if run.href else run for run in block.runs)
            block.text, block.fixed = "", True
            if block.kind == "heading":
                block.extra = FOREIGN
        folds = [fold for fold in self.folds if first <= fold.head and fold.end <= end]
        tabs = [group for bar, group in self.tabs.items() if first <= bar and group.ranges[-1][1] <= end]
        return Embedded(title, href, blocks, first, folds, tabs)

    def _moved(self, href: str) -> str:
        """A link of this page as it is to be written in any other page of the library."""
        if href.startswith("#"):
            return f"/{quote(self.document)}{href}"
        if href.startswith("wiki:#"):
            return f"wiki:{quote(self.document)}{href[5:]}"
        if href.startswith(("/", TITLE_SCHEME)) or _SCHEME.match(href):
            return href
        path, mark, rest = href.partition("#")
        return f"/{posixpath.normpath(posixpath.join(posixpath.dirname(self.document), path))}{mark}{rest}"
