"""Footnotes: their numbers, in the order of the references, and the section that lists them."""

from __future__ import annotations

import re

from nexus_tui.core.markdown.block import Block, Part, Title, part

_REFERENCE = re.compile(r"\[\^([^\s\]]+)\]|(?<!\\)\^\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])+)\]")

BACK = "↩"
MOST_BACK_LINKS = 50
"""References to a note that links lead back to."""


def reference(number: int, count: int) -> str:
    """The anchor of the ``count``-th reference to a note."""
    return f"fnref-{number}" if count == 1 else f"fnref-{number}-{count}"


class Notes:
    """The notes of one page. The numbers are read by the thread that draws while another one adds to them."""

    def __init__(self, labels: frozenset[str]) -> None:
        """``labels``: names of the notes that the page defines."""
        self.labels = labels
        self.numbers: dict[str, int] = {}
        """Number by label; by ``^`` and text for a note written where it belongs."""
        self.bodies: dict[str, list[Block]] = {}
        self.references: list[tuple[str, int]] = []
        """Anchor of each reference (``fnref-1``, ``fnref-1-2`` …), and its block's index."""
        self._counts: dict[int, int] = {}
        """References to each note."""
        self._seen: set[tuple[int, int]] = set()
        """Block and place in it of each reference: blocks may be looked at more than once."""

    def look(self, text: str, index: int) -> None:
        """Number the notes that the block at ``index`` refers to."""
        for match in _REFERENCE.finditer(text):
            key = match[1] if match[1] is not None else "^" + match[2]
            if (match[1] is not None and key not in self.labels) or (index, match.start()) in self._seen:
                continue
            self._seen.add((index, match.start()))
            number = self.numbers.setdefault(key, len(self.numbers) + 1)
            count = self._counts[number] = self._counts.get(number, 0) + 1
            self.references.append((reference(number, count), index))

    def add(self, label: str, blocks: list[Block]) -> None:
        """Keep the body of a note; the first of a name counts."""
        self.bodies.setdefault(label, blocks)

    def _back_links(self, number: int) -> str:
        count = self._counts.get(number, 0)
        links = [
            f"[{BACK}{'' if each == 1 else f'^{each}^'}](#{reference(number, each)})"
            for each in range(1, min(count, MOST_BACK_LINKS) + 1)
        ]
        return " ".join([*links, "…"] if count > MOST_BACK_LINKS else links)

    def section(self, line: int) -> list[tuple[Block, str]]:
        """The blocks that list all notes, each with the anchor that is at it or an empty text."""
        for label in self.bodies:
            self.numbers.setdefault(label, len(self.numbers) + 1)
        if not self.numbers:
            return []
        out: list[tuple[Block, str]] = []
        rule = Block("rule", "", line, line)
        rule.gap = 1
        title = Block("callout", "Footnotes", line, line)
        title.extra = Title("", "muted")
        out += [(rule, ""), (title, "footnotes")]
        width = len(str(len(self.numbers))) + 2
        indent = Part(" " * width, "", width)
        for key, number in self.numbers.items():
            body = self.bodies.get(key)
            if body is None:
                body = [Block("paragraph", key.removeprefix("^"), line, line)]
            marker = part(f"{number}. ".rjust(width), "list.number")
            for at, block in enumerate(body):
                block.ctx = (indent, *block.ctx)
                block.first = (indent if at else marker, *block.first)
                if at == 0:
                    block.gap = 0
            links = self._back_links(number)
            if links and body[-1].kind == "paragraph":
                body[-1].text += f" {links}"
            elif links:
                back = Block("paragraph", links, body[-1].end, body[-1].end)
                back.ctx = back.first = (indent,)
                body.append(back)
            out += [(block, "" if at else f"fn-{number}") for at, block in enumerate(body)]
        return out
