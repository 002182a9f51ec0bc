"""Every way of typing finds its page, by the terms alone: no ranking, no repair, no synonyms."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from nexus_tui.core.search import marking, tokens
from nexus_tui.core.search.query import AnyOf, Clause, Literal, Phrase, Query, Regex, Word, parse
from nexus_tui.core.search.sections import split
from nexus_tui.core.search.stem import irregular, stem
from nexus_tui.core.search.tokens import chunk_terms, chunks, fold, query_alternatives, terms
from tests.core.search.typed import CASES, PAGES, UNFINISHED


@dataclass
class IndexedPage:
    """The terms of a page by field, and its text."""

    text: str
    fields: dict[str, set[str]]

    def has(self, query: Query) -> bool:
        return all(self._clause(clause) for clause in query.clauses) and not any(map(self._clause, query.excluded))

    def _clause(self, clause: Clause) -> bool:
        if isinstance(clause, AnyOf):
            return any(map(self._clause, clause.clauses))
        if isinstance(clause, Word):
            return clause.optional or self._word(clause)
        if isinstance(clause, Phrase):
            return re.search(marking.phrase_pattern(clause.words, clause.prefix), fold(self.text)) is not None
        if isinstance(clause, Literal):
            return clause.text in self.text
        assert isinstance(clause, Regex)
        return re.search(clause.pattern, self.text) is not None

    def _word(self, word: Word) -> bool:
        known = self.fields[word.field or "all"]
        alternatives = word.alternatives
        for option in alternatives.options:
            *whole, last = option.terms
            if known.issuperset(whole) and (last in known or (self._completed(word, last, known))):
                return True
        if not alternatives.stem:
            return False
        wanted = stem(alternatives.stem)
        return any(stem(term) == wanted for term in known) or not known.isdisjoint(irregular(alternatives.stem))

    def _completed(self, word: Word, last: str, known: set[str]) -> bool:
        complete = word.prefix and (word.alternatives.prefix or len(word.alternatives.options) > 1)
        return bool(complete or word.alternatives.always_prefix) and any(term.startswith(last) for term in known)


def index(text: str) -> IndexedPage:
    fields: dict[str, set[str]] = {"all": set(), "title": set(terms(text.split("\n")[1 if text[0] == "-" else 0]))}
    for section in split(text.encode()):
        for part in (section.heading, section.body, *(code.text for code in section.code)):
            fields["all"].update(terms(part))
    fields["all"] |= fields["title"]
    return IndexedPage(text, fields)


INDEX = {name: index(text) for name, text in PAGES.items()}


def test_there_are_enough_ways_of_typing() -> None:
    assert sum(len(set(typed)) for typed in CASES.values()) >= 400


@pytest.mark.parametrize(("page", "typed"), [(page, typed) for page, ways in CASES.items() for typed in ways])
@pytest.mark.parametrize("typing", [True, False], ids=["typing", "entered"])
def test_a_way_of_typing_finds_its_page(page: str, typed: str, typing: bool) -> None:
    if not typing and typed in UNFINISHED:
        assert not INDEX[page].has(parse(typed, typing=False))
        return
    assert INDEX[page].has(parse(typed, typing=typing))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select_related", ["select", "related", "selectrelated"]),
        ("QuerySet.select_related", ["query", "set", "queryset", "select", "related", "selectrelated"]),
        ("N+1", ["n", "1", "n1"]),
        ("C++", ["c++"]),
        ("C#", ["c#"]),
        ("counter++", ["counter", "counter++"]),
        (".env", ["env", ".env"]),
        ("--no-verify", ["no", "verify", "noverify", "--noverify"]),
        ("CI/CD", ["ci", "cd", "cicd"]),
        ("HTTP/2", ["http", "2", "http2"]),
        ("v1.27.3", ["27", "1.27.3", "1.27"]),
        ("XMLHttpRequest", ["xml", "http", "request", "xmlhttprequest"]),
        ("URLs", ["urls"]),
        ("OAuth2", ["oauth", "oauth2"]),
        ("don't", ["don", "dont"]),
        ("user's", ["user", "users"]),
        ("1,000 or 1_000", ["1000"]),
        ("Straße", ["strasse"]),
        ("größe", ["grosse", "groesse"]),
        ("检索引擎", ["检索", "索引", "引擎", "擎"]),
        ("`->` and `?`", ["->", "?"]),
        ("soft\u00adhyphen", ["softhyphen"]),
        ("１２ＡＢ", ["12ab"]),
    ],
)
def test_a_text_has_these_terms(text: str, expected: list[str]) -> None:
    assert set(expected) <= set(terms(text))


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("C++", "c"),
        ("C#", "c"),
        ("env", ".env"),
        ("It ends. Then it goes on", ".then"),
        ("a -- b", "--b"),
        ("word--word", "--word"),
        ("K8s", "s"),
        ("it's", "s"),
    ],
)
def test_a_text_lacks_these_terms(text: str, absent: str) -> None:
    assert absent not in terms(text)


def test_a_dotted_name_is_worth_more_whole_than_in_parts() -> None:
    whole, *parts = query_alternatives("os.path.join").options
    assert whole.terms == ("ospathjoin",)
    assert [option.terms for option in parts] == [("os", "path", "join")]
    assert all(option.weight < whole.weight for option in parts)


def test_env_with_a_dot_prefers_the_dot() -> None:
    assert [option.terms for option in query_alternatives(".env").options] == [(".env",), ("env",)]


def test_one_han_character_is_met_as_the_beginning_of_pairs() -> None:
    assert query_alternatives("库").always_prefix
    assert not query_alternatives("索引").always_prefix


def test_words_without_letters_or_digits_have_their_sign_alone() -> None:
    assert [option.terms for option in query_alternatives("=>").options] == [("=>",)]


def test_terms_are_those_of_the_chunks() -> None:
    for text in PAGES.values():
        assert terms(text) == [term for chunk in chunks(text) for term in chunk_terms(chunk)]


def test_chunk_spans_stand_where_they_say() -> None:
    for text in PAGES.values():
        for start, end, chunk in tokens.chunk_spans(text):
            assert text[start:end] == chunk


def test_long_data_has_bounded_terms() -> None:
    blob = "aB3_" * 5_000
    assert max(map(len, terms(blob))) <= tokens.LONGEST_TERM
    assert len(terms(blob)) < 200
    assert len(chunk_terms("/".join(["part"] * 1_000))) < 100


def test_terms_fit_the_index() -> None:
    for text in PAGES.values():
        for term in terms(text):
            assert term and not term.isspace() and len(term) <= tokens.LONGEST_TERM
