"""Short labels over a page, one at each thing that can be followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.widgets import Static

LETTERS = "asdfghjklqwertyuiopzxcvbnm"


@dataclass(frozen=True, slots=True)
class HintTarget:
    """A thing on screen that a label leads to."""

    x: int
    y: int
    """Cells, from the top left of the screen."""
    kind: str
    """``link``, ``code``, ``table`` or ``image``."""
    value: str
    """The address of a link or image; else the number of the block."""


def labels(count: int) -> list[str]:
    """``count`` labels of one length, so that none begins another: one letter for up to 26, else two."""
    if count <= len(LETTERS):
        return list(LETTERS[:count])
    pairs = [first + second for second in LETTERS for first in LETTERS]
    return pairs[:count]


class HintLayer:
    """The labels on screen and what was typed of one."""

    def __init__(self, targets: Sequence[HintTarget]) -> None:
        self.of = dict(zip(labels(len(targets)), targets, strict=False))
        self.typed = ""
        self.widgets = {label: _Hint(label, target) for label, target in self.of.items()}

    def type(self, character: str) -> HintTarget | None:
        """Add a character; the target once a label is whole. Labels that do not go on so are hidden."""
        wanted = self.typed + character.lower()
        if not any(label.startswith(wanted) for label in self.of):
            return None
        self.typed = wanted
        for label, widget in self.widgets.items():
            widget.display = label.startswith(wanted)
        return self.of.get(wanted)


class _Hint(Static):
    """One label."""

    DEFAULT_CSS = """
    _Hint { position: absolute; layer: top; width: auto; height: 1; background: $warning; color: $background;
        text-style: bold; }
    """

    def __init__(self, label: str, target: HintTarget) -> None:
        super().__init__(label, markup=False)
        self.styles.offset = (target.x, target.y)
