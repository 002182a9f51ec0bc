"""The sidebar's tree of sections and pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual.message import Message

from nexus_tui.core.model import DocId, Section, Snapshot
from nexus_tui.core.record import dataclass
from nexus_tui.core.treerows import SECTION_PREFIX, TreeRow, TreeRows, ancestors, only_sections, row_key_of
from nexus_tui.widgets.row_list import LazyRows, Piece, Row, RowList, marked

MARKS = {"bookmarked": "★", "changed": "~", "unread": "•", "modified": "±"}
"""Symbols at the right edge of a row, by what they say of the page."""


class LibraryTree(RowList):
    """Rows from a snapshot. Keeps cursor and open sections when the snapshot changes."""

    @dataclass
    class Previewed(Message):
        """The cursor rests on a page."""

        document: DocId

    @dataclass
    class Opened(Message):
        """Enter or a click on a page."""

        document: DocId
        new_tab: bool = False
        focus: bool = True
        """Whether the page is to have the focus then: not after a single click."""

    def __init__(self, marks: Callable[[DocId], str] = lambda document: "", *, id: str | None = None) -> None:
        super().__init__(context="tree", id=id)
        self.snapshot: Snapshot | None = None
        self.expanded: set[str] = set()
        self.marks = marks
        self.open_document: DocId | None = None
        self.filtered: tuple[str, tuple[tuple[DocId, str, tuple[tuple[int, int], ...]], ...]] | None = None

    def show(self, snapshot: Snapshot) -> None:
        """Fill from a snapshot; the place stays."""
        first = self.snapshot is None
        self.snapshot = snapshot
        if first and not self.expanded and len(snapshot.pages) <= 60:
            self.expanded = {child.path for child in snapshot.tree.children if isinstance(child, Section)}
        elif first and not self.expanded:
            self.expanded = set(only_sections(snapshot.tree))
        self.rebuild()

    def rebuild(self, cursor: str | None = None) -> None:
        """Make the rows again, after folding, marks or the snapshot changed."""
        if self.snapshot is None:
            return
        if self.filtered is not None:
            self.set_rows([self._match_row(*match) for match in self.filtered[1]], cursor=cursor, keep=False)
            return
        rows = TreeRows(self.snapshot, frozenset(self.expanded))
        self.set_rows(LazyRows(len(rows), lambda index: self._row(rows[index]), rows.place_of), cursor=cursor)

    def marks_changed(self) -> None:
        """The marks at the right edge are others: paint the rows again."""
        if isinstance(self.rows, LazyRows):
            self.rows.forget()
            self.refresh()
        else:
            self.rebuild()

    def show_matches(
        self, text: str, matches: tuple[tuple[DocId, str, tuple[tuple[int, int], ...]], ...] | None
    ) -> None:
        """Show only these pages (id, shown text, matched ranges); none shows the tree again."""
        current = self.current_document()
        self.filtered = None if matches is None else (text, matches)
        self.empty_text = "No page matches" if matches is not None else ""
        self.rebuild()
        if matches is None and current is not None:
            self.reveal(current)

    def reveal(self, document: DocId) -> None:
        """Unfold what hides a document and put the cursor on it."""
        if self.snapshot is None or document not in self.snapshot.pages:
            return
        key = row_key_of(self.snapshot, document)
        wanted = set(ancestors(document))
        if key.startswith(SECTION_PREFIX):
            wanted.discard(key.removeprefix(SECTION_PREFIX))
        if not wanted <= self.expanded or self.index_of(key) is None:
            self.expanded |= wanted
            self.rebuild(key)
        else:
            self.select_key(key)

    def mark_open(self, document: DocId | None) -> None:
        """Show which page is open."""
        if document != self.open_document:
            self.open_document = document
            self.marks_changed()

    def current_document(self) -> DocId | None:
        """The page under the cursor; for a section, its index page."""
        row = self.current
        if row is None:
            return None
        return row.data.document if isinstance(row.data, TreeRow) else None

    def toggle(self, row: Row) -> None:
        """Fold or unfold a section."""
        tree_row = row.data
        if isinstance(tree_row, TreeRow) and tree_row.section is not None:
            self.expanded ^= {tree_row.section}
            self.rebuild(row.key)

    def choose(self) -> None:
        """As Enter."""
        self.open_current()

    def open_current(self) -> None:
        """As Enter or →: unfold a section, open a page."""
        row = self.current
        if row is None or not isinstance(row.data, TreeRow):
            return
        if row.data.section is not None and not row.data.expanded:
            self.toggle(row)
            return
        if row.data.document is not None:
            self.post_message(self.Opened(row.data.document))

    def close_current(self) -> None:
        """As ←: fold the section, or go to the one it lies in."""
        row = self.current
        if row is None or not isinstance(row.data, TreeRow):
            return
        if row.data.expanded:
            self.toggle(row)
            return
        inside = ancestors(row.data.section + "/x" if row.data.section is not None else row.data.key)
        if row.data.section is not None:
            inside = inside[:-1]
        if inside:
            self.select_key(SECTION_PREFIX + inside[-1], notify=True)

    def on_row_list_highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        document = event.row.data.document if isinstance(event.row.data, TreeRow) else None
        if document is not None and self.has_focus:
            self.post_message(self.Previewed(document))

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        row = event.row.data
        if isinstance(row, TreeRow) and row.section is not None:
            self.toggle(event.row)
            if row.document is not None and not row.expanded:
                self.post_message(self.Previewed(row.document))
        elif isinstance(row, TreeRow) and row.document is not None:
            self.post_message(self.Opened(row.document, event.new_tab, focus=event.double))

    def _row(self, row: TreeRow) -> Row:
        indent = "  " * row.depth
        if row.section is not None:
            arrow = "▾ " if row.expanded else "▸ "
            pieces: tuple[Piece, ...] = ((indent + arrow, "dim"), (row.title, "section"))
            marks = self._right(row.document)
            return Row(row.key, (pieces,), (*marks, (f" {row.count}" if marks else str(row.count), "dim")), row)
        style = "current" if row.document == self.open_document else ""
        return Row(row.key, (((indent + "  ", ""), (row.title, style)),), self._right(row.document), row)

    def _match_row(self, document: DocId, text: str, spans: tuple[tuple[int, int], ...]) -> Row:
        folder = document.rpartition("/")[0]
        page = self.snapshot.pages.get(document) if self.snapshot is not None else None
        title = page.title if page is not None else text
        data = TreeRow(document, 0, text, document)
        shown = marked(text, spans)
        if text not in (title, document):
            shown = ((f"{title}  (", ""), *marked(text, spans, "dim"), (")", ""))
        pieces = (*shown, (f"  {folder}" if folder else "", "dim"))
        return Row(document, (pieces,), self._right(document), data)

    def _right(self, document: DocId | None) -> tuple[Piece, ...]:
        marks = self.marks(document) if document is not None else ""
        return ((marks, "mark"),) if marks else ()


def mark_symbols(states: Mapping[str, bool]) -> str:
    """The symbols for what is true of a page, in a fixed order."""
    return "".join(symbol for name, symbol in MARKS.items() if states.get(name))
