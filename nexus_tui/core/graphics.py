"""What a terminal can draw pictures with: what it is asked, and what follows from its answers.

Sources: ECMA-48 and the xterm control sequences (device attributes, ``CSI 16 t``, XTVERSION, XTSMGRAPHICS), and the
description of kitty's graphics protocol.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from nexus_tui.core.record import dataclass
from nexus_tui.core.replies import LARGEST_CELL, Replies

_KITTY_ID = 31
QUERY = f"\x1b[>q\x1b[16t\x1b_Gi={_KITTY_ID},s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[c"
"""Name and version, size of a cell, kitty graphics; last what every terminal answers."""
COLOR_QUERY = "\x1b[?1;3;256S\x1b[c"
"""Wants 256 colours for sixel graphics. For terminals that have them: others might scroll."""
CELL_QUERY = "\x1b[16t\x1b[c"
"""The size of a cell, and what every terminal answers."""

USUAL_CELL = (10, 20)
"""Pixels of a cell where the terminal does not tell: those of the VT340."""
_SIXEL = 4
"""Device attribute of terminals with sixel graphics."""
_FEWEST_COLORS = 16
KITTY_SINCE = (0, 28)
"""The first version of kitty that draws images in the place of characters."""


@dataclass(frozen=True, slots=True)
class Ability:
    """How pictures are drawn, and why so."""

    protocol: str
    """``kitty``, ``sixel``, ``blocks`` or ``off``."""
    reason: str
    cell: tuple[int, int] = USUAL_CELL
    """Width and height of a cell in pixels."""
    colors: int = 256
    """How many a picture may have; of sixel graphics."""


def multiplexer(environ: Mapping[str, str]) -> str:
    """The name of a program between us and the terminal; empty if there is none."""
    term = environ.get("TERM", "")
    if environ.get("TMUX") or term.startswith("tmux"):
        return "tmux"
    if environ.get("STY") or term.startswith("screen"):
        return "screen"
    return "zellij" if environ.get("ZELLIJ") else ""


def without_asking(mode: str, environ: Mapping[str, str]) -> Ability | None:
    """What is known without asking the terminal; None: it has to be asked."""
    if mode == "off":
        return Ability("off", "the setting `images` or the plain interface says so: their text only")
    if environ.get("NO_COLOR"):
        return Ability("off", "NO_COLOR is set: their text only")
    if mode == "blocks":
        return Ability("blocks", "the setting `images` says so")
    if mode == "auto" and (between := multiplexer(environ)):
        return Ability("blocks", f"{between} does not pass pictures on")
    term = environ.get("TERM", "")
    if mode == "auto" and (term in ("", "dumb", "linux") or environ.get("TERM_PROGRAM") == "Apple_Terminal"):
        return Ability("blocks", f"a terminal of the kind '{environ.get('TERM_PROGRAM') or term}' has nothing better")
    return None


def further_query(mode: str, replies: Replies) -> str:
    """What is to be asked after the first answers; empty: nothing."""
    sixel = mode == "sixel" or (mode == "auto" and decide(mode, replies, USUAL_CELL).protocol == "sixel")
    return COLOR_QUERY if replies.done and sixel and _SIXEL in replies.attributes else ""


def decide(mode: str, replies: Replies, window: tuple[int, int] = (0, 0)) -> Ability:
    """How pictures are drawn, from what the terminal has answered.

    ``window``: the size of a cell as the system knows it, for terminals that do not tell; zeros: it does not know.
    """
    known = replies.cell if replies.cell != (0, 0) else window
    cell = known if known != (0, 0) else USUAL_CELL
    if mode in ("kitty", "sixel"):
        return Ability(mode, "the setting `images` says so", cell, replies.colors or 256)
    if not replies.done:
        return Ability("blocks", "the terminal did not answer in time")
    name = replies.version.partition("(")[0].partition(" ")[0] or "the terminal"
    if replies.kitty and has_placeholders(replies.version):
        return Ability("kitty", f"{name} has kitty graphics with placeholders", cell)
    if _SIXEL in replies.attributes:
        if known == (0, 0):
            return Ability("blocks", f"{name} has sixel graphics but does not tell the size of a cell")
        if 0 < replies.colors < _FEWEST_COLORS:
            return Ability("blocks", f"the sixel graphics of {name} have {replies.colors} colours only")
        return Ability("sixel", f"{name} has sixel graphics", cell, replies.colors or 256)
    return Ability("blocks", f"{name} says it has neither kitty graphics with placeholders nor sixel")


def window_cell(descriptor: int) -> tuple[int, int]:
    """The size of a cell in pixels as the system knows it; zeros where it does not, or where there is no terminal."""
    try:
        import fcntl
        import struct
        import termios

        rows, columns, wide, high = struct.unpack("HHHH", fcntl.ioctl(descriptor, termios.TIOCGWINSZ, b"\0" * 8))
    except (ImportError, OSError):
        return 0, 0
    if not rows or not columns:
        return 0, 0
    cell = wide // columns, high // rows
    return cell if 2 <= cell[0] <= LARGEST_CELL and 2 <= cell[1] <= LARGEST_CELL else (0, 0)


def has_placeholders(version: str) -> bool:
    """Whether the terminal of this name and version draws kitty's images in the place of characters.

    Others that have kitty's graphics (WezTerm, Konsole) show the characters.
    """
    found = re.match(r"(kitty|ghostty)[ (](\d+)\.(\d+)", version)
    if found is None:
        return False
    return found[1] == "ghostty" or (int(found[2]), int(found[3])) >= KITTY_SINCE
