"""The door between file text and a terminal."""

from __future__ import annotations

import unicodedata

import pytest

from nexus_tui.core.sanitize import sanitize, sanitize_line, sanitize_same_length

UNTOUCHED = [
    "",
    "plain text\nwith\ttabs",
    "naïve Ωμέγα 中文 עברית العربية",
    "👩‍👩‍👧 ❤️ 👍🏽 🇩🇪 1️⃣",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "می‌خواهم क्‍ष",
    "שלום\u200f! \u200eok",
    "e\u0301 葛\U000e0100 葛\ufe00",
    "a\u200bb\u2060c\u00a0d\u202fe",
    "\ue0a0 \uf07b",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_text_that_writing_and_emoji_need_is_untouched(text: str) -> None:
    assert sanitize(text) == text
    assert sanitize_same_length(text) == text


@pytest.mark.parametrize(
    ("text", "visible", "same_length"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m", "␛[31mred␛[0m"),
        ("a\x00b\x07\x08\x7f", "a␀b␇␈␡", "a␀b␇␈␡"),
        ("a\r\nb\x0cc", "a␍\nb␌c", "a␍\nb␌c"),
        ("\x9b31m", "‹9B›31m", "\ufffd31m"),
        ("a\x85b\u2028c\u2029d", "a␤b␤c¶d", "a␤b␤c¶d"),
        ("x\u202egnp.exe", "x‹RLO›gnp.exe", "x\ufffdgnp.exe"),
        ("\u2066a\u2069", "‹LRI›a‹PDI›", "\ufffda\ufffd"),
        ("a\ud800b\udcff", "a\ufffdb\ufffd", "a\ufffdb\ufffd"),
        ("a\uffff\ufdd0\U0001fffe", "a\ufffd\ufffd\ufffd", "a\ufffd\ufffd\ufffd"),
        ("\U0010eeee\u0305\u0305", "‹10EEEE›\u0305\u0305", "\ufffd\u0305\u0305"),
        ("co\u00adop", "coop", "co\u200cop"),
        ("\ufefftitle", "‹BOM›title", "\ufffdtitle"),
        ("hi\U000e0068\U000e0069", "hi‹E0068›‹E0069›", "hi\ufffd\ufffd"),
        ("a\ufe0f\ufe0e\U000e0101", "a\ufe0f‹FE0E›‹E0101›", "a\ufe0f\ufffd\ufffd"),
        ("\ufff9a\ufffab\ufffb", "‹FFF9›a‹FFFA›b‹FFFB›", "\ufffda\ufffdb\ufffd"),
        ("\U0001f3f4\U000e0067", "\U0001f3f4‹E0067›", "\U0001f3f4\ufffd"),
    ],
)
def test_what_a_terminal_obeys_or_hides_becomes_visible(text: str, visible: str, same_length: str) -> None:
    assert sanitize(text) == visible
    assert sanitize_same_length(text) == same_length
    assert len(sanitize_same_length(text)) == len(text)


def test_no_control_of_any_kind_survives_and_a_second_pass_changes_nothing() -> None:
    everything = "".join(map(chr, range(0x110000)))
    for clean in (sanitize(everything), sanitize_same_length(everything)):
        left = {character for character in clean if unicodedata.category(character) in ("Cc", "Cs")}
        assert left == {"\n", "\t"}
        assert not any(character in clean for character in "\u202a\u202e\u2066\u2069\u2028\u2029\ufeff")
    assert sanitize(sanitize(everything)) == sanitize(everything)
    assert sanitize_same_length(sanitize_same_length(everything)) == sanitize_same_length(everything)


def test_clean_text_is_returned_itself() -> None:
    text = "word " * 1000 + "é"
    assert sanitize(text) is text
    assert sanitize_same_length(text) is text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\nb", "a b"),
        ("a\r\nb\rc\td", "a b c d"),
        ("\x1b]0;title\x07\n", "␛]0;title␇ "),
    ],
)
def test_a_line_has_no_line_ends_or_tabs(text: str, line: str) -> None:
    assert sanitize_line(text) == line
    assert sanitize_line(line) == line


def test_dropping_a_soft_hyphen_never_lets_a_second_pass_find_more() -> None:
    for text in ("❤\ufe0f\u00ad\ufe0f", "❤\u00ad\ufe0f\ufe0f", "\U0001f3f4\u00ad" + "\U000e0061" * 5 + "\U000e007f"):
        assert sanitize(sanitize(text)) == sanitize(text)
