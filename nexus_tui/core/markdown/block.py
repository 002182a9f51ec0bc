"""Leaf blocks: what a page consists of once its containers are taken apart, and the lines they become.

A list of 60,000 items or a table of 20,000 rows is as many leaves; each knows the parts to its left (quote bars,
indents), so any leaf can be laid out alone. Style names are words such as ``heading.1``, ``strong`` or ``tok.keyword``;
several in one string, separated by spaces, apply together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nexus_tui.core.markdown.width import cell_len

if TYPE_CHECKING:
    from nexus_tui.core.markdown.code_info import CodeInfo

TITLE_SCHEME = "title:"
"""What a ``Run.href`` begins with that is no link but an explanation to be shown."""

TAB_SCHEME = "tab:"
"""What a ``Run.href`` begins with that chooses a content tab: number of the group and of the tab follow."""

BOX_WIDTH = 30
"""Code in less room than these cells has no box."""

MIN_TEXT = 8
"""Cells that containers leave to the text as long as the width allows it."""


class Run(NamedTuple):
    """A stretch of a block's plain text that is not plain."""

    start: int
    end: int
    style: str
    href: str = ""


class Part(NamedTuple):
    """A piece of what stands left of a block."""

    text: str
    style: str
    width: int
    """Cells of ``text``."""


def part(text: str, style: str = "") -> Part:
    """A :class:`Part` with its width measured."""
    return Part(text, style, cell_len(text))


class Piece(NamedTuple):
    """A stretch of one line with one look."""

    text: str
    style: str = ""
    href: str = ""
    offset: int = -1
    """Place of the first character in the block's plain text; the others follow. -1: decoration, not of the text."""


class Line:
    """One line of a block, laid out."""

    __slots__ = ("end", "pieces", "start")

    def __init__(self, pieces: list[Piece], start: int, end: int) -> None:
        self.pieces = pieces
        self.start = start
        """The part of the block's plain text that this line shows begins here …"""
        self.end = end
        """… and ends before here."""

    @property
    def text(self) -> str:
        """What the line shows, decoration included."""
        return "".join([piece.text for piece in self.pieces])

    @property
    def width(self) -> int:
        """Cells."""
        return cell_len(self.text)

    def __repr__(self) -> str:
        return f"Line({self.text!r}, {self.start}, {self.end})"


class Block:
    """A leaf: text that is laid out as one."""

    __slots__ = (
        *("align", "ctx", "end", "extra", "first", "fixed", "gap", "kind", "level", "line", "plain", "runs"),
        *("shared", "text"),
    )

    def __init__(self, kind: str, text: str, line: int, end: int) -> None:
        self.kind = kind
        """``paragraph``, ``heading``, ``code``, ``row``, ``rule``, ``html``, ``term`` …"""
        self.text = text
        """Source of the content: Markdown to be parsed when looked at, or literal text, by kind."""
        self.level = 0
        """Of a heading: 1 to 6."""
        self.line = line
        """1-based first line in the file."""
        self.end = end
        """1-based line after the last."""
        self.ctx: tuple[Part, ...] = ()
        """What stands left of every line, outermost container first."""
        self.first: tuple[Part, ...] = ()
        """The same for the first line: markers of list items stand here."""
        self.gap = 0
        """Blank lines before the block."""
        self.shared = 0
        """How many parts of ``ctx`` go through the blank lines before the block."""
        self.align = ""
        """``center`` or ``right`` where the text is to be there."""
        self.fixed = False
        """Its plain text does not come from ``text`` and the page's definitions."""
        self.extra: object = None
        """What the kind needs beyond text: a ``Code`` slice, a ``TableRow`` …"""
        self.plain: str | None = None
        """The text as read and searched, once parsed."""
        self.runs: tuple[Run, ...] = ()

    def __repr__(self) -> str:
        return f"Block({self.kind}, {self.text[:40]!r}, line {self.line})"


class Fold:
    """Blocks that can be hidden under the one before them."""

    __slots__ = ("closed", "end", "head")

    def __init__(self, head: int, *, closed: bool) -> None:
        self.head = head
        """Index of the block that stays."""
        self.end = head + 1
        """Index after the last block that is hidden."""
        self.closed = closed


class TabGroup:
    """Content tabs, of which one is shown. The block ``bar`` lists them."""

    __slots__ = ("bar", "chosen", "names", "number", "parsed", "ranges", "spans", "titles")

    def __init__(self, bar: int) -> None:
        self.bar = bar
        """Index of the block that shows the titles."""
        self.number = -1
        """In the page; negative until it is known."""
        self.titles: list[str] = []
        """Markdown source."""
        self.ranges: list[tuple[int, int]] = []
        """Index of the first block of each tab, which is its title, and index after its last block."""
        self.chosen = 0
        self.parsed: list[tuple[str, tuple[Run, ...]]] = []
        """The titles as text, if they do not depend on the page's definitions."""
        self.names: list[str] = []
        """The titles as they are read, once the bar has been parsed."""
        self.spans: list[tuple[int, int]] = []
        """Where each title is in the plain text of the bar."""


class TabTitle(NamedTuple):
    """The title above one tab, shown where all tabs are."""

    group: TabGroup
    number: int


class Title(NamedTuple):
    """The first line of a callout, an admonition, a tab or a foldable part."""

    symbol: str
    role: str
    """Colour, as in ``Callout.role``; empty: that of text."""
    fold: Fold | None = None


class Drawing(NamedTuple):
    """A diagram drawn as text."""

    room: int
    """Cells it was drawn for."""
    lines: tuple[str, ...]
    """Empty if it cannot be drawn: its source is shown."""


class Code:
    """A code block; long ones are cut into several leaves that share this."""

    __slots__ = ("drawing", "first_line", "info", "label", "language", "lines", "runs", "shift")

    def __init__(self, language: str, label: str, lines: list[str], first_line: int, info: CodeInfo) -> None:
        self.language = language
        """As the fence says, in lower case."""
        self.label = label
        """What the box is named: the title, else the language."""
        self.lines = lines
        """Without line ends, tabs expanded."""
        self.first_line = first_line
        """1-based line in the file of the first line of code."""
        self.info = info
        """Lines to mark, where line numbers begin."""
        self.runs: list[tuple[Run, ...]] | None = None
        """Highlighting for each line, once done."""
        self.drawing: Drawing | None = None
        """Of a diagram, once drawn."""
        self.shift = 0
        """Cells by which the lines are scrolled sideways, where they do not wrap."""


class CodeSlice(NamedTuple):
    """The lines ``start`` to ``end`` (exclusive) of a code block as one leaf."""

    code: Code
    start: int
    end: int


class Table:
    """A table; each of its rows is a leaf that shares this."""

    __slots__ = ("aligns", "complete", "headed", "rows", "sizes")

    def __init__(self, aligns: tuple[str, ...], *, headed: bool = True) -> None:
        self.aligns = aligns
        """``left``, ``right``, ``center`` or empty, one for each column."""
        self.headed = headed
        """The first row names the columns."""
        self.rows: list[Block] = []
        """The header first."""
        self.sizes: dict[int, tuple[tuple[int, ...], bool, bool]] = {}
        """Room to (widths of columns, all columns fit, some cell wraps)."""
        self.complete = False


class TableRow(NamedTuple):
    """A row of a table."""

    table: Table
    number: int
    """0 is the header."""
    cells: tuple[str, ...]
    """Markdown source of each cell."""
    starts: list[int]
    """Where each cell begins in the block's plain text, once parsed; cells are joined by tabs there."""
