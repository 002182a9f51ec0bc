"""From key presses to commands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_tui.commands import bound, shown
from nexus_tui.core.keymap import COUNT_LIMIT, Bound, Outcome, Router, build, unreliable
from nexus_tui.core.presets import PRESETS

TABLE = (
    Bound("page.down", ("j", "down"), ("reader",)),
    Bound("list.down", ("j",), ("tree",)),
    Bound("page.top", ("g g",), ("reader",)),
    Bound("tab.next", ("g t",), ("browser",)),
    Bound("copy.all", ("y",), ("reader",)),
    Bound("copy.block", ("y y",), ("reader",)),
    Bound("side", ("1",), ("browser",)),
    Bound("quit", ("q",), ("browser",)),
)
READER, TREE = ("reader", "browser"), ("tree", "browser")


def feed(keys: str, contexts: tuple[str, ...] = READER) -> Outcome:
    """The outcome of the last of some keys."""
    router = Router(build(TABLE))
    outcomes = [router.feed(contexts, key) for key in keys.split()]
    return outcomes[-1]


def test_the_most_specific_context_wins() -> None:
    assert feed("j").command == "page.down"
    assert feed("j", TREE).command == "list.down"
    assert feed("q", TREE).command == "quit"


def test_sequences_wait_and_tell_what_can_follow() -> None:
    assert feed("g") == Outcome(pending=True, typed="g", continuations=(("g", "page.top"), ("t", "tab.next")))
    assert feed("g t").command == "tab.next"
    assert feed("g x") == Outcome(typed="g x")
    assert feed("x") == Outcome()


def test_counts_go_with_the_command_and_have_a_limit() -> None:
    assert feed("1 2 j") == Outcome(command="page.down", count=12)
    assert feed("1 0 g t") == Outcome(command="tab.next", count=10)
    assert feed(" ".join("9" * 20)) == Outcome(pending=True, typed=str(COUNT_LIMIT))
    assert feed("0") == Outcome()


def test_a_pause_runs_the_shorter_command_or_a_key_that_is_a_digit() -> None:
    router = Router(build(TABLE))
    router.feed(READER, "y")
    assert router.expire(READER) == Outcome(command="copy.all")
    router.feed(READER, "1")
    assert router.expire(READER) == Outcome(command="side")
    router.feed(READER, "g")
    assert router.expire(READER).continuations == (("g", "page.top"), ("t", "tab.next"))
    assert router.feed(READER, "t").command == "tab.next"
    assert not router.busy


def test_the_users_keys_replace_and_take_from_others() -> None:
    keymap = build(TABLE, {"quit": ["j", "ctrl+q"], "tab.next": "noop"})
    assert keymap.keys_of["quit"] == ("j", "ctrl+q")
    assert keymap.keys_of["tab.next"] == ()
    assert keymap.keys_of["page.down"] == ("j", "down"), "another context keeps its own"
    assert keymap.problems == []


def test_a_key_given_twice_and_an_unknown_command_are_told() -> None:
    keymap = build(TABLE, {"page.down": "x", "page.top": "x", "tab.nxet": "y"})
    assert keymap.problems == [
        "keys: unknown command 'tab.nxet'; did you mean tab.next?",
        "'x' is bound to both page.down and page.top (reader)",
    ]


def test_keys_that_terminals_swallow_are_told_where_there_is_no_other() -> None:
    keymap = build((Bound("a", ("ctrl+i",), ("x",)), Bound("b", ("ctrl+m", "b"), ("x",))))
    assert unreliable(keymap) == [("a", "ctrl+i", "is Tab")]


@pytest.mark.parametrize("name", PRESETS)
def test_presets_name_commands_and_agree_with_themselves(name: str) -> None:
    known = {each.id for each in bound()}
    assert set(PRESETS[name]) <= known
    keymap = build(bound(), None, PRESETS[name])
    assert keymap.problems == []
    assert keymap.keys_of["app.quit"]
    assert keymap.keys_of["help.open"]


@given(st.lists(st.sampled_from(["g", "t", "j", "1", "0", "y", "q", "x", "escape"]), max_size=30))
def test_a_router_never_sticks(keys: list[str]) -> None:
    router = Router(build(TABLE))
    for key in keys:
        outcome = router.feed(READER, key)
        assert not (outcome.command and outcome.pending)
        assert router.busy == outcome.pending
    router.feed(READER, "x")
    router.feed(READER, "x")
    assert router.feed(READER, "q").command == "quit"


def test_keys_are_shown_as_people_write_them() -> None:
    assert [shown(keys) for keys in ("g g", "ctrl+f", "alt+left", "pagedown", "f1", "y f", "ctrl+x ctrl+c")] == [
        "gg",
        "Ctrl+F",
        "Alt+←",
        "PgDn",
        "F1",
        "yf",
        "Ctrl+X Ctrl+C",
    ]


def test_a_key_that_hides_the_only_key_of_a_command_is_a_problem() -> None:
    commands = [Bound("page.down", ("space",), ("reader",)), Bound("search.open", ("s", "ctrl+k"), ("browser",))]
    assert build(commands).problems == []
    assert build(commands, {"page.down": "s"}).problems == []
    hidden = "'s' is page.down in reader, and search.open has no other key there"
    assert build(commands, {"page.down": ["s", "ctrl+k"]}).problems == [hidden, hidden.replace("'s'", "'ctrl+k'")]
    assert build(commands, {"page.down": "ctrl+y", "search.open": "ctrl+y"}).problems == [
        hidden.replace("'s'", "'ctrl+y'")
    ]
