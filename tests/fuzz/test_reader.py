"""Whatever a page holds, the reader shows all of it within the width."""

from __future__ import annotations

import re
from itertools import compress

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nexus_tui.core.markdown.block import Run
from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.markdown.inline import InlineParser
from nexus_tui.core.markdown.layout import LayoutOptions
from nexus_tui.core.markdown.parser import make_parser
from nexus_tui.core.markdown.width import cell_len
from tests.core.markdown.reference import examples

PARSER = InlineParser(make_parser(), {})
ORDINARY = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
MARKS = {"em": ("*", "_"), "strong": ("**", "__"), "strike": ("~~",), "mark": ("==",)}

MARKUP = """
# ## - 1. > ``` ~~~ --- === | |-| [x] [^1] [^1]: ^[note] [[page]] ![[page]] $x$ $$ :tada: <b> </b> <details> <summary>
** </summary> </details> <table> <tr> <td> <br> <!-- --> %% == * _ ` ~ ^ \\ & &amp; [a](b) ![a](b) <http://a.b> !!!
??? word
"""
PIECES = [
    *MARKUP.split(),
    *("\n", "\n\n", "    ", "\t", " ", "中文", "e\u0301", "👩\u200d👩\u200d👧", "\u202e", "\x1b[1m"),
    *('=== "T"\n', "> [!NOTE]-\n", "!!! note\n", "*[HTML]: x\n", "Term\n: def\n", "---\na: b\n---\n"),
    "```mermaid\ngraph LR\n```\n",
]


@st.composite
def nested(draw: st.DrawFn, depth: int = 4) -> tuple[str, str, list[tuple[str, frozenset[str]]]]:
    """Markdown of emphasis within emphasis, its text, and each word with the looks it must have."""
    source: list[str] = []
    words: list[tuple[str, frozenset[str]]] = []

    def part(looks: frozenset[str], level: int) -> None:
        for _ in range(draw(st.integers(1, 2))):
            word = f"w{len(words)}"
            left = [name for name in MARKS if name not in looks]
            if source and source[-1] != " ":
                source.append(" ")
            source.append(word)
            words.append((word, looks))
            if level and left and draw(st.booleans()):
                name = draw(st.sampled_from(left))
                mark = draw(st.sampled_from(MARKS[name]))
                source.extend((" ", mark))
                start = len(source)
                part(looks | {name}, level - 1)
                if source[start] == " ":
                    del source[start]
                source.append(mark)

    part(frozenset(), depth)
    return "".join(source), " ".join(word for word, _ in words), words


def looks_of(runs: tuple[Run, ...], at: int) -> frozenset[str]:
    """The looks of the character at ``at``."""
    return frozenset(name for run in runs if run.start <= at < run.end for name in run.style.split())


@ORDINARY
@given(nested())
def test_emphasis_within_emphasis_applies_to_exactly_what_it_encloses(
    case: tuple[str, str, list[tuple[str, frozenset[str]]]],
) -> None:
    source, text, words = case
    plain, runs = PARSER.parse(source)
    assert plain == text
    position = 0
    for word, looks in words:
        position = plain.index(word, position)
        assert looks_of(runs, position) == looks, (source, word)


def check(text: str, width: int, options: LayoutOptions) -> None:
    """Lay a page out and look whether all is there."""
    model = DocumentModel.from_text(text, width, options)
    notes = model.block_of_anchor("footnotes")
    lines = [block.line for block in model.blocks[: None if notes is None else notes - 1]]
    assert lines == sorted(lines)
    for index, block in enumerate(model.blocks):
        rest = bytearray(b"\1" * len(model.plain(index)))
        for line in model.lines(index):
            assert cell_len(line.text) <= max(2, width), line
            assert not CONTROLS.search(line.text)
            for piece in line.pieces:
                if piece.offset >= 0:
                    assert model.plain(index)[piece.offset : piece.offset + len(piece.text)] == piece.text
                    rest[piece.offset : piece.offset + len(piece.text)] = bytes(len(piece.text))
        if block.kind not in ("front", "tabs") and options.code_wrap:
            assert not "".join(compress(model.plain(index), rest)).split(), block


OPTIONS = st.builds(LayoutOptions, code_wrap=st.booleans(), line_numbers=st.booleans(), spread=st.booleans())


@example("```\t```", 1, LayoutOptions(code_wrap=False))
@ORDINARY
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.integers(1, 90), OPTIONS)
def test_pages_of_odd_pieces_are_shown_whole(text: str, width: int, options: LayoutOptions) -> None:
    check(text, width, options)


@ORDINARY
@given(st.text(st.characters(exclude_categories=()), max_size=200), st.integers(1, 90))
def test_any_text_is_shown_whole(text: str, width: int) -> None:
    check(text, width, LayoutOptions())


@ORDINARY
@given(st.lists(st.sampled_from(examples()), min_size=1, max_size=6), st.integers(1, 90), OPTIONS)
def test_mixes_of_examples_are_shown_whole(parts: list[object], width: int, options: LayoutOptions) -> None:
    check("\n".join(getattr(part, "markdown", "") for part in parts), width, options)
