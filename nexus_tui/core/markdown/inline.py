"""From the Markdown source of a block to its plain text and the runs that are not plain.

Done when a block is first looked at, and kept: laying it out again at another width needs no parsing.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from nexus_tui.core.markdown.block import Block, CodeSlice, Run, TableRow
from nexus_tui.core.markdown.parser import Environment, parse_inline
from nexus_tui.core.markdown.width import expand_tabs
from nexus_tui.core.sanitize import sanitize_line, sanitize_same_length

_MARKUP = re.compile(r"[\\`*_\[\]<>&!~$=^:@{}\n#%+\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]|www\.|  ")
"""Where there is none of these, the source is the plain text."""

_STYLES = {
    "strong": "strong",
    "em": "em",
    "s": "strike",
    "mark": "mark",
    "sub": "sub",
    "sup": "sup",
}
_WIDE_SIDES = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


class InlineParser:
    """Parses the text of blocks with what the page defines. One for each thread."""

    def __init__(self, md: MarkdownIt, env: Environment) -> None:
        self.md = md
        self.env = env

    def parse(self, source: str) -> tuple[str, tuple[Run, ...]]:
        """The plain text of ``source`` and its runs, in order and not overlapping. ``\\n`` is a hard break."""
        if _MARKUP.search(source) is None:
            return sanitize_same_length(source), ()
        writer = _Writer()
        writer.write(parse_inline(self.md, source, self.env))
        return writer.result()

    def fill(self, block: Block) -> str:
        """Give ``block`` its plain text and runs if it has none yet; return the plain text."""
        if block.plain is not None:
            return block.plain
        if isinstance(block.extra, TableRow):
            plain, runs = self._row(block.extra)
        elif isinstance(block.extra, CodeSlice):
            piece = block.extra
            plain, runs = "\n".join(piece.code.lines[piece.start : piece.end]), ()
        elif block.kind == "html":
            plain, runs = expand_tabs(sanitize_same_length(block.text)), ()
        else:
            plain, runs = self.parse(block.text)
        block.plain = plain
        block.runs = runs
        return plain

    def _row(self, row: TableRow) -> tuple[str, tuple[Run, ...]]:
        parts: list[str] = []
        runs: list[Run] = []
        position = 0
        row.starts.clear()
        for cell in row.cells:
            plain, found = self.parse(cell)
            row.starts.append(position)
            runs.extend(Run(run.start + position, run.end + position, run.style, run.href) for run in found)
            parts.append(plain)
            position += len(plain) + 1
        return "\t".join(parts), tuple(runs)


class _Writer:
    """Collects text and runs from inline tokens."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.runs: list[Run] = []
        self.position = 0
        self.styles: list[str] = []
        self.hrefs: list[str] = []

    def result(self) -> tuple[str, tuple[Run, ...]]:
        text = "".join(self.parts)
        stop = len(text.rstrip(" \n"))
        return text[:stop], tuple(
            run if run.end <= stop else Run(run.start, stop, run.style, run.href)
            for run in self.runs
            if run.start < stop
        )

    def text(self, text: str, style: str = "", href: str = "") -> None:
        """Append ``text`` in the styles that are open, and ``style``."""
        if not text:
            return
        clean = sanitize_same_length(text)
        start = self.position
        self.position += len(clean)
        self.parts.append(clean)
        names = " ".join([*self.styles, style] if style else self.styles)
        target = self.hrefs[-1] if self.hrefs else href
        if not names and not target:
            return
        if self.runs:
            last = self.runs[-1]
            if last.end == start and last.style == names and last.href == target:
                self.runs[-1] = Run(last.start, self.position, names, target)
                return
        self.runs.append(Run(start, self.position, names, target))

    def write(self, tokens: list[Token]) -> None:
        """Append ``tokens`` of one paragraph."""
        for index, token in enumerate(tokens):
            kind = token.type
            if kind in ("text", "text_special"):
                self.text(token.content)
            elif kind == "softbreak":
                self._soft_break(tokens[index + 1].content if index + 1 < len(tokens) else "")
            elif kind == "hardbreak":
                self.text("\n")
            elif kind == "code_inline":
                self.text(token.content, "code")
            elif kind == "link_open":
                self.hrefs.append(sanitize_line(str(token.attrs.get("href", ""))))
                self.styles.append("link")
            elif kind == "link_close":
                self.hrefs.pop()
                self.styles.pop()
            elif kind == "image":
                self._image(token)
            elif kind == "html_inline":
                self.text(token.content, "html")
            elif token.nesting > 0:
                self.styles.append(_STYLES.get(token.tag, token.tag))
            elif token.nesting < 0:
                self.styles.pop()
            else:
                self.text(token.content)

    def _soft_break(self, following: str) -> None:
        """A line end in the source: a space, but nothing between two characters of scripts without spaces."""
        before = self.parts[-1][-1:] if self.parts else ""
        if not (_WIDE_SIDES.match(before) and _WIDE_SIDES.match(following)):
            self.text(" ")

    def _image(self, token: Token) -> None:
        inner = _Writer()
        inner.write(token.children or [])
        alt, _ = inner.result()
        source = sanitize_line(str(token.attrs.get("src", "")))
        self.text(f"▨ {alt}" if alt else f"▨ {source.rsplit('/', 1)[-1] or 'image'}", "image", source)
