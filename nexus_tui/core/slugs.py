"""Anchors of headings, spelled as GitHub spells them, and their lenient comparison."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_NAMELESS = "section"
"""Anchor of a heading that has no letter or digit in it."""

_OTHER_ALPHABETIC = frozenset(
    map(chr, [*range(0x24B6, 0x24EA), *range(0x1F130, 0x1F14A), *range(0x1F150, 0x1F16A), *range(0x1F170, 0x1F18A)])
)
"""Circled and squared letters: alphabetic for Unicode, but of category So."""

_ASCII_DROPPED = re.compile(r"[^a-z0-9_\- ]")
_GAP = re.compile(r"[\s-]+")


def slugify(text: str) -> str:
    """Return the anchor that GitHub gives a heading whose plain text is ``text``; empty if nothing is left of it.

    Lower case; letters, marks, digits, letter numbers, connectors and hyphens stay, each space becomes a hyphen, all
    else goes. The rule is that of GitHub's html-pipeline (``/[^\\p{Word}\\- ]/u``) as corrected by github-slugger.
    """
    lowered = " ".join(text.splitlines()).lower() if "\n" in text else text.lower()
    if lowered.isascii():
        return _ASCII_DROPPED.sub("", lowered).replace(" ", "-")
    return "".join(filter(_stays, lowered)).replace(" ", "-")


def _stays(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LM" or category in ("Nd", "Nl", "Pc") or character in "- " or character in _OTHER_ALPHABETIC


class Slugger:
    """Gives the headings of one page their anchors, in reading order, no two the same."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """``taken``: anchors that must not be given out, such as explicit ids further down the page."""
        self._used: dict[str, int] = dict.fromkeys(taken, 0)

    def slug(self, text: str) -> str:
        """Return the anchor for a heading with this plain text: ``x``, then ``x-1``, ``x-2`` and so on.

        A number that is taken already is passed over. A text without letters gives ``section``. The numbering is that
        of github-slugger.
        """
        base = slugify(text) or _NAMELESS
        anchor = base
        while anchor in self._used:
            self._used[base] += 1
            anchor = f"{base}-{self._used[base]}"
        self._used[anchor] = 0
        return anchor

    def explicit(self, identifier: str) -> str:
        """Take note of an id that the author chose (``{#id}``) and return it unchanged, also when it is there twice."""
        self._used.setdefault(identifier, 0)
        return identifier


def anchor_key(anchor: str) -> str:
    """Return a key that is equal for anchors that differ only in unimportant ways, to look anchors up with.

    Unimportant are: a leading ``#``, percent-encoding, letter case, Unicode composition, emoji variation selectors,
    blanks written for hyphens, and runs of hyphens (GitHub keeps ``a--b`` where Python-Markdown has ``a-b``).
    """
    plain = unicodedata.normalize("NFC", _decoded(anchor)).casefold().replace("\ufe0f", "")
    return _GAP.sub("-", plain).strip("-")


def same_anchor(one: str, other: str) -> bool:
    """Whether two anchors mean the same place: equal by :func:`anchor_key`, or one is the other's heading text."""
    left, right = anchor_key(one), anchor_key(other)
    return left == right or anchor_key(slugify(left)) == right or left == anchor_key(slugify(right))


def _decoded(anchor: str) -> str:
    bare = anchor.removeprefix("#")
    if "%" not in bare:
        return bare
    from urllib.parse import unquote

    return unquote(bare, errors="replace")
