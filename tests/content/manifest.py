"""The record of what was verified: ``content/.verified.json``.

    {"format": 1,
     "pages": {"key-learnings/technologies/python/typing.md":
        {"sha256": "<of the file's bytes>", "examples": 14, "marked": 0,
         "engines": [["Django", "5.2.19"], ["PostgreSQL", "18.4"]], "date": "2026-11-20"}}}

A reader shows the line only while the page's bytes have that hash.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.content.runs import CONTENT, Outcome

PATH = CONTENT / ".verified.json"
ORDER = (
    "Django",
    "Django REST framework",
    "Celery",
    "Strawberry",
    "graphql-core",
    "PostgreSQL",
    "SQLite",
    "Redis",
    "Git",
    "Node.js",
    "hadolint",
    "check-jsonschema",
    "openapi-spec-validator",
    "Python",
)
"""The order in which engines are named: what a page is about before what carries it."""


def ordered(engines: Mapping[str, str]) -> list[tuple[str, str]]:
    """Engines with their versions in the order to show them."""
    rank = {name: number for number, name in enumerate(ORDER)}
    return sorted(engines.items(), key=lambda item: (rank.get(item[0], len(ORDER)), item[0]))


def digest(path: Path) -> str:
    """The hash that ties an entry to the bytes of a page."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read() -> dict[str, Any]:
    """Entries by page; none when there is no manifest."""
    if not PATH.exists():
        return {}
    pages: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))["pages"]
    return pages


def entry(outcome: Outcome, date: str) -> dict[str, Any]:
    """The entry of a page that passed."""
    return {
        "sha256": digest(outcome.page),
        "examples": outcome.examples,
        "marked": sum(block["status"] == "marked" for block in outcome.blocks),
        "engines": [list(item) for item in ordered(outcome.engines)],
        "date": date,
    }


def write(outcomes: list[Outcome]) -> None:
    """Note the pages that passed, forget those that failed or are gone; an unchanged page keeps its date."""
    pages = {name: value for name, value in read().items() if (CONTENT / name).exists()}
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    for outcome in outcomes:
        if not outcome.page.is_relative_to(CONTENT):
            continue
        name = outcome.page.relative_to(CONTENT).as_posix()
        old = pages.pop(name, None)
        if outcome.failures or outcome.skipped or not outcome.examples:
            continue
        new = entry(outcome, today)
        pages[name] = old if old is not None and {**new, "date": old["date"]} == old else new
    lines = ",\n".join(f"  {json.dumps(page)}: {json.dumps(pages[page], ensure_ascii=False)}" for page in sorted(pages))
    PATH.write_text(f'{{\n "format": 1,\n "pages": {{\n{lines}\n }}\n}}\n', encoding="utf-8")
