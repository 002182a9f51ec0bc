"""The harness itself: what it finds on a page, what it lets pass and what it reports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.content import fences, front, spelling, tail
from tests.content.compare import same_json, same_text
from tests.content.run import fill
from tests.content.runners.sql import table
from tests.content.runs import Outcome, Run

Check = Callable[[str], Outcome]


@pytest.fixture(scope="module")
def run() -> object:
    with Run(1) as running:
        yield running


@pytest.fixture
def check(run: Run, tmp_path: Path) -> Check:
    """Runs a page with this text."""

    def execute(text: str) -> Outcome:
        page = tmp_path / "page.md"
        page.write_text(text, encoding="utf-8")
        return run.page(page)

    return execute


def fence(info: str, body: str) -> str:
    return f"```{info}\n{body}\n```\n\n"


def test_a_fence_inside_a_longer_fence_is_no_example() -> None:
    inner = fence("python", "1 / 0")
    text = f"````markdown\n{inner}````\n"
    assert [block.language for block in fences.blocks(text)] == ["markdown"]


def test_an_output_belongs_to_the_block_above_it_whatever_is_written_between() -> None:
    text = fence("python", "print(1)") + "It prints:\n\n" + fence("text output", "1")
    (block,) = fences.blocks(text)
    assert block.output is not None
    assert block.output.text == "1\n"


def test_lines_are_counted_from_the_top_of_the_file_with_its_front_matter() -> None:
    text = "---\ntitle: x\n---\n\n" + fence("python", "x = 1")
    assert fences.blocks(text)[0].line == 5


def test_a_fence_in_a_callout_is_an_example() -> None:
    (block,) = fences.blocks("> [!TIP]\n> ```python\n> x = 1\n> ```\n")
    assert block.source == "x = 1\n"


@pytest.mark.parametrize(
    "info", ["", "pyhton", 'python no_run="x"', 'python norun="why"', "python whatever", "text output"]
)
def test_an_info_string_that_cannot_be_read_is_refused(info: str) -> None:
    with pytest.raises(fences.FenceError):
        fences.blocks(fence(info, "x"))


def test_code_that_is_only_indented_is_refused() -> None:
    with pytest.raises(fences.FenceError, match="line 3: an indented code block"):
        fences.blocks("Text.\n\n    import os\n")


def test_dots_stand_for_anything_and_trailing_blanks_do_not_count() -> None:
    assert same_text("took ... ms\nend\n", "took 3.2 ms  \nend")
    assert not same_text("took ... ms\nend\n", "took 3.2 s\nend\n")
    assert not same_text("", "something\n")


def test_json_is_compared_by_value_with_masks() -> None:
    assert same_json({"id": "...", "n": [1, 2]}, {"n": [1, 2], "id": 7})
    assert not same_json({"n": 1}, {"n": True})
    assert not same_json({"n": 1}, {"n": 1, "more": 2})


def test_rows_are_printed_as_psql_prints_them() -> None:
    text = table(["id", "name"], [(1, "a"), (20, None)])
    assert text == " id | name\n----+------\n  1 | a\n 20 |\n(2 rows)\n\n"


@pytest.mark.content
def test_blocks_share_a_namespace_and_files_and_a_wrong_output_is_reported(check: Check) -> None:
    outcome = check(
        fence('python file="shop.py"', "PRICE = 3")
        + fence("python", "import shop\nprint(shop.PRICE)")
        + fence("text output", "4")
        + fence("python", "print(shop.PRICE + 1)")
        + fence("text output", "4")
    )
    assert [block["status"] for block in outcome.blocks] == ["ok", "failed", "ok"]
    (failure,) = outcome.failures
    assert ":5 (python)" in failure
    assert "-4\n+3" in failure


@pytest.mark.content
@pytest.mark.parametrize(
    ("info", "body", "said"),
    [
        ("python", "1 / 0", "ZeroDivisionError"),
        ('python raises="KeyError"', "x = 1", "nothing was"),
        ("python", ">>> 1 + 1\n3", "Expected"),
        ("bash", "false", "exit status 1"),
        ("console", "$ echo hi\nho", "+hi"),
        ("sql", "SELECT * FROM nowhere;", 'relation "nowhere" does not exist'),
        ("sql", "SELECT 1", "semicolon"),
        ('sql engine="sqlite"', "SELECT * FROM nowhere;", "no such table"),
        ("yaml", "a: [", "not valid YAML"),
        ("json", "{'a': 1}", "not valid JSON"),
        ("toml", "a = ", "not valid TOML"),
        ("yaml", "services:\n  web:\n    imagine: x", "not a valid compose file"),
        ("yaml", "on: push\njobs:\n  a:\n    steps: []", "not a valid workflow file"),
        ("yaml", "openapi: 3.1.0\ninfo: {}\npaths: {}", "not a valid OpenAPI document"),
        ("dockerfile", "FROM python:latest", "DL3007"),
        ("graphql", "{ a ", "Syntax Error"),
        ("graphql", "{ a }", "no `schema`"),
        ("http", "no request", "neither a request nor a status line"),
    ],
)
def test_a_block_that_does_not_do_what_it_should_is_reported(check: Check, info: str, body: str, said: str) -> None:
    outcome = check(fence(info, body))
    assert len(outcome.failures) == 1
    assert said in outcome.failures[0]


@pytest.mark.content
def test_a_marked_block_is_counted_and_not_run(check: Check) -> None:
    outcome = check(fence('bash no-run="needs a Docker engine"', "exit 1"))
    assert outcome.failures == []
    assert outcome.examples == 0
    assert outcome.blocks[0]["message"] == "needs a Docker engine"


@pytest.mark.content
def test_hidden_set_up_runs_and_is_not_counted(check: Check) -> None:
    outcome = check("<!-- setup: python\nx = 2\n-->\n\n" + fence("python", "print(x)") + fence("text output", "2"))
    assert outcome.failures == []
    assert len(outcome.blocks) == 1


@pytest.mark.content
def test_two_database_sessions_wait_for_each_other(check: Check) -> None:
    outcome = check(
        fence("sql", "CREATE TABLE t (n int);\nINSERT INTO t VALUES (1);")
        + fence('sql session="A"', "BEGIN;\nUPDATE t SET n = 2;")
        + fence('sql session="B" blocks="yes"', "UPDATE t SET n = n + 1 RETURNING n;")
        + fence('sql session="A"', "COMMIT;")
        + fence('sql session="B" continue="yes"', "-- B goes on")
        + fence("text output", " n\n---\n 3\n(1 row)")
    )
    assert outcome.failures == []
    assert "PostgreSQL" in outcome.engines


@pytest.mark.content
def test_commits_have_the_same_hashes_in_every_run(check: Check) -> None:
    text = fence("bash", "git init -q\ngit commit -q --allow-empty -m First\ngit rev-parse HEAD > head")
    text += fence("python", "print(open('head').read().strip())")
    first, second = (check(text + fence("text output", "")).failures for _ in range(2))
    assert first == second
    assert len(first) == 1


@pytest.mark.content
def test_filling_in_writes_empty_outputs_and_leaves_masked_ones(check: Check) -> None:
    outcome = check(
        fence("python", "print('a')")
        + "```text output\n```\n\n"
        + fence("python", "print('b')")
        + fence("text output", "c...")
        + fence("console", "$ echo d\nwrong")
    )
    assert fill(outcome) == 2
    text = outcome.page.read_text(encoding="utf-8")
    assert "```text output\na\n```" in text
    assert "c..." in text
    assert "$ echo d\nd\n```" in text


def test_front_matter_problems_name_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "CONTENT", tmp_path)
    (tmp_path / "tags.yml").write_text("python: The language.\n", encoding="utf-8")
    front.tags.cache_clear()
    page = tmp_path / "page.md"
    page.write_text(
        "---\ntitle: 3\nsummary: Short.\ntags: [pyton]\naliases: [a, b]\nlevel: expert\nupdated: soon\n"
        "related: [x.md]\nsources: [{name: a, section: b}]\ncolour: red\n---\n",
        encoding="utf-8",
    )
    found = {problem.partition(":")[0] for problem in front.problems(page)}
    front.tags.cache_clear()
    assert found == {"title", "tags", "level", "updated", "related", "sources", "colour", "questions"}


def test_the_tail_is_made_from_the_front_matter_and_replaces_an_old_one(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        '---\ntitle: T\nquestions:\n  - {q: "Why?", a: Because.}\n---\n# T\n\nText.\n\n' + tail.MARK + "\n\nold\n",
        encoding="utf-8",
    )
    text = tail.replaced(page)
    assert text.endswith("Text.\n\n" + tail.MARK + "\n\n## Review questions\n\n> [!question]- Why?\n> Because.\n")


def test_spelling_is_british_and_leaves_code_and_names_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# The colour of behaviour\n\nA `qwertz` in pyproject.toml, a JsonResponse,\nan organised color, a mispelled "
        "wrod; it's normalised. See [this](http://example.org/asdf).\n",
        encoding="utf-8",
    )
    assert [(line, word.split()[0]) for line, word in spelling.unknown(page)] == [
        (4, "color"),
        (4, "mispelled"),
        (4, "wrod"),
    ]
