"""Text to index terms, and a typed word to the terms that stand for it.

A text is cut into *chunks*: words with the joints that hold names together (``os.path.join``,
``N+1``, ``CI/CD``, ``don't``, ``select_related``, ``std::vec``, ``.env``, ``C++``). A chunk becomes
terms: its words, their parts at changes of case and between letters and digits, and the whole with
the joints removed, so that each way of typing a name meets the same term. Nothing is dropped as a
"stop word" and nothing is stemmed: that is done at query time, where it can be ranked.

Scripts written without spaces (Han, kana, Hangul, Thai, Lao, Khmer, Burmese) become overlapping pairs
of characters plus the last single one; a single typed character is then the prefix of pairs.

Everything here is a pure function of its arguments. ``chunk_terms`` depends on the chunk alone, so an
indexer may keep its results.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST_TERM = 64
"""Characters; longer terms are cut."""
LONGEST_WHOLE = 48
"""Characters of a chunk joined to one term; longer ones are only indexed by their words."""
MOST_WORDS = 6
"""Words of a chunk joined to one term."""
MOST_PARTS = 24
"""Words of one chunk that are looked at; the rest of such a chunk is data, not language."""

_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0951-\u0957"
    "\u0981-\u0983\u09bc\u09be-\u09cd\u0a01-\u0a03\u0a3c-\u0a4d\u0a70\u0a71\u0a81-\u0a83\u0abc\u0abe-\u0acd"
    "\u0b01-\u0b03\u0b3c\u0b3e-\u0b57\u0b82\u0bbe-\u0bcd\u0c00-\u0c04\u0c3c-\u0c56\u0c81-\u0c83\u0cbc\u0cbe-\u0cd6"
    "\u0d00-\u0d03\u0d3b-\u0d4d\u0d81-\u0d83\u0dca-\u0ddf\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc"
    "\u0ec8-\u0ece\u0f71-\u0f84\u102b-\u103e\u17b4-\u17d3\u200c\u200d\u3099\u309a"
)
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_SIGNS = "\u2190-\u22ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"


def _chunk_pattern(word: str, joint: str, signs: str) -> str:
    """One class of first characters, for speed; then what may follow each of them.

    A word (any), ``.env`` (a dot that ends nothing), ``--option``, one sign, or up to three marks alone in backticks,
    which keep the opening one; then joints with words, a group of thousands, ``++`` or ``#``.
    """
    sign = f"|(?<=[{signs}])" if signs else ""
    return (
        rf"[\w.\-`{signs}](?:(?:(?<=\w){word}*+|(?<=\.)(?<![\w.)\]]\.)\w{word}*+|(?<=-)(?<![\w\-]-)-\w{word}*+)"
        rf"(?:{joint}\w{word}*+|,\d{{3}}(?!\d))*+(?:\+\+|#(?!\w))?"
        rf"|(?<=`)[!-/:-@\[-^{{-~]{{1,3}}(?=`){sign})"
    )


_CHUNK = re.compile(_chunk_pattern(rf"[\w{_MARKS}]", r"[.\-+:/&'’@\u2010\u2011][:>]?", _SIGNS))
_WESTERN_CHUNK = re.compile(_chunk_pattern(r"\w", r"[.\-+:/&'’@][:>]?", ""))
_ASCII_CHUNK = re.compile(_chunk_pattern(r"\w", r"[.\-+:/&'@][:>]?", ""), re.ASCII)
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_SPLIT = re.compile(r"[^\w]+")
_SPLIT_MARKED = re.compile(rf"[^\w{_MARKS}]+")
_IN_WORD = re.compile(r"\w").search
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]+")
_RUN = re.compile(rf"[{_UNSPACED}][{_UNSPACED}\u3099\u309a]*|[^{_UNSPACED}]+")
_ALNUM = re.compile(r"\d+|[^\W\d_]+")
_CAMEL = re.compile(
    r"[A-Z]{2,}s(?![a-z])|[A-Z]{2,}(?=v\d)|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_A-Za-z]+"
)
_HYPHENED = re.compile(r"\w+(?:-\w+)+")
_VERSION = re.compile(r"\d+(?:\.\d+)+")
_PLAIN = re.compile(r"[a-z]+|[A-Z][a-z]*").fullmatch
_ONE_WORD = re.compile(rf"[a-z]+|[A-Z][a-z]*|[^\W\d_A-Za-z{_MARKS}{_UNSPACED}]+").fullmatch
"""A word of one script, of letters alone: it has no parts."""
_HAS_MARK = re.compile(rf"[{_MARKS}]")
_LATIN_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u200c\u200d]")
_ENGLISH_TAILS = frozenset({"s", "t", "re", "ve", "ll", "d", "m"})

_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "ẞ": "SS",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "Œ": "Oe",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "Ð": "D",
        "ł": "l",
        "Ł": "L",
        "ı": "i",
        "ĸ": "k",
        "ŋ": "n",
        "ħ": "h",
        "Ħ": "H",
        "þ": "th",
        "Þ": "Th",
        "ς": "σ",
    }
)
_SPELLED_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"} | {"Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa"}
)
_HAS_SPELLED_OUT = re.compile("[äöüøåÄÖÜØÅ]")


@dataclass(frozen=True, slots=True)
class Option:
    """One way to satisfy a typed word: all ``terms`` in the section, worth ``weight``."""

    terms: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The index terms that stand for one typed word. Any option satisfies it; the best one counts."""

    options: tuple[Option, ...]
    """Best first. Empty for a word without any term."""
    stem: str = ""
    """The term to look up other inflections of (see ``stem.stem``); empty: the word is not English prose."""
    prefix: str = ""
    """The term to complete while the word is being typed; empty: it has no sensible completion."""
    always_prefix: bool = False
    """One character of a script without spaces: it is met only as the beginning of pairs."""


def fold(text: str) -> str:
    """``text`` in lower case without accents (NFKD, plus letters that have no decomposition: ß æ œ ø đ ł ı þ ð).

    Marks that make another letter in their script (Indic vowels, kana voicing) are kept.
    """
    if text.isascii():
        return text.lower()
    return _plain(text).casefold()


def chunks(text: str) -> list[str]:
    """The raw chunks of ``text`` in order: the unit that ``chunk_terms`` turns into terms."""
    if text.isascii():
        return _ASCII_CHUNK.findall(text)
    if _western(text):
        return _WESTERN_CHUNK.findall(text)
    return _CHUNK.findall(_INVISIBLE.sub("", text))


def chunk_spans(text: str) -> list[tuple[int, int, str]]:
    """The chunks of ``text`` with where each stands: start, end (characters), chunk."""
    pattern = _ASCII_CHUNK if text.isascii() else _CHUNK
    spans = [(match.start(), match.end(), match[0]) for match in pattern.finditer(text)]
    return spans if text.isascii() else [span for span in spans if _INVISIBLE.sub("", span[2])]


def _western(text: str) -> bool:
    """Whether ``text`` has neither combining marks nor signs that a Western European code page lacks."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return "\u00ad" not in text


def terms(text: str) -> list[str]:
    """The index terms of ``text`` in order of their chunks, repeated as often as they occur."""
    found: list[str] = []
    for chunk in chunks(text):
        found += chunk_terms(chunk)
    return found


@lru_cache(maxsize=65536)
def chunk_terms(chunk: str) -> tuple[str, ...]:
    """The distinct index terms of one chunk as ``chunks`` gives it, the most specific last."""
    if _PLAIN(chunk):
        return (chunk[:LONGEST_TERM].lower(),)
    if _UNSPACED_RUN.fullmatch(chunk) and unicodedata.is_normalized("NFKC", chunk):
        return tuple(dict.fromkeys(_pairs(chunk)))
    return tuple(dict.fromkeys([term[:LONGEST_TERM] for term in _chunk_terms(chunk) if term]))


def _chunk_terms(chunk: str) -> list[str]:
    lead, core, tail = _edges(chunk)
    if not core:
        return [chunk.lstrip("`") or chunk]
    plain = _plain(core)
    words = _words(plain)
    found: list[str] = []
    for word in words:
        found += _word_terms(word)
    joined = _joined(words) if lead or len(words) > 1 else ""
    if 1 < len(words) <= MOST_WORDS and len(joined) <= LONGEST_WHOLE and not _has_unspaced(joined):
        found.append(joined.casefold())
        if "-" in plain:
            found += [_joined(_words(name)).casefold() for name in _HYPHENED.findall(plain)]
    if "." in plain:
        for version in _VERSION.findall(plain):
            found.append(version)
            if version.count(".") > 1:
                found.append(".".join(version.split(".")[:2]))
    if not core.isascii() and _HAS_SPELLED_OUT.search(core):
        found += [word.casefold() for word in _words(_plain(core.translate(_SPELLED_OUT)))]
    if lead and words:
        first = words[0].strip("_") if lead == "." else joined
        found.append(lead + first.casefold())
    if tail and words:
        if len(words) == 1 and len(words[0]) <= 2:
            found.clear()
        found.append(words[-1].casefold() + tail)
    return found


def _joined(words: list[str]) -> str:
    return "".join(words).replace("_", "").replace("'", "")


def _has_unspaced(joined: str) -> bool:
    return not joined.isascii() and _UNSPACED_RUN.search(joined) is not None


def _edges(chunk: str) -> tuple[str, str, str]:
    """``.env``, ``--no-verify`` and ``C++`` into what leads, the name, and what trails."""
    lead = tail = ""
    if chunk.startswith("--"):
        lead, chunk = "--", chunk[2:]
    elif chunk.startswith("."):
        lead, chunk = ".", chunk[1:]
    if chunk.endswith("++"):
        chunk, tail = chunk[:-2], "++"
    elif chunk.endswith("#"):
        chunk, tail = chunk[:-1], "#"
    if not _IN_WORD(chunk):
        return "", "", ""
    return lead, chunk, tail


def _words(plain: str) -> list[str]:
    """The words between joints; ``'s`` and its like belong to the whole only."""
    if "'" not in plain and "’" not in plain:
        return [word for word in _split_words(plain) if word.strip("_")][:MOST_PARTS]
    words: list[str] = []
    for piece in re.split("['’]", plain):
        inner = [word for word in _split_words(piece) if word.strip("_")]
        if words and len(inner) == 1 and inner[0].casefold() in _ENGLISH_TAILS:
            words.append("'" + inner[0])
        else:
            words += inner
    return words[:MOST_PARTS]


def _split_words(plain: str) -> list[str]:
    if not plain.isascii() and _HAS_MARK.search(plain):
        return _SPLIT_MARKED.split(plain)
    return _SPLIT.split(plain)


def _word_terms(word: str) -> list[str]:
    """The terms of one word: scripts apart, then underscores, letters and digits, changes of case, whole."""
    if word.startswith("'"):
        return []
    if _ONE_WORD(word):
        return [word.casefold()]
    if word.isascii():
        return _name_terms(word)
    found: list[str] = []
    for run in _RUN.findall(word):
        found += _pairs(run) if _unspaced(run) else _name_terms(run)
    return found


def _name_terms(name: str) -> list[str]:
    whole = name.replace("_", "").casefold()
    if len(name) > LONGEST_WHOLE:
        return [part.casefold() for part in name.split("_") if part][:MOST_PARTS]
    found = _camel_parts(name)
    for piece in name.split("_"):
        if piece:
            if not piece.isalpha():
                found += _letter_parts(piece)
            found.append(piece.casefold())
    found.append(whole)
    return found


def _camel_parts(name: str) -> list[str]:
    if not name.isascii() and _HAS_MARK.search(name):
        return []
    return [part.casefold() for part in _CAMEL.findall(name) if len(part) > 1 or part.isdigit()]


def _letter_parts(piece: str) -> list[str]:
    if not piece.isascii() and _HAS_MARK.search(piece):
        return []
    return [part.casefold() for part in _ALNUM.findall(piece) if len(part) > 1 or part.isdigit() or part == piece]


def _unspaced(run: str) -> bool:
    return _UNSPACED_RUN.match(run) is not None


def _pairs(run: str) -> list[str]:
    run = run.casefold()
    if len(run) == 1:
        return [run]
    return [run[i : i + 2] for i in range(len(run) - 1)] + [run[-1]]


def _plain(text: str) -> str:
    """``text`` without accents and compatibility forms, its case kept."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text).translate(_LETTERS))
    return unicodedata.normalize("NFC", _LATIN_MARKS.sub("", text))


@lru_cache(maxsize=4096)
def query_alternatives(word: str) -> Alternatives:
    """The index terms that stand for one typed chunk (see ``chunks``).

    A simple word has one option of weight 1. A compound name is best met as a whole (1.5), else by all
    of its parts (0.5): ``select_related`` is ``selectrelated``, else ``select`` and ``related``.
    A word of a script without spaces is met by all of its pairs. ``.env`` is ``.env``, else ``env``.
    """
    lead, core, tail = _edges(word)
    if not core:
        mark = word.strip().strip("`")
        return Alternatives((Option((mark,), 1.0),) if mark else ())
    words = _words(_plain(core))
    if not words:
        return Alternatives(())
    whole = _joined(words).casefold()[:LONGEST_TERM]
    if _has_unspaced(whole):
        return _unspaced_alternatives(words)
    if tail:
        term = words[-1].casefold() + tail
        rest = () if len(whole) <= 2 else (Option((whole,), 0.5),)
        return Alternatives((Option((term,), 1.0), *rest), prefix=term)
    options = _compound_options(words, whole, core)
    if lead:
        best = Option((lead + (words[0].strip("_").casefold() if lead == "." else whole),), 1.5)
        options = (best, *(Option(option.terms, min(option.weight, 0.5)) for option in options))
    first = options[0].terms
    return Alternatives(options, stem=whole if whole.isalpha() else "", prefix=first[0] if len(first) == 1 else "")


def _compound_options(words: list[str], whole: str, core: str) -> tuple[Option, ...]:
    """The whole, then its words, then their finer parts; each set of terms once."""
    version = _VERSION.search(core)
    sets: list[tuple[str, ...]] = []
    if version and "".join(words).lstrip("vV").isdigit():
        sets.append((version.group(),))
    elif len(words) <= MOST_WORDS and len(whole) <= LONGEST_WHOLE:
        sets.append((whole,))
    spoken = [word for word in words if not word.startswith("'")]
    sets.append(tuple(word.replace("_", "").casefold() for word in spoken))
    sets += [
        parts
        for cut in (_letter_parts, _camel_parts)
        if sum(map(len, parts := tuple(part for word in spoken for part in cut(word)))) > 0.6 * len(whole)
    ]
    sets = [each for each in dict.fromkeys(sets) if each and all(each)]
    if len(sets) == 1:
        return (Option(sets[0], 1.0),)
    return tuple(Option(each, 1.5 if i == 0 and len(each) == 1 else 0.5) for i, each in enumerate(sets))


def _unspaced_alternatives(words: list[str]) -> Alternatives:
    needed: list[str] = []
    for word in words:
        for run in _RUN.findall(word):
            if not _unspaced(run):
                needed.append(run.replace("_", "").casefold())
            else:
                needed += _pairs(run)[:-1] if len(run) > 1 else [run.casefold()]
    single = len(needed) == 1 and len(needed[0]) == 1
    found = tuple(dict.fromkeys(term for term in needed if term))
    return Alternatives((Option(found, 1.0),), prefix=found[0] if single else "", always_prefix=single)
