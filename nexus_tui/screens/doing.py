"""Copying, editing, new pages, themes, help, the palette: what is done with a page and with Nexus itself."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nexus_tui.commands import Command
from nexus_tui.core.errors import NexusError
from nexus_tui.core.model import DocId, Target
from nexus_tui.widgets.row_list import Row, text_row

if TYPE_CHECKING:
    from nexus_tui.screens.browser import BrowserScreen
    from nexus_tui.screens.dialog import Choice

LINE_EDITORS = {"vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "kak", "ne", "joe", "jed", "mg"}
COLON_EDITORS = {"hx", "helix", "zed", "subl"}
BESIDE_TEXT = 3
"""Cells of a list that are not its text's: the mark of the cursor, the scrollbar, the edge."""
GOTO_EDITORS = {"code", "codium", "cursor"}


def editor_command(editor: str, path: str, line: int) -> list[str]:
    """The command that opens ``path`` at ``line`` (1-based) in an editor given as a shell would take it.

    Raises ``ValueError`` where the editor's quoting does not close.
    """
    import shlex

    words = shlex.split(editor) or ["vi"]
    name = Path(words[0]).name
    if name in COLON_EDITORS:
        return [*words, f"{path}:{line}"]
    if name in GOTO_EDITORS:
        return [*words, "--wait", "--goto", f"{path}:{line}"]
    if name in LINE_EDITORS:
        return [*words, f"+{line}", path]
    return [*words, path]


class Doing:
    """Handlers of ``copy.*``, ``edit.*`` and of what belongs to Nexus itself."""

    def __init__(self, screen: BrowserScreen) -> None:
        self.screen = screen
        self.recent_commands: list[str] = []

    # -- Nexus

    def do_help_open(self, count: int) -> None:
        """Every command with its keys; choosing one runs it."""
        from nexus_tui.screens.help import help_screen

        groups = {"tree": ("Lists", "Panes"), "search": ("Search box",), "find": ("Find bar",)}
        first = groups.get(self.screen.contexts()[0], ("Reading",))
        help_dialog = help_screen(self.screen.router.keymap, first, narrow=self.screen.size.width < 80)
        self.screen.app.push_screen(help_dialog, self._run_choice)

    def do_palette_open(self, count: int) -> None:
        """Commands by name."""
        from nexus_tui.providers.commands import palette_rows
        from nexus_tui.screens.dialog import Picker

        keymap = self.screen.router.keymap
        picker = Picker(
            keymap,
            "Commands",
            lambda text: palette_rows(keymap, text, self.recent_commands),
            placeholder="command, or a line number",
        )
        self.screen.app.push_screen(picker, self._run_choice)

    def _run_choice(self, choice: Choice | None) -> None:
        if choice is None:
            return
        data = choice.row.data
        if isinstance(data, int):
            self.screen.reader.go_to_line(data)
        elif isinstance(data, Command):
            self.recent_commands = [data.id, *(c for c in self.recent_commands if c != data.id)][:10]
            self.screen.start(self._run(data.id), "command")

    async def _run(self, command: str) -> None:
        if not await self.screen.run_command(command):
            self.screen.tell("That works only where its keys do; ? shows where")

    def do_app_quit(self, count: int) -> None:
        """Leave Nexus."""
        self.screen.navigation.remember_session()
        self.screen.searching.close()
        self.screen.app.exit()

    def do_app_cancel(self, count: int) -> None:
        """One level back: marks, lists over the page, zen."""
        screen = self.screen
        if screen.searching.shown:
            screen.searching.do_search_close(0)
        elif screen.reader.cancel():
            screen.status.matches = ""
        elif screen.has_class("-zen"):
            screen.remove_class("-zen")
        elif screen.has_class("-narrow"):
            screen.arranging.hide_overlays()
            screen.reader.focus()
        elif screen.sidebar.filtering:
            screen.listing.do_filter_close(0)
        elif screen.focused is not screen.reader:
            screen.reader.focus()

    def do_theme_choose(self, count: int) -> None:
        """A theme, shown as the cursor moves."""
        from nexus_tui.screens.dialog import Picker

        app = self.screen.app
        before = app.theme
        names = sorted(app.available_themes)

        def rows(text: str) -> list[Row]:
            return [
                Row(name, (((name, ""),),), (("● in use", "current"),) if name == before else (), name)
                for name in names
                if text.casefold() in name
            ]

        def show(row: Row) -> None:
            app.theme = row.key

        def chosen(choice: Choice | None) -> None:
            app.theme = choice.row.key if choice is not None else before
            if choice is not None:
                self.screen.session.settings.theme = choice.row.key
                self.save_setting("theme", choice.row.key)

        keymap = self.screen.router.keymap
        picker = Picker(keymap, "Theme", rows, highlighted=show, placeholder="name", cursor=before)
        self.screen.app.push_screen(picker, chosen)

    def save_setting(self, key: str, value: object) -> None:
        """Write a setting back to the user's file, keeping its comments."""
        from nexus_tui.core.settings import write_back

        try:
            write_back({key: value})
        except (NexusError, OSError) as error:
            self.screen.tell(str(error), "warning")

    def ask_name(self, title: str, text: str, then: Callable[[str, str], None]) -> None:
        """Ask for a name for ``text``, and go on with both."""
        from nexus_tui.screens.dialog import Prompt

        def chosen(name: str | None) -> None:
            if name:
                then(name, text)

        self.screen.app.push_screen(Prompt(self.screen.router.keymap, title, text), chosen)

    def show_text(self, title: str, text: str) -> None:
        """Lines of text in a dialog; one that is too long goes on in the next row, further in."""
        from textwrap import wrap

        from nexus_tui.screens.dialog import Picker, inner_width

        app, lines = self.screen.app, text.splitlines()

        def rows(wanted: str) -> list[Row]:
            room = max(8, inner_width(app.size.width, app.has_class("-plain-ui")) - BESIDE_TEXT)
            found = [line for line in lines if wanted.casefold() in line.casefold()]
            parts = [part for line in found for part in wrap(line, room, subsequent_indent="  ")]
            return [text_row(str(index), part) for index, part in enumerate(parts)]

        app.push_screen(Picker(self.screen.router.keymap, title, rows))

    # -- outside

    def open_external(self, url: str) -> None:
        """Hand an address to the system's browser, after showing it."""
        import webbrowser

        self.screen.tell(f"Opening {url}")
        self.screen.start(asyncio.to_thread(webbrowser.open, url), "external")

    def copy(self, text: str, what: str) -> None:
        """Put text on the clipboard: through the terminal (OSC 52), and the native tool where there is one."""
        self.screen.app.copy_to_clipboard(text)
        self.screen.start(asyncio.to_thread(_native_copy, text), "clipboard")
        self.screen.tell(f"Copied {what}")

    def offer_page(self, href: str, reason: str) -> None:
        """A dead link: say so, offer to create the page."""
        document = self.screen.document
        if document is None:
            return
        from nexus_tui.core.links import Broken
        from nexus_tui.screens.dialog import Confirm

        resolution = self.screen.session.resolve(href, document)
        creates = resolution.creates if isinstance(resolution, Broken) else ""
        if not creates:
            self.screen.tell(reason, "warning")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self.create_page(creates)

        question = f"{reason}\nCreate {creates}?"
        self.screen.app.push_screen(Confirm(self.screen.router.keymap, "Dead link", question), answered)

    def create_page(self, path: str) -> None:
        """Make a page from the template and open it in the editor."""
        from nexus_tui.core.newpage import create_page, read_template

        session = self.screen.session
        try:
            document = create_page(session.library, path, template=read_template(session.settings.new_page_template))
        except (NexusError, OSError) as error:
            self.screen.tell(str(error), "error")
            return
        self.screen.start(self._show_new(document), "open")

    async def _show_new(self, document: DocId) -> None:
        await self.screen.upkeep.rescan()
        await self.screen.navigation.open(Target(document))
        self.screen.upkeep.index_again()

    def do_edit_new(self, count: int) -> None:
        """A new page from the template."""
        from nexus_tui.screens.dialog import Prompt

        document = self.screen.document
        folder = document.rpartition("/")[0] if document else ""

        def chosen(name: str | None) -> None:
            if name:
                self.create_page(name if name.endswith((".md", ".markdown", ".mdx")) else name + ".md")

        note = "A path inside the library. Enter: create   Esc: cancel"
        self.screen.app.push_screen(
            Prompt(self.screen.router.keymap, "New page", f"{folder}/" if folder else "", note=note), chosen
        )

    do_list_new = do_edit_new

    async def do_edit_open(self, count: int) -> None:
        """The page in the user's editor at the line on screen; then what was written shows."""
        import subprocess

        screen = self.screen
        document = screen.document
        if document is None:
            return
        editor = screen.session.settings.editor or os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
        try:
            path = screen.session.library.locate(document)
            command = editor_command(editor, str(path), max(1, screen.reader.source_line))
            with screen.app.suspend():
                subprocess.call(command)
        except (NexusError, OSError, ValueError) as error:
            screen.tell(f"The editor '{editor}' did not start: {error}. Set $VISUAL or $EDITOR.", "error")
            return
        screen.refresh()
        await screen.navigation.reload()
        await screen.upkeep.rescan()
        screen.upkeep.index_again()

    # -- copying

    def _copy(self, text: str, what: str) -> None:
        if text:
            self.copy(text, what)
        else:
            self.screen.tell(f"There is no {what} on screen")

    def do_copy_code(self, count: int) -> None:
        """The code block on screen."""
        self._copy(self.screen.reader.code_text(), "code block")

    def do_copy_block(self, count: int) -> None:
        """The block at the top."""
        self._copy(self.screen.reader.block_text(), "block")

    def do_copy_section(self, count: int) -> None:
        """The section as Markdown."""
        self._copy(self.screen.reader.section_source(), "section")

    def do_copy_link(self, count: int) -> None:
        """A link to the section."""
        reader = self.screen.reader
        if reader.document is not None:
            anchor = reader.current_anchor
            self._copy(f"[{reader.current_title}]({reader.document}{'#' + anchor if anchor else ''})", "link")

    def do_copy_path(self, count: int) -> None:
        """The path of the page."""
        if self.screen.document is not None:
            self._copy(str(self.screen.session.root / self.screen.document), "path")


def _native_copy(text: str) -> None:
    """Hand text to the first native clipboard tool that is there. Silent where there is none."""
    import shutil
    import subprocess

    for command in (["wl-copy"], ["xclip", "-selection", "clipboard"], ["xsel", "-ib"], ["pbcopy"]):
        if command[0] in ("wl-copy",) and not os.environ.get("WAYLAND_DISPLAY"):
            continue
        if command[0] in ("xclip", "xsel") and not os.environ.get("DISPLAY"):
            continue
        if shutil.which(command[0]):
            subprocess.run(command, input=text.encode("utf-8", "replace"), timeout=3, check=False)
            return
