"""Commands of the page itself: moving, headings, folds, code, find."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nexus_tui.screens.browser import BrowserScreen
    from nexus_tui.widgets.find_bar import FindBar
    from nexus_tui.widgets.reader import Reader


class Reading:
    """Handlers of ``page.*``, ``heading.*``, ``fold.*``, ``code.*`` and ``find.*``."""

    def __init__(self, screen: BrowserScreen) -> None:
        self.screen = screen
        self.folds: dict[str, list[str]] = {}
        """Document -> anchors of its folded sections."""

    @property
    def reader(self) -> Reader:
        """The reader of the active pane."""
        return self.screen.reader

    # -- moving

    def do_page_line_down(self, count: int) -> None:
        """Down by lines."""
        self.reader.scroll_rows(count or 1)

    def do_page_line_up(self, count: int) -> None:
        """Up by lines."""
        self.reader.scroll_rows(-(count or 1))

    def do_page_half_down(self, count: int) -> None:
        """Down by half screens."""
        self.reader.scroll_screens(0.5 * (count or 1))

    def do_page_half_up(self, count: int) -> None:
        """Up by half screens."""
        self.reader.scroll_screens(-0.5 * (count or 1))

    def do_page_space(self, count: int) -> None:
        """Down by screens; on a focused task, tick it instead."""
        if not self.reader.toggle_focused_task():
            self.reader.scroll_screens(count or 1)

    def do_page_down(self, count: int) -> None:
        """Down by screens."""
        self.reader.scroll_screens(count or 1)

    def do_page_up(self, count: int) -> None:
        """Up by screens."""
        self.reader.scroll_screens(-(count or 1))

    def do_page_top(self, count: int) -> None:
        """To the top, or with a count to that source line."""
        if count:
            self.reader.go_to_line(count)
        else:
            self.reader.scroll_top()

    def do_page_bottom(self, count: int) -> None:
        """To the end, or with a count to that source line."""
        if count:
            self.reader.go_to_line(count)
        else:
            self.reader.scroll_bottom()

    def do_page_left(self, count: int) -> None:
        """Wide blocks to the left."""
        self.reader.scroll_sideways(-8 * (count or 1))

    def do_page_right(self, count: int) -> None:
        """Wide blocks to the right."""
        self.reader.scroll_sideways(8 * (count or 1))

    # -- headings

    def do_heading_next(self, count: int) -> None:
        """Next heading."""
        self.reader.go_heading(count or 1)

    def do_heading_previous(self, count: int) -> None:
        """Previous heading."""
        self.reader.go_heading(-(count or 1))

    def do_heading_next_same(self, count: int) -> None:
        """Next heading of the same level."""
        self.reader.go_heading(count or 1, same_level=True)

    def do_heading_previous_same(self, count: int) -> None:
        """Previous heading of the same level."""
        self.reader.go_heading(-(count or 1), same_level=True)

    def do_heading_parent(self, count: int) -> None:
        """Parent heading."""
        self.reader.go_parent_heading()

    # -- folds, code, source

    def do_fold_toggle(self, count: int) -> None:
        """Fold or unfold the section on screen."""
        self.reader.toggle_fold()
        self._note_folds()

    def do_fold_all(self, count: int) -> None:
        """Fold every section."""
        self.reader.fold_all(True)
        self._note_folds()

    def do_fold_none(self, count: int) -> None:
        """Unfold every section."""
        self.reader.fold_all(False)
        self._note_folds()

    def _note_folds(self) -> None:
        """Keep which sections of the page are folded, for when it is shown again."""
        document = self.reader.document
        if document is not None:
            self.folds.pop(document, None)
            if folded := self.reader.folded:
                self.folds[document] = folded

    def restore_folds(self, reader: Reader, document: str) -> None:
        """A page is on screen again, and whole: fold what was folded."""
        if (folded := self.folds.get(document)) and not reader.folded:
            reader.fold_sections(folded)

    def take_folds(self, kept: object) -> None:
        """The folds of the last time; what does not fit is left out."""
        if isinstance(kept, dict):
            self.folds = {
                str(document): [str(anchor) for anchor in anchors]
                for document, anchors in kept.items()
                if isinstance(anchors, list)
            }

    def do_page_source(self, count: int) -> None:
        """Source or rendered page."""
        self.reader.toggle_source()

    def do_code_wrap(self, count: int) -> None:
        """Wrap long code lines, or scroll them."""
        self.reader.toggle_wrap()

    def do_code_numbers(self, count: int) -> None:
        """Line numbers in code."""
        self.reader.toggle_numbers()

    async def do_page_reload(self, count: int) -> None:
        """Read the page and the library again; the place stays."""
        await self.screen.navigation.reload()
        await self.screen.upkeep.rescan()
        self.screen.upkeep.index_again()

    # -- find

    async def do_find_open(self, count: int) -> None:
        """Open the find line."""
        bar = await self.screen.pane.ensure_find_bar()
        bar.open()

    async def find_text(self, text: str) -> None:
        """Open the find line with this text (from the library search)."""
        bar = await self.screen.pane.ensure_find_bar()
        bar.open(text)

    async def do_find_next(self, count: int) -> None:
        """Next match; without a find, the next hit of the search."""
        if self.reader.finding:
            self.reader.find_step(count or 1)
        else:
            await self.screen.searching.step(count or 1)

    async def do_find_previous(self, count: int) -> None:
        """Previous match; without a find, the previous hit of the search."""
        if self.reader.finding:
            self.reader.find_step(-(count or 1))
        else:
            await self.screen.searching.step(-(count or 1))

    def do_find_down(self, count: int) -> None:
        """Next match while typing."""
        self.reader.find_step(1)

    def do_find_up(self, count: int) -> None:
        """Previous match while typing."""
        self.reader.find_step(-1)

    def _switch(self, name: str) -> None:
        bar = self.screen.pane.find_bar
        if bar is not None:
            bar.switch(name)

    def do_find_word(self, count: int) -> None:
        """Whole words only."""
        self._switch("word")

    def do_find_regex(self, count: int) -> None:
        """A regular expression."""
        self._switch("regex")

    def do_find_case(self, count: int) -> None:
        """Case as typed."""
        self._switch("case")

    async def do_find_everywhere(self, count: int) -> None:
        """The same words over the library."""
        bar = self.screen.pane.find_bar
        if bar is not None:
            text = bar.text
            self.screen.pane.close_find(clear=False)
            await self.screen.searching.open(text)

    def do_find_close(self, count: int) -> None:
        """Close the find line and forget the matches."""
        self.screen.pane.close_find()

    def changed(self, event: FindBar.Changed) -> None:
        """What is to be found was typed."""
        self.reader.find(event.text, case=event.case or None, word=event.word, regex=event.regex)

    def counted(self, current: int, total: int, complete: bool, problem: str = "") -> None:
        """The reader has counted matches."""
        bar = self.screen.pane.find_bar
        many = f"{total:,}{'' if complete else '+'}"
        counted = f"{current} of {many}" if current else f"{many} match{'es' if total != 1 else ''}"
        text = problem or (counted if total else "no match")
        if not self.reader.finding:
            text = ""
        if bar is not None:
            bar.show_count(text)
        self.screen.status.matches = text
