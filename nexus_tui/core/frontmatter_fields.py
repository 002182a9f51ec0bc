"""Turns the values of a head into the types its fields have, and names those that do not fit."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from nexus_tui.core.model import Problem
from nexus_tui.core.sanitize import sanitize_line

MAX_TEXT = 2_000
"""Characters kept of one text."""

MAX_ITEMS = 200
"""Values kept of one list."""

_EMPTY = ("", "~", "null")
_TRUE = ("true", "yes", "on", "1")
_FALSE = ("false", "no", "off", "0")


class FieldReader:
    """Reads fields of one head; ``problems`` collects what does not fit."""

    def __init__(self, raw: str, document: str, lines: Mapping[str, int], problems: list[Problem]) -> None:
        self._raw = raw
        self._document = document
        self._lines = lines
        self.problems = problems

    def _complain(self, key: str, advice: str) -> None:
        line = self._lines.get(key, 0) or self._find(key)
        self.problems.append(Problem(self._document, f"`{key}` in the front matter {advice}", line))

    def _find(self, key: str) -> int:
        found = re.search(rf"^[\"']?{re.escape(key)}[\"']?[ \t]*[:=]", self._raw, re.MULTILINE)
        return self._raw.count("\n", 0, found.start()) + 1 if found else 1

    def text(self, key: str, value: Any) -> str:
        """One line of text; empty if there is none."""
        if value is None or value in _EMPTY:
            return ""
        if not isinstance(value, str):
            self._complain(key, "must be one text, not a list or mapping.")
            return ""
        return clean(value)

    def texts(self, key: str, value: Any) -> tuple[str, ...]:
        """A list of texts; one text counts as a list of one."""
        if value is None or value in _EMPTY:
            return ()
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(each, str) for each in values):
            self._complain(key, "must be a list of texts.")
            values = [each for each in values if isinstance(each, str)]
        if len(values) > MAX_ITEMS:
            self._complain(key, f"has more than {MAX_ITEMS} values; the rest is not used.")
        return tuple(dict.fromkeys(text for each in values[:MAX_ITEMS] if (text := clean(each)) not in _EMPTY))

    def tags(self, key: str, value: Any) -> tuple[str, ...]:
        """A list of tags; one text is a list with commas (or, without them, blanks) between. A ``#`` is dropped."""
        if isinstance(value, str):
            value = value.split("," if "," in value else None)
        return tuple(dict.fromkeys(tag for each in self.texts(key, value) if (tag := each.lstrip("#").strip())))

    def number(self, key: str, value: Any) -> float | None:
        """A finite number."""
        if value is None or value in _EMPTY:
            return None
        try:
            number = float(value) if isinstance(value, str) and len(value) <= 64 else math.nan
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self._complain(key, "must be a number.")
            return None
        return number

    def flag(self, key: str, value: Any) -> bool:
        """True or false."""
        if value is None or value in _EMPTY:
            return False
        word = value.lower() if isinstance(value, str) else ""
        if word not in _TRUE + _FALSE:
            self._complain(key, "must be true or false.")
        return word in _TRUE

    def sources(self, key: str, value: Any) -> tuple[str, ...]:
        """A list of texts or of mappings of texts."""
        if isinstance(value, list):
            value = [_joined(each) if isinstance(each, dict) else each for each in value]
        return self.texts(key, value)

    def questions(self, key: str, value: Any) -> tuple[tuple[str, str], ...]:
        """A list of mappings with ``q`` and ``a``. The texts may have several lines."""
        if value is None or value in _EMPTY:
            return ()
        found: list[tuple[str, str]] = []
        for each in value if isinstance(value, list) else [value]:
            pair = (each.get("q"), each.get("a")) if isinstance(each, dict) else (None, None)
            if not (isinstance(pair[0], str) and isinstance(pair[1], str)):
                self._complain(key, "must be a list of entries with `q` and `a`.")
                break
            found.append((pair[0].strip(), pair[1].strip()))
        return tuple(found[:MAX_ITEMS])


def clean(text: str) -> str:
    """``text`` on one line, without control characters, at most :data:`MAX_TEXT` characters long."""
    text = text[:MAX_TEXT]
    if "  " in text or not text.isprintable():
        text = sanitize_line(" ".join(text.split()))
    return text.strip()


def _joined(mapping: Mapping[str, Any]) -> str:
    return ", ".join(value for value in mapping.values() if isinstance(value, str) and value not in _EMPTY)
