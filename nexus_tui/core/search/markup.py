"""Markdown markup out of a text, by regular expressions: for the index, for headings and for snippets.

Not a parser: what it leaves or takes wrongly costs a stray word, never an error.
"""

from __future__ import annotations

import re
import threading

_URL = r"\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\)"
_TAG = r"</?[A-Za-z](?:[^<>`\"']|\"[^\"]*\"|'[^']*')*>"
_SHOWN = re.compile(r"<[A-Za-z][^<>]*?\b(?:alt|title|caption|summary|label)=(?:\"([^\"]*)\"|'([^']*)')[^<>]*>")
_NOISE = re.compile(
    rf"\](?:{_URL}|\[[^\[\]]*\])"
    r"|<(?:!--(?:[^-]|-(?!->))*-->|(?:https?|mailto|ftp):[^<>\s]*>|/[A-Za-z][^<>`]*>"
    r"|(?:br|a|b|i|p|u|em|strong|span|sup|sub|kbd|code|img|hr)(?:\s[^<>`]*)?/?>"
    r"|(?<![\w`]<)(?:(?:div|details|summary|table|t[rdh]|thead|tbody|[ou]l|li|d[ltd]|pre|h[1-6]|center|figure"
    r"|figcaption|section|article|aside|nav|video|audio|source|picture|svg|path|iframe|input|button|label|small|mark"
    r"|del|ins|abbr|cite|blockquote)(?:\s[^<>`]*)?/?>|[A-Za-z][\w\-.:]*(?:\s[^<>`=]*=[^<>`]*|\s*/)>))"
    r"|https?://[^\s<>)\]`]+"
)
"""Alternatives that all begin with a fixed character, which makes the search fast. Angle brackets after a letter or a
backtick, or around a name that HTML does not have and nothing else, are a type (``Vec<T>``) or code, not a tag."""
_DEFINITION = re.compile(r"(?m)^ {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\S+.*$")
_LETTER = re.compile(r"\[(?<![\]!`)]\[)([A-Za-z])\](?=[A-Za-z])")
_LETTER_AT_END = re.compile(r"\[(?<=[A-Za-z]{3}\[)([a-z])\](?![\w(\[:])")
_WORD_BEFORE = re.compile(r"[A-Za-z]+\Z")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_HEADING_ID = re.compile(r"[ \t]*\{:?[ \t]*#([^\s{}]+)[^{}]*\}[ \t]*$")
_PLAIN_HEADING = re.compile(r"(?:[^\W_]|(?<! ) |[\-,;?'\"()/|.]){0,400}").fullmatch
_SIMPLE_CODE = re.compile(r"`(?<!``)([^\s`]+(?: [^\s`]+)*)`(?!`)")
_MAYBE_MARKUP = re.compile(
    r"[\\`*\[\]<&~$^@{}]|==|%%|  |:(?!\s|\Z)|(?<![^\W_])_|_(?![^\W_])|www\.|mailto:|xmpp:", re.IGNORECASE
).search
"""What the reader's parser may take for more than text."""
_CODE_SPAN = re.compile(r"(`(?<!``)`*)([^`]++(?:`++[^`]++)*?)\1(?!`)")
_LINK = re.compile(rf"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\](?:{_URL}|\[[^\[\]]*\])")
_WIKI = re.compile(r"!?\[\[([^\[\]|]+)(?:\|([^\[\]]+))?\]\]")
# A pattern that begins with a character, not with an assertion, is looked for many times faster.
_STARS = re.compile(r"(\*(?<!\*\*)\*{0,2})(?=[^\s*])(.+?)(?<=[^\s*])\1(?!\*)")
_LINES = re.compile(r"(_(?<!\w_)_{0,2})(?=[^\s_])(.+?)(?<=[^\s_])\1(?!\w)")
_STRUCK = re.compile(r"(~(?<!~~)~?)(?=[^\s~])(.+?)(?<=[^\s~])\1(?!~)")
_ANGLE = re.compile(rf"<((?:https?|mailto|ftp):[^<>\s]*)>|<!--.*?-->|{_TAG}", re.DOTALL)


def strip_markup(text: str) -> str:
    """``text`` for the index: without link targets, URLs, reference definitions, HTML tags and comments.

    Captions and titles of HTML tags are kept, and code spans with their backticks. A letter of a word that stands in
    brackets to name an option (``E[x]tract``, ``[c]reate``) is a letter of the word.
    """
    if "=" in text and "<" in text:
        text = _SHOWN.sub(r" \1\2 ", text)
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    if "]:" in text:
        text = _DEFINITION.sub("", text)
    if "[" in text and _LETTER.search(text):
        text = _LETTER_AT_END.sub(_with_word, _LETTER.sub(r"\1", text))
    if "](" in text or "][" in text or "<" in text or "://" in text:
        text = _NOISE.sub(" ", text)
    return _unescaped(text) if "&" in text else text


def _with_word(letter: re.Match[str]) -> str:
    """``t]`` of ``lis[t]`` with the whole word after it: it may as well be a name with an index."""
    word = _WORD_BEFORE.search(letter.string[max(0, letter.start() - 40) : letter.start()])
    return f"{letter[0]} {word[0]}{letter[1]}" if word is not None else letter[0]


def heading_text(source: str) -> tuple[str, str]:
    """The plain text of a heading's source, and the id its author gave it (``{#id}``) or an empty string.

    The text is the one that the reader shows and makes the anchor from: where there may be markup other than simple
    code spans, by its parser, which takes longer to load than many pages to index.
    """
    identifier = ""
    if source.endswith("}") and (match := _HEADING_ID.search(source)):
        identifier, source = match[1], source[: match.start()]
    if _PLAIN_HEADING(source):
        return source, identifier
    if source.isprintable() and not _MAYBE_MARKUP(_SIMPLE_CODE.sub('"', source)):
        return _SIMPLE_CODE.sub(r"\1", source), identifier
    if "][" in source:
        source = _LINK.sub(lambda match: match[2] if match[0].endswith("]") else match[0], source)
    return _reader_text(source), identifier


_READER = threading.local()


def _reader_text(source: str) -> str:
    parse = getattr(_READER, "parse", None)
    if parse is None:
        from nexus_tui.core.markdown.inline import InlineParser
        from nexus_tui.core.markdown.parser import make_parser

        parse = _READER.parse = InlineParser(make_parser(), {}).parse
    text: str = parse(source)[0]
    return text.replace("\n", " ")


def inline_text(source: str) -> str:
    """The plain text of inline Markdown: code spans as they are, links as their text, images as their description."""
    codes: list[str] = []

    escapes = "\\" in source

    def keep(match: re.Match[str]) -> str:
        if escapes and (match.start() - len(source[: match.start()].rstrip("\\"))) % 2:
            return match[0]
        code = match[2].replace("\n", " ")
        codes.append(code[1:-1] if code[:1] == code[-1:] == " " and code.strip() else code)
        return f"\x00{len(codes) - 1}\x01"

    source = source.replace("\x00", "\ufffd").replace("\x01", "\ufffd")
    plain = _CODE_SPAN.sub(keep, source) if "`" in source else source
    plain = _without_marks(plain)
    return _KEPT.sub(lambda match: codes[int(match[1])], plain) if codes else plain


_KEPT = re.compile("\x00(\\d+)\x01")
_HELD = {mark: chr(0xE000 + number) for number, mark in enumerate("*_~[]<>&`!\\")}
_RELEASE = {ord(held): mark for mark, held in _HELD.items()}


def _without_marks(text: str) -> str:
    escapes = "\\" in text
    if escapes:
        text = _ESCAPE.sub(lambda match: _HELD.get(match[1], match[1]), text)
    if "<" in text:
        text = _ANGLE.sub(r"\1", text)
    if "[[" in text:
        text = _WIKI.sub(lambda match: match[2] or match[1], text)
    if "](" in text or "][" in text:
        text = _twice(_LINK, text, "]")
    for mark, pattern in (("*", _STARS), ("_", _LINES), ("~", _STRUCK)):
        if mark in text:
            text = _twice(pattern, text, mark)
    if "&" in text:
        text = _unescaped(text)
    return text.translate(_RELEASE) if escapes else text


def _twice(pattern: re.Pattern[str], text: str, mark: str) -> str:
    """What ``pattern`` finds replaced by its second group; once more for what stood inside, if ``mark`` is left."""
    text, count = pattern.subn(r"\2", text)
    return pattern.sub(r"\2", text) if count and mark in text else text


def _unescaped(text: str) -> str:
    from html import unescape

    return _ENTITY.sub(lambda match: unescape(match[0]), text)
