"""Emoji short codes: ``:tada:`` becomes 🎉."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_CODE = re.compile(r":([a-z0-9_+-]{1,60}):", re.IGNORECASE)


@lru_cache(maxsize=1)
def names() -> Mapping[str, str]:
    """Return the emoji of each short code of GitHub, without colons. Loaded when first asked for (about 1 ms)."""
    from nexus_tui.core.markdown.emojidata import CODES

    known: dict[str, str] = {}
    for entry in CODES.split():
        emoji, _, codes = entry.partition(":")
        for code in codes.split(","):
            known[code] = emoji
    return known


def replace_codes(text: str) -> str:
    """Return ``text`` with each known short code replaced by its emoji.

    Unknown codes stay as they are, as do codes that touch a letter, digit or colon (``10:30:45``, ``std::tada::x``,
    ``C:tada:``). Upper case counts as lower case. Never raises.
    """
    return "".join(part for part, _ in pieces(text))


def pieces(text: str) -> list[tuple[str, str]]:
    """Split ``text`` at its known short codes; each piece is (what to show, what the source has for it)."""
    if text.count(":") < 2:
        return [(text, text)]
    found: list[tuple[str, str]] = []
    at = look = 0
    while code := _CODE.search(text, look):
        look = code.end() - 1
        start, end = code.span()
        touched = (start > at and _joins(text[start - 1])) or (end < len(text) and _is_word(text[end]))
        emoji = None if touched else names().get(code[1].lower())
        if emoji is not None:
            found += [(text[at:start], text[at:start]), (emoji, code[0])]
            at = look = end
    found.append((text[at:], text[at:]))
    return [piece for piece in found if piece[1]]


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _joins(character: str) -> bool:
    return character == ":" or _is_word(character)
