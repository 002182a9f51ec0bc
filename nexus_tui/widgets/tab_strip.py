"""The line above a page: its tabs where there are several, else its place in the library and the heading on screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from nexus_tui.core.record import dataclass
from nexus_tui.core.sanitize import sanitize_line
from nexus_tui.widgets.shorten import shorten

TAB_CELLS, LEAST_CELLS = 24, 8
"""Of a tab's title: at most, and where tabs have little room."""


class TabStrip(Widget):
    """One line of tabs. Hidden by its pane where there is one tab."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"tabs--active", "tabs--dim"}
    DEFAULT_CSS = """
    TabStrip {
        height: 1; background: $panel; color: $text-muted;
        & .tabs--active { background: $surface; color: $foreground; text-style: bold underline; }
        & .tabs--dim { color: $text-muted; }
    }
    """

    titles: reactive[tuple[str, ...]] = reactive(())
    active: reactive[int] = reactive(0)

    @dataclass
    class Chosen(Message):
        """A click on a tab."""

        strip: TabStrip
        index: int
        close: bool = False

        @property
        def control(self) -> TabStrip:
            """The strip."""
            return self.strip

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        active = base + self.get_component_rich_style("tabs--active", partial=True)
        parts = tab_parts(self.titles, self.active, self.size.width)
        segments = [
            Segment(text, active if index == self.active and text not in MORE else base) for index, text in parts
        ]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        at = 0
        for index, text in tab_parts(self.titles, self.active, self.size.width):
            at += cell_len(text)
            if event.x < at:
                self.post_message(self.Chosen(self, index, close=event.button == 2 and text not in MORE))
                return


MORE = ("‹", "›")
"""Where tabs to the left or right are not shown; a click brings the next one to the front."""


def tab_parts(titles: Sequence[str], active: int, width: int) -> list[tuple[int, str]]:
    """The tabs that ``width`` cells show, each with its index: all with shorter titles, else those around the active.

    A sign of ``MORE`` stands where there are others, with the index of the nearest of them.
    """
    clean = [sanitize_line(title) for title in titles]
    labels: list[str] = []
    for cells in range(TAB_CELLS, LEAST_CELLS - 1, -1):
        labels = [f" {number} {shorten(title, cells)} " for number, title in enumerate(clean, 1)]
        if sum(map(cell_len, labels)) <= width:
            return list(enumerate(labels))
    if not 0 <= active < len(labels):
        return []
    room = max(1, width - len(MORE))
    labels[active] = shorten(labels[active], room)
    first = last = active
    room -= cell_len(labels[active])
    for index in sorted(range(len(labels)), key=lambda index: abs(index - active)):
        size = cell_len(labels[index])
        if index not in (first - 1, last + 1):
            continue
        if size > room:
            break
        first, last, room = min(first, index), max(last, index), room - size
    shown = [(index, labels[index]) for index in range(first, last + 1)]
    before = [(first - 1, MORE[0])] if first else []
    after = [(last + 1, MORE[1])] if last + 1 < len(labels) else []
    return [*before, *shown, *after]


class Crumbs(Widget):
    """Section titles, page, and the heading path that sticks while scrolling; below, a quiet note if there is one."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"crumbs--page", "crumbs--heading"}
    DEFAULT_CSS = """
    Crumbs {
        height: 1; background: $surface; color: $text-muted; padding: 0 1 0 0;
        &.-note { height: 2; }
        & .crumbs--page { color: $foreground; text-style: bold; }
        & .crumbs--heading { color: $text-accent; }
    }
    """

    sections: reactive[tuple[str, ...]] = reactive(())
    page: reactive[str] = reactive("")
    headings: reactive[tuple[str, ...]] = reactive(())
    note: reactive[str] = reactive("")
    active: reactive[bool] = reactive(False)
    """Whether the page below has the focus: shown by a mark before the line, not by colour alone."""

    @dataclass
    class Clicked(Message):
        """A click on the line."""

        crumbs: Crumbs

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        base = self.rich_style
        if y == 1:
            note = Segment(" " + sanitize_line(self.note), base + Style(dim=True))
            return Strip([note]).adjust_cell_length(width, base)
        page = base + self.get_component_rich_style("crumbs--page", partial=True)
        heading = base + self.get_component_rich_style("crumbs--heading", partial=True)
        parts = [
            *((sanitize_line(text), base) for text in self.sections),
            (sanitize_line(self.page), page),
            *((sanitize_line(text), heading) for text in self.headings if text != self.page),
        ]
        at = len(self.sections)
        while len(parts) > 1 and _width(parts) > width - 1:
            parts.pop(0 if at else 1)
            at = max(0, at - 1)
        segments = [Segment("▌" if self.active else " ", page)]
        for text, style in parts:
            if len(segments) > 1:
                segments.append(Segment(" › ", base))
            segments.append(Segment(text, style))
        return Strip(segments).adjust_cell_length(width, base)

    def watch_note(self, note: str) -> None:
        self.set_class(bool(note), "-note")

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Clicked(self))


def _width(parts: list[tuple[str, Style]]) -> int:
    return sum(cell_len(text) for text, _ in parts) + 3 * (len(parts) - 1)
