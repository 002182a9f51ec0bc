from __future__ import annotations

import os
from pathlib import Path

import pytest

from nexus_tui.core.graph import Graph, check
from nexus_tui.core.library import Library, ScanStopped, library_of_text
from nexus_tui.core.model import DocId
from tests.conftest import LibraryBuilder

A, B, HOME = DocId("a.md"), DocId("b.md"), DocId("index.md")


def graph_of(root: Path) -> Graph:
    library = Library(root)
    graph = Graph(library)
    graph.update(library.scan())
    return graph


def test_backlinks_tell_page_line_sentence_and_heading(library_builder: LibraryBuilder) -> None:
    graph = graph_of(
        library_builder(
            {
                "index.md": "# Home\n\nRead this. See [the page](a.md#part) first. Then more.\n",
                "b.md": "---\naliases: [Bee]\nrelated: [a.md]\n---\n- an item with [[Alpha]]\n",
                "a.md": "# Alpha\n\n## Part\n\n[self](#part) and [[Bee]]\n",
            }
        )
    )
    assert [(each.source, each.line, each.sentence, each.anchor) for each in graph.backlinks(A)] == [
        (HOME, 3, "See the page first.", "part"),
        (B, 3, "", ""),
        (B, 5, "an item with Alpha", ""),
    ]
    assert [each.source for each in graph.backlinks(B)] == [A]
    assert graph.backlinks(DocId("nowhere.md")) == ()
    assert [each.link.href for each in graph.links(A)] == ["#part", "[[Bee]]"]


def test_broken_links_are_named_by_kind_and_line(library_builder: LibraryBuilder) -> None:
    root = library_builder(
        {
            "index.md": "# Home\n\n[a](nowhere.md)\n[b](a.md#gone)\n[c](a.md#part)\n[d](javascript:x)\n"
            "[e](../out.md)\n![f](gone.png)\n![g](there.png)\n[[Twin]]\n[h](a.md#L3)\n[i](#home)\n[[Gone]]\n",
            "a.md": "# Alpha\n\n## Part\n",
            "t/x.md": "# Twin\n",
            "t/y.md": "# Twin\n",
            "there.png": "",
        }
    )
    assert [(each.line, each.kind) for each in graph_of(root).broken(HOME)] == [
        (3, "broken-link"),
        (4, "broken-anchor"),
        (6, "blocked-link"),
        (7, "blocked-link"),
        (8, "broken-link"),
        (10, "ambiguous-link"),
        (13, "broken-link"),
    ]


@pytest.mark.parametrize(
    ("body", "anchor"),
    [
        ("## Ça va?\n", "ça-va"),
        ("## A `code` & more\n", "a-code--more"),
        ("## Same\n\n## Same\n", "same-1"),
        ("## Named {#own}\n", "own"),
        ("Under\n-----\n", "under"),
        ("## Part One\n", "Part%20One"),
    ],
)
def test_anchors_are_those_that_the_reader_finds(library_builder: LibraryBuilder, body: str, anchor: str) -> None:
    root = library_builder({"index.md": f"[x](a.md#{anchor}) [y](a.md#not-{anchor})\n", "a.md": body})
    assert [each.message.split("`")[1] for each in graph_of(root).broken(HOME)] != []
    assert len(graph_of(root).broken(HOME)) == 1


def test_pages_that_nobody_links_to_are_orphans(library_builder: LibraryBuilder) -> None:
    root = library_builder(
        {
            "index.md": "[a](a.md)\n",
            "a.md": "# A\n",
            "b.md": "[self](b.md)\n",
            "s/index.md": "# S\n",
            "s/c.md": "# C\n",
        }
    )
    assert graph_of(root).orphans() == (B, "s/c.md")


def test_an_update_reads_only_pages_that_changed(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = library_builder({"index.md": "[a](a.md)", "a.md": "# A", "b.md": "[a](a.md)"})
    library = Library(root)
    graph = Graph(library)
    snapshot = library.scan()
    graph.update(snapshot)
    (root / "b.md").write_text("[home](index.md) now")
    (root / "a.md").unlink()
    read: list[str] = []
    real = os.open

    def note(path: str | Path, flags: int) -> int:
        read.append(Path(path).name)
        return real(path, flags)

    changed = library.scan(cached=snapshot)
    monkeypatch.setattr(os, "open", note)
    graph.update(changed)
    assert read == ["b.md"]
    assert [each.source for each in graph.backlinks(HOME)] == [B]
    assert [each.kind for each in graph.broken(HOME)] == ["broken-link"]
    assert graph.links(A) == ()


def test_an_update_that_is_cancelled_leaves_the_answers_as_they_were(library_builder: LibraryBuilder) -> None:
    root = library_builder({"index.md": "[a](a.md)", "a.md": "# A"})
    library = Library(root)
    graph = Graph(library)
    snapshot = library.scan()
    with pytest.raises(ScanStopped):
        graph.update(snapshot, lambda: True)
    assert graph.backlinks(A) == ()
    graph.update(snapshot)
    assert len(graph.backlinks(A)) == 1


def test_a_check_lists_every_kind_of_problem_in_order(nasty_library: Path) -> None:
    problems = check(Library(nasty_library))
    found = {(each.document, each.kind) for each in problems}
    assert {
        ("index.md", "broken-link"),
        ("index.md", "broken-anchor"),
        ("index.md", "blocked-link"),
        ("index.md", "ambiguous-link"),
        ("no-title.md", "orphan"),
        ("broken/front-matter.md", "front-matter"),
        ("section/_section.yml", "front-matter"),
        ("names/bad?.md", "file"),
    } <= found
    for each in problems:
        assert each.message.isprintable(), each
    lines = [each.line for each in problems if each.document == "index.md"]
    assert lines == sorted(lines)


def test_a_clean_library_has_no_problems(library_builder: LibraryBuilder) -> None:
    root = library_builder(
        {
            "index.md": "---\ntags: [one]\n---\n[a](a.md#a) ![p](p.png) [site](https://example.org)\n",
            "a.md": "# A\n\n[home](/)\n",
            "p.png": "",
            "tags.yml": "one: The first\ntwo: The second\n",
        }
    )
    assert check(Library(root)) == []


def test_tags_that_are_not_declared_are_named_with_the_nearest(library_builder: LibraryBuilder) -> None:
    root = library_builder(
        {"index.md": "---\ntags: [pyton, other]\n---\n# H\n", "tags.yml": "python: The language\nempty:\n"}
    )
    problems = check(Library(root))
    assert [(each.document, each.kind) for each in problems] == [
        ("tags.yml", "front-matter"),
        ("index.md", "unknown-tag"),
        ("index.md", "unknown-tag"),
    ]
    assert "`python`" in problems[1].message
    assert check(Library(library_builder({"index.md": "---\ntags: [any]\n---\n# H\n"}))) == []


def test_standard_input_can_be_checked() -> None:
    problems = check(library_of_text(b"# T\n\n[a](b.md) [t](#t) ![p](p.png)\n"))
    assert [each.kind for each in problems] == ["broken-link", "broken-link"]
