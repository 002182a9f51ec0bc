"""The pieces of a formula, how they are set on a line, and their superscripts, subscripts and fractions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from nexus_tui.core.markdown.mathbox import Box, beside, line
from nexus_tui.core.markdown.mathsymbols import INFERIOR, SUPERIOR
from nexus_tui.core.markdown.width import cell_len


class Unshowable(Exception):
    """The formula cannot be shown as text."""


class Atom(NamedTuple):
    """A piece of a formula with its class: ord, op, bin, rel, open, close, punct, inner, space or thin."""

    kind: str
    box: Box


def atom(kind: str, text: str) -> Atom:
    return Atom(kind, line(text))


def set_atoms(atoms: Sequence[Atom], tight: bool = False) -> Box:
    """Put atoms on a line, with blanks between them unless ``tight``."""
    boxes: list[Box] = []
    before = ""
    for at, atom in enumerate(atoms):
        kind = atom.kind
        if kind == "bin":
            after = atoms[at + 1].kind if at + 1 < len(atoms) else ""
            if before in ("", "bin", "op", "rel", "open", "punct"):
                kind = "open"
            elif after in ("", "rel", "close", "punct"):
                kind = "ord"
        if boxes and (_letters_meet(boxes[-1], atom, before) if tight else _apart(before, kind)):
            boxes.append(line(" "))
        if not (tight and kind == "thin"):
            boxes.append(atom.box)
            before = kind
    return beside(boxes)


def _apart(left: str, right: str) -> bool:
    """Whether a blank goes between atoms of these classes."""
    if not left or left in ("space", "thin") or right in ("space", "thin"):
        return False
    if left == "open" or right in ("close", "punct"):
        return False
    if left in ("rel", "bin", "punct") or right in ("rel", "bin"):
        return not left == right == "rel"
    if left == "op":
        return right != "open"
    return right == "op" or right == "inner" or left == "inner"


def _letters_meet(left: Box, right: Atom, kind: str) -> bool:
    """Whether a function name would run into its argument."""
    return "op" in (kind, right.kind) and left.rows[0][-1:].isalpha() and right.box.rows[0][:1].isalnum()


_OPERATORS = re.compile(r"[\s+\-−*/=<>,;:±∓×÷⋅∗≤≥≠≈≡∈→]")
_FACTOR = re.compile(
    r"\d+(?:[.]\d+)?"
    r"|[√∛∜dδ∂Δ]?(?:[^\W\d_]|[^\w\s()\[\]{}])"
    r"[\u0300-\u036f\u20d0-\u20ef′″‴⁰¹²³⁴-⁾ⁿⁱ₀-₎ᴬ-ᵿₐ-ₜᶜᶠᵉᶿᶻʰʲʳˡˢʷˣʸ]*(?:\([^()]*\)|!)?"
)
"""A number, or a letter or sign with a root or differential before it, its marks and scripts, and one argument."""


def _enclosed(text: str) -> bool:
    """Whether the whole of ``text`` is in one pair of brackets."""
    if text[:1] not in ("(", "[", "{", "⟨", "|", "⌊", "⌈") or len(text) < 2:
        return False
    depth = 0
    for at, character in enumerate(text):
        depth += (character in "([{⟨⌊⌈") - (character in ")]}⟩⌋⌉")
        if depth == 0 and at < len(text) - 1:
            return False
    return depth == 0


def guarded(text: str) -> str:
    """``text`` in brackets unless it is a product at most."""
    outside = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", text)
    return text if text and not _OPERATORS.search(outside) else f"({text})"


def factor(text: str) -> str:
    """``text`` in brackets unless it is a single factor."""
    return text if _FACTOR.fullmatch(text) or _enclosed(text) else f"({text})"


def script(text: str, table: dict[str, str], mark: str) -> tuple[str, bool]:
    """A superscript or subscript, and whether Unicode has the characters for it."""
    if all(character in table for character in text):
        return "".join(table[character] for character in text), True
    return (f"{mark}{text}" if len(text) == 1 or _enclosed(text) else f"{mark}({text})"), False


def with_scripts(base: Atom, above: str, below: str) -> Atom:
    """Return ``base`` with a superscript and a subscript, either of which may be empty."""
    lowered, low = script(below, INFERIOR, "_")
    raised, high = script(above, SUPERIOR, "^")
    if not base.box.flat:
        rows = list(base.box.rows)
        sides = [""] * len(rows)
        sides[0], sides[-1] = raised, lowered
        width = max(map(cell_len, sides))
        sides = [side + " " * (width - cell_len(side)) for side in sides]
        return Atom(base.kind, Box(tuple(map(str.__add__, rows, sides)), base.box.base))
    text = base.box.rows[0]
    compound = base.kind == "ord" and len(text) > 1 and _OPERATORS.search(text) and not _enclosed(text)
    if base.kind == "inner" or compound:
        text = f"({text})"
    kind = "ord" if base.kind == "inner" else base.kind
    kind = kind if (low and high) or kind != "ord" else "inner"
    return atom(kind, text + lowered + raised)


def is_sum(atoms: Sequence[Atom]) -> bool:
    """Whether a group would need brackets to be multiplied or raised."""
    return any(part.kind in ("bin", "rel", "inner") for part in atoms[1:])


def fraction(above: str, below: str) -> Atom:
    """Return ``above/below`` with the brackets it needs."""
    return atom("inner", f"{guarded(above)}/{factor(below)}")


def stacked(name: str, above: Sequence[Atom], below: Sequence[Atom]) -> Atom:
    """Return what ``\\over``, ``\\choose`` or ``\\atop`` makes of two lists."""
    one, other = (set_atoms(part, tight=True) for part in (above, below))
    if not one.flat or not other.flat:
        raise Unshowable
    if name == "over":
        return fraction(one.rows[0], other.rows[0])
    if name == "choose":
        return binomial(one.rows[0], other.rows[0])
    return atom("ord", f"({one.rows[0]}; {other.rows[0]})")


def binomial(above: str, below: str) -> Atom:
    """Return ``(n choose k)``."""
    return atom("ord", f"({above} choose {below})")
