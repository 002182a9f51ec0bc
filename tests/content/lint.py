"""What can be said of a page without running it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import yaml

from nexus_tui.core.markdown import mermaidchild
from tests.content import fences, front, references, spelling, tail
from tests.content.runs import CONTENT, ROOT

PARTS = ("Pitfalls", "Checklist")
"""Sections that every page about a subject has, by these names."""

WIDEST = 100
"""Columns that a diagram may take when it is drawn as narrow as it can be."""


def page(path: Path, strict: bool = False) -> list[str]:
    """Problems of a page, each naming file and line or key; with ``strict`` related pages must exist."""
    name = path.relative_to(ROOT)
    text = path.read_text(encoding="utf-8")
    found = [f"{name}: {problem}" for problem in front.problems(path, strict)]
    try:
        found.extend(f"{name}:{line}: {problem}" for line, problem in drawings(fences.blocks(text)))
    except fences.FenceError as error:
        found.append(f"{name}: {error}")
    found.extend(f"{name}:{line}: {problem}" for line, problem in [*shape(text), *places(text)])
    if front.wants_questions(path):
        found.extend(f"{name}: no section {part!r}" for part in PARTS if f"\n## {part}\n" not in text)
    found.extend(f"{name}:{line}: {problem}" for line, problem in references.broken(path, strict))
    if not found and tail.replaced(path) != text:
        found.append(f"{name}: the tail differs from the front matter (run with --sync)")
    found.extend(f"{name}:{line}: spelling: {word}" for line, word in spelling.unknown(path))
    return found


def shape(text: str) -> list[tuple[int, str]]:
    """Problems with a page's build: lines and what is wrong there."""
    source, body = front.split(text)
    lines = body.split("\n")
    first = next((line for line in lines if line.strip()), "")
    offset = text.count("\n", 0, len(text) - len(body)) + 1
    title = next((line[7:].strip().strip("\"'") for line in source.splitlines() if line.startswith("title: ")), "")
    if not first.startswith("# "):
        return [(offset, "the page does not begin with its title as a first-level heading")]
    if first[2:].strip() != title:
        return [(offset, f"the heading differs from the front matter's title {title!r}")]
    return []


def places(text: str) -> list[tuple[int, str]]:
    """Lines that name a directory of the machine on which the page was run."""
    here = {sys.prefix, sys.base_prefix, str(ROOT), "/tmp/nexus-content-"}
    lines = enumerate(text.splitlines(), 1)
    return [(number, "names a path of this machine") for number, line in lines if any(place in line for place in here)]


def drawings(blocks: list[fences.Block]) -> list[tuple[int, str]]:
    """Mermaid blocks that cannot be drawn as text, or not within ``WIDEST`` columns."""
    found = []
    for block in blocks:
        if block.language != "mermaid":
            continue
        try:
            width = max(len(line.rstrip()) for line in mermaidchild.draw(block.source, 78, False).split("\n"))
        except Exception as error:
            found.append((block.line, f"mermaid: {type(error).__name__}: {error}"))
            continue
        if width > WIDEST:
            found.append((block.line, f"mermaid: {width} columns wide; {WIDEST} at most (try TD, shorter labels)"))
    return found


def all_pages() -> list[Path]:
    """Every page of the knowledge base."""
    return sorted(CONTENT.rglob("*.md"))


def section(path: Path) -> list[str]:
    """Problems of a folder: its ``_section.yml`` against its pages, and its overview's links to them."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    name = path.relative_to(ROOT)
    found = [f"{name}: {key} is missing" for key in ("title", "order", "summary") if key not in data]
    folder = path.parent
    here = {page.stem for page in folder.glob("*.md")} - {"index"}
    here |= {child.parent.name for child in folder.glob("*/_section.yml")}
    listed = data.get("pages", [])
    found += [f"{name}: {page} is listed and does not exist" for page in listed if page not in here]
    found += [f"{name}: {page} is not listed" for page in sorted(here - set(listed))]
    overview = folder / "index.md"
    if not overview.is_file():
        return [*found, f"{folder.relative_to(ROOT)}: index.md is missing"]
    text = overview.read_text(encoding="utf-8")
    for page in sorted(here):
        if not re.search(rf"\]\({re.escape(page)}(?:\.md|/index\.md)(?:#[\w-]*)?\)", text):
            found.append(f"{overview.relative_to(ROOT)}: no link to {page}")
    return found
