"""The file that declares a library's tags: ``tags.yml`` at its root, a tag and what it is for on each line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from nexus_tui.core import frontmatter
from nexus_tui.core.files import decode, read_bounded
from nexus_tui.core.frontmatter_fields import clean
from nexus_tui.core.model import Problem, Snapshot

FILES = ("tags.yml", "tags.yaml")
MAX_BYTES = 1 << 20


def declared_tags(root: Path) -> tuple[dict[str, str], list[Problem]] | None:
    """The tags that the library at ``root`` declares, with their descriptions, and what is wrong with the file.

    None if there is no such file. Never raises.
    """
    for name in FILES:
        try:
            data, _, _ = read_bounded(root / name, MAX_BYTES)
        except (OSError, ValueError):
            continue
        values, problems = frontmatter.parse_mapping(decode(data)[0], name)
        inner = values.get("tags")
        values = inner if isinstance(inner, dict) else values
        tags: dict[str, str] = {}
        found = list(problems)
        for tag, description in values.items():
            tags[str(tag)] = clean(description) if isinstance(description, str) else ""
            if not tags[str(tag)]:
                found.append(Problem(name, f"The tag `{clean(str(tag))[:80]}` has no description; say what it is for."))
        return tags, found
    return None


def check_tags(root: Path, snapshot: Snapshot) -> Iterator[Problem]:
    """What is wrong with the tags of the pages, where the library declares its tags; nothing where it does not."""
    declared = declared_tags(root)
    if declared is None:
        return
    tags, problems = declared
    yield from problems
    for page in snapshot.pages.values():
        for tag in page.tags:
            if tag not in tags:
                near = difflib.get_close_matches(tag, tags, 1)
                hint = f"did you mean `{near[0]}`?" if near else "declare it in tags.yml or use another."
                yield Problem(page.id, f"The tag `{tag[:80]}` is not declared; {hint}", 0, "unknown-tag")
