"""The info string of a code fence, and the colours of the code in it. Pygments is loaded when first needed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from nexus_tui.core.markdown.code_info import CodeInfo
from nexus_tui.core.model import Cancelled, never

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

LIMIT = 100_000
"""Characters of a block that :func:`highlight` colours when nothing else is asked for (about 0.2 s of lexing)."""
LONGEST_LINE = 5_000
"""Code with a longer line is minified or data: it stays plain, since some lexers take quadratic time for it."""
LONGEST_INFO = 2_000
"""Characters of an info string that are read."""

STYLES = (
    "tok.keyword",
    "tok.type",
    "tok.function",
    "tok.class",
    "tok.builtin",
    "tok.decorator",
    "tok.variable",
    "tok.constant",
    "tok.tag",
    "tok.attribute",
    "tok.string",
    "tok.escape",
    "tok.regex",
    "tok.number",
    "tok.comment",
    "tok.preproc",
    "tok.operator",
    "tok.inserted",
    "tok.deleted",
    "tok.heading",
    "tok.prompt",
    "tok.output",
    "tok.error",
    "tok.emphasis",
    "tok.strong",
)
"""All style names that a span can have."""

_TOKENS = {
    "Keyword": "keyword",
    "Keyword.Type": "type",
    "Keyword.Constant": "constant",
    "Name.Function": "function",
    "Name.Class": "class",
    "Name.Namespace": "class",
    "Name.Exception": "class",
    "Name.Builtin": "builtin",
    "Name.Builtin.Pseudo": "variable",
    "Name.Decorator": "decorator",
    "Name.Variable": "variable",
    "Name.Constant": "constant",
    "Name.Entity": "escape",
    "Name.Tag": "tag",
    "Name.Attribute": "attribute",
    "Name.Property": "attribute",
    "Literal": "constant",
    "Literal.Date": "number",
    "Literal.String": "string",
    "Literal.String.Escape": "escape",
    "Literal.String.Interpol": "escape",
    "Literal.String.Regex": "regex",
    "Literal.Number": "number",
    "Comment": "comment",
    "Comment.Preproc": "preproc",
    "Operator": "operator",
    "Operator.Word": "keyword",
    "Generic.Inserted": "inserted",
    "Generic.Deleted": "deleted",
    "Generic.Heading": "heading",
    "Generic.Subheading": "heading",
    "Generic.Prompt": "prompt",
    "Generic.Output": "output",
    "Generic.Error": "error",
    "Generic.Traceback": "error",
    "Generic.Emph": "emphasis",
    "Generic.Strong": "strong",
}
"""Pygments token (without ``Token.``) and all below it that is not listed itself -> style."""

_ALIASES = {
    "patch": "diff",
    "containerfile": "docker",
    "gql": "graphql",
    "sqlite": "sql",
    "jinja2": "jinja",
    "j2": "jinja",
    "kdl": "json5",
    "jsonc": "json5",
    "jsonl": "json",
    "ndjson": "json",
    "mjs": "javascript",
    "cjs": "javascript",
    "node": "javascript",
    "svelte": "html",
    "astro": "html",
    "mustache": "handlebars",
    "hbs": "handlebars",
    "ejs": "erb",
    "svg": "xml",
    "stylus": "sass",
    "postcss": "scss",
    "h": "c",
    "hpp": "cpp",
    "opencl": "c",
    "metal": "cpp",
    "fs": "fsharp",
    "kt": "kotlin",
    "kts": "kotlin",
    "gradle": "groovy",
    "ml": "ocaml",
    "m": "objective-c",
    "rmd": "markdown",
    "mdx": "markdown",
    "conf": "ini",
    "env": "bash",
    "dotenv": "bash",
    "gitignore": "bash",
    "editorconfig": "ini",
    "service": "systemd",
    "vimscript": "vim",
    "viml": "vim",
    "el": "emacs-lisp",
    "sol": "solidity",
    "vb": "vb.net",
    "cmd": "bat",
    "doctest": "pycon",
    "ipython": "pycon",
    "traceback": "pytb",
    "nu": "bash",
    "nushell": "bash",
    "godot": "gdscript",
    "hack": "php",
    "wasm": "wat",
    "sh-session": "console",
    "shellsession": "console",
    "bash-session": "console",
    "terminal": "console",
}
"""Names that people write and Pygments does not know."""

_PLAIN = frozenset({"", "text", "txt", "plain", "plaintext", "none", "output", "raw", "nohighlight"})
_SHELLS = frozenset({"bash", "sh", "shell", "zsh", "ksh", "fish"})
_PROMPT = re.compile(r"\s*[$%❯#] \S")


class Span(NamedTuple):
    """A coloured piece of code."""

    start: int
    """First character, counted from the start of the code."""
    end: int
    style: str
    """One of ``STYLES``."""


_LANGUAGE = re.compile(r"[^\s{},=\"']+")
_PART = re.compile(
    r"""(?P<key>[^\s=,{}"']+)=(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>[^']*)'|\{(?P<braced>[^}]*)\}|(?P<bare>[^\s,}]*))"""
    r"""|\{(?P<braces>[^{}]*)\}|(?P<word>[^\s,{}]+)"""
)
_LINES = re.compile(r"[\d\s,-]*\d[\d\s,-]*")
_RANGE = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")
_FILE_NAME = re.compile(r"[\w./\\+-]*\.\w+|[\w.-]+/[\w./-]+")
_DIRECTIVE = re.compile(r"^\{(?:code-block|code-cell|code|sourcecode)\}|[{}]")
_TITLES = ("title", "filename", "file", "name")
_NUMBERINGS = ("linenums", "startFrom", "start", "linenostart")
_NUMBER_FLAGS = frozenset({"linenos", "linenums", "showLineNumbers", "line-numbers", ":line-numbers", "numberLines"})
_MARKINGS = ("hl_lines", "highlight", "mark", "emphasize-lines")


def parse_info(info: str) -> CodeInfo:
    """Read the info string of a fence, as CommonMark gives it (trimmed, escapes and entities resolved).

    Understood are the ways of MkDocs (``py title="a.py" hl_lines="1 3-5" linenums="7"``), Docusaurus and VitePress
    (``js{1,3-5} showLineNumbers``), Pandoc (``{.python .numberLines startFrom="7"}``), R Markdown
    (``{r, echo=FALSE}``), MyST (``{code-block} python``), rustdoc (``rust,ignore``) and ``lang:file.ext``. Unknown
    words become flags or options. Never raises.
    """
    language, title, rest = _leading(info[:LONGEST_INFO].strip())
    flags: list[str] = []
    options: dict[str, str] = {}
    marked: list[tuple[int, int]] = []
    for part in _PART.finditer(rest):
        if (key := part["key"]) is not None:
            value = next((part[kind] for kind in ("double", "single", "braced", "bare") if part[kind] is not None), "")
            options[key] = re.sub(r'\\(["\\])', r"\1", value)
            marked += _line_ranges(value) if key in _MARKINGS else ()
        elif (braces := part["braces"]) is not None:
            if _LINES.fullmatch(braces):
                marked += _line_ranges(braces)
            else:
                flags += braces.split()
        elif not language:
            language = part["word"]
        else:
            flags.append(part["word"].removeprefix("."))
    title = title or next((options[key] for key in _TITLES if options.get(key)), "")
    language = language.removeprefix(".").lower()
    return CodeInfo(language, title, tuple(marked), _first_line(flags, options), frozenset(flags), options)


def _leading(text: str) -> tuple[str, str, str]:
    """The language and the file name that start an info string, where they do, and the rest of it."""
    if text[:1] == "{" and not _LINES.fullmatch(text.strip("{}")):
        return "", "", _DIRECTIVE.sub(" ", text)
    found = _LANGUAGE.match(text)
    if found is None or text[found.end() : found.end() + 1] == "=":
        return "", "", text
    language, _, name = found[0].partition(":")
    return (language, name, text[found.end() :]) if _FILE_NAME.search(name) else (found[0], "", text[found.end() :])


def _line_ranges(text: str) -> Iterator[tuple[int, int]]:
    for found in _RANGE.finditer(text):
        first, last = int(found[1]), int(found[2] or found[1])
        if 0 < first <= last:
            yield first, last


def _first_line(flags: list[str], options: Mapping[str, str]) -> int | None:
    for key in _NUMBERINGS:
        if options.get(key, "").isdecimal():
            return int(options[key][:9])
    asked = _NUMBER_FLAGS.intersection([*flags, *options]) - {key for key, value in options.items() if value == "false"}
    return 1 if asked else None


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    """Alias in lower case -> name of the lexer, for the lexers that come with Pygments."""
    from pygments.lexers import get_all_lexers

    names: dict[str, str] = {}
    for name, aliases, patterns, _ in get_all_lexers(plugins=False):
        for alias in aliases:
            names.setdefault(alias.lower(), name)
        for pattern in patterns:
            if pattern.startswith("*.") and pattern[2:].isalnum():
                names.setdefault("." + pattern[2:].lower(), name)
        names.setdefault(name.lower(), name)
    return names


def _lexer_name(language: str) -> str:
    """The lexer's name for a language, an alias or a file name; empty if there is none."""
    wanted = language.strip().lower().removeprefix("language-").removeprefix("lang-")
    if wanted in _PLAIN or len(wanted) > 100:
        return ""
    names = _names()
    extension = "." + wanted.rpartition(".")[2]
    known = names.get(wanted) or names.get(_ALIASES.get(wanted, "")) or names.get(extension)
    return "" if known is None or known == "Text only" else known


def language_name(language: str) -> str:
    """Return the name to show for the language of a fence: ``Python`` for ``py``; as written if it is not known."""
    return _lexer_name(language) or language


def _load(language: str, code: str) -> Lexer | None:
    from pygments.lexers import find_lexer_class

    wanted = language.strip().lower()
    if wanted in _SHELLS and _PROMPT.match(code):
        wanted = "console"
    name = _lexer_name(wanted)
    found = find_lexer_class(name) if name else None
    return found(ensurenl=False, stripnl=False) if found else None


@lru_cache(maxsize=512)
def _style(token: _TokenType) -> str:
    """The style of a token by its longest prefix in the table; empty if it has none."""
    parts = list(token)
    while parts:
        if style := _TOKENS.get(".".join(parts)):
            return f"tok.{style}"
        parts.pop()
    return ""


class Highlighter:
    """Colours one block of code from its start on, as far as it is looked at.

    Not safe for use by two threads at once. The first call loads the lexer (up to 25 ms) and belongs in a worker.
    """

    def __init__(self, code: str, language: str) -> None:
        """``code``: text with ``\\n`` line ends; ``language``: what the fence says, an alias or a file name."""
        self.spans: list[Span] = []
        """All found so far: in order, without overlap, neighbours of different style or apart."""
        self.reached = 0
        """Characters from the start that are coloured for good."""
        self._code = code
        self._language = language
        self._tokens: Iterator[tuple[int, _TokenType, str]] | None = None

    @property
    def done(self) -> bool:
        """Whether the block is coloured to its end."""
        return self.reached >= len(self._code)

    def advance(self, until: int | None = None, cancelled: Cancelled = never) -> None:
        """Colour the code at least up to character ``until`` (all of it by default) or until ``cancelled()``.

        Code in an unknown language, with a line above ``LONGEST_LINE`` or at which the lexer fails stays plain from
        there on. Never raises.
        """
        until = len(self._code) if until is None else min(until, len(self._code))
        try:
            if self._tokens is None:
                self._tokens = self._start()
            for count, (start, token, text) in enumerate(self._tokens):
                self._add(start, token, text)
                if self.reached >= until or (count % 256 == 255 and cancelled()):
                    return
        except Exception:  # lexers are programs of many authors; colours are not worth a crash
            self._tokens = iter(())
        self.reached = len(self._code)

    def _start(self) -> Iterator[tuple[int, _TokenType, str]]:
        if not self._code or any(len(line) > LONGEST_LINE for line in self._code.split("\n")):
            return iter(())
        lexer = _load(self._language, self._code)
        return iter(()) if lexer is None else iter(lexer.get_tokens_unprocessed(self._code))

    def _add(self, start: int, token: _TokenType, text: str) -> None:
        start, end = max(start, self.reached), min(start + len(text), len(self._code))
        if end <= start:
            return
        self.reached = end
        style = _style(token)
        if not style:
            return
        if self.spans and self.spans[-1].end == start and self.spans[-1].style == style:
            self.spans[-1] = Span(self.spans[-1].start, end, style)
        else:
            self.spans.append(Span(start, end, style))

    def between(self, start: int, end: int) -> list[Span]:
        """Return the spans found so far that touch ``code[start:end]``, cut to it, offsets still of the whole code."""
        first = bisect_left(self.spans, start, key=lambda span: span.end - 1)
        last = bisect_left(self.spans, end, key=lambda span: span.start)
        return [Span(max(span.start, start), min(span.end, end), span.style) for span in self.spans[first:last]]


def highlight(code: str, language: str, limit: int = LIMIT, cancelled: Cancelled = never) -> list[Span]:
    """Return the coloured pieces of the first ``limit`` characters of ``code``, in order and without overlap.

    Text that no colour is known for has no span. An unknown language gives an empty list. Never raises.
    """
    highlighter = Highlighter(code, language)
    highlighter.advance(limit, cancelled)
    return highlighter.between(0, limit)
