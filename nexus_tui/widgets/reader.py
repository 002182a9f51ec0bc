"""The reader: a pane that shows a page of any size at once, and the ways to move in it.

What the page looks like comes from ``core.markdown``; painting and scrolling are the pager's. The reader opens
documents, goes to anchors, lines and headings, and says in messages what happened.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from time import monotonic

from textual.message import Message

from nexus_tui.core.errors import NexusError
from nexus_tui.core.markdown.block import TAB_SCHEME, TITLE_SCHEME
from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.markdown.layout import LayoutOptions
from nexus_tui.core.markdown.loader import Loader
from nexus_tui.core.markdown.place import Place
from nexus_tui.core.model import DocId, Heading, Source, Target
from nexus_tui.core.record import dataclass
from nexus_tui.core.settings import Settings
from nexus_tui.messages import RunCommand
from nexus_tui.widgets.reader_goal import GoalPager
from nexus_tui.widgets.reader_load import LARGE, add_first, feed, release
from nexus_tui.widgets.reader_pager import Work

Load = Callable[[DocId], Awaitable[Source]]

Embed = Callable[[str, DocId], Source | None]
"""The page that a name in a document stands for, to be shown inside it. Called in any thread; must not raise."""

CHARACTERS_A_MINUTE = 1200
FOLLOW_SECONDS = 0.12
"""How often the scrollbar follows while a page is being parsed: that paints half of the screen anew."""


@dataclass
class _ReaderMessage(Message):
    reader: Reader

    @property
    def control(self) -> Reader:
        """The reader that posted this."""
        return self.reader


class Reader(GoalPager):
    """Shows a document. ``load`` reads one; the reader itself knows no files."""

    @dataclass
    class Shown(_ReaderMessage):
        """A document is on screen. Posted again when all of it has been parsed."""

        document: DocId
        headings: Sequence[Heading]
        complete: bool

    @dataclass
    class Moved(_ReaderMessage):
        """Another part of the document is on screen."""

        percent: int
        heading_index: int
        """Into ``Reader.headings``; -1 before the first heading."""

    @dataclass
    class LinkActivated(_ReaderMessage):
        """A link was clicked or chosen; ``href`` as the document has it."""

        href: str
        new_tab: bool = False

    @dataclass
    class LinkHovered(_ReaderMessage):
        """The pointer is over, or the focus on, a link; empty: on none any more."""

        href: str
        """Its target; of a footnote its text."""

    class Counted(GoalPager.Counted):
        """How the find stands."""

    class TaskToggled(GoalPager.TaskToggled):
        """A task is to be ticked or unticked."""

    class TableOpened(GoalPager.TableOpened):
        """A table is to be shown on a screen of its own."""

    class ImageOpened(GoalPager.ImageOpened):
        """A picture is to be shown by the system's viewer."""

    @dataclass
    class Failed(_ReaderMessage):
        """A document could not be shown."""

        error: str

    def __init__(
        self,
        load: Load,
        *,
        embed: Embed | None = None,
        max_width: int = 100,
        layout_options: LayoutOptions | None = None,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(max_width=max_width, layout_options=layout_options, name=name, id=id, classes=classes)
        self.key_context = "reader"
        self._load_source = load
        self._embed = embed
        self._told = (-1, -2, -1)
        self._follow_at = 0.0
        self.hovered = ""
        """Target of the link under the pointer or with the focus."""

    # What is shown

    @property
    def percent(self) -> int:
        """How far down the page the window is, 0 to 100."""
        room = self._model.heights.total() - self._view.height
        return 100 if room <= 0 else min(100, round(100 * self._view.line / room))

    @property
    def reading_minutes(self) -> int:
        """About how long the whole page takes to read, at least 1."""
        return max(1, round(self._model.total / CHARACTERS_A_MINUTE))

    @property
    def current_title(self) -> str:
        """Heading of the section on screen, else the document's first heading or name."""
        headings = self._model.headings
        if headings:
            return headings[max(0, self.heading_index)].text
        return self.document or ""

    # Opening

    async def open(self, target: Target, *, keep_place: bool = False, if_new: bool = False) -> bool:
        """Read and show a document, or only go to the place if it is the one shown. False: it failed (see ``Failed``).

        ``keep_place``: read it again, stay where the reader is, and mark what is new. ``if_new``: do so only if the
        file is not as it was.
        """
        if target.document == self.document and not keep_place and self._model.blocks:
            self._go(target)
            return True
        self._ticket += 1
        ticket = self._ticket
        try:
            source = await self._load_source(target.document)
        except NexusError as error:
            if ticket == self._ticket:
                self.post_message(self.Failed(self, str(error)))
            return False
        if ticket != self._ticket:
            return False
        if not keep_place or target.document != self.document:
            self.show_source(source, target)
            return True
        changed, raw = await self.new_lines(source), self.showing_source
        if ticket != self._ticket:
            return False
        if changed or not if_new:
            self.forget_pictures()
            self.show_source(source, target, self.position)
            self.mark_changes(changed)
            if raw:
                self.toggle_source()
        return True

    def show_source(self, source: Source, target: Target | None = None, place: Place | None = None) -> None:
        """Show a document that has been read, at ``place`` or where ``target`` says."""
        self._ticket += 1
        ticket = self._ticket
        self.document = source.id
        self._read = replace(source, data=source.data or source.text.encode("utf-8", "surrogatepass"), text="")
        self._goal = place or target
        self._wanted = None
        gone, self._rendered = self._rendered or self._model, None
        self._told = (-1, -2, -1)
        if place is not None:
            self._marks.restart()
        else:
            self.mark_words(target.terms if target else ())
        if self._options.shift and place is None:
            self._options = replace(self._options, shift=0)
        model = DocumentModel(self._model.width, self._options)
        embed = self._embed
        loader = Loader(source.text, (lambda name: embed(name, source.id)) if embed is not None else None, source.id)
        model.begin(loader)
        batches = loader.batches()
        self._release(gone)
        self.use_model(model)
        add_first(batches, model)
        self._arrive()
        self.find_here()
        self.show_view()
        self._tell_shown()
        if not model.complete:
            work = partial(feed, batches, model, lambda: ticket == self._ticket, self._added)
            if self.is_attached:
                self.call_after_refresh(self._load_rest, work, ticket)
            else:
                self.start_work(work, "load")

    def clear(self) -> None:
        """Show no page; one that is on its way is dropped."""
        self._ticket += 1
        if self.document is None:
            return
        self.document = self._read = self._goal = self._wanted = None
        gone, self._rendered = self._rendered or self._model, None
        self.mark_words(())
        self._release(gone)
        self.use_model(DocumentModel(self._model.width, self._options))
        self.show_view()

    def _release(self, model: DocumentModel) -> None:
        """Have a page that is shown no longer go."""
        if self.is_attached and len(model.blocks) >= LARGE:
            self.start_work(partial(release, model), "release")

    def _load_rest(self, work: Work, ticket: int) -> None:
        """The first frame is painted: parse what follows."""
        if ticket == self._ticket:
            self.start_work(work, "load")

    def _added(self, redraw: bool) -> None:
        """More of the page has been parsed."""
        model, view = self._model, self._view
        if not self._there:
            self._goal = None
        if redraw or model.complete:
            self.place_again()
        if redraw:
            self._marks.forget()
            self.restart_find()
        due = model.complete or monotonic() >= self._follow_at
        if self._to_end and due:
            view.to_end()
        arrived = self._arrive()
        short = self._rows is not None and len(self._rows) < view.height
        if due:
            self._follow_at = monotonic() + FOLLOW_SECONDS
        if redraw or arrived or short or (self._to_end and due):
            self.show_view()
        elif due:
            self.follow_view()
        if model.complete:
            self._to_end = False
            self._tell_shown()
            self.moved()

    def _tell_shown(self) -> None:
        if self.document is not None:
            self.post_message(self.Shown(self, self.document, self._model.headings, self._model.complete))

    def moved(self) -> None:
        """Tell where the window is, if that has changed."""
        told = (self.percent, self.heading_index, self._view.line)
        if self._marks.focus is not None and not self._link_visible():
            self.clear_link()
        if told != self._told and self.document is not None:
            self._told = told
            self.post_message(self.Moved(self, *told[:2]))

    # Going places

    def go_to_anchor(self, anchor: str) -> bool:
        """To a heading by its anchor. While the page is being parsed an unknown one is gone to when it turns up."""
        if self.document is None:
            return False
        self._go(Target(self.document, anchor), keep_marks=True)
        return self._goal is not None or self._model.block_of_anchor(anchor) is not None

    def go_to_line(self, line: int) -> None:
        """To the block that holds the 1-based line of the file."""
        if self.document is not None:
            self._go(Target(self.document, line=line), keep_marks=True)

    def _go(self, target: Target, *, keep_marks: bool = False) -> None:
        if not keep_marks and (target.terms or not self.finding):
            self.mark_words(target.terms)
        self.seek(target)

    # Links

    def follow_link(self, new_tab: bool = False) -> bool:
        """Follow the link that has the focus; False if none has."""
        stop = self.focused_stop
        if stop is None or not stop.href or stop.kind == "image":
            return False
        if not self.choose_tab(stop.href):
            self.post_message(self.LinkActivated(self, stop.href, new_tab))
        return True

    def _link_visible(self) -> bool:
        focus = self._marks.focus
        return focus is not None and any(block == focus[0] for block, _ in self.visible_rows())

    def cancel(self) -> bool:
        """Leave what is temporary: a selection, a focus, the find, the marks of a search. False: there was nothing."""
        if self._marks.selection is not None:
            self.end_select()
            self.screen.clear_selection()
            return True
        if self._marks.focus is not None:
            self.clear_link()
        elif self.finding:
            self.clear_find()
        elif self._marks.words:
            self._wanted = None
            self.mark_terms(())
        else:
            return False
        return True

    def apply_settings(self, settings: Settings) -> None:
        """Take over the width of the text and how code and tables are shown."""
        self.max_width, self.centred = settings.text_width, settings.centre_text
        self._fit()
        changes = {"code_wrap": settings.code_wrap, "line_numbers": settings.code_numbers}
        mode = "off" if settings.plain_ui else settings.images
        changes["images"] = mode != "off"
        changes["diagrams"] = settings.diagrams
        changes["scroll_tables"] = changes["wrap_cells"] = not settings.plain_ui
        self.set_options(replace(self._options, **changes))
        if mode != self.image_mode:
            self.redraw_pictures(mode)
        self.show_view()

    def footer_clicked(self) -> None:
        self.post_message(RunCommand("page.next"))

    def image_clicked(self, href: str) -> None:
        self.post_message(self.ImageOpened(self, href))

    def link_clicked(self, href: str, new_tab: bool) -> None:
        if href.startswith(TITLE_SCHEME) or self.choose_tab(href):
            return
        self.post_message(self.LinkActivated(self, href, new_tab))

    def link_hovered(self, href: str) -> None:
        href = "" if href.startswith(TAB_SCHEME) else href
        if href != self.hovered:
            self.hovered = href
            told = self.note_text(href) if href.startswith("#fn-") else ""
            self.post_message(self.LinkHovered(self, told or href.removeprefix(TITLE_SCHEME)))
