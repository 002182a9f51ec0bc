"""The parser that takes a terminal's answers out of the keys, before Textual's own."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import _parser, events

from nexus_tui.core import replies as replies_module
from nexus_tui.core.replies import Replies
from nexus_tui.widgets import terminal_driver
from nexus_tui.widgets.terminal_driver import ReplyParser

ANSWERS = "\x1bP>|kitty(0.41.1)\x1b\\\x1b[6;18;9t\x1b_Gi=31;OK\x1b\\\x1b[?62;c"


class Fed:
    """A parser, what came of it, and a clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        for module, name in ((terminal_driver, "monotonic"), (replies_module, "monotonic"), (_parser, "get_time")):
            monkeypatch.setattr(module, name, lambda: self.now)
        self.replies = Replies()
        self.answered = 0
        self.parser = ReplyParser(self.replies, self.count, look=lambda: None)
        self.keys: list[str] = []

    def count(self) -> None:
        """A question was answered."""
        self.answered += 1

    def feed(self, text: str) -> None:
        """Text arrives."""
        self.keys += [each.key for each in self.parser.feed(text) if isinstance(each, events.Key)]
        self.wait(0)

    def wait(self, seconds: float) -> None:
        """Time goes by."""
        self.now += seconds
        self.keys += [each.key for each in self.parser.tick() if isinstance(each, events.Key)]


@pytest.fixture
def fed(monkeypatch: pytest.MonkeyPatch) -> Fed:
    return Fed(monkeypatch)


def test_answers_are_no_keys_and_the_keys_around_them_are(fed: Fed) -> None:
    fed.replies.expect()
    fed.feed("a" + ANSWERS + "b\x1b[A")
    assert fed.keys == ["a", "b", "up"]
    assert fed.answered == 1
    assert fed.replies.version == "kitty(0.41.1)"


def test_textual_alone_takes_an_answer_for_keys(fed: Fed) -> None:
    fed.feed(ANSWERS)
    fed.wait(5)
    assert len(fed.keys) > 5


def test_escape_while_an_answer_is_awaited_is_late_but_not_lost(fed: Fed) -> None:
    fed.replies.expect()
    fed.feed("\x1b")
    fed.wait(0.05)
    assert fed.keys == []
    fed.wait(0.1)
    fed.wait(0.2)
    assert fed.keys == ["escape"]


def test_escape_with_a_key_after_it_comes_at_once(fed: Fed) -> None:
    fed.replies.expect()
    fed.feed("\x1b")
    fed.feed("[B")
    assert fed.keys == ["down"]


def test_a_key_that_begins_like_an_answer_is_a_key_when_the_rest_comes(fed: Fed) -> None:
    fed.replies.expect()
    fed.feed("\x1b[6")
    assert fed.keys == []
    fed.feed("~")
    assert fed.keys == ["pagedown"]


def test_what_the_terminal_has_taken_is_counted() -> None:
    out = io.StringIO()
    taking = terminal_driver._Taking(out)
    taking.write("abc")
    taking.flush()
    assert (out.getvalue(), taking.taken) == ("abc", 3)


@given(st.lists(st.text("\x1b[]?;0123456789cPtS>|_G\\=,OKab~", max_size=12), max_size=6))
def test_what_is_no_answer_comes_out_as_it_went_in(pieces: list[str]) -> None:
    whole = "".join(pieces)
    if re.search(replies_module._REPLY, whole):
        return
    replies = Replies()
    replies.expect()
    assert "".join(map(replies.take, pieces)) + replies.give_back() == whole
