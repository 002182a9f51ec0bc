"""The plain text of simple Markdown without parsing it: for finding in pages of which little was ever on screen.

Only what can be nothing else is taken apart here: code between single backticks, emphasis around plain words, links
with a plain text and address, line ends within a paragraph. Whatever else could be markup is left to the parser.
"""

from __future__ import annotations

import re

from nexus_tui.core.sanitize import sanitize_same_length

_CONTROL = r"\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff"
_NORMAL = rf"[^\\`*_\[\]<&~$^@:=%!{{\n{_CONTROL}]"
_INNER = rf"(?=[^\W_])({_NORMAL}*+(?<=[^\W_]))"
_STRUCTURED = (
    rf"`(?! )([^`\n{_CONTROL}]++(?<! ))`(?!`)",
    rf"\*\*(?<![\w*]\*\*){_INNER}\*\*(?![\w*])",
    rf"\*(?<![\w*]\*){_INNER}\*(?![\w*])",
    rf"_(?<![\w_]_){_INNER}_(?![\w_])",
    rf"\[({_NORMAL}++)\]\((?:https?:(?=//)|(?![a-zA-Z][a-zA-Z0-9+.\-]*:))[^\s()<>\\\"'{_CONTROL}]*+\)",
)
_LITERAL = r"(?<=[^\W_])_++(?=[^\W_])|!(?!\[)|=(?!=)|%(?!%)|:(?=\s|\Z)|(?<=[!-~])\n(?=[!-~])"
_SIMPLE = re.compile(rf"(?:{_NORMAL}++|{'|'.join(_STRUCTURED)}|{_LITERAL})*+")
_STRIP = re.compile("|".join(_STRUCTURED))
_SOURCE = re.compile(rf"[\\`*_\[\]<&~$^@\n:=%!{{{_CONTROL}]|www\.", re.IGNORECASE)
_WWW = re.compile(r"www\.", re.IGNORECASE)


def quick_plain(source: str) -> str | None:
    """The plain text of the ``source`` of a paragraph, heading or cell, exactly as the parser gives it.

    None where only the parser can tell.
    """
    if _SOURCE.search(source) is None:
        return sanitize_same_length(source)
    if _SIMPLE.fullmatch(source) is None:
        return None
    text = _STRIP.sub(r"\1\2\3\4\5", source).replace("\n", " ").rstrip(" ")
    return None if _WWW.search(text) else sanitize_same_length(text)
