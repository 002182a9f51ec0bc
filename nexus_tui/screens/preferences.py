"""The settings as a list: choosing one asks for its value and writes it to the user's file, comments kept."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from nexus_tui.core.settings import Settings, wrong_value
from nexus_tui.widgets.row_list import Row

if TYPE_CHECKING:
    from nexus_tui.screens.browser import BrowserScreen
    from nexus_tui.screens.dialog import Choice


def setting_rows(settings: Settings, text: str) -> list[Row]:
    """A row a setting: name, value, help."""
    rows = []
    for each in dataclasses.fields(settings):
        if each.name == "keys":
            continue
        value = getattr(settings, each.name)
        help_text = str(each.metadata["help"])
        if text.casefold() in f"{each.name} {help_text}".casefold():
            shown = "yes" if value is True else "no" if value is False else str(value) or "(empty)"
            pieces = ((each.name.ljust(20), "title"), (shown.ljust(14), "mark"), (help_text, "dim"))
            rows.append(Row(each.name, (pieces,), data=value))
    return rows


class Preferences:
    """Handler of ``settings.open``."""

    def __init__(self, screen: BrowserScreen) -> None:
        self.screen = screen

    def do_settings_open(self, count: int) -> None:
        """All settings; Enter changes one."""
        from nexus_tui.screens.dialog import Picker

        settings = self.screen.session.settings
        picker = Picker(
            self.screen.router.keymap,
            "Settings",
            lambda text: setting_rows(settings, text),
            note="Enter: change. Keys are changed in the file: see nexus config --path",
        )
        self.screen.app.push_screen(picker, self._chosen)

    def _chosen(self, choice: Choice | None) -> None:
        if choice is None:
            return
        name, value = choice.row.key, choice.row.data
        choices = next(f for f in dataclasses.fields(Settings) if f.name == name).metadata["choices"]
        if name == "theme":
            self.screen.doing.do_theme_choose(0)
        elif isinstance(value, bool):
            self.set(name, not value)
        elif choices:
            self.set(name, choices[(choices.index(value) + 1) % len(choices)])
        else:
            self._ask(name, value)

    def _ask(self, name: str, value: object) -> None:
        from nexus_tui.screens.dialog import Prompt

        def answered(text: str | None) -> None:
            if text is None:
                return
            new: object = text
            if isinstance(value, int):
                if not text.strip().lstrip("-").isdigit():
                    self.screen.tell(f"{name} must be a whole number", "warning")
                    return
                new = int(text)
            self.set(name, new)

        self.screen.app.push_screen(Prompt(self.screen.router.keymap, name, str(value)), answered)

    def set(self, name: str, value: object) -> None:
        """Change a setting now and in the user's file."""
        complaint = wrong_value(name, value)
        if complaint:
            self.screen.tell(f"{name} {complaint}", "warning")
            return
        setattr(self.screen.session.settings, name, value)
        self.screen.doing.save_setting(name, value)
        self.screen.apply_settings()
        self.do_settings_open(0)
