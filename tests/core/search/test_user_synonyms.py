"""The user's own table of synonyms, through the session that the app and the command line use."""

from __future__ import annotations

from pathlib import Path

import pytest

from nexus_tui.core import paths
from nexus_tui.core.search import synonyms
from nexus_tui.core.search.synonyms import UserTable
from nexus_tui.core.session import Session
from tests.conftest import LibraryBuilder

PAGES = {
    "loaf.md": "# Loaf\n\nIt rises in an oven.\n",
    "k8s.md": "# Kubernetes\n\nPods and nodes.\n",
    "other.md": "# Other\n\nNothing of the kind.\n",
}


@pytest.fixture
def session(library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setattr(synonyms, "LOOKED_AGAIN", 0.0)
    session = Session.open(library_builder(PAGES))
    session.engine.sync()
    return session


def table(text: str) -> Path:
    path = paths.config_dir() / "synonyms.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def found(session: Session, text: str) -> tuple[list[str], tuple[str, ...]]:
    results = session.search(text)
    return [str(hit.document) for hit in results.hits], results.notes


def test_the_default_table_works_without_a_file(session: Session) -> None:
    assert found(session, "k8s nodes") == (["k8s.md"], ("also searched: kubernetes",))


def test_a_word_of_the_users_table_finds_what_it_stands_for(session: Session) -> None:
    assert found(session, "kiln")[0] == []
    table("kiln: [oven]\n")
    assert found(session, "kiln") == (["loaf.md"], ("also searched: oven",))
    assert found(session, "k8s nodes")[0] == ["k8s.md"]


def test_a_group_can_be_replaced_and_removed(session: Session) -> None:
    assert UserTable(table("k8s: []\n")).current().expand("k8s") == ()
    table("k8s: [oven]\n")
    assert found(session, "k8s")[1] == ("also searched: oven",)


def test_the_table_is_read_again_when_it_changes(session: Session) -> None:
    path = table("kiln: [oven]\n")
    assert found(session, "kiln")[0] == ["loaf.md"]
    path.unlink()
    assert found(session, "kiln")[0] == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("kiln: {a: b}\n", "synonyms.yml: “kiln” needs a list of words, such as kiln: [one, two words]"),
        ("a: [b\n", "synonyms.yml"),
        ("kiln: [one two three four five six seven]\n", "is longer than 6 words"),
        ("x" * (synonyms.LARGEST + 1), "it is not used"),
    ],
)
def test_what_is_wrong_with_the_table_is_said_and_the_rest_is_used(session: Session, text: str, says: str) -> None:
    table(text)
    documents, notes = found(session, "k8s nodes")
    assert documents == ["k8s.md"]
    assert any(says in note for note in notes)


def test_a_table_that_is_a_folder_or_not_text_raises_nothing(session: Session) -> None:
    path = table("")
    path.write_bytes(b"\xff\xfe\x00k8s: [\x1b]")
    assert found(session, "k8s nodes")[0] == ["k8s.md"]
    path.unlink()
    path.mkdir()
    assert found(session, "k8s nodes")[0] == ["k8s.md"]
