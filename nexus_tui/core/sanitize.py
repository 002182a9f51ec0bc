"""The one door between the text of a file and a terminal.

What a terminal would obey (control characters), what reorders the text around it unseen (bidirectional overrides,
embeddings and isolates) and what hides text in plain sight (tag characters, piled variation selectors, deprecated and
annotation format controls, noncharacters, lone surrogates) becomes a visible symbol. What writing systems and emoji
need stays: joiners and non-joiners, the directional marks U+200E, U+200F and U+061C, one variation selector after a
character, zero-width space and word joiner, and the tag sequences of the flags of England, Scotland and Wales.

The set of bidirectional controls is that of the "Trojan Source" paper (https://trojansource.codes); the exemption of
the directional marks follows Unicode Technical Standard 55, section 3.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_PICTURES = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "\u2421"}
"""A symbol for each C0 control and DEL, from the block Control Pictures."""

_SEPARATORS = {0x85: "\u2424", 0x2028: "\u2424", 0x2029: "\u00b6"}
"""Line and paragraph separators that are no line breaks in Markdown."""

_NAMES = {
    0x202A: "LRE",
    0x202B: "RLE",
    0x202C: "PDF",
    0x202D: "LRO",
    0x202E: "RLO",
    0x2066: "LRI",
    0x2067: "RLI",
    0x2068: "FSI",
    0x2069: "PDI",
    0xFEFF: "BOM",
}

_SOFT_HYPHEN = 0xAD

_ASCII_UNSAFE = r"\x00-\x08\x0b-\x1f\x7f"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_UNSAFE = (
    "\x80-\x9f\xad"  # C1; the soft hyphen, one cell for some terminals and none for others
    "\u2028-\u202e\u2061-\u206f"  # separators, embeddings, overrides, isolates, invisible operators, deprecated
    "\u180e\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"  # vowel separator, BOM, annotations, noncharacters
    "\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # shorthand and musical format controls
)
_TAGS = "\U000e0000-\U000e00ff"
_IMAGE_CELL = "\U0010eeee"
"""A cell of an image that a terminal with kitty's graphics has in its memory."""
_BLACK_FLAG = "\U0001f3f4"

_ASCII = re.compile(f"[{_ASCII_UNSAFE}]")
# One class with few members above U+FFFF, each of which costs time at every character; the noncharacters up there lie
# at the end of each plane, so all from the first of them on is looked at a second time.
_SUSPECT = re.compile(f"[{_ASCII_UNSAFE}{_UNSAFE}\ufe00-\ufe0f\U0001fffe-\U0010ffff]+")
_CERTAIN = re.compile(f"[{_ASCII_UNSAFE}{_UNSAFE}{_TAGS}{_IMAGE_CELL}]")
_SELECTOR = re.compile(f"[{_SELECTORS}]")
_REGION = re.compile("[\U000e0061-\U000e007a]{5}\U000e007f")


def sanitize(text: str) -> str:
    """Return ``text`` with nothing in it that a terminal obeys or that hides or reorders other text.

    Newline and tab stay. C0 controls and DEL become their control picture (ESC is ``␛``), line separators ``␤``, a
    paragraph separator ``¶``, lone surrogates and noncharacters U+FFFD, all else its name or code in ``‹›`` (``‹RLO›``,
    ``‹9B›``). A soft hyphen is dropped: lines are broken without hyphens. The length may change; text with nothing to
    do is returned as it is. ``sanitize(sanitize(x)) == sanitize(x)``. Never raises.
    """
    if text.isascii():
        return _ASCII.sub(_picture, text)
    return _SUSPECT.sub(_visible, text)


def sanitize_line(text: str) -> str:
    """Return ``text`` as :func:`sanitize` does, on one line: each line end and each tab becomes one space."""
    if "\r" in text:
        text = text.replace("\r\n", " ").replace("\r", " ")
    return sanitize(text.replace("\n", " ").replace("\t", " "))


def brief(text: str, most: int = 300) -> str:
    """``text``, or its beginning and end where it has more than ``most`` characters."""
    return text if len(text) <= most else f"{text[: most // 2]}…{text[-most // 2 :]}"


def sanitize_same_length(text: str) -> str:
    """Return ``text`` as :func:`sanitize` does, but with exactly one character for each, so that offsets stay true.

    What has no picture of its own becomes U+FFFD; a soft hyphen becomes U+200C, which no terminal draws.
    """
    if text.isascii():
        return _ASCII.sub(_picture, text)
    return _SUSPECT.sub(_single, text)


def _picture(match: re.Match[str]) -> str:
    return _PICTURES[ord(match[0])]


def _visible(match: re.Match[str]) -> str:
    return _clean(match, _symbol)


def _single(match: re.Match[str]) -> str:
    return _clean(match, _character)


def _clean(match: re.Match[str], symbol: Callable[[str], str]) -> str:
    """The run of suspects ``match`` with each unsafe character replaced by its ``symbol``."""
    text, end = match.string, match.end()
    position = match.start()
    before = text[position - 1] if position else ""
    parts: list[str] = []
    while position < end:
        character = text[position]
        if before == _BLACK_FLAG and (region := _REGION.match(text, position)):
            parts.append(region[0])
            position, before = region.end(), ""
            continue
        piled = _SELECTOR.match(character) and (not before or _SELECTOR.match(before))
        unsafe = piled or ord(character) & 0xFFFE == 0xFFFE or _CERTAIN.match(character)
        shown = symbol(character) if unsafe else character
        parts.append(shown)
        position, before = position + 1, character if shown else before
    return "".join(parts)


def _symbol(character: str) -> str:
    code = ord(character)
    if known := _PICTURES.get(code) or _SEPARATORS.get(code):
        return known
    if code == _SOFT_HYPHEN:
        return ""
    if 0xD800 <= code <= 0xDFFF or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE:
        return "\ufffd"
    return f"‹{_NAMES.get(code) or f'{code:02X}'}›"


def _character(character: str) -> str:
    code = ord(character)
    return "\u200c" if code == _SOFT_HYPHEN else _PICTURES.get(code) or _SEPARATORS.get(code) or "\ufffd"
