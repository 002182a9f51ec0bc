"""The one-line text input that every box of the program is."""

from __future__ import annotations

from textual.widgets import Input


class TextBox(Input):
    """An input whose printable keys are text, not commands."""

    is_text_box = True
