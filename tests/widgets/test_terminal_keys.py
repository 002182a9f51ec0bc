"""Alt and a key as terminals send it."""

from __future__ import annotations

import pytest
from textual import events

from nexus_tui.widgets.terminal_background import AnswerParser
from nexus_tui.widgets.terminal_keys import key_after_escape


def keys(monkeypatch: pytest.MonkeyPatch, data: str) -> list[events.Key]:
    """What the bytes mean, once no more come."""
    now = 100.0
    monkeypatch.setattr("textual._parser.get_time", lambda: now)
    parser = AnswerParser()
    found = list(parser.feed(data))
    now += 10
    return [event for event in (*found, *parser.tick()) if isinstance(event, events.Key)]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("\x1bv", "alt+v"),
        ("\x1bV", "alt+shift+v"),
        ("\x1b<", "alt+<"),
        ("\x1b>", "alt+>"),
        ("\x1b\r", "alt+enter"),
        ("\x1b[118;3u", "alt+v"),
        ("\x1b[60;3u", "alt+<"),
        ("\x1b[13;3u", "alt+enter"),
        ("\x1b[1;3D", "alt+left"),
    ],
)
def test_alt_and_a_key_are_one_key_and_no_text(monkeypatch: pytest.MonkeyPatch, data: str, name: str) -> None:
    (event,) = keys(monkeypatch, data)
    assert (event.key, event.is_printable) == (name, False)


@pytest.mark.parametrize(("data", "name"), [("v", "v"), ("<", "less_than_sign"), ("\r", "enter"), ("\x1b", "escape")])
def test_other_keys_are_as_they_were(monkeypatch: pytest.MonkeyPatch, data: str, name: str) -> None:
    (event,) = keys(monkeypatch, data)
    assert event.key == name
    assert event.character == data


@pytest.mark.parametrize(("data", "key"), [("\x1bq", "q"), ("\x1bG", "G"), ("\x1b<", "<"), ("\x1b\r", "enter")])
def test_it_may_have_been_escape_and_a_key(monkeypatch: pytest.MonkeyPatch, data: str, key: str) -> None:
    second = key_after_escape(keys(monkeypatch, data)[0])
    assert second is not None
    assert (second.key, second.character) == (key, data[1])


def test_where_alt_was_held_for_sure_it_was_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert key_after_escape(keys(monkeypatch, "\x1b[113;3u")[0]) is None
    assert key_after_escape(keys(monkeypatch, "q")[0]) is None
