"""The themes that Nexus adds, and which one to begin with."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

HIGH_CONTRAST = Theme(
    name="nexus-high-contrast",
    primary="#ffff00",
    secondary="#00ffff",
    warning="#ffb000",
    error="#ff8080",
    success="#00ff00",
    accent="#00ffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    dark=True,
    variables={
        "block-cursor-background": "#ffff00",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
        "text-muted": "#e0e0e0",
        "text-disabled": "#c0c0c0",
        "scrollbar": "#808080",
        "scrollbar-hover": "#ffff00",
        "scrollbar-active": "#ffff00",
        "surface-lighten-1": "#333333",
    },
)
"""White on black with two bright colours; every pair of them has a contrast of 10 to 1 or more."""

DARK, LIGHT = "textual-dark", "textual-light"


def first_theme(environment: Mapping[str, str]) -> str:
    """The theme where none was chosen, until the terminal itself has answered (``widgets.terminal_background``): light
    where ``COLORFGBG`` says that the terminal is, else dark.

    The variable holds two or three numbers of the 16 colours, the last one the background (rxvt, Konsole and others
    set it); 7 and 9 to 15 are light.
    """
    background = environment.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT if background.isdigit() and (int(background) == 7 or 9 <= int(background) <= 15) else DARK
