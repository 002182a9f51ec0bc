"""Emoji short codes."""

from __future__ import annotations

import pytest

from nexus_tui.core.markdown.emoji import names, pieces, replace_codes


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (":tada: done", "🎉 done"),
        (":+1::-1:", "👍👎"),
        ("(:heart:)", "(❤️)"),
        (":TADA:", "🎉"),
        (":nope: :100:", ":nope: 💯"),
        (":nope:tada:", ":nope:tada:"),
        (":nope: or :a :tada:", ":nope: or :a 🎉"),
        ("::tada:", "::tada:"),
        ("at 10:30:45", "at 10:30:45"),
        ("std::tada::x", "std::tada::x"),
        ("C:tada:", "C:tada:"),
        (":tada:s", ":tada:s"),
        ("http://host:80:", "http://host:80:"),
        (":", ":"),
        ("", ""),
        (":de: :family_man_girl:", "🇩🇪 👨‍👧"),
    ],
)
def test_known_codes_become_emoji_and_nothing_else_changes(text: str, shown: str) -> None:
    assert replace_codes(text) == shown


def test_pieces_tell_what_the_source_says() -> None:
    assert pieces("a :tada:!") == [("a ", "a "), ("🎉", ":tada:"), ("!", "!")]
    assert pieces("plain: text: here") == [("plain: text: here", "plain: text: here")]


def test_all_codes_of_github_are_known() -> None:
    assert len(names()) > 1900
    assert all(emoji and not emoji.isalnum() for emoji in names().values())
    assert all(replace_codes(f":{code}:") == emoji for code, emoji in names().items())
