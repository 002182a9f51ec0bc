"""From the style names of laid-out lines to what the terminal shows, in the colours of the theme.

Everything that carries meaning does so without colour too: by weight, slant, underline or a character.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rich.color import Color as RichColor
from rich.color import ColorType
from rich.color_triplet import ColorTriplet
from rich.style import Style
from textual.color import Color, ColorParseError

from nexus_tui.core.markdown.layout_image import CELLS, PIXEL


class Look(NamedTuple):
    """How one style name looks. Colours are names of theme variables."""

    color: str = ""
    strength: float = 1.0
    """Of ``color`` against the background."""
    background: str = ""
    tint: float = 1.0
    """Of ``background`` against the background of the page."""
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    reverse: bool = False


MIN_CONTRAST = 4.5
"""Of text in a colour of the theme against the background (WCAG 2.1, 1.4.3)."""

LOOKS: Mapping[str, Look] = {
    "heading.1": Look("primary", bold=True),
    "heading.2": Look("primary", bold=True),
    "heading.3": Look("secondary", bold=True),
    "heading.4": Look("secondary", bold=True),
    "heading.5": Look("secondary", italic=True, bold=True),
    "heading.6": Look("foreground", 0.75, italic=True),
    "heading.rule.1": Look("primary", 0.8),
    "heading.rule.2": Look("primary", 0.45),
    "heading.mark": Look("secondary", 0.9),
    "strong": Look(bold=True),
    "em": Look(italic=True),
    "strike": Look("foreground", 0.6, strike=True),
    "underline": Look(underline=True),
    "small": Look("foreground", 0.75),
    "mark": Look("foreground", background="warning", tint=0.35, bold=True),
    "sub": Look("foreground", 0.8),
    "sup": Look("foreground", 0.8),
    "kbd": Look("foreground", background="foreground", tint=0.18, bold=True),
    "code": Look("accent", background="foreground", tint=0.09),
    "link": Look("accent", underline=True),
    "link.broken": Look("error", underline=True, strike=True),
    "link.external": Look("accent", underline=True),
    "image": Look("secondary", italic=True),
    "image.note": Look("foreground", 0.5, italic=True),
    "footnote": Look("accent", bold=True),
    "abbr": Look(underline=True),
    "math": Look("secondary"),
    "html": Look("foreground", 0.5),
    "quote": Look("foreground", 0.8),
    "quote.bar": Look("foreground", 0.35),
    "list.bullet": Look("accent"),
    "list.number": Look("accent"),
    "task.open": Look("foreground"),
    "task.done": Look("success"),
    "rule": Look("foreground", 0.35),
    "term": Look("foreground", bold=True),
    "code.block": Look("foreground", 0.95, background="foreground", tint=0.05),
    "code.box": Look("foreground", 0.3, background="foreground", tint=0.05),
    "code.label": Look("foreground", 0.6, background="foreground", tint=0.05, italic=True),
    "code.number": Look("foreground", 0.4),
    "code.marked": Look("foreground", background="warning", tint=0.2),
    "code.added": Look(background="success", tint=0.15),
    "code.removed": Look(background="error", tint=0.15),
    "code.more": Look("accent", bold=True),
    "table.head": Look("foreground", bold=True),
    "table.name": Look("foreground", 0.6, italic=True),
    "table.rule": Look("foreground", 0.3),
    "front": Look("foreground", 0.6),
    "front.key": Look("foreground", 0.6),
    "front.title": Look("foreground", bold=True),
    "front.tag": Look("accent"),
    "tab.title": Look("foreground", 0.75),
    "tab.chosen": Look("primary", bold=True, underline=True),
    "tab.bar": Look("primary", 0.5),
    "embed.bar": Look("accent", 0.6),
    "diagram": Look("foreground", 0.9),
    "footer": Look("foreground", 0.6, italic=True),
    "fold": Look("foreground", 0.5, italic=True),
    "tok.keyword": Look("primary", bold=True),
    "tok.string": Look("success"),
    "tok.number": Look("warning"),
    "tok.comment": Look("foreground", 0.55, italic=True),
    "tok.function": Look("secondary"),
    "tok.class": Look("secondary", bold=True),
    "tok.builtin": Look("accent"),
    "tok.type": Look("secondary"),
    "tok.decorator": Look("accent"),
    "tok.constant": Look("warning"),
    "tok.tag": Look("primary", bold=True),
    "tok.attribute": Look("secondary"),
    "tok.escape": Look("warning"),
    "tok.regex": Look("warning"),
    "tok.preproc": Look("accent"),
    "tok.heading": Look("primary", bold=True),
    "tok.prompt": Look("accent", bold=True),
    "tok.output": Look("foreground", 0.7),
    "tok.emphasis": Look(italic=True),
    "tok.strong": Look(bold=True),
    "tok.operator": Look("foreground", 0.8),
    "tok.error": Look("error", underline=True),
    "tok.inserted": Look("success"),
    "tok.deleted": Look("error"),
    "find": Look("foreground", background="warning", tint=0.4),
    "find.current": Look(reverse=True, bold=True),
    "tick": Look("warning"),
    "term.hit": Look("foreground", background="warning", tint=0.3, underline=True),
    "selection": Look(background="primary", tint=0.45),
    "cursor": Look(reverse=True, bold=True),
    "focus": Look(reverse=True),
    "changed": Look("success", bold=True),
}

_MUTED = 0.75
"""Strength of the text of callouts without a colour."""


MOST_STYLES = 20_000
"""Styles kept: pictures have one for each pair of colours."""


class Styles:
    """Rich styles for one theme and one background, made when first used."""

    def __init__(self, variables: Mapping[str, str], background: Color, foreground: Color) -> None:
        self._variables = variables
        self._background = background
        self._foreground = foreground
        self._cache: dict[str, Style] = {}
        self._base = Style(color=foreground.rich_color)

    def get(self, names: str) -> Style:
        """The style of ``names``, separated by blanks; later ones win."""
        found = self._cache.get(names)
        if found is None:
            if len(self._cache) > MOST_STYLES:
                self._cache.clear()
            if names.startswith(PIXEL) and " " not in names:
                style = self._pixels(names)
            else:
                style = self._base
                for name in names.split():
                    style = style + self._one(name)
            found = self._cache[names] = style
        return found

    def _one(self, name: str) -> Style:
        if name.startswith(PIXEL):
            return self._pixels(name)
        if name.startswith(CELLS):
            return Style()
        look = LOOKS.get(name)
        if look is None:
            look = self._general(name)
        color = self._color(look.color, look.strength) if look.color else None
        background = self._color(look.background, look.tint) if look.background else None
        return Style(
            color=color.rich_color if color else None,
            bgcolor=background.rich_color if background else None,
            bold=look.bold or None,
            italic=look.italic or None,
            underline=look.underline or None,
            strike=look.strike or None,
            reverse=look.reverse or None,
        )

    def _pixels(self, name: str) -> Style:
        """The style of two pixels one above the other; a picture has thousands, so it is made the short way."""
        upper, _, lower = name.removeprefix(PIXEL).partition(".")
        return Style.from_color(self._pixel(upper), None if lower == "-" else self._pixel(lower))

    def _pixel(self, code: str) -> RichColor:
        """A pixel over the background of the page."""
        value = int(code[:6], 16)
        red, green, blue = value >> 16, value >> 8 & 255, value & 255
        if len(code) > 6 and self._background.ansi is None:
            return self._background.blend(Color(red, green, blue), int(code[6], 16) / 15, alpha=1.0).rich_color
        return RichColor(f"#{code[:6]}", ColorType.TRUECOLOR, None, ColorTriplet(red, green, blue))

    def _general(self, name: str) -> Look:
        """``callout.warning.title`` by its role, a colour of the theme; ``tok.keyword.constant`` as ``tok.keyword``."""
        parts = name.split(".")
        if parts[0] == "callout" and len(parts) > 1:
            muted = parts[1] in ("muted", "tab", "embed")
            color, strength = ("foreground", _MUTED) if muted else (parts[1], 1.0)
            return Look(color, strength, bold=parts[-1] == "title" and parts[1] != "embed")
        while len(parts) > 1:
            parts.pop()
            if (found := LOOKS.get(".".join(parts))) is not None:
                return found
        return Look()

    def _readable(self, color: Color) -> Color:
        """``color``, nearer to that of text if it could not be read on the background."""
        for _ in range(6):
            if color.ansi is not None or contrast(color, self._background) >= MIN_CONTRAST:
                break
            color = color.blend(self._foreground, 0.25, alpha=1.0)
        return color

    def _color(self, variable: str, strength: float) -> Color:
        if variable == "foreground":
            color = self._foreground
        else:
            try:
                color = Color.parse(self._variables.get(variable, ""))
            except ColorParseError:
                color = self._foreground
            if strength >= 0.9:
                color = self._readable(color)
        if strength >= 1.0 or color.ansi is not None or self._background.ansi is not None:
            return color
        return self._background.blend(color, strength, alpha=1.0)


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colours, 1 to 21, as WCAG 2.1 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in color.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
