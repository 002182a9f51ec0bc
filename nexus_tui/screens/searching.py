"""The library search on the screen: the overlay, its preview, and walking the hits afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from textwrap import wrap
from typing import TYPE_CHECKING

from nexus_tui.core.model import DocId, Hit, SearchResults, Target
from nexus_tui.screens.keyed import is_typing
from nexus_tui.widgets.row_list import Row, RowList, text_row

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from textual.widget import Widget

    from nexus_tui.screens.browser import BrowserScreen
    from nexus_tui.widgets.reader import Reader
    from nexus_tui.widgets.search_panel import SearchPanel


_COMMON = "e"
"""Searched for when the box is first opened, so that the first key does not wait for what a first search reads."""


_EXAMPLE = 22
"""Cells of an example in the empty box."""


def _help_row(example: str, meaning: str, width: int) -> Row:
    """An example of the grammar, and what it means beside it on as many lines as that takes."""
    first, *more = wrap(meaning, max(20, width - _EXAMPLE - 3), break_on_hyphens=False) or [""]
    lines = [((f"  {example:{_EXAMPLE}}", "code"), (first, "dim"))]
    return Row(
        f"help:{example}", (*lines, *(((" " * (_EXAMPLE + 2), ""), (each, "dim")) for each in more)), data=example
    )


class Searching:
    """Handlers of ``search.*``; the panel is mounted at first use."""

    def __init__(self, screen: BrowserScreen) -> None:
        self.screen = screen
        self.panel: SearchPanel | None = None
        self.preview: Reader | None = None
        self.docked: SearchResults | None = None
        self.walk: list[Hit] = []
        """The sections of the docked results, one after the other."""
        self.at = -1
        self.terms: list[str] = []
        """Frequent words of the library, for the examples in the empty box."""
        self._before: Widget | None = None
        """What had the focus when the overlay was opened."""
        self._newest = 0
        self._pool: ThreadPoolExecutor | None = None

    # -- the overlay

    async def open(self, text: str | None = None) -> None:
        """Show the overlay, with ``text`` in the box if given."""
        if not self.shown:
            self._before = None if is_typing(self.screen.focused) else self.screen.focused
        if not self.terms:
            self.terms = await asyncio.to_thread(self.screen.session.engine.vocabulary)
        if self.panel is None:
            from nexus_tui.widgets.search_panel import SearchPanel

            self.preview = self.screen.make_reader()
            self.preview.can_focus = False
            self.panel = SearchPanel(self.search, self._primer, self.preview, id="search")
            self.panel.history = self.screen.session.state.queries
            await self.screen.mount(self.panel)
            self._thread().submit(self.screen.session.search, _COMMON, 1, typing=True)
        self.panel.display = True
        self.panel.open(text)
        self._body.visible = False

    @property
    def _body(self) -> Widget:
        """What lies under the overlay. It is not painted while it cannot be seen: each key would paint it twice."""
        return self.screen.query_one("#body")

    def _uncover(self) -> None:
        if self.panel is not None:
            self.panel.display = False
        self._body.visible = True

    @property
    def shown(self) -> bool:
        """Whether the overlay is on screen."""
        return self.panel is not None and self.panel.display

    def focus_moves(self, widget: Widget | None) -> None:
        """The overlay does not stay over what gets the focus outside of it."""
        if self.shown and widget is not None and self.panel not in widget.ancestors:
            self._uncover()

    async def do_search_open(self, count: int) -> None:
        """Search everything."""
        await self.open()

    def do_search_close(self, count: int) -> None:
        """Close the overlay; what was on screen before is there again."""
        panel = self.panel
        if panel is None:
            return
        if panel.has_class("-facets"):
            panel.toggle_facets()
            return
        self._uncover()
        before = self._before
        (before if before is not None and before.is_attached and before.focusable else self.screen.reader).focus()

    async def search(self, text: str, filters: Mapping[str, str]) -> SearchResults:
        """Search in the one search thread; a newer query ends an older one."""
        self._newest += 1
        mine = self._newest
        work = partial(
            self.screen.session.search,
            text,
            self.screen.session.settings.search_limit,
            typing=True,
            filters=filters,
            cancelled=lambda: mine != self._newest,
        )
        return await asyncio.get_running_loop().run_in_executor(self._thread(), work)

    def _thread(self) -> ThreadPoolExecutor:
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(1, thread_name_prefix="search")
        return self._pool

    def index_grew(self) -> None:
        """The index has a new generation: results on screen are fetched again."""
        if self.panel is not None:
            self.panel.repeat()

    def _primer(self, width: int) -> Sequence[Row]:
        """What an empty box shows in ``width`` cells: earlier queries, saved searches, recent pages, the grammar."""
        from nexus_tui.core.search.query import grammar_help

        session = self.screen.session
        snapshot = self.screen.snapshot
        rows: list[Row] = []
        saved = session.state.saved_searches
        if saved:
            rows.append(Row("head:saved", ((("Saved searches", "section"),),), disabled=True))
            rows += [text_row(f"query:{query}", f"  {name}", data=query, right=query) for name, query in saved.items()]
        queries = (self.panel.history if self.panel is not None else [])[:5]
        if queries:
            rows.append(Row("head:queries", ((("Earlier", "section"),),), disabled=True))
            rows += [text_row(f"query:{query}", f"  {query}", data=query) for query in queries]
        recent = [DocId(name) for name in session.state.recent if snapshot and name in snapshot.pages][:8]
        if recent and snapshot:
            rows.append(Row("head:recent", ((("Recent pages", "section"),),), disabled=True))
            rows += [
                text_row(
                    f"page:{document}", f"  {snapshot.pages[document].title}", data=Target(document), right=document
                )
                for document in recent
            ]
        tags = tuple(sorted({tag for page in (snapshot.pages.values() if snapshot else ()) for tag in page.tags})[:4])
        rows.append(Row("head:help", ((("What you can type", "section"),),), disabled=True))
        terms = tuple(self.terms)
        rows += [_help_row(example, meaning, width) for example, meaning in grammar_help(tags, terms)]
        return rows

    async def primer_chosen(self, row: Row) -> None:
        """Enter on a row of the empty box."""
        if isinstance(row.data, Target):
            self.do_search_close(0)
            await self.screen.navigation.open(row.data)
        elif isinstance(row.data, str) and self.panel is not None:
            self.panel.open(row.data)

    async def show_preview(self, target: Target) -> None:
        """Show a hit or a recent page in the preview pane."""
        if self.preview is not None:
            await self.preview.open(target)

    # -- keys in the overlay

    def do_search_down(self, count: int) -> None:
        """Next result; after recalled queries, back towards the newest."""
        if self.panel is not None and not (self.panel.results is None and self.panel.newer()):
            self.panel.move(1)

    def do_search_up(self, count: int) -> None:
        """Previous result; on the first one, an earlier query."""
        if self.panel is None:
            return
        rows = self.panel.query_one("#results", RowList)
        if rows.cursor > 0:
            self.panel.move(-1)
        else:
            self.panel.older()

    def do_search_page_down(self, count: int) -> None:
        """A screen of results down."""
        if self.panel is not None:
            self.panel.move_page(1)

    def do_search_page_up(self, count: int) -> None:
        """A screen of results up."""
        if self.panel is not None:
            self.panel.move_page(-1)

    def do_search_open_hit(self, count: int) -> None:
        """Open the result there."""
        if self.panel is not None:
            self.panel.choose()

    def do_search_open_tab(self, count: int) -> None:
        """Open the result in a new tab."""
        if self.panel is not None:
            self.panel.choose(new_tab=True)

    def do_search_facets(self, count: int) -> None:
        """Narrow the results."""
        if self.panel is not None:
            self.panel.toggle_facets()

    def do_search_narrow(self, count: int) -> None:
        """Tick what the results are narrowed to, or take the tick away."""
        if self.panel is not None:
            self.panel.query_one("#facets", RowList).choose()

    async def do_search_in_page(self, count: int) -> None:
        """The same words in the page on screen."""
        if self.panel is not None:
            text = self.panel.text
            self.do_search_close(0)
            await self.screen.reading.find_text(text)

    async def do_search_explain(self, count: int) -> None:
        """Say why the result under the cursor matched."""
        if self.panel is None or self.panel.results is None:
            return
        row = self.panel.query_one("#results", RowList).current
        if row is not None and isinstance(row.data, Hit):
            reasons = await asyncio.to_thread(self.screen.session.explain, self.panel.results.query, row.data)
            self.screen.doing.show_text("Why this result", "\n".join(reasons))

    def do_search_save(self, count: int) -> None:
        """Keep the query under a name."""
        if self.panel is not None and self.panel.text.strip():
            self.screen.doing.ask_name("Save this search as", self.panel.text, self._save)

    def _save(self, name: str, query: str) -> None:
        self.screen.session.state.saved_searches[name] = query
        self.screen.tell(f"Saved as {name}; it shows in the empty search box")

    # -- hits after the overlay

    async def open_hit(self, hit: Hit, results: SearchResults, new_tab: bool = False) -> None:
        """Open a hit where it is, and keep the results docked for ``n`` and ``N``."""
        self.docked = results
        self.walk = [section for each in results.hits for section in (each, *each.further)]
        self.at = self.walk.index(hit) if hit in self.walk else 0
        self._uncover()
        await self._go(hit, hit.words or results.words, new_tab)
        await self.screen.listing.fill_results()

    async def _go(self, hit: Hit, words: tuple[str, ...], new_tab: bool = False) -> None:
        await self.screen.navigation.open(Target(hit.document, hit.anchor, hit.line, words), new_tab=new_tab)
        self.screen.status.matches = f"hit {self.at + 1} of {len(self.walk)}"

    async def step(self, hits: int) -> None:
        """Go to another hit of the docked results, across pages."""
        if self.docked is None or not self.walk:
            self.screen.tell("No search to walk through; s searches")
            return
        wanted = self.at + hits
        self.at = wanted % len(self.walk)
        hit = self.walk[self.at]
        await self._go(hit, hit.words or self.docked.words)
        if wanted != self.at:
            self.screen.tell(f"{'First' if hits > 0 else 'Last'} hit again")
        self.screen.listing.show_hit(self.at)

    async def do_search_next_hit(self, count: int) -> None:
        """Next hit."""
        await self.step(count or 1)

    def rows(self) -> list[Row]:
        """The docked results as rows of the sidebar."""
        from nexus_tui.widgets.hit_rows import hit_rows

        return hit_rows(self.docked.hits, 40) if self.docked is not None else []

    def close(self) -> None:
        """Let the search thread end."""
        self._newest += 1
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
