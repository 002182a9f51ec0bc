"""A virtual list: any number of rows, painted only where looked at.

The sidebar, the outline, search results, quick-open and every other list of the program are this one widget with other
rows. Rows are frozen records; the widget owns only the cursor and the scroll position.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import ClassVar, Protocol, Self, overload, runtime_checkable

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from nexus_tui.core.record import dataclass
from nexus_tui.core.sanitize import sanitize_line
from nexus_tui.widgets.frame_style import FrameStyled
from nexus_tui.widgets.shorten import shorten, shorten_start

Piece = tuple[str, str]
"""Text and the name of its component style (``""`` for the plain one)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry. ``lines`` are painted left to right, ``right`` at the right edge of the first line."""

    key: str
    """Identity: the cursor stays on it when rows change."""
    lines: tuple[tuple[Piece, ...], ...]
    right: tuple[Piece, ...] = ()
    data: object = None
    disabled: bool = False


@runtime_checkable
class Findable(Protocol):
    """Rows that know where a key is without being asked one by one."""

    def place_of(self, key: str) -> int | None:
        """The place of the row with this key, or none."""


class LazyRows(Sequence[Row]):
    """Rows that are made when they are looked at, so that a list of any length shows at once."""

    def __init__(self, size: int, make: Callable[[int], Row], place_of: Callable[[str], int | None]) -> None:
        self._size = size
        self._make = make
        self._made: dict[int, Row] = {}
        self.place_of = place_of

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(self._size))]
        if not -self._size <= index < self._size:
            raise IndexError(index)
        index %= self._size
        row = self._made.get(index)
        if row is None:
            row = self._made[index] = self._make(index)
        return row

    def forget(self) -> None:
        """What the rows show has changed; keys and places have not."""
        self._made.clear()


def text_row(key: str, text: str, *, style: str = "", data: object = None, right: str = "") -> Row:
    """A row of one line and one style."""
    return Row(key, (((text, style),),), ((right, "dim"),) if right else (), data)


def marked(text: str, spans: Sequence[tuple[int, int]], style: str = "", match: str = "match") -> tuple[Piece, ...]:
    """``text`` cut into pieces, those in ``spans`` (sorted, half-open) in the style ``match``."""
    pieces: list[Piece] = []
    at = 0
    for start, end in spans:
        if start > at:
            pieces.append((text[at:start], style))
        if end > max(start, at):
            pieces.append((text[max(start, at) : end], match))
        at = max(at, end)
    if at < len(text):
        pieces.append((text[at:], style))
    return tuple(pieces)


class RowList(FrameStyled, can_focus=True):
    """The list. Posts ``Highlighted`` when the cursor comes to rest on a row and ``Chosen`` on Enter or click."""

    ALLOW_SELECT = False
    STYLES: ClassVar[tuple[str, ...]] = ("title", "dim", "match", "mark", "section", "current", "warning", "code")
    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--cursor", "row--cursor-blurred", *(f"row--{s}" for s in STYLES)}
    DEFAULT_CSS = """
    RowList {
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        overflow-x: hidden;
        & .row--cursor { background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold; }
        & .row--cursor-blurred { background: $surface-lighten-1; text-style: bold; }
        & .row--title { text-style: bold; }
        & .row--section { text-style: bold; color: $text-primary; }
        & .row--dim { text-style: dim; }
        & .row--match { color: $text-accent; text-style: bold underline; }
        & .row--mark { color: $text-accent; text-style: bold; }
        & .row--current { color: $text-success; text-style: bold; }
        & .row--warning { color: $text-warning; }
        & .row--code { color: $text-secondary; }
    }
    """

    cursor: reactive[int] = reactive(0, always_update=True)

    @dataclass
    class Fact(Message):
        """What happened in a list, and on which row."""

        rows: RowList
        row: Row

        @property
        def control(self) -> RowList:
            """The list, so that handlers can be bound by its selector."""
            return self.rows

    @dataclass
    class Highlighted(Fact):
        """The cursor is on ``row``."""

    @dataclass
    class Chosen(Fact):
        """Enter or a click on ``row``."""

        double: bool = False
        new_tab: bool = False

    @dataclass
    class ContextWanted(Fact):
        """The right mouse button on ``row``."""

        x: int = 0
        y: int = 0

    def __init__(
        self, *, context: str = "list", row_height: int = 1, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.key_context = context
        self.row_height = row_height
        """Lines of every row; 0: each row has as many as it gives."""
        self._tops: list[int] = []
        self.rows: Sequence[Row] = ()
        self.empty_text = ""
        self.driven = False
        """True: another widget has the focus and moves the cursor, which is painted as if this one had it."""

    @property
    def lit(self) -> bool:
        """Whether the cursor is where the next key acts."""
        return self.has_focus or self.driven

    # -- rows

    def set_rows(self, rows: Sequence[Row], *, cursor: str | None = None, keep: bool = True) -> None:
        """Show ``rows``. The cursor goes to the key ``cursor``; else stays on its row, or where it was, if ``keep``."""
        old = self.current
        place, above = self.cursor, self._top(self.cursor) - round(self.scroll_y)
        self.rows = rows
        self._resize_virtual()
        wanted = cursor if cursor is not None else (old.key if old is not None and keep else None)
        index = self.index_of(wanted) if wanted is not None else None
        if index is None:
            index = min(place, max(0, len(rows) - 1)) if keep else 0
        moved = self.current_key(index) != (old.key if old else None)
        self.set_reactive(RowList.cursor, index)
        if not moved and index != place and self.is_attached:
            self.scroll_to(y=self._top(index) - above, animate=False, force=True, immediate=True)
        self.show_cursor(animate=False)
        self.refresh()
        if moved and rows:
            self.post_message(self.Highlighted(self, rows[index]))

    def index_of(self, key: str) -> int | None:
        """Where the row with this key is."""
        if isinstance(self.rows, Findable):
            return self.rows.place_of(key)
        return next((index for index, row in enumerate(self.rows) if row.key == key), None)

    def current_key(self, index: int) -> str | None:
        """The key of the row at ``index``, if there is one."""
        return self.rows[index].key if 0 <= index < len(self.rows) else None

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    def select_key(self, key: str, *, notify: bool = False) -> bool:
        """Put the cursor on the row with this key without telling anyone (unless ``notify``)."""
        index = self.index_of(key)
        if index is None:
            return False
        if index != self.cursor:
            self.set_reactive(RowList.cursor, index)
            self.refresh()
            if notify:
                self.post_message(self.Highlighted(self, self.rows[index]))
        self.show_cursor()
        return True

    def _resize_virtual(self) -> None:
        if not self.row_height:
            self._tops = [0, *accumulate(max(1, len(row.lines)) for row in self.rows)]
        size = Size(max(1, self.scrollable_content_region.width), self._top(len(self.rows)))
        if self.styles.auto_dimensions:
            self.virtual_size = size
        elif size != self.virtual_size:
            # Nothing around it moves: arranging the whole screen again would take longer than all else a key does.
            self.set_reactive(Widget.virtual_size, size)
            if self.is_attached and self.size:
                self._scroll_update(size)

    def _top(self, index: int) -> int:
        """The line on which a row begins; for the number of rows, where the last one ends."""
        if self.row_height:
            return index * self.row_height
        return self._tops[min(index, len(self._tops) - 1)] if self._tops else 0

    def _at_line(self, line: int) -> tuple[int, int]:
        """The row on a line, and which of its lines that is."""
        if self.row_height:
            return divmod(line, self.row_height)
        index = max(0, bisect_right(self._tops, line) - 1)
        return index, line - self._top(index)

    # -- cursor

    def validate_cursor(self, value: int) -> int:
        return max(0, min(value, len(self.rows) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        if not self.rows:
            return
        self.show_cursor()
        self.refresh()
        if old != new:
            self.post_message(self.Highlighted(self, self.rows[new]))

    def show_cursor(self, animate: bool = False) -> None:
        """Scroll so that the cursor's row is whole on screen."""
        top = self._top(self.cursor)
        region = Region(0, top, 1, max(1, self._top(self.cursor + 1) - top))
        self.scroll_to_region(region, animate=animate, force=True, spacing=None)

    def move(self, rows: int) -> None:
        """Move the cursor by this many rows, past disabled ones."""
        if not self.rows:
            return
        step = 1 if rows > 0 else -1
        index = self.validate_cursor(self.cursor + rows)
        while 0 <= index < len(self.rows) and self.rows[index].disabled:
            index += step
        if 0 <= index < len(self.rows):
            self.cursor = index

    def move_page(self, pages: int) -> None:
        """Move by screens."""
        height = self.scrollable_content_region.height
        average = max(1, self._top(len(self.rows)) // max(1, len(self.rows)))
        self.move(pages * max(1, height // average - 1))

    def move_to(self, index: int) -> None:
        """Move to a row; -1 is the last."""
        self.cursor = len(self.rows) - 1 if index < 0 else index

    def choose(self) -> None:
        """As Enter."""
        if (row := self.current) is not None and not row.disabled:
            self.post_message(self.Chosen(self, row))

    # -- mouse

    def _row_at(self, y: int) -> int | None:
        index = self._at_line(y + round(self.scroll_y))[0]
        return index if 0 <= index < len(self.rows) else None

    def on_click(self, event: events.Click) -> None:
        index = self._row_at(event.y)
        if index is None or self.rows[index].disabled:
            return
        event.stop()
        self.focus()
        self.cursor = index
        if event.button == 3:
            self.post_message(self.ContextWanted(self, self.rows[index], int(event.screen_x), int(event.screen_y)))
        else:
            chosen = self.Chosen(self, self.rows[index], double=event.chain > 1, new_tab=event.button == 2)
            self.post_message(chosen)

    def on_resize(self) -> None:
        self._resize_virtual()
        self.show_cursor()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    # -- painting

    def render_line(self, y: int) -> Strip:
        width = self.frame_width
        line = y + round(self.scroll_offset.y)
        index, part = self._at_line(line)
        if index >= len(self.rows):
            text = self.empty_text if y == 0 and not self.rows else ""
            if not text:
                return Strip.blank(width, self.frame_style)
            style = self.get_component_rich_style("row--dim", partial=True)
            text = set_cell_size(sanitize_line(text), width)
            return Strip([Segment(text, self.frame_style + style)], width)
        return self._paint(self.rows[index], part, index == self.cursor, width)

    def _paint(self, row: Row, part: int, on_cursor: bool, width: int) -> Strip:
        base = self.frame_style
        if on_cursor:
            base += self.get_component_rich_style("row--cursor" if self.lit else "row--cursor-blurred")
        pieces = row.lines[part] if part < len(row.lines) else ()
        right = [(sanitize_line(text), name) for text, name in row.right] if part == 0 else []
        left_width = sum(cell_len(text) for text, _ in pieces)
        if len(right) == 1:
            # A path at the right yields to the title, but keeps a third of the row and its end.
            right = [(shorten_start(right[0][0], max(width // 3, width - left_width - 3)), right[0][1])]
        right_width = sum(cell_len(text) for text, _ in right)
        room = max(0, width - right_width - (1 if right else 0) - 1)
        segments = [Segment(" " if not on_cursor else "▌" if self.lit else "▏", base)]
        used = 0
        for raw, name in pieces:
            text = sanitize_line(raw)
            size = cell_len(text)
            if used + size > room:
                text = shorten(text, room - used)
                size = cell_len(text)
            segments.append(Segment(text, self._style(base, name, on_cursor)))
            used += size
            if used >= room:
                break
        segments.append(Segment(" " * max(0, width - 1 - used - right_width), base))
        segments += [Segment(text, self._style(base, name, on_cursor)) for text, name in right]
        return Strip(segments).adjust_cell_length(width, base)

    def _style(self, base: Style, name: str, on_cursor: bool) -> Style:
        if not name:
            return base
        style = self.get_component_rich_style(f"row--{name}", partial=True)
        if on_cursor and self.lit:
            return base + Style(bold=style.bold, italic=style.italic, underline=style.underline)
        return base + style

    def with_empty(self, text: str) -> Self:
        """Set what is shown where there are no rows."""
        self.empty_text = text
        return self
