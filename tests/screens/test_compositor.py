"""What is written to the terminal with less painting is what Textual would have written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual._context import visible_screen_stack
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget

from nexus_tui.widgets.bar import Bar
from nexus_tui.widgets.frame_style import FrameStyled
from nexus_tui.widgets.lean_compositor import LeanCompositor
from tests.conftest import LibraryBuilder
from tests.screens.harness import PAGES, browse
from tests.screens.test_searching import indexed

Cell = tuple[str, Style]
STEPS = (
    "s",
    "owl",
    "down",
    "ctrl+u",
    "herons wait",
    "enter",
    "bar",
    "G",
    "z",
    "z",
    "backslash",
    "o",
    "1",
    "j",
    "question_mark",
    "j",
    "ctrl+d",
    "escape",
    "ctrl+o",
    "otters",
    "escape",
    "2",
    "R",
    "slash",
    "silent",
)


def cells(strip: Strip) -> list[Cell]:
    """Each cell of a strip as it looks: meta data is not written, of a blank only the paper is seen."""
    found: list[Cell] = []
    for text, style, control in strip:
        if not control:
            plain = (style or Style()).clear_meta_and_links()
            lined = plain.underline or plain.strike
            paper = plain.color if plain.reverse else plain.bgcolor
            found += [(char, plain if char != " " or lined else Style(bgcolor=paper)) for char in text]
    return found


def as_textual(screen: Screen[Any]) -> list[list[Cell]]:
    """The whole screen as Textual's own compositor, lists and scrollbars make it."""
    for widget in screen.walk_children(Widget):
        widget._styles_cache.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FrameStyled, "_is_bare", lambda self: False)
        patch.setattr(Bar, "render_lines", ScrollBar.render_lines)
        chops = Compositor._render_chops(screen._compositor, screen.size.region, lambda y: True)
    return [[cell for piece in line.values() for cell in cells(piece)] for line in chops]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_each_frame_leaves_on_screen_what_textual_would_have_painted(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    shown: dict[LeanCompositor, list[list[Cell]]] = {}
    partial = LeanCompositor.render_partial_update
    full = LeanCompositor.render_full_update

    def note_partial(self: LeanCompositor) -> ChopsUpdate | None:
        update = partial(self)
        if update is not None:
            for y, left, right in update.spans:
                for end, (x, piece) in zip(update.chop_ends[y], update.chops[y].items(), strict=True):
                    if x < right and end > left:
                        assert piece is not None
                        shown[self][y][x:end] = cells(piece)
        return update

    def note_full(self: LeanCompositor, simplify: bool = False) -> LayoutUpdate:
        update = full(self, simplify)
        if not simplify:
            shown[self] = [[cell for piece in line for cell in cells(piece)] for line in update.strips]
        return update

    monkeypatch.setattr(LeanCompositor, "render_partial_update", note_partial)
    monkeypatch.setattr(LeanCompositor, "render_full_update", note_full)
    async with browse(Path(), session=indexed(library_builder(PAGES)), size=size) as app:
        for step in STEPS:
            await (app.type(step) if " " in step or step in {"owl", "otters", "silent"} else app.press(step))
            await app.settle()
            screen = app.app.screen
            assert isinstance(screen._compositor, LeanCompositor)
            visible_screen_stack.set(app.app._background_screens)
            painted = shown[screen._compositor]
            for y, (line, right) in enumerate(zip(painted, as_textual(screen), strict=True)):
                assert line == right, (step, y)
