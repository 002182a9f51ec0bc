from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nexus_tui.core import paths, snapshot_cache
from nexus_tui.core.errors import DocumentNotFound, DocumentUnreadable, LibraryError, OutsideLibrary
from nexus_tui.core.library import STDIN, Library, ScanStopped, library_of_text, open_library
from nexus_tui.core.library_scan import scan_paths
from nexus_tui.core.model import DocId, Section, Snapshot
from tests.conftest import LibraryBuilder


def titles(snapshot: Snapshot) -> list[str]:
    return [snapshot.pages[document].title for document in snapshot.order]


def sections(tree: Section) -> list[str]:
    found: list[str] = []
    for child in tree.children:
        if isinstance(child, Section):
            found += [child.title, *sections(child)]
    return found


def test_a_folder_is_scanned_into_pages_and_sections(library_builder: LibraryBuilder) -> None:
    root = library_builder(
        {
            "index.md": "---\ntitle: Home\ntags: [start]\naliases: [Front door]\n---\n# Other\n",
            "notes/b.markdown": "# Beta\n",
            "notes/a.mdx": "Alpha\n=====\n",
            "notes/README.md": "# About notes\n",
            "empty/picture.png": "",
            "plain.txt": "no page",
        }
    )
    snapshot = Library(root).scan()
    assert snapshot.complete
    assert snapshot.home == "index.md"
    assert snapshot.order == ("index.md", "notes/README.md", "notes/a.mdx", "notes/b.markdown")
    assert titles(snapshot) == ["Home", "About notes", "Alpha", "Beta"]
    assert sections(snapshot.tree) == ["About notes"]
    home = snapshot.pages[DocId("index.md")]
    assert (home.tags, home.aliases, home.size) == (("start",), ("Front door",), (root / "index.md").stat().st_size)
    assert snapshot.tree.count == 4
    notes = snapshot.tree.children[0]
    assert isinstance(notes, Section)
    assert (notes.index, notes.count, notes.path) == ("notes/README.md", 3, "notes")


def test_names_alone_give_a_first_snapshot_without_reading_a_page(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = library_builder({"getting-started.md": "# T\n", "how_to/a b.md": "x"})
    monkeypatch.setattr(os, "open", None)
    snapshot = Library(root).names()
    assert not snapshot.complete
    assert titles(snapshot) == ["Getting started", "A b"]
    assert sections(snapshot.tree) == ["How to"]


def test_ignored_hidden_and_tool_folders_are_left_out(library_builder: LibraryBuilder) -> None:
    root = library_builder(
        {
            ".gitignore": "drafts/\n*.tmp.md\n!keep.tmp.md\n/top.md\n[\n",
            "drafts/a.md": "",
            "x.tmp.md": "",
            "keep.tmp.md": "",
            "top.md": "",
            "sub/top.md": "",
            "sub/.gitignore": "*\n!top.md\n",
            "sub/other.md": "",
            ".obsidian/a.md": "",
            "node_modules/p/readme.md": "",
            "env/pyvenv.cfg": "",
            "env/readme.md": "",
            ".hidden.md": "",
        }
    )
    assert set(scan_paths(root)) == {"keep.tmp.md", "sub/top.md"}


def test_ignore_patterns_that_would_take_forever_count_for_nothing(library_builder: LibraryBuilder) -> None:
    """The suite's time limit is the judge: each of these patterns alone would need hours."""
    bad = ["*a" * 30 + "b", "**/a/" * 30 + "x.md", "a/" + "*a*a" * 20 + "/b"]
    name = "a" * 200 + ".md"
    deep = "a/" * 50 + "y.md"
    root = library_builder({".gitignore": "\n".join([*bad, "gone.md"]), name: "", deep: "", "gone.md": ""})
    assert set(scan_paths(root)) == {name, deep}


def test_rules_of_the_working_tree_around_the_library_hold(library_builder: LibraryBuilder) -> None:
    top = library_builder(
        {
            ".git/info/exclude": "secret.md\n",
            ".gitignore": "build/\n/docs/old/\nother/\n",
            "docs/.gitignore": "*.gen.md\n",
            "docs/a.md": "",
            "docs/a.gen.md": "",
            "docs/secret.md": "",
            "docs/old/a.md": "",
            "docs/new/a.md": "",
            "build/a.md": "",
            "build/build/b.md": "",
        }
    )
    assert set(scan_paths(top / "docs")) == {"a.md", "new/a.md"}
    assert set(scan_paths(top / "docs" / "new")) == {"a.md"}
    assert set(scan_paths(top / "build")) == {"a.md", "build/b.md"}, "a library that is named itself is not ignored"


def test_symbolic_links_stay_in_the_library_and_loops_end(nasty_library: Path) -> None:
    found = set(scan_paths(nasty_library))
    assert {path for path in found if path.startswith("symlinks/")} == {"symlinks/real.md", "symlinks/alias.md"}


def test_a_folder_that_is_only_met_through_a_link_is_entered_once(library_builder: LibraryBuilder) -> None:
    root = library_builder({".store/a.md": "# A\n", "b.md": "# B\n"})
    (root / "one").symlink_to(".store")
    (root / "two").symlink_to(".store")
    assert set(scan_paths(root)) == {"b.md", "one/a.md"}
    assert sections(Library(root).scan().tree) == ["One"]


def test_order_comes_from_front_matter_then_section_file_then_titles(library_builder: LibraryBuilder) -> None:
    root = library_builder(
        {
            "z.md": "---\norder: 1\n---\n# Zed\n",
            "m.md": "---\nweight: 2\n---\n# Em\n",
            "b.md": "# Page 10\n",
            "c.md": "# Page 9\n",
            "s/_section.yml": "title: Last by number\norder: 99\nsummary: Of s\npages: [two.md, one, deep]\n",
            "s/one.md": "# One\n",
            "s/two.md": "# Two\n",
            "s/extra.md": "# Extra\n",
            "s/deep/x.md": "# X\n",
        }
    )
    snapshot = Library(root).scan()
    assert snapshot.order == (
        "z.md", "m.md", "s/two.md", "s/one.md", "s/deep/x.md", "s/extra.md", "c.md", "b.md",
    )  # fmt: skip
    section = snapshot.tree.children[2]
    assert isinstance(section, Section)
    assert (section.title, section.summary, section.count) == ("Last by number", "Of s", 4)
    assert snapshot.problems == ()


def test_a_section_file_with_mistakes_is_used_and_named(nasty_library: Path) -> None:
    snapshot = Library(nasty_library).scan()
    found = [each for each in snapshot.problems if each.document == "section/_section.yml"]
    assert len(found) == 1
    assert "`missing`" in found[0].message
    order = [document for document in snapshot.order if document.startswith("section/")]
    assert order == ["section/b.md", "section/a.md", "section/c.md"]


def test_an_mkdocs_navigation_is_the_order(library_builder: LibraryBuilder) -> None:
    root = library_builder(
        {
            "mkdocs.yml": "site_name: S\nplugins: [!ENV [X, y]]\nnav:\n  - index.md\n  - Guide:\n"
            "    - Second: guide/b.md\n    - guide/a.md\n  - Web: https://example.org\n  - Zebra: z.md\n",
            "docs/index.md": "# Home\n",
            "docs/a.md": "# A rest\n",
            "docs/z.md": "# Z\n",
            "docs/guide/a.md": "# A\n",
            "docs/guide/b.md": "# B\n",
        }
    )
    expected = ("index.md", "guide/b.md", "guide/a.md", "z.md", "a.md")
    inner = Library(root / "docs").scan()
    assert inner.order == expected
    assert sections(inner.tree) == ["Guide"]
    assert Library(root).scan().order == tuple(f"docs/{path}" for path in expected)


def test_an_mdbook_table_of_contents_is_the_order(library_builder: LibraryBuilder) -> None:
    root = library_builder(
        {
            "src/SUMMARY.md": "# Summary\n\n[Intro](intro.md)\n\n- [Z](z.md)\n  - [B](./b/b.md)\n- [A](a.md#x)\n",
            "src/intro.md": "# I\n",
            "src/z.md": "# Z\n",
            "src/b/b.md": "# B\n",
            "src/a.md": "# A\n",
        }
    )
    assert Library(root).scan().order[:4] == ("src/intro.md", "src/z.md", "src/b/b.md", "src/a.md")


def test_numbered_file_names_are_an_order_but_no_titles(library_builder: LibraryBuilder) -> None:
    root = library_builder({"02-a.md": "# Alpha\n", "10-c.md": "# Aardvark\n", "1-z.md": "# Zulu\n"})
    assert titles(Library(root).scan()) == ["Zulu", "Alpha", "Aardvark"]


def test_a_second_scan_reads_only_what_changed(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = library_builder({"a.md": "# A\n", "b.md": "---\norder: x\n---\n# B\n", "c/c.md": "# C\n"})
    library = Library(root)
    first = library.scan()
    assert library.scan(cached=first) is first
    (root / "a.md").write_text("# A, changed\n")
    (root / "c" / "c.md").unlink()
    read: list[str] = []
    real_open = os.open

    def note(path: str | Path, flags: int) -> int:
        read.append(Path(path).name)
        return real_open(path, flags)

    monkeypatch.setattr(os, "open", note)
    second = library.scan(cached=first)
    assert read == ["a.md"]
    assert titles(second) == ["A, changed", "B"]
    assert second.pages[DocId("b.md")] is first.pages[DocId("b.md")]
    assert second.problems == first.problems != ()


def test_a_scan_stops_when_told(library_builder: LibraryBuilder) -> None:
    library = Library(library_builder({"a.md": "", "b/b.md": ""}))
    with pytest.raises(ScanStopped):
        library.scan(cancelled=lambda: True)
    with pytest.raises(ScanStopped):
        library.names(cancelled=lambda: True)


def test_a_snapshot_is_kept_and_served_again(nasty_library: Path) -> None:
    library = Library(nasty_library)
    assert library.cached() is None
    snapshot = library.scan()
    library.remember(snapshot)
    assert library.cached() == snapshot


def test_the_first_page_and_the_size_are_told_without_a_scan(library_builder: LibraryBuilder) -> None:
    root = library_builder({"README.md": "# R\n", "Index.md": "# I\n", "sub/a.md": ""})
    library = Library(root)
    assert library.guess_home() == library.scan().home == "Index.md"
    assert Library(root, opened=DocId("README.md")).guess_home() == "README.md"
    assert Library(root / "sub").guess_home() is None
    assert Library(root / "gone").guess_home() is None
    assert library.cached_size() == 0
    library.remember(library.scan())
    assert library.cached_size() == 3
    snapshot_cache.cache_file(root).write_text("{}")
    assert library.cached_size() == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SUMMARY.md", "# Summary\n\n[Title](title.md)\n\n- [Gone](gone.md)\n- [A](a.md)\n"),
        ("SUMMARY.md", "# Summary\n\n[Gone](gone.md)\n[Out](../out.md)\n[Title](title.md#top)\n- [A](a.md)\n"),
        ("mkdocs.yml", "docs_dir: .\nnav:\n  - Title: title.md\n  - A: a.md\n"),
    ],
)
def test_the_first_page_is_that_of_the_navigation_file(library_builder: LibraryBuilder, name: str, text: str) -> None:
    library = Library(library_builder({"a.md": "# A\n", "title.md": "# Title\n", "z.md": "# Z\n", name: text}))
    assert library.guess_home() == library.names().home == library.scan().home == "title.md"


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]\n[]\n", b'{"nexus-snapshot": 99}\n', b"\xff\xfe"])
def test_a_damaged_or_foreign_kept_snapshot_counts_as_absent(library_builder: LibraryBuilder, damage: bytes) -> None:
    root = library_builder({"a.md": "# A\n"})
    library = Library(root)
    library.remember(library.scan())
    place = snapshot_cache.cache_file(root)
    whole = place.read_bytes()
    place.write_bytes(damage)
    assert library.cached() is None
    place.write_bytes(whole[: len(whole) // 2])
    assert library.cached() is None
    snapshot_cache.forget(root)
    assert library.cached() is None


def test_a_kept_snapshot_is_served_without_the_yaml_and_pathspec_packages(library_builder: LibraryBuilder) -> None:
    root = library_builder({".gitignore": "x/\n", "a.md": "---\nx: {a: 1}\n---\n# A\n"})
    library = Library(root)
    library.remember(library.scan())
    code = (
        "import sys; from nexus_tui.core.library import open_library\n"
        f"snapshot = open_library({str(root)!r}).cached()\n"
        "assert snapshot is not None and snapshot.order == ('a.md',)\n"
        "assert not {'yaml', 'pathspec', 'tomllib', 'platformdirs', 'asyncio'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_nasty_library_is_scanned_whole(nasty_library: Path) -> None:
    snapshot = Library(nasty_library).scan()
    pages = snapshot.pages
    assert pages[DocId("encodings/latin1.md")].title == "Café à la crème"
    assert pages[DocId("encodings/bom.md")].title == "With a BOM"
    assert pages[DocId("encodings/utf16.md")].title == "Sixteen bits"
    assert pages[DocId("encodings/crlf.md")].title == "Windows lines"
    assert pages[DocId("encodings/crlf.md")].tags == ("a", "b")
    assert pages[DocId("empty.md")].title == "Empty"
    assert pages[DocId("no-title.md")].title == "No title"
    assert pages[DocId("broken/front-matter.md")].title == "Broken: because of a colon"
    assert pages[DocId("broken/list.md")].title == "A list as a head"
    assert pages[DocId("bombs/laughs.md")].title == "Laughs"
    assert pages[DocId("symlinks/alias.md")].title == "Real"
    deep = "deep/" + "/".join(f"level{level}" for level in range(30)) + "/bottom.md"
    assert pages[DocId(deep)].title == "Bottom"
    assert not any("outside" in document or "escape" in document.rpartition("/")[2] for document in pages)
    complaints = {problem.document for problem in snapshot.problems}
    assert {"broken/front-matter.md", "broken/types.md", "bombs/laughs.md", "bombs/deep.md"} <= complaints
    assert "names/bad?.md" in complaints, "a name that is not UTF-8 is left out and said"


def test_nothing_a_terminal_obeys_is_in_titles_tags_or_problems(nasty_library: Path) -> None:
    snapshot = Library(nasty_library).scan()
    texts = [page.title for page in snapshot.pages.values()]
    texts += [tag for page in snapshot.pages.values() for tag in (*page.tags, *page.aliases, page.summary)]
    texts += [problem.message for problem in snapshot.problems]
    texts += sections(snapshot.tree)
    for text in texts:
        assert not any(ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u202e\u2066" for char in text), text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Plain\n", "Plain"),
        ("\n\n## Second level first\n\n# Then one\n", "Second level first"),
        ("Text before.\n\n# After text\n", "After text"),
        ("Text before.\n\n## A part\n", "My page"),
        ("Text before.\n\nA part\n---\n", "My page"),
        ("- an item\n\n## A part\n\n# Far too late\n", "My page"),
        ("<h2>By tag</h2>\n", "By tag"),
        ("Text before.\n<h2>A part</h2>\n", "My page"),
        ('<!-- old names -->\n\n<a id="old"></a>\n\n## Second level\n', "Second level"),
        ("Underlined\n==========\n", "Underlined"),
        ("Two\n---\n", "Two"),
        ("```\n# code\n```\n# Real\n", "Real"),
        ("~~~~\n# code\n~~~\n# code\n~~~~\n# Real\n", "Real"),
        ("    # indented code\n\n# Real\n", "Real"),
        ("<!-- # no\n# no -->\n# Real\n", "Real"),
        ('<p align="center">\n<h1 align="center">By <b>tag</b></h1>\n', "By tag"),
        ("#hashtag\n\n# Real\n", "Real"),
        ("#\n\n# Real #\n", "Real"),
        ("# `code_x` and **bold _both_** &amp; [link](x.md)\n", "code_x and bold both & link"),
        ("# snake_case_name and 2*3*4\n", "snake_case_name and 2*3*4"),
        ("# ![logo](l.png) With \\*escapes\\* {#id}\n", "logo With *escapes*"),
        ("# [[Page|Wiki]] title\n", "Wiki title"),
        ("- item\n---\n\n# Real\n", "Real"),
        ("no heading\n", "My page"),
        ("", "My page"),
    ],
)
def test_titles_come_from_the_first_heading_or_the_file_name(
    library_builder: LibraryBuilder, text: str, title: str
) -> None:
    root = library_builder({"my-page.md": text, "crlf/my-page.md": text.replace("\n", "\r\n")})
    assert titles(Library(root).scan())[-1] == title
    assert Library(root).scan().pages[DocId("crlf/my-page.md")].title == title


def test_a_title_far_down_a_long_page_is_found(library_builder: LibraryBuilder) -> None:
    comment = "<!--\n" + "x" * 6000 + "\n-->\n"
    long_head = "---\nsummary: " + "y" * 1500 + "\nx: |\n" + "  text\n" * 1500 + "title: In a long head\n---\n"
    root = library_builder({"a.md": comment + "# Below\n", "b.md": long_head})
    assert titles(Library(root).scan()) == ["Below", "In a long head"]


def test_an_unlistable_folder_below_is_a_problem(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = library_builder({"a.md": "", "locked/b.md": ""})
    real = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    snapshot = Library(root).scan()
    assert snapshot.order == ("a.md",)
    assert [(each.document, "Permission denied" in each.message) for each in snapshot.problems] == [("locked", True)]


def test_a_page_is_read_with_its_notes(nasty_library: Path) -> None:
    source = Library(nasty_library).read(DocId("encodings/latin1.md"))
    assert source.text.startswith("# Café")
    assert "Latin-1" in source.notes[0]
    assert source.mtime_ns == (nasty_library / "encodings/latin1.md").stat().st_mtime_ns
    assert Library(nasty_library).read(DocId("symlinks/alias.md")).text == "# Real\n"


@pytest.mark.parametrize(
    ("document", "error", "words"),
    [
        ("nowhere.md", DocumentNotFound, "moved or removed"),
        ("index.md/x.md", DocumentNotFound, "moved or removed"),
        ("a\0b.md", DocumentNotFound, "no page"),
        ("../outside/secret.md", OutsideLibrary, "leads out"),
        ("/etc/passwd", OutsideLibrary, "leads out"),
        ("twins/../../outside/secret.md", OutsideLibrary, "leads out"),
        ("symlinks/escape.md", OutsideLibrary, "leads out"),
        ("symlinks/escape/secret.md", OutsideLibrary, "leads out"),
        ("", OutsideLibrary, "leads out"),
        ("twins", DocumentUnreadable, "is a folder"),
        ("symlinks/pipe.md", DocumentUnreadable, "not a regular file"),
        ("symlinks/self.md", DocumentUnreadable, "Cannot read"),
        ("x" * 5000, DocumentUnreadable, "Cannot read"),
        ("evil\x1b[2J.md", DocumentNotFound, "␛[2J"),
    ],
)
def test_what_cannot_be_read_says_why(nasty_library: Path, document: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words.replace("[", r"\[")) as caught:
        Library(nasty_library).read(DocId(document))
    assert "\x1b" not in str(caught.value)


def test_a_page_without_permission_says_so(library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    root = library_builder({"a.md": "x"})

    def refuse(path: str | Path, flags: int) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(DocumentUnreadable, match="No permission"):
        Library(root).read(DocId("a.md"))


def test_a_giant_page_is_cut_and_says_so(library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    root = library_builder({"a.md": "x" * 100})
    monkeypatch.setattr("nexus_tui.core.library.MAX_READ", 10)
    source = Library(root).read(DocId("a.md"))
    assert source.text == "x" * 10
    assert source.notes == ("Only the first 10 of 100 bytes are shown.",)


def test_a_file_opens_its_folder_with_itself_as_home(library_builder: LibraryBuilder) -> None:
    root = library_builder(
        {"index.md": "# I\n", "b.md": "# B\n", "notes.txt": "text", ".gitignore": "ig.md\n", "ig.md": ""}
    )
    library = open_library(root / "b.md")
    snapshot = library.scan()
    assert (snapshot.home, snapshot.order) == ("b.md", ("index.md", "b.md"))
    library.remember(snapshot)
    kept = open_library(root).cached()
    assert kept is not None
    assert kept.home == "index.md"
    again = library.cached()
    assert again is not None
    assert again.home == "b.md"
    for name in ("notes.txt", "ig.md"):
        assert open_library(root / name).scan().home == name


def test_a_linked_file_opens_the_folder_it_is_in(library_builder: LibraryBuilder, tmp_path: Path) -> None:
    root = library_builder({"b.md": "# B\n"})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "link.md").symlink_to(root / "b.md")
    library = open_library(tmp_path / "elsewhere" / "link.md")
    assert (library.root, library.opened) == (root, "b.md")


def test_standard_input_is_a_library_of_one_page() -> None:
    library = library_of_text(b"---\ntitle: Piped\n---\ntext\n")
    snapshot = library.scan()
    assert not library.on_disk
    assert snapshot.order == (STDIN,)
    assert snapshot.home == STDIN
    assert titles(snapshot) == ["Piped"]
    assert library.read(STDIN).text.endswith("text\n")
    with pytest.raises(DocumentNotFound):
        library.read(DocId("other.md"))
    library.remember(snapshot)
    assert library.cached() is None
    assert not paths.cache_dir().exists()


def test_what_is_no_library_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="check the path"):
        open_library(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(LibraryError, match="give a folder"):
        open_library(tmp_path / "pipe")
    gone = Library(tmp_path / "gone")
    with pytest.raises(LibraryError, match="Cannot open the folder"):
        gone.scan()


def test_an_empty_folder_is_an_empty_library(tmp_path: Path) -> None:
    snapshot = Library(tmp_path).scan()
    assert (snapshot.order, snapshot.home, snapshot.tree.count) == ((), None, 0)
