"""The head of a page as blocks: one line that says what matters, and the head itself folded away below it.

Only the few fields shown are read, and only where they are written simply: a whole YAML parser would cost more than
the rest of the first screen.
"""

from __future__ import annotations

import re

from nexus_tui.core import frontmatter_fast
from nexus_tui.core.markdown.block import Block, Code, CodeSlice, Fold, Run, Title
from nexus_tui.core.markdown.code_info import CodeInfo
from nexus_tui.core.markdown.width import expand_tabs
from nexus_tui.core.sanitize import sanitize_line, sanitize_same_length

_HEADING = re.compile(r"^ {0,3}#[ \t]+([^\n]*?)[ \t]*#*[ \t]*$|^(\S[^\n]*)\n=+[ \t]*$", re.MULTILINE)
_TOML_KEY = re.compile(r"^([A-Za-z_-]+)[ \t]*=[ \t]*", re.MULTILINE)
_FIELDS = ("title", "level", "updated", "date", "tags")
_LOOKED_THROUGH = 3_000
"""Characters of the page in which its first heading is looked for."""


def front_blocks(raw: str, body: str, end: int) -> tuple[list[Block], list[Fold]]:
    """The blocks of the head ``raw`` (with its opening fence) that ends before line ``end``, and their fold.

    ``body``: the text after it, whose first heading the title is compared with. A head that says nothing gives none.
    """
    lines = expand_tabs(sanitize_same_length(raw)).split("\n")[1:]
    if lines and not lines[-1]:
        lines.pop()
    if not any(line.strip() for line in lines):
        return [], []
    fold = Fold(0, closed=True)
    head = Block("front", "", 1, 2)
    head.plain, head.runs = _summary(_values(raw), body)
    head.fixed = True
    head.extra = Title("", "front", fold)
    language = "toml" if raw.startswith("+++") else "yaml"
    code = Code(language, "front matter", lines, 2, CodeInfo(language))
    source = Block("code", "", 2, end)
    source.extra = CodeSlice(code, 0, len(lines))
    fold.end = 2
    return [head, source], [fold]


def _values(raw: str) -> dict[str, str | list[str]]:
    """The fields shown that are written simply."""
    if raw.startswith("+++"):
        raw = _TOML_KEY.sub(r"\1: ", raw)
    values: dict[str, str | list[str]] = {}
    for entry in re.split(r"\n(?=[^\s-])", raw):
        if entry.partition(":")[0] in _FIELDS:
            values.update(frontmatter_fast.parse(entry.rstrip()) or {})
    return values


def _summary(values: dict[str, str | list[str]], body: str) -> tuple[str, tuple[Run, ...]]:
    """The one line, and its runs."""
    parts: list[tuple[str, str]] = []
    title = _text(values.get("title"))
    heading = _HEADING.search(body, 0, _LOOKED_THROUGH)
    if title and (heading is None or _folded(title) != _folded(heading[1] or heading[2] or "")):
        parts.append((title, "front.title"))
    if level := _text(values.get("level")):
        parts.append((level, "front.level"))
    if updated := _text(values.get("updated")) or _text(values.get("date")):
        parts.append((f"updated {updated}", "front.updated"))
    tags = values.get("tags", ())
    names = re.split(r"[,\s]+", tags) if isinstance(tags, str) else tags
    parts += [(f"#{sanitize_line(name).lstrip('#')}", "front.tag") for name in names if name]
    text, runs = "", []
    for part, style in parts or [("front matter", "front.key")]:
        text += (" " if style == "front.tag" and "#" in text else " · ") if text else ""
        runs.append(Run(len(text), len(text) + len(part), style))
        text += part
    return text, tuple(runs)


def _text(value: str | list[str] | None) -> str:
    return sanitize_line(value).strip() if isinstance(value, str) else ""


def _folded(text: str) -> str:
    """What of a title counts when two are compared."""
    return re.sub(r"[\W_]+", "", text).casefold()
