"""A piece cut out of Markdown: the markup that the cut has left half of is made whole or taken away."""

from __future__ import annotations

import re

LOOKED_AT = 600
"""Characters before and after a piece that are looked at."""

_BREAK = re.compile(r"\n[ \t>]*\n|(?:\A|\n)[ \t>]*(?:`{3,}|~{3,})[^\n`]*(?=\n|\Z)")
"""What a link, code or emphasis does not go beyond: a blank line, or the fence of a block of code."""
_BLANK = re.compile(r"\n[ \t>]*\n")
"""The same in a text without fences, found many times faster."""
_TAIL_OF_TARGET = re.compile(r"\A[^\s()]*\)")
_TAIL_OF_REFERENCE = re.compile(r"\A[^\[\]\n]*\]")
_CUT_TARGET = re.compile(r"!?\[([^\[\]]*)\](?:\([^()\s]*|\[[^\[\]\n]*)\Z")
_NO_OPENING = re.compile(r"\A([^\[\]]*)\](?:\([^()\s]*\Z|\[[^\[\]\n]*\Z)")
"""The text of a link both of whose ends are cut off."""
_CLOSES = re.compile(r"\A[^\[\]]*(?:\]\(|\]\[|\]\])")
_OPENED = re.compile(r"!?\[{1,2}(?:[^\[\]|]*\|)?([^\[\]]*)\Z")
_TICKS = re.compile(r"`+")
_SIGNS = re.compile(r"\*(?<=\S\*)\**|~~(?<=\S~~)|\*\**(?=\S)|~~(?=\S)")
"""Each alternative begins with a fixed sign, so that no character but these is looked at twice."""
_CODE = re.compile(r"(`(?<!``)`*)[^`]++(?:`++[^`]++)*?\1(?!`)")


def mended(before: str, text: str, after: str) -> str:
    """``text``, cut out of a source between ``before`` and ``after``, so that no half of a link, of code or of emphasis
    stands in it that :func:`markup.inline_text` would leave."""
    before = _break_in(before).split(before[-LOOKED_AT:])[-1]
    after = _break_in(after).split(after[:LOOKED_AT], maxsplit=1)[0]
    breaks = list(_break_in(text).finditer(text)) if before or after else []
    if not breaks:
        return _mended(before, text, after)
    first, last = breaks[0].start(), breaks[-1].end()
    return _mended(before, text[:first], "") + text[first:last] + _mended("", text[last:], after)


def _break_in(text: str) -> re.Pattern[str]:
    return _BREAK if "```" in text or "~~~" in text else _BLANK


def _mended(before: str, text: str, after: str) -> str:
    """As :func:`mended`, within one paragraph."""
    if before:
        text = _head(before, text)
    if after:
        text = _tail(text, after)
    if "`" in text:
        text = _code(before, text, after)
    return _emphasis(before, text, after) if "*" in text or "~~" in text else text


def _head(before: str, text: str) -> str:
    """Without the rest of a link's target; with the bracket that its text begins with."""
    target, reference = before.rfind("]("), before.rfind("][")
    if target >= 0 and not any(sign in before[target + 2 :] for sign in ") \n"):
        return _TAIL_OF_TARGET.sub("", text)
    if reference >= 0 and "]" not in before[reference + 2 :] and "[" not in before[reference + 2 :]:
        return _TAIL_OF_REFERENCE.sub("", text)
    opened = before.rfind("[")
    if opened > before.rfind("]"):
        if _NO_OPENING.match(text):
            return _NO_OPENING.sub(r"\1", text)
        if _CLOSES.match(text):
            return ("[[" if before[opened - 1 : opened] == "[" else "[") + text
    return text


def _tail(text: str, after: str) -> str:
    """Without the beginning of a link's target, or the bracket of a text that goes on after the piece."""
    if "](" in text or "][" in text:
        text = _CUT_TARGET.sub(r"\1", text)
    if text.rfind("[") > text.rfind("]") and _CLOSES.match(after):
        text = _OPENED.sub(r"\1", text)
    return text


def _code(before: str, text: str, after: str) -> str:
    """With the backticks of code that began before, without those of code that goes on after."""
    opened = _TICKS.findall(_CODE.sub(" ", before)) if before else []
    if opened and opened[-1] in _TICKS.findall(_hidden(text)):
        text = f"{opened[-1]}{text}"
    left = list(_TICKS.finditer(_hidden(text))) if after else []
    if left and left[-1][0] in _TICKS.findall(after):
        text = text[: left[-1].start()] + text[left[-1].end() :]
    return text


def _emphasis(before: str, text: str, after: str) -> str:
    """The same for stars and tildes, where their number is odd."""
    found = list(_SIGNS.finditer(_hidden(text)))
    if len(found) % 2 == 0:
        return text
    opened = _SIGNS.findall(_CODE.sub(" ", before))
    if len(opened) % 2 and opened[-1] == found[0][0]:
        return f"{opened[-1]}{text}"
    last = found[-1]
    return text[: last.start()] + text[last.end() :] if last[0] in after else text


def _hidden(text: str) -> str:
    """``text`` with something as long in the place of code."""
    return _CODE.sub(lambda code: "x" * len(code[0]), text) if "`" in text else text
