"""The reader of the query language: one walk over the characters, a method for each kind of clause."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace

from nexus_tui.core.search.query import (
    FIELDS,
    FILTERS,
    AnyOf,
    Clause,
    Literal,
    Phrase,
    Query,
    QueryProblem,
    Regex,
    Simple,
    Word,
)
from nexus_tui.core.search.tokens import chunk_spans, chunks

LONGEST = 1_000
"""Characters of a query that are read."""
MOST_CLAUSES = 32
MOST_PATTERNS = 3
"""Regular expressions of a query that are looked for: each costs a walk through all the pages that are left."""
LONGEST_PATTERN = 200
"""Characters of a regular expression: those with many classes of characters are slow to compile, at each key press."""

_BLANKS = re.compile(r"\s*")
_OPERATOR = re.compile(r"(AND|OR|NOT|&&|\|\|)(?=\s|\Z)")
_SQL = re.compile(
    r"(?:NOT\s+(?:IN|NULL|EXISTS|LIKE|BETWEEN|VALID|MATERIALIZED|DEFERRABLE)|OR\s+(?:REPLACE|IGNORE))(?=\s|\Z)"
)
"""Where ``NOT`` and ``OR`` are words of SQL, not of this language."""
_NAME = re.compile(r"([A-Za-z]+):(?![:/])")
_BARE = re.compile(r"\S+")
_PHRASE = re.compile(r'(["“”])([^"“”]*)(["“”]?)')
_LITERAL = re.compile(r"'(\S|\S.*?\S)'(?=\s|\Z)", re.DOTALL)
_REGEX = re.compile(r"/((?:[^/\\\n]|\\.)+)/(i?)(?=\s|\Z)")
_TAG = re.compile(r"#(?=\w)")
_SIGN = re.compile(r"[!-/:-@\[-`{-~]{1,3}\Z")
_EMPTY_SIGNS = frozenset(
    {"-", "--", "---", "|", "(", ")", "()", '"', "'", ".", "..", "...", ",", ";", ":", "#", "/", "`"}
)
_SCHEMES = frozenset({"http", "https", "ftp", "mailto"})
_OTHER_NAMES = {
    "titles": "title",
    "headings": "heading",
    "tags": "tag",
    "dir": "in",
    "folder": "in",
    "section": "in",
    "language": "lang",
    "text": "body",
    "content": "body",
    "filename": "file",
    "name": "file",
}


_FLAG = re.compile(r"-\w{1,6}(?=\s|\Z)")
"""What may be an option of a command."""
_BETWEEN_LETTERS = re.compile(r"(?<=\w)'(?=\w)")
_OPENING = "(\"'“‘¿¡"
_CLOSING = "().,;:?!/-\"'”’…"
_LOST = frozenset("!#$%&()*+,-./:;<=>?@[\\]^_`{|}~§€£¥°±×÷¬")
_RELEASE = re.compile(r"v?\d+(?:\.\d+){2,}")
"""Its parts are found in many places and tell nothing."""
_HALF_PATTERN = re.compile(r"/[^/]*[\\\[\](){}+*?|^$]")
"""A regular expression that is not closed yet."""
_MOST_CLAUSES_WRITTEN = 4
"""Clauses of a query at most, for pages that have it as it was typed to come first: more are a question."""


class Parser:
    """Reads one query."""

    def __init__(
        self, text: str, typing: bool, *, exclusions: bool = True, flags: bool = True, open_literals: bool = True
    ) -> None:
        """``exclusions``: whether ``-`` excludes; ``flags``: also where that may be an option of a command;
        ``open_literals``: whether a literal may end with the query."""
        self.exclusions, self.flags_excluded, self.open_literals = exclusions, flags, open_literals
        self.flags: list[tuple[str, str]] = []
        """What may be an option of a command, after what stands before it."""
        self.opened = ""
        """A literal that was not closed."""
        self.written: list[Literal] = []
        self.whole = text
        self.text = text[:LONGEST]
        self.typing = typing
        self.position = 0
        self.patterns = 0
        self.clauses: list[Clause] = []
        self.excluded: list[Simple] = []
        self.problems: list[QueryProblem] = []
        self.negated: tuple[int, int] | None = None
        self.either: tuple[int, int] | None = None

    def query(self) -> Query:
        """Read all of the text."""
        while self._skip_blanks() and len(self.clauses) + len(self.excluded) < MOST_CLAUSES:
            self._item()
        for name, where in (("NOT", self.negated), ("OR", self.either)):
            if where and not (self.typing and not self.text[where[1] :].strip()):
                self._problem(*where, f"nothing follows {name}")
        self._lone_sign()
        return Query(
            self.whole,
            tuple(self.clauses),
            tuple(self.excluded),
            tuple(self.problems),
            self.typing,
            self._all_written(),
        )

    def _skip_blanks(self) -> bool:
        match = _BLANKS.match(self.text, self.position)
        self.position = match.end() if match else self.position
        return self.position < len(self.text)

    def _problem(self, start: int, end: int, reason: str) -> None:
        self.problems.append(QueryProblem(start, end, reason))

    def _item(self) -> None:
        start = self.position
        match = _OPERATOR.match(self.text, start)
        if match and not _SQL.match(self.text, start):
            self._operator(match)
            return
        if self._is_exclusion(start):
            self.negated = (start, start + 1)
            self.position += 1
        name = self._field()
        if not self._clause(name, start):
            self._bare(name)

    def _is_exclusion(self, at: int) -> bool:
        following = self.text[at + 1 : at + 2]
        if self.text[at] != "-" or not following or following.isspace() or following in "->=|)" or not self.exclusions:
            return False
        flag = _FLAG.match(self.text, at)
        before = self.text[:at].split()[-1:]
        if flag is not None and before and not _OPERATOR.fullmatch(before[0]):
            if not self.flags_excluded:
                return False
            self.flags.append((before[0], flag[0]))
        return True

    def _operator(self, match: re.Match[str]) -> None:
        self.position = match.end()
        where = match.span()
        if match[1] == "NOT":
            self.negated = where
        elif match[1] in ("OR", "||"):
            if self.clauses:
                self.either = where
            else:
                self._problem(*where, f"nothing stands before {match[1]}")

    def _field(self) -> str:
        """Take a field name; also say what is wrong with one that is nearly right."""
        match = _NAME.match(self.text, self.position)
        if match is None:
            return "tag" if self._take(_TAG) else ""
        name, where = match[1], match.span()
        following = self.text[match.end() : match.end() + 1]
        if name in FIELDS:
            if following and not following.isspace():
                self.position = match.end()
                return name
            if following or not self.typing:
                self._problem(*where, f"write the word right after “{name}:”, without a blank")
            if following:
                self.position = match.end()
            return ""
        if near := _nearest_field(name):
            self._problem(*where, f"there is no “{name}:”; did you mean “{near}:”?")
        return ""

    def _take(self, pattern: re.Pattern[str]) -> bool:
        match = pattern.match(self.text, self.position)
        if match:
            self.position = match.end()
        return match is not None

    def _clause(self, name: str, start: int) -> bool:
        """Take a phrase, a literal or a regular expression."""
        at = self.position
        if match := _PHRASE.match(self.text, at):
            self.position = match.end()
            inner = match[2].strip()
            words = tuple(chunks(inner))
            if words:
                half = self.typing and not match[3] and not match[2][-1:].isspace()
                self._add(Phrase(words, inner, start, match.end(), name, half))
            elif inner:
                self._add(Literal(inner, start, match.end(), name))
            return True
        if match := _LITERAL.match(self.text, at):
            self.position = match.end()
            self._add(Literal(match[1], start, match.end(), name))
            return True
        if opened := self._open_literal(at):
            self.opened = opened
            self.position = len(self.text)
            self._add(Literal(opened, start, at + 1 + len(opened), name))
            return True
        if not name and (match := _REGEX.match(self.text, at)):
            if self.patterns == MOST_PATTERNS:
                self.position = match.end()
                self.negated = self.either = None
                self._problem(*match.span(), f"no more than {MOST_PATTERNS} regular expressions are looked for at once")
                return True
            wrong = _wrong_pattern(match[1])
            if not wrong:
                self.position = match.end()
                self.patterns += 1
                self._add(
                    Regex(match[1], start, match.end(), bool(match[2]) or match[1].islower() or not _capital(match[1]))
                )
                return True
            self._problem(*match.span(), f"not a regular expression: {wrong}")
        return False

    def _open_literal(self, at: int) -> str:
        """The text of a literal that ends with the query; empty if this is none."""
        rest = self.text[at + 1 :]
        if not self.open_literals or self.text[at : at + 1] != "'" or not rest or rest[0].isspace():
            return ""
        return "" if "'" in _BETWEEN_LETTERS.sub("", rest) else rest.rstrip()

    def _bare(self, name: str) -> None:
        """Take what goes up to the next blank as words."""
        match = _BARE.match(self.text, self.position)
        if match is None:
            return
        start, end = match.span()
        value = match[0]
        self.position = end
        if value[0] == "*" and value[1:2].isalnum() and not value.endswith("*"):
            self._problem(start, end, f"a star completes the end of a word: “{value.strip('*')}*”")
        if name in FILTERS:
            self._filter(name, value, start, end)
            return
        found = [
            (a, b, chunk) for a, b, chunk in chunk_spans(value) if chunk not in _SCHEMES or value[b : b + 1] != ":"
        ]
        if not found:
            self._sign(value, start, end)
        elif not name and not self.negated:
            self._keep_signs(value, start, found)
        for a, b, chunk in found:
            star = value[b : b + 1] == "*" and b + 1 == len(value)
            half = self.typing and start + b == len(self.whole)
            self._add(Word(chunk, start + a, start + b + star, name, star or half, star))

    def _filter(self, name: str, value: str, start: int, end: int) -> None:
        star = value.endswith("*")
        plain = value.rstrip("*").strip("\"'“”,;")
        if plain:
            half = self.typing and end == len(self.whole)
            self._add(Word(plain, start, end, name, star or half, star))

    def _sign(self, value: str, start: int, end: int) -> None:
        """Signs alone, such as ``?`` or ``->``, rank what has them in code; a last ``?`` is but punctuation."""
        last = not self.text[end:].strip()
        if value not in _EMPTY_SIGNS and _SIGN.match(value) and not (last and value in "?!" and self.clauses):
            self._add(Word(value, start, end, optional=True))

    def _keep_signs(self, value: str, start: int, found: list[tuple[int, int, str]]) -> None:
        """Remember ``value`` as it is if it has signs that its chunks ``found`` lack."""
        low = len(value) - len(value.lstrip(_OPENING))
        high = len(value.rstrip(_CLOSING))
        if found[-1][1] == len(value) - 1 and value[-1] == "*":
            high -= 1
        low, high = min(low, found[0][0]), max(high, found[-1][1])
        kept = {at for a, b, _ in found for at in range(a, b)}
        lost = any(at not in kept and value[at] in _LOST for at in range(low, high)) or _RELEASE.fullmatch(value)
        if lost and "://" not in value and not _HALF_PATTERN.match(value):
            self.written.append(Literal(value[low:high], start + low, start + high))

    def _all_written(self) -> tuple[Literal, ...]:
        """What is to be found first as it was typed: names with signs, or all where signs stand between words."""
        if len(self.clauses) > _MOST_CLAUSES_WRITTEN or self.excluded:
            return ()
        plain = [each for each in self.clauses if isinstance(each, Word) and not each.field and not each.star]
        signs = [each for each in plain if each.optional and each.text not in ("?", "!")]
        if signs and len(plain) == len(self.clauses) > len(signs):
            return (Literal(self.text.strip(), 0, len(self.text)),)
        return tuple(self.written)

    def _lone_sign(self) -> None:
        """A query that is nothing but signs wants those signs, as names of code or else anywhere."""
        lone = self.text.strip()
        if self.clauses and all(isinstance(each, Word) and each.optional for each in self.clauses):
            self.clauses = [_sign_itself(each) for each in self.clauses if isinstance(each, Word)]
        elif not self.clauses and not self.excluded and lone.strip("\"'`") and _SIGN.match(lone):
            start = self.text.index(lone)
            self.clauses.append(_sign_itself(Word(lone, start, start + len(lone))))
            self.problems.clear()

    def _add(self, clause: Simple) -> None:
        negated, self.negated = self.negated, None
        either, self.either = self.either, None
        if negated:
            if either:
                self._problem(*either, "OR needs something to find on both sides; what is excluded is excluded anyway")
            if isinstance(clause, Word) and not clause.star:
                clause = replace(clause, prefix=False, optional=False)
            self.excluded.append(clause)
        elif either and self.clauses:
            before = self.clauses.pop()
            some = before.clauses if isinstance(before, AnyOf) else (before,)
            self.clauses.append(AnyOf((*some, clause)))
        else:
            self.clauses.append(clause)


def _sign_itself(word: Word) -> AnyOf:
    return AnyOf((replace(word, optional=False, prefix=False), Literal(word.text, word.start, word.end)))


def _nearest_field(name: str) -> str:
    """The field that ``name`` is another word or a slip for; empty if none is near."""
    lowered = name.lower()
    if lowered in FIELDS:
        return lowered
    if lowered in _OTHER_NAMES:
        return _OTHER_NAMES[lowered]
    if len(lowered) < 3:
        return ""
    near = [known for known in FIELDS if known[0] == lowered[0] and len(known) > 2 and _one_slip(lowered, known)]
    return near[0] if near else ""


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter more, less, other or swapped with its neighbour makes one word the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[start:], other[start:]
    swapped = one[:2] == other[1::-1] and one[2:] == other[2:]
    return one[1:] == other[1:] or one[1:] == other or one == other[1:] or swapped


def _capital(pattern: str) -> bool:
    """Whether a pattern has a capital letter that is not part of an escape such as ``\\W``."""
    return re.search(r"[A-Z]", re.sub(r"\\.", "", pattern)) is not None


def _wrong_pattern(pattern: str) -> str:
    """Why ``pattern`` is no regular expression; empty if it is one."""
    if len(pattern) > LONGEST_PATTERN:
        return f"it is longer than {LONGEST_PATTERN} characters"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError, ValueError, MemoryError) as error:
            return str(error) or type(error).__name__
    return ""
