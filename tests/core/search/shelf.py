"""A small library on the disk with its index beside it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from nexus_tui.core.model import DocId, SearchResults
from nexus_tui.core.search.engine import SearchEngine
from nexus_tui.core.search.query import parse

LONG_AGO = 1_700_000_000
"""Unix time of files that are not racy."""


def scan(root: Path) -> dict[DocId, tuple[int, int]]:
    """Every page below ``root`` with time and size."""
    found = {}
    for path in sorted(root.rglob("*.md")):
        info = path.stat()
        found[DocId(path.relative_to(root).as_posix())] = (info.st_mtime_ns, info.st_size)
    return found


class Shelf:
    """A library in ``base/pages`` and the engine on it."""

    def __init__(self, base: Path, pages: Mapping[str, str] | None = None) -> None:
        self.root, self.directory, self.state = base / "pages", base / "index", base / "state"
        self.root.mkdir(parents=True, exist_ok=True)
        for path, text in (pages or {}).items():
            self.write(path, text)
        self.engine = self.open()

    def open(self) -> SearchEngine:
        """Another engine on the same files."""
        return SearchEngine(self.root, self.directory, self.state, scan=scan)

    def write(self, path: str, text: str, *, at: int = LONG_AGO) -> None:
        """Write a page with a given modification time."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        os.utime(place, (at, at))

    def find(self, text: str, limit: int = 20, *, typing: bool = False) -> SearchResults:
        """Search for ``text``."""
        return self.engine.search(parse(text, typing=typing), limit)

    def paths(self, text: str, limit: int = 20, *, typing: bool = False) -> list[str]:
        """The documents found for ``text``, best first."""
        return [str(hit.document) for hit in self.find(text, limit, typing=typing).hits]


COOKBOOK = {
    "index.md": "# Cookbook\n\nWhat to cook, and how.\n",
    "bread/sourdough.md": (
        "---\ntitle: Sourdough bread\ntags: [baking, yeast/wild]\naliases: [Levain loaf]\n---\n\n"
        "A loaf that rises on wild yeast.\n\n## Starter\n\nFeed the starter with flour and water every day.\n\n"
        "## Baking\n\nBake it in a hot oven with steam.\n\n"
        "```python\ndef bake_loaf(minutes):\n    return minutes\n```\n"
    ),
    "bread/rye.md": "# Rye bread\n\nDense and dark. It needs no kneading.\n\n## Baking\n\nBake it for an hour.\n",
    "soup/tomato.md": (
        "# Tomato soup\n\nRoast the tomatoes first.\n\n## Serving\n\nServe with bread and cream.\n\n"
        "```rust\nfn serve() {}\n```\n"
    ),
    "soup/onion.md": "# Onion soup\n\nSlowly brown the onions. The starter of many menus.\n",
    "notes/select-related.md": "# Query tuning\n\nUse `select_related` and `prefetch_related` against N+1.\n",
}
