"""The end of every page, generated from its front matter: review questions, related pages, sources."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tests.content import front
from tests.content.runs import CONTENT

MARK = "<!-- generated from the front matter; edit it there -->"


def _questions(questions: list[dict[str, str]]) -> str:
    parts = ["## Review questions"]
    for question in questions:
        answer = " ".join(question["a"].split())
        parts.append(f"> [!question]- {' '.join(question['q'].split())}\n> {answer}")
    return "\n\n".join(parts)


def _related(path: Path, related: list[str]) -> str:
    lines = ["## Related pages", ""]
    for name in related:
        target = CONTENT / name
        try:
            title = front.read(target)["title"]
        except (OSError, ValueError, KeyError):
            title = target.parent.name if target.stem == "index" else target.stem.replace("-", " ")
        link = Path(os.path.relpath(target, path.parent)).as_posix()
        lines.append(f"- [{title}]({link})")
    return "\n".join(lines)


def _sources(sources: list[dict[str, Any]]) -> str:
    lines = ["## Sources", ""]
    for source in sources:
        name = f"[{source['name']}]({source['url']})" if "url" in source else source["name"]
        lines.append(f"- {name}, {source['section']} ({source['version']})")
    return "\n".join(lines)


def generate(path: Path) -> str:
    """The tail of a page as its front matter wants it. Raises ValueError when it cannot be read."""
    data = front.read(path)
    parts = [MARK]
    if data.get("questions"):
        parts.append(_questions(data["questions"]))
    if data.get("related"):
        parts.append(_related(path, data["related"]))
    if data.get("sources"):
        parts.append(_sources(data["sources"]))
    return "\n\n".join(parts) + "\n"


def replaced(path: Path) -> str:
    """The page's text with the tail that its front matter wants. Raises ValueError."""
    text = path.read_text(encoding="utf-8")
    body = text.split(MARK)[0].rstrip("\n")
    return f"{body}\n\n{generate(path)}"


def sync(path: Path) -> None:
    """Write the tail; a page whose front matter cannot be read stays as it is."""
    try:
        text = replaced(path)
    except (ValueError, KeyError, TypeError):
        return
    if text != path.read_text(encoding="utf-8"):
        path.write_text(text, encoding="utf-8")
