"""Titles made of the names of files."""

from __future__ import annotations

from nexus_tui.core.frontmatter_fields import clean


def humanise(stem: str) -> str:
    """A file name without its suffix as words: ``getting-started`` is ``Getting started``."""
    words = " ".join(stem.replace("_", " ").replace("-", " ").split())
    return clean(words[:1].upper() + words[1:]) or clean(stem) or "Untitled"


def file_title(document: str) -> str:
    """The title of a page that says none: its file's name, or its folder's for a page that stands for its folder."""
    folder, _, name = document.rpartition("/")
    stem = name.rpartition(".")[0] or name
    if is_index_name(name) and folder:
        stem = folder.rpartition("/")[2]
    return humanise(stem)


def is_index_name(name: str) -> bool:
    """Whether a page of this name stands for its folder: ``index``, ``_index`` or ``README``."""
    return name.rpartition(".")[0].lower() in ("index", "_index", "readme")
