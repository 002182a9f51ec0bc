"""What a person types, as a query. Any string is one; nothing here raises.

::

    query   = { [ "OR" | "||" | "AND" | "&&" ] [ "NOT" | "-" ] [ field ":" ] clause }
    clause  = word [ "*" ] | '"' words '"' | "'" literal "'" | "/" regex "/" | "#" tag
    field   = title | heading | tag | path | in | code | lang | body | file

``-`` excludes only in front of something that is not another ``-``, so ``--no-verify`` is text; a word with ``-`` that
nothing else is wanted beside is text, and so is an option of a command as pages write it (``rm -rf``). What looks
like a field but is none is text; a quote that is not closed ends with the query. All clauses are wanted unless
``OR`` stands between two of them. ``NOT IN``, ``NOT NULL``, ``OR REPLACE`` and their like are SQL, thus text. The last
word may be half typed. Signs that words do not keep (``$HOME``, ``==x==``) put the pages first that have them so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from nexus_tui.core.search.tokens import Alternatives, query_alternatives

FIELDS = {
    "title": "in the title of the page",
    "heading": "in a heading",
    "tag": "with the tag",
    "path": "in the path of the file",
    "in": "in the folder",
    "code": "in code",
    "lang": "with code in the language",
    "body": "in the text",
    "file": "in the name of the file",
}
"""Each field with the words that describe it."""

FILTERS = frozenset({"tag", "path", "in", "lang", "file"})
"""Fields whose value is taken as one piece, with its punctuation."""


class QueryProblem(NamedTuple):
    """A part of the query that does not do what it looks like."""

    start: int
    end: int
    """Half-open range of characters of the query."""
    reason: str
    """One sentence for the user, with the right spelling where there is one."""


@dataclass(frozen=True)
class Word:
    """One word or name, a chunk as ``tokens.chunks`` gives it (or the whole value of a filter field)."""

    text: str
    start: int
    end: int
    field: str = ""
    """One of ``FIELDS``, or empty: anywhere."""
    prefix: bool = False
    """Its completions count too: written ``word*``, or the last word while typing."""
    star: bool = False
    """``prefix`` was written, not guessed."""
    optional: bool = False
    """It raises the rank of what has it but is not required (signs between words)."""

    @property
    def alternatives(self) -> Alternatives:
        """The index terms that stand for it."""
        return query_alternatives(self.text)


@dataclass(frozen=True)
class Phrase:
    """Words in this order with nothing but punctuation between, in any case, accents apart; no inflections."""

    words: tuple[str, ...]
    text: str
    """As typed, without the quotes."""
    start: int
    end: int
    field: str = ""
    prefix: bool = False
    """The quote is still open: the last word may be half typed."""


@dataclass(frozen=True)
class Literal:
    """Text exactly as written, case, blanks and punctuation included."""

    text: str
    start: int
    end: int
    field: str = ""


@dataclass(frozen=True)
class Regex:
    """A regular expression (Python's ``re``) to look for in the lines of the files."""

    pattern: str
    start: int
    end: int
    ignore_case: bool = True
    """Written with the flag ``i``, or without any capital letter."""
    field: str = ""


Simple = Word | Phrase | Literal | Regex


@dataclass(frozen=True)
class AnyOf:
    """Clauses joined by ``OR``: one is enough."""

    clauses: tuple[Simple, ...]


Clause = Simple | AnyOf


@dataclass(frozen=True)
class Query:
    """A parsed query."""

    text: str
    clauses: tuple[Clause, ...] = ()
    """What is wanted, in the order typed."""
    excluded: tuple[Simple, ...] = ()
    """What must not be there."""
    problems: tuple[QueryProblem, ...] = ()
    typing: bool = field(default=True, compare=False)
    written: tuple[Literal, ...] = field(default=(), compare=False)
    """What was typed with signs that its words lack (``$HOME``): pages that have it so come first."""
    notes: tuple[str, ...] = field(default=(), compare=False)
    """What the user is to be told of how it was read."""
    flagged: Query | None = field(default=None, compare=False)
    """How it is read if a page has one of ``flagged.written``: what looks excluded is an option of a command."""
    instead: Query | None = field(default=None, compare=False)
    """What is looked for where nothing is found."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.clauses and not self.excluded

    @cached_property
    def simple(self) -> tuple[Simple, ...]:
        """All wanted clauses, those within ``AnyOf`` too."""
        found: list[Simple] = []
        for clause in self.clauses:
            found += clause.clauses if isinstance(clause, AnyOf) else (clause,)
        return tuple(found)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What to mark in a page, for ``marking.pattern``: words, ``word*`` for half-typed ones, ``"phrases"``.

        Filters are not marked, nor is what is excluded.
        """
        found: list[str] = []
        for clause in self.simple:
            if isinstance(clause, Word) and clause.field not in FILTERS and not clause.optional:
                found.append(clause.text + "*" if clause.prefix else clause.text)
            elif isinstance(clause, Phrase):
                found.append(f'"{clause.text}*"' if clause.prefix else f'"{clause.text}"')
            elif isinstance(clause, Literal):
                found.append(f"'{clause.text}'")
        return tuple(dict.fromkeys(found))

    @cached_property
    def neighbours(self) -> tuple[tuple[int, int], ...]:
        """Pairs of indices of ``clauses``: plain words that stand side by side and may be one name when joined."""
        pairs: list[tuple[int, int]] = []
        for i, (one, two) in enumerate(zip(self.clauses, self.clauses[1:], strict=False)):
            plain = isinstance(one, Word) and isinstance(two, Word) and not one.field and not two.field
            if plain and one.text.isalnum() and two.text.isalnum() and not one.star:  # type: ignore[union-attr]
                pairs.append((i, i + 1))
        return tuple(pairs)

    def describe(self) -> str:
        """The query in words, one line, for the user."""
        wanted = [_clause_in_words(clause) for clause in self.clauses]
        text = " and ".join(wanted) if wanted else "nothing to look for yet" if self.empty else "all pages"
        if self.excluded:
            text += ", without " + " and without ".join(_excluded_in_words(clause) for clause in self.excluded)
        return text


def parse(text: str, *, typing: bool = True) -> Query:
    """The query that ``text`` is. ``typing``: the last word may be half typed, so it stands for its completions too,
    unless a blank or a quote follows it, and a last operator is not yet wrong."""
    from nexus_tui.core.search.readings import read

    return read(text, typing)


def clause_text(clause: Simple) -> str:
    """What a clause looks for, in short: for labels."""
    return clause.pattern if isinstance(clause, Regex) else clause.text


def _excluded_in_words(clause: Simple) -> str:
    filters = isinstance(clause, Word) and clause.field in FILTERS
    return f"{'those ' if filters else ''}{_clause_in_words(clause)}"


def _clause_in_words(clause: Clause) -> str:
    if isinstance(clause, AnyOf):
        return "(" + " or ".join(_clause_in_words(each) for each in clause.clauses) + ")"
    if isinstance(clause, Word):
        if clause.field in FILTERS:
            return f"{FIELDS[clause.field]} “{clause.text}{'…' if clause.prefix else ''}”"
        shown = f"words starting with “{clause.text}”" if clause.prefix else f"“{clause.text}”"
    elif isinstance(clause, Phrase):
        shown = f"the phrase “{clause.text}”"
    elif isinstance(clause, Literal):
        shown = f"exactly “{clause.text}”"
    else:
        shown = f"the pattern /{clause.pattern}/"
    return f"{shown} {FIELDS[clause.field]}" if clause.field else shown


def grammar_help(tags: tuple[str, ...] = (), terms: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Examples of queries with what each finds, made from a library's own ``tags`` and ``terms``, most frequent first.

    Each example parses without a problem. At most ten.
    """
    words = [term for term in terms if term.isalpha() and len(term) > 3]
    one, two = (*words, "search", "index")[:2] if len(words) != 1 else (words[0], "index")
    tag = next((tag for tag in tags if tag and not any(character.isspace() for character in tag)), "")
    stem = one[: max(3, len(one) - 2)]
    return [
        (f"{one} {two}", f"sections with {one} and {two}, best first"),
        (f'"{one} {two}"', "these words, one after the other"),
        (f"{one} -{two}", f"{one}, but not {two} (NOT {two} says the same)"),
        (f"{one} OR {two}", "either; also with phrases, patterns, tags"),
        (f"{stem}*", f"words that start with {stem}"),
        (f"title:{one}", "only in titles; also heading: body: code: path: file:"),
        *([(f"#{tag} {one}", f"{one} on pages with the tag {tag}")] if tag else []),
        (f"lang:python {one}", f"{one} in sections with code in Python; in: names a folder"),
        (f"'{one}'", "exactly as written, with capitals and signs"),
        (f"/{one}s?/", "a regular expression over all files"),
    ]
