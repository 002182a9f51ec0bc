"""The one table of commands: keys, footer, palette, help and the README's key table all come from it."""

from __future__ import annotations

from collections.abc import Iterable

from nexus_tui.core.keymap import Bound
from nexus_tui.core.record import dataclass

READER = ("reader",)
LISTS = ("tree", "outline", "results", "tags", "recent", "bookmarks", "backlinks", "list")
PANES = (*READER, *LISTS)
ANY = ("browser",)
SEARCH = ("search",)
BOX = ("search", "facets")
ROWS = (*LISTS, "facets")
TABLE = ("table",)
SELECT = ("select",)


@dataclass(frozen=True, slots=True)
class Command:
    """Something a user can do."""

    id: str
    """``area.verb``; the screen's method is ``do_area_verb``."""
    keys: tuple[str, ...]
    """Sequences as in ``core.keymap``, the one to show first."""
    title: str
    group: str
    help: str = ""
    """A sentence, where the title does not say it all."""
    contexts: tuple[str, ...] = ANY
    footer: str = ""
    """Short label for the hint line; empty: not shown there."""
    palette: bool = True
    hinted: tuple[str, ...] = ()
    """Contexts in which ``footer`` is shown; empty: in all of them."""


def _c(
    identity: str,
    keys: str,
    title: str,
    group: str,
    help: str = "",
    contexts: tuple[str, ...] = ANY,
    footer: str = "",
    palette: bool = True,
    hinted: tuple[str, ...] = (),
) -> Command:
    sequences = tuple(keys.split(", ")) if keys else ()
    return Command(identity, sequences, title, group, help, contexts, footer, palette, hinted)


COMMANDS: tuple[Command, ...] = (
    # Reading
    _c("page.line_down", "j, down", "Line down", "Reading", "Takes a count: 5j.", READER, palette=False),
    _c("page.line_up", "k, up", "Line up", "Reading", "Takes a count.", READER, palette=False),
    _c("page.half_down", "d, ctrl+d", "Half a page down", "Reading", "", READER, palette=False),
    _c("page.half_up", "u, ctrl+u", "Half a page up", "Reading", "", READER, palette=False),
    _c("page.space", "space", "Page down; on a focused task, tick it", "Reading", "", READER, "page", palette=False),
    _c("page.down", "pagedown", "Page down", "Reading", "", READER, palette=False),
    _c("page.up", "b, pageup", "Page up", "Reading", "", READER, palette=False),
    _c("page.top", "g g, home", "Top of the page", "Reading", "", READER),
    _c("page.bottom", "G, end", "End of the page", "Reading", "With a count, the source line: 42G.", READER),
    _c("page.left", "h, left", "Scroll wide code and tables left", "Reading", "", READER, palette=False),
    _c("page.right", "l, right", "Scroll wide code and tables right", "Reading", "", READER, palette=False),
    _c("heading.next", "]", "Next heading", "Reading", "Takes a count.", PANES, "heading", hinted=READER),
    _c("heading.previous", "[", "Previous heading", "Reading", "Takes a count.", PANES),
    _c("heading.next_same", "}", "Next heading of the same level", "Reading", "", PANES),
    _c("heading.previous_same", "{", "Previous heading of the same level", "Reading", "", PANES),
    _c("heading.parent", "p", "Parent heading", "Reading", "", READER),
    _c("page.next", ".", "Next page in reading order", "Reading", "", PANES),
    _c("page.previous", ",", "Previous page in reading order", "Reading", "", PANES),
    _c("fold.toggle", "-", "Fold or unfold this section", "Reading", "", READER),
    _c("fold.all", "_", "Fold all sections", "Reading", "", READER),
    _c("fold.none", "+", "Unfold all sections", "Reading", "", READER),
    _c("page.source", "R", "Source or rendered page", "Reading", "At the same place.", PANES),
    _c("code.wrap", "w", "Wrap or scroll long code lines", "Reading", "", READER),
    _c("code.numbers", "#", "Line numbers in code", "Reading", "", READER),
    _c("page.reload", "r, ctrl+r", "Read the page again", "Reading", "", PANES),
    # Find and search
    _c("find.open", "/, ctrl+f", "Find in the page", "Finding", "", READER, "find"),
    _c("find.next", "n", "Next match, or next hit of the search", "Finding", "", READER),
    _c("find.previous", "N", "Previous match, or previous hit of the search", "Finding", "", READER),
    _c("search.open", "s, ctrl+k", "Search everything", "Finding", "", ANY, "search"),
    _c("search.next_hit", "ctrl+n", "Next search hit, across pages", "Finding", "", ANY),
    _c("find.word", "alt+w", "Whole words only", "Find bar", "", ("find",), "word", False),
    _c("find.regex", "alt+r", "Regular expression", "Find bar", "", ("find",), "regex", False),
    _c("find.case", "alt+c", "Upper and lower case as typed", "Find bar", "", ("find",), "case", False),
    _c("find.down", "down, ctrl+n", "Next match", "Find bar", "", ("find",), palette=False),
    _c("find.up", "up, ctrl+p", "Previous match", "Find bar", "", ("find",), palette=False),
    _c("find.everywhere", "tab", "The same words over everything", "Find bar", "", ("find",), "everywhere", False),
    _c("find.close", "escape", "Close, back to the page", "Find bar", "", ("find",), "close", False),
    _c("search.down", "down, ctrl+n, ctrl+j", "Next result", "Search box", "", SEARCH, palette=False),
    _c(
        "search.up",
        "up, ctrl+p",
        "Previous result",
        "Search box",
        "On the first one: earlier queries.",
        SEARCH,
        "",
        False,
    ),
    _c("search.page_down", "pagedown", "Results: page down", "Search box", "", SEARCH, palette=False),
    _c("search.page_up", "pageup", "Results: page up", "Search box", "", SEARCH, palette=False),
    _c("search.open_hit", "enter", "Open the result there", "Search box", "", SEARCH, "open", False),
    _c("search.open_tab", "ctrl+t, ctrl+enter, alt+enter", "Open in a new tab", "Search box", "", SEARCH, "tab", False),
    _c("search.facets", "tab", "Narrow by section, tag, language, age", "Search box", "", BOX, "narrow", False),
    _c("search.narrow", "enter, space", "Tick or untick", "Search box", "", ("facets",), "tick", False),
    _c("search.in_page", "shift+tab", "The same words in the page", "Search box", "", SEARCH, "in page", False),
    _c("search.explain", "ctrl+e", "Why this result", "Search box", "", SEARCH, "why", False),
    _c("search.save", "ctrl+g", "Save this search under a name", "Search box", "", SEARCH, "", False),
    _c("search.close", "escape", "Back to where you were", "Search box", "", BOX, "close", False),
    _c("open.quick", "ctrl+o, ;", "Open by title, alias or heading", "Finding", "", ANY, "open"),
    _c("list.filter", "/", "Filter the list", "Finding", "", LISTS, "filter", palette=False),
    _c("filter.down", "down, ctrl+n, ctrl+j", "Next row", "Filter", "", ("filter",), palette=False),
    _c("filter.up", "up, ctrl+p", "Previous row", "Filter", "", ("filter",), palette=False),
    _c("filter.close", "escape", "Everything again", "Filter", "", ("filter",), "all", False),
    # Links
    _c(
        "link.hints",
        "f",
        "Follow a link by its label",
        "Links",
        "Also code, tables, images, footnotes.",
        PANES,
        "link",
        hinted=READER,
    ),
    _c("link.hints_tab", "F", "Follow a link in a new tab", "Links", "", PANES),
    _c("link.next", "tab", "Next link", "Links", "Past the last one, the next pane.", READER, palette=False),
    _c("link.previous", "shift+tab", "Previous link", "Links", "", READER, palette=False),
    _c("link.follow", "enter", "Follow the link, open the table or image", "Links", "", READER, palette=False),
    _c("link.peek", "K", "Peek at the target of the link", "Links", "", READER),
    _c("history.back", "H, backspace, alt+left", "Back", "Links", "", PANES, "back"),
    _c("history.forward", "L, alt+right", "Forward", "Links", "", PANES),
    _c("links.back", "B", "Backlinks, related pages, broken links", "Links", "", PANES),
    # Panes
    _c("focus.next", "tab", "Next pane", "Panes", "", LISTS, palette=False),
    _c("focus.previous", "shift+tab", "Previous pane", "Panes", "", LISTS, palette=False),
    _c("focus.sidebar", "1", "Go to the sidebar", "Panes", "", PANES),
    _c("focus.page", "2", "Go to the page", "Panes", "", PANES),
    _c("focus.outline", "3", "Go to the outline", "Panes", "", PANES),
    _c("sidebar.toggle", "\\, ctrl+b", "Show or hide the sidebar", "Panes", "", PANES),
    _c("sidebar.wider", ">", "Wider sidebar", "Panes", "", PANES),
    _c("sidebar.narrower", "<", "Narrower sidebar", "Panes", "", PANES),
    _c("sidebar.side", "g s", "Sidebar left or right", "Panes", "", PANES),
    _c("sidebar.pages", "g p", "Sidebar: pages", "Panes", "", PANES),
    _c("sidebar.tags", "g a", "Sidebar: tags", "Panes", "", PANES),
    _c("sidebar.recent", "g r", "Sidebar: recent pages", "Panes", "", PANES),
    _c("sidebar.bookmarks", "g b", "Sidebar: bookmarks", "Panes", "", PANES),
    _c("sidebar.results", "g h", "Sidebar: search hits", "Panes", "", PANES),
    _c("outline.toggle", "o", "Show or hide the outline", "Panes", "", PANES, "outline"),
    _c("zen.toggle", "z", "Only the text", "Panes", "", PANES),
    _c("split.toggle", "|", "One pane or two side by side", "Panes", "The pane with the focus stays.", PANES),
    _c("split.other", "g o", "Go to the other pane", "Panes", "", PANES),
    _c("split.wider", "g >", "Wider pane", "Panes", "Of two panes, the one with the focus.", PANES),
    _c("split.narrower", "g <", "Narrower pane", "Panes", "", PANES),
    _c("split.link", "g |", "Scroll both panes together", "Panes", "", PANES),
    _c("tab.next", "g t", "Next tab", "Panes", "", PANES),
    _c("tab.previous", "g T", "Previous tab", "Panes", "", PANES),
    *(_c(f"tab.{n}", f"g {n}", f"Tab {n}", "Panes", "", PANES, palette=False) for n in range(1, 10)),
    _c("tab.close", "x", "Close the tab", "Panes", "", PANES),
    _c("tab.reopen", "X", "Open the last closed tab again", "Panes", "", PANES),
    # Lists
    _c("list.down", "j, down", "Down", "Lists", "", ROWS, palette=False),
    _c("list.up", "k, up", "Up", "Lists", "", ROWS, palette=False),
    _c("list.top", "g g, home", "First", "Lists", "", ROWS, palette=False),
    _c("list.bottom", "G, end", "Last", "Lists", "", ROWS, palette=False),
    _c("list.page_down", "pagedown, ctrl+d", "Page down", "Lists", "", ROWS, palette=False),
    _c("list.page_up", "pageup, ctrl+u", "Page up", "Lists", "", ROWS, palette=False),
    _c("list.open", "enter, l, right", "Open", "Lists", "In the tree, also unfold a section.", LISTS, "open", False),
    _c("list.close", "h, left", "Fold, or go to the parent", "Lists", "", LISTS, palette=False),
    _c("list.open_tab", "t", "Open in a new tab", "Lists", "", LISTS),
    # Dialogs
    _c("dialog.down", "down, ctrl+n, ctrl+j", "Down", "Dialogs", "", ("dialog",), palette=False),
    _c("dialog.up", "up, ctrl+p", "Up", "Dialogs", "", ("dialog",), palette=False),
    _c("dialog.page_down", "pagedown", "Page down", "Dialogs", "", ("dialog",), palette=False),
    _c("dialog.page_up", "pageup", "Page up", "Dialogs", "", ("dialog",), palette=False),
    _c("dialog.choose", "enter", "Choose", "Dialogs", "", ("dialog",), palette=False),
    _c("dialog.choose_tab", "ctrl+t, alt+enter", "Choose, in a new tab", "Dialogs", "", ("dialog",), palette=False),
    _c("dialog.close", "escape", "Close", "Dialogs", "", ("dialog",), palette=False),
    # Tables
    _c("table.down", "j, down", "Row down", "Tables", "Takes a count.", TABLE, palette=False),
    _c("table.up", "k, up", "Row up", "Tables", "", TABLE, palette=False),
    _c("table.left", "h, left, shift+tab", "Column to the left", "Tables", "", TABLE, palette=False),
    _c("table.right", "l, right, tab", "Column to the right", "Tables", "", TABLE, palette=False),
    _c("table.page_down", "pagedown, space, ctrl+d", "Page down", "Tables", "", TABLE, palette=False),
    _c("table.page_up", "pageup, b, ctrl+u", "Page up", "Tables", "", TABLE, palette=False),
    _c("table.top", "g g, g, home", "First row", "Tables", "", TABLE, palette=False),
    _c("table.bottom", "G, end", "Last row", "Tables", "", TABLE, palette=False),
    _c("table.sort", "s", "Sort by this column", "Tables", "Again: the other way, then as written.", TABLE, "", False),
    _c("table.filter", "/, ctrl+f", "Only rows with some words", "Tables", "", TABLE, palette=False),
    _c("table.copy_tsv", "y t", "Copy as TSV", "Tables", "The rows shown.", TABLE, palette=False),
    _c("table.copy_csv", "y c", "Copy as CSV", "Tables", "", TABLE, palette=False),
    _c("table.copy_markdown", "y m", "Copy as Markdown", "Tables", "", TABLE, palette=False),
    _c("table.copy_cell", "y y", "Copy the cell", "Tables", "", TABLE, palette=False),
    _c("table.close", "escape, q", "Back to the page", "Tables", "", TABLE, palette=False),
    # Doing
    _c("copy.code", "y c", "Copy the code block on screen", "Doing", "", PANES),
    _c("copy.block", "y y", "Copy the block at the top", "Doing", "", READER),
    _c("copy.section", "y s", "Copy the section as Markdown", "Doing", "", PANES),
    _c("copy.link", "y l", "Copy a link to the section", "Doing", "", PANES),
    _c("copy.path", "y p", "Copy the path of the page", "Doing", "", PANES),
    _c("copy.hint", "y f", "Copy a link's address by its label", "Doing", "", PANES),
    _c("select.start", "v", "Select by key", "Doing", "h j k l w b move, y copies, Esc ends.", READER),
    _c("select.left", "h, left", "Character to the left", "Selecting", "", SELECT, palette=False),
    _c("select.right", "l, right", "Character to the right", "Selecting", "", SELECT, palette=False),
    _c("select.down", "j, down", "Line down", "Selecting", "", SELECT, palette=False),
    _c("select.up", "k, up", "Line up", "Selecting", "", SELECT, palette=False),
    _c("select.word", "w, ctrl+right", "Next word", "Selecting", "", SELECT, palette=False),
    _c("select.word_back", "b, ctrl+left", "Previous word", "Selecting", "", SELECT, palette=False),
    _c("select.line_start", "^, home", "Start of the line", "Selecting", "", SELECT, palette=False),
    _c("select.line_end", "$, end", "End of the line", "Selecting", "", SELECT, palette=False),
    _c("select.swap", "o", "Other end of the selection", "Selecting", "", SELECT, palette=False),
    _c("select.copy", "y, enter", "Copy and end", "Selecting", "", SELECT, "copy", False),
    _c("select.end", "escape, v", "End without copying", "Selecting", "", SELECT, "end", False),
    _c("edit.open", "e", "Edit the page at this line", "Doing", "In $VISUAL or $EDITOR.", PANES, "edit"),
    _c("edit.new", "g n", "New page from a template", "Doing", "", PANES),
    _c("list.new", "n", "New page from a template", "Doing", "", LISTS, palette=False),
    _c("task.toggle", "g x", "Tick or untick the task on screen", "Doing", "Space does it on a focused task.", READER),
    _c("bookmark.toggle", "m", "Bookmark this page or heading", "Doing", "", READER),
    _c("bookmark.name", "M", "Bookmark under a name of yours", "Doing", "", READER),
    _c("bookmark.rename", "c", "Rename the bookmark", "Lists", "", ("bookmarks",), "rename", False),
    _c("bookmark.remove", "d, delete", "Remove the bookmark", "Lists", "", ("bookmarks",), "remove", False),
    _c("bookmark.list", "'", "Bookmarks", "Doing", "", PANES),
    _c("bookmark.export", "", "Export the bookmarks as Markdown", "Doing", "", PANES),
    _c("bookmark.import", "", "Import bookmarks from Markdown", "Doing", "", PANES),
    _c("changes.show", "g c", "What changed since you last read it", "Doing", "", PANES),
    _c("git.log", "g l", "Commits of this page", "Doing", "", PANES),
    # Nexus
    _c("help.open", "?, f1", "Help", "Nexus", "", ANY, "help"),
    _c("palette.open", "ctrl+p, :", "Commands", "Nexus", ":123 goes to a line.", PANES),
    _c("theme.choose", "T", "Choose a theme", "Nexus", "", PANES),
    _c("settings.open", "g ,", "Settings", "Nexus", "", PANES),
    _c("index.rebuild", "", "Build the search index again", "Nexus", "", PANES),
    _c("app.cancel", "escape", "Cancel, one level", "Nexus", "Never quits.", ANY, palette=False),
    _c("app.quit", "q, ctrl+q", "Quit", "Nexus", "", PANES, "quit"),
)

BY_ID = {command.id: command for command in COMMANDS}


def bound(commands: Iterable[Command] = COMMANDS) -> list[Bound]:
    """The table as the keymap wants it."""
    return [Bound(command.id, command.keys, command.contexts) for command in commands]


SHOWN = {
    "space": "Space",
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "backspace": "Backspace",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
}


def shown(keys: str) -> str:
    """A sequence as people read it: ``g g`` → ``gg``, ``ctrl+f`` → ``Ctrl+F``."""
    parts = []
    for key in keys.split():
        if key in SHOWN:
            parts.append(SHOWN[key])
        elif "+" in key and len(key) > 1:
            head, _, last = key.rpartition("+")
            name = SHOWN.get(last, last.upper() if len(last) == 1 else last)
            parts.append("+".join((*(word.capitalize() for word in head.split("+")), name)))
        elif len(key) > 1:
            parts.append(key.upper())
        else:
            parts.append(key)
    joint = "" if all(len(part) == 1 for part in parts) else " "
    return joint.join(parts)
