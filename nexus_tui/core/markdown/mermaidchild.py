"""Draws one Mermaid diagram: the program that ``mermaid`` runs in a process of its own.

Standard input is JSON with ``source``, ``width``, ``ascii`` and ``seconds``; standard output is the drawing in UTF-8.
It imports nothing of this package, so that it starts fast and can be run by its path.
"""

from __future__ import annotations

import json
import sys

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
    """Return the widest drawing that fits ``width`` cells, else the narrowest that there is."""
    from termaid import render
    from termaid.utils import display_width

    best, narrowest = "", sys.maxsize
    for gap, across, down, label in _TRIES:
        drawing = render(source, use_ascii=ascii_only, gap=gap, padding_x=across, padding_y=down, max_label_width=label)
        needed = max(map(display_width, drawing.split("\n")))
        if needed < narrowest:
            best, narrowest = drawing, needed
        if needed <= width:
            break
    return best


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
