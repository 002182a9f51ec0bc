"""What a page defines for its text: link references, looked up before the page is parsed to its end.

The block pass finds definitions exactly, but only once it is through. The first screen is drawn from this scan, which
sees nearly all of them at once; when the pass has ended and disagrees, what was drawn with them is parsed anew.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference

from nexus_tui.core.markdown.parser import Environment

_REFERENCE = re.compile(r"[ \t>]*\[((?:[^\[\]\\\n]|\\.)+)\]:[ \t]*\n?[ \t]*(?:<([^<>\n]*)>|([^\s<]\S*))")


def scan_definitions(md: MarkdownIt, text: str) -> Environment:
    """The definitions that ``text`` seems to have, as a block pass would put them into its environment."""
    references: dict[str, dict[str, object]] = {}
    position = text.find("]:")
    while position >= 0:
        start = text.rfind("\n", 0, position) + 1
        match = _REFERENCE.match(text, start)
        if match is not None:
            label = normalizeReference(match[1])
            href = md.normalizeLink(match[2] if match[2] is not None else match[3])
            if label and md.validateLink(href):
                references.setdefault(label, {"href": href, "title": "", "map": [0, 0]})
        position = text.find("]:", position + 2)
    return {"references": references}


def same_definitions(one: Environment, other: Environment) -> bool:
    """Whether text parsed with either comes out the same."""
    mine, yours = one.get("references", {}), other.get("references", {})
    return mine.keys() == yours.keys() and all(mine[key]["href"] == yours[key]["href"] for key in mine)
