"""Places found by the letters of the words are those that the regular expression finds."""

from __future__ import annotations

import random

import pytest

from nexus_tui.core.search.marking import MOST_SPANS, Marker, Span, marker

STEMS = ("run", "class", "connect", "pass", "index", "go", "naïve", "Straße", "http2", "log", "is", "child", "cafés")
ENDINGS = ("", "s", "ed", "ing", "ion", "Name", "2", "_id", "\u0301", "es", "ren", "Pool", "HTTPServer")
JOINTS = (" ", " ", " ", "-", "_", ".", "", "\n", "(", "é", "  ", "ß")
QUERIES = (
    ("run*",),
    ("r*",),
    ("class", "pass"),
    ("strasse",),
    ("pass*", "index"),
    ("connect", "pool*"),
    ("http", "server"),
    ("going",),
    ("went", "is"),
    ("child", "name*"),
    ("naive", "cafe*"),
    ("log", "in"),
    ("n*", "i*", "s*"),
)


def some_text(rng: random.Random) -> str:
    """Words with endings and joints drawn by ``rng``, in any case."""
    pieces = []
    for _ in range(rng.randrange(1, 40)):
        word = rng.choice(STEMS) + rng.choice(ENDINGS)
        pieces.append(rng.choice((word, word, word.upper(), word.title(), rng.choice(("went", "indices", "is")))))
        pieces.append(rng.choice(JOINTS))
    return "".join(pieces)


class ByPattern(Marker):
    """A marker that always takes the regular expression."""

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__(words)
        self._literals = []


@pytest.mark.parametrize("words", QUERIES)
def test_letters_and_pattern_find_the_same_places(words: tuple[str, ...]) -> None:
    rng = random.Random(3)
    found = 0
    for _ in range(200):
        text = some_text(rng)
        expected = ByPattern(words).spans(text)
        assert marker(words).spans(text) == expected
        found += len(expected)
    assert found


def test_no_more_places_than_asked_for() -> None:
    text = "run " * (2 * MOST_SPANS)
    assert marker(("run",)).spans(text, 3) == [Span(0, 3, 0), Span(4, 7, 0), Span(8, 11, 0)]
    assert len(marker(("run",)).spans(text)) == MOST_SPANS


def test_a_half_typed_word_marks_other_forms_of_itself_too() -> None:
    text = "Kubernetes runs containers; a container is small."
    marked = [text[span.start : span.end] for span in marker(("kubernets*", "containers*")).spans(text)]
    assert marked == ["Kubernetes", "containers", "container"]
