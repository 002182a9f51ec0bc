"""English inflections, looked up at query time.

The index holds words as they are written. A typed word finds its other forms by taking the terms of the lexicon
that begin with ``family(word)`` and have the same ``stem``; forms that no rule connects (``ran``, ``children``) are
in ``irregular``. The algorithm is that of M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980) 3,
https://tartarus.org/martin/PorterStemmer/def.txt, with the two later departures named there, and one of his later
English stemmer (https://snowballstem.org/algorithms/english/stemmer.html): ``status`` and ``gas`` are no plurals.
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

_ENDS_SHORT = re.compile(r"[^aeiou][aeiou][bdgklmnprt]\Z").search
_SPELLINGS = [
    (re.compile(pattern).search, {one: other, other: one})
    for pattern, one, other in (
        (r"(?<=..)i[sz](?=(?:e|ed|es|er|ers|ing|ation|ations|able)\Z)", "is", "iz"),
        (r"(?<=[aeiou]l)y[sz](?=(?:e|ed|es|er|ers|ing)\Z)", "ys", "yz"),
        (r"(?<=..)ou?r(?=(?:s|ed|ing|ful|less|ite|ites|able|al|ally)?\Z)", "our", "or"),
        (r"(?<=..[^aeiou])t(?:re|er)(?=s?\Z)", "tre", "ter"),
        (r"(?<=..)og(?:ue)?(?=s?\Z)", "ogue", "og"),
        (r"(?<=..)en[cs]e(?=[sd]?\Z)", "ence", "ense"),
        (r"(?<=...[aeiou])ll?(?=(?:ed|ing|er|ers|ation)\Z)", "ll", "l"),
        (r"\Agr[ae]y", "grey", "gray"),
    )
]
"""Where British and American English spell by different rules, and what stands there on either side."""

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
    "analysis analyses",
    "artefact artifact",
    "axis axes",
    "basis bases",
    "be is are was were been being",
    "become became",
    "begin began begun",
    "bend bent",
    "bind bound binding",
    "break broke broken",
    "bring brought",
    "build built",
    "burn burnt",
    "bus buses",
    "buy bought",
    "catch caught",
    "child children",
    "choose chose chosen",
    "criterion criteria",
    "deal dealt",
    "do does did done",
    "draw drew drawn",
    "drive drove driven",
    "fall fell fallen",
    "feed fed",
    "find found",
    "foot feet",
    "forget forgot forgotten",
    "freeze froze frozen",
    "gas gases",
    "get got gotten",
    "give gave given",
    "go went gone",
    "grow grew grown",
    "half halves",
    "hear heard",
    "hide hid hidden",
    "hold held",
    "index indices indexes",
    "judgement judgment",
    "keep kept",
    "knife knives",
    "know knew known",
    "lead led",
    "leaf leaves",
    "leave left",
    "lend lent",
    "life lives",
    "lose lost",
    "make made",
    "man men",
    "matrix matrices",
    "mean meant",
    "meet met",
    "mouse mice",
    "override overrode overridden",
    "overwrite overwrote overwritten",
    "pay paid",
    "person people",
    "rebuild rebuilt",
    "rewrite rewrote rewritten",
    "rise rose risen",
    "run ran",
    "say said",
    "see saw seen",
    "seek sought",
    "sell sold",
    "send sent",
    "shelf shelves",
    "show shown",
    "shrink shrank shrunk",
    "sleep slept",
    "slide slid",
    "speak spoke spoken",
    "speed sped",
    "spend spent",
    "spin spun",
    "stand stood",
    "steal stole stolen",
    "stick stuck",
    "sweep swept",
    "take took taken",
    "teach taught",
    "tell told",
    "thesis theses",
    "think thought",
    "throw threw thrown",
    "understand understood",
    "undo undid undone",
    "vertex vertices",
    "wake woke woken",
    "wear wore worn",
    "win won",
    "withdraw withdrew withdrawn",
    "woman women",
    "write wrote written",
)
_SINGULAR = frozenset(["alias", "atlas", "bias", "canvas", "chaos", "cosmos", "lens", "news", "pancreas", "texas"])
"""Singulars that look like plurals, besides those in ``us``."""
_PLURAL_IN_US = frozenset(
    [
        "cpus",
        "emus",
        "flus",
        "gnus",
        "gpus",
        "gurus",
        "haikus",
        "ious",
        "menus",
        "npus",
        "skus",
        "submenus",
        "tofus",
        "tpus",
        "vcpus",
    ]
)
_FORMS: dict[str, tuple[str, ...]] = {
    word: tuple(other for other in group.split() if other != word) for group in _IRREGULAR for word in group.split()
}


def irregular(word: str) -> tuple[str, ...]:
    """The other forms of ``word`` (lower case) that no rule of endings gives; mostly none."""
    return _FORMS.get(word, ())


@lru_cache(maxsize=4096)
def spellings(word: str) -> tuple[str, ...]:
    """How ``word`` (lower case) may be spelled on the other side of the Atlantic; not each of these is a word."""
    found = [
        word[: match.start()] + others[match[0]] + word[match.end() :]
        for pattern, others in _SPELLINGS
        if (match := pattern(word))
    ]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4096)
def forms(word: str) -> tuple[str, ...]:
    """What an English word in lower case is inflected to; not each of these is a word."""
    if not _WORD(word):
        return ()
    root = word[:-1] if word.endswith("e") else word
    found = [root + "ed", root + "ing", word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")]
    if word.endswith("y") and word[-2] not in "aeiou":
        found = [word[:-1] + "ies", word[:-1] + "ied", word + "ing"]
    elif _ENDS_SHORT(word):
        found += [word + word[-1] + "ed", word + word[-1] + "ing"]
    return (*found, *irregular(word))


@lru_cache(maxsize=16384)
def base(word: str) -> str:
    """An English word in lower case without its endings of grammar (plural, past, participle), for comparing."""
    if not _WORD(word):
        return word
    root = _past(_plural(word))
    root = root[:-1] + "i" if root.endswith("y") else root
    return root[:-1] if root.endswith("e") and len(root) > 3 else root


def family(word: str) -> str:
    """What all inflections of ``word`` begin with; never empty for a word that ``stem`` changes or keeps."""
    root = stem(word)
    return root[:-1] if len(root) > 2 else root


@lru_cache(maxsize=16384)
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
    if not word.endswith("s") or word.endswith("ss") or word in _SINGULAR:
        return word
    if word.endswith("us") and word not in _PLURAL_IN_US:
        return word
    return word[:-1] if _HAS_VOWEL(word[:-2]) or word[-2] not in "aeiouy" else word


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
