"""What in a page can be walked over, labelled and opened: links, footnotes, pictures, tasks, tables, code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.message import Message

from nexus_tui.core.markdown.block import TITLE_SCHEME, Block, CodeSlice, Line, Table, TableRow
from nexus_tui.core.markdown.notes import BACK
from nexus_tui.core.markdown.width import cell_len
from nexus_tui.core.record import dataclass
from nexus_tui.widgets.reader_paint import BOX
from nexus_tui.widgets.reader_parts import PartsPager

if TYPE_CHECKING:
    from nexus_tui.widgets.hint_layer import HintTarget

_BACK_LINK = rf" ?\[{BACK}\]\(#fnref-\d+\)\Z"


class Stop(NamedTuple):
    """Something in a block that the focus stops at."""

    start: int
    """In the block's plain text; ``BOX`` for the box of a task."""
    end: int
    kind: str
    """``link``, ``footnote``, ``image`` or ``task``."""
    href: str = ""


def task_of(block: Block) -> bool:
    """Whether a block begins with the box of a task."""
    return any(part.style.startswith("task.") for part in block.first)


def stops_of(block: Block) -> list[Stop]:
    """What the focus stops at in a block whose text has been parsed; pieces of one link in different looks are one."""
    found = [Stop(BOX, 0, "task")] if task_of(block) else []
    for run in block.runs:
        if not run.href or run.href.startswith(TITLE_SCHEME):
            continue
        if found and found[-1].end == run.start and found[-1].href == run.href:
            found[-1] = found[-1]._replace(end=run.end)
            continue
        names = run.style.split()
        kind = "image" if "image" in names and "link" not in names else "link"
        found.append(Stop(run.start, run.end, "footnote" if "footnote" in names else kind, run.href))
    return found


def column_of(line: Line, offset: int) -> int:
    """Cells before the character at ``offset`` of the block's text in a line."""
    cells = 0
    for piece in line.pieces:
        if piece.offset >= 0 and piece.offset <= offset < piece.offset + len(piece.text):
            return cells + cell_len(piece.text[: offset - piece.offset])
        cells += cell_len(piece.text)
    return cells


class LinkPager(PartsPager):
    """A pager with a focus that walks, and labels."""

    @dataclass
    class TaskToggled(Message):
        """The task on a line of the file is to be ticked or unticked."""

        reader: Any
        line: int
        """1-based."""

        @property
        def control(self) -> Any:
            """The reader that posted this."""
            return self.reader

    @dataclass
    class TableOpened(Message):
        """A table is to be shown on a screen of its own."""

        reader: Any
        rows: list[list[str]]
        """The texts of the cells, the header first."""
        aligns: tuple[str, ...]

        @property
        def control(self) -> Any:
            """The reader that posted this."""
            return self.reader

    @dataclass
    class ImageOpened(Message):
        """A picture is to be shown by the system's viewer."""

        reader: Any
        href: str
        """As the document has it."""

        @property
        def control(self) -> Any:
            """The reader that posted this."""
            return self.reader

    # The focus

    def link_step(self, count: int) -> bool:
        """Focus the next link, picture or task from here, or the previous; False past the last one of the page."""
        model = self._model
        here = self._marks.focus
        if here is None or here[0] < self._view.block:
            here = (self._view.block, BOX - 1, 0) if count > 0 else (self._last_block(), 1 << 40, 0)
        step = 1 if count > 0 else -1
        block = here[0]
        while 0 <= block < len(model.blocks):
            model.plain(block)
            stops = stops_of(model.blocks[block])
            for stop in stops if step > 0 else reversed(stops):
                if block != here[0] or (stop.start > here[1] if step > 0 else stop.start < here[1]):
                    self._focus_on(block, stop)
                    return True
            block += step
        self.clear_link()
        return False

    def _focus_on(self, block: int, stop: Stop) -> None:
        self._marks.focus = (block, stop.start, stop.end)
        self.show_spot(block, max(0, stop.start))
        self.link_hovered(stop.href)
        self.refresh()

    def clear_link(self) -> None:
        """Nothing has the focus."""
        if self._marks.focus is not None:
            self._marks.focus = None
            self.link_hovered("")
            self.refresh()

    @property
    def focused_stop(self) -> Stop | None:
        """What has the focus."""
        focus = self._marks.focus
        if focus is None or focus[0] >= len(self._model.blocks):
            return None
        stops = stops_of(self._model.blocks[focus[0]])
        return next((stop for stop in stops if stop.start == focus[1]), None)

    @property
    def focused_link(self) -> str:
        """Target of the link that has the focus; empty if none has."""
        stop = self.focused_stop
        return stop.href if stop is not None else ""

    def _last_block(self) -> int:
        rows = self.visible_rows()
        return rows[-1][0] if rows else 0

    def links_on_screen(self) -> list[tuple[int, int, Stop]]:
        """Every stop in the window: row of the window, block, stop. In reading order."""
        found: dict[tuple[int, int], tuple[int, int, Stop]] = {}
        for y, (index, row) in enumerate(self.visible_rows()):
            lines = self._model.lines(index)
            if row >= len(lines):
                continue
            line = lines[row]
            for stop in stops_of(self._model.blocks[index]):
                here = stop.start < line.end and stop.end > line.start
                if here or (stop.kind == "task" and row == self._model.blocks[index].gap):
                    found.setdefault((index, stop.start), (y, index, stop))
        return [found[key] for key in sorted(found)]

    # Tasks

    def task_line(self) -> int:
        """1-based line of the file of the focused task, else of the first one on screen; 0: there is none."""
        focus, stop = self._marks.focus, self.focused_stop
        if focus is not None and stop is not None and stop.kind == "task":
            return self._model.blocks[focus[0]].line
        return next((self._model.blocks[i].line for _, i, stop in self.links_on_screen() if stop.kind == "task"), 0)

    def toggle_focused_task(self) -> bool:
        """Ask for the focused task to be ticked (see ``TaskToggled``). False: the focus is on none."""
        stop = self.focused_stop
        if stop is None or stop.kind != "task":
            return False
        self.post_message(self.TaskToggled(self, self.task_line()))
        return True

    def focus_task(self, line: int) -> None:
        """Put the focus on the task at a line of the file."""
        block = self._model.block_of_line(line) if self._model.blocks else 0
        while block + 1 < len(self._model.blocks) and not task_of(self._model.blocks[block]):
            block += 1
            if self._model.blocks[block].line > line:
                return
        if self._model.blocks and self._model.blocks[block].line == line:
            self._marks.focus = (block, BOX, 0)
            self.refresh()

    # Labels

    def hint_targets(self) -> list[HintTarget]:
        """Each link, footnote, code block, table and picture on screen, with its place in cells of the screen."""
        from nexus_tui.widgets.hint_layer import HintTarget

        left, top = self.content_region.offset
        column = self._painter.left if self._painter is not None else 0
        found: list[HintTarget] = []
        seen: set[int] = set()
        for y, (index, row) in enumerate(self.visible_rows()):
            block = self._model.blocks[index]
            whole = whole_of(block)
            if whole is not None and row >= block.gap and id(whole) not in seen:
                seen.add(id(whole))
                kind = "table" if isinstance(whole, Table) else "code"
                used = sum(part.width for part in block.ctx)
                found.append(HintTarget(left + column + used, top + y, kind, str(index)))
        for y, index, stop in self.links_on_screen():
            if stop.kind == "task":
                continue
            line = self._model.lines(index)[self.visible_rows()[y][1]]
            x = column_of(line, max(stop.start, line.start))
            kind = "image" if stop.kind == "image" else "link"
            found.append(HintTarget(left + column + x, top + y, kind, stop.href))
        return sorted(found, key=lambda target: (target.y, target.x))

    # Footnotes

    def note_blocks(self, href: str) -> list[int]:
        """The blocks of the footnote that ``href`` (``#fn-1``) leads to; none if it is no footnote."""
        number = href.removeprefix("#fn-")
        first = self._model.block_of_anchor(f"fn-{number}") if number.isdecimal() and href.startswith("#fn-") else None
        if first is None:
            return []
        end = self._model.block_of_anchor(f"fn-{int(number) + 1}") or len(self._model.blocks)
        return list(range(first, max(end, first + 1)))

    def note_text(self, href: str) -> str:
        """What the footnote at ``href`` says, on one line; empty if it is none."""
        text = " ".join(self._model.plain(index) for index in self.note_blocks(href))
        return " ".join(text.replace(BACK, "").split())

    def note_source(self, href: str) -> str:
        """Markdown of the footnote at ``href``; empty if it is none."""
        parts: list[str] = []
        for index in self.note_blocks(href):
            block = self._model.blocks[index]
            if isinstance(block.extra, CodeSlice):
                parts.append(f"~~~~~~ {block.extra.code.language}\n{self._model.plain(index)}\n~~~~~~")
            elif any(part.style == "list.bullet" for part in block.first):
                parts.append(f"- {re.sub(_BACK_LINK, '', block.text)}")
            else:
                parts.append(re.sub(_BACK_LINK, "", block.text))
        return "\n\n".join(filter(None, parts))

    # Opening parts

    def text_of_block(self, index: int) -> str:
        """The text of the block at ``index``; of a code block or table all of it, also where it is several blocks."""
        if not 0 <= index < len(self._model.blocks):
            return ""
        whole = self._model.blocks[index].extra
        if isinstance(whole, CodeSlice):
            return "\n".join(whole.code.lines) + "\n"
        if isinstance(whole, TableRow):
            return "".join("\t".join(row) + "\n" for row in self._table_texts(index))
        return self._model.plain(index)

    def open_block(self, index: int | None = None) -> bool:
        """Open a table or picture: the one in a block, else the focused or first one on screen. False: there is none.

        Posts ``TableOpened`` or ``ImageOpened``.
        """
        model = self._model
        stop = self.focused_stop
        if index is None and stop is not None and stop.kind == "image":
            self.post_message(self.ImageOpened(self, stop.href))
            return True
        candidates = dict.fromkeys(block for block, _ in self.visible_rows()) if index is None else (index,)
        for block in candidates:
            row = model.blocks[block].extra
            if isinstance(row, TableRow):
                texts = self._table_texts(block)
                if not row.table.headed:
                    texts.insert(0, [""] * len(row.table.aligns))
                self.post_message(self.TableOpened(self, texts, row.table.aligns))
                return True
            for stop in stops_of(model.blocks[block]):
                if stop.kind == "image":
                    self.post_message(self.ImageOpened(self, stop.href))
                    return True
        return False

    def _table_texts(self, index: int) -> list[list[str]]:
        """The texts of the cells of the table that the block at ``index`` is a row of."""
        row = self._model.blocks[index].extra
        assert isinstance(row, TableRow)
        found: list[list[str]] = []
        at = max(0, index - row.number)
        while at < len(self._model.blocks):
            here = self._model.blocks[at].extra
            if not isinstance(here, TableRow) or here.table is not row.table:
                break
            found.append([text.strip() for text in self._model.plain(at).split("\t")])
            at += 1
        return found


def whole_of(block: Block) -> object | None:
    """The code block or table that a block is a part of."""
    if isinstance(block.extra, CodeSlice):
        return block.extra.code
    return block.extra.table if isinstance(block.extra, TableRow) else None
