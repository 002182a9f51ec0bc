"""Parsing in pieces gives what one whole pass gives."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.token import Token

from nexus_tui.core.markdown.chunk import chunks
from nexus_tui.core.markdown.parser import make_parser, parse_blocks
from tests.core.markdown.reference import examples

MD = make_parser()


def facts(tokens: list[Token], line: int = 0) -> list[tuple[Any, ...]]:
    """What matters of tokens, with lines counted from the start of the page."""
    return [
        (t.type, t.tag, t.nesting, t.level, t.content, t.info, t.markup, t.hidden, str(t.meta), str(t.attrs))
        + ((t.map[0] + line, t.map[1] + line) if t.map else ())
        for t in tokens
    ]


def definitions(env: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the page defines, without the places."""
    return {
        kind: {label: {k: v for k, v in found.items() if k != "map"} for label, found in known.items()}
        for kind, known in env.items()
        if isinstance(known, dict) and known
    }


def check(text: str, first: int, size: int) -> None:
    """Compare a chunked parse with a whole one."""
    whole_env: dict[str, Any] = {}
    whole = facts(parse_blocks(MD, text, whole_env))
    env: dict[str, Any] = {}
    parts: list[tuple[Any, ...]] = []
    last = 0
    for chunk in chunks(MD, text, env, first=first, size=size):
        if not chunk.provisional:
            parts.extend(facts(chunk.tokens, chunk.line))
            assert chunk.end > last
            last = chunk.end
    assert parts == whole
    assert definitions(env) == definitions(whole_env)


BEYOND = (
    "Term\n\n: definition\n\n  more\n",
    "Term\n: one\n: two\n",
    "[a]: /b\n'title\nover lines'\n",
    '[a]: /b\n[c]: /d "t"\n[e]: /f\n',
    ">\n> a\n>\n\n\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "a | b\n--|--\n1 | 2\n\n\n",
    "[^n]: note\n\n    more of it\n\n    ```\n    code\n    ```\n",
    "```\nopen fence\n\n\n",
    "<div>\n\n*x*\n\n</div>\n",
    "<!-- open\n\n\ncomment -->\n",
    "$$\nx\n\ny\n$$\n",
    '!!! note "Title"\n    text\n\n    more\n',
    '=== "Tab"\n\n    text\n\n=== "Other"\n\n    text\n',
    "> [!NOTE]- Title\n> text\n",
    "*[HTML]: markup\n",
    "- a\n\n\n- b\n\n      code\n",
    "%%\nhidden\n\ncomment\n%%\n",
    "/// tip | Title\n\ntext\n\n///\n",
    "/// note\nopen\n\n",
    "!!! note\n\n\n    inside\n",
    '??? "Title"\n',
    "one\ntwo\n: meaning\n",
    "    indented\n\n\n    code\n",
    "text\n===\n\ntext\n---\n",
    ":::note\ntext\n\ntext\n:::\n",
    "  \t \n \n",
)
SNIPPETS = (*(example.markdown for example in examples()), *BEYOND)


@pytest.mark.parametrize("size", [5, 20, 60, 200])
def test_every_example_of_the_specification_is_the_same_in_pieces(size: int) -> None:
    for snippet in SNIPPETS:
        check(snippet, size, size)
        check(snippet + "\n" + snippet, size, size)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=8),
    st.sampled_from(["", "\n", "\n\n", "\n \t\n\n"]),
    st.integers(5, 200),
    st.integers(5, 200),
)
def test_mixes_of_examples_are_the_same_in_pieces(parts: list[str], glue: str, first: int, size: int) -> None:
    check(glue.join(parts), first, size)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='ab \t\n*_`~>-+=#[]()!?/|:.1$%<&\\^{}"', max_size=200), st.integers(1, 60))
def test_any_text_is_the_same_in_pieces(text: str, size: int) -> None:
    check(text, size, size)


def test_a_long_list_is_handed_out_before_it_is_parsed_to_its_end() -> None:
    text = "".join(f"- item {number}\n" for number in range(20000))
    parts = list(chunks(MD, text, {}))
    assert parts[0].provisional
    assert len(parts[0].tokens) < len(parts[-1].tokens) / 10
    assert sum(not part.provisional for part in parts) == 1


@pytest.mark.slow
def test_thousands_of_random_mixes_are_the_same_in_pieces() -> None:
    rng = random.Random(31)
    for _ in range(3000):
        parts = rng.choices(SNIPPETS, k=rng.randint(1, 10))
        check(rng.choice(["", "\n"]).join(parts), rng.randint(5, 200), rng.randint(5, 200))
