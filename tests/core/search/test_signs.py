"""What is typed with signs: options of commands, variables, marks of notes, operators, paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from nexus_tui.core.search import sourced
from nexus_tui.core.search.query import parse
from tests.core.search.shelf import Shelf

PAGES = {
    "a/plain.md": "# Plain home\n\nHome, highlighted home, home again; args and kwargs, a decorator, div, 10 and s.\n",
    "b/vars.md": "# Variables\n\nText.\n\n## Where\n\nIt is in `$HOME` or $HOME/bin; see ~/.bashrc and /etc/hosts.\n",
    "c/notes.md": "# Notes\n\nThis is ==highlighted== in `.obsidian`, tagged.\n",
    "d/code.md": (
        "# Code\n\nText.\n\n## Python\n\n"
        "```python\n@decorator\ndef f(*args, **kwargs):\n    if (n := 1) != 2 and n == 1:\n"
        '        return "%s is 10%" % n, lambda: n\n```\n\n## Shell\n\n'
        "```bash\n#!/bin/sh\nrm -rf build && ls || true\n```\n"
    ),
    "e/web.md": "# Web\n\nText.\n\n## Script\n\n```js\nconst f = (x) => `<div>{{ x }}</div>`;\n```\n\nfn f() -> i32\n",
    "f/langs.md": "# Languages\n\nC# and F# run on .NET; don't mix them, e.g. with C++.\n",
    "g/rf.md": "# Radio\n\nAn rf signal; rm is a room.\n",
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    shelf = Shelf(tmp_path_factory.mktemp("signs"), PAGES)
    shelf.engine.sync()
    return shelf


@pytest.mark.parametrize("typing", [True, False], ids=["typing", "typed"])
@pytest.mark.parametrize(
    ("text", "place", "marks"),
    [
        ("$HOME", "b/vars.md#where", ["$HOME", "$HOME"]),
        ("~/.bashrc", "b/vars.md#where", ["~/.bashrc"]),
        ("/etc/hosts", "b/vars.md#where", ["/etc/hosts"]),
        ("==highlighted==", "c/notes.md#notes", ["==highlighted=="]),
        ("==high", "c/notes.md#notes", ["==high"]),
        ("@decorator", "d/code.md#python", ["@decorator"]),
        ("*args", "d/code.md#python", ["*args"]),
        ("**kwargs", "d/code.md#python", ["**kwargs"]),
        ("%s", "d/code.md#python", ["%s"]),
        ("10%", "d/code.md#python", ["10%"]),
        (":=", "d/code.md#python", [":="]),
        ("!=", "d/code.md#python", ["!="]),
        ("n == 1", "d/code.md#python", ["n == 1"]),
        ("&&", "d/code.md#shell", ["&&"]),
        ("||", "d/code.md#shell", ["||"]),
        ("#!", "d/code.md#shell", ["#!"]),
        ("#!/bin/sh", "d/code.md#shell", ["#!/bin/sh"]),
        ("-rf", "d/code.md#shell", ["-rf"]),
        ("rm -rf", "d/code.md#shell", ["rm -rf"]),
        ("=>", "e/web.md#script", ["=>"]),
        ("->", "e/web.md#script", ["->"]),
        ("<div>", "e/web.md#script", ["<div>"]),
        ("{{ x }}", "e/web.md#script", ["{{ x }}"]),
        ("{{ }}", "e/web.md#script", ["{{", "}}"]),
        (".obsidian", "c/notes.md#notes", [".obsidian"]),
        ("C#", "f/langs.md#languages", ["C#"]),
        ("F#", "f/langs.md#languages", ["F#"]),
        (".NET", "f/langs.md#languages", [".NET"]),
        ("don't", "f/langs.md#languages", ["don't"]),
        ("e.g.", "f/langs.md#languages", ["e.g"]),
    ],
)
def test_what_has_the_signs_comes_first_and_is_marked(
    shelf: Shelf, text: str, place: str, marks: list[str], typing: bool
) -> None:
    if text == "==high" and not typing:
        return
    results = shelf.find(text, typing=typing)
    hit = results.hits[0]
    assert f"{hit.document}#{hit.anchor}" == place
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.spans] == marks
    assert results.problems == ()


def test_words_are_found_where_no_page_has_the_signs_and_that_is_said(shelf: Shelf) -> None:
    results = shelf.find("$KWARGS")
    assert {hit.document for hit in results.hits} == {"a/plain.md", "d/code.md"}
    assert results.notes == ("no page has “$KWARGS” as written",)
    assert len(shelf.find("*decorator").problems) == 1


def test_signs_that_the_index_leaves_out_are_looked_for_in_the_source(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, {"a.md": "# Page\n\nText <br/> and <details open> more.\n"})
    shelf.engine.sync()
    results = shelf.find("<details")
    assert [hit.document for hit in results.hits] == ["a.md"]
    assert results.notes == ("looked for “<details” as written",)


def test_an_option_is_text_where_pages_write_it_so_and_else_leaves_out(shelf: Shelf) -> None:
    results = shelf.find("rm -rf")
    assert [hit.document for hit in results.hits] == ["d/code.md", "g/rf.md"]
    assert results.notes == ("searched “-rf” as text, as in “rm -rf”; NOT rf excludes it",)
    assert shelf.paths("rm NOT rf") == []
    results = shelf.find("signal -rf")
    assert [hit.document for hit in results.hits] == []
    assert results.notes == ("left out pages with “rf”; '-rf' finds it as text",)
    assert shelf.find("home -args").hits[0].document == "b/vars.md"


def test_an_exclusion_alone_looks_for_what_was_typed_or_lists_the_other_pages(shelf: Shelf) -> None:
    results = shelf.find("-rf")
    assert [hit.document for hit in results.hits] == ["d/code.md", "g/rf.md"]
    assert results.notes == ("searched “-rf” as text: there is nothing to leave it out of",)
    assert shelf.paths("-in:a -path:b -title:code -web") == ["c/notes.md", "f/langs.md", "g/rf.md"]
    assert shelf.find("").hits == ()


def test_a_half_typed_literal_is_looked_for_as_written_and_else_by_its_words(shelf: Shelf) -> None:
    assert shelf.paths("'highlighted=", typing=True) == ["c/notes.md"]
    assert set(shelf.paths("'Highlighted", typing=True)) == {"a/plain.md", "c/notes.md"}
    assert shelf.find("'Highlighted", typing=True).notes == (
        "no page has “Highlighted” as written; searched its words",
    )
    query = parse("'Highlighted")
    assert shelf.engine.explain(query, shelf.engine.search(query).hits[0])[0].startswith("Highlighted: in about")


def test_what_has_the_signs_is_found_also_far_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sourced, "MOST_WRITTEN", 3)
    pages = {f"{number:02}.md": "# Cost\n\ncost cost cost\n" for number in range(30)}
    shelf = Shelf(tmp_path, {**pages, "99.md": "# Sums\n\n## More\n\nA long text that has the $cost only once.\n"})
    shelf.engine.sync()
    results = shelf.find("$cost", 2)
    assert (results.hits[0].document, results.hits[0].anchor) == ("99.md", "more")
    assert (results.total, results.notes) == (31, ())
    assert shelf.find("@cost", 2).notes == ("no page has “@cost” as written",)
    monkeypatch.setattr(sourced, "WRITTEN_BUDGET", 0.0)
    assert shelf.find("@cost", 2).notes == ()
