"""What is found, in which order, and what is said about it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from nexus_tui.core.model import DocId
from nexus_tui.core.search import resolve, scan, sourced, verify
from nexus_tui.core.search.query import Regex, parse
from tests.core.search.shelf import COOKBOOK, Shelf


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    shelf = Shelf(tmp_path_factory.mktemp("shelf"), COOKBOOK)
    shelf.engine.sync()
    return shelf


def make(tmp_path: Path, pages: dict[str, str]) -> Shelf:
    shelf = Shelf(tmp_path, pages)
    shelf.engine.sync()
    return shelf


def test_exact_comes_before_stem_before_prefix_before_typo(tmp_path: Path) -> None:
    shelf = make(
        tmp_path,
        {
            f"{name}.md": f"# Page\n\nsome {word} here\n"
            for name, word in {"d": "bakes", "a": "bake", "c": "bakers", "b": "unrelated"}.items()
        },
    )
    assert shelf.paths("bake", typing=True) == ["a.md", "d.md", "c.md"]
    assert shelf.paths("bakrs") != []


def test_a_page_with_all_words_comes_before_pages_with_some(tmp_path: Path) -> None:
    shelf = make(
        tmp_path,
        {
            "some.md": "# Pickle pickle\n\npickle pickle pickle\n",
            "all.md": "# Long page\n\n" + "filler " * 300 + "\n\n## End\n\npickle and brine\n",
        },
    )
    results = shelf.find("pickle brine")
    assert [hit.document for hit in results.hits] == ["all.md", "some.md"]
    assert results.notes == ("also without “brine”",)


def test_when_no_page_has_all_words_the_dropped_one_is_named(shelf: Shelf) -> None:
    results = shelf.find("sourdough cream")
    assert results.hits
    assert results.notes == (
        f"no page has all words; without “{'cream' if 'sour' in results.hits[0].document else 'sourdough'}”",
    )


def test_words_spread_over_a_page_count_as_one_page(tmp_path: Path) -> None:
    shelf = make(
        tmp_path,
        {
            "spread.md": "# Guide\n\n## One\n\nwalrus\n\n## Two\n\npenguin\n",
            "other.md": "# Other\n\nwalrus walrus\n",
        },
    )
    assert shelf.find("walrus penguin").hits[0].document == "spread.md"


def test_further_sections_of_a_page_stand_under_its_best_one(shelf: Shelf) -> None:
    hit = shelf.find("sourdough flour water hot oven").hits[0]
    assert (hit.document, hit.anchor) == ("bread/sourdough.md", "baking")
    assert [(each.document, each.anchor) for each in hit.further] == [("bread/sourdough.md", "starter")]


def test_a_title_counts_more_than_the_text(shelf: Shelf) -> None:
    found = shelf.paths("bread")
    assert set(found[:2]) == {"bread/rye.md", "bread/sourdough.md"}
    assert found[2:] == ["soup/tomato.md"]


def test_an_alias_finds_its_page(shelf: Shelf) -> None:
    assert shelf.paths("title:levain") == ["bread/sourdough.md"]


def test_names_of_code_are_found_by_each_way_of_typing(shelf: Shelf) -> None:
    for text in ("select_related", "select related", "selectrelated", "related", "n+1", "prefetch_related("):
        assert shelf.paths(text)[:1] == ["notes/select-related.md"], text


def test_words_that_others_stop_are_found(shelf: Shelf) -> None:
    assert {"bread/rye.md", "bread/sourdough.md"} <= set(shelf.paths("it"))
    assert shelf.find("the").total > 0


def test_words_of_a_question_are_not_required(shelf: Shelf) -> None:
    assert shelf.paths("how do i roast tomatoes")[0] == "soup/tomato.md"


def test_a_typo_is_repaired_and_the_repair_shown(shelf: Shelf) -> None:
    results = shelf.find("sourdouhg")
    assert results.hits[0].document == "bread/sourdough.md"
    assert results.notes == ("“sourdouhg” is not in the library; searched “sourdough”",)
    assert "sourdough" in results.words


def test_a_synonym_is_searched_and_shown(tmp_path: Path) -> None:
    shelf = make(tmp_path, {"ops.md": "# Kubernetes\n\nPods.\n", "b.md": "# Else\n"})
    results = shelf.find("k8s")
    assert [hit.document for hit in results.hits] == ["ops.md"]
    assert results.notes == ("also searched: kubernetes",)


def test_a_phrase_must_stand_as_it_is(shelf: Shelf) -> None:
    assert shelf.paths('"hot oven"') == ["bread/sourdough.md"]
    assert shelf.paths('"oven hot"') == []


def test_a_literal_is_taken_with_case_and_signs(shelf: Shelf) -> None:
    assert shelf.paths("'def bake_loaf(minutes):'") == ["bread/sourdough.md"]
    assert shelf.paths("'Def bake_loaf'") == []


def test_a_regular_expression_looks_through_the_files(shelf: Shelf) -> None:
    assert shelf.paths(r"/\bfn \w+\(\)/") == ["soup/tomato.md"]


def test_a_regular_expression_that_takes_for_ever_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sourced, "BUDGET", 0.2)
    shelf = make(tmp_path, {"a.md": "# A\n\n" + "a" * 60 + "!\n"})
    for pattern in ("(a+)+$", "(a|a)*b"):
        results = shelf.find(f"/{pattern}/")
        assert results.hits == ()
        assert results.notes == ("the pattern was not looked for in all pages in time; there may be more",)


def test_excluded_words_phrases_and_tags_are_kept_out(shelf: Shelf) -> None:
    assert "soup/tomato.md" not in shelf.paths("bread -tomato")
    assert shelf.paths('bread -"dense and dark" -#baking') == ["soup/tomato.md"]


def test_tags_folders_files_and_languages_narrow(shelf: Shelf) -> None:
    assert shelf.paths("#baking") == ["bread/sourdough.md"]
    assert shelf.paths("#yeast") == ["bread/sourdough.md"]
    assert shelf.paths("in:soup bread") == ["soup/tomato.md"]
    assert shelf.paths("file:rye") == ["bread/rye.md"]
    assert shelf.paths("lang:rust") == ["soup/tomato.md"]
    assert shelf.paths("code:bake_loaf lang:python")[0] == "bread/sourdough.md"
    assert shelf.find("code:bake_loaf").hits[0].anchor == "baking"


def test_or_takes_either(shelf: Shelf) -> None:
    assert set(shelf.paths("rye OR onions")) == {"bread/rye.md", "soup/onion.md"}


def test_equal_pages_come_in_order_of_their_paths(tmp_path: Path) -> None:
    shelf = make(tmp_path, {f"{name}.md": "# Same\n\nwords\n" for name in "dbca"})
    assert shelf.paths("words") == ["a.md", "b.md", "c.md", "d.md"]


def test_a_hit_follows_its_section_in_a_file_that_changed_since(tmp_path: Path) -> None:
    shelf = make(tmp_path, {"a.md": "# Page\n\nintro\n\n## Brine\n\nsalt and water\n"})
    shelf.write("a.md", "# Page\n\nintro\n\nmore\n\nand more\n\n## Brine\n\nsalt and water\n", at=1_700_000_900)
    hit = shelf.find("brine salt").hits[0]
    assert (hit.anchor, hit.line) == ("brine", 9)
    assert hit.snippet.text == "salt and water"


def test_a_page_without_any_text_is_found_by_its_name(tmp_path: Path) -> None:
    shelf = make(tmp_path, {"empty-page.md": ""})
    hit = shelf.find("empty page").hits[0]
    assert (hit.title, hit.line) == ("Empty page", 1)


def test_a_long_section_is_cut_and_its_end_is_found(tmp_path: Path) -> None:
    text = "# Page\n\n## Long\n\n" + "filler words here\n\n" * 8000 + "the needle\n"
    shelf = make(tmp_path, {"long.md": text})
    hit = shelf.find("needle").hits[0]
    assert hit.anchor == "long"
    assert hit.line > 1000
    assert "needle" in hit.snippet.text


def test_many_headings_of_the_first_level_do_not_make_a_title(tmp_path: Path) -> None:
    shelf = make(tmp_path, {"rfc-007.md": "# Summary\n\nshort\n\n# Motivation\n\nlong\n"})
    assert shelf.find("motivation").hits[0].title == "Rfc 007"


def test_explain_names_words_fields_and_weights(shelf: Shelf) -> None:
    query = parse("sourdough starter", typing=False)
    hit = shelf.engine.search(query).hits[0]
    lines = shelf.engine.explain(query, hit)
    assert lines[0].startswith("sourdough: ")
    assert "heading starter x1" in lines[1]
    assert lines[2].startswith("page ")


def test_similar_pages_share_telling_words(shelf: Shelf) -> None:
    from nexus_tui.core.model import DocId

    near = [hit.document for hit in shelf.engine.similar(DocId("bread/rye.md"))]
    assert near[0] == "bread/sourdough.md"
    assert "bread/rye.md" not in near
    assert "bread" in shelf.engine.key_terms(DocId("bread/rye.md"))
    assert shelf.engine.similar(DocId("nowhere.md")) == []


def test_completions_and_vocabulary_are_words_of_the_library(shelf: Shelf) -> None:
    assert shelf.engine.completions("sour") == ["sourdough"]
    assert {"bread", "soup"} <= set(shelf.engine.vocabulary())
    assert shelf.engine.tags() == ["baking", "yeast/wild"]


def test_a_hit_of_a_filter_alone_shows_how_its_section_begins(shelf: Shelf) -> None:
    hits = shelf.find("#baking").hits
    assert hits
    for hit in hits:
        body = (shelf.root / hit.document).read_text(encoding="utf-8").splitlines()[hit.line :]
        assert hit.snippet.text
        assert hit.snippet.spans == ()
        assert hit.snippet.text.split()[0] in " ".join(body)


def test_headings_of_every_page_are_no_examples(tmp_path: Path) -> None:
    birds = {f"birds/{name}.md": f"# {name} nests\n\n## Related places\n" for name in ("owl", "wren", "heron")}
    fish = {f"fish/{name}.md": f"# {name} rivers\n\n## Related places\n" for name in ("eel", "trout", "pike", "carp")}
    shelf = Shelf(tmp_path, birds | fish | {"index.md": "# Home\n\n## Related places\n"})
    shelf.engine.sync()
    words = shelf.engine.vocabulary()
    assert words.index("nests") < words.index("related")
    assert {"nests", "related", "places"} <= set(words)


def test_a_regular_expression_points_at_the_section_that_has_it(shelf: Shelf) -> None:
    assert [(hit.document, hit.anchor) for hit in shelf.find("/serv(e|ing) with/").hits] == [
        ("soup/tomato.md", "serving")
    ]
    assert shelf.paths(r"bread /hot\s+oven/") == ["bread/sourdough.md"]
    assert shelf.paths(r"bake -/hot\s+oven/") == ["bread/rye.md"]
    assert shelf.paths("/no such thing/") == []


def test_a_page_goes_by_its_first_heading_also_where_that_is_of_a_lower_level(tmp_path: Path) -> None:
    shelf = make(tmp_path, {"ch10.md": "## Moorings\n\nRope and ring.\n\n## Summary\n\nTie up.\n"})
    assert shelf.find("rope").hits[0].title == "Moorings"
    assert [(hit.title, hit.headings) for hit in shelf.find("tie").hits] == [("Moorings", ("Summary",))]


def test_a_page_with_text_before_a_first_heading_of_a_lower_level_goes_by_its_file(tmp_path: Path) -> None:
    shelf = make(
        tmp_path,
        {
            "Mooring lines.md": "How boats stay put.\n\n## Cleats\n\nRope and ring.\n",
            "b.md": '<!-- once: x -->\n\n<a id="x"></a>\n\n## Knots\n\nRope, rope and rope.\n',
        },
    )
    assert {(hit.title, hit.headings) for hit in shelf.find("rope").hits} == {
        ("Mooring lines", ("Cleats",)),
        ("Knots", ()),
    }
    assert shelf.paths("mooring lines") == ["Mooring lines.md"]


def test_a_page_whose_title_is_what_was_typed_comes_first_and_opens_at_its_top(tmp_path: Path) -> None:
    other = "# All about salted butter\n\n" + "## Salted butter\n\nSalted butter, salted butter.\n\n" * 3
    shelf = make(tmp_path, {"a.md": other, "b.md": "# Salted butter\n\nShort.\n\n## Salted\n\nbutter butter\n"})
    hit = shelf.find("salted butters").hits[0]
    assert (hit.document, hit.headings) == ("b.md", ())


def test_a_page_with_another_name_that_was_typed_comes_before_pages_that_say_more(tmp_path: Path) -> None:
    names = ", ".join(f"name {number}" for number in range(12))
    shelf = make(
        tmp_path,
        {
            "a.md": "# Ghee\n\n" + "## Clear butter\n\nClear butter is clear.\n\n" * 3,
            "b.md": f"---\naliases: [{names}, Clear butter]\n---\n\n# Clarified\n\nMelt it.\n\n## Heat\n\nSlowly.\n",
        },
    )
    assert shelf.paths("clear butter")[0] == "b.md"
    assert shelf.paths("clear -butter title:x") == []


def test_the_section_is_chosen_by_what_it_says_not_by_the_title_of_its_page(tmp_path: Path) -> None:
    filler = "Nothing in particular is said here. " * 8
    page = f"# Kneading dough\n\n{filler}\n\n## Kneading by hand\n\n{filler}\n\n## Sources\n\nKneading dough by hand.\n"
    shelf = make(tmp_path, {"a.md": page, "b.md": "# Other\n\ntext\n"})
    assert shelf.find("kneading dough by hand").hits[0].anchor == "kneading-by-hand"


def test_all_patterns_of_a_query_share_one_deadline(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    given: list[tuple[str, float]] = []

    def slow(_: object, documents: object, wanted: Regex, *, deadline: float, **options: object) -> scan.Places:
        nonlocal now
        now += min(0.6, deadline)
        given.append((wanted.pattern, deadline))
        return scan.Places((), complete=False)

    monkeypatch.setattr(scan, "scan", slow)
    monkeypatch.setattr(sourced, "time", SimpleNamespace(monotonic=lambda: now))
    results = shelf.find("bread -/a+/ -/b+/ -/c+/")
    assert [pattern for pattern, _ in given] == ["a+", "b+"]
    assert sum(0.6 if left > 0.6 else left for _, left in given) == pytest.approx(verify.BUDGET)
    assert "the pattern was not looked for in all pages in time; there may be more" in results.notes


def test_a_pattern_that_stands_twice_is_looked_for_once(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[tuple[str, int]] = []
    real = scan.scan

    def counted(root: Path, documents: list[DocId], wanted: Regex, **options: Any) -> scan.Places:
        looked.append((wanted.pattern, len(documents)))
        return real(root, documents, wanted, **options)

    monkeypatch.setattr(scan, "scan", counted)
    assert shelf.paths("/bak.ng/ /bak.ng/ /rye bread/i") == ["bread/rye.md"]
    assert looked == [("bak.ng", 6), ("rye bread", 2)]


def test_a_letter_does_not_score_all_pages_of_a_large_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {f"common/{number}.md": f"# Page {number}\n\ntext\n" for number in range(20)}
    shelf = make(tmp_path, {**pages, "crane.md": "# Crane\n\nA bird.\n"})
    assert shelf.find("c", typing=True).total == 21
    monkeypatch.setattr(resolve, "_MOST_SCORED", 15)
    shelf.engine = shelf.open()
    assert shelf.paths("c", typing=True) == ["crane.md"]
    assert shelf.find("com", typing=True).total == 20
    assert shelf.find("p", typing=True).total == 20
