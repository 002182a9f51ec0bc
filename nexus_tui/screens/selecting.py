"""Selecting text by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nexus_tui.screens.browser import BrowserScreen
    from nexus_tui.widgets.reader import Reader


class Selecting:
    """Handlers of ``select.*``."""

    def __init__(self, screen: BrowserScreen) -> None:
        self.screen = screen

    @property
    def reader(self) -> Reader:
        """The reader of the active pane."""
        return self.screen.reader

    def do_select_start(self, count: int) -> None:
        """Select from the focused link, or from the first text on screen."""
        if not self.reader.start_select():
            self.screen.tell("There is no text on screen")
        self.screen.show_hints()

    def do_select_left(self, count: int) -> None:
        """Characters to the left."""
        self.reader.select_characters(-(count or 1))

    def do_select_right(self, count: int) -> None:
        """Characters to the right."""
        self.reader.select_characters(count or 1)

    def do_select_down(self, count: int) -> None:
        """Lines down."""
        self.reader.select_rows(count or 1)

    def do_select_up(self, count: int) -> None:
        """Lines up."""
        self.reader.select_rows(-(count or 1))

    def do_select_word(self, count: int) -> None:
        """Words on."""
        self.reader.select_words(count or 1)

    def do_select_word_back(self, count: int) -> None:
        """Words back."""
        self.reader.select_words(-(count or 1))

    def do_select_line_start(self, count: int) -> None:
        """To the start of the line."""
        self.reader.select_edge(end=False)

    def do_select_line_end(self, count: int) -> None:
        """To the end of the line."""
        self.reader.select_edge(end=True)

    def do_select_swap(self, count: int) -> None:
        """To the other end."""
        self.reader.select_swap()

    def do_select_copy(self, count: int) -> None:
        """Copy what is selected, and end."""
        text = self.reader.selected_text
        self.do_select_end(0)
        if text:
            self.screen.doing.copy(text, "selection")

    def do_select_end(self, count: int) -> None:
        """End without copying."""
        self.reader.end_select()
        self.screen.show_hints()
