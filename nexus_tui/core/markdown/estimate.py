"""How many lines a block will take, without parsing its text: right for almost all, cheap for all."""

from __future__ import annotations

import html
import re

from nexus_tui.core.markdown.block import BOX_WIDTH, Block, CodeSlice, TableRow
from nexus_tui.core.markdown.width import wrap

_LINK = re.compile(
    r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]"
    r"(?:\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+[\"'(][^\n]*?[\"')])?\)|\[[^\[\]]*\])"
)
_TAG = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?|!--.*?--)>", re.DOTALL)
_AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]*:[^<>\s]*|[^<>\s@]+@[^<>\s]+)>")
_MARKS = re.compile(r"\\(?=[!-/:-@\[-`{-~])|\*+|`+|~~?|(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])")
_BREAK = re.compile(r"(?:\\| {2,})\n *")
_SOFT = re.compile(r" *\n *")
_MARKUP = re.compile(r"[\\`*_\[<&~\n]")


def rough_text(source: str) -> str:
    """About the plain text of Markdown ``source``; ``\\n`` in it is a hard break."""
    if _MARKUP.search(source) is None:
        return source
    text = source
    if "[" in text:
        text = _LINK.sub(lambda m: ("▨ " if m[1] else "") + m[2], text)
    if "<" in text:
        text = _AUTOLINK.sub(r"\1", text)
        text = _TAG.sub(lambda m: "\n" if m[0][1:3].lower() == "br" else "", text)
    if "\n" in text:
        text = _BREAK.sub("\0", text)
        text = _SOFT.sub(" ", text) if "<" not in source else re.sub(r"(?<=[^\n]) *\n(?! *\n)", " ", text)
        text = text.replace("\0", "\n")
    text = _MARKS.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    return text


def estimate(block: Block, width: int, *, code_wrap: bool = True, line_numbers: bool = False) -> int:
    """The number of lines ``block`` will probably take at ``width`` cells, blank lines before it included."""
    room = max(1, width - sum(part.width for part in block.ctx))
    kind = block.kind
    if kind in ("code", "source"):
        return block.gap + _code(block, room, code_wrap or kind == "source", line_numbers)
    if kind == "row":
        row = block.extra
        assert isinstance(row, TableRow)
        return block.gap + 1 + (2 if row.number == 0 else 0) + (row.number == len(row.table.rows) - 1)
    if kind == "contents":
        return block.gap + max(1, block.plain.count("\n") + 1 if block.plain else 1)
    if kind in ("rule", "front"):
        return block.gap + 1
    if kind == "heading":
        extra = 1 if block.level < 3 else 0
        room -= 0 if block.level < 3 else 2
        text = block.plain if block.plain is not None else rough_text(block.text)
        return block.gap + extra + len(wrap(text, room))
    text = block.plain if block.plain is not None else rough_text(block.text)
    if len(text) <= room and "\n" not in text:
        return block.gap + 1
    return block.gap + len(wrap(text, room))


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
