"""Info strings and coloured code."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from nexus_tui.core.markdown import highlight as module
from nexus_tui.core.markdown.code_info import CodeInfo
from nexus_tui.core.markdown.highlight import STYLES, Highlighter, highlight, language_name, parse_info


def coloured(code: str, language: str) -> list[tuple[str, str]]:
    return [
        (code[start:end].rstrip("\n"), style.removeprefix("tok.")) for start, end, style in highlight(code, language)
    ]


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ("", CodeInfo()),
        ("Python", CodeInfo("python")),
        ("c++", CodeInfo("c++")),
        (
            'python title="x y" hl_lines="1 3-5" {1,3} no-run="why" linenos',
            CodeInfo(
                "python",
                "x y",
                ((1, 1), (3, 5), (1, 1), (3, 3)),
                1,
                frozenset({"linenos"}),
                {"title": "x y", "hl_lines": "1 3-5", "no-run": "why"},
            ),
        ),
        ("js{1,3-5} showLineNumbers", CodeInfo("js", "", ((1, 1), (3, 5)), 1, frozenset({"showLineNumbers"}))),
        (
            '{.python .numberLines startFrom="100"}',
            CodeInfo("python", "", (), 100, frozenset({"numberLines"}), {"startFrom": "100"}),
        ),
        ("{r, echo=FALSE}", CodeInfo("r", options={"echo": "FALSE"})),
        ("{code-block} python", CodeInfo("python")),
        ("rust,ignore,editable", CodeInfo("rust", flags=frozenset({"ignore", "editable"}))),
        ("js:src/app.js", CodeInfo("js", "src/app.js")),
        ("ts filename='a b.ts'", CodeInfo("ts", "a b.ts", options={"filename": "a b.ts"})),
        (r'sh title="say \"hi\""', CodeInfo("sh", 'say "hi"', options={"title": r'say "hi"'})),
        ("py linenums=7", CodeInfo("py", first_line=7, options={"linenums": "7"})),
        ("title=x.py", CodeInfo("", "x.py", options={"title": "x.py"})),
        ("{3-5}", CodeInfo("", highlighted=((3, 5),))),
        ("py hl_lines={5-3,0,2}", CodeInfo("py", highlighted=((2, 2),), options={"hl_lines": "5-3,0,2"})),
        ("mermaid", CodeInfo("mermaid")),
    ],
)
def test_an_info_string_is_read_in_all_the_usual_ways(info: str, expected: CodeInfo) -> None:
    assert parse_info(info) == expected


def test_marked_lines_are_told_without_counting_them_out() -> None:
    info = parse_info("py {2,10-999999999}")
    assert [info.marks(line) for line in (1, 2, 3, 9, 10, 500_000_000)] == [False, True, False, False, True, True]


def test_python_is_coloured() -> None:
    assert coloured('def f(x):\n    return "a\\n" + 1  # no\n', "py") == [
        ("def", "keyword"),
        ("f", "function"),
        ("return", "keyword"),
        ('"a', "string"),
        ("\\n", "escape"),
        ('"', "string"),
        ("+", "operator"),
        ("1", "number"),
        ("# no", "comment"),
    ]


def test_a_diff_shows_what_comes_and_goes() -> None:
    assert coloured("--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n same\n", "patch") == [
        ("--- a", "deleted"),
        ("+++ b", "inserted"),
        ("@@ -1 +1 @@", "heading"),
        ("-old", "deleted"),
        ("+new", "inserted"),
    ]


@pytest.mark.parametrize("language", ["console", "sh-session", "bash"])
def test_a_shell_session_tells_prompt_from_output(language: str) -> None:
    spans = coloured("$ echo hi\nhi\n", language)
    assert ("$ ", "prompt") in spans
    assert ("hi", "output") in spans


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("py", "Python"),
        ("Dockerfile", "Docker"),
        ("http", "HTTP"),
        ("graphql", "GraphQL"),
        ("gql", "GraphQL"),
        ("sql", "SQL"),
        ("jinja", "Django/Jinja"),
        ("j2", "Django/Jinja"),
        ("tsx", "TSX"),
        ("src/main.rs", "Rust"),
        ("language-yaml", "YAML"),
        ("nonsuch", "nonsuch"),
        ("mermaid", "mermaid"),
        ("text", "text"),
        ("", ""),
    ],
)
def test_languages_go_by_many_names(language: str, name: str) -> None:
    assert language_name(language) == name


def test_every_alias_of_ours_leads_to_a_lexer() -> None:
    assert [alias for alias in module._ALIASES if language_name(alias) == alias] == []


@pytest.mark.parametrize("language", ["nonsuch", "text", "", "x" * 1000, "../../etc", "\x00"])
def test_an_unknown_language_stays_plain(language: str) -> None:
    assert highlight("def f(): pass", language) == []


def test_colouring_in_steps_gives_what_colouring_at_once_gives() -> None:
    code = 'class A:\n    """doc"""\n    x = [1, 2]  # c\n' * 200
    steps = Highlighter(code, "python")
    seen = 0
    while not steps.done:
        steps.advance(steps.reached + 50)
        assert steps.reached > seen
        seen = steps.reached
    whole = Highlighter(code, "python")
    whole.advance()
    assert steps.spans == whole.spans
    assert whole.done


def test_a_huge_block_is_only_coloured_as_far_as_asked() -> None:
    code = "x = 1  # one\n" * 100_000
    highlighter = Highlighter(code, "python")
    highlighter.advance(1000)
    assert 1000 <= highlighter.reached < 1100
    assert not highlighter.done
    assert max(span.end for span in highlight(code, "python", limit=500)) <= 500


def test_spans_between_two_places_are_cut_to_them() -> None:
    highlighter = Highlighter("'abcdef' 'ghi'", "python")
    highlighter.advance()
    assert highlighter.between(3, 10) == [(3, 8, "tok.string"), (9, 10, "tok.string")]
    assert highlighter.between(8, 9) == []


def test_a_cancelled_run_can_be_taken_up_again() -> None:
    code = "x = 1\n" * 2000
    highlighter = Highlighter(code, "python")
    highlighter.advance(cancelled=lambda: True)
    assert 0 < highlighter.reached < len(code)
    highlighter.advance()
    assert highlighter.spans == highlight(code, "python")


def test_a_failing_lexer_leaves_the_rest_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    from pygments.token import Keyword

    class Broken:
        def get_tokens_unprocessed(self, code: str) -> Iterator[tuple[int, Any, str]]:
            yield 0, Keyword, code[:3]
            raise RuntimeError("no")

    monkeypatch.setattr(module, "_load", lambda language, code: Broken())
    assert highlight("def f", "python") == [(0, 3, "tok.keyword")]


def test_a_block_with_an_endless_line_stays_plain() -> None:
    assert highlight("x = '" + "a" * 10_000 + "'", "python") == []


@pytest.mark.parametrize(
    "language", ["python", "rust", "html", "yaml", "json", "diff", "console", "dockerfile", "http"]
)
def test_spans_are_in_order_without_overlap_and_of_known_styles(language: str) -> None:
    code = 'a: "b" <c d="e"> 1.5 {"x": [null]}\n$ ls -l\r\n+ x\n- y\nFROM x\nGET / HTTP/1.1\nHost: \udc80\x00\n' * 3
    at = 0
    for start, end, style in highlight(code, language):
        assert at <= start < end <= len(code)
        assert style in STYLES
        at = end


def test_importing_the_module_does_not_load_pygments() -> None:
    program = "import sys, nexus_tui.core.markdown.highlight; sys.exit('pygments' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
