"""Mermaid diagrams as lines of text, drawn by termaid in a process that is ended when it takes too long."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from nexus_tui.core.child import run_child
from nexus_tui.core.model import Cancelled, never
from nexus_tui.core.sanitize import sanitize_line

LONGEST = 50_000
"""Characters of source above which no drawing is tried."""
TIMEOUT = 4.0
"""Seconds a drawing may take."""
_KEPT = 200
"""Drawings that are remembered."""

_KINDS = re.compile(
    r"(?:graph|flowchart(?:-elk)?|stateDiagram(?:-v2)?|sequenceDiagram|classDiagram(?:-v2)?|erDiagram|block(?:-beta)?"
    r"|gitGraph|gantt|pie|treemap(?:-beta)?|mindmap|packet(?:-beta)?|xychart(?:-beta)?|journey|timeline|kanban"
    r"|quadrantChart|architecture(?:-beta)?)(?![\w-])"
)
"""The kinds that termaid draws. It takes any other text for a flow chart, so the others must not reach it."""
_PREAMBLE = re.compile(r"\s*(?:---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)|%%\{.{0,2000}?\}%%|%%[^\n]*(?:\n|\Z))", re.DOTALL)
_CHILD = Path(__file__).with_name("mermaidchild.py")

_drawings: OrderedDict[tuple[str, int, bool], tuple[str, ...] | None] = OrderedDict()
_lock = Lock()


def diagram_kind(source: str) -> str:
    """Return the keyword that a diagram starts with (``graph``, ``sequenceDiagram``, …); empty if it has no drawing."""
    found = _KINDS.match(_body(source))
    return found[0] if found else ""


def draw(
    source: str,
    width: int,
    *,
    ascii_only: bool = False,
    timeout: float = TIMEOUT,
    cancelled: Cancelled = never,
) -> tuple[str, ...] | None:
    """Return a Mermaid diagram as lines of text, or ``None`` if it cannot be drawn: then its source is to be shown.

    ``width``: cells there are; a diagram that needs more is drawn as narrow as it can be and is wider all the same.
    ``timeout``: seconds until it is given up; also given up when ``cancelled()`` becomes true. Lines have no controls
    in them and no blanks at their ends. Blocks for 0.1 s and more, so it belongs in a worker thread; any number of
    threads may call it. Results are remembered by source and width, failures too. Never raises.
    """
    key = (source, max(1, width), ascii_only)
    with _lock:
        if key in _drawings:
            _drawings.move_to_end(key)
            return _drawings[key]
    if len(source) > LONGEST or not diagram_kind(source):
        return None
    output = _run(_body(source), key[1], ascii_only, timeout, cancelled)
    drawing = _lines(output) if output is not None else None
    if drawing is None and cancelled():
        return None
    with _lock:
        _drawings[key] = drawing
        while len(_drawings) > _KEPT:
            _drawings.popitem(last=False)
    return drawing


def _body(source: str) -> str:
    """The diagram without the front matter, directives and comments before it."""
    at = 0
    while found := _PREAMBLE.match(source, at):
        at = found.end()
    return source[at:].strip()


def _run(source: str, width: int, ascii_only: bool, timeout: float, cancelled: Cancelled) -> bytes | None:
    """The output of the drawing process; ``None`` if it failed or had to be ended."""
    import json

    task = {"source": source, "width": width, "ascii": ascii_only, "seconds": int(timeout) + 1}
    return run_child(_CHILD, json.dumps(task).encode(), timeout, cancelled)


def _lines(output: bytes) -> tuple[str, ...] | None:
    """The drawing without empty lines around it and without the blanks that all its lines start with."""
    lines = [sanitize_line(line).rstrip() for line in output.decode("utf-8", "replace").split("\n")]
    drawn = [at for at, line in enumerate(lines) if line]
    if not drawn:
        return None
    return _unindented(lines[drawn[0] : drawn[-1] + 1])


def _unindented(lines: Sequence[str]) -> tuple[str, ...]:
    indent = min(len(line) - len(line.lstrip(" ")) for line in lines if line)
    return tuple(line[indent:] for line in lines)
