"""The bottom line: where the reader is, what the index does, what the next key can do."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from nexus_tui.core.sanitize import sanitize_line
from nexus_tui.messages import RunCommand

BAR_CELLS = 10


class StatusLine(Widget):
    """One line. Left: place and messages; right: percent, reading time, matches, index."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"status--key", "status--dim", "status--strong", "status--bar"}
    DEFAULT_CSS = """
    StatusLine {
        height: 1; dock: bottom; background: $panel; color: $foreground;
        & .status--key { color: $text-accent; text-style: bold; }
        & .status--dim { text-style: dim; }
        & .status--strong { text-style: bold; }
        & .status--bar { color: $text-success; }
    }
    """

    hints: reactive[tuple[tuple[str, str, str], ...]] = reactive(())
    """Command, key and short label of what can be done here. A click does it."""
    place: reactive[str] = reactive("")
    """The heading or page that the reader is at, or the address of the link that has the focus."""
    typed: reactive[str] = reactive("")
    """A half-typed count or sequence."""
    reading: reactive[str] = reactive("")
    """Percent and reading time."""
    tip: reactive[str] = reactive("")
    """What a newcomer may press; in place of the hints."""
    matches: reactive[str] = reactive("")
    """``3 of 17``."""
    index: reactive[str] = reactive("")
    """What the index says when it is at rest."""
    progress: reactive[float | None] = reactive(None)
    """0 to 1 while the index is being built."""

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        base = self.rich_style
        right: list[Segment] = []
        right_width = 0
        for texts, style in self._right():
            gap_width = 2 if right else 0
            text = next((text for text in texts if right_width + gap_width + cell_len(text) <= width // 2), "")
            if not text:
                continue
            if right:
                right.append(Segment("  ", base))
            right.append(Segment(sanitize_line(text), base + style))
            right_width += gap_width + cell_len(text)
        left = self._left(max(0, width - right_width - 2))
        used = sum(cell_len(segment.text) for segment in left)
        gap = Segment(" " * max(1, width - used - right_width - 1), base)
        return Strip([*left, gap, *right, Segment(" ", base)]).adjust_cell_length(width, base)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if command := event.style.meta.get("command"):
            self.post_message(RunCommand(command))

    def _right(self) -> list[tuple[tuple[str, ...], Style]]:
        """What stands at the right, the most wanted first: each in its forms from long to short, and its style."""
        plain = Style()
        rows: list[tuple[tuple[str, ...], Style]] = []
        if self.typed:
            rows.append(((self.typed,), self.get_component_rich_style("status--key", partial=True)))
        if self.matches:
            rows.append(((self.matches,), self.get_component_rich_style("status--strong", partial=True)))
        if self.reading:
            rows.append(((self.reading, self.reading.partition(" · ")[0]), plain))
        if self.progress is not None:
            full = round(self.progress * BAR_CELLS)
            bar = "█" * full + "░" * (BAR_CELLS - full)
            forms = (f"indexing {bar} {self.progress:4.0%}", f"indexing {self.progress:4.0%}")
            rows.append((forms, self.get_component_rich_style("status--bar", partial=True)))
        elif self.index:
            forms = (self.index, self.index.rpartition(", ")[2])
            rows.append((forms, self.get_component_rich_style("status--dim", partial=True)))
        return rows

    def _left(self, room: int) -> list[Segment]:
        base = self.rich_style
        key = base + self.get_component_rich_style("status--key", partial=True)
        if self.place:
            return [Segment(_fitted(" " + sanitize_line(self.place), room), base)]
        if self.tip:
            return [Segment(_whole_parts(" " + sanitize_line(self.tip), room), base)]
        segments: list[Segment] = []
        used = 0
        for command, keys, label in self.hints:
            size = cell_len(keys) + cell_len(label) + 3
            if used + size > room:
                break
            meta = Style.from_meta({"command": command})
            segments += [Segment(f" {keys}", key + meta), Segment(f" {label} ", base + meta)]
            used += size
        return segments


def _fitted(text: str, cells: int) -> str:
    """``text`` cut to ``cells`` with an ellipsis at its end."""
    return text if cell_len(text) <= cells else set_cell_size(text, max(0, cells - 1)).rstrip() + "…"


def _whole_parts(text: str, cells: int) -> str:
    """As many of the parts of ``text``, two blanks between them, as ``cells`` hold."""
    while cell_len(text) > cells and "  " in text:
        text = text.rpartition("  ")[0]
    return _fitted(text, cells)
