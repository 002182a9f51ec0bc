"""What is near to the words of a query counts less than the words; names, forms and headings are weighed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from nexus_tui.core.search import near, ranking, synonyms
from nexus_tui.core.search.query import parse
from nexus_tui.core.search.reader import Index
from nexus_tui.core.search.resolve import resolve
from nexus_tui.core.search.store import Store
from nexus_tui.core.search.synonyms import Synonyms, load
from tests.core.search.shelf import Shelf

FILLER = {f"z/{number}.md": f"# Page {number}\n\nWords about weather, soup and chairs.\n" for number in range(12)}


def make(tmp_path: Path, pages: Mapping[str, str]) -> Shelf:
    shelf = Shelf(tmp_path, {**FILLER, **pages})
    shelf.engine.sync()
    return shelf


def index_of(shelf: Shelf) -> Index:
    store = Store(shelf.engine.folder, shelf.state)
    store.refresh()
    assert store.index is not None
    return store.index


BRANCHES = {
    "a.md": "# One\n\nHow trees and a branch grow.\n",
    "b.md": "# Two\n\nA branch was removed here.\n",
    "c.md": "# Three\n\nErase the old branch.\n",
}


def test_what_is_near_in_meaning_is_found_in_all_of_its_forms(tmp_path: Path) -> None:
    shelf = make(tmp_path, {path: text for path, text in BRANCHES.items() if path != "c.md"})
    assert shelf.paths("deleting a branch") == ["b.md", "a.md"]


def test_the_word_that_was_typed_counts_more_than_what_is_near(tmp_path: Path) -> None:
    assert make(tmp_path, BRANCHES).paths("erase a branch")[:2] == ["c.md", "b.md"]


def test_what_is_near_is_named_only_where_the_word_is_not_in_the_library(tmp_path: Path) -> None:
    shelf = make(tmp_path, BRANCHES)
    assert not any("searched" in note for note in shelf.find("erase branch").notes)
    results = shelf.find("wipe branch")
    assert results.hits[0].document == "c.md"
    assert results.notes[0] == "also searched: erase"
    assert "erase" in results.words


def test_a_word_is_as_rare_as_it_is_whatever_is_near_to_it(tmp_path: Path) -> None:
    index = index_of(make(tmp_path, {**BRANCHES, **{f"r/{n}.md": "# R\n\nRemove it.\n" for n in range(8)}}))
    alone = resolve(index, parse("erase", typing=False), Synonyms({})).wants[0]
    beside = resolve(index, parse("erase", typing=False), load()).wants[0]
    assert {variant.kind for variant in beside.variants} == {"exact", near.KIND}
    assert (beside.frequency, beside.sections) == (alone.frequency, alone.sections)
    weights = {variant.terms[0]: variant.weight for variant in beside.variants}
    assert weights["remove"] < weights["removed"] == ranking.NEAR


def test_words_a_question_is_made_of_have_nothing_near(tmp_path: Path) -> None:
    index = index_of(make(tmp_path, {"a.md": "# Make\n\nCreate and make and get it.\n"}))
    wants = resolve(index, parse("make soup", typing=False), load()).wants
    assert load().near("make") != ()
    assert {variant.kind for variant in wants[0].variants} == {"exact"}


def test_nearness_is_not_shared_by_the_words_of_a_group() -> None:
    table = Synonyms({}, near={"style": ["theme", "css"]})
    assert table.near("style") == ("theme", "css")
    assert table.near("styles") == ("theme", "css")
    assert table.near("css") == ("style",)


def test_phrases_have_near_words_too() -> None:
    found = load().find_near(["how", "to", "turn", "off", "sound"])
    assert [(each.start, each.length) for each in found] == [(2, 2), (4, 1)]
    assert {"disable", "deactivate"} <= set(found[0].others)


def test_a_group_of_the_users_table_takes_the_place_of_a_near_one(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.yml"
    assert load(path).near("admonition") == ("callout",)
    path.write_text("callout: [box]\n", encoding="utf-8")
    table = load(path)
    assert table.near("admonition") == table.near("callout") == ()
    assert table.expand("callout") == ("box",)


def test_a_task_is_answered_by_the_command_that_does_it(tmp_path: Path) -> None:
    pages = {f"list-{n}.md": f"# list-{n}\n\nList files of kind {n}.\n" for n in range(3)}
    shelf = make(tmp_path, {**pages, "ls.md": "# ls\n\nList directory contents and files.\n"})
    assert shelf.paths("list all the files")[0] == "ls.md"


def test_a_task_is_met_with_small_words_between_and_not_backwards(tmp_path: Path) -> None:
    table = Synonyms({}, near={"compare": ["difference"]}, tasks={"compare file": ["diff", "cmp"]})
    found = table.find_near(["how", "to", "compare", "all", "the", "files"])
    assert [(each.start, each.length, each.others) for each in found] == [
        (2, 1, ("difference",)),
        (2, 4, ("diff", "cmp")),
    ]
    assert table.near("diff") == ()
    path = tmp_path / "synonyms.yml"
    path.write_text("list file: [catalogue]\n", encoding="utf-8")
    assert "ls" in load().near("list files")
    assert load(path).near("list files") == ()


@pytest.mark.parametrize("name", [synonyms.NEAR, synonyms.TASKS], ids=lambda path: path.stem)
def test_the_tables_of_near_words_have_no_problem(name: Path) -> None:
    groups, problems = synonyms.parse(name.read_text(encoding="utf-8"), name.name)
    assert problems == ()
    assert len(groups) > 150
    assert all(items and len(items) == len(set(items)) and first not in items for first, items in groups.items())


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("optimise", "optimizing"),
        ("colour", "colors"),
        ("center", "centre"),
        ("cancelled", "canceled"),
        ("catalog", "catalogues"),
        ("license", "licence"),
        ("analyze", "analysed"),
        ("grey", "gray"),
        ("criteria", "criterion"),
    ],
)
def test_the_other_spelling_is_found_and_is_no_typo(tmp_path: Path, typed: str, written: str) -> None:
    results = make(tmp_path, {"a.md": f"# Else\n\nIt is {written} there.\n"}).find(typed)
    assert [hit.document for hit in results.hits] == ["a.md"]
    assert results.notes == ()


def test_what_is_derived_from_a_word_counts_less_than_its_forms(tmp_path: Path) -> None:
    pages = {"a.md": "# Security\n\nDoors.\n", "b.md": "# Doors\n\nWe secured them. It is secured.\n"}
    index = index_of(make(tmp_path, pages))
    (want,) = resolve(index, parse("secure", typing=False), Synonyms({})).wants
    assert {variant.terms[0]: variant.weight for variant in want.variants} == {
        "secured": ranking.STEM,
        "security": ranking.DERIVED,
    }


def test_the_parts_of_a_name_count_little_where_the_name_is_known(tmp_path: Path) -> None:
    pages = {"a.md": "# Vault\n\nA vault of notes, the vault.\n", "b.md": "# Settings\n\nThey are in `.vault` files.\n"}
    assert make(tmp_path / "one", pages).paths(".vault") == ["b.md", "a.md"]
    del pages["b.md"]
    assert make(tmp_path / "two", pages).paths(".vault") == ["a.md"]


def test_completions_of_a_word_count_less_where_it_is_a_word_itself(tmp_path: Path) -> None:
    pages = {"a.md": "# Plan\n\nA plan.\n", "b.md": "# Planet\n\nA planet.\n"}
    index = index_of(make(tmp_path, pages))
    (half,) = resolve(index, parse("plane"), Synonyms({})).wants
    (whole,) = resolve(index, parse("plan"), Synonyms({})).wants
    assert half.variants[0].weight == ranking.prefix_worth(5, 6)
    weights = {variant.terms[0]: variant.weight for variant in whole.variants}
    assert weights == {"plan": 1.0, "planet": ranking.COMPLETION_BESIDE_WORD * ranking.prefix_worth(4, 6)}


def test_the_first_paragraph_says_what_a_page_is_about(tmp_path: Path) -> None:
    about, aside = "It bakes bread in a stone oven.", "It has a door and a chimney with bricks."
    pages = {"a.md": f"# A\n\n{aside}\n\n{about}\n", "b.md": f"# B\n\n{about}\n\n{aside}\n"}
    shelf = make(tmp_path, pages)
    assert shelf.paths("bread oven") == ["b.md", "a.md"]
    assert shelf.paths("chimney bricks") == ["a.md", "b.md"]


HEADINGS = {
    "a.md": "# A\n\n## Absolute and relative addresses of many places\n\nText of absolute addresses.\n",
    "b.md": "# B\n\n## Other things\n\nMore of them.\n\n## Absolute addresses\n\nText of absolute addresses.\n",
}


def test_a_heading_that_is_what_was_asked_for_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = make(tmp_path, HEADINGS)
    hits = shelf.find("absolute addresses").hits
    assert [hit.document for hit in hits] == ["b.md", "a.md"]
    monkeypatch.setattr(ranking, "HEADING_COVERED", 0.0)
    plain = shelf.find("absolute addresses").hits
    gained = [hit.score / other.score for hit, other in zip(hits, plain, strict=True)]
    assert gained[0] == pytest.approx(1.2)
    assert 1.0 < gained[1] < 1.15


def test_the_explanation_names_what_is_near_and_the_heading(tmp_path: Path) -> None:
    shelf = make(tmp_path, {**HEADINGS, "c.md": "# C\n\nRemove it, erase it.\n"})
    query = parse("absolute addresses", typing=False)
    lines = shelf.engine.explain(query, shelf.find(query.text).hits[0])
    assert lines[-1] == "x 1.20 for what the heading “Absolute addresses” has of the query"
    query = parse("erase it", typing=False)
    lines = shelf.engine.explain(query, shelf.find(query.text).hits[0])
    assert "body remove x2 (near)" in lines[0]
    assert "heading" not in lines[-1]


APPARATUS = {
    "a.md": "# Boats\n\nAfloat.\n\n## Hulls\n\nOf a walrus the skin was used.\n\n"
    "## Sources\n\nWalrus. The walrus. Walrus hides.\n\n## Related pages\n\nWalrus, walrus.\n",
    "b.md": "# Seals\n\nOther.\n\n## See also\n\nThe walrus, at length and elsewhere.\n",
}


def test_a_part_that_only_names_things_is_shown_where_nothing_else_of_its_page_answers(tmp_path: Path) -> None:
    hits = {str(hit.document): hit for hit in make(tmp_path, APPARATUS).find("walrus").hits}
    assert (hits["a.md"].anchor, hits["a.md"].further) == ("hulls", ())
    assert hits["b.md"].anchor == "see-also"


def test_a_part_that_only_names_things_is_opened_when_it_is_asked_for(tmp_path: Path) -> None:
    assert make(tmp_path, APPARATUS).find("walrus sources").hits[0].anchor == "sources"


def test_a_page_counts_less_that_has_the_words_where_it_only_names_things(tmp_path: Path) -> None:
    pages = {
        "a.md": "# Boats\n\nAfloat and far.\n\n## Sources\n\nWalrus, on skins.\n",
        "b.md": "# Seals\n\nThey dive.\n\n## Kin\n\nThe walrus, larger than the others by far, is kin.\n",
    }
    assert make(tmp_path, pages).paths("walrus") == ["b.md", "a.md"]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("selct_related", "select_related"),
        ("select_relatd", "select_related"),
        ("pre-comit", "pre-commit"),
        ("weathr", "weather"),
        ("prefetchrelatd", "prefetch_related"),
    ],
)
def test_a_repaired_name_is_told_as_it_is_written(tmp_path: Path, typed: str, shown: str) -> None:
    shelf = make(tmp_path, {"a.md": "# Names\n\nUse select_related, prefetch_related and pre-commit.\n"})
    assert shelf.find(typed).notes[:1] == (f"“{typed}” is not in the library; searched “{shown}”",)
