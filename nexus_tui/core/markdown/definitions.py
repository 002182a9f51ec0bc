"""What a page defines for its text: link references, looked up before the page is parsed to its end.

The block pass finds definitions exactly, but only once it is through. The first screen is drawn from this scan, which
sees nearly all of them at once; when the pass has ended and disagrees, what was drawn with them is parsed anew.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference

from nexus_tui.core.markdown.parser import Environment

_REFERENCE = re.compile(r"[ \t>]*\[((?:[^\[\]\\\n]|\\.)+)\]:[ \t]*\n?[ \t]*(?:<([^<>\n]*)>|([^\s<]\S*))")
_NOTE = re.compile(r"[ \t>]*\[\^([^\s\]]+)\]:")
_ABBREVIATION = re.compile(r" {0,3}\*\[([^\[\]\n]+)\]:[ \t]*(.*)")

_ORDINARY = re.compile(r"(?:https?://[a-z0-9.-]+)?[A-Za-z0-9/?#.=&_+~@!,;()-]*")
"""Addresses that come out of normalisation as they are."""

MOST_REFERENCES = 2_000
"""Link references that are looked up; a page with more is drawn again when all are known."""

_KINDS = {"references": "href", "footnotes": "", "abbreviations": "title"}
"""What is defined, and the part of a definition that text depends on."""


def scan_definitions(md: MarkdownIt, text: str) -> Environment:
    """The definitions that ``text`` seems to have, as a block pass would put them into its environment."""
    env: Environment = {kind: {} for kind in _KINDS}
    position = text.find("]:")
    while position >= 0:
        start = text.rfind("\n", 0, position) + 1
        note = _NOTE.match(text, start)
        if note is not None:
            env["footnotes"].setdefault(note[1], {"map": [0, 0]})
        elif len(env["references"]) < MOST_REFERENCES:
            _add_reference(md, text, start, env["references"])
        position = text.find("]:", position + 2)
    position = text.find("*[")
    while position >= 0:
        abbreviation = _ABBREVIATION.match(text, text.rfind("\n", 0, position) + 1)
        if abbreviation is not None:
            known = env["abbreviations"]
            known.setdefault(abbreviation[1].strip(), {"title": abbreviation[2].strip(), "map": [0, 0]})
        position = text.find("*[", position + 2)
    return env


def _add_reference(md: MarkdownIt, text: str, start: int, references: dict[str, dict[str, object]]) -> None:
    match = _REFERENCE.match(text, start)
    if match is None:
        return
    label = normalizeReference(match[1])
    href = match[2] if match[2] is not None else match[3]
    if not _ORDINARY.fullmatch(href):
        href = md.normalizeLink(href)
        if not md.validateLink(href):
            return
    if label:
        references.setdefault(label, {"href": href, "title": "", "map": [0, 0]})


def same_definitions(one: Environment, other: Environment) -> bool:
    """Whether text parsed with either comes out the same."""
    for kind, key in _KINDS.items():
        mine, yours = one.get(kind, {}), other.get(kind, {})
        if mine.keys() != yours.keys() or (key and any(mine[name][key] != yours[name][key] for name in mine)):
            return False
    return True
