"""Inflections and synonyms."""

from __future__ import annotations

from pathlib import Path

import pytest

from nexus_tui.core.search import synonyms
from nexus_tui.core.search.stem import base, family, forms, irregular, spellings, stem


@pytest.mark.parametrize(
    "forms",
    [
        "query queries querying",
        "index indexes indexing indexed",
        "run runs running",
        "pad pads padding padded",
        "connect connected connecting connection connections",
        "generate generated generator generating",
        "relate related relates relating",
        "cache caches cached caching",
        "authenticate authenticated authenticating authentication",
        "optimize optimized optimization",
        "try tries tried",
        "class classes",
        "alias aliases aliased aliasing",
        "status statuses",
        "focus focuses focused focusing",
        "canvas canvases",
        "menu menus",
        "api apis",
    ],
)
def test_forms_of_a_word_have_one_stem_and_one_family(forms: str) -> None:
    words = forms.split()
    assert len({stem(word) for word in words}) == 1
    assert all(word.startswith(family(words[0])) for word in words)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("caresses", "caress"),
        ("ponies", "poni"),
        ("hopping", "hop"),
        ("filing", "file"),
        ("falling", "fall"),
        ("relational", "relat"),
        ("sky", "sky"),
        ("happy", "happi"),
        ("adjustable", "adjust"),
        ("rate", "rate"),
        ("cease", "ceas"),
        ("controll", "control"),
        ("is", "is"),
        ("status", "status"),
        ("gas", "gas"),
        ("gaps", "gap"),
        ("utf8", "utf8"),
        ("größe", "größe"),
        ("", ""),
    ],
)
def test_stems_are_porters(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_irregular_forms_know_each_other() -> None:
    assert set(irregular("wrote")) == {"write", "written"}
    assert irregular("table") == ()


@pytest.mark.parametrize(
    "pair",
    [
        "optimise optimize",
        "organisations organizations",
        "analyse analyze",
        "behaviour behavior",
        "centre center",
        "catalogue catalog",
        "licence license",
        "modelling modeling",
        "greyed grayed",
    ],
)
def test_each_spelling_gives_the_other(pair: str) -> None:
    british, american = pair.split()
    assert spellings(british) == (american,)
    assert spellings(american) == (british,)


@pytest.mark.parametrize("word", ["install", "call", "four", "log", "hence", "utf8", "größe", ""])
def test_other_words_have_one_spelling(word: str) -> None:
    assert spellings(word) == ()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("delete", {"deletes", "deleted", "deleting"}),
        ("copy", {"copies", "copied", "copying"}),
        ("stop", {"stops", "stopped", "stopping"}),
        ("pass", {"passes", "passed", "passing"}),
        ("run", {"runs", "running", "ran"}),
    ],
)
def test_the_forms_of_a_word_are_among_what_is_made_of_it(word: str, expected: set[str]) -> None:
    assert expected <= set(forms(word))
    assert forms("größe") == ()


def test_grammar_is_told_from_derivation() -> None:
    assert base("queries") == base("query") == base("querying")
    assert base("deleting") == base("delete") == base("deletes")
    assert base("duplicity") != base("duplicate")
    assert base("installer") != base("install")


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("k8s", "kubernetes"),
        ("kubernetes", "k8s"),
        ("pg", "postgresql"),
        ("postgres", "pg"),
        ("js", "javascript"),
        ("ts", "typescript"),
        ("py", "python"),
        ("db", "database"),
        ("databases", "db"),
        ("auth", "authentication"),
        ("auth", "authorization"),
        ("env", "environment"),
        ("repo", "repository"),
        ("drf", "django rest framework"),
        ("gql", "graphql"),
        ("n+1", "n plus one"),
        ("tz", "time zone"),
        ("i18n", "internationalization"),
        ("orm", "object-relational mapper"),
        ("c++", "cpp"),
        ("C#", "csharp"),
        ("Django REST framework", "drf"),
        ("CI", "continuous integration"),
    ],
)
def test_the_default_table_has(word: str, other: str) -> None:
    assert other in synonyms.load().expand(word)


def test_synonyms_are_not_passed_on() -> None:
    table = synonyms.load()
    assert "authorization" not in table.expand("authentication")


def test_the_default_table_has_no_problem() -> None:
    groups, problems = synonyms.parse(synonyms.DEFAULT.read_text(encoding="utf-8"))
    assert problems == ()
    assert len(groups) > 150


def test_phrases_of_a_query_are_found_longest_first() -> None:
    found = synonyms.load().find(["the", "django", "rest", "framework", "for", "db"])
    assert [(each.start, each.length, each.others) for each in found] == [(1, 3, ("drf",)), (5, 1, ("database",))]


def test_the_users_table_is_merged_over_the_default(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.yml"
    path.write_text("# mine\nk8s: []\npg: [elephant]\nacme: our product, ap\n", encoding="utf-8")
    table = synonyms.load(path)
    assert table.problems == ()
    assert table.expand("kubernetes") == ()
    assert table.expand("pg") == ("elephant",)
    assert table.expand("acme") == ("our product", "ap")
    assert table.expand("db") == ("database",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: {b: c}", "needs a list of words"),
        ("a: [b\n- c", "synonyms.yml"),
        ("- a\n- b\n", "synonyms.yml"),
        ("a: [one two three four five six seven eight]", "longer than"),
    ],
)
def test_a_wrong_table_is_said_to_be_wrong(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "synonyms.yml"
    path.write_text(text, encoding="utf-8")
    table = synonyms.load(path)
    assert len(table.problems) == 1 and said in table.problems[0]
    assert table.expand("db") == ("database",)


def test_no_table_a_folder_and_bytes_are_no_failure(tmp_path: Path) -> None:
    assert synonyms.load(tmp_path / "none.yml").problems == ()
    assert synonyms.load(tmp_path).expand("db") == ("database",)
    (tmp_path / "bytes.yml").write_bytes(b"\xff\xfe\x00: [\x1b]")
    assert synonyms.load(tmp_path / "bytes.yml").expand("db") == ("database",)
    (tmp_path / "large.yml").write_bytes(b"a: b\n" * 100_000)
    assert "larger" in synonyms.load(tmp_path / "large.yml").problems[0]
