"""English inflections, looked up at query time.

The index holds words as they are written. A typed word finds its other forms by taking the terms of the lexicon
that begin with ``family(word)`` and have the same ``stem``; forms that no rule connects (``ran``, ``children``) are
in ``irregular``. The algorithm is that of M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980) 3,
https://tartarus.org/martin/PorterStemmer/def.txt, with the two later departures named there.
"""

from __future__ import annotations

import re
from functools import lru_cache

_C = "[^aeiou]"
_V = "[aeiouy]"
_CC = "[^aeiou][^aeiouy]*"
_VV = "[aeiouy][aeiou]*"
_M_ABOVE_0 = re.compile(f"^(?:{_CC})?{_VV}{_CC}").match
_M_IS_1 = re.compile(f"^(?:{_CC})?{_VV}{_CC}(?:{_VV})?$").match
_M_ABOVE_1 = re.compile(f"^(?:{_CC})?{_VV}{_CC}{_VV}{_CC}").match
_HAS_VOWEL = re.compile(f"^(?:{_CC})?{_V}").match
_ENDS_CVC = re.compile(f"^{_CC}{_V}[^aeiouwxy]$").match
_DOUBLE = re.compile(r"([^aeiouylsz])\1$").search
_WORD = re.compile(r"[a-z]{3,40}\Z").match

_SECOND = {
    "ational": "ate",
    "tional": "tion",
    "enci": "ence",
    "anci": "ance",
    "izer": "ize",
    "bli": "ble",
    "alli": "al",
    "entli": "ent",
    "eli": "e",
    "ousli": "ous",
    "ization": "ize",
    "ation": "ate",
    "ator": "ate",
    "alism": "al",
    "iveness": "ive",
    "fulness": "ful",
    "ousness": "ous",
    "aliti": "al",
    "iviti": "ive",
    "biliti": "ble",
    "logi": "log",
}
_THIRD = {"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}
_FOURTH = re.compile(
    r"(?:al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|(?<=[st])ion|ou|ism|ate|iti|ous|ive|ize)$"
).search
_SECOND_ENDING = re.compile(f"(?:{'|'.join(sorted(_SECOND, key=len, reverse=True))})$").search
_THIRD_ENDING = re.compile(f"(?:{'|'.join(sorted(_THIRD, key=len, reverse=True))})$").search

_IRREGULAR = (
    "be is are was were been being",
    "bind bound binding",
    "break broke broken",
    "bring brought",
    "build built",
    "buy bought",
    "catch caught",
    "child children",
    "choose chose chosen",
    "draw drew drawn",
    "drive drove driven",
    "feed fed",
    "find found",
    "forget forgot forgotten",
    "freeze froze frozen",
    "get got gotten",
    "give gave given",
    "go went gone",
    "grow grew grown",
    "hide hid hidden",
    "hold held",
    "index indices indexes",
    "keep kept",
    "know knew known",
    "leave left",
    "lose lost",
    "make made",
    "matrix matrices",
    "mouse mice",
    "override overrode overridden",
    "person people",
    "run ran",
    "see saw seen",
    "send sent",
    "show shown",
    "shrink shrank shrunk",
    "speak spoke spoken",
    "take took taken",
    "teach taught",
    "tell told",
    "think thought",
    "throw threw thrown",
    "understand understood",
    "vertex vertices",
    "write wrote written",
)
_FORMS: dict[str, tuple[str, ...]] = {
    word: tuple(other for other in group.split() if other != word) for group in _IRREGULAR for word in group.split()
}


def irregular(word: str) -> tuple[str, ...]:
    """The other forms of ``word`` (lower case) that no rule of endings gives; mostly none."""
    return _FORMS.get(word, ())


def family(word: str) -> str:
    """What all inflections of ``word`` begin with; never empty for a word that ``stem`` changes or keeps."""
    root = stem(word)
    return root[:-1] if len(root) > 2 else root


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of an English word in lower case. Anything else, and words of two letters, are returned unchanged."""
    if not _WORD(word):
        return word
    if word[0] == "y":
        return "y" + _stem("Y" + word[1:])[1:]
    return _stem(word)


def _stem(word: str) -> str:
    if word.endswith(("ies", "ied")) and not _HAS_VOWEL(word[:-3]):
        return word[:-1] if len(word) == 4 else word[:-3] + "y"
    word = _past(_plural(word))
    if word.endswith("y") and _HAS_VOWEL(word[:-1]):
        word = word[:-1] + "i"
    for ending, table in ((_SECOND_ENDING, _SECOND), (_THIRD_ENDING, _THIRD)):
        if (match := ending(word)) and _M_ABOVE_0(word[: match.start()]):
            word = word[: match.start()] + table[match[0]]
    if (match := _FOURTH(word)) and _M_ABOVE_1(word[: match.start()]):
        word = word[: match.start()]
    return _final(word)


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _M_ABOVE_0(word[:-3]) else word
    for ending in ("ed", "ing"):
        root = word[: -len(ending)]
        if not word.endswith(ending) or not _HAS_VOWEL(root):
            continue
        if root.endswith(("at", "bl", "iz")):
            return root + "e"
        if _DOUBLE(root):
            return root[:-1]
        return root + "e" if _M_IS_1(root) and _ENDS_CVC(root) else root
    return word


def _final(word: str) -> str:
    if word.endswith("e"):
        root = word[:-1]
        if _M_ABOVE_1(root) or (_M_IS_1(root) and not _ENDS_CVC(root)):
            word = root
    return word[:-1] if word.endswith("ll") and _M_ABOVE_1(word) else word
