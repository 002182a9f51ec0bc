"""What the reference HTML of an example says, and what a rendering says."""

from __future__ import annotations

import json
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from nexus_tui.core.markdown.layout import LayoutOptions
from nexus_tui.core.markdown.render import render

DATA = Path(__file__).parents[2] / "data"


class Example(NamedTuple):
    """A piece of Markdown and the HTML it stands for."""

    number: int
    section: str
    markdown: str
    html: str


@cache
def examples() -> tuple[Example, ...]:
    """All examples of the CommonMark specification."""
    entries = json.loads((DATA / "commonmark-0.31.json").read_text(encoding="utf-8"))
    return tuple(Example(entry["example"], entry["section"], entry["markdown"], entry["html"]) for entry in entries)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style")
        if attrs and tag not in ("a", "img", "ol", "code"):
            self.parts.append(" ")  # raw HTML that may be shown as such, between the words on either side

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def words(html: str) -> list[str]:
    """The words a browser shows for ``html``, in order."""
    parser = _Words()
    parser.feed(html)
    parser.close()
    return "".join(parser.parts).split()


def shown_text(markdown: str, width: int, options: LayoutOptions | None = None) -> str:
    """All characters of the page's text as rendered, without decoration and without white space."""
    pieces = [piece.text for line in render(markdown, width, options) for piece in line.pieces if piece.offset >= 0]
    return "".join("".join(pieces).split())


def missing_word(wanted: list[str], text: str) -> str | None:
    """The first of ``wanted`` that does not follow the ones before it in ``text`` (which has no white space)."""
    position = 0
    for word in wanted:
        found = text.find(word, position)
        if found < 0:
            return word
        position = found + len(word)
    return None
