"""App-wide requests, each an imperative: whoever can fulfil it stops it on its way up. Facts live in their widgets."""

from __future__ import annotations

from textual.message import Message

from nexus_tui.core.model import Target
from nexus_tui.core.record import dataclass


@dataclass
class OpenDocument(Message):
    """Show a document in the active pane."""

    target: Target
    new_tab: bool = False
    focus: bool = True
    record: bool = True
    """False when the move itself comes from the history or from a preview."""


@dataclass
class FollowLink(Message):
    """Go where a link of a document leads."""

    href: str
    document: str
    new_tab: bool = False


@dataclass
class OpenExternal(Message):
    """Hand an address (http, https, mailto) to the system."""

    url: str


@dataclass
class CopyText(Message):
    """Put text on the clipboard and say what it was."""

    text: str
    what: str


@dataclass
class RunCommand(Message):
    """Run a command of the table by its id."""

    command: str
    count: int = 0


@dataclass
class Notice(Message):
    """Tell the user something in one sentence."""

    text: str
    severity: str = "information"
