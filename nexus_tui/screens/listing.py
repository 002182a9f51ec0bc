"""The lists around the page: sidebar views, outline, filters, quick-open."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from nexus_tui.core.model import DocId, Hit, Target
from nexus_tui.widgets.library_tree import LibraryTree, mark_symbols
from nexus_tui.widgets.outline import Outline
from nexus_tui.widgets.row_list import Row, RowList, marked, text_row

if TYPE_CHECKING:
    from nexus_tui.screens.browser import BrowserScreen
    from nexus_tui.screens.dialog import Choice

QUICK_LIMIT = 200


class Listing:
    """Handlers of ``list.*``, of the views of the sidebar, and of ``open.quick``."""

    def __init__(self, screen: BrowserScreen) -> None:
        self.screen = screen
        self.chosen_tags: list[str] = []
        self.modified: Mapping[DocId, str] = {}
        """Pages that differ from the last commit."""
        self.revealed: DocId | None = None
        """The page that the tree was last opened for."""

    # -- the focused list

    @property
    def rows(self) -> RowList | None:
        """The list with the focus."""
        return self.screen.focused if isinstance(self.screen.focused, RowList) else None

    def _move(self, rows: int) -> None:
        if self.rows is not None:
            self.rows.move(rows)

    def do_list_down(self, count: int) -> None:
        """Down."""
        self._move(count or 1)

    def do_list_up(self, count: int) -> None:
        """Up."""
        self._move(-(count or 1))

    def do_list_top(self, count: int) -> None:
        """First row."""
        if self.rows is not None:
            self.rows.move_to(0)

    def do_list_bottom(self, count: int) -> None:
        """Last row."""
        if self.rows is not None:
            self.rows.move_to(-1)

    def do_list_page_down(self, count: int) -> None:
        """A screen down."""
        if self.rows is not None:
            self.rows.move_page(1)

    def do_list_page_up(self, count: int) -> None:
        """A screen up."""
        if self.rows is not None:
            self.rows.move_page(-1)

    def do_list_open(self, count: int) -> None:
        """Open what the cursor is on."""
        rows = self.rows
        if isinstance(rows, LibraryTree | Outline):
            rows.open_current()
        elif rows is not None:
            rows.choose()

    def do_list_close(self, count: int) -> None:
        """Fold, or go to the parent."""
        rows = self.rows
        if isinstance(rows, LibraryTree | Outline):
            rows.close_current()

    async def do_list_open_tab(self, count: int) -> None:
        """Open in a new tab."""
        rows = self.rows
        target = self._target_of(rows) if rows is not None else None
        if target is not None:
            await self.screen.navigation.open(target, new_tab=True)

    def _target_of(self, rows: RowList) -> Target | None:
        if isinstance(rows, LibraryTree):
            document = rows.current_document()
            return Target(document) if document is not None else None
        data = rows.current.data if rows.current is not None else None
        if isinstance(data, Hit):
            return Target(data.document, data.anchor, data.line)
        return data if isinstance(data, Target) else None

    async def do_list_filter(self, count: int) -> None:
        """Filter the list by typing."""
        if isinstance(self.rows, Outline):
            self._ask_outline()
        else:
            await self.screen.sidebar.open_filter()

    def do_filter_down(self, count: int) -> None:
        """Next row while the filter is typed."""
        self.screen.sidebar.shown_list.move(1)

    def do_filter_up(self, count: int) -> None:
        """Previous row while the filter is typed."""
        self.screen.sidebar.shown_list.move(-1)

    def do_filter_close(self, count: int) -> None:
        """Everything again, and the list has the focus."""
        self.screen.sidebar.close_filter()
        self.screen.sidebar.shown_list.focus()

    def _ask_outline(self) -> None:
        from nexus_tui.screens.dialog import Picker

        headings = self.screen.reader.headings

        def rows(text: str) -> list[Row]:
            wanted = text.casefold()
            return [
                text_row(str(index), "  " * (heading.level - 1) + heading.text, data=index)
                for index, heading in enumerate(headings)
                if wanted in heading.text.casefold()
            ]

        def chosen(choice: Choice | None) -> None:
            if choice is not None and isinstance(choice.row.data, int):
                self.screen.reader.go_to_heading(choice.row.data)
                self.screen.reader.focus()

        self.screen.app.push_screen(Picker(self.screen.router.keymap, "Headings of this page", rows), chosen)

    # -- the tree

    def marks_of(self, document: DocId) -> str:
        """The symbols at the right edge of a page's row."""
        state = self.screen.session.state
        return mark_symbols(
            {
                "bookmarked": state.is_bookmarked(document),
                "changed": state.changed_since_read(document, self._mtime(document)),
                "unread": not state.is_read(document),
                "modified": document in self.modified,
            }
        )

    def _mtime(self, document: DocId) -> int:
        snapshot = self.screen.snapshot
        page = snapshot.pages.get(document) if snapshot is not None else None
        return page.mtime_ns if page is not None else 0

    def page_shown(self, document: DocId) -> None:
        """A page came on screen: it is revealed in the tree, and read unless a cursor only passes over it."""
        tree, snapshot = self.screen.sidebar.pages, self.screen.snapshot
        tree.mark_open(document)
        self.screen.welcome.page_shown(document)
        if snapshot is None or document not in snapshot.pages:
            return
        self.revealed = document
        if not tree.has_focus and tree.filtered is None:
            tree.reveal(document)
        if not self.screen.navigation.workspace.previewing:
            self.page_read()

    def page_read(self) -> None:
        """The page on screen is being read: it is the newest of the recent ones, and its text is remembered."""
        document, snapshot = self.screen.document, self.screen.snapshot
        if document is not None and snapshot is not None and document in snapshot.pages:
            self.screen.start(self._note_read(document), f"read {document}")

    async def _note_read(self, document: DocId) -> None:
        session = self.screen.session

        def note() -> None:
            session.note_read(session.read(document))

        await asyncio.to_thread(note)
        self.screen.sidebar.pages.marks_changed()

    def library_shown(self) -> None:
        """Another state of the library is on screen: the page may be known only now, and git may say other things."""
        document, snapshot = self.screen.document, self.screen.snapshot
        if document is not None and document != self.revealed:
            self.page_shown(document)
        if snapshot is not None:
            self.screen.welcome.library_shown(snapshot)
        self.screen.start(self._look_at_git(), "git marks")

    async def _look_at_git(self) -> None:
        self.modified = await asyncio.to_thread(self.screen.session.changed_files)
        self.screen.sidebar.pages.marks_changed()

    async def filter_view(self, view: str, text: str) -> None:
        """Filter a view of the sidebar."""
        if view == "pages":
            await self.filter_tree(text)
            return
        rows = self.screen.sidebar.lists[view]
        await self.fill_view(view)
        wanted = text.casefold()
        rows.set_rows([row for row in rows.rows if wanted in "".join(t for t, _ in row.lines[0]).casefold()])

    async def filter_tree(self, text: str) -> None:
        """Show only pages whose title, alias or path matches."""
        from nexus_tui.core.fuzzy import rank_pages

        tree = self.screen.sidebar.pages
        snapshot = self.screen.snapshot
        if not text.strip() or snapshot is None:
            tree.show_matches("", None)
            return
        found = await asyncio.to_thread(rank_pages, text, snapshot, 500)
        tree.show_matches(text, tuple((match.document, match.text, match.spans) for match in found))

    # -- the other views

    async def fill_view(self, view: str) -> None:
        """Fill a view of the sidebar when it comes to the front."""
        rows = self.screen.sidebar.lists.get(view)
        if rows is None or view == "pages":
            return
        key = self.screen.welcome.key
        if view == "tags":
            rows.with_empty("No tags").set_rows(self._tag_rows())
        elif view == "recent":
            rows.with_empty("No page was read yet").set_rows(self._page_rows(self.screen.session.state.recent))
        elif view == "bookmarks":
            rows.with_empty(f"{key('bookmark.toggle')} bookmarks the page on screen").set_rows(
                self.screen.marking.rows()
            )
        elif view == "results":
            rows.with_empty(f"{key('search.open')} searches").set_rows(self.screen.searching.rows())

    def _page_rows(self, documents: Sequence[str]) -> list[Row]:
        snapshot = self.screen.snapshot
        if snapshot is None:
            return []
        found = []
        for document in documents:
            page = snapshot.pages.get(DocId(document))
            if page is not None:
                found.append(text_row(document, page.title, data=Target(page.id), right=document.rpartition("/")[0]))
        return found

    def _tag_rows(self) -> list[Row]:
        """Tags with counts among the pages that carry all chosen tags, then those pages."""
        snapshot = self.screen.snapshot
        if snapshot is None:
            return []
        pages = [page for page in snapshot.pages.values() if all(tag in page.tags for tag in self.chosen_tags)]
        counts: dict[str, int] = {}
        for page in pages:
            for tag in page.tags:
                counts[tag] = counts.get(tag, 0) + 1
        rows = [
            text_row(f"tag:{tag}", f"● #{tag}", style="current", data=tag, right=str(counts.get(tag, 0)))
            for tag in self.chosen_tags
        ]
        others = sorted((tag for tag in counts if tag not in self.chosen_tags), key=lambda tag: (-counts[tag], tag))
        rows += [text_row(f"tag:{tag}", f"○ #{tag}", data=tag, right=str(counts[tag])) for tag in others]
        if self.chosen_tags:
            order = {document: index for index, document in enumerate(snapshot.order)}
            for page in sorted(pages, key=lambda page: order.get(page.id, 0)):
                rows.append(text_row(page.id, f"  {page.title}", data=Target(page.id)))
        return rows

    async def row_chosen(self, rows: RowList, row: Row) -> None:
        """Enter on a row of a sidebar view."""
        if isinstance(row.data, Hit):
            searching = self.screen.searching
            if searching.docked is not None:
                await searching.open_hit(row.data, searching.docked)
        elif isinstance(row.data, Target):
            await self.screen.navigation.open(row.data)
        elif isinstance(row.data, str) and row.key.startswith("tag:"):
            if row.data in self.chosen_tags:
                self.chosen_tags.remove(row.data)
            else:
                self.chosen_tags.append(row.data)
            rows.set_rows(self._tag_rows(), cursor=row.key)

    async def _view(self, view: str) -> None:
        self.screen.remove_class("-no-sidebar")
        await self.screen.sidebar.show_view(view)

    async def do_sidebar_pages(self, count: int) -> None:
        """The tree."""
        await self._view("pages")

    async def do_sidebar_tags(self, count: int) -> None:
        """The tags."""
        await self._view("tags")

    async def do_sidebar_recent(self, count: int) -> None:
        """Recent pages."""
        await self._view("recent")

    async def do_sidebar_bookmarks(self, count: int) -> None:
        """Bookmarks."""
        await self._view("bookmarks")

    async def do_sidebar_results(self, count: int) -> None:
        """Search hits."""
        await self._view("results")

    async def fill_results(self) -> None:
        """Put the docked hits into the sidebar, and bring them to the front where there is room."""
        if self.screen.has_class("-narrow"):
            return
        await self.screen.sidebar.show_view("results", focus=False)
        self.show_hit(self.screen.searching.at)

    def show_hit(self, index: int) -> None:
        """The hit on screen, in the docked list."""
        rows = self.screen.sidebar.lists.get("results")
        if rows is not None and 0 <= index < len(rows.rows):
            rows.select_key(rows.rows[index].key)

    # -- quick open

    async def do_open_quick(self, count: int) -> None:
        """Open a page or heading by its name."""
        from nexus_tui.screens.dialog import Picker

        def chosen(choice: Choice | None) -> None:
            if choice is not None and isinstance(choice.row.data, Target):
                self.screen.start(self.screen.navigation.open(choice.row.data, new_tab=choice.new_tab), "open")

        picker = Picker(
            self.screen.router.keymap,
            "Open",
            self._quick_rows,
            placeholder="title, alias, heading or path",
            note="Enter: open   Ctrl+T: in a new tab   Esc: close",
        )
        self.screen.app.push_screen(picker, chosen)

    async def _quick_rows(self, text: str) -> list[Row]:
        from nexus_tui.core.fuzzy import rank_names

        snapshot = self.screen.snapshot
        if snapshot is None:
            return []
        if not text.strip():
            recent = self._page_rows(self.screen.session.state.recent)
            known = {row.key for row in recent}
            return recent + self._page_rows([d for d in snapshot.order[:QUICK_LIMIT] if d not in known])
        headings = await asyncio.to_thread(self.screen.session.headings)
        found = await asyncio.to_thread(rank_names, text, snapshot, headings, QUICK_LIMIT)
        return [
            Row(
                f"{match.document}#{match.anchor}:{index}",
                (marked(match.text, match.spans),),
                ((match.detail, "dim"),),
                Target(match.document, match.anchor),
            )
            for index, match in enumerate(found)
        ]
