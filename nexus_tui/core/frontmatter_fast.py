"""Reads the simple heads that most pages have, without a YAML parser.

What it reads it reads exactly as YAML with text scalars does; at anything else it gives up and the YAML parser decides.
"""

from __future__ import annotations

import re
from typing import Any

_PLAIN = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`](?:[^:#\n]|:(?=[^\s])|(?<=[^\s])#)*(?<![\s:])"
_LINE = re.compile(rf"([A-Za-z_][A-Za-z0-9_-]{{0,63}}):(?:[ ]+({_PLAIN}|\"[^\"\\]*\"|'[^']*'|\[[^\[\]]*\]))?[ ]*")
_ITEM = re.compile(rf"([ ]*)-[ ]+({_PLAIN}|\"[^\"\\]*\"|'[^']*')[ ]*")
_FLOW_ITEM = re.compile(r"[ ]*([^\s\-?:,\[\]{}#&*!|>'\"%@`][^:,\[\]{}#\"']*|\"[^\"\\]*\"|'[^']*')[ ]*")

_MAX = 16_384


def parse(raw: str) -> dict[str, Any] | None:
    """The mapping of ``raw`` (a head, with or without its ``---`` line), or None if only a YAML parser can tell.

    Values are texts and lists of texts.
    """
    if len(raw) > _MAX:
        return None
    lines = raw.replace("\r\n", "\n").split("\n")
    first = 1 if lines[0].rstrip(" ") == "---" else 0
    values: dict[str, Any] = {}
    items: list[str] | None = None
    indent = -1
    key = ""
    for line in lines[first:]:
        if not line:
            continue
        if not line.isprintable():
            return None
        if items is not None and (item := _ITEM.fullmatch(line)):
            if indent not in (-1, len(item[1])):
                return None
            indent = len(item[1])
            items.append(_unquoted(item[2]))
            values[key] = items
            continue
        found = _LINE.fullmatch(line)
        if found is None or found[1] in values:
            return None
        key, value = found[1], found[2]
        items, indent = ([], -1) if value is None else (None, -1)
        parsed = "" if value is None else _flow(value) if value[0] == "[" else _unquoted(value)
        if parsed is None:
            return None
        values[key] = parsed
    return values


def _unquoted(value: str) -> str:
    return value[1:-1] if value[0] in "\"'" else value


def _flow(value: str) -> list[str] | None:
    inner = value[1:-1].strip(" ")
    if not inner:
        return []
    found: list[str] = []
    position = 0
    while True:
        item = _FLOW_ITEM.match(inner, position)
        if item is None:
            return None
        found.append(_unquoted(item[1]).rstrip(" ") if item[1][0] not in "\"'" else item[1][1:-1])
        position = item.end()
        if position == len(inner):
            return found
        if inner[position] != ",":
            return None
        position += 1
