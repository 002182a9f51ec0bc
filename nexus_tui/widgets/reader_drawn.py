"""Parts of a page that change while it is read: diagrams that get drawn, content tabs, folds that are clicked."""

from __future__ import annotations

import asyncio

from textual import events

from nexus_tui.core.markdown import diagrams
from nexus_tui.core.markdown.block import TAB_SCHEME, Code, Title
from nexus_tui.widgets.reader_find import FindPager
from nexus_tui.widgets.reader_paint import ROWS


class DrawnPager(FindPager):
    """A pager whose page is not the same all the time."""

    _drawing = False

    # Diagrams

    def settled(self) -> None:
        """Draw the diagrams on screen that are shown as source."""
        super().settled()
        if not self._drawing and self._undrawn():
            self._drawing = True
            self.start_work(self._draw, "draw")

    def _undrawn(self) -> list[tuple[Code, int]]:
        shown = dict.fromkeys(index for index, _ in self.visible_rows())
        return diagrams.wanted(self._model, shown)

    async def _draw(self) -> None:
        """Draw one diagram after the other, as long as some are on screen."""
        try:
            while undrawn := self._undrawn():
                model, (code, room) = self._model, undrawn[0]
                drawing = await asyncio.to_thread(diagrams.draw, code, room)
                if diagrams.put(model, code, drawing) and model is self._model:
                    self._view.place(self._view.block, self._view.row)
                    self.show_view()
        finally:
            self._drawing = False

    # Tabs and folds

    def choose_tab(self, href: str) -> bool:
        """Show the content tab that the link ``href`` in a bar of tabs stands for; False: it is no such link."""
        if not href.startswith(TAB_SCHEME):
            return False
        group, _, number = href.removeprefix(TAB_SCHEME).partition(":")
        if self._model.choose_tab(int(group), int(number)):
            self._view.place(self._view.block, self._view.row)
            self.show_view()
        return True

    def fold_clicked(self, block: int) -> bool:
        """Open or close what folds under a block; False: nothing does."""
        title = self._model.blocks[block].extra if block < len(self._model.blocks) else None
        if not isinstance(title, Title) or title.fold is None:
            return False
        title.fold.closed = not title.fold.closed
        self._model.refold()
        self._view.place(self._view.block, self._view.row)
        self.show_view()
        return True

    def on_click(self, event: events.Click) -> None:
        """A title with a fold was clicked."""
        meta = event.style.meta if event.style else {}
        if (
            event.chain == 1
            and "href" not in meta
            and "offset" in meta
            and self.fold_clicked(meta["offset"][1] // ROWS)
        ):
            event.stop()
