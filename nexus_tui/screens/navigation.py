"""Opening documents: history, tabs, panes, links. Drives the widgets by the core's model of panes and tabs."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING

from nexus_tui.commands import shown
from nexus_tui.core.errors import NexusError
from nexus_tui.core.markdown.place import Place as ReadingPlace
from nexus_tui.core.model import DocId, Heading, Snapshot, Source, Target
from nexus_tui.core.treerows import section_titles
from nexus_tui.core.workspace import Place, Workspace
from nexus_tui.screens.failure import report
from nexus_tui.widgets.pane import Pane, heading_path
from nexus_tui.widgets.reader import Reader
from nexus_tui.widgets.row_list import Row, text_row

if TYPE_CHECKING:
    from nexus_tui.screens.browser import BrowserScreen

SMALL = 8 * 1024 * 1024
"""A first page of at most this many bytes is read before the first frame."""


class Navigation:
    """Handlers of ``history.*``, ``tab.*``, ``page.next`` and ``page.previous``, ``link.*``."""

    def __init__(self, screen: BrowserScreen) -> None:
        self.screen = screen
        self.workspace = Workspace()

    def remember_session(self) -> None:
        """Keep tabs, panes and places for the next start."""
        self.remember_place()
        screen = self.screen
        state = screen.session.state
        state.session = {
            "workspace": self.workspace.as_json(),
            "folds": {document: list(anchors) for document, anchors in screen.reading.folds.items()},
            "expanded": sorted(screen.sidebar.pages.expanded),
            **screen.arranging.remembered(),
        }
        if screen.searching.panel is not None:
            state.queries = list(screen.searching.panel.history)

    def restore_session(self) -> Target | None:
        """Take up the tabs and places of the last time; where the active tab was."""
        screen = self.screen
        if screen.fresh or not screen.session.settings.restore or not screen.session.library.on_disk:
            return None
        kept = screen.session.state.session
        self.workspace = Workspace.from_json(kept.get("workspace"))
        screen.reading.take_folds(kept.get("folds"))
        expanded = kept.get("expanded")
        if isinstance(expanded, list):
            screen.sidebar.pages.expanded = {str(path) for path in expanded}
        place = self.workspace.current
        if len(self.workspace.panes) > 1:
            screen.call_after_refresh(screen.splitting.restore)
        return Target(DocId(place.document), place.anchor) if place is not None else None

    def make_reader(self) -> Reader:
        """A reader that reads through the session."""
        session = self.screen.session
        reader, settings = Reader(self._load, embed=session.embedded), session.settings
        reader.load_image = session.read_image
        reader.apply_settings(settings)
        return reader

    async def _load(self, document: DocId) -> Source:
        return await asyncio.to_thread(self.screen.session.read, document)

    # -- opening

    def open_first(self, snapshot: Snapshot | None) -> None:
        """Show the first page before the first frame where that is quick; else as soon as it is known.

        Where what is remembered of the last time cannot be taken up, as if there were nothing.
        """
        try:
            self._open_first(snapshot)
        except Exception as error:
            if self.screen.fresh:
                raise
            self.screen.fresh = True
            self.workspace = Workspace()
            self.screen.call_after_refresh(report, self.screen.app, error)
            self._open_first(snapshot)

    def _open_first(self, snapshot: Snapshot | None) -> None:
        screen = self.screen
        target = screen.start_target
        restored = False
        if target is None and (target := self.restore_session()) is not None:
            restored = True
        if target is None:
            home = snapshot.home if snapshot is not None else screen.session.guess_home()
            target = Target(home) if home is not None else None
        if target is None:
            return
        try:
            library = screen.session.library
            if library.on_disk and library.locate(target.document).stat().st_size > SMALL:
                screen.start(self.open(target), "open")
                return
            source = screen.session.read(target.document)
        except (NexusError, OSError) as error:
            screen.call_after_refresh(screen.tell, str(error), "error")
            return
        place = self.workspace.current if restored else None
        if place is None:
            self.workspace.visit(Place(target.document, target.anchor))
        screen.reader.expect_width(screen.arranging.page_columns())
        screen.reader.show_source(source, target)
        if place is not None and place.position is not None:
            screen.reader.go_to_position(ReadingPlace(**place.position))
        self._show_tabs()

    async def open(self, target: Target, *, new_tab: bool = False, focus: bool = True, record: bool = True) -> None:
        """Show a target in the active pane, in a new tab if wished, and remember where we were."""
        screen = self.screen
        self.remember_place()
        here = self.workspace.current
        there = False
        if new_tab:
            there = not self.workspace.open_tab(Place(target.document, target.anchor))
        elif record and not (here is not None and self._is_here(here, target)):
            self.workspace.visit(Place(target.document, target.anchor))
        if focus:
            screen.reader.focus()
        if there and self._is_whole(target):
            await self.restore(self.workspace.current)
        else:
            await screen.reader.open(target)
        screen.listing.page_read()
        self._show_tabs()

    @staticmethod
    def _is_whole(target: Target) -> bool:
        """Whether a page is meant, and no place in it."""
        return not target.anchor and not target.line and not target.terms

    def _is_here(self, here: Place, target: Target) -> bool:
        return here.document == target.document and self._is_whole(target)

    async def preview(self, document: DocId) -> None:
        """Show a page because the cursor of a list is on it: replaces the place instead of adding one."""
        if document == self.screen.document:
            return
        self.remember_place()
        if self.workspace.current is None or not self.workspace.previewing:
            self.workspace.visit(Place(document), preview=True)
        else:
            self.workspace.replace(Place(document))
        await self.screen.reader.open(Target(document))

    def remember_place(self) -> None:
        """Keep where the reader is in the current entry of the history."""
        here = self.workspace.current
        reader = self.screen.reader
        if here is not None and reader.document == here.document:
            self.workspace.replace(Place(here.document, here.anchor, reader.position.as_json()))

    async def restore(self, place: Place | None) -> None:
        """Show a place of the history in the active pane, as it was."""
        if place is None:
            return
        reader = self.screen.reader
        if reader.document != place.document:
            await reader.open(Target(DocId(place.document), place.anchor))
        if place.position is not None and reader.document == place.document:
            reader.go_to_position(ReadingPlace(**place.position))
        self._show_tabs()

    async def do_history_back(self, count: int) -> None:
        """Back, to the exact place."""
        self.remember_place()
        place = self.workspace.back(count or 1)
        if place is None:
            self.screen.tell("This is the first page of this tab")
        await self.restore(place)

    async def do_history_forward(self, count: int) -> None:
        """Forward, to the exact place."""
        self.remember_place()
        await self.restore(self.workspace.forward(count or 1))

    async def reload(self) -> None:
        """Read the page on screen again; the place stays."""
        reader = self.screen.reader
        if reader.document is not None:
            await reader.open(Target(reader.document), keep_place=True)

    async def files_changed(self, changed: Collection[str]) -> None:
        """Files changed on the disk: pages on screen are read again in place."""
        for pane in self.screen.panes:
            if pane.reader.document is not None and pane.reader.document in changed:
                await pane.reader.open(Target(pane.reader.document), keep_place=True, if_new=True)

    async def snapshot_changed(self, snapshot: Snapshot) -> None:
        """The library is known, or another than before: open its first page if nothing is open yet."""
        screen = self.screen
        if screen.document is None and snapshot.home is not None and screen.start_target is None:
            await self.open(Target(snapshot.home), focus=False)
        self._show_tabs()
        self.show_crumbs(screen.pane)

    # -- reading order

    async def _go_page(self, step: int) -> None:
        if self.screen.snapshot is None:
            self.screen.start(self._go_page_when_known(step), "page", exclusive=False)
            return
        snapshot, document = self.screen.snapshot, self.screen.document
        if document not in snapshot.pages:
            return
        index = snapshot.order.index(document) + step
        if 0 <= index < len(snapshot.order):
            await self.open(Target(snapshot.order[index]))
        else:
            self.screen.tell("This is the last page" if step > 0 else "This is the first page")

    async def _go_page_when_known(self, step: int) -> None:
        await self.screen.upkeep.known.wait()
        await self._go_page(step)

    async def do_page_next(self, count: int) -> None:
        """Next page in reading order."""
        await self._go_page(count or 1)

    async def do_page_previous(self, count: int) -> None:
        """Previous page in reading order."""
        await self._go_page(-(count or 1))

    # -- panes and tabs

    def activate(self, pane: Pane) -> None:
        """A pane got the focus."""
        if pane in self.screen.panes:
            index = self.screen.panes.index(pane)
            if index != self.screen.active:
                self.remember_place()
                self.screen.active = index
                self.workspace.focus_pane(index)
                self.show_pane(pane)

    async def _switch(self, place: Place | None) -> None:
        await self.restore(place)
        self._show_tabs()

    async def do_tab_next(self, count: int) -> None:
        """Next tab."""
        self.remember_place()
        await self._switch(self.workspace.step_tab(1))

    async def do_tab_previous(self, count: int) -> None:
        """Previous tab."""
        self.remember_place()
        await self._switch(self.workspace.step_tab(-1))

    async def go_tab(self, index: int) -> None:
        """The tab at this place, counted from 0."""
        self.remember_place()
        await self._switch(self.workspace.go_tab(index))

    async def do_tab_close(self, count: int) -> None:
        """Close the tab; the last one stays, the last one of a second pane closes the pane."""
        if self.workspace.tab_count == 1 and len(self.screen.panes) > 1:
            await self.screen.splitting.close_pane(self.screen.active)
            return
        self.remember_place()
        await self._switch(self.workspace.close_tab())

    async def do_tab_reopen(self, count: int) -> None:
        """Open the tab that was closed last."""
        self.remember_place()
        await self._switch(self.workspace.reopen_tab())

    def _show_tabs(self) -> None:
        snapshot = self.screen.snapshot
        titles = []
        for place in self.workspace.tabs:
            page = snapshot.pages.get(DocId(place.document)) if snapshot is not None and place is not None else None
            titles.append(page.title if page is not None else place.document if place is not None else "empty")
        self.screen.pane.show_tabs(titles, self.workspace.active_tab)

    # -- what a pane shows

    def shown(self, pane: Pane, document: DocId) -> None:
        """A reader has another page on screen."""
        self.show_crumbs(pane)
        if pane is self.screen.pane:
            self.show_outline(pane)
            self.screen.listing.page_shown(document)

    def _next_title(self, snapshot: Snapshot, document: DocId) -> str:
        """What stands below the page: the title of the next one and the key to it."""
        if document not in snapshot.pages:
            return ""
        following = snapshot.order.index(document) + 1
        if following >= len(snapshot.order):
            return ""
        keys = self.screen.router.keymap.keys_of.get("page.next", ())
        key = f"  ({shown(keys[0])})" if keys else ""
        return f"Next: {snapshot.pages[snapshot.order[following]].title}{key}"

    def show_crumbs(self, pane: Pane) -> None:
        """The place of the page in the library, above it."""
        snapshot, document = self.screen.snapshot, pane.reader.document
        if document is None:
            return
        page = snapshot.pages.get(document) if snapshot is not None else None
        pane.reader.footer = self._next_title(snapshot, document) if snapshot is not None else ""
        pane.crumbs.page = page.title if page is not None else document or "Nexus"
        pane.crumbs.sections = section_titles(snapshot, document) if snapshot is not None and page is not None else ()
        self.screen.start(self._note(pane, document), f"note-{pane.id}")

    async def _note(self, pane: Pane, document: DocId) -> None:
        """The quiet line about the examples of a page; else who changed it last."""
        note = await asyncio.to_thread(self.screen.session.verified_line, document)
        note = note or await self.screen.relations.change_note(document)
        if pane.reader.document == document:
            pane.crumbs.note = note

    def show_pane(self, pane: Pane) -> None:
        """Another pane is the active one: outline, status line and tree are to tell of its page."""
        reader = pane.reader
        self.screen.splitting.put_aside()
        self.show_outline(pane)
        self.moved(pane, reader.percent, reader.heading_index)
        if reader.document is not None:
            self.screen.listing.page_shown(reader.document)

    def show_outline(self, pane: Pane) -> None:
        """The headings of the page in the outline."""
        self.screen.outline.show(pane.reader.headings)

    def moved(self, pane: Pane, percent: int, heading_index: int) -> None:
        """A reader scrolled."""
        headings: list[Heading] = heading_path(pane.reader.headings, heading_index)
        pane.show_headings(headings)
        self.screen.splitting.moved(pane)
        if pane is self.screen.pane:
            self.screen.outline.follow(heading_index)
            minutes = pane.reader.reading_minutes
            self.screen.status.reading = f"{percent}% · {minutes} min"

    # -- links

    async def follow(self, href: str, document: DocId, new_tab: bool = False) -> None:
        """Go where a link of a document leads."""
        from nexus_tui.core.links import Ambiguous, Blocked, Broken, External, Internal

        screen = self.screen
        resolution = screen.session.resolve(href, document)
        match resolution:
            case Internal(target=target):
                await self.open(target, new_tab=new_tab)
            case External(url=url):
                screen.doing.open_external(url)
            case Ambiguous(candidates=candidates):
                await self._pick(href, candidates, new_tab)
            case Broken(reason=reason):
                screen.doing.offer_page(href, reason)
            case Blocked(reason=reason):
                screen.tell(reason, "warning")

    async def _pick(self, href: str, candidates: tuple[Target, ...], new_tab: bool) -> None:
        from nexus_tui.screens.dialog import Choice, Picker

        snapshot = self.screen.snapshot

        def rows(text: str) -> list[Row]:
            found = []
            for target in candidates:
                page = snapshot.pages.get(target.document) if snapshot is not None else None
                title = page.title if page is not None else target.document
                if text.casefold() in f"{title} {target.document}".casefold():
                    found.append(text_row(target.document, title, data=target, right=target.document))
            return found

        def chosen(choice: Choice | None) -> None:
            if choice is not None and isinstance(choice.row.data, Target):
                self.screen.start(self.open(choice.row.data, new_tab=new_tab or choice.new_tab), "open")

        self.screen.app.push_screen(Picker(self.screen.router.keymap, f"Which page is '{href}'?", rows), chosen)
