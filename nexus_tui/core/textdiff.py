"""What differs between two revisions of a page, by blocks rather than lines."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_BLOCKS = 4_000
"""Blocks compared one by one; where more differ, all of them count as one change."""

MAX_LINES = 4_000
"""Lines compared one by one, as above."""

_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Change:
    """A run of blocks that differs. Lines are 1-based, ends are excluded; an empty range stands before its line."""

    kind: str
    """``added``, ``removed`` or ``changed``."""
    start: int
    end: int
    """Lines of the new text."""
    old_start: int
    old_end: int
    """Lines of the old text."""


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    start: int
    end: int


def diff_blocks(old: str, new: str) -> tuple[Change, ...]:
    """What has to change in ``old`` to give ``new``, in order. Texts that differ only in blank lines and blanks at the
    ends of lines do not differ. Compared by difflib (Ratcliff and Obershelp) over paragraphs, code blocks and headings.
    """
    before, after = _blocks(old), _blocks(new)
    head, tail = _same([each.text for each in before], [each.text for each in after])
    ours, theirs = before[head : len(before) - tail], after[head : len(after) - tail]
    if not ours and not theirs:
        return ()
    if len(ours) + len(theirs) > MAX_BLOCKS:
        return (_change(before, head, head + len(ours), after, head, head + len(theirs)),)
    matcher = difflib.SequenceMatcher(
        None, [each.text for each in ours], [each.text for each in theirs], autojunk=False
    )
    return tuple(
        _change(before, head + old_from, head + old_to, after, head + new_from, head + new_to)
        for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes()
        if kind != "equal"
    )


def changed_lines(old: str, new: str) -> tuple[tuple[int, int], ...]:
    """The lines of ``new`` that are not in ``old``, as ranges: 1-based, ends excluded.

    Where lines are gone and none came for them, the range holds the lines before and after the gap.
    """
    before, after = old.split("\n"), new.split("\n")
    head, tail = _same(before, after)
    ours, theirs = before[head : len(before) - tail], after[head : len(after) - tail]
    if not ours and not theirs:
        return ()
    if len(ours) + len(theirs) > MAX_LINES:
        return (_around(head, head + len(theirs), len(after)),)
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    return tuple(
        _around(head + start, head + end, len(after))
        for kind, _, _, start, end in matcher.get_opcodes()
        if kind != "equal"
    )


def _around(start: int, end: int, count: int) -> tuple[int, int]:
    """The lines from 0-based ``start`` to ``end``; of an empty range its neighbours."""
    return (start + 1, end + 1) if start < end else (max(1, start), min(count, start + 1) + 1)


def _same(ours: Sequence[object], theirs: Sequence[object]) -> tuple[int, int]:
    """How many entries are the same at the start, and at the end of what is left."""
    most = min(len(ours), len(theirs))
    head = 0
    while head < most and ours[head] == theirs[head]:
        head += 1
    tail = 0
    while tail < most - head and ours[-1 - tail] == theirs[-1 - tail]:
        tail += 1
    return head, tail


_CALLOUTS = {"added": "TIP", "removed": "CAUTION"}


def diff_page(old: str, new: str, title: str) -> str:
    """The differences as a Markdown page: a callout for each run of blocks, what was there before what is there now.

    Lines are those of the new text. Texts that do not differ give a page that says so.
    """
    before, after = old.split("\n"), new.split("\n")
    pieces = [f"# {title}", ""]
    changes = diff_blocks(old, new)
    for change in changes:
        where = f"line {change.start}" if change.end - change.start < 2 else f"lines {change.start} to {change.end - 1}"
        pieces += [f"## {change.kind.capitalize()}, {where}", ""]
        if change.kind != "added":
            pieces += _quoted("removed", "Before", before[change.old_start - 1 : change.old_end - 1])
        if change.kind != "removed":
            name = "Now" if change.kind == "changed" else "Added"
            pieces += _quoted("added", name, after[change.start - 1 : change.end - 1])
    if not changes:
        pieces.append("Nothing differs.")
    return "\n".join(pieces) + "\n"


def _quoted(kind: str, name: str, lines: list[str]) -> list[str]:
    return [f"> [!{_CALLOUTS[kind]}] {name}", *(f"> {line.rstrip()}" for line in lines), ""]


def _change(
    before: list[_Block], old_from: int, old_to: int, after: list[_Block], new_from: int, new_to: int
) -> Change:
    kind = "added" if old_from == old_to else "removed" if new_from == new_to else "changed"
    start, end = _lines(after, new_from, new_to)
    old_start, old_end = _lines(before, old_from, old_to)
    return Change(kind, start, end, old_start, old_end)


def _lines(blocks: list[_Block], first: int, last: int) -> tuple[int, int]:
    if first < last:
        return blocks[first].start, blocks[last - 1].end
    place = blocks[first].start if first < len(blocks) else blocks[-1].end if blocks else 1
    return place, place


def _blocks(text: str) -> list[_Block]:
    """Runs of lines between blank lines; a fenced code block is one with the blank lines in it, a heading by itself."""
    blocks: list[_Block] = []
    lines: list[str] = []
    start = 1
    fence = ""

    def close(end: int) -> None:
        if lines:
            blocks.append(_Block("\n".join(lines), start, end))
            lines.clear()

    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip()
        opened = _FENCE.match(line)
        if fence:
            lines.append(line)
            if opened and opened[1].startswith(fence) and not line[opened.end() :].strip():
                fence = ""
                close(number + 1)
            continue
        heading = line.startswith("#")
        if not line or heading or opened:
            close(number)
        if not line:
            continue
        if not lines:
            start = number
        lines.append(line)
        if opened:
            fence = opened[1]
        elif heading:
            close(number + 1)
    close(text.count("\n") + 2)
    return blocks
