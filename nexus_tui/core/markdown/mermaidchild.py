"""Draws one Mermaid diagram: the program that ``mermaid`` runs in a process of its own.

Standard input is JSON with ``source``, ``width``, ``ascii`` and ``seconds``; standard output is the drawing in UTF-8.
It imports nothing of this package, so that it starts fast and can be run by its path.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

MEMORY = 1 << 30
"""Bytes of address space the process may take."""
LARGEST = 400_000
"""Characters of a drawing above which there is none."""
_TRIES: tuple[tuple[int, int, int, int | None], ...] = (
    (4, 2, 0, None),
    (2, 1, 0, None),
    (1, 1, 0, None),
    (1, 1, 0, 12),
)
"""Gap, padding across, padding down and label width, ever tighter, until the drawing is narrow enough."""

_WORD = re.compile(r"\w+")
_BREAK = re.compile(r"<br\s*/?>|\\n")


def limit(seconds: int) -> None:
    """Have the system end this process when it takes too much memory or processor time."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        return


def draw(source: str, width: int, ascii_only: bool) -> str:
    """Return the widest drawing that fits ``width`` cells, else the narrowest; empty if none says all labels."""
    from termaid import render
    from termaid.utils import display_width

    words = edge_words(source)
    best, narrowest = "", sys.maxsize
    for gap, across, down, label in _TRIES:
        options: dict[str, Any] = {"gap": gap, "padding_x": across, "padding_y": down, "max_label_width": label}
        # Beside an edge, where labels are read best, one may be left out for want of room; on the edge there is some.
        for on_edge in (False, True):
            drawing = render(source, use_ascii=ascii_only, inline_edge_labels=on_edge, **options)
            if not words - set(_WORD.findall(drawing)):
                break
        else:
            continue
        needed = max(map(display_width, drawing.split("\n")))
        if needed < narrowest:
            best, narrowest = drawing, needed
        if needed <= width:
            break
    return best


def edge_words(source: str) -> set[str]:
    """The words on the edges of a flow chart; none for diagrams of other kinds."""
    from termaid.parser.flowchart import parse_flowchart

    if not source.startswith(("graph", "flowchart")):
        return set()
    labels = (edge.label or "" for edge in parse_flowchart(source).edges)
    return {word for label in labels for word in _WORD.findall(_BREAK.sub(" ", label))}


def main() -> int:
    """Draw what standard input says; 0 if there is a drawing."""
    task = json.loads(sys.stdin.buffer.read())
    limit(int(task["seconds"]))
    drawing = draw(task["source"], task["width"], task["ascii"])
    if not drawing.strip() or len(drawing) > LARGEST:
        return 1
    sys.stdout.buffer.write(drawing.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
