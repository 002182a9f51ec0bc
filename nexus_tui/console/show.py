"""``nexus show``: a page as the pane lays it out, on standard output."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from nexus_tui.console.output import RESET, is_styled, open_session, say
from nexus_tui.core.errors import DocumentNotFound, LibraryError, NexusError, UsageError
from nexus_tui.core.library import Library, open_library
from nexus_tui.core.markdown.block import Line
from nexus_tui.core.markdown.diagrams import draw_all
from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.markdown.embeds import Embed
from nexus_tui.core.markdown.layout import LayoutOptions
from nexus_tui.core.model import DocId, Source
from nexus_tui.core.sanitize import sanitize, sanitize_line
from nexus_tui.core.session import Session

WIDEST = 100
"""Columns at most, unless ``--width`` says otherwise."""

STYLES = {
    "heading": "\x1b[1;34m",
    "strong": "\x1b[1m",
    "em": "\x1b[3m",
    "strike": "\x1b[9m",
    "underline": "\x1b[4m",
    "mark": "\x1b[7m",
    "kbd": "\x1b[1;7m",
    "code": "\x1b[36m",
    "link": "\x1b[4;34m",
    "image": "\x1b[3;35m",
    "quote": "\x1b[2m",
    "list": "\x1b[33m",
    "task": "\x1b[33m",
    "rule": "\x1b[2m",
    "term": "\x1b[1m",
    "table.head": "\x1b[1m",
    "table.rule": "\x1b[2m",
    "footnote": "\x1b[33m",
    "html": "\x1b[2m",
    "callout": "\x1b[1;33m",
    "math": "\x1b[35m",
    "front": "\x1b[2m",
    "tab": "\x1b[1;34m",
    "embed": "\x1b[2m",
    "tok.keyword": "\x1b[1;34m",
    "tok.string": "\x1b[32m",
    "tok.comment": "\x1b[2;3m",
    "tok.number": "\x1b[35m",
    "tok.name": "\x1b[33m",
    "tok.inserted": "\x1b[32m",
    "tok.deleted": "\x1b[31m",
    "code.box": "\x1b[2m",
    "code.label": "\x1b[2;3m",
    "code.block": "",
    "code.added": "\x1b[32m",
    "code.removed": "\x1b[31m",
}
"""Escape sequences by style name, of which the longest dotted prefix wins. Only the 16 colours of the terminal."""


def run(options: argparse.Namespace) -> int:
    """Print a page, or one of its sections, and never through a pager."""
    source, anchor, embed = _source(options)
    width = options.width or min(WIDEST, shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else 80)
    styled = is_styled(options.plain)
    for note in source.notes:
        print(f"nexus: {sanitize_line(note)}", file=sys.stderr)
    for line in _lines(source, anchor, LayoutOptions(spread=True, wrap_cells=not options.plain), width, embed):
        say(_styled(line) if styled else sanitize(line.text).rstrip())
    return 0


def _source(options: argparse.Namespace) -> tuple[Source, str, Embed | None]:
    """What DOCUMENT names: a page of the library, or a file anywhere; and how it embeds pages, if it can.

    Raises ``LibraryError``.
    """
    name, _, anchor = options.document.partition("#")
    if options.document == "-":
        from nexus_tui.core.library import STDIN, library_of_text

        if sys.stdin is None:
            raise UsageError("Standard input is closed; give a page, or pipe one in.")
        return library_of_text(sys.stdin.buffer.read()).read(STDIN), "", None
    for path, part in ((Path(options.document), ""), (Path(name), anchor)):
        if not options.library and _is_file(path):
            library = open_library(path)
            if library.opened is not None:
                return library.read(library.opened), part, partial(_beside, library, library.opened)
    session: Session = open_session(options)
    try:
        target = session.find_document(options.document)
    except DocumentNotFound:
        for place in dict.fromkeys(() if options.library else (options.document, name)):
            _refuse(Path(place))
        raise
    return session.read(target.document), target.anchor, lambda name: session.embedded(name, target.document)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _refuse(path: Path) -> None:
    """Raise ``LibraryError`` with what is wrong about ``path`` where there is something that is no page."""
    try:
        path.lstat()
    except PermissionError:
        pass
    except (OSError, ValueError):
        return
    open_library(path)
    raise LibraryError(f"{path} is a folder, not a page; 'nexus list --library' prints what it holds.")


def _beside(library: Library, document: DocId, name: str) -> Source | None:
    """The page ``name`` in the folder of a page, for a file that is shown without its library."""
    folder = document.rpartition("/")[0]
    for path in (f"{folder}/{name}".lstrip("/"), f"{folder}/{name}.md".lstrip("/")):
        try:
            return library.read(DocId(path))
        except NexusError:
            continue
    return None


def _lines(
    source: Source, anchor: str, layout: LayoutOptions, width: int, embed: Embed | None = None
) -> Iterator[Line]:
    """The lines of the page, or of the section at ``anchor``. Raises ``DocumentNotFound``."""
    model = DocumentModel.from_text(source.text, width, layout, embed, source.id)
    first, last = 0, len(model.blocks)
    if anchor:
        found = model.block_of_anchor(anchor)
        if found is None:
            raise DocumentNotFound(
                f"{source.id} has no heading '#{anchor}'; its headings are the ones 'nexus show' prints."
            )
        first, last = found, _end_of_section(model, found)
    shown = [index for index in range(first, last) if not (index == 1 and model.blocks[0].kind == "front")]
    model.measure_tables()
    for index in shown:
        draw_all(model, (index,))
        yield from model.lines(index)


def _end_of_section(model: DocumentModel, block: int) -> int:
    """The block after the section that starts at ``block``."""
    if block not in model.heading_blocks:
        return block + 1
    at = model.heading_blocks.index(block)
    level = model.headings[at].level
    for index in range(at + 1, len(model.headings)):
        if model.headings[index].level <= level:
            return model.heading_blocks[index]
    return len(model.blocks)


def _styled(line: Line) -> str:
    out = []
    for piece in line.pieces:
        text = sanitize(piece.text)
        sequence = "".join(_sequence(name) for name in piece.style.split())
        out.append(f"{sequence}{text}{RESET}" if sequence and text.strip() else text)
    return "".join(out).rstrip()


def _sequence(name: str) -> str:
    while name:
        if name in STYLES:
            return STYLES[name]
        name = name.rpartition(".")[0]
    return ""
