"""What the index holds: one document per heading section, and the fields of each."""

# mypy: disable-error-code="attr-defined"
from __future__ import annotations

from typing import Any

VERSION = 7
"""Part of the name of the index folder. Raise it with any change of fields, tokens or file formats."""

NAME = "NEXUS"
"""Name of the Whoosh index inside its folder."""

TITLE, HEADING, CONTEXT, PATH, TAGS, ALIASES, CODE, LANG, BODY = range(9)
FIELDS = ("title", "heading", "context", "path", "tags", "aliases", "code", "lang", "body")
"""Fields by number. ``context`` holds the title and the headings above a section; ``title``, ``path``, ``tags`` and
``aliases`` are kept in the first section of a page alone; ``code`` is the text of code blocks and ``lang`` their
languages; ``body`` is the rest of the text."""

PAGE_FIELDS = frozenset({TITLE, PATH, TAGS, ALIASES})
"""Fields of the page as a whole, kept in its first section."""

STORED = ("document", "start", "end", "line", "level", "heading", "anchor", "mtime_ns")
"""What is stored for each section: page, byte range, 1-based line, level, heading path, anchor, page time."""


def whoosh_schema() -> Any:
    """The Whoosh schema. The stored column belongs to ``document``; the codec keeps it in columns of its own."""
    from whoosh.analysis import LowercaseFilter, RegexTokenizer
    from whoosh.fields import STORED as StoredField
    from whoosh.fields import TEXT, Schema

    schema = Schema(document=StoredField())
    for name in FIELDS:
        schema.add(name, TEXT(analyzer=RegexTokenizer(r"\S+") | LowercaseFilter(), phrase=False))
    return schema
