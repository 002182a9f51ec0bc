"""Help: every command with the keys as they are now, grouped, searchable. Choosing one runs it."""

from __future__ import annotations

from collections.abc import Sequence

from nexus_tui.commands import COMMANDS, Command, shown
from nexus_tui.core.keymap import Keymap
from nexus_tui.screens.dialog import Picker
from nexus_tui.widgets.row_list import Row

KEY_CELLS, NARROW_KEY_CELLS = 24, 14
"""Of the column of keys; where the screen has less than 80 columns, the narrow one."""


def help_rows(keymap: Keymap, text: str, *, first: Sequence[str] = (), narrow: bool = False) -> list[Row]:
    """The rows of the help for a filter text. Groups named in ``first`` come first."""
    words = text.casefold().split()
    groups: dict[str, list[Row]] = {}
    for command in COMMANDS:
        keys = ", ".join(shown(keys) for keys in keymap.keys_of.get(command.id, ()))
        haystack = f"{command.title} {command.help} {command.group} {command.id} {keys}".casefold()
        if all(word in haystack for word in words):
            groups.setdefault(command.group, []).append(_row(command, keys, NARROW_KEY_CELLS if narrow else KEY_CELLS))
    ordered = [group for group in first if group in groups] + [group for group in groups if group not in first]
    rows: list[Row] = []
    for group in ordered:
        rows.append(Row(f"group:{group}", (((group, "section"),),), disabled=True))
        rows += groups[group]
    return rows


def _row(command: Command, keys: str, cells: int) -> Row:
    pieces = (
        (f"  {keys or '-'}  ".ljust(cells + 2), "mark" if keys else "dim"),
        (command.title, ""),
        (f"  {command.help}" if command.help else "", "dim"),
    )
    return Row(command.id, (pieces,), data=command)


def help_screen(keymap: Keymap, first: Sequence[str] = (), *, narrow: bool = False) -> Picker:
    """The help dialog."""
    return Picker(
        keymap,
        "Keys and commands",
        lambda text: help_rows(keymap, text, first=first, narrow=narrow),
        placeholder="type to search; Enter runs the command",
        note="Counts: 5j, 42G. Keys can be changed under [keys] in the settings; 'nexus doctor' reports conflicts.",
    )
