"""Fenced blocks of a page as Sybil regions, found with the parser that the reader itself uses.

Sybil brings its own regular-expression lexer for fences; it takes a fence inside a longer fence for an
example. CommonMark's rules are followed here instead, through markdown-it-py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token
from sybil import Document, Example, Region

EXECUTED = frozenset(
    {
        "python",
        "sql",
        "bash",
        "sh",
        "console",
        "graphql",
        "http",
        "yaml",
        "json",
        "toml",
        "dockerfile",
        "redis",
        "javascript",
    }
)
"""Languages whose blocks are run or validated."""

PLAIN = frozenset({"text", "mermaid", "html", "nginx", "diff", "markdown", "ini", "css", "xml", "math"})
"""Languages that are shown only."""

OPTIONS = frozenset(
    {
        "no-run",
        "file",
        "raises",
        "session",
        "blocks",
        "continue",
        "engine",
        "exit",
        "variables",
        "context",
        "schema",
        "app",
        "kind",
        "ignore",
    }
)

_OPTION = re.compile(r"""([a-z-]+)=(?:"([^"]*)"|'([^']*)')""")
_SETUP = re.compile(r"\A<!--\s*setup:[ \t]*([^\n]*)\n(.*?)-->\s*\Z", re.DOTALL)
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


class FenceError(Exception):
    """A fence that breaks the conventions; the message names the line."""


@dataclass(frozen=True)
class Output:
    """The expected output of a block."""

    text: str
    language: str
    start: int
    """0-based line of the first line of the text in the file."""
    end: int
    """0-based line of the closing fence."""


@dataclass(frozen=True)
class Block:
    """One block of a page."""

    language: str
    source: str
    line: int
    """1-based line of the opening fence (or of the comment)."""
    end: int
    """0-based line after the block."""
    options: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False
    output: Output | None = None

    @property
    def marked(self) -> str:
        """Why the block is not run; empty when it is."""
        return self.options.get("no-run", "")


def _info(info: str, line: int) -> tuple[str, bool, dict[str, str]]:
    """Split an info string into language, "is an output" and options."""
    language, _, rest = info.strip().partition(" ")
    options = {name: double or single for name, double, single in _OPTION.findall(rest)}
    words = _OPTION.sub("", rest).split()
    if words not in ([], ["output"]):
        raise FenceError(f"line {line}: cannot read the info string {info!r}")
    unknown = sorted(set(options) - OPTIONS)
    if unknown:
        raise FenceError(f"line {line}: unknown option {unknown[0]!r}")
    if not language:
        raise FenceError(f"line {line}: a fence without a language (plain text is `text`)")
    if not words and language not in EXECUTED | PLAIN:
        raise FenceError(f"line {line}: unknown language {language!r}")
    return language, bool(words), options


def without_front_matter(text: str) -> str:
    """The text with its front matter replaced by as many empty lines."""
    match = _FRONT.match(text)
    if match is None:
        return text
    return "\n" * match.group().count("\n") + text[match.end() :]


def _block(token: Token) -> Block | None:
    """The block a token stands for; output fences come back with the language ``output``."""
    assert token.map is not None
    first, end = token.map
    if token.type == "html_block":
        match = _SETUP.match(token.content)
        if match is None:
            return None
        language, _, options = _info(match.group(1), first + 1)
        return Block(language, match.group(2), first + 1, end, options, hidden=True)
    language, is_output, options = _info(token.info, first + 1)
    if is_output:
        return Block("output", token.content, first + 1, end, {"language": language})
    return Block(language, token.content, first + 1, end, options)


def blocks(text: str) -> list[Block]:
    """All blocks of a page in order, each with the output that follows it.

    Raises FenceError when an info string cannot be read, an output belongs to no block, or code is only indented.
    """
    found: list[Block] = []
    for token in MarkdownIt("commonmark").parse(without_front_matter(text)):
        if token.type == "code_block" and token.map is not None:
            raise FenceError(f"line {token.map[0] + 1}: an indented code block; use a fence with a language")
        if token.type not in {"fence", "html_block"}:
            continue
        block = _block(token)
        if block is None:
            continue
        if block.language != "output":
            found.append(block)
            continue
        if not found or found[-1].output is not None or found[-1].language not in EXECUTED:
            raise FenceError(f"line {block.line}: an output without a block that prints it")
        output = Output(block.source, block.options["language"], block.line, block.end - 1)
        last = found[-1]
        found[-1] = Block(last.language, last.source, last.line, block.end, last.options, last.hidden, output)
    return found


class FenceParser:
    """A Sybil parser: each executable block becomes a region that ``evaluate`` handles."""

    def __init__(self, evaluate: Callable[[Example], str | None]) -> None:
        self._evaluate = evaluate

    def __call__(self, document: Document) -> Iterable[Region]:
        starts = [0]
        for line in document.text.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        for block in blocks(document.text):
            if block.language in EXECUTED or "file" in block.options:
                end = starts[min(block.end, len(starts) - 1)]
                yield Region(starts[block.line - 1], end, parsed=block, evaluator=self._evaluate)
