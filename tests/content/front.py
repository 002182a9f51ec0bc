"""Front matter of the knowledge base: reading it and holding it to the schema that contributing.md documents."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.content.runs import CONTENT

LEVELS = ("beginner", "intermediate", "advanced")
REQUIRED = ("title", "summary", "tags", "aliases", "level", "updated", "related", "sources")
KEYS = {*REQUIRED, "order", "questions"}
_FRONT = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)


def split(text: str) -> tuple[str, str]:
    """The YAML of the front matter and the text after it; the YAML is empty when there is none."""
    match = _FRONT.match(text)
    return (match.group(1), text[match.end() :]) if match else ("", text)


def read(path: Path) -> dict[str, Any]:
    """The front matter of a page. Raises ValueError when it is absent or not a mapping."""
    source, _ = split(path.read_text(encoding="utf-8"))
    try:
        data = yaml.safe_load(source)
    except yaml.YAMLError as error:
        raise ValueError(f"front matter: {error}") from None
    if not isinstance(data, dict):
        raise ValueError("front matter is missing")
    return data


@cache
def tags() -> frozenset[str]:
    """The tags declared in tags.yml."""
    return frozenset(yaml.safe_load((CONTENT / "tags.yml").read_text(encoding="utf-8")))


def wants_questions(path: Path) -> bool:
    """Overviews, the glossary, cheat sheets and the hub's own pages need no review questions."""
    relative = path.relative_to(CONTENT)
    return path.stem not in {"index", "contributing"} and relative.parts[0] != "reference"


def _texts(value: Any, least: int, most: int) -> str:
    """What is wrong with a list of short texts; empty when nothing is."""
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        return "must be a list of texts"
    if not least <= len(value) <= most:
        return f"has {len(value)} entries; {least} to {most} are wanted"
    return "names something twice" if len(set(value)) != len(value) else ""


def _sources(value: Any) -> str:
    if not isinstance(value, list) or not 1 <= len(value) <= 10:
        return "must be a list of 1 to 10 sources"
    for number, source in enumerate(value, 1):
        if not isinstance(source, dict) or not {"name", "section", "version"} <= set(source):
            return f"entry {number} needs name, section and version"
        if unknown := set(source) - {"name", "section", "version", "url"}:
            return f"entry {number} has an unknown key {sorted(unknown)[0]!r}"
        if not all(isinstance(text, str) and text.strip() for text in source.values()):
            return f"entry {number}: values are texts (quote numbers)"
    return ""


def _questions(value: Any) -> str:
    if not isinstance(value, list) or not 3 <= len(value) <= 8:
        return "must be a list of 3 to 8 questions"
    for number, question in enumerate(value, 1):
        if not isinstance(question, dict) or set(question) != {"q", "a"}:
            return f"entry {number} has other keys than q and a"
        if not all(isinstance(text, str) and text.strip() for text in question.values()):
            return f"entry {number}: q and a are texts"
    return ""


def _related(value: Any, path: Path, strict: bool) -> str:
    if wrong := _texts(value, 1, 8):
        return wrong
    for target in value:
        if target.startswith((".", "/")) or not target.endswith(".md"):
            return f"{target!r} is not a path from content/"
        if strict and not (CONTENT / target).is_file():
            return f"{target!r} does not exist"
        if CONTENT / target == path:
            return "names the page itself"
    return ""


def _summary(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        return "must be a text"
    return f"has {len(value)} characters; 200 at most" if len(value) > 200 else ""


def problems(path: Path, strict: bool = True) -> list[str]:
    """Everything wrong with a page's front matter, each as ``key: what``.

    With ``strict`` related pages must exist.
    """
    try:
        data = read(path)
    except ValueError as error:
        return [str(error)]
    wrong = {key: "is missing" for key in REQUIRED if key not in data}
    wrong |= {str(key): "is not a known key" for key in data if key not in KEYS}
    checks: dict[str, Callable[[Any], str]] = {
        "title": lambda value: "" if isinstance(value, str) and value.strip() else "must be a text",
        "summary": _summary,
        "tags": lambda value: (
            _texts(value, 1, 6) or ", ".join(f"{t!r} is not declared" for t in value if t not in tags())
        ),
        "aliases": lambda value: _texts(value, 0 if path.stem == "index" else 2, 12),
        "level": lambda value: "" if value in LEVELS else f"must be one of {', '.join(LEVELS)}",
        "updated": lambda value: "" if type(value) is datetime.date else "must be a date like 2026-11-23",
        "related": lambda value: _related(value, path, strict),
        "sources": _sources,
        "questions": _questions,
        "order": lambda value: "" if type(value) in (int, float) else "must be a number",
    }
    for key, check in checks.items():
        if key in data and key not in wrong and (text := check(data[key])):
            wrong[key] = text
    if "questions" not in data and wants_questions(path):
        wrong["questions"] = "is missing"
    return [f"{key}: {text}" for key, text in wrong.items()]
