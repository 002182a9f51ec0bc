from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_tui.core.fuzzy import FuzzyIndex, fold, rank, rank_names, rank_pages
from nexus_tui.core.model import DocId, Page, Section, Snapshot


def texts(query: str, *candidates: str) -> list[str]:
    return [candidates[match.index] for match in rank(query, candidates)]


@pytest.mark.parametrize(
    ("query", "candidates"),
    [
        ("cache", ["Cache", "Cache keys", "Caches", "HTTP cache", "Decached", "Cards and cherries"]),
        ("git com", ["Git commit", "My git commands", "Digit becomes"]),
        ("orm", ["ORM", "Orm and SQL", "Django ORM", "Platform", "Order my things"]),
        ("n+1", ["N+1 queries", "The n+1 problem"]),
        ("resume", ["Résumé", "My résumé"]),
    ],
)
def test_better_matches_come_first_and_all_listed_match(query: str, candidates: list[str]) -> None:
    assert texts(query, *reversed(candidates)) == candidates


def test_matches_carry_the_places_to_mark() -> None:
    def spans(query: str, text: str) -> list[str]:
        (match,) = rank(query, [text])
        return [text[start:end] for start, end in match.spans]

    assert spans("ache", "Big Cache") == ["ache"]
    assert spans("cache big", "Big Cache") == ["Big", "Cache"]
    assert spans("dckr", "Docker") == ["D", "ck", "r"]
    assert spans("strasse", "Strasse") == ["Strasse"]
    assert spans("été", "L'ÉTÉ") == ["ÉTÉ"]
    assert spans("aa", "aXaa") == ["aa"]


def test_what_does_not_hold_every_word_is_no_match() -> None:
    assert texts("cache xyz", "cache", "xyz") == []
    assert texts("ba", "ab") == []
    assert texts("", "a") == []
    assert texts("   ", "a") == []
    assert texts("a", "b", "") == []
    assert rank("a", ["a"], limit=0) == []
    assert rank("a", []) == []


def test_a_line_break_in_a_text_joins_no_two_texts() -> None:
    assert texts("ab", "a", "b") == []
    assert texts("a b", "a\nb", "b") == ["a\nb"]


def test_a_limit_keeps_the_best() -> None:
    candidates = [f"x word {number}" for number in range(50)] + ["word"]
    assert texts("word", *candidates)[0] == "word"
    assert len(rank("word", candidates, limit=5)) == 5


def test_a_search_that_is_cancelled_returns_at_once() -> None:
    calls = 0

    def cancelled() -> bool:
        nonlocal calls
        calls += 1
        return True

    found = rank("a", [f"xa{number}" for number in range(5000)], 10_000, cancelled)
    assert len(found) < 300
    assert calls <= 2


words = st.text(alphabet="abCé -_/.ßİ", max_size=12)


@given(words, st.lists(words, max_size=8))
def test_every_match_holds_the_letters_of_the_query_and_nothing_that_does_is_missed(
    query: str, candidates: list[str]
) -> None:
    wanted = fold(query).split()
    index = FuzzyIndex(candidates)
    found = {match.index: match for match in index.search(query, 100)}
    for number, text in enumerate(candidates):
        assert (number in found) == (bool(wanted) and all(subsequence(word, fold(text)) for word in wanted))
        for start, end in found[number].spans if number in found else ():
            assert 0 <= start < end <= len(text)
    for match in found.values():
        marked = {place for start, end in match.spans for place in range(start, end)}
        assert {fold(candidates[match.index])[place] for place in marked} <= set("".join(wanted))


def subsequence(word: str, text: str) -> bool:
    letters = iter(text)
    return all(letter in letters for letter in word)


def snapshot(*pages: Page) -> Snapshot:
    found = {page.id: page for page in pages}
    return Snapshot(Path("/x"), Section("", "x"), found, tuple(found))


LIBRARY = snapshot(
    Page(DocId("orm/models.md"), "Models", 1, 1),
    Page(DocId("b.md"), "Caching", 1, 1, ("Memoisation",)),
    Page(DocId("caching/keys.md"), "Keys", 1, 1),
)


def test_pages_are_found_by_title_alias_and_path() -> None:
    assert [(each.document, each.field) for each in rank_pages("cach", LIBRARY)] == [
        ("b.md", "title"),
        ("caching/keys.md", "path"),
    ]
    assert [(each.document, each.text, each.field) for each in rank_pages("memo", LIBRARY)] == [
        ("b.md", "Memoisation", "alias")
    ]
    assert [each.text for each in rank_pages("orm", LIBRARY)] == ["orm/models.md"]


def test_headings_are_found_beside_pages() -> None:
    headings = [
        (DocId("b.md"), "Caching", "caching"),
        (DocId("b.md"), "Cache stampede", "cache-stampede"),
        (DocId("gone.md"), "Cache of nothing", "x"),
    ]
    found = rank_names("cac", LIBRARY, headings)
    assert [(each.document, each.anchor, each.text, each.detail) for each in found] == [
        ("b.md", "", "Caching", "b.md"),
        ("caching/keys.md", "", "caching/keys.md", "caching/keys.md"),
        ("b.md", "cache-stampede", "Cache stampede", "Caching"),
    ]
