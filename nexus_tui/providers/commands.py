"""Rows of the command palette, from the command table."""

from __future__ import annotations

from collections.abc import Iterable

from nexus_tui.commands import COMMANDS, Command, shown
from nexus_tui.core.keymap import Keymap
from nexus_tui.widgets.row_list import Row


def palette_rows(keymap: Keymap, text: str, recent: Iterable[str] = ()) -> list[Row]:
    """Commands whose title matches all words of ``text``; those used lately first where nothing is typed.

    ``:123`` (or ``123``) is offered as a jump to that line.
    """
    stripped = text.strip().lstrip(":")
    rows: list[Row] = []
    if stripped.isdigit():
        rows.append(Row(f"line:{stripped}", ((("Go to line " + stripped, "title"),),), data=int(stripped)))
    words = stripped.casefold().split()
    order = {identity: place for place, identity in enumerate(recent)}
    found = [command for command in COMMANDS if command.palette and _matches(command, words)]
    if not words:
        found.sort(key=lambda command: order.get(command.id, len(order)))
    else:
        found.sort(key=lambda command: not command.title.casefold().startswith(words[0]))
    for command in found:
        keys = ", ".join(shown(keys) for keys in keymap.keys_of.get(command.id, ()))
        pieces = ((f"{command.group}: ", "dim"), (command.title, ""))
        rows.append(Row(command.id, (pieces,), ((keys, "mark"),), command))
    return rows


def _matches(command: Command, words: list[str]) -> bool:
    haystack = f"{command.title} {command.help} {command.group} {command.id}".casefold()
    return all(word in haystack for word in words)
