"""Links by keyboard: walking them, labels, peeking; and the tasks of task lists."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events

from nexus_tui.core.errors import NexusError
from nexus_tui.core.model import DocId, Source, Target
from nexus_tui.core.sanitize import sanitize_line

if TYPE_CHECKING:
    from nexus_tui.screens.browser import BrowserScreen
    from nexus_tui.widgets.hint_layer import HintLayer, HintTarget
    from nexus_tui.widgets.reader import Reader


class Linking:
    """Handlers of ``link.*``, ``copy.hint`` and ``task.toggle``."""

    def __init__(self, screen: BrowserScreen) -> None:
        self.screen = screen
        self.layer: HintLayer | None = None
        self._purpose = ""

    # -- walking

    def do_link_next(self, count: int) -> None:
        """Next link; past the last one, the next pane."""
        if not self.screen.reader.link_step(count or 1):
            self.screen.arranging.step_focus(1)

    def do_link_previous(self, count: int) -> None:
        """Previous link; before the first one, the previous pane."""
        if not self.screen.reader.link_step(-(count or 1)):
            self.screen.arranging.step_focus(-1)

    def do_link_follow(self, count: int) -> None:
        """Follow the focused link; without one, open the table or picture on screen."""
        if not self.screen.reader.follow_link():
            self.screen.reader.open_block()

    def hovered(self, reader: Reader, text: str) -> None:
        """The pointer is over, or the focus on, a link: say where it leads, and whether that is nowhere."""
        screen, document = self.screen, reader.document
        screen.status.place = sanitize_line(text)
        if text and document is not None and screen.session.known is not None:
            screen.start(self._say_if_dead(reader, reader.hovered, document), "hover")

    async def _say_if_dead(self, reader: Reader, href: str, document: DocId) -> None:
        from nexus_tui.core.links import Broken

        found = await asyncio.to_thread(self.screen.session.resolve, href, document)
        if isinstance(found, Broken) and reader.hovered == href:
            self.screen.status.place = f"Dead link: {sanitize_line(found.reason)}"

    # -- labels

    async def do_link_hints(self, count: int) -> None:
        """Labels on what can be followed; typing one follows it."""
        await self._show_hints("follow")

    async def do_link_hints_tab(self, count: int) -> None:
        """As ``link.hints``, into a new tab."""
        await self._show_hints("tab")

    async def do_copy_hint(self, count: int) -> None:
        """Labels; typing one copies the address or the code."""
        await self._show_hints("copy")

    async def _show_hints(self, purpose: str) -> None:
        from nexus_tui.widgets.hint_layer import HintLayer

        await self.end_hints()
        targets = self.screen.reader.hint_targets()
        if not targets:
            self.screen.tell("There is no link on screen")
            return
        self.layer = HintLayer(targets)
        self._purpose = purpose
        await self.screen.mount_all(self.layer.widgets.values())
        self.screen.status.typed = "label?"

    async def end_hints(self) -> None:
        """Take the labels away."""
        layer, self.layer = self.layer, None
        if layer is not None:
            self.screen.status.typed = ""
            for widget in layer.widgets.values():
                await widget.remove()

    async def hint_key(self, event: events.Key) -> bool:
        """A key while labels are on screen; true if it was one of theirs (all are but Esc's like)."""
        if self.layer is None:
            return False
        character = event.character if event.is_printable and event.character else ""
        target = self.layer.type(character) if character else None
        if target is not None or not character:
            purpose = self._purpose
            await self.end_hints()
            if target is not None:
                await self._take(target, purpose)
        return True

    async def _take(self, target: HintTarget, purpose: str) -> None:
        reader, screen = self.screen.reader, self.screen
        if target.kind in ("link", "image"):
            if purpose == "copy":
                screen.doing.copy(target.value, "link address" if target.kind == "link" else "address of the picture")
            elif target.kind == "image":
                await self.open_image(target.value)
            elif not reader.choose_tab(target.value) and reader.document is not None:
                await screen.navigation.follow(target.value, reader.document, purpose == "tab")
        elif target.kind == "code" or purpose == "copy":
            screen.doing.copy(reader.text_of_block(int(target.value)), "code block")
        else:
            reader.open_block(int(target.value))

    # -- tables and pictures

    def open_table(self, rows: list[list[str]], aligns: tuple[str, ...]) -> None:
        """Show a table on a screen of its own."""
        from nexus_tui.screens.table import TableScreen

        self.screen.app.push_screen(TableScreen(self.screen.router.keymap, rows, aligns, self.screen.doing.copy))

    async def open_image(self, href: str) -> None:
        """Show a picture of the library with the system's viewer."""
        from nexus_tui.core.images import image_facts

        screen, document = self.screen, self.screen.reader.document
        if document is None:
            return
        data = await asyncio.to_thread(screen.session.read_image, href, document)
        place = await asyncio.to_thread(screen.session.image_place, href, document)
        if data is None or place is None or image_facts(data) is None:
            screen.tell(f"There is no picture {sanitize_line(href)} in the library", "warning")
        elif await asyncio.to_thread(_view, place):
            screen.tell(f"Opening {sanitize_line(place.name)}")
        else:
            screen.tell("No program to show pictures was found (xdg-open)", "warning")

    # -- peeking

    def do_link_peek(self, count: int) -> None:
        """The target of the focused link (or of the first on screen) in a popover."""
        reader = self.screen.reader
        href = reader.focused_link
        if not href:
            first = next((target for target in reader.hint_targets() if target.kind == "link"), None)
            href = first.value if first is not None else ""
        if not href or reader.document is None:
            self.screen.tell("There is no link on screen")
            return
        if note := reader.note_source(href):
            self._show_note(note, Target(reader.document, href.removeprefix("#")))
        else:
            self.screen.start(self._peek(href), "peek")

    def _show_note(self, text: str, target: Target) -> None:
        """A footnote in a popover."""
        from nexus_tui.screens.popover import Popover

        screen = self.screen
        source = Source(target.document, b"", 0, text)

        def chosen(there: Target | None) -> None:
            if there is not None:
                screen.reader.go_to_anchor(there.anchor)

        popover = Popover(screen.router.keymap, source, screen.make_reader, target)
        popover.add_class("-note")
        screen.app.push_screen(popover, chosen)

    async def _peek(self, href: str) -> None:
        from nexus_tui.core.links import Blocked, Broken, External, Internal
        from nexus_tui.screens.popover import Popover

        screen = self.screen
        document = screen.reader.document
        if document is None:
            return
        match screen.session.resolve(href, document):
            case Internal(target=target):
                source = await asyncio.to_thread(screen.session.read, target.document)
            case External(url=url):
                screen.tell(url)
                return
            case Broken(reason=reason) | Blocked(reason=reason):
                screen.tell(reason, "warning")
                return
            case _:
                screen.tell(f"Several pages answer to {href}")
                return

        def chosen(there: Target | None) -> None:
            if there is not None:
                screen.start(screen.navigation.open(there), "open")

        screen.app.push_screen(Popover(screen.router.keymap, source, screen.make_reader, target), chosen)

    # -- tasks

    async def do_task_toggle(self, count: int) -> None:
        """Tick or untick the task on screen, in the file."""
        line = self.screen.reader.task_line()
        if line:
            await self.toggle_task(line)
        else:
            self.screen.tell("There is no task on screen")

    async def toggle_task(self, line: int) -> None:
        """Tick or untick the task on a source line."""
        from nexus_tui.core.tasklist import toggle_task

        screen, source = self.screen, self.screen.reader.source
        if source is None:
            return
        try:
            fresh = await asyncio.to_thread(toggle_task, screen.session.library, source, line)
        except NexusError as error:
            screen.tell(str(error), "warning")
            return
        if screen.reader.document == fresh.id:
            focused = screen.reader.focused_stop is not None
            screen.reader.show_source(fresh, None, screen.reader.position)
            if focused:
                screen.reader.focus_task(line)
        screen.upkeep.index_again([fresh.id])


def _view(place: Path) -> bool:
    """Hand a file to the system's viewer; False where there is none."""
    import shutil
    import subprocess
    import sys
    import threading

    if sys.platform == "win32":
        import os

        os.startfile(place)
        return True
    program = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if program is None:
        return False
    quiet = subprocess.DEVNULL
    call = partial(subprocess.call, [program, str(place)], stdin=quiet, stdout=quiet, stderr=quiet)
    threading.Thread(target=call, daemon=True).start()
    return True
