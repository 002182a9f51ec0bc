"""Formulas in LaTeX as Unicode text, as far as text can show them.

The reading of the source and the placing of blanks follow The TeXbook, chapters 17 and 18: a formula is a list of atoms
of classes, and the classes of two neighbours decide whether a blank goes between them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nexus_tui.core.markdown import mathsymbols as tables
from nexus_tui.core.markdown.mathatoms import Atom, Unshowable, atom, is_sum, set_atoms, stacked, with_scripts
from nexus_tui.core.markdown.mathbox import Box, fence, grid, line
from nexus_tui.core.markdown.mathcommands import COMMANDS
from nexus_tui.core.sanitize import sanitize

LONGEST = 20_000
"""Characters of source that are looked at; a longer formula is not shown."""
DEEPEST = 40
"""Levels of nesting that are followed."""


@lru_cache(maxsize=1024)
def to_unicode(latex: str, inline: bool = False) -> str | None:
    """Return the formula ``latex`` (without its dollar signs) as Unicode text, or ``None`` if it cannot be shown.

    ``inline``: the result is one line, with matrices as ``(a b; c d)``; otherwise matrices, cases and aligned rows are
    lines separated by newlines, each padded so that all line up. Superscripts and subscripts are raised and lowered
    where Unicode has the characters, else written ``^(…)`` and ``_(…)``; fractions are ``a/b`` with the brackets that
    are needed. Unknown commands, definitions, unbalanced braces and formulas beyond ``LONGEST`` or ``DEEPEST`` give
    ``None``, so that the source stays readable. Never raises.
    """
    if len(latex) > LONGEST:
        return None
    try:
        box = _Reader(sanitize(latex), inline).whole()
    except (Unshowable, RecursionError):
        return None
    text = "\n".join(row.rstrip() for row in box.rows).strip("\n")
    return text.strip() or None if inline else text if text.strip() else None


_NAME = re.compile(r"\\([A-Za-z]+|[^A-Za-z])", re.DOTALL)

_KINDS = {symbol: kind for kind, symbol in tables.SYMBOLS.values() if not symbol.isascii()} | {
    **dict.fromkeys("+-*", "bin"),
    **dict.fromkeys("=<>:", "rel"),
    **dict.fromkeys("([", "open"),
    **dict.fromkeys(")]!?", "close"),
    **dict.fromkeys(",;", "punct"),
}
"""Class of a character that stands for itself; all others are ordinary."""

_THIN = frozenset([",", ":", ";", ">", "thinspace", "medspace", "thickspace"])
_SPACES = {
    **dict.fromkeys([*_THIN, " ", "\n", "space", "enspace", "nobreakspace"], " "),
    "quad": "  ",
    "qquad": "    ",
}

_SWITCHES = """
! / displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits big Big bigg Bigg bigl Bigl biggl Biggl bigr
Bigr biggr Biggr bigm Bigm biggm Biggm nonumber notag allowbreak relax strut mathstrut hline negthinspace rm bf it sf tt
boldmath normalsize small large centering protect middle noindent hfill break nobreak
"""
_IGNORED = frozenset(_SWITCHES.split())

_ENVIRONMENTS = {
    "matrix": ("", "", "c", "  "),
    "smallmatrix": ("", "", "c", "  "),
    "pmatrix": ("(", ")", "c", "  "),
    "bmatrix": ("[", "]", "c", "  "),
    "Bmatrix": ("{", "}", "c", "  "),
    "vmatrix": ("|", "|", "c", "  "),
    "Vmatrix": ("‖", "‖", "c", "  "),
    "array": ("", "", "c", "  "),
    "subarray": ("", "", "c", "  "),
    "cases": ("{", "", "l", "  "),
    "dcases": ("{", "", "l", "  "),
    "rcases": ("", "}", "l", "  "),
    **dict.fromkeys(("aligned", "align", "alignat", "alignedat", "split", "eqnarray", "flalign"), ("", "", "rl", " ")),
    **dict.fromkeys(("gather", "gathered", "equation", "multline", "displaymath", "math"), ("", "", "c", " ")),
}
"""Left and right delimiter, alignment of the columns in turn, and what stands between them."""


class _Reader:
    """Reads a formula from left to right."""

    def __init__(self, source: str, inline: bool) -> None:
        self.source = source
        self.inline = inline
        self._at = 0
        self._depth = 0

    def whole(self) -> Box:
        """Return the formula to the end of the source."""
        rows = self.rows()
        box = self._rows_box(rows, "aligned")
        if self._peek() or len(rows) == 1 < len(rows[0]):
            raise Unshowable
        return box

    # Characters

    def _peek(self) -> str:
        """The next character after blanks and comments; empty at the end."""
        while self._at < len(self.source):
            character = self.source[self._at]
            if character == "%":
                end = self.source.find("\n", self._at)
                self._at = len(self.source) if end < 0 else end + 1
            elif character.isspace():
                self._at += 1
            else:
                return character
        return ""

    def pass_over(self, mark: str) -> bool:
        """Pass over ``mark`` if it is next."""
        if self._peek() and self.source.startswith(mark, self._at):
            self._at += len(mark)
            return True
        return False

    def _command(self) -> str:
        """The name of the command that is next, without moving; empty if there is none."""
        if self._peek() != "\\":
            return ""
        found = _NAME.match(self.source, self._at)
        return found[1] if found else ""

    def raw(self) -> str:
        """Return the next group's source without its braces, or the next character."""
        if not self.pass_over("{"):
            character = self._peek()
            if character in ("", "\\", "}", "&"):
                raise Unshowable
            self._at += 1
            return character
        start, depth = self._at, 1
        while self._at < len(self.source):
            character = self.source[self._at]
            self._at += 2 if character == "\\" else 1
            depth += (character == "{") - (character == "}")
            if not depth:
                return self.source[start : self._at - 1]
        raise Unshowable

    def option(self) -> str | None:
        """Return the source of an argument in square brackets, if one is next."""
        if not self.pass_over("["):
            return None
        end = self.source.find("]", self._at)
        if end < 0:
            raise Unshowable
        text, self._at = self.source[self._at : end], end + 1
        return text

    def delimiter(self) -> str:
        """Read what follows ``\\left`` or ``\\right``; empty for a dot."""
        if name := self._command():
            self._at += len(name) + 1
            symbol = {"{": "{", "}": "}", "|": "‖"}.get(name) or tables.SYMBOLS.get(name, ("", ""))[1]
            if not symbol:
                raise Unshowable
            return symbol
        character = self._peek()
        self._at += 1
        if character in ("", "{", "}", "&"):
            raise Unshowable
        return {".": "", "<": "⟨", ">": "⟩"}.get(character, character)

    def nested(self, source: str) -> str:
        """Return another formula, part of this one, on one line; empty for an empty one."""
        inner = _Reader(source, inline=True)
        inner._depth = self._depth + 1
        return inner.whole().rows[0]

    # Lists of atoms

    def atoms(self, end: str) -> list[Atom]:
        """Read up to ``}`` (passed over), or ``\\right``, or the end of a cell (both left to the caller)."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unshowable
        found: list[Atom] = []
        while not self._ends(end):
            name = self._command()
            if name in ("over", "choose", "atop"):
                self._at += len(name) + 1
                found = [stacked(name, found, self.atoms(end))]
                break
            found += self._scripted()
        self._depth -= 1
        return found

    def _ends(self, end: str) -> bool:
        character = self._peek()
        if end == "}":
            if not character:
                raise Unshowable
            return self.pass_over("}")
        if end == "right":
            return self._command() == "right"
        return character in ("", "&") or self._command() in ("\\", "cr", "end", "newline")

    def argument(self) -> list[Atom]:
        """Read a group or a single symbol, on one line whatever is in it."""
        inline, self.inline = self.inline, True
        if self.pass_over("{"):
            found = self.atoms("}")
        else:
            if self._peek() in ("", "^", "_", "&", "}"):
                raise Unshowable
            found = self._nucleus()
        self.inline = inline
        return found

    def text(self) -> str:
        """Read an argument and return it as text without blanks."""
        return set_atoms(self.argument(), tight=True).rows[0]

    def rows(self) -> list[list[Box]]:
        """Read cells separated by ``&`` and rows by ``\\\\``, up to ``\\end`` or the end of the source."""
        rows: list[list[Box]] = [[]]
        while True:
            rows[-1].append(set_atoms(self.atoms("cell")))
            if self.pass_over("&"):
                continue
            if self._command() not in ("\\", "cr", "newline"):
                break
            self._at += len(self._command()) + 1
            self.option()
            rows.append([])
        if len(rows) > 1 and rows[-1] == [line("")]:
            rows.pop()
        return rows

    def _rows_box(self, rows: list[list[Box]], name: str) -> Box:
        left, right, align, gap = _ENVIRONMENTS[name]
        if len(rows) == 1 and len(rows[0]) == 1 and not left + right:
            return rows[0][0]
        if align == "rl" and all(len(row) == 1 for row in rows):
            align = "l"
        if not self.inline:
            return fence(grid(rows, align * 50 if len(align) > 1 else align, gap), left, right)
        lines = [" ".join(box.rows[0] for box in row if box.rows[0]) for row in rows]
        joined = "; ".join(filter(None, lines))
        return line(f"{left}{joined}{right}")

    def environment(self) -> list[Atom]:
        """Read the rest of ``\\begin``."""
        full = self.raw()
        name = full.rstrip("*")
        if name not in _ENVIRONMENTS:
            raise Unshowable
        if name in ("array", "alignat", "alignedat"):
            self.option()
            self.raw()
        box = self._rows_box(self.rows(), name)
        if self._command() != "end" or not self.pass_over("\\end") or self.raw() != full:
            raise Unshowable
        return [Atom("ord", box)]

    # Atoms

    def _scripted(self) -> list[Atom]:
        """Read a nucleus with its primes, superscript and subscript."""
        found = [] if self._peek() in ("^", "_", "'") else self._nucleus()
        above, below = "", ""
        while True:
            if self.pass_over("'"):
                above = {"′": "″", "″": "‴"}.get(above, above + "′")
            elif self.pass_over("^"):
                above += self.text()
            elif self.pass_over("_"):
                below += self.text()
            elif self._command() in ("limits", "nolimits"):
                self._at += len(self._command()) + 1
            else:
                break
        if not above and not below:
            return found
        return [*found[:-1], with_scripts(found[-1] if found else atom("ord", ""), above, below)]

    def _nucleus(self) -> list[Atom]:
        character = self._peek()
        if character == "\\":
            return self._named()
        self._at += 1
        if character == "{":
            group = self.atoms("}")
            return group if len(group) == 1 else [Atom("inner" if is_sum(group) else "ord", set_atoms(group))]
        if character in "}&#$":
            raise Unshowable
        if character == "~":
            return [atom("space", " ")]
        return [atom(_KINDS.get(character, "ord"), "−" if character == "-" else character)]

    def _named(self) -> list[Atom]:
        name = self._command()
        if not name:
            raise Unshowable
        self._at += len(name) + 1
        if symbol := tables.SYMBOLS.get(name):
            return [atom(*symbol)]
        if name in tables.FUNCTIONS:
            return [atom("op", {"limsup": "lim sup", "liminf": "lim inf"}.get(name, name))]
        if name in _SPACES:
            return [atom("thin" if name in _THIN else "space", _SPACES[name])]
        if name in _IGNORED:
            return []
        if name in "{}%$#&_|":
            return [atom({"{": "open", "}": "close"}.get(name, "ord"), "‖" if name == "|" else name)]
        if command := COMMANDS.get(name):
            return command(self, name)
        raise Unshowable
