from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_tui.core import frontmatter, frontmatter_fast
from nexus_tui.core.frontmatter import FrontMatter, parse, split


@pytest.mark.parametrize(
    ("text", "raw", "body", "line"),
    [
        ("---\ntitle: A\n---\n# H\n", "---\ntitle: A\n", "# H\n", 4),
        ("---\r\ntitle: A\r\n---\r\nBody", "---\r\ntitle: A\r\n", "Body", 4),
        ("---\ntitle: A\n...\nBody", "---\ntitle: A\n", "Body", 4),
        ("+++\ntitle = 'A'\n+++\nBody", "+++\ntitle = 'A'\n", "Body", 4),
        ("\ufeff---\na: b\n---\nBody", "---\na: b\n", "Body", 4),
        ("--- \na: b\n---  \nBody", "--- \na: b\n", "Body", 4),
        ("---\n---\nBody", "---\n", "Body", 3),
        ("---\na: b\n---", "---\na: b\n", "", 3),
        ("# H\n---\na: b\n---\n", None, "# H\n---\na: b\n---\n", 1),
        ("---\n\n# A rule\n\n---\n", None, "---\n\n# A rule\n\n---\n", 1),
        ("---\ntitle: never closed\n", None, "---\ntitle: never closed\n", 1),
        ("----\na: b\n----\n", None, "----\na: b\n----\n", 1),
        ("---x\na: b\n---\n", None, "---x\na: b\n---\n", 1),
        ("---\na: b\n----\n", None, "---\na: b\n----\n", 1),
        ("", None, "", 1),
        ("---", None, "---", 1),
    ],
)
def test_the_head_of_a_page_is_found(text: str, raw: str | None, body: str, line: int) -> None:
    found = split(text)
    assert (found.raw, text[found.body_offset :], found.body_line) == (raw, body, line)
    data = text.encode()
    in_bytes = split(data)
    assert (in_bytes.raw, data[in_bytes.body_offset :], in_bytes.body_line) == (raw, body.encode(), line)


def test_a_head_without_an_end_within_the_limit_is_text() -> None:
    text = "---\n" + "a: b\n" * 20_000 + "---\n"
    assert split(text).raw is None
    assert split(text.encode()).raw is None


def test_all_known_fields_are_read() -> None:
    raw = """---
title: "Caching: patterns"
aliases: [Cache patterns, "Cache-aside"]
tags:
  - caching
  - '#redis'
summary: Which side writes first.
order: 2.5
updated: 2026-11-20
level: advanced
related: [redis.md]
sources:
  - {name: RFC 9111, section: "5.2"}
  - Redis documentation 8.2
questions:
  - q: Why?
    a: Because.
draft: true
owner: {team: core}
"""
    assert parse(raw) == FrontMatter(
        title="Caching: patterns",
        aliases=("Cache patterns", "Cache-aside"),
        tags=("caching", "redis"),
        summary="Which side writes first.",
        order=2.5,
        updated="2026-11-20",
        level="advanced",
        related=("redis.md",),
        sources=("RFC 9111, 5.2", "Redis documentation 8.2"),
        questions=(("Why?", "Because."),),
        draft=True,
        extra={"owner": {"team": "core"}},
    )


@pytest.mark.parametrize("title", ["2024", "Yes", "1.10", "007", "2024-13-45", "1:30", "0x1F"])
def test_a_title_stays_the_text_that_was_written(title: str) -> None:
    assert parse(f"---\ntitle: {title}\nlist:\n  - {{a: b}}\n").title == title
    assert parse(f"---\ntitle: {title}\n").title == title


def test_toml_heads_are_read() -> None:
    found = parse('+++\ntitle = "T"\ntags = ["a"]\nweight = 3\ndraft = true\ndate = 2026-01-02\n+++\n'[:-4])
    assert (found.title, found.tags, found.order, found.draft, found.updated) == ("T", ("a",), 3.0, True, "2026-01-02")


@pytest.mark.parametrize(
    ("raw", "line", "words"),
    [
        ("---\nx: [1]\ntitle: a: b\n", 3, "in quotes"),
        ("---\ntitle: T\ntags: [a\n", 4, "not valid YAML"),
        ("---\n- a\n- b\n", 1, "key: value"),
        ("---\ntitle: T\nx: &a [1]\ny: *a\n", 3, "anchor"),
        ("---\ntitle: T\nx: " + "[" * 40 + "]" * 40 + "\n", 3, "levels deep"),
        ("---\ntitle: T\norder: soon\n", 3, "must be a number"),
        ("---\ntitle: T\norder: " + "9" * 70 + "\n", 3, "must be a number"),
        ("---\ntitle: [a, b]\n", 2, "must be one text"),
        ("---\na: b\ntags: {a: 1}\n", 3, "list of texts"),
        ("---\ndraft: perhaps\n", 2, "true or false"),
        ("---\nquestions: [what]\n", 2, "`q` and `a`"),
        ("---\ntitle: T\n\tx: 1\n", 3, "YAML"),
        ("+++\ntitle = T\n", 2, "TOML"),
        ("---\ntitle: \x1b[31m\n", 1, "YAML"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(raw: str, line: int, words: str) -> None:
    problems = parse(raw, "a.md").problems
    assert len(problems) == 1
    assert problems[0].document == "a.md"
    assert problems[0].line == line
    assert words in problems[0].message


def test_a_broken_head_still_gives_its_title() -> None:
    assert parse("---\ntitle: Broken: because\ntags: [a\n").title == "Broken: because"


def test_a_laughing_head_is_refused_at_once() -> None:
    lines = "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(24))
    assert "anchor" in parse("---\na: &a [x]\n" + lines).problems[0].message


def test_tags_of_python_objects_build_nothing() -> None:
    assert parse("---\nx: !!python/object/apply:os.getcwd []\n").extra == {"x": []}


def test_values_hold_no_control_characters() -> None:
    found = parse('---\ntitle: "a\\e[31mb\\u009bc"\ntags: ["x\\u202ey", "{"]\n')
    assert "\x1b" not in found.title
    assert "\x9b" not in found.title
    assert all("\u202e" not in tag for tag in found.tags)


SIMPLE = st.text(alphabet="ab1 :#-[],'\"&*!?{}|>%@`=.~_é\t\\", max_size=12)


@st.composite
def heads(draw: st.DrawFn) -> str:
    lines = draw(
        st.lists(
            st.one_of(
                st.builds("{}: {}".format, st.sampled_from("abcdefg"), SIMPLE),
                st.builds("{}: [{}]".format, st.sampled_from("abcdefg"), SIMPLE),
                st.builds("{}:{}".format, st.sampled_from("abcdefg"), SIMPLE),
                st.builds("{}- {}".format, st.sampled_from(["", " ", "  "]), SIMPLE),
                SIMPLE,
            ),
            max_size=6,
        )
    )
    return "---\n" + "\n".join(lines) + "\n"


@given(heads())
def test_the_quick_reader_agrees_with_the_yaml_parser(raw: str) -> None:
    quick = frontmatter_fast.parse(raw)
    if quick is not None:
        values, _, problems = frontmatter._yaml(raw, "")
        assert not problems
        assert quick == values


@given(st.text(max_size=60), st.sampled_from(["---\n", "+++\n", ""]))
def test_no_head_makes_the_reader_raise(text: str, fence: str) -> None:
    found: Any = parse(fence + text)
    assert isinstance(found, FrontMatter)


def test_simple_heads_are_read_without_the_yaml_package() -> None:
    code = (
        "import sys; from nexus_tui.core.frontmatter import parse\n"
        "page = parse('---\\ntitle: A page\\ntags: [a, \"b\"]\\naliases:\\n  - x\\n  - y z\\norder: 3\\n')\n"
        "assert page.title == 'A page' and page.aliases == ('x', 'y z') and page.order == 3\n"
        "assert 'yaml' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
