"""Links between pages: targets that exist, anchors that the target page has."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from nexus_tui.core.slugs import Slugger
from tests.content.fences import without_front_matter


def _tokens(path: Path) -> list[Token]:
    text = without_front_matter(path.read_text(encoding="utf-8"))
    return MarkdownIt("commonmark").enable("table").parse(text)


@cache
def _anchors(path: Path, changed: int) -> frozenset[str]:
    slugger = Slugger()
    tokens = _tokens(path)
    found = set()
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            parts = [child.content for child in inline.children or () if child.type in {"text", "code_inline"}]
            found.add(slugger.slug("".join(parts)))
    return frozenset(found)


def anchors(path: Path) -> frozenset[str]:
    """The anchors of a page's headings, as GitHub and the reader spell them."""
    return _anchors(path, path.stat().st_mtime_ns)


def _links(path: Path) -> Iterator[tuple[int, str]]:
    for token in _tokens(path):
        for child in token.children or ():
            if child.type == "link_open" and token.map is not None:
                yield token.map[0] + 1, str(child.attrs["href"])


def broken(path: Path, strict: bool) -> list[tuple[int, str]]:
    """Lines and links of a page that lead nowhere; pages that do not exist yet count with ``strict`` only."""
    found = []
    for line, href in _links(path):
        if "://" in href or href.startswith("mailto:"):
            continue
        name, _, anchor = unquote(href).partition("#")
        target = (path.parent / name).resolve() if name else path
        if not target.is_file():
            if strict:
                found.append((line, f"no such page: {href}"))
        elif anchor and target.suffix == ".md" and anchor not in anchors(target):
            found.append((line, f"no such heading: {href}"))
    return found
