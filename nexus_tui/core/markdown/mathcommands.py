"""LaTeX commands that take arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Protocol

from nexus_tui.core.markdown import mathsymbols as tables
from nexus_tui.core.markdown.mathatoms import (
    Atom,
    Unshowable,
    atom,
    binomial,
    factor,
    fraction,
    set_atoms,
    with_scripts,
)
from nexus_tui.core.markdown.mathbox import fence, line
from nexus_tui.core.markdown.width import graphemes


class Reader(Protocol):
    """What a command needs of the reader of the formula: its arguments, from left to right."""

    def argument(self) -> list[Atom]:
        """Read a group or a single symbol, on one line."""

    def text(self) -> str:
        """Read an argument as text without blanks."""

    def raw(self) -> str:
        """Read an argument's source."""

    def option(self) -> str | None:
        """Read the source of an argument in square brackets, if there is one."""

    def atoms(self, end: str) -> list[Atom]:
        """Read up to ``end``."""

    def delimiter(self) -> str:
        """Read a delimiter; empty for ``.``."""

    def pass_over(self, mark: str) -> bool:
        """Pass over ``mark`` if it is next."""

    def nested(self, source: str) -> str:
        """Return another formula on one line."""

    def environment(self) -> list[Atom]:
        """Read the rest of an environment whose ``\\begin`` was read."""


Command = Callable[[Reader, str], list[Atom]]


def _fraction(reader: Reader, name: str) -> list[Atom]:
    return [fraction(reader.text(), reader.text())]


def _binomial(reader: Reader, name: str) -> list[Atom]:
    return [binomial(reader.text(), reader.text())]


def _root(reader: Reader, name: str) -> list[Atom]:
    degree = reader.option()
    signs = {None: "√", "": "√", "2": "√", "3": "∛", "4": "∜"}
    sign = signs.get(degree and degree.strip())
    if sign is None:
        index = reader.nested(degree or "").replace(" ", "")
        if not all(character in tables.SUPERIOR for character in index):
            return [atom("ord", f"root({index}, {reader.text()})")]
        sign = "".join(tables.SUPERIOR[character] for character in index) + "√"
    return [atom("ord", sign + factor(reader.text()))]


def _accent(reader: Reader, name: str) -> list[Atom]:
    text = reader.text()
    text = {"ı": "i", "ȷ": "j"}.get(text, text)
    if len(list(graphemes(text))) != 1:
        label = "vec" if name.startswith("over") else name.removeprefix("wide")
        return [atom("ord", f"{label}({text})")]
    return [atom("ord", text + tables.ACCENTS[name])]


def _struck(reader: Reader, name: str) -> list[Atom]:
    text = reader.text()
    return [atom("ord", "".join(text[start:end] + tables.LINES[name] for start, end, _ in graphemes(text)))]


def _alphabet(reader: Reader, name: str) -> list[Atom]:
    capitals, small, digits, elsewhere = tables.ALPHABETS[name]

    def letter(character: str) -> str:
        if character in elsewhere:
            return elsewhere[character]
        for first, start in (("A", capitals), ("a", small)):
            if 0 <= ord(character) - ord(first) < 26:
                return chr(start + ord(character) - ord(first))
        if digits and character.isascii() and character.isdigit():
            return chr(digits + int(character))
        return character

    return [atom("ord", "".join(map(letter, reader.text())))]


def _upright(reader: Reader, name: str) -> list[Atom]:
    found = reader.argument()
    return found if len(found) == 1 else [atom("ord", set_atoms(found, tight=True).rows[0])]


def _text(reader: Reader, name: str) -> list[Atom]:
    return [atom("ord", _plain(reader, reader.raw()))]


def _plain(reader: Reader, source: str) -> str:
    parts = re.split(r"(?<!\\)\$", source)
    if len(parts) % 2 == 0:
        raise Unshowable
    shown = [reader.nested(part) if at % 2 else _unescaped(part) for at, part in enumerate(parts)]
    return "".join(shown)


def _unescaped(source: str) -> str:
    text = re.sub(r"\\(?:text|emph|mbox)[a-z]*\{([^{}]*)\}", r"\1", source)
    text = re.sub(r"\\([%$#&_{} ])", "\ue000\\1", text.replace("~", " ").replace("\\,", " "))
    text = re.sub(r"(?<!\ue000)[{}]|\\quad", lambda found: " " if found[0] == "\\quad" else "", text)
    if "\\" in text:
        raise Unshowable
    return re.sub(r"\s+", " ", text.replace("\ue000", ""))


def _operator(reader: Reader, name: str) -> list[Atom]:
    reader.pass_over("*")
    return [atom("op", reader.text())]


def _classed(reader: Reader, name: str) -> list[Atom]:
    kind = name.removeprefix("math")
    return [Atom(kind, set_atoms(reader.argument(), tight=True))]


def _left(reader: Reader, name: str) -> list[Atom]:
    opening = reader.delimiter()
    inside = reader.atoms("right")
    if not reader.pass_over("\\right"):
        raise Unshowable
    closing = reader.delimiter()
    if any(not part.box.flat for part in inside):
        return [Atom("ord", fence(set_atoms(inside), opening, closing))]
    marks = [Atom(kind, line(mark)) for kind, mark in (("open", opening), ("close", closing))]
    return [marks[0], *inside, marks[1]]


def _overset(reader: Reader, name: str) -> list[Atom]:
    script, base = reader.text(), reader.argument()
    text = set_atoms(base, tight=True).rows[0]
    if known := {("def", "="): "≝", ("?", "="): "≟", ("△", "="): "≜", ("Δ", "="): "≜"}.get((script, text)):
        return [atom("rel", known)]
    kind = base[0].kind if len(base) == 1 else "ord"
    raised = ("", script) if name == "underset" else (script, "")
    return [with_scripts(atom(kind, text), *raised)]


def _long_arrow(reader: Reader, name: str) -> list[Atom]:
    below, above = reader.option(), reader.text()
    label = above + (f"; {reader.nested(below)}" if below else "")
    left, right = {"xleftarrow": ("←", "─"), "xleftrightarrow": ("←", "→"), "xmapsto": ("↦", "→")}.get(name, ("─", "→"))
    return [atom("rel", f"{left}{label}{right}")]


def _not(reader: Reader, name: str) -> list[Atom]:
    found = reader.argument()
    if not found:
        raise Unshowable
    text = found[0].box.rows[0]
    return [Atom(found[0].kind, line(tables.NEGATED.get(text) or text + "\u0338")), *found[1:]]


def _modulo(reader: Reader, name: str) -> list[Atom]:
    if name == "bmod":
        return [atom("bin", "mod")]
    if name == "mod":
        return [atom("space", "  "), atom("op", "mod")]
    inside = reader.text()
    return [atom("space", " "), atom("ord", f"(mod {inside})" if name == "pmod" else f"({inside})")]


def _bracketed(reader: Reader, name: str) -> list[Atom]:
    left, right = _BRACKETS[name]
    return [Atom("open", line(left)), *reader.argument(), Atom("close", line(right))]


def _braket(reader: Reader, name: str) -> list[Atom]:
    inside = reader.text()
    return [atom("ord", f"⟨{inside}⟩" if "|" in inside or name == "expval" else f"⟨{inside}|{reader.text()}⟩")]


def _second(reader: Reader, name: str) -> list[Atom]:
    reader.option()
    reader.raw()
    return reader.argument()


def _dropped(reader: Reader, name: str) -> list[Atom]:
    reader.pass_over("*")
    reader.option()
    reader.raw()
    return []


def _blank(reader: Reader, name: str) -> list[Atom]:
    reader.pass_over("*")
    reader.raw()
    return [atom("space", " ")]


def _kept(reader: Reader, name: str) -> list[Atom]:
    return reader.argument()


def _grouped(reader: Reader, name: str) -> list[Atom]:
    return [Atom("ord", set_atoms(reader.argument()))]


def _tag(reader: Reader, name: str) -> list[Atom]:
    star = reader.pass_over("*")
    text = _plain(reader, reader.raw())
    return [atom("space", f"    {text}" if star else f"    ({text})")]


def _substack(reader: Reader, name: str) -> list[Atom]:
    return [atom("ord", ",".join(reader.nested(row).replace(" ", "") for row in reader.raw().split("\\\\")))]


def _begin(reader: Reader, name: str) -> list[Atom]:
    return reader.environment()


_BRACKETS = {
    "abs": ("|", "|"),
    "norm": ("‖", "‖"),
    "boxed": ("[", "]"),
    "fbox": ("[", "]"),
    "ket": ("|", "⟩"),
    "bra": ("⟨", "|"),
    "ceil": ("⌈", "⌉"),
    "floor": ("⌊", "⌋"),
    "set": ("{", "}"),
}

COMMANDS: Mapping[str, Command] = {
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"), _fraction),
    **dict.fromkeys(("binom", "dbinom", "tbinom"), _binomial),
    "sqrt": _root,
    **dict.fromkeys(tables.ACCENTS, _accent),
    **dict.fromkeys(tables.LINES, _struck),
    **dict.fromkeys(tables.ALPHABETS, _alphabet),
    **dict.fromkeys(("mathrm", "mathbf", "mathit", "mathsf", "mathtt", "mathnormal", "boldsymbol", "bm"), _upright),
    **dict.fromkeys(("bold", "symbf", "symup", "pmb", "mathup"), _upright),
    **dict.fromkeys(("text", "textrm", "textbf", "textit", "textsf", "texttt", "textnormal", "mbox", "hbox"), _text),
    **dict.fromkeys(("operatorname", "operatornamewithlimits"), _operator),
    **dict.fromkeys(("mathord", "mathop", "mathbin", "mathrel", "mathopen", "mathclose", "mathpunct"), _classed),
    "mathinner": _kept,
    "left": _left,
    **dict.fromkeys(("overset", "underset", "stackrel"), _overset),
    **dict.fromkeys(("xrightarrow", "xleftarrow", "xleftrightarrow", "xmapsto"), _long_arrow),
    "not": _not,
    **dict.fromkeys(("bmod", "mod", "pmod", "pod"), _modulo),
    **dict.fromkeys(_BRACKETS, _bracketed),
    **dict.fromkeys(("braket", "expval"), _braket),
    **dict.fromkeys(("textcolor", "colorbox", "href", "htmlClass", "htmlId", "class", "cssId", "style"), _second),
    **dict.fromkeys(("color", "label", "vspace", "require"), _dropped),
    **dict.fromkeys(("hspace", "phantom", "hphantom", "vphantom", "mspace"), _blank),
    **dict.fromkeys(("overbrace", "underbrace", "overbracket", "underbracket"), _grouped),
    **dict.fromkeys(("smash", "ensuremath"), _kept),
    "tag": _tag,
    "substack": _substack,
    "begin": _begin,
}
"""Command without backslash -> what reads its arguments and returns its atoms."""
