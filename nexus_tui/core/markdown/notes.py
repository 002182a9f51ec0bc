"""Footnotes: their numbers, in the order of the references, and the section that lists them."""

from __future__ import annotations

import re

from nexus_tui.core.markdown.block import Block, Part, Title, part

_REFERENCE = re.compile(r"\[\^([^\s\]]+)\]|(?<!\\)\^\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])+)\]")

BACK = "↩"


class Notes:
    """The notes of one page. The numbers are read by the thread that draws while another one adds to them."""

    def __init__(self, labels: frozenset[str]) -> None:
        """``labels``: names of the notes that the page defines."""
        self.labels = labels
        self.numbers: dict[str, int] = {}
        """Number by label; by ``^`` and text for a note written where it belongs."""
        self.bodies: dict[str, list[Block]] = {}
        self.references: list[tuple[str, int]] = []
        """Anchor of the first reference to each note, and its block's index."""

    def look(self, text: str, index: int) -> None:
        """Number the notes that the block at ``index`` refers to."""
        for match in _REFERENCE.finditer(text):
            key = match[1] if match[1] is not None else "^" + match[2]
            if key not in self.numbers and (match[1] is None or key in self.labels):
                number = self.numbers[key] = len(self.numbers) + 1
                self.references.append((f"fnref-{number}", index))

    def add(self, label: str, blocks: list[Block]) -> None:
        """Keep the body of a note; the first of a name counts."""
        self.bodies.setdefault(label, blocks)

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
            if body[-1].kind == "paragraph":
                body[-1].text += f" [{BACK}](#fnref-{number})"
            else:
                back = Block("paragraph", f"[{BACK}](#fnref-{number})", body[-1].end, body[-1].end)
                back.ctx = back.first = (indent,)
                body.append(back)
            out += [(block, "" if at else f"fn-{number}") for at, block in enumerate(body)]
        return out
