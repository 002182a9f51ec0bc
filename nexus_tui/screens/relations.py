"""What a page is related to: backlinks, similar pages, broken links, its commits, what changed since it was read."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from nexus_tui.core.model import DocId, Source, Target
from nexus_tui.widgets.row_list import Piece, Row, text_row

if TYPE_CHECKING:
    from nexus_tui.screens.browser import BrowserScreen
    from nexus_tui.screens.dialog import Choice

SIMILAR = 8

REST = 0.15
"""Seconds that a page stays on screen before git is asked about it."""


class Relations:
    """Handlers of ``links.back``, ``changes.show`` and ``git.log``."""

    def __init__(self, screen: BrowserScreen) -> None:
        self.screen = screen
        self._changes: dict[tuple[DocId, int], str] = {}

    def _pick(self, title: str, rows: list[Row], note: str = "") -> None:
        from nexus_tui.screens.dialog import Picker

        def filtered(text: str) -> list[Row]:
            wanted = text.casefold()
            return [row for row in rows if wanted in "".join(piece for piece, _ in row.lines[0]).casefold()]

        def chosen(choice: Choice | None) -> None:
            if choice is not None and isinstance(choice.row.data, Target):
                target = choice.row.data
                self.screen.start(self.screen.navigation.open(target, new_tab=choice.new_tab), "open")

        self.screen.app.push_screen(Picker(self.screen.router.keymap, title, filtered, note=note), chosen)

    def _title(self, document: DocId) -> str:
        snapshot = self.screen.snapshot
        page = snapshot.pages.get(document) if snapshot is not None else None
        return page.title if page is not None else document

    # -- links

    def do_links_back(self, count: int) -> None:
        """Who links here, which pages are similar, which links of this page are broken."""
        document = self.screen.document
        if document is not None:
            self.screen.start(self._show_relations(document), "relations")

    async def _show_relations(self, document: DocId) -> None:
        rows = await asyncio.to_thread(self._relations, document)
        if document == self.screen.document:
            self._pick(f"Relations of {self._title(document)}", rows)

    def _relations(self, document: DocId) -> list[Row]:
        session = self.screen.session
        graph = session.graph()
        rows: list[Row] = []
        backlinks = graph.backlinks(document)
        rows.append(_head(f"Linked from ({len(backlinks)})"))
        for index, link in enumerate(backlinks):
            sentence = link.sentence or "names it as related"
            pieces: tuple[Piece, ...] = ((f"  {self._title(link.source)}", "title"), (f"  {sentence}", "dim"))
            rows.append(Row(f"back:{index}", (pieces,), data=Target(link.source, line=link.line)))
        similar = session.engine.similar(document, SIMILAR)
        rows.append(_head(f"Similar pages ({len(similar)})"))
        for hit in similar:
            words = ", ".join(session.engine.key_terms(hit.document, 4))
            pieces = ((f"  {hit.title}", "title"), (f"  {words}", "dim"))
            rows.append(Row(f"similar:{hit.document}", (pieces,), data=Target(hit.document)))
        broken = graph.broken(document)
        rows.append(_head(f"Broken links of this page ({len(broken)})"))
        for index, problem in enumerate(broken):
            pieces = ((f"  line {problem.line}: ", "dim"), (problem.message, "warning"))
            rows.append(Row(f"broken:{index}", (pieces,), data=Target(document, line=problem.line)))
        return rows

    # -- changes

    def do_changes_show(self, count: int) -> None:
        """What changed since the page was last read: a rendered page of the differences."""
        document = self.screen.document
        if document is not None:
            self.screen.start(self._show_changes(document), "changes")

    async def _show_changes(self, document: DocId) -> None:
        from nexus_tui.core.textdiff import diff_page

        session = self.screen.session
        before = await asyncio.to_thread(session.text_before, document)
        if before is None:
            self.screen.tell("Nothing has changed since you last read this page")
            return
        source = await asyncio.to_thread(session.read, document)
        text = await asyncio.to_thread(diff_page, before, source.text, f"Changes of {self._title(document)}")
        self._show_page(document, text)

    def _show_page(self, document: DocId, text: str) -> None:
        from nexus_tui.screens.popover import Popover

        source = Source(document, text.encode("utf-8", "replace"), 0, text)
        self.screen.app.push_screen(Popover(self.screen.router.keymap, source, self.screen.make_reader))

    # -- git

    async def change_note(self, document: DocId) -> str:
        """Who changed the page last, and how long ago; empty without git."""
        snapshot = self.screen.snapshot
        if not self.screen.session.settings.git or snapshot is None or document not in snapshot.pages:
            return ""
        key = (document, snapshot.pages[document].mtime_ns)
        if key not in self._changes:
            # A cursor that runs through the tree starts no git for every page.
            await asyncio.sleep(REST)
            commit = await asyncio.to_thread(self.screen.session.last_change, document)
            self._changes[key] = f"{commit.author}, {_age(commit.when)} ago" if commit is not None else ""
        return self._changes[key]

    def do_git_log(self, count: int) -> None:
        """The commits of the page; choosing one shows what it changed."""
        document = self.screen.document
        if document is not None:
            self.screen.start(self._show_log(document), "git")

    async def _show_log(self, document: DocId) -> None:
        from nexus_tui.screens.dialog import Picker

        session = self.screen.session
        commits = await asyncio.to_thread(session.commits, document)
        if not commits:
            self.screen.tell("This page is in no git repository, or has no commit yet")
            return
        first, end = self.screen.reader.section_lines()
        section = await asyncio.to_thread(session.section_change, document, first, end - 1) if first else None
        rows = [
            text_row(
                commit.id, f"{_day(commit.when)}  {commit.author}  {commit.subject}", data=commit, right=commit.id[:8]
            )
            for commit in commits
        ]

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self.screen.start(self._show_commit(document, choice.row.key), "git")

        def filtered(text: str) -> list[Row]:
            return [row for row in rows if text.casefold() in row.lines[0][0][0].casefold()]

        title = self.screen.reader.current_title
        note = f"Last change of '{title}': {_day(section.when)}, {section.author}, {section.subject}" if section else ""
        if section is not None and not section.id:
            note = f"'{title}' has changes that are not committed"
        picker = Picker(self.screen.router.keymap, f"Commits of {self._title(document)}", filtered, note=note)
        self.screen.app.push_screen(picker, chosen)

    async def _show_commit(self, document: DocId, commit: str) -> None:
        from nexus_tui.core.textdiff import diff_page

        session = self.screen.session
        before = await asyncio.to_thread(session.text_at, document, f"{commit}^")
        after = await asyncio.to_thread(session.text_at, document, commit)
        title = f"{self._title(document)} in {commit[:8]}"
        self._show_page(document, await asyncio.to_thread(diff_page, before or "", after or "", title))


def _age(when: float) -> str:
    """How long ago a Unix time is, in its largest unit."""
    seconds = max(0.0, time.time() - when)
    for unit, size in (("y", 365 * 86400), ("mo", 30 * 86400), ("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} s"


def _day(when: float) -> str:
    """The day of a Unix time, as people write it."""
    return time.strftime("%Y-%m-%d", time.localtime(when))


def _head(text: str) -> Row:
    return Row(f"head:{text}", (((text, "section"),),), disabled=True)
