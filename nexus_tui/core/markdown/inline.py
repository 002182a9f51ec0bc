"""From the Markdown source of a block to its plain text and the runs that are not plain.

Done when a block is first looked at, and kept: laying it out again at another width needs no parsing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt

from nexus_tui.core.markdown.block import TAB_SCHEME, Block, CodeSlice, Run, TabGroup, TableRow, TabTitle
from nexus_tui.core.markdown.inline_writer import InlineWriter
from nexus_tui.core.markdown.parser import Environment, parse_inline
from nexus_tui.core.model import Heading
from nexus_tui.core.sanitize import sanitize_same_length

_MARKUP = re.compile(
    r"[\\`*_\[\]<&~$^@\n\t\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]|==|%%|\{:|://|www\.|  |:[a-z0-9_+-]+:|mailto:|xmpp:",
    re.IGNORECASE,
)
"""Where there is none of these, the source is the plain text."""


CONTENTS_DEPTH = 3
"""Levels of headings in a table of contents."""
CONTENTS_LINES = 1_000
"""Headings in a table of contents."""


class InlineParser:
    """Parses the text of blocks with what the page defines. One for each thread."""

    def __init__(self, md: MarkdownIt, env: Environment) -> None:
        self.md = md
        self.env = env

    def parse(self, source: str) -> tuple[str, tuple[Run, ...]]:
        """The plain text of ``source`` and its runs, in order and not overlapping. ``\\n`` is a hard break."""
        if _MARKUP.search(source) is None and not self.env.get("abbreviations"):
            return sanitize_same_length(source), ()
        writer = InlineWriter(self.env)
        writer.write(parse_inline(self.md, source, self.env))
        return writer.result()

    def fill(self, block: Block) -> str:
        """Give ``block`` its plain text and runs if it has none yet; return the plain text."""
        if block.plain is not None:
            return block.plain
        if isinstance(block.extra, TableRow):
            plain, runs = self._row(block.extra)
        elif isinstance(block.extra, CodeSlice):
            code, start, end = block.extra
            drawn = code.drawing.lines if code.drawing is not None else ()
            plain, runs = "\n".join(drawn or code.lines[start:end]), ()
        elif block.kind == "math":
            plain, runs = _formula(block.text), ()
        elif isinstance(block.extra, TabGroup):
            plain, runs = self._bar(block.extra)
        elif block.kind == "contents":
            plain, runs, block.extra = _contents(self.env.get("headings", []))
        elif isinstance(block.extra, TabTitle):
            plain, runs = "", ()
        else:
            plain, runs = self.parse(block.text)
        block.plain = plain
        block.runs = runs
        return plain

    def _bar(self, group: TabGroup) -> tuple[str, tuple[Run, ...]]:
        """The titles of tabs side by side, each a link that chooses it."""
        text = ""
        runs: list[Run] = []
        group.spans.clear()
        group.names.clear()
        for number, (title, inner) in enumerate(group.parsed or map(self.parse, group.titles)):
            title = title.replace("\n", " ") or str(number + 1)
            start, at = len(text), 0
            target = f"{TAB_SCHEME}{group.number}:{number}"
            for run in [*inner, Run(len(title), len(title), "")]:
                if run.start > at:
                    runs.append(Run(start + at, start + run.start, "tab.title", target))
                if run.end > run.start:
                    runs.append(Run(start + run.start, start + run.end, f"tab.title {run.style}", target))
                at = run.end
            text += title
            group.names.append(title)
            group.spans.append((start, len(text)))
            text += "  "
        return text[:-2], tuple(runs)

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


def _contents(headings: Sequence[Heading]) -> tuple[str, tuple[Run, ...], tuple[int, ...]]:
    """A list of the headings with links, and how deep each line of it is. A title that stands alone is left out."""
    known = list(headings)
    if known and all(heading.level > known[0].level for heading in known[1:]):
        known = known[1:]
    top = min((heading.level for heading in known), default=1)
    known = [heading for heading in known if heading.level < top + CONTENTS_DEPTH][:CONTENTS_LINES]
    runs: list[Run] = []
    position = 0
    for heading in known:
        runs.append(Run(position, position + len(heading.text), "link", f"#{heading.anchor}"))
        position += len(heading.text) + 1
    return "\n".join(each.text for each in known), tuple(runs), tuple(each.level - top for each in known)


def _formula(source: str) -> str:
    """A display formula as lines of text; as its source where text cannot show it."""
    from nexus_tui.core.markdown.mathtext import to_unicode

    return to_unicode(source) or sanitize_same_length(source).replace("\t", " ")
