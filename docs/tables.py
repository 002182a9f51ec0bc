"""Makes the README's key table from the command table: ``python -m docs.tables`` writes it in place."""

from __future__ import annotations

import re
from pathlib import Path

from nexus_tui.commands import COMMANDS, shown

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- keys -->", "<!-- /keys -->"


def key_table() -> str:
    """The Markdown of the key table, a section a group."""
    groups: dict[str, list[str]] = {}
    for command in COMMANDS:
        keys = ", ".join(f"`{shown(each)}`".replace("|", "\\|") for each in command.keys) or "(palette)"
        what = command.title + (f". {command.help}" if command.help else "")
        groups.setdefault(command.group, []).append(f"| {keys} | {what} | `{command.id}` |")
    parts = []
    for group, rows in groups.items():
        parts += [f"**{group}**", "", "| keys | what | command |", "| --- | --- | --- |", *rows, ""]
    return "\n".join(parts)


def main() -> None:
    """Write the table between its marks."""
    text = README.read_text()
    table = f"{BEGIN}\n\n{key_table()}\n{END}"
    README.write_text(re.sub(f"{BEGIN}.*?{END}", lambda _: table, text, flags=re.DOTALL))


if __name__ == "__main__":
    main()
