"""The user's settings: a TOML file, read once, never fatal; every problem is named with file, line and key."""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nexus_tui.core import files, paths
from nexus_tui.core.errors import UsageError
from nexus_tui.core.sanitize import sanitize_line

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

MAX_BYTES = 1 << 20
"""Bytes read of the settings file."""


def _setting(
    default: Any,
    help: str,
    *,
    choices: tuple[str, ...] = (),
    low: int | None = None,
    high: int | None = None,
) -> Any:
    """A field with what the settings screen and the documented defaults say about it."""
    metadata = {"help": help, "choices": choices, "low": low, "high": high}
    return field(default=default, metadata=metadata)


@dataclass(slots=True)
class Settings:
    """All settings with their defaults. The metadata of each field holds its help text, choices and limits."""

    theme: str = _setting("", "Name of the theme. Empty: dark or light as the terminal is.")
    plain_ui: bool = _setting(False, "No box drawing, one thing below the other: for screen readers.")
    text_width: int = _setting(100, "Widest text column, in cells.", low=20, high=400)
    centre_text: bool = _setting(True, "Centre the text column where the pane is wider.")
    sidebar: bool = _setting(True, "Show the sidebar at the start.")
    sidebar_width: int = _setting(32, "Width of the sidebar, in cells.", low=12, high=200)
    sidebar_side: str = _setting("left", "Where the sidebar is.", choices=("left", "right"))
    outline: bool = _setting(True, "Show the outline at the start, where there is room.")
    outline_width: int = _setting(28, "Width of the outline, in cells.", low=12, high=200)
    preview_on_move: bool = _setting(True, "Moving the cursor in the tree shows the page at once.")
    code_wrap: bool = _setting(False, "Wrap long lines of code instead of scrolling them.")
    code_numbers: bool = _setting(False, "Number the lines of code.")
    linked_scrolling: bool = _setting(False, "Two panes side by side scroll together.")
    images: str = _setting(
        "auto",
        "Pictures: as the terminal can, by kitty's or sixel graphics, in blocks of colour, or their text only.",
        choices=("auto", "kitty", "sixel", "blocks", "off"),
    )
    diagrams: bool = _setting(True, "Draw Mermaid diagrams as text.")
    restore: bool = _setting(True, "Open the tabs, panes and places of the last time.")
    watch: bool = _setting(True, "Follow changes of the files while they are open.")
    git: bool = _setting(True, "Show authors, ages and changes, where the library is a git repository.")
    editor: str = _setting("", "Command of the editor. Empty: $VISUAL, then $EDITOR.")
    new_page_template: str = _setting("", "File with the text of new pages; {title}, {date} and {slug} are filled in.")
    search_limit: int = _setting(30, "Most pages that a search shows.", low=1, high=1000)
    hint_delay: int = _setting(
        400, "Milliseconds after a first key until the keys that may follow are shown.", low=0, high=10000
    )
    keymap: str = _setting("vim", "Preset of keys that [keys] is merged over.", choices=("vim", "emacs", "plain"))
    keys: dict[str, str | list[str]] = field(
        default_factory=dict,
        metadata={"help": 'Keys by command id (nexus shows the ids in its help); "noop" unbinds.', "choices": ()},
    )

    def preset_keys(self) -> Mapping[str, Sequence[str]]:
        """What the chosen preset changes in the table of commands: command id to sequences."""
        from nexus_tui.core.presets import PRESETS

        return PRESETS.get(self.keymap, {})


_FIELDS = {each.name: each for each in dataclasses.fields(Settings)}


def load_settings(place: Path | None = None) -> tuple[Settings, list[str]]:
    """The settings of the file at ``place`` (none: the user's), and a sentence for each thing wrong with it.

    A file that is not there gives the defaults. One that cannot be read or is not TOML does too, with a problem; it
    is left as it is. Never raises.
    """
    place = place if place is not None else paths.settings_file()
    try:
        data, _, _ = files.read_bounded(place, MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return Settings(), []
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Settings(), [_clean(f"{place} cannot be read ({reason}); the defaults hold.")]
    text = files.decode(data)[0].replace("\r\n", "\n")
    import tomllib

    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        return Settings(), [_clean(f"{place} is not valid TOML: {error}. The defaults hold until it is corrected.")]
    settings, problems = read_values(values)
    return settings, [_clean(f"{place}{_line_of(text, key)}: {message}") for key, message in problems]


def read_values(values: Mapping[str, Any]) -> tuple[Settings, list[tuple[str, str]]]:
    """Settings of parsed TOML, and the problems: the key and what is wrong with it. Never raises."""
    settings = Settings()
    problems: list[tuple[str, str]] = []
    for key, value in values.items():
        if key not in _FIELDS:
            near = difflib.get_close_matches(key, _FIELDS, 1)
            hint = f"; did you mean `{near[0]}`?" if near else "; `nexus config --print-defaults` shows all."
            problems.append((key, f"unknown setting `{key}`{hint}"))
            continue
        if key == "keys":
            settings.keys, wrong = _read_keys(value)
            problems.extend(wrong)
            continue
        complaint = wrong_value(key, value)
        if complaint:
            problems.append((key, f"`{key}` {complaint} The default holds."))
        else:
            setattr(settings, key, value)
    return settings, problems


def wrong_value(key: str, value: object) -> str:
    """Why ``value`` does not do for the setting ``key``, as the end of a sentence; empty if it does."""
    default = _FIELDS[key].default
    metadata = _FIELDS[key].metadata
    if isinstance(default, bool):
        return "" if isinstance(value, bool) else "must be true or false."
    if isinstance(default, int):
        low, high = metadata["low"], metadata["high"]
        fits = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return "" if fits else f"must be a whole number from {low} to {high}."
    if not isinstance(value, str):
        return "must be a text in quotes."
    choices = metadata["choices"]
    if choices and value not in choices:
        near = difflib.get_close_matches(value, choices, 1)
        hint = f' Did you mean "{near[0]}"?' if near else ""
        return "must be one of " + ", ".join(f'"{each}"' for each in choices) + "." + hint
    return ""


def _read_keys(value: object) -> tuple[dict[str, str | list[str]], list[tuple[str, str]]]:
    """Keys by command id. ``search.open = "s"`` is read like ``"search.open" = "s"``."""
    if not isinstance(value, dict):
        return {}, [("keys", '`keys` must be a table: [keys], then lines such as "search.open" = "ctrl+k".')]
    found: dict[str, str | list[str]] = {}
    problems: list[tuple[str, str]] = []
    waiting: list[tuple[str, object]] = list(value.items())
    while waiting:
        name, each = waiting.pop(0)
        if isinstance(each, str):
            found[name] = each
        elif isinstance(each, list) and all(isinstance(item, str) for item in each):
            found[name] = [str(item) for item in each]
        elif isinstance(each, dict):
            waiting.extend((f"{name}.{key}", below) for key, below in each.items())
        else:
            problems.append((name, f"keys of `{name}` must be a text or a list of texts."))
    return found, problems


def _line_of(text: str, key: str) -> str:
    last = re.escape(key.rpartition(".")[2])
    for pattern in (rf"^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=", rf"^[ \t]*\[{re.escape(key)}", rf"\b{last}\b"):
        found = re.search(pattern, text, re.MULTILINE)
        if found:
            return f", line {text.count(chr(10), 0, found.start()) + 1}"
    return ""


def _clean(text: str) -> str:
    return sanitize_line(text)


def print_defaults() -> str:
    """A settings file that says nothing but the defaults, each with what it means. It is valid TOML."""
    lines = ["# Settings of Nexus. Every line shows the default; change what you want to differ.", ""]
    for each in _FIELDS.values():
        if each.name == "keys":
            continue
        note = str(each.metadata["help"])
        if each.metadata["choices"]:
            note += " One of: " + ", ".join(f'"{choice}"' for choice in each.metadata["choices"]) + "."
        if each.metadata["low"] is not None:
            note += f" {each.metadata['low']} to {each.metadata['high']}."
        lines += [f"# {note}", f"{each.name} = {_toml(each.default)}", ""]
    lines += [
        f"# {_FIELDS['keys'].metadata['help']}",
        "[keys]",
        '# "search.open" = ["s", "ctrl+k"]',
        '# "app.quit" = "noop"',
    ]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else f'"{value}"'


def write_back(changes: Mapping[str, object], place: Path | None = None) -> Path:
    """Write changed settings into the file at ``place`` (none: the user's), its comments and order kept.

    A value of None takes the setting out of the file, so that the default holds. ``keys`` is a mapping that is merged
    into the table. The file and its folder are made where they are missing. Returns the file's path. Raises
    ``UsageError`` for an unknown setting, a wrong value, a file that is not TOML or cannot be written; then the file
    is as it was.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    place = place if place is not None else paths.settings_file()
    for key, value in changes.items():
        if key not in _FIELDS:
            raise UsageError(f"There is no setting `{_clean(key)}`.")
        complaint = wrong_value(key, value) if value is not None and key != "keys" else ""
        if complaint:
            raise UsageError(f"`{key}` {complaint}")
    try:
        data, size, _ = files.read_bounded(place, MAX_BYTES) if place.exists() else (b"", 0, 0)
        if size > len(data):
            raise UsageError(_clean(f"{place} is larger than {MAX_BYTES:,} bytes; nothing was written."))
        text = data.decode("utf-8")
        document = tomlkit.parse(text)
        _merge(document, changes)
        place.parent.mkdir(parents=True, exist_ok=True)
        files.atomic_write_text(place, tomlkit.dumps(document))
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise UsageError(
            _clean(f"{place} is not valid TOML ({error}); correct it first, nothing was written.")
        ) from error
    except OSError as error:
        raise UsageError(_clean(f"{place} cannot be written: {error.strerror or error}.")) from error
    return place


def _merge(document: TOMLDocument, changes: Mapping[str, object]) -> None:
    import tomlkit

    for key, value in changes.items():
        if key == "keys" and isinstance(value, Mapping):
            table: Any = document.get("keys")
            if table is None:
                table = tomlkit.table()
                document["keys"] = table
            for command, keys in value.items():
                _put(table, str(command), keys)
        elif key not in document and value is not None:
            _insert_before_tables(document, key, value)
        else:
            _put(document, key, value)


def _put(table: Any, key: str, value: object) -> None:
    if value is None:
        table.pop(key, None)
    else:
        table[key] = value


def _insert_before_tables(document: TOMLDocument, key: str, value: object) -> None:
    """Add a top-level key. TOML wants it before the first table, where appending would not put it."""
    import tomlkit

    tables = [name for name, each in document.items() if isinstance(each, dict)]
    if not tables:
        document[key] = value
        return
    kept = [(name, document.pop(name)) for name in tables]
    document[key] = value
    document.add(tomlkit.nl())
    for name, each in kept:
        document[name] = each
