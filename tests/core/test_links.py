from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_tui.core.library import Library
from nexus_tui.core.links import (
    Ambiguous,
    Blocked,
    Broken,
    External,
    Internal,
    Resolution,
    find_document,
    resolve,
)
from nexus_tui.core.model import DocId, Page, Section, Snapshot, Target


def page(path: str, title: str, *aliases: str) -> Page:
    return Page(DocId(path), title, 1, 1, aliases)


PAGES = [
    page("index.md", "Home"),
    page("a b.md", "With space"),
    page("c#.md", "C#", "C sharp"),
    page("100%25.md", "Percent"),
    page("what?.md", "What"),
    page("Ünï.md", "Ünïcode"),
    page("guide/index.md", "Guide"),
    page("guide/setup.md", "Set-up", "Install"),
    page("guide/deep/setup.md", "Deep set-up"),
    page("guide/Case.MD", "Case"),
    page("no-index/only.markdown", "Only"),
    page("no-index/twin.mdx", "Twin"),
    page("other/twin.md", "Twin"),
    page("other/upper.md", "UPPER"),
    page("other/lower.md", "upper"),
    page("v1.2.md", "Version 1.2"),
]


def tree() -> Section:
    def section(path: str, *children: Section | str, index: str | None = None) -> Section:
        below = tuple(each if isinstance(each, Section) else DocId(each) for each in children)
        return Section(path, path, DocId(index) if index else None, below, 1)

    deep = section("guide/deep", "guide/deep/setup.md")
    guide = section("guide", "guide/setup.md", deep, "guide/Case.MD", index="guide/index.md")
    plain = section("no-index", "no-index/only.markdown", "no-index/twin.mdx")
    return section("", guide, plain, section("other", "other/twin.md"), index="index.md")


SNAPSHOT = Snapshot(Path("/library"), tree(), {each.id: each for each in PAGES}, tuple(each.id for each in PAGES))


def shown(resolution: Resolution) -> str:
    """A resolution as one word and its target, for the tables below."""
    if isinstance(resolution, Internal):
        target = resolution.target
        place = f":{target.line}" if target.line else f"#{target.anchor}" if target.anchor else ""
        return target.document + place
    if isinstance(resolution, External):
        return f"external {resolution.url}"
    if isinstance(resolution, Ambiguous):
        return "ambiguous " + " ".join(each.document for each in resolution.candidates)
    if isinstance(resolution, Broken):
        return f"broken {resolution.creates}".strip()
    return f"blocked {resolution.path}".strip()


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("setup.md", "guide/setup.md"),
        ("./setup.md", "guide/setup.md"),
        ("setup", "guide/setup.md"),
        ("setup.html", "guide/setup.md"),
        ("setup.md#a-heading", "guide/setup.md#a-heading"),
        ("setup.md#%C3%A9t%C3%A9", "guide/setup.md#été"),
        ("setup.md?raw=1#x", "guide/setup.md#x"),
        ("setup.md#L12", "guide/setup.md:12"),
        ("setup.md#L12-L20", "guide/setup.md:12"),
        ("#here", "guide/index.md#here"),
        ("", "guide/index.md"),
        ("#", "guide/index.md"),
        ("?x=1", "guide/index.md"),
        ("deep/setup.md", "guide/deep/setup.md"),
        ("deep", "guide/deep/setup.md"),
        ("deep/", "guide/deep/setup.md"),
        ("..", "index.md"),
        ("../", "index.md"),
        (".", "guide/index.md"),
        ("/", "index.md"),
        ("/guide", "guide/index.md"),
        ("/guide/setup", "guide/setup.md"),
        ("../index.md", "index.md"),
        ("../a%20b.md", "a b.md"),
        ("../a b", "a b.md"),
        ("../c%23.md", "c#.md"),
        ("../100%2525.md", "100%25.md"),
        ("../100%25.md", "100%25.md"),
        ("../what%3F.md", "what?.md"),
        ("../what?.md", "what?.md"),
        ("../%C3%9Cn%C3%AF.md", "Ünï.md"),
        ("../Ünï", "Ünï.md"),
        ("../v1.2", "v1.2.md"),
        ("SETUP.md", "guide/setup.md"),
        ("case.md", "guide/Case.MD"),
        ("../GUIDE/Setup", "guide/setup.md"),
        ("..\\guide\\setup.md", "guide/setup.md"),
        ("../no-index", "no-index/only.markdown"),
        ("../no-index/only", "no-index/only.markdown"),
        ("set\nup.md", "guide/setup.md"),
        ("https://example.org/a?b#c", "external https://example.org/a?b#c"),
        ("HTTP://example.org", "external HTTP://example.org"),
        ("mailto:me@example.org", "external mailto:me@example.org"),
        ("//example.org/x", "external https://example.org/x"),
        ("https://example.org/a b", "external https://example.org/a%20b"),
        ("https:", "broken"),
        ("https:setup.md", "broken"),
        ("//", "broken"),
        ("javascript:alert(1)", "blocked"),
        ("java\nscript:alert(1)", "blocked"),
        ("\x1bjavascript:alert(1)", "blocked"),
        ("file:///etc/passwd", "blocked"),
        ("ftp://example.org", "blocked"),
        ("data:text/html,x", "blocked"),
        ("C:\\x.md", "blocked"),
        ("../../outside.md", "blocked"),
        ("..%2F..%2Foutside.md", "blocked"),
        ("..%5C..%5Coutside.md", "blocked"),
        ("/../outside.md", "blocked"),
        ("deep/../../../x", "blocked"),
        ("picture.png", "blocked guide/picture.png"),
        ("nowhere.md", "broken guide/nowhere.md"),
        ("nowhere", "broken guide/nowhere.md"),
        ("sub/nowhere.html", "broken guide/sub/nowhere.md"),
        ("..%252Fx", "broken guide/..%2Fx.md"),
        ("%00.md", "broken guide/\x00.md"),
        ("%FF.md", "broken guide/\ufffd.md"),
    ],
)
def test_links_of_a_page_lead_where_they_should(href: str, expected: str) -> None:
    assert shown(resolve(href, DocId("guide/index.md"), SNAPSHOT)) == expected


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("Set-up", "guide/setup.md"),
        ("set-up", "guide/setup.md"),
        ("Set-up#Heading one", "guide/setup.md#Heading one"),
        ("Set-up|some text", "guide/setup.md"),
        ("Set-up|some text#Heading", "guide/setup.md#Heading"),
        ("Set-up|about C# here", "guide/setup.md"),
        ("Set-up#One#Two", "guide/setup.md#Two"),
        ("Install", "guide/setup.md"),
        ("C sharp", "c#.md"),
        ("with   SPACE", "a b.md"),
        ("a b", "a b.md"),
        ("#Only a heading", "index.md#Only a heading"),
        ("guide/setup", "guide/setup.md"),
        ("deep/setup", "guide/deep/setup.md"),
        ("/guide/setup.md", "guide/setup.md"),
        ("no-index", "no-index/only.markdown"),
        ("setup.md", "ambiguous guide/setup.md guide/deep/setup.md"),
        ("index.md", "index.md"),
        ("setup", "ambiguous guide/setup.md guide/deep/setup.md"),
        ("Twin", "ambiguous no-index/twin.mdx other/twin.md"),
        ("UPPER", "other/upper.md"),
        ("upper", "other/lower.md"),
        ("Upper", "ambiguous other/upper.md other/lower.md"),
        ("Nowhere at all!", "broken nowhere-at-all.md"),
        ("../../etc/passwd", "blocked"),
        ("table\\|cell", "broken table.md"),
    ],
)
def test_wiki_links_are_found_by_path_title_alias_and_file_name(inside: str, expected: str) -> None:
    for href in (f"[[{inside}]]", f"wiki:{inside}"):
        assert shown(resolve(href, DocId("index.md"), SNAPSHOT)) == expected


def test_ambiguous_names_offer_the_same_folder_first() -> None:
    found = resolve("[[Twin]]", DocId("other/lower.md"), SNAPSHOT)
    assert isinstance(found, Ambiguous)
    assert [each.document for each in found.candidates] == ["other/twin.md", "no-index/twin.mdx"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("guide/setup.md", Target(DocId("guide/setup.md"))),
        ("./guide/setup", Target(DocId("guide/setup.md"))),
        ("guide/setup.md#there", Target(DocId("guide/setup.md"), "there")),
        ("c#.md", Target(DocId("c#.md"))),
        ("C#", Target(DocId("c#.md"))),
        ("C##intro", Target(DocId("c#.md"), "intro")),
        ("install", Target(DocId("guide/setup.md"))),
        ("Twin", Target(DocId("no-index/twin.mdx"))),
        ("guide", Target(DocId("guide/index.md"))),
        ("nothing", None),
        ("../x", None),
        ("", None),
        ("#x", None),
    ],
)
def test_people_name_pages_by_path_title_or_alias(name: str, expected: Target | None) -> None:
    assert find_document(name, SNAPSHOT) == expected


@given(st.text(max_size=40))
def test_no_link_makes_resolving_raise_or_leave_the_library(href: str) -> None:
    for each in (href, f"[[{href}]]", f"../{href}"):
        found = resolve(each, DocId("guide/index.md"), SNAPSHOT)
        if isinstance(found, Internal):
            assert found.target.document in SNAPSHOT.pages
        if isinstance(found, External):
            assert found.url.lower().startswith(("http://", "https://", "mailto:"))
        if isinstance(found, Broken | Blocked):
            assert "\x1b" not in found.reason
            assert "\n" not in found.reason


def test_the_nasty_library_resolves_as_its_home_page_says(nasty_library: Path) -> None:
    snapshot = Library(nasty_library).scan()
    home = DocId("index.md")
    assert shown(resolve("names/hash%23tag.md", home, snapshot)) == "names/hash#tag.md"
    assert shown(resolve("names/100%2525.md", home, snapshot)) == "names/100%25.md"
    assert shown(resolve("[[Twin]]", home, snapshot)) == "ambiguous twins/one.md twins/two.md"
    assert shown(resolve("[[Second twin|a name#details]]", home, snapshot)) == "twins/two.md#details"
    assert shown(resolve("..%2Foutside%2Fsecret.md", home, snapshot)) == "blocked"
    assert shown(resolve("symlinks/escape.md", home, snapshot)) == "broken symlinks/escape.md"
