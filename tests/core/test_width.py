"""Cells, clusters and line breaks."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len as painted_len

from nexus_tui.core.markdown.width import (
    cell_len,
    clip,
    expand_tabs,
    graphemes,
    index_at,
    is_simple,
    longest_word,
    wrap,
)

FAMILY = "👩‍👩‍👧"
FLAGS = "🇩🇪🇫🇷"

texts = st.text(
    st.sampled_from(list("ab -/,. \n中文、。「」한국é\u0301\u200d\ufe0f\u200b\u00a0\u2060❤1⃣👩👧🏽🇩🇪\u0e33\u3000"))
    | st.characters(),
    max_size=60,
)
simple_texts = st.text(st.sampled_from("ab -/? …é\n"), max_size=80)


def lines(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in wrap(text, width)]


def test_every_character_is_as_wide_as_it_is_painted() -> None:
    everything = [chr(code) for code in range(0x110000)]
    assert [c for c in everything if cell_len(c) != painted_len(c)] == []


@given(texts)
@example("a\u200dbc")
@example("\ufe0f\u200d")
@example("☀\u0301\ufe0f☀\ufe0f\ufe0f")
def test_every_string_is_as_wide_as_it_is_painted(text: str) -> None:
    assert cell_len(text) == painted_len(text)
    assert sum(cells for _, _, cells in graphemes(text)) == painted_len(text)


@given(texts)
def test_clusters_cover_the_text_without_gaps(text: str) -> None:
    at = 0
    for start, end, cells in graphemes(text):
        assert start == at < end
        assert cells >= 0
        at = end
    assert at == len(text)


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        ("abc", ["a", "b", "c"]),
        ("e\u0301x", ["e\u0301", "x"]),
        (FAMILY + "!", [FAMILY, "!"]),
        (FLAGS, ["🇩🇪", "🇫🇷"]),
        ("👍🏽👍", ["👍🏽", "👍"]),
        ("1️⃣2", ["1️⃣", "2"]),
        ("นี่", ["นี่"]),
    ],
)
def test_what_belongs_together_is_one_cluster(text: str, clusters: list[str]) -> None:
    assert [text[start:end] for start, end, _ in graphemes(text)] == clusters


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 10, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("one two  three", 7, ["one two", "three"]),
        ("one two   ", 7, ["one two"]),
        ("one two three", 3, ["one", "two", "thr", "ee"]),
        ("a bcdefghij k", 4, ["a", "bcde", "fghi", "j k"]),
        ("see https://example.org/a/long-path now", 12, ["see", "https://", "example.org/", "a/long-path", "now"]),
        ("10\u00a0km away", 6, ["10\u00a0km", "away"]),
        ("to 10\u00a0km", 6, ["to", "10\u00a0km"]),
        ("one\ntwo three", 5, ["one", "two", "three"]),
        ("a\n\nb\n", 5, ["a", "", "b", ""]),
        ("状态机的转换规则", 6, ["状态机", "的转换", "规则"]),
        ("状态机、转换", 6, ["状态", "机、转", "换"]),
        ("他说「你好」了", 6, ["他说", "「你", "好」了"]),
        ("用Textual写的程序", 8, ["用", "Textual", "写的程序"]),
        ("안녕하세요 여러분", 12, ["안녕하세요", "여러분"]),
        ("e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"]),
        (FAMILY * 3, 4, [FAMILY * 2, FAMILY]),
        (FLAGS + " x", 2, ["🇩🇪", "🇫🇷", "x"]),
        ("中文", 1, ["中", "文"]),
        ("ab\u200bcd", 3, ["ab\u200b", "cd"]),
        ("中\u2060文字", 4, ["中\u2060文", "字"]),
        ("x中\u2060文", 4, ["x", "中\u2060文"]),
        ("a\u3000b c", 4, ["a\u3000b", "c"]),
        ("שלום עולם", 5, ["שלום", "עולם"]),
        ("abc", 0, ["a", "b", "c"]),
        ("   abcdef", 5, ["abcde", "f"]),
        ("  ab cd", 4, ["  ab", "cd"]),
        ("     ", 3, [""]),
        ("　　　中", 3, ["中"]),
    ],
)
def test_lines_are_broken_where_a_reader_expects_it(text: str, width: int, expected: list[str]) -> None:
    assert lines(text, width) == expected


@given(texts, st.integers(1, 30))
@example("中\u0301 \u0301中", 2)
@example("\u200b\u200b中", 1)
def test_no_line_is_too_wide_and_only_blanks_are_left_out(text: str, width: int) -> None:
    found = wrap(text, width)
    at = 0
    for start, end in found:
        assert at <= start <= end <= len(text)
        assert (
            text[at:start].strip(" \n\u2000\u3000\u1680\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f")
            == ""
        )
        clusters = list(graphemes(text[start:end]))
        assert cell_len(text[start:end]) <= width or len([c for *_, c in clusters if c]) <= 1
        at = end
    assert text[at:].strip("\n \u3000\u2000\u1680\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f") == ""


@given(simple_texts, st.integers(1, 30))
def test_the_fast_way_and_the_general_way_break_alike(text: str, width: int) -> None:
    wide = text + "\n中"
    assert is_simple(text.replace("\n", ""))
    assert wrap(wide, width)[:-1] == wrap(text, width)


@given(st.text(st.sampled_from("ab …é\n"), max_size=80), st.integers(1, 30))
def test_marks_without_width_change_no_break(text: str, width: int) -> None:
    marked = [line for part in text.split("\n") for line in lines(part.replace("a", "a\u0301"), width)]
    assert [line.replace("\u0301", "") for line in marked] == lines(text, width)


@given(simple_texts)
def test_a_line_as_long_as_the_longest_word_tears_no_word(text: str) -> None:
    width = max(longest_word(part) for part in text.split("\n"))
    assert [word for line in lines(text.strip(), width) for word in line.split()] == text.split()


@pytest.mark.parametrize(
    ("text", "cells"),
    [("a word longer", 6), ("", 0), ("状态机", 2), ("「状", 4), ("a b\u00a0cc", 4), ("x\nlonger 中", 6), (FAMILY, 2)],
)
def test_the_longest_word_is_what_cannot_be_broken(text: str, cells: int) -> None:
    assert longest_word(text) == cells


@pytest.mark.parametrize(
    ("text", "cell", "index"),
    [
        ("abc", 0, 0),
        ("abc", 2, 2),
        ("abc", 9, 3),
        ("中文", 1, 0),
        ("中文", 2, 1),
        ("e\u0301x", 1, 2),
        ("中", -1, 0),
        ("中", 2, 1),
    ],
)
def test_a_cell_belongs_to_the_character_that_covers_it(text: str, cell: int, index: int) -> None:
    assert index_at(text, cell) == index


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("中文字", 4, "中…"), ("中文", 4, "中文"), ("abc", 1, "…"), ("abc", 0, "")],
)
def test_what_does_not_fit_is_clipped_with_a_mark(text: str, width: int, shown: str) -> None:
    assert clip(text, width) == shown


def test_tabs_fill_up_to_the_next_stop_by_cells() -> None:
    assert expand_tabs("a\tb\n\tc") == "a   b\n    c"
    assert expand_tabs("中\tb", 4) == "中  b"
    assert expand_tabs("中文\tb\nab\tc", 4) == "中文    b\nab  c"
