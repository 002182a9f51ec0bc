"""The answer of the terminal about its background, among keys and in pieces."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from nexus_tui.widgets import terminal_background
from nexus_tui.widgets.terminal_background import AnswerParser, TerminalBackground, is_light


@pytest.mark.parametrize(
    ("colour", "light"),
    [
        ("rgb:ffff/ffff/ffff", True),
        ("rgb:00/00/00", False),
        ("RGB:F/F/8", True),
        ("rgba:1e1e/1e1e/2e2e/ffff", False),
        ("rgb:0000/ffff/0000", True),
        ("rgb:0000/0000/ffff", False),
        ("rgb:0/0", None),
        ("#ffffff", None),
        ("", None),
    ],
)
def test_a_colour_is_light_or_dark(colour: str, light: bool | None) -> None:
    assert is_light(colour) is light


def told(parser: AnswerParser, *pieces: str) -> list[object]:
    """Keys as their names, answers as booleans."""
    found: list[object] = []
    for piece in pieces:
        for message in parser.feed(piece):
            if isinstance(message, events.Key):
                found.append(message.key)
            elif isinstance(message, TerminalBackground):
                found.append(message.light)
    return found


@given(st.integers(1, 60), st.integers(1, 60), st.sampled_from(["\x07", "\x1b\\"]))
def test_an_answer_in_pieces_is_one_answer_and_no_key(first: int, second: int, end: str) -> None:
    stream = f"a\x1b]11;rgb:ffff/ffff/ffff{end}\x1b[Bb"
    start = stream.index("]")
    cuts = sorted({0, max(start + 1, min(first, len(stream))), max(start + 1, min(second, len(stream))), len(stream)})
    pieces = [stream[low:high] for low, high in pairwise(cuts)]
    assert told(AnswerParser(), *pieces) == ["a", True, "down", "b"]


def test_a_key_that_begins_like_an_answer_comes_after_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(terminal_background, "monotonic", lambda: now)
    monkeypatch.setattr("textual._parser.get_time", lambda: now)
    parser = AnswerParser()
    assert told(parser, "\x1b]") == []
    keys: list[object] = []
    for _ in range(3):
        now += 0.5
        keys += [message.key for message in parser.tick() if isinstance(message, events.Key)]
    assert keys == ["alt+]"]
    assert told(parser, "x") == ["x"]


def test_an_answer_that_never_ends_does_not_keep_the_keys() -> None:
    assert told(AnswerParser(), "\x1b]11;" + "q" * 60 + "j")[-1] == "j"


def test_the_end_of_the_input_ends_the_waiting() -> None:
    parser = AnswerParser()
    assert told(parser, "j\x1b]1") == ["j"]
    list(parser.feed(""))
    assert parser.is_eof
