"""Comparing what a run printed with what the page shows."""

from __future__ import annotations

import difflib
import doctest
import json
from typing import Any


class Failed(Exception):
    """A block did not do what the page says; the message is for the writer."""


class Missing(Exception):
    """An engine that the page needs is not there; the message says which."""


def tidy(text: str) -> str:
    """Text without trailing blanks on its lines and without empty lines at its ends."""
    lines = [line.rstrip() for line in text.expandtabs(8).split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return "\n".join(lines) + "\n" if lines else ""


def same_text(expected: str, actual: str) -> bool:
    """True when the texts agree; ``...`` in the expected one stands for anything (doctest's ELLIPSIS)."""
    checker = doctest.OutputChecker()
    return checker.check_output(tidy(expected), tidy(actual), doctest.ELLIPSIS)


def same_json(expected: Any, actual: Any) -> bool:
    """True when the values agree; strings holding ``...`` match as in `same_text`, and ``"..."`` matches all."""
    if isinstance(expected, str):
        if expected == "...":
            return True
        return isinstance(actual, str) and same_text(expected, actual)
    if isinstance(expected, dict):
        return (
            isinstance(actual, dict)
            and expected.keys() == actual.keys()
            and all(same_json(value, actual[key]) for key, value in expected.items())
        )
    if isinstance(expected, list):
        return (
            isinstance(actual, list)
            and len(expected) == len(actual)
            and all(same_json(one, other) for one, other in zip(expected, actual, strict=True))
        )
    return type(expected) is type(actual) and bool(expected == actual)


def show_json(value: Any) -> str:
    """JSON as pages show it."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n"


def matches(expected: str, actual: str, language: str) -> bool:
    """Compare as JSON where both sides are JSON and the page says so, as text otherwise."""
    if same_text(expected, actual):
        return True
    if language != "json":
        return False
    try:
        return same_json(json.loads(expected), json.loads(actual))
    except ValueError:
        return False


def difference(expected: str, actual: str) -> str:
    """What differs, line by line, in diff notation."""
    lines = difflib.unified_diff(
        tidy(expected).splitlines(), tidy(actual).splitlines(), "shown on the page", "printed by the run", lineterm=""
    )
    return "\n".join(lines)
