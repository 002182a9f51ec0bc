"""Modal screens: pickers (quick-open, themes, help and more are such lists), prompts, confirmations."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from inspect import isawaitable
from textwrap import wrap
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static
from textual.worker import Worker

from nexus_tui.core.keymap import Keymap
from nexus_tui.screens.keyed import KeyedScreen
from nexus_tui.widgets.row_list import Row, RowList
from nexus_tui.widgets.text_box import TextBox

Rows = Callable[[str], Sequence[Row] | Awaitable[Sequence[Row]]]


WIDTH, MAX_WIDTH, HEIGHT, MARGIN = 0.9, 100, 0.85, 2
"""Of a picker, the first and third as parts of the screen; as in its style sheet."""


def inner_width(width: int, alone: bool) -> int:
    """Cells within a picker on a screen of ``width``; ``alone``: it fills the screen and has no frame."""
    return width if alone else max(10, min(MAX_WIDTH, int(width * WIDTH)) - 4)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a picker gives back."""

    row: Row
    text: str
    new_tab: bool = False


class Dialog(KeyedScreen[Any]):
    """A box in the middle of the screen. Esc or a click beside it closes."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > Vertical { width: 90%; max-width: 100; height: auto; max-height: 85%; background: $surface;
        border: round $primary; padding: 0 1; }
    Dialog #dialog-title { height: 1; color: $text-accent; text-style: bold; }
    Dialog Input { border: none; height: 1; background: $panel; padding: 0 1; margin: 0 0 1 0; }
    Dialog RowList { height: auto; max-height: 100%; min-height: 3; }
    Dialog #dialog-note { height: auto; color: $text-muted; }
    """

    def __init__(self, keymap: Keymap) -> None:
        super().__init__(keymap)
        # What ModalScreen does: the screen below shows through. Two bases with a style sheet are one too many.
        self._modal = True
        self.adopt(self)

    def contexts(self) -> Sequence[str]:
        return ("dialog",)

    def do_dialog_close(self, count: int) -> None:
        """Close without a choice."""
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:
            self.dismiss(None)


class Picker(Dialog):
    """A filtered list. ``rows`` is asked at each key press and may be a coroutine function; late answers go."""

    DEFAULT_CSS = """
    Picker { align: center top; }
    Picker > Vertical { margin-top: 2; }
    """

    def __init__(
        self,
        keymap: Keymap,
        title: str,
        rows: Rows,
        *,
        placeholder: str = "",
        note: str = "",
        highlighted: Callable[[Row], None] | None = None,
        text: str = "",
        cursor: str = "",
    ) -> None:
        """``cursor``: the key of the row to begin at; else the first one."""
        super().__init__(keymap)
        self._cursor = cursor
        self._title = title
        self._rows = rows
        self._placeholder = placeholder
        self._note = note
        self._highlighted_hook = highlighted
        self._text = text

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._title, id="dialog-title", markup=False)
            yield TextBox(self._text, placeholder=self._placeholder, compact=True)
            yield RowList(context="dialog").with_empty("Nothing matches")
            if self._note:
                yield Static(self._note, id="dialog-note", markup=False)

    def on_mount(self) -> None:
        self.query_one(TextBox).focus()
        self.query_one(RowList).driven = True
        self._refill()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._refill()

    def _refill(self) -> None:
        _: Worker[None] = self.run_worker(
            partial(self._fill, self.query_one(TextBox).value), group="picker", exclusive=True
        )

    async def _fill(self, text: str) -> None:
        found = self._rows(text)
        rows = await found if isawaitable(found) else found
        table = self.query_one(RowList)
        table.set_rows(rows, keep=False, cursor=self._cursor or None)
        self._fit_rows()
        if self._cursor:
            table.call_after_refresh(table.show_cursor)
            self._cursor = ""
        if table.current is not None and table.current.disabled:
            table.move(1)
            table.call_after_refresh(table.scroll_home, animate=False)

    def _fit_rows(self) -> None:
        """The list is as high as its rows, but leaves room for the note below it."""
        width, height = self.app.size
        alone = self.app.has_class("-plain-ui")
        inner = inner_width(width, alone)
        room = height if alone else int((height - MARGIN) * HEIGHT) - 2
        table = self.query_one(RowList)
        table.styles.height = max(1, min(len(table.rows), room - 3 - len(wrap(self._note, inner))))

    def on_resize(self) -> None:
        self._fit_rows()

    @on(RowList.Highlighted)
    def _moved(self, event: RowList.Highlighted) -> None:
        event.stop()
        if self._highlighted_hook is not None:
            self._highlighted_hook(event.row)

    @on(RowList.Chosen)
    def _clicked(self, event: RowList.Chosen) -> None:
        event.stop()
        self._choose(event.row)

    def _choose(self, row: Row | None, new_tab: bool = False) -> None:
        if row is not None and not row.disabled:
            self.dismiss(Choice(row, self.query_one(TextBox).value, new_tab))

    def do_dialog_choose(self, count: int) -> None:
        """Give back the row under the cursor."""
        self._choose(self.query_one(RowList).current)

    def do_dialog_choose_tab(self, count: int) -> None:
        """Give back the row, for a new tab."""
        self._choose(self.query_one(RowList).current, new_tab=True)

    def do_dialog_down(self, count: int) -> None:
        """Next row."""
        self.query_one(RowList).move(1)

    def do_dialog_up(self, count: int) -> None:
        """Previous row."""
        self.query_one(RowList).move(-1)

    def do_dialog_page_down(self, count: int) -> None:
        """A screen down."""
        self.query_one(RowList).move_page(1)

    def do_dialog_page_up(self, count: int) -> None:
        """A screen up."""
        self.query_one(RowList).move_page(-1)


class Prompt(Dialog):
    """Asks for one line of text; gives it back, or none."""

    def __init__(self, keymap: Keymap, title: str, text: str = "", *, placeholder: str = "", note: str = "") -> None:
        super().__init__(keymap)
        self._title, self._text, self._placeholder, self._note = title, text, placeholder, note

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._title, id="dialog-title", markup=False)
            yield TextBox(self._text, placeholder=self._placeholder, compact=True, select_on_focus=False)
            yield Static(self._note or "Enter: go on   Esc: cancel", id="dialog-note", markup=False)

    def on_mount(self) -> None:
        self.query_one(TextBox).focus()

    def do_dialog_choose(self, count: int) -> None:
        """Give back the text."""
        self.dismiss(self.query_one(TextBox).value)


class Confirm(Dialog):
    """A question with yes and no; Esc is no."""

    def __init__(self, keymap: Keymap, title: str, question: str) -> None:
        super().__init__(keymap)
        self._title, self._question = title, question

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._title, id="dialog-title", markup=False)
            yield Static(self._question, markup=False)
            yield Static("Enter or y: yes   Esc or n: no", id="dialog-note", markup=False)

    async def on_key(self, event: events.Key) -> None:
        if event.key in ("y", "enter"):
            self.dismiss(True)
        elif event.key in ("n", "escape"):
            self.dismiss(False)
        event.stop()
        event.prevent_default()
