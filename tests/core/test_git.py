from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from nexus_tui.core import git
from nexus_tui.core.git import Repository
from nexus_tui.core.model import DocId

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git command")

PAGE = DocId("page with space.md")


def run(root: Path, *arguments: str, when: int = 1_700_000_000) -> None:
    date = f"{when} +0000"
    environment = {**os.environ, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    identity = ["-c", "user.name=Ada \x1b[31mL", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=root, env=environment, check=True, capture_output=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A library in a folder of a repository, with two commits of a page that was renamed."""
    top = tmp_path / "top"
    library = top / "notes"
    library.mkdir(parents=True)
    run(top, "init", "-q", "-b", "main")
    (library / "old.md").write_text("# Title\n\nOne.\n\nTwo.\n")
    (top / "outside.txt").write_text("x")
    run(top, "add", ".")
    run(top, "commit", "-qm", "First", when=1_700_000_000)
    run(top, "mv", "notes/old.md", f"notes/{PAGE}")
    run(top, "commit", "-qm", "Rename", when=1_700_000_100)
    (library / PAGE).write_text("# Title\n\nOne.\n\nTwo, changed.\n")
    run(top, "commit", "-qam", "Second\n\nBody", when=1_700_000_200)
    return library


def repository(root: Path) -> Repository:
    found = Repository.find(root)
    assert found is not None
    return found


def test_the_commits_of_a_page_are_told_newest_first_across_a_renaming(root: Path) -> None:
    commits = repository(root).commits(PAGE)
    assert [(each.subject, each.when) for each in commits] == [
        ("Second", 1_700_000_200.0),
        ("Rename", 1_700_000_100.0),
        ("First", 1_700_000_000.0),
    ]
    assert {each.author for each in commits} == {"Ada ␛[31mL"}
    assert repository(root).last_change(PAGE) == commits[0]
    assert repository(root).commits(PAGE, limit=1) == commits[:1]
    assert repository(root).last_change(DocId("nowhere.md")) is None


def test_the_age_of_a_section_is_that_of_its_newest_line(root: Path) -> None:
    found = repository(root)
    first, last = found.section_change(PAGE, 1, 3), found.section_change(PAGE, 4, 5)
    assert first is not None
    assert last is not None
    assert (first.subject, last.subject) == ("First", "Second")
    (root / PAGE).write_text("# Title\n\nOne.\n\nTwo, changed.\nNot committed.\n")
    new = found.section_change(PAGE, 4, 6)
    assert new is not None
    assert new.id == ""
    assert found.section_change(PAGE, 900, 901) is None


def test_the_text_of_a_page_at_a_commit_is_given_as_bytes(root: Path) -> None:
    found = repository(root)
    commit = found.commits(PAGE)[0].id
    assert found.text_at(commit, PAGE) == b"# Title\n\nOne.\n\nTwo, changed.\n"
    assert found.text_at(f"{commit}^", PAGE) == b"# Title\n\nOne.\n\nTwo.\n"
    assert found.text_at(commit, DocId("nowhere.md")) is None
    for wrong in ("--help", "main", "HEAD", "-p", "abcd; ls", ""):
        assert found.text_at(wrong, PAGE) is None


def test_files_that_differ_from_the_last_commit_are_told_by_library_path(root: Path) -> None:
    found = repository(root)
    assert found.changed() == {}
    (root / PAGE).write_text("changed")
    (root / "new é.md").write_text("new")
    (root / "added.md").write_text("added")
    run(root, "add", "added.md")
    (root.parent / "outside.txt").write_text("changed too")
    assert found.changed() == {PAGE: "changed", "new é.md": "untracked", "added.md": "added"}
    (root / PAGE).unlink()
    assert found.changed()[PAGE] == "removed"


def test_without_a_repository_or_without_git_there_is_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Repository.find(tmp_path) is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Repository.find(tmp_path) is None
    lone = Repository(tmp_path)
    assert (lone.commits(PAGE), lone.changed(), lone.section_change(PAGE, 1, 1), lone.last_change(PAGE)) == (
        [],
        {},
        None,
        None,
    )


def test_a_git_that_does_not_answer_is_given_up(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = repository(root)
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(git, "TIMEOUT", 0.05)
    assert found.commits(PAGE) == []


def test_nothing_that_the_repository_configures_is_run(root: Path, tmp_path: Path) -> None:
    mark = tmp_path / "was-run"
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\necho x >> {mark}\ncat\n")
    trap.chmod(0o755)
    for name in (
        "core.fsmonitor",
        "core.pager",
        "pager.log",
        "diff.external",
        "diff.trap.textconv",
        "diff.trap.command",
        "filter.trap.clean",
        "filter.trap.smudge",
        "gpg.program",
        "core.sshCommand",
        "core.askPass",
        "credential.helper",
    ):
        run(root, "config", name, str(trap))
    run(root, "config", "log.showSignature", "true")
    run(root, "config", "filter.trap.required", "true")
    (root / ".gitattributes").write_text("*.md diff=trap filter=trap\n")
    for hook in ("post-index-change", "pre-commit", "reference-transaction"):
        place = root.parent / ".git" / "hooks" / hook
        place.parent.mkdir(exist_ok=True)
        shutil.copy(trap, place)
    (root / PAGE).write_text("changed\n")
    os.utime(root / PAGE, (1, 1))
    mark.unlink(missing_ok=True)
    found = repository(root)
    assert found.changed()[PAGE] == "changed"
    assert len(found.commits(PAGE)) == 3
    assert found.section_change(PAGE, 1, 1) is not None
    assert found.text_at(found.commits(PAGE)[0].id, PAGE) is not None
    assert not mark.exists()


def test_no_lock_and_no_index_is_written(root: Path) -> None:
    index = root.parent / ".git" / "index"
    before = index.read_bytes()
    os.utime(root / PAGE, (5, 5))
    repository(root).changed()
    assert index.read_bytes() == before


def test_a_bare_repository_hidden_in_the_library_is_not_used(tmp_path: Path) -> None:
    bare = tmp_path / "library"
    run(tmp_path, "init", "-q", "--bare", str(bare))
    assert Repository.find(bare) is None


@pytest.mark.parametrize("name", ["-x.md", "--output=x.md", ":(top)x.md", "*.md", "new\nline.md"])
def test_odd_names_are_names_and_not_options(root: Path, name: str) -> None:
    (root / name).write_text("odd\n")
    run(root, "add", "--", f":(literal){name}")
    run(root, "commit", "-qm", "Odd")
    document = DocId(name)
    assert [each.subject for each in repository(root).commits(document)] == ["Odd"]
    assert repository(root).section_change(document, 1, 1) is not None
    (root / name).write_text("changed\n")
    assert repository(root).changed() == {document: "changed"}
