"""Makes a page from a template, never over an existing file."""

from __future__ import annotations

import datetime
import os
import re
from pathlib import Path

from nexus_tui.core import paths
from nexus_tui.core.errors import LibraryError, UsageError
from nexus_tui.core.files import decode, read_bounded
from nexus_tui.core.ignore import PAGE_SUFFIXES, is_skipped_folder
from nexus_tui.core.library import Library
from nexus_tui.core.model import DocId
from nexus_tui.core.page_name import humanise
from nexus_tui.core.sanitize import sanitize_line

TEMPLATE = """---
title: {title}
summary:
tags: []
updated: {date}
---

# {title}

"""
"""What a new page holds. ``{title}``, ``{date}`` (ISO) and ``{slug}`` (file name without suffix) are filled in."""

MAX_TEMPLATE = 1 << 20


def read_template(place: str) -> str:
    """The text of the template file at ``place``; empty: :data:`TEMPLATE`. Raises ``UsageError`` if it is not read."""
    if not place:
        return TEMPLATE
    try:
        data, _, _ = read_bounded(paths.expanded(place), MAX_TEMPLATE)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(sanitize_line(f"The template {place} cannot be read: {reason}.")) from error
    return decode(data)[0]


def create_page(library: Library, path: str, title: str = "", template: str = TEMPLATE) -> DocId:
    """Write a new page at the library path ``path`` (``.md`` is added where it has no page suffix) and return its id.

    Without ``title`` the page is called after its file. Folders are made as needed. Raises ``LibraryError`` if the
    place is taken, outside the library, hidden, or cannot be written.
    """
    if not library.on_disk:
        raise LibraryError("What came from standard input has no folder to make a page in.")
    path = re.sub(r"/+", "/", path.strip().replace("\\", "/")).removeprefix("./")
    name = path.rpartition("/")[2]
    if not name or not path.isprintable() or any(is_skipped_folder(part) for part in path.split("/") if part != ".."):
        raise LibraryError(f"'{sanitize_line(path)}' is no name for a page; give one such as notes/caching.md.")
    if not path.lower().endswith(PAGE_SUFFIXES):
        path += ".md"
    place = library.locate(path)
    slug = place.name.rpartition(".")[0]
    text = _filled(template, title.strip() or humanise(slug), slug)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o666)
    except FileExistsError as error:
        if not os.path.lexists(place):
            raise LibraryError(f"{sanitize_line(path)} cannot be written: a folder of it is a file.") from error
        raise LibraryError(f"{sanitize_line(path)} is there already; open it, or choose another name.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise LibraryError(f"{sanitize_line(path)} cannot be written: {reason}.") from error
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(text.encode("utf-8", "replace"))
    return DocId(Path(place).relative_to(os.path.realpath(library.root)).as_posix())


def _filled(template: str, title: str, slug: str) -> str:
    """The template with its fields filled in; in the head the title is quoted where YAML needs it."""
    quoted = (
        title if re.fullmatch(r"[A-Za-z0-9][\w ()/.,-]*", title) else '"' + re.sub(r'(["\\])', r"\\\1", title) + '"'
    )
    head = re.match(r"---\n.*?\n---\n", template, re.DOTALL)
    cut = head.end() if head else 0
    fields = {"date": datetime.date.today().isoformat(), "slug": slug}

    def fill(text: str, name: str) -> str:
        values = {**fields, "title": name}
        return re.sub(r"\{(title|date|slug)\}", lambda match: values[match[1]], text)

    return fill(template[:cut], quoted) + fill(template[cut:], title)
