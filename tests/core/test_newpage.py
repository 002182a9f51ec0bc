from __future__ import annotations

from pathlib import Path

import pytest

from nexus_tui.core.errors import LibraryError, OutsideLibrary, UsageError
from nexus_tui.core.frontmatter import parse, split
from nexus_tui.core.library import Library, library_of_text
from nexus_tui.core.newpage import create_page, read_template


@pytest.mark.parametrize(
    "title", ["Plain title", "With: a colon", 'Quotes " and \\ back', "- dash", "# hash", "x #y", "été"]
)
def test_a_new_page_has_front_matter_that_says_its_title(tmp_path: Path, title: str) -> None:
    document = create_page(Library(tmp_path), "notes/new", title)
    assert document == "notes/new.md"
    text = (tmp_path / document).read_text()
    head = parse(split(text).raw)
    assert head.problems == ()
    assert head.title == title
    assert head.updated.count("-") == 2
    assert f"# {title}\n" in text


def test_a_page_is_called_after_its_file_and_fills_a_template(tmp_path: Path) -> None:
    (tmp_path / "template.txt").write_text("{title} {slug} {other} {date}")
    template = read_template(str(tmp_path / "template.txt"))
    document = create_page(Library(tmp_path), "how-to.markdown", template=template)
    assert document == "how-to.markdown"
    assert (tmp_path / document).read_text().startswith("How to how-to {other} 2")


def test_an_existing_file_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("mine")
    (tmp_path / "link.md").symlink_to("a.md")
    for name in ("a", "a.md", "./a.md", "link.md"):
        with pytest.raises(LibraryError, match="there already"):
            create_page(Library(tmp_path), name)
    assert (tmp_path / "a.md").read_text() == "mine"


@pytest.mark.parametrize(
    "path", ["", "  ", "a/", ".hidden.md", ".git/x.md", "node_modules/x.md", "x\x1b[2J.md", "a\0b"]
)
def test_names_that_are_no_pages_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(LibraryError) as caught:
        create_page(Library(tmp_path), path)
    assert "\x1b" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_page_outside_the_library_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "out").symlink_to(tmp_path)
    for path in ("../x.md", "/tmp/x.md", "out/x.md", "..\\x.md"):
        with pytest.raises(OutsideLibrary):
            create_page(Library(root), path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["root"]


def test_standard_input_takes_no_pages_and_a_missing_template_says_so(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="standard input"):
        create_page(library_of_text(b""), "x.md")
    with pytest.raises(UsageError, match="cannot be read"):
        read_template(str(tmp_path / "nowhere"))
    assert "{title}" in read_template("")


def test_a_name_that_the_disk_refuses_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="cannot be written"):
        create_page(Library(tmp_path), "file/x.md")
