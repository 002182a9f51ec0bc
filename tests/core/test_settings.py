from __future__ import annotations

import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_tui import commands
from nexus_tui.core import paths
from nexus_tui.core.errors import UsageError
from nexus_tui.core.keymap import build
from nexus_tui.core.presets import PRESETS
from nexus_tui.core.settings import MAX_BYTES, Settings, load_settings, print_defaults, read_values, write_back


def write(text: str | bytes) -> Path:
    place = paths.settings_file()
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(text if isinstance(text, bytes) else text.encode())
    return place


def test_without_a_file_the_defaults_hold_and_nothing_is_made() -> None:
    settings, problems = load_settings()
    assert settings == Settings()
    assert settings.text_width == 100
    assert problems == []
    assert not paths.settings_file().parent.exists()


def test_the_documented_defaults_are_a_file_that_says_just_the_defaults() -> None:
    text = print_defaults()
    values = tomllib.loads(text)
    assert set(values) == set(asdict(Settings()))
    write(text)
    assert load_settings() == (Settings(), [])


def test_the_users_values_are_read() -> None:
    write(
        'theme = "nord"\ntext_width = 80\nwatch = false\nkeymap = "emacs"\n'
        '[keys]\n"search.open" = ["s", "f3"]\napp.quit = "noop"\n'
    )
    settings, problems = load_settings()
    assert problems == []
    assert (settings.theme, settings.text_width, settings.watch) == ("nord", 80, False)
    assert settings.keys == {"search.open": ["s", "f3"], "app.quit": "noop"}
    assert settings.preset_keys() == PRESETS["emacs"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\nthem = 'x'\n", ["line 2", "`them`", "`theme`"]),
        ("qqqq = 1\n", ["line 1", "`qqqq`", "--print-defaults"]),
        ("text_width = 'wide'\n", ["line 1", "`text_width`", "whole number from 20 to 400"]),
        ("text_width = 5\n", ["whole number from 20 to 400"]),
        ("text_width = true\n", ["whole number"]),
        ("text_width = 80.5\n", ["whole number"]),
        ("watch = 'yes'\n", ["true or false"]),
        ("theme = 3\n", ["text in quotes"]),
        ("sidebar_side = 'rihgt'\n", ['one of "left", "right"', 'Did you mean "right"']),
        ("theme = 'x'\nkeys = 3\n", ["line 2", "[keys]"]),
        ('[keys]\n"search.open" = 3\n', ["line 2", "`search.open`"]),
        ("[sidebr]\nx = 1\n", ["line 1", "`sidebr`", "`sidebar`"]),
        ("theme = \n", ["not valid TOML", "line 1"]),
        ("\x00\xff", ["not valid TOML"]),
        ("'\x1b[2J' = 1\n", ["not valid TOML"]),
        ('"a\\u001b[2J" = 1\n', ["␛[2J"]),
    ],
)
def test_a_wrong_setting_is_named_and_the_rest_holds(text: str, words: list[str]) -> None:
    place = write(text)
    before = place.read_bytes()
    settings, problems = load_settings()
    assert len(problems) == 1
    assert str(place) in problems[0]
    assert all(word in problems[0] for word in words), problems[0]
    assert "\x1b" not in problems[0]
    assert settings.text_width == 100
    assert place.read_bytes() == before


def test_a_file_that_cannot_be_read_means_defaults_and_a_notice(tmp_path: Path) -> None:
    settings, problems = load_settings(tmp_path)
    assert settings == Settings()
    assert "cannot be read" in problems[0]


toml_values = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.floats(), st.text(max_size=10)),
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(st.text(max_size=5), below, max_size=3)),
    max_leaves=6,
)


@given(st.dictionaries(st.one_of(st.sampled_from([*asdict(Settings())]), st.text(max_size=8)), toml_values, max_size=6))
def test_no_values_make_reading_raise_and_what_is_read_has_the_right_type(values: dict[str, object]) -> None:
    settings, _ = read_values(values)
    for name, default in asdict(Settings()).items():
        assert type(getattr(settings, name)) is type(default)


def test_writing_back_keeps_comments_order_and_what_it_does_not_know() -> None:
    write('# mine\ntheme = "nord" # liked\nfuture = 1\n\n[keys] # my keys\n"app.quit" = "Q"\n')
    place = write_back({"theme": "dracula", "text_width": 90, "keys": {"search.open": ["S"], "app.quit": None}})
    assert place == paths.settings_file()
    text = place.read_text()
    assert '# mine\ntheme = "dracula" # liked\nfuture = 1\n' in text
    assert "[keys] # my keys" in text
    settings, problems = load_settings()
    assert (settings.theme, settings.text_width, settings.keys) == ("dracula", 90, {"search.open": ["S"]})
    assert len(problems) == 1
    assert "future" in problems[0]
    write_back({"theme": None})
    assert load_settings()[0].theme == ""


def test_writing_back_makes_the_file() -> None:
    write_back({"watch": False, "keys": {"app.quit": "Q"}})
    settings, problems = load_settings()
    assert (settings.watch, settings.keys, problems) == (False, {"app.quit": "Q"}, [])
    write_back({"text_width": 60})
    assert load_settings()[0].text_width == 60


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"nothing": 1}, "no setting"),
        ({"text_width": 3}, "whole number"),
        ({"sidebar_side": "top"}, "one of"),
    ],
)
def test_a_wrong_change_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        write_back(changes)
    assert not paths.settings_file().exists()


@pytest.mark.parametrize("text", [b"theme = \n", b"\xff\xfe"])
def test_a_broken_file_is_not_written_over(text: bytes) -> None:
    place = write(text)
    with pytest.raises(UsageError, match="correct it first"):
        write_back({"theme": "nord"})
    assert place.read_bytes() == text


def test_a_file_too_large_to_read_is_not_written_over() -> None:
    place = write("# " + "x" * MAX_BYTES)
    with pytest.raises(UsageError, match="larger"):
        write_back({"theme": "nord"})
    assert place.stat().st_size == MAX_BYTES + 2


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_presets_name_real_commands_and_give_no_key_twice(preset: str) -> None:
    assert set(PRESETS[preset]) <= set(commands.BY_ID)
    assert build(commands.bound(), {}, PRESETS[preset]).problems == []
