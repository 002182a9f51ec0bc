"""What terminals answer, taken out from among the keys, and what follows from it."""

from __future__ import annotations

import pytest

from nexus_tui.core import graphics
from nexus_tui.core import replies as replies_module
from nexus_tui.core.graphics import Ability, decide, further_query, has_placeholders, without_asking
from nexus_tui.core.replies import Replies

KITTY = "\x1bP>|kitty(0.41.1)\x1b\\\x1b[6;18;9t\x1b_Gi=31;OK\x1b\\\x1b[?62;c"
GHOSTTY = "\x1bP>|ghostty 1.1.3\x1b\\\x1b[6;36;18t\x1b_Gi=31;OK\x1b\\\x1b[?62;22;52c"
XTERM = "\x1bP>|XTerm(379)\x1b\\\x1b[?63;1;2;4;6;9;15;16;22;28c"
FOOT = "\x1bP>|foot(1.16.2)\x1b\\\x1b[6;19;8t\x1b[?62;4;22c"
WEZTERM = "\x1bP>|WezTerm 20240203\x1b\\\x1b[6;20;10t\x1b_Gi=31;OK\x1b\\\x1b[?65;4;6;18;22c"
KONSOLE = "\x1bP>|Konsole 23.08.1\x1b\\\x1b[6;20;10t\x1b_Gi=31;OK\x1b\\\x1b[?62;1;4c"
WINDOWS = "\x1b[6;20;10t\x1b[?61;4;6;7;14;21;22;23;24;28;32;42;52c"
VTE = "\x1bP>|VTE(7600)\x1b\\\x1b[6;18;9t\x1b[?65;1;9c"
OLD_KITTY = KITTY.replace("0.41.1", "0.26.5")


def answered(text: str) -> Replies:
    """Replies that got these answers."""
    replies = Replies()
    replies.expect()
    assert replies.take(text) == ""
    return replies


@pytest.mark.parametrize(
    ("answers", "window", "protocol", "cell"),
    [
        (KITTY, (0, 0), "kitty", (9, 18)),
        (GHOSTTY, (0, 0), "kitty", (18, 36)),
        (OLD_KITTY, (0, 0), "blocks", (10, 20)),
        (XTERM, (8, 17), "sixel", (8, 17)),
        (XTERM, (0, 0), "blocks", (10, 20)),
        (FOOT, (7, 7), "sixel", (8, 19)),
        (WEZTERM, (0, 0), "sixel", (10, 20)),
        (KONSOLE, (0, 0), "sixel", (10, 20)),
        (WINDOWS, (0, 0), "sixel", (10, 20)),
        (VTE, (0, 0), "blocks", (10, 20)),
    ],
    ids=["kitty", "ghostty", "old kitty", "xterm", "xterm without pixels", "foot", "wezterm", "konsole", "wt", "vte"],
)
def test_terminals_get_what_they_can(
    answers: str, window: tuple[int, int], protocol: str, cell: tuple[int, int]
) -> None:
    ability = decide("auto", answered(answers), window)
    assert ability.protocol == protocol
    if protocol != "blocks":
        assert ability.cell == cell
    assert ability.reason


def test_the_setting_is_stronger_than_the_answers() -> None:
    assert decide("sixel", answered(KITTY)).protocol == "sixel"
    assert decide("kitty", answered(VTE)).protocol == "kitty"
    assert decide("kitty", Replies()) == Ability("kitty", "the setting `images` says so")


def test_silence_means_half_blocks_and_says_so() -> None:
    ability = decide("auto", Replies(), (8, 16))
    assert (ability.protocol, ability.reason) == ("blocks", "the terminal did not answer in time")


def test_only_terminals_with_sixel_are_asked_for_colours() -> None:
    assert further_query("auto", answered(XTERM)) == graphics.COLOR_QUERY
    assert further_query("auto", answered(KITTY)) == ""
    assert further_query("auto", answered(VTE)) == ""
    assert further_query("auto", Replies()) == ""


def test_too_few_colours_are_worse_than_half_blocks() -> None:
    replies = answered(FOOT)
    replies.expect()
    assert replies.take("\x1b[?1;0;4S\x1b[?62;4c") == ""
    assert decide("auto", replies).protocol == "blocks"
    replies.expect()
    replies.take("\x1b[?1;0;256S\x1b[?62;4c")
    assert decide("auto", replies) == Ability("sixel", "foot has sixel graphics", (8, 19), 256)


@pytest.mark.parametrize(
    ("mode", "environ", "protocol"),
    [
        ("blocks", {"TERM": "xterm-kitty"}, "blocks"),
        ("off", {"TERM": "xterm-kitty"}, "off"),
        ("kitty", {"TERM": "xterm-kitty", "NO_COLOR": "1"}, "off"),
        ("auto", {"TERM": "tmux-256color", "TMUX": "/tmp/tmux-0/default,1,0"}, "blocks"),
        ("auto", {"TERM": "screen.xterm-256color"}, "blocks"),
        ("auto", {"TERM": "xterm-256color", "ZELLIJ": "0"}, "blocks"),
        ("auto", {"TERM": "linux"}, "blocks"),
        ("auto", {"TERM": "dumb"}, "blocks"),
        ("auto", {"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, "blocks"),
        ("auto", {"TERM": "xterm-256color"}, None),
        ("sixel", {"TERM": "tmux-256color", "TMUX": "x"}, None),
    ],
)
def test_what_the_environment_says_is_not_asked(mode: str, environ: dict[str, str], protocol: str | None) -> None:
    known = without_asking(mode, environ)
    assert (known.protocol if known else None) == protocol


@pytest.mark.parametrize("answers", [KITTY, GHOSTTY, XTERM, WINDOWS])
def test_answers_in_any_pieces_leave_the_keys_between_them(answers: str) -> None:
    whole = "j" + answers + "k"
    for cut in range(1, len(whole)):
        replies = Replies()
        replies.expect()
        left = replies.take(whole[:cut]) + replies.take(whole[cut:])
        assert (left, replies.holds) == ("jk", False), cut
        assert replies.done
    replies = Replies()
    replies.expect()
    assert "".join(map(replies.take, whole)) == "jk"


@pytest.mark.parametrize(
    "key", ["\x1b", "\x1b[A", "\x1b[6~", "\x1bOP", "\x1b_", "\x1bP", "\x1b[<35;10;5M", "\x1b[97;5u"]
)
def test_keys_that_begin_like_answers_come_back_whole(key: str) -> None:
    replies = Replies()
    replies.expect()
    taken = replies.take(key)
    assert taken + replies.give_back() == key
    assert replies.take("x") == "x"


def test_nothing_is_looked_at_before_the_first_question() -> None:
    replies = Replies()
    assert replies.take(KITTY + "\x1b") == KITTY + "\x1b"
    assert not replies.done


def test_an_answer_that_comes_late_is_still_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    replies = Replies()
    replies.expect()
    monkeypatch.setattr(replies_module, "monotonic", lambda: 1e12)
    assert replies.take("a" + KITTY + "b") == "ab"
    assert replies.take("\x1b") == "\x1b"
    assert not replies.holds


def test_after_the_last_answer_escape_is_not_kept_back() -> None:
    assert answered(KITTY).take("\x1b") == "\x1b"


@pytest.mark.parametrize("answer", ["\x1b[6;0;0t", "\x1b[6;9999;9999t", "\x1b[6;1;1t"])
def test_a_cell_of_a_size_that_cannot_be_is_not_believed(answer: str) -> None:
    assert answered(answer + "\x1b[?62;4c").cell == (0, 0)


@pytest.mark.parametrize(
    ("version", "has"),
    [
        ("kitty(0.28.0)", True),
        ("kitty(0.27.1)", False),
        ("kitty(1.0.0)", True),
        ("ghostty 1.0.0", True),
        ("WezTerm 20240203-110809-5046fc22", False),
        ("Konsole 23.08.1", False),
        ("", False),
        ("notkitty(0.41)", False),
    ],
)
def test_placeholders_are_known_by_name_and_version(version: str, has: bool) -> None:
    assert has_placeholders(version) is has
