"""How many lines a block will take, without parsing its text: right for almost all, cheap for all."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from nexus_tui.core.markdown.block import BOX_WIDTH, MIN_TEXT, Block, CodeSlice, TabGroup, TableRow, Title
from nexus_tui.core.markdown.width import cell_len, wrap

if TYPE_CHECKING:
    from nexus_tui.core.markdown.layout import LayoutOptions

_LINK = re.compile(
    r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]"
    r"(?:\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+[\"'(][^\n]*?[\"')])?\)|\[[^\[\]]*\])"
)
_TAG = re.compile(r"(`)[^`]*`|<(?:/?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?|!--.*?--)>", re.DOTALL)
_ALT = re.compile(r"\salt=[\"']([^\"']*)")
_AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]*:[^<>\s]*|[^<>\s@]+@[^<>\s]+)>")
_MARKS = re.compile(r"[*`]+|\\(?=[!-/:-@\[-`{-~])|~~?|_(?<![A-Za-z0-9_]_)_*|_+(?![A-Za-z0-9_])")
_MARKED = re.compile(r"==(?=\S)|(?<=\S)==")
_WIKI = re.compile(r"(!?)\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]*))?\]\]")
_SIZE = re.compile(r"\s*\d*(?:x\d*)?\s*")
_NOTE = re.compile(r"\^\[(?:[^\[\]]|\[[^\[\]]*\])+\]|\[\^[^\s\]]+\]")
_COMMENT = re.compile(r"%%.*?%% ?", re.DOTALL)
_FORMULA = re.compile(r"\$(?=[^\s$])([^$`]*[^\s$`])\$(?!\w)")
_COMMAND = re.compile(r"(\\[A-Za-z]+ ?)|[{}$^_]|\\")
_BREAK = re.compile(r"(?:\\| {2,})\n *")
_SOFT = re.compile(r" *\n *")
_MARKUP = re.compile(r"[\\`*_\[<&~\n$]|%%|==")


def _tag(match: re.Match[str]) -> str:
    """What is shown for an HTML tag; code spans stay as they are."""
    if match[1]:
        return match[0]
    name = match[0][1:4].lower()
    if name == "img":
        found = _ALT.search(match[0])
        return "▨ " + (found[1] if found else "image")
    return "\n" if name.startswith("br") else ""


def _wiki(match: re.Match[str]) -> str:
    """What is shown for a wiki link or a picture."""
    target, label = match[2].strip().rstrip("\\"), (match[3] or "").strip()
    if match[1] and "." in target and _SIZE.fullmatch(label):
        return "▨ " + target.rsplit("/", 1)[-1]
    return label or target.lstrip("#^")


def rough_text(source: str) -> str:
    """About the plain text of Markdown ``source``; ``\\n`` in it is a hard break."""
    if _MARKUP.search(source) is None:
        return source
    text = source
    if "$" in text and "`" not in text:
        text = _FORMULA.sub(lambda m: _COMMAND.sub(lambda c: "x" if c[1] else "", m[1]), text)
    if "%%" in text:
        text = _COMMENT.sub("", text)
    if "[" in text:
        if "[[" in text:
            text = _WIKI.sub(_wiki, text)
        if "^" in text:
            text = _NOTE.sub("[1]", text)
        text = _LINK.sub(lambda m: ("▨ " if m[1] else "") + m[2], text)
    if "<" in text:
        text = _AUTOLINK.sub(r"\1", text)
        text = _TAG.sub(_tag, text)
    if "\n" in text:
        text = _BREAK.sub("\0", text)
        text = _SOFT.sub(" ", text) if "<" not in source else re.sub(r"(?<=[^\n]) *\n(?! *\n)", " ", text)
        text = text.replace("\0", "\n")
    text = _MARKS.sub("", text)
    if "==" in text:
        text = _MARKED.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    return text


def estimate(block: Block, width: int, options: LayoutOptions) -> int:
    """The number of lines ``block`` will probably take at ``width`` cells, blank lines before it included."""
    used = sum(part.width for part in block.ctx)
    if used > max(0, width - MIN_TEXT, width // 2):
        from nexus_tui.core.markdown.layout import frame_of

        used = width - frame_of(block, width).width
    return block.gap + _lines(block, max(1, width - used), options)


def _lines(block: Block, room: int, options: LayoutOptions) -> int:
    kind = block.kind
    extra = 0
    if kind in ("code", "source"):
        return _code(block, room, options.code_wrap or kind == "source", options.line_numbers)
    if kind == "row":
        return _row(block, room, options)
    if kind in ("rule", "front"):
        return 1
    if kind == "tabs":
        return _tabs(block, room)
    if kind == "math" and block.plain is None:
        return _formula(block.text, room)
    if kind == "heading":
        extra = 1 if block.level < 3 else 0
        room -= 0 if block.level < 3 or room <= MIN_TEXT else 2
    elif isinstance(block.extra, Title):
        size = (2 if block.extra.symbol else 0) + (2 if block.extra.fold is not None else 0)
        room -= size if room > size + 4 else 0
    text = block.plain if block.plain is not None else rough_text(block.text)
    return extra + _wrapped(text, room)


def _wrapped(text: str, room: int) -> int:
    return 1 if len(text) <= room and "\n" not in text and text.isascii() else len(wrap(text, room))


def _tabs(block: Block, room: int) -> int:
    group = block.extra
    assert isinstance(group, TabGroup)
    return _wrapped("  ".join(map(rough_text, group.titles)), room)


def _formula(source: str, room: int) -> int:
    from nexus_tui.core.markdown.mathtext import to_unicode

    rows = (to_unicode(source) or source).split("\n")
    return len(rows) if max(map(len, rows)) <= room else sum(_wrapped(row, room) for row in rows)


def _row(block: Block, room: int, options: LayoutOptions) -> int:
    """A row of a table: as high as its highest cell, with the rules that belong to it."""
    from nexus_tui.core.markdown.layout_table import is_stacked, table_sizes

    row = block.extra
    assert isinstance(row, TableRow)
    table, last = row.table, row.number == len(row.table.rows) - 1
    if not table.complete:
        return 1 + (1 + table.headed if row.number == 0 else 0) + last
    cells = block.plain.split("\t") if block.plain is not None else list(map(rough_text, row.cells))
    if is_stacked(table, room, options):
        return _stacked(row, cells, room)
    widths, _, wraps = table_sizes(table, room)
    height = max((_wrapped(cell, width) for cell, width in zip(cells, widths, strict=False)), default=1)
    if row.number == 0:
        return height + 2 if table.headed or last else height + 1
    return height + (wraps and row.number > table.headed) + last


def _stacked(row: TableRow, cells: list[str], room: int) -> int:
    from nexus_tui.core.markdown.layout_stacked import INDENT, INDENT_FROM, column_name, name_is_beside

    if row.number == 0 and row.table.headed:
        return _wrapped(" │ ".join(filter(None, cells)), room)
    count = 1 if row.number else 0
    for column, cell in enumerate(cells):
        if not cell:
            continue
        name = column_name(row.table, column)
        if name_is_beside(name, room):
            count += _wrapped(cell, room - (cell_len(name) + 2 if name else 0))
        else:
            count += _wrapped(f"{name}:", room) + _wrapped(cell, room - (INDENT if room >= INDENT_FROM else 0))
    return count


def _code(block: Block, room: int, wraps: bool, line_numbers: bool) -> int:
    piece = block.extra
    assert isinstance(piece, CodeSlice)
    if piece.code.drawing is not None and piece.code.drawing.lines:
        return len(piece.code.drawing.lines)
    boxed = room >= BOX_WIDTH and block.kind == "code"
    count = (piece.start == 0) + (piece.end == len(piece.code.lines)) if boxed else 0
    number = piece.code.info.first_line
    gutter = len(str((number or 1) + len(piece.code.lines) - 1)) + 1 if line_numbers or number is not None else 0
    room = max(1, room - (4 if boxed else 0) - (gutter if gutter <= room // 2 else 0))
    if not wraps:
        return count + piece.end - piece.start
    for line in piece.code.lines[piece.start : piece.end]:
        size = len(line)
        count += 1 if size <= room else -(-size // room)
    return max(1, count)
