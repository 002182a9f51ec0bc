"""The kinds of callouts (Obsidian, GitHub) and admonitions (MkDocs, Python-Markdown), and the lines that open them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nexus_tui.core.record import dataclass


@dataclass(frozen=True, slots=True)
class Callout:
    """How a kind of callout looks."""

    kind: str
    """The name that all its aliases share."""
    title: str
    """What stands in the title where the author gives none."""
    symbol: str
    """One character of one cell, with no emoji form."""
    role: str
    """Colour: ``primary``, ``secondary``, ``accent``, ``success``, ``warning``, ``error`` or ``muted``."""


@dataclass(frozen=True, slots=True)
class CalloutHead:
    """What the first line of a callout says."""

    callout: Callout
    title: str
    """As Markdown; empty where the author asked for none (``!!! note ""``)."""
    fold: str = ""
    """``+``: can be folded and is open; ``-``: can be folded and is closed; empty: always open."""

    def with_option(self, line: str) -> CalloutHead:
        """The same with an option of a block ``/// kind``: ``open: true``, ``type: warning``; others change nothing."""
        name, _, value = (part.strip("\"' \t").lower() for part in line.partition(":"))
        if name == "open" and self.fold:
            return CalloutHead(self.callout, self.title, "+" if value == "true" else "-")
        if name == "type" and value:
            look = callout(value)
            return CalloutHead(look, look.title if self.title == self.callout.title else self.title, self.fold)
        return self


_KINDS = {
    "note": ("✎", "primary", ""),
    "abstract": ("≡", "secondary", "summary tldr tl;dr"),
    "info": ("◉", "primary", "information seealso see-also"),
    "todo": ("☐", "primary", ""),
    "tip": ("✦", "success", "hint"),
    "important": ("◆", "accent", ""),
    "success": ("✓", "success", "check done"),
    "question": ("?", "warning", "help faq"),
    "warning": ("▲", "warning", "attention deprecated"),
    "caution": ("▼", "error", ""),
    "failure": ("✗", "error", "fail missing"),
    "danger": ("↯", "error", "error"),
    "bug": ("⊗", "error", ""),
    "example": ("▤", "accent", ""),
    "quote": ("❝", "muted", "cite"),
    "new": ("✚", "success", "versionadded added"),
    "changed": ("∆", "secondary", "versionchanged"),
    "experimental": ("◈", "accent", ""),
}
"""Canonical kind -> symbol, role and the aliases that look like it.

``important`` and ``caution`` have looks of their own because GitHub tells them from ``tip`` and ``warning``.
"""


def _table() -> Mapping[str, Callout]:
    table: dict[str, Callout] = {}
    for kind, (symbol, role, aliases) in _KINDS.items():
        for name in (kind, *aliases.split()):
            table[name] = Callout(kind, _title(name), symbol, role)
    return table


def _title(kind: str) -> str:
    words = kind.replace("-", " ").replace("_", " ").strip()
    return {"faq": "FAQ", "tldr": "TL;DR", "tl;dr": "TL;DR", "seealso": "See also"}.get(
        kind, words[:1].upper() + words[1:]
    )


CALLOUTS = _table()
"""All kinds and aliases, in lower case."""


def callout(kind: str) -> Callout:
    """Return the look of a kind, in any letter case; an unknown one looks like a note with its own name as title."""
    name = kind.strip().lower()
    known = CALLOUTS.get(name)
    return known or Callout("note", _title(name) or "Note", CALLOUTS["note"].symbol, CALLOUTS["note"].role)


_CALLOUT = re.compile(r"\[!([^\]\[|\n]{1,60})(?:\|[^\]\n]*)?\]([+-]?)[ \t]*([^\n]*)")
_ADMONITION = re.compile(
    r"(!!!|\?\?\?\+?)[ \t]*(?:([\w-][\w;-]*)((?:[ \t]+[\w-]+)*)[ \t]*(?:\"((?:[^\"\\]|\\.)*)\")?"
    r"|\"((?:[^\"\\]|\\.)*)\")[ \t]*"
)
_CLASS = re.compile(r"[a-z][a-z0-9_-]*")


_BLOCK = re.compile(r"(/{3,})[ \t]*([a-z][\w-]*)[ \t]*(?:\|[ \t]*(.*?)[ \t]*)?")
_DIRECTIVE = re.compile(r"(:{3,})[ \t]*(?:([a-z][\w-]*)|\{([a-z][\w-]*)\})(?:\[(.*)\]|[ \t]+(.*?))?[ \t]*")
_GENERAL = frozenset({"admonition", "details"})


def parse_block(line: str) -> tuple[str, CalloutHead | None]:
    """Read the line that opens a block: its fence and its head, ``None`` if it opens none.

    ``/// kind | Title`` is of Python-Markdown; ``::: kind Title``, ``:::kind[Title]`` and ``:::{kind} Title`` are of
    VitePress, Docusaurus and MyST.
    """
    found = _BLOCK.fullmatch(line.strip()) or _DIRECTIVE.fullmatch(line.strip())
    if found is None:
        return "", None
    fence, *names = found.groups()
    kind = next(filter(None, names[:1] if fence[0] == "/" else names[:2]))
    if not (kind in CALLOUTS or kind in _GENERAL):
        return "", None
    title = next(filter(None, names[1:] if fence[0] == "/" else names[2:]), "")
    look = callout("note" if kind in _GENERAL else kind)
    return fence, CalloutHead(look, title or look.title, "-" if kind == "details" else "")


def parse_callout(line: str) -> CalloutHead | None:
    """Read the first line inside a block quote: ``[!kind]``, ``[!kind]- Title``, ``[!kind|option]+``; else ``None``."""
    found = _CALLOUT.fullmatch(line.strip())
    if found is None or not found[1].strip():
        return None
    look = callout(found[1])
    return CalloutHead(look, found[3].removesuffix("\\").strip() or look.title, found[2])


def parse_admonition(line: str) -> CalloutHead | None:
    """Read the line that opens an admonition: ``!!! kind "Title"``, ``??? kind``, ``???+ "Title"``.

    Words after the kind are classes and change nothing here, as in ``!!! note inline end``; but if some of them can be
    no class they are a title whose quotes were forgotten. ``None`` if the line opens none.
    """
    found = _ADMONITION.fullmatch(line.strip())
    if found is None or not (found[2] or found[1] != "!!!"):
        return None
    look = callout(found[2] or "note")
    title = found[4] if found[2] else found[5]
    words = (found[3] or "").split()
    if title is not None:
        title = re.sub(r'\\(["\\])', r"\1", title)
    elif all(map(_CLASS.fullmatch, words)):
        title = look.title
    else:
        title = " ".join(words)
    return CalloutHead(look, title, {"!!!": "", "???": "-", "???+": "+"}[found[1]])
