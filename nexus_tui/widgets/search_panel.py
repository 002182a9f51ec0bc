"""The search overlay: a box, ranked sections as you type, and a live preview of the one under the cursor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.reactive import var
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.worker import Worker

from nexus_tui.core.errors import NexusError
from nexus_tui.core.model import Facet, Hit, SearchResults, Target
from nexus_tui.widgets.hit_rows import hit_rows
from nexus_tui.widgets.row_list import Row, RowList
from nexus_tui.widgets.search_input import QueryHighlighter
from nexus_tui.widgets.text_box import TextBox

if TYPE_CHECKING:
    from nexus_tui.widgets.reader import Reader

Search = Callable[[str, Mapping[str, str]], Awaitable[SearchResults]]
Primer = Callable[[int], Sequence[Row]]
"""The rows of the empty box, for so many cells."""

PREVIEW_DELAY = 0.06
"""Seconds the cursor rests on a hit before its preview is made: results come first, and keys held down make none."""


def _number(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def _width(rows: RowList) -> int:
    return rows.scrollable_content_region.width or 60


def _with_ticked(facets: Sequence[Facet], filters: Mapping[str, str]) -> list[Facet]:
    """``facets`` and, with a count of 0, what is ticked and no page has: it must be there to be unticked."""
    values = {facet.name: facet.values for facet in facets}
    for name, value in filters.items():
        there = values.get(name, ())
        if value not in dict(there):
            values[name] = (*there, (value, 0))
    return [Facet(name, found) for name, found in values.items()]


def _packed(pieces: Sequence[str], width: int) -> list[str]:
    """``pieces`` on as few lines of ``width`` cells as they fit on: what is below moves less from key to key."""
    lines: list[str] = []
    for piece in pieces:
        if lines and cell_len(lines[-1]) + 3 + cell_len(piece) <= width:
            lines[-1] += f" · {piece}"
        else:
            lines.append(piece)
    return lines


class SearchPanel(Widget):
    """Owns the query, the results and the worker that fetches them."""

    DEFAULT_CSS = """
    SearchPanel {
        layout: vertical;
        & #query { border: none; height: 1; background: $surface; padding: 0 1; }
        & #query-line { height: 1; background: $surface; }
        & #prompt { width: 3; height: 1; background: $surface; color: $text-accent; padding: 0 0 0 1; }
        & #notes { height: auto; max-height: 3; color: $text-muted; padding: 0 1; }
        & #results { width: 1fr; height: 1fr; overflow-y: scroll; }
        & #preview { width: 1fr; height: 1fr; border-left: vkey $panel; }
        & #facets { width: 1fr; height: 1fr; border-left: vkey $panel; display: none; }
        &.-facets #facets { display: block; }
        &.-facets #preview { display: none; }
        &.-narrow #preview { display: none; }
        &.-narrow.-facets #results { display: none; }
    }
    """

    results: var[SearchResults | None] = var(None)

    @dataclass
    class HitChosen(Message):
        """Enter on a hit."""

        hit: Hit
        results: SearchResults
        new_tab: bool = False

    @dataclass
    class Closed(Message):
        """Esc."""

    @dataclass
    class PreviewWanted(Message):
        """The cursor rests on a hit or a recent page."""

        target: Target

    @dataclass
    class Searched(Message):
        """Results for ``text`` are on screen."""

        text: str
        results: SearchResults

    @dataclass
    class PrimerChosen(Message):
        """Enter on a row of the empty box."""

        row: Row

    def __init__(self, search: Search, primer: Primer, preview: Reader, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._search = search
        self._primer = primer
        self._preview = preview
        self.filters: dict[str, str] = {}
        self.history: list[str] = []
        self._history_at = -1
        self._awaited: tuple[str, bool] | None = None
        self._resting: Timer | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(id="query-line"):
            yield Static("⌕", id="prompt")
            yield TextBox(
                placeholder="Search everything", id="query", compact=True, highlighter=QueryHighlighter(lambda: ())
            )
        yield Static("", id="notes", markup=False)
        with Horizontal():
            yield RowList(context="search", row_height=0, id="results")
            with Vertical(id="preview"):
                yield self._preview
            yield RowList(context="list", id="facets")

    def on_mount(self) -> None:
        self.query_one("#query", TextBox).highlighter = QueryHighlighter(self._problems)
        self._show_primer()

    @property
    def text(self) -> str:
        """What is in the box."""
        return self.query_one("#query", TextBox).value

    def open(self, text: str | None = None) -> None:
        """Focus the box, with ``text`` in it if given (else with what was there, selected)."""
        box = self.query_one("#query", TextBox)
        self.remove_class("-facets")
        if self.filters:
            self.filters = {}
            self._start()
        if text is not None:
            box.value = text
        box.focus()
        box.action_end()
        if box.value:
            box.action_select_all()
        self._history_at = -1

    def on_resize(self) -> None:
        self.set_class(self.size.width < 100, "-narrow")
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if self.text.strip():
            self._show_preview()
        else:
            self._show_primer(keep=True)

    def _problems(self) -> Sequence[tuple[int, int, str]]:
        results = self.results
        return results.problems if results is not None and results.query == self.text else ()

    # -- searching

    @on(Input.Changed, "#query")
    def _query_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._awaited = None
        self._start()

    def _start(self) -> None:
        text = self.text
        if not text.strip():
            self.workers.cancel_group(self, "search")
            self.results = None
            self._show_primer()
            return
        work = partial(self._run, text, dict(self.filters))
        _: Worker[None] = self.run_worker(work, group="search", exclusive=True, exit_on_error=False)

    async def _run(self, text: str, filters: dict[str, str]) -> None:
        try:
            results = await self._search(text, filters)
        except NexusError as error:
            self._tell(str(error))
            return
        if text == self.text and filters == self.filters:
            self._show(results)

    def repeat(self) -> None:
        """Search again, because the index has grown."""
        if self.display and self.query("#query") and self.text.strip():
            self._start()

    def _show(self, results: SearchResults) -> None:
        same = self.results is not None and results.query == self.results.query
        self.results = results
        rows = self.query_one("#results", RowList)
        width = _width(rows)
        rows.empty_text = self._nothing(results.query.strip())
        rows.set_rows(hit_rows(results.hits, width), keep=same)
        self._show_notes(results)
        self._show_facets(results)
        box = self.query_one("#query", TextBox)
        box.refresh()
        self._show_preview()
        self.post_message(self.Searched(results.query, results))
        awaited = self._awaited
        if awaited is not None and (results.hits or results.complete or awaited[0] != results.query):
            self._awaited = None
            if awaited[0] == results.query and results.hits:
                self.choose(awaited[1])

    def _nothing(self, text: str) -> str:
        if not self.filters:
            return f"Nothing matches {text}"
        narrowed = ", ".join(f"{name} {value}" for name, value in self.filters.items())
        return f"Nothing matches {text} in {narrowed}; Tab widens"

    def _show_notes(self, results: SearchResults) -> None:
        shown, sections = len(results.hits), sum(1 + len(hit.further) for hit in results.hits)
        pages = f"{shown} of {results.total:,} pages" if results.total > shown else _number(shown, "page")
        parts = [pages, _number(sections, "section"), f"{results.took_ms:.0f} ms"]
        if not results.complete:
            parts.append("the index is still being built")
        parts += [f"{name}: {value}" for name, value in self.filters.items()]
        told = [*(reason for _, _, reason in results.problems), *results.notes]
        width = self.query_one("#notes", Static).content_size.width
        self._tell("\n".join(_packed([" · ".join(parts), *told], width)[:3]))

    def _tell(self, text: str) -> None:
        """Put ``text`` below the box; the screen is arranged again only where it takes another number of lines."""
        notes = self.query_one("#notes", Static)
        width, height = notes.content_size
        notes.update(text, layout=not width)
        if width and notes.visual.get_height(notes.styles.get_rules(), width) != height:
            notes.refresh(layout=True)

    def _show_primer(self, *, keep: bool = False) -> None:
        rows = self.query_one("#results", RowList)
        rows.set_rows(self._primer(_width(rows)), keep=keep)
        self._show_preview()
        self._tell("Type to search; the last word may be half typed.")

    # -- facets

    def _show_facets(self, results: SearchResults) -> None:
        rows: list[Row] = []
        for facet in _with_ticked(results.facets, self.filters):
            rows.append(Row(f"facet:{facet.name}", (((facet.name.capitalize(), "title"),),), disabled=True))
            for value, count in facet.values:
                on = self.filters.get(facet.name) == value
                piece = (f"  {'●' if on else '○'} {value}", "current" if on else "")
                rows.append(Row(f"{facet.name}={value}", ((piece,),), ((f"{count}", "dim"),), data=(facet.name, value)))
        self.query_one("#facets", RowList).with_empty("Nothing to narrow").set_rows(rows)

    def toggle_facets(self) -> None:
        """Show the facets in place of the preview, or go back to the box."""
        shown = not self.has_class("-facets")
        self.set_class(shown, "-facets")
        if shown:
            facets = self.query_one("#facets", RowList)
            facets.focus()
            if facets.current is not None and facets.current.disabled:
                facets.move(1)
        else:
            self.query_one("#query", TextBox).focus()

    def _toggle_filter(self, name: str, value: str) -> None:
        if self.filters.get(name) == value:
            del self.filters[name]
        else:
            self.filters[name] = value
        self._start()

    # -- hits

    @on(RowList.Highlighted, "#results")
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._show_preview()

    def _show_preview(self) -> None:
        """Have the page of the row with the cursor shown, if it has one; else the pane is blank.

        It is not hidden: that would arrange the screen anew at the first letter of each query.
        """
        if self._resting is not None:
            self._resting.stop()
        row = self.query_one("#results", RowList).current
        data = row.data if row is not None else None
        if isinstance(data, Hit):
            words = self.results.words if self.results is not None else ()
            self._want_preview(Target(data.document, data.anchor, data.line, data.words or words))
        elif isinstance(data, Target):
            self._want_preview(data)
        else:
            self._preview.clear()

    def _want_preview(self, target: Target) -> None:
        if self.has_class("-narrow") or not self.display:
            return
        wanted = self.PreviewWanted(target)
        self._resting = self.set_timer(PREVIEW_DELAY, partial(self.post_message, wanted))

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        row = event.row
        if isinstance(row.data, Hit) and self.results is not None:
            self.post_message(self.HitChosen(row.data, self.results))
        elif event.control.id == "facets" and isinstance(row.data, tuple):
            self._toggle_filter(*row.data)
        else:
            self.post_message(self.PrimerChosen(row))

    def choose(self, new_tab: bool = False) -> None:
        """Enter: open the hit under the cursor; where the answer to what was typed is still to come, its best hit."""
        results = self.results
        found = results is not None and results.query == self.text and (results.hits or results.complete)
        if self.text.strip() and not found:
            self._awaited = (self.text, new_tab)
            return
        rows = self.query_one("#results", RowList)
        row = rows.current
        if row is None:
            return
        if isinstance(row.data, Hit) and self.results is not None:
            self.remember(self.text)
            self.post_message(self.HitChosen(row.data, self.results, new_tab))
        else:
            rows.choose()

    def remember(self, text: str) -> None:
        """Put a query at the head of the history."""
        text = text.strip()
        if text:
            self.history = [text, *(old for old in self.history if old != text)][:100]

    def older(self) -> bool:
        """The query before this one in the history; false at its end."""
        if self._history_at + 1 >= len(self.history):
            return False
        self._history_at += 1
        self._set_text(self.history[self._history_at])
        return True

    def newer(self) -> bool:
        """The query after this one in the history; false when none was recalled."""
        if self._history_at < 0:
            return False
        self._history_at -= 1
        self._set_text(self.history[self._history_at] if self._history_at >= 0 else "")
        return True

    def _set_text(self, text: str) -> None:
        box = self.query_one("#query", TextBox)
        box.value = text
        box.action_end()

    def move(self, rows: int) -> None:
        """Move the cursor of the results."""
        self.query_one("#results", RowList).move(rows)

    def move_page(self, pages: int) -> None:
        """Move the cursor of the results by screens."""
        self.query_one("#results", RowList).move_page(pages)
