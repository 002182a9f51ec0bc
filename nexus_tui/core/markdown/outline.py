"""The headings of a page with their anchors."""

from __future__ import annotations

import re

from nexus_tui.core.markdown.block import Block
from nexus_tui.core.markdown.inline import InlineParser
from nexus_tui.core.model import Heading
from nexus_tui.core.slugs import Slugger, anchor_key

_EXPLICIT = re.compile(r"[ \t]*\{:?[ \t]*#([^\s{}]+)[^{}]*\}[ \t]*$")


class Outline:
    """Collects headings in reading order while a page is parsed."""

    def __init__(self, inline: InlineParser) -> None:
        self._inline = inline
        self._slugger = Slugger()
        self.headings: list[Heading] = []
        """All headings so far."""

    def add(self, block: Block) -> Heading:
        """The heading that ``block`` is; an explicit id ``{#id}`` at its end is taken off the text."""
        explicit = _EXPLICIT.search(block.text)
        if explicit is not None:
            block.text = block.text[: explicit.start()]
        text = self._inline.fill(block).replace("\n", " ")
        anchor = self._slugger.explicit(explicit[1]) if explicit is not None else self._slugger.slug(text)
        heading = Heading(block.level, text, anchor, block.line)
        self.headings.append(heading)
        return heading


def find_anchor(anchors: dict[str, int], anchor: str) -> int | None:
    """Look ``anchor`` up among keys made by ``anchor_key``; also accepts a heading's text. None: not there."""
    key = anchor_key(anchor)
    if not key:
        return 0
    return anchors.get(key)
