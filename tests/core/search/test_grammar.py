"""Operators in every combination: what is found, what is shown of it, and where it is opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from nexus_tui.core.model import Hit
from tests.core.search.shelf import Shelf

PAGES = {
    "docker.md": "# Docker\n\nContainers of all kinds.\n\n## Images\n\nDocker images, docker layers.\n",
    "orm/slow.md": "# Slow lists\n\nIntro.\n\n## The cause\n\nOne more for each row: the N+1 trap, and N+10 too.\n",
    "orm/joins.md": (
        "# Joins\n\nFetch at once.\n\n## In code\n\nIt reads:\n\n"
        "```python\nrows = Book.objects.select_related('author')\n```\n\n"
        "## Again\n\nThen `select_related(None)` undoes it.\n"
    ),
    "orm/deletes.md": "---\ntags: [history]\n---\n# Deletes\n\nA soft\ndelete sets a flag. Delete it, soft or hard.\n",
    "orm/hard.md": "# Hard\n\nDelete it for good; soft talk does not help.\n",
    "shell.md": "# Shell\n\nWith foo and bar the lights go out.\n\n## More\n\nfoobar is one word.\n",
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    shelf = Shelf(tmp_path_factory.mktemp("grammar"), PAGES)
    shelf.engine.sync()
    return shelf


def marked(hit: Hit) -> list[str]:
    """What is marked in the snippet of a hit."""
    return [hit.snippet.text[start:end] for start, end in hit.snippet.spans]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"docker OR /n\+1\b/", ["docker.md", "orm/slow.md"]),
        (r"/n\+1\b/ OR docker", ["docker.md", "orm/slow.md"]),
        ("\"soft delete\" OR 'select_related('", ["orm/deletes.md", "orm/joins.md"]),
        ("/no such/ OR /foob.r/", ["shell.md"]),
        ("/no such/ OR /neither/", []),
        ("'Containers' OR /lights go/", ["docker.md", "shell.md"]),
        ("'containers' OR 'Lights go'", []),
        ('"delete soft" OR docker', ["docker.md"]),
        ("#history OR /foob.r/", ["orm/deletes.md", "shell.md"]),
        ("#history OR docker", ["docker.md", "orm/deletes.md"]),
        ("in:orm OR docker", ["docker.md", "orm/deletes.md", "orm/hard.md", "orm/joins.md", "orm/slow.md"]),
        (r"(docker OR /n\+1\b/) (containers OR /trap/)", ["docker.md", "orm/slow.md"]),
        (r"row OR containers docker OR /n\+1\b/", ["docker.md", "orm/slow.md"]),
        (r"history OR delete docker OR /soft\s+delete/", ["docker.md", "orm/deletes.md"]),
        (r"docker OR /n\+1\b/ -/trap/", ["docker.md"]),
        ("title:'Joins' OR title:'Deletes' -/flag/", ["orm/joins.md"]),
    ],
)
def test_either_side_of_or_is_enough_whatever_it_is(shelf: Shelf, text: str, found: list[str]) -> None:
    assert sorted(shelf.paths(text)) == sorted(found)


def test_what_has_words_of_the_query_comes_before_what_only_a_pattern_meets(tmp_path: Path) -> None:
    pages = {"a.md": "# A\n\ncode n+1\n", "z.md": "# Docker\n\ndocker\n", "y.md": "# Y\n\nonce docker\n"}
    shelf = Shelf(tmp_path, pages)
    shelf.engine.sync()
    results = shelf.find(r"docker OR /n\+1/")
    assert [hit.document for hit in results.hits] == ["z.md", "y.md", "a.md"]
    assert results.total == 3
    narrow = shelf.find(r"docker OR /n\+1/", 1)
    assert ([hit.document for hit in narrow.hits], narrow.total) == (["z.md"], 3)


@pytest.mark.parametrize(
    ("text", "anchor", "marks"),
    [
        (r"/n\+1\d/", "the-cause", ["N+10"]),
        (r"/row: \w+/", "the-cause", ["row: the"]),
        (r"/soft\s+delete/", "deletes", ["soft delete"]),
        (r"rows /more for/", "the-cause", ["more for", "row"]),
        ("'select_related(None)'", "again", ["select_related(None)"]),
        (r"docker OR /one word/", "more", ["one word"]),
        ('"one wor', "more", ["one word"]),
    ],
)
def test_the_line_that_a_pattern_or_a_literal_found_is_shown_and_marked(
    shelf: Shelf, text: str, anchor: str, marks: list[str]
) -> None:
    hit = next(hit for hit in shelf.find(text, typing=True).hits if hit.document != "docker.md")
    assert hit.anchor == anchor
    assert marked(hit) == marks


def test_every_section_that_a_pattern_is_found_in_can_be_gone_to(shelf: Shelf) -> None:
    for text in (r"/select_\w+\(/", "'select_related('"):
        (hit,) = shelf.find(text).hits
        assert {hit.anchor, *(each.anchor for each in hit.further)} == {"in-code", "again"}
        assert "select_related" in " ".join(marked(hit))
        assert hit.further[0].words == hit.words


def test_what_a_pattern_found_is_marked_in_its_page_only(shelf: Shelf) -> None:
    words = {hit.document: hit.words for hit in shelf.find(r"/n\+1\d|foob.r/").hits}
    assert words == {"orm/slow.md": ("'N+10'",), "shell.md": ("'foobar'",)}


def test_a_near_meaning_is_marked_where_the_word_itself_is_not(tmp_path: Path) -> None:
    pages = {
        "a.md": "# Files\n\nTo remove a file is final.\n",
        "b.md": "# Rows\n\nErase the rows that you would remove.\n",
    }
    shelf = Shelf(tmp_path, pages)
    shelf.engine.sync()
    hits = {str(hit.document): hit for hit in shelf.find("erase").hits}
    assert marked(hits["a.md"]) == ["remove"]
    assert marked(hits["b.md"]) == ["Erase"]
    assert "remove" in hits["a.md"].words and hits["b.md"].words == ("erase",)


def test_explain_names_the_alternatives(shelf: Shelf) -> None:
    from nexus_tui.core.search.query import parse

    query = parse(r"docker OR /n\+1\b/", typing=False)
    lines = shelf.engine.explain(query, shelf.engine.search(query).hits[0])
    assert lines[0].startswith("docker: ")
    assert r"one of these is enough: docker OR n\+1\b" in lines


def test_a_page_that_has_a_pattern_often_comes_before_one_that_has_it_once(tmp_path: Path) -> None:
    pages = {
        "a.md": "# A\n\nText.\n\n## Related\n\nSee n+1.\n\n## Body\n\nOne n+1.\n",
        "b.md": "# B\n\nn+1 and n+1 and n+1.\n",
        "c.md": "# C\n\nn+1.\n",
        "d.md": "# Docker\n\ndocker\n",
    }
    shelf = Shelf(tmp_path, pages)
    shelf.engine.sync()
    hits = shelf.find(r"/n\+1/ OR docker").hits
    assert [hit.document for hit in hits] == ["d.md", "b.md", "a.md", "c.md"]
    assert [hits[2].anchor, *(each.anchor for each in hits[2].further)] == ["body", "related"]


@pytest.mark.parametrize("text", ["/two w.rds/", "'two words'"])
def test_front_matter_is_opened_only_where_nothing_else_has_it(tmp_path: Path, text: str) -> None:
    head = "---\nsummary: two words\n---\n# Page\n\nText.\n\n## Part\n\n"
    shelf = Shelf(tmp_path, {"a.md": head + "The two words.\n", "b.md": head + "Nothing.\n"})
    shelf.engine.sync()
    assert [(hit.document, hit.anchor, marked(hit)) for hit in shelf.find(text).hits] == [
        ("a.md", "part", ["two words"]),
        ("b.md", "page", []),
    ]
