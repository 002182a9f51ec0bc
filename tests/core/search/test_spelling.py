"""Words written as one or as two, names as the library writes them, and words that tell nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.search.shelf import Shelf

PAGES = {
    "flow.md": "# Branches\n\nSome teams use Git flow, with a branch for each release.\n",
    "both.md": "# Others\n\nGit is a tool. A flow of water is not git.\n",
    "read.md": "# Papers\n\nA file that says: please read\nme first.\n",
    "names.md": "# Names\n\n## In code\n\n`select_related`, `prefetchRelated`, os.path.join, HTTPServer. Sourdough.\n",
    "rest.md": "# REST and GraphQL\n\nREST or GraphQL, side by side.\n",
    "vs.md": "# Versus\n\nOne vs the other.\n",
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    shelf = Shelf(tmp_path_factory.mktemp("spelling"), PAGES)
    shelf.engine.sync()
    return shelf


@pytest.mark.parametrize(
    ("text", "page", "pair", "mark"),
    [
        ("gitflow", "flow.md", "git flow", "Git flow"),
        ("gitflow branch", "flow.md", "git flow", "Git flow"),
        ("readme", "read.md", "read me", "read me"),
        ("sidebyside", "", "", ""),
    ],
)
def test_a_word_that_joins_two_neighbours_finds_them(shelf: Shelf, text: str, page: str, pair: str, mark: str) -> None:
    results = shelf.find(text)
    assert [hit.document for hit in results.hits] == ([page] if page else [])
    if page:
        hit = results.hits[0]
        assert f"“{text.split()[0]}” is not in the library; searched “{pair}”" in results.notes
        assert mark in [hit.snippet.text[start:end] for start, end in hit.snippet.spans]


def test_the_second_of_two_words_may_be_half_typed(shelf: Shelf) -> None:
    for text in ("gitfl", "gitflo", "gitflow"):
        assert shelf.paths(text, typing=True) == ["flow.md"], text


def test_a_rare_word_is_found_beside_the_two_it_joins(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, {**PAGES, "one.md": "# Gitflow\n\nThe gitflow way.\n"})
    shelf.engine.sync()
    results = shelf.find("gitflow")
    assert [hit.document for hit in results.hits] == ["one.md", "flow.md"]
    assert results.notes == ("also searched: “git flow”",)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("SelectRelatedd", "select_related"),
        ("select_relatd", "select_related"),
        ("prefetch_relatde", "prefetchRelated"),
        ("httpserverr", "HTTPServer"),
        ("sourdouhg", "sourdough"),
    ],
)
def test_a_repair_is_shown_and_marked_as_the_library_writes_it(shelf: Shelf, text: str, shown: str) -> None:
    results = shelf.find(text)
    assert results.notes == (f"“{text}” is not in the library; searched “{shown}”",)
    hit = results.hits[0]
    assert shown.lower() in [hit.snippet.text[start:end].lower() for start, end in hit.snippet.spans]


@pytest.mark.parametrize("text", ["rest vs graphql", "rest versus graphql"])
def test_words_that_only_set_two_things_against_each_other_are_not_required(shelf: Shelf, text: str) -> None:
    results = shelf.find(text)
    assert [hit.document for hit in results.hits] == ["rest.md"]
    assert not any("without" in note for note in results.notes)
    assert shelf.paths("vs")[0] == "vs.md"


def test_a_repaired_word_is_not_told_with_the_signs_of_an_option(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, {"run.md": "# Run\n\nGive `--timeout` in seconds; the timeout ends what hangs.\n"})
    shelf.engine.sync()
    results = shelf.find("timeuot")
    assert any("timeout" in note and "--timeout" not in note for note in results.notes)
    assert results.hits[0].snippet.spans
