"""Marks the wrong operators of a query in the box itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.highlighter import Highlighter
from rich.text import Text

Problems = Callable[[], Sequence[tuple[int, int, str]]]


class QueryHighlighter(Highlighter):
    """Underlines the ranges that ``problems`` names, and dims operators."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems

    def highlight(self, text: Text) -> None:
        """Style ``text`` in place."""
        text.highlight_regex(r"(?<!\S)(?:OR|AND|NOT)(?!\S)", "bold")
        text.highlight_regex(r"(?<!\S)-?(?:title|heading|tag|path|in|code|lang|body|file):", "italic")
        for start, end, _ in self._problems():
            text.stylize("reverse underline", start, end)
