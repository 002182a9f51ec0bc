"""The order that a navigation file declares: MkDocs' ``nav:`` or mdBook's ``SUMMARY.md``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import field
from pathlib import Path
from typing import Any

from nexus_tui.core import frontmatter
from nexus_tui.core.files import decode, read_bounded
from nexus_tui.core.frontmatter_fields import clean
from nexus_tui.core.model import DocId, Problem
from nexus_tui.core.record import dataclass

MAX_BYTES = 1 << 20
"""Bytes read of a navigation file."""

MKDOCS_FILES = ("mkdocs.yml", "mkdocs.yaml")
SUMMARY = "SUMMARY.md"

_SUMMARY_LINK = re.compile(r"^[ \t]*(?:[-*+][ \t]+)?\[[^\[\]\n]*\]\(<?([^()<>\n]*)>?\)", re.MULTILINE)


@dataclass(slots=True)
class Nav:
    """Places of pages and folders in a declared order."""

    ranks: dict[DocId, int] = field(default_factory=dict)
    folder_ranks: dict[str, int] = field(default_factory=dict)
    """Folder -> place of its first page."""
    titles: dict[str, str] = field(default_factory=dict)
    """Folder -> title of the part of the navigation that holds just this folder's pages."""
    problems: list[Problem] = field(default_factory=list)

    def add(self, documents: Iterable[str]) -> None:
        """Append documents in their order; those that have a place keep it."""
        for document in documents:
            rank = self.ranks.setdefault(DocId(document), len(self.ranks))
            folder = document
            while "/" in folder:
                folder = folder.rpartition("/")[0]
                self.folder_ranks.setdefault(folder, rank)


def read_nav(root: Path, summaries: Iterable[str] = ()) -> Nav:
    """The navigation of the library at ``root``. Never raises.

    Looks for ``mkdocs.yml`` in ``root`` and, if its ``docs_dir`` is ``root``, in the folder above; then reads the
    mdBook tables of contents ``summaries`` (paths relative to ``root``).
    """
    nav = Nav()
    for folder in (root, root.parent):
        for name in MKDOCS_FILES:
            if (folder / name).is_file():
                _mkdocs(nav, root, folder / name)
    for path in summaries:
        _summary(nav, root, path)
    return nav


def _mkdocs(nav: Nav, root: Path, place: Path) -> None:
    text = _text(place)
    values, problems = frontmatter.parse_mapping(text, place.name)
    if place.parent == root:
        nav.problems.extend(problems)
    docs = values.get("docs_dir")
    docs_dir = os.path.realpath(place.parent / (docs if isinstance(docs, str) and docs else "docs"))
    real_root = os.path.realpath(root)
    if docs_dir == real_root:
        prefix = ""
    elif docs_dir.startswith(real_root + os.sep):
        prefix = Path(docs_dir).relative_to(real_root).as_posix() + "/"
    else:
        return
    nav.add(prefix + path for path in _entries(nav, values.get("nav"), prefix, depth=0))


def _entries(nav: Nav, node: Any, prefix: str, depth: int) -> list[str]:
    """The pages under ``node`` in order; notes the titles of parts that are one folder."""
    if isinstance(node, str):
        return [_normal(node)] if "://" not in node and node else []
    found: list[str] = []
    if isinstance(node, list):
        for each in node:
            found.extend(_entries(nav, each, prefix, depth))
    elif isinstance(node, dict):
        for title, each in node.items():
            below = _entries(nav, each, prefix, depth + 1)
            if isinstance(each, list) and below:
                _name_folder(nav, prefix, str(title), below)
            found.extend(below)
    return found


def _name_folder(nav: Nav, prefix: str, title: str, pages: list[str]) -> None:
    folders = {page.rpartition("/")[0] for page in pages}
    common = os.path.commonpath(folders) if "" not in folders else ""
    if common:
        nav.titles.setdefault(prefix + common, clean(title))


def _summary(nav: Nav, root: Path, path: str) -> None:
    folder = path.rpartition("/")[0]
    prefix = f"{folder}/" if folder else ""
    links = (_normal(match[1].split("#")[0].strip()) for match in _SUMMARY_LINK.finditer(_text(root / path)))
    nav.add(prefix + link for link in links if link and "://" not in link)


def _normal(path: str) -> str:
    return os.path.normpath(path.lstrip("/")).replace(os.sep, "/")


def _text(place: Path) -> str:
    try:
        data, _, _ = read_bounded(place, MAX_BYTES)
    except OSError:
        return ""
    return decode(data)[0]
