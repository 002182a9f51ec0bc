"""The head of a page: finding it, reading it within limits, and saying what is wrong with it.

Heads in YAML between ``---`` lines and in TOML between ``+++`` lines are read. Every scalar of a YAML head is taken as
the text that stands there (no dates, numbers or booleans are guessed), so a title ``2024`` or ``Yes`` stays a title
and no value can be expensive to convert.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any, NamedTuple

from nexus_tui.core import frontmatter_fast
from nexus_tui.core.frontmatter_fields import FieldReader
from nexus_tui.core.model import Problem
from nexus_tui.core.record import dataclass

MAX_BYTES = 64 * 1024
"""A head longer than this is not read (characters of text, bytes of bytes)."""

MAX_DEPTH = 16
"""Mappings and lists within each other."""

MAX_EVENTS = 20_000
"""Scalars, lists and mappings in one head."""


class Split(NamedTuple):
    """Where the head of a page ends."""

    raw: str | None
    """The head with its opening fence line and without the closing one, so that its first line is line 1 of the file;
    None when the page has no head."""
    body_offset: int
    """Where the body starts, in characters of a text or bytes of bytes."""
    body_line: int
    """1-based line of the file on which the body starts."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a head says."""

    title: str = ""
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    summary: str = ""
    order: float | None = None
    """``order``, or ``weight`` where there is no ``order``."""
    updated: str = ""
    """``updated`` or ``date`` as written."""
    level: str = ""
    related: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """A source given as a mapping is its values joined by commas."""
    questions: tuple[tuple[str, str], ...] = ()
    """Question and answer."""
    draft: bool = False
    extra: Mapping[str, object] = field(default_factory=dict)
    """All other keys: texts, lists and mappings of texts."""
    problems: tuple[Problem, ...] = ()


EMPTY = FrontMatter()

_FENCES = {"---": re.compile(r"\n(?:---|\.\.\.)[ \t]*\r?(?=\n|\Z)"), "+++": re.compile(r"\n\+\+\+[ \t]*\r?(?=\n|\Z)")}
_FENCES_BYTES = {
    b"---": re.compile(rb"\n(?:---|\.\.\.)[ \t]*\r?(?=\n|\Z)"),
    b"+++": re.compile(rb"\n\+\+\+[ \t]*\r?(?=\n|\Z)"),
}
_BLANK_FIRST = re.compile(r"[^\n]*\n[ \t]*\r?(?:\n|\Z)")
_MAPPING = re.compile(r"^[^\s:=#][^\n:=]*[:=](?:\s|\Z)|^[ \t]*[#{]|\A[^\n]*\n?\Z", re.MULTILINE)
"""In a head: a key, a comment, a flow mapping, or nothing at all."""


def split(text: str | bytes) -> Split:
    """Find the head of a page. ``text`` may start with a byte order mark; bytes must be UTF-8 where the head is.

    A head starts on the first line, which is ``---`` or ``+++`` alone, is not followed by a blank line (then the line
    is a thematic break, as in Pandoc), and ends with the same line (or ``...`` for YAML) within :data:`MAX_BYTES`. What
    is between must have a line that could be of a mapping: ``---``, a word and ``---`` are a break and a heading.
    """
    if isinstance(text, bytes):
        return _split_bytes(text)
    start = 1 if text.startswith("\ufeff") else 0
    fence = text[start : start + 3]
    if fence not in _FENCES or text[start + 3 : text.find("\n", start) if "\n" in text else None].strip():
        return Split(None, start, 1)
    window = text[start : start + MAX_BYTES]
    close = _FENCES[fence].search(window)
    if close is None or (_BLANK_FIRST.match(window) and close.start() > window.find("\n")):
        return Split(None, start, 1)
    raw = window[: close.start() + 1]
    if fence == "---" and not _MAPPING.search(raw, raw.index("\n") + 1 if raw.count("\n") > 1 else 0):
        return Split(None, start, 1)
    end = min(close.end() + 1, len(text) - start)
    return Split(raw, start + end, window.count("\n", 0, end) + 1)


def _split_bytes(data: bytes) -> Split:
    start = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    if data[start : start + 3] not in _FENCES_BYTES:
        return Split(None, start, 1)
    close = _FENCES_BYTES[data[start : start + 3]].search(data, start, start + MAX_BYTES)
    if close is None:
        return Split(None, start, 1)
    end = min(close.end() + 1, len(data))
    found = split(data[start:end].decode("utf-8", "replace"))
    return Split(None, start, 1) if found.raw is None else Split(found.raw, end, found.body_line)


def parse(raw: str | None, document: str = "") -> FrontMatter:
    """Read a head as :func:`split` gives it (the fence line may be missing: then it is YAML). Never raises.

    ``document`` is the path that problems name. A head that cannot be read as a whole still gives the title, if a
    line of it says one.
    """
    if not raw:
        return EMPTY
    if raw.startswith("+++"):
        values, lines, problems = _toml(raw, document)
    elif (quick := frontmatter_fast.parse(raw)) is not None:
        values, lines, problems = quick, {}, []
    else:
        values, lines, problems = _yaml(raw, document)
    if not values and not problems:
        return EMPTY
    return _front_matter(values, FieldReader(raw, document, lines, problems))


def parse_mapping(text: str, document: str = "") -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """A whole YAML file (``_section.yml``, ``mkdocs.yml``, ``tags.yml``) as a mapping of texts. Never raises.

    The limits are those of a head, but for its size, which the caller bounds.
    """
    text = text.removeprefix("\ufeff")
    quick = frontmatter_fast.parse(text)
    if quick is not None:
        return quick, ()
    values, _, problems = _yaml(text, document, what="file")
    return values, tuple(problems)


def _front_matter(values: Mapping[str, Any], read: FieldReader) -> FrontMatter:
    rest = dict(values)
    order = read.number("order", rest.pop("order", None))
    weight = read.number("weight", rest.pop("weight", None))
    updated = read.text("updated", rest.pop("updated", None))
    return FrontMatter(
        title=read.text("title", rest.pop("title", None)),
        aliases=read.texts("aliases", rest.pop("aliases", None)) + read.texts("alias", rest.pop("alias", None)),
        tags=read.tags("tags", rest.pop("tags", None)),
        summary=read.text("summary", rest.pop("summary", None)) or read.text("description", rest.get("description")),
        order=order if order is not None else weight,
        updated=updated or read.text("date", rest.get("date")),
        level=read.text("level", rest.pop("level", None)),
        related=read.texts("related", rest.pop("related", None)),
        sources=read.sources("sources", rest.pop("sources", None)),
        questions=read.questions("questions", rest.pop("questions", None)),
        draft=read.flag("draft", rest.pop("draft", None)),
        extra=rest,
        problems=tuple(read.problems),
    )


_TITLE = re.compile(r"^title:[ \t]+(\S.*?)[ \t]*\r?$", re.MULTILINE)

_Parsed = tuple[dict[str, Any], dict[str, int], list[Problem]]


def _failed(raw: str, document: str, line: int, reason: str) -> _Parsed:
    """What remains of a head that cannot be read: a title, if a line says one, and the problem."""
    title = _TITLE.search(raw[:MAX_BYTES])
    values = {"title": title[1].strip("\"'")[:500]} if title else {}
    return values, {}, [Problem(document, reason, line)]


def _toml(raw: str, document: str) -> _Parsed:
    import tomllib

    body = raw.partition("\n")[2].replace("\r\n", "\n")
    try:
        values = tomllib.loads(body)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) + 1 if found else 1
        return _failed(raw, document, line, f"The front matter is not valid TOML: {error}. Correct this line.")
    return {key: _as_text(value) for key, value in values.items()}, {}, []


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _as_text(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_text(each) for each in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _yaml(raw: str, document: str, what: str = "front matter") -> _Parsed:
    import yaml

    base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        refused = _refuse(yaml.parse(raw, Loader=base))
        if refused:
            line, reason = refused
            return _failed(raw, document, line, f"The {what} {reason}")
        # BaseLoader builds texts, lists and mappings only: safer than safe_load, and nothing is converted.
        node = yaml.compose(raw, Loader=base)
        if node is None or node.value == "":
            return {}, {}, []
        if not isinstance(node, yaml.MappingNode):
            return _failed(raw, document, 1, f"The {what} is not a list of `key: value` lines; write them so.")
        lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value if isinstance(key.value, str)}
        return _build(node), lines, []
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        return _failed(raw, document, line, f"The {what} is not valid YAML: {_reason(error)}.{_advice(error)}")
    except (ValueError, RecursionError) as error:
        return _failed(raw, document, 1, f"The {what} cannot be read: {error}.")


def _build(node: Any) -> Any:
    """Texts, lists and mappings of a composed node (which :func:`_refuse` has found to be a shallow tree)."""
    if isinstance(node.value, str):
        return node.value
    if node.id == "sequence":
        return [_build(each) for each in node.value]
    return {_key(key): _build(value) for key, value in node.value}


def _key(node: Any) -> str:
    return node.value if isinstance(node.value, str) else str(_build(node))


def _refuse(events: Any) -> tuple[int, str] | None:
    """The line and the reason if the events of a head pass a limit."""
    depth = 0
    for count, event in enumerate(events):
        name = type(event).__name__
        line = event.start_mark.line + 1
        if name == "AliasEvent" or getattr(event, "anchor", None):
            return line, "uses a YAML anchor or alias (& or *); write the value out, or put it in quotes."
        if name in ("SequenceStartEvent", "MappingStartEvent"):
            depth += 1
        elif name in ("SequenceEndEvent", "MappingEndEvent"):
            depth -= 1
        if depth > MAX_DEPTH:
            return line, f"is nested more than {MAX_DEPTH} levels deep; make it flatter."
        if count > MAX_EVENTS:
            return line, f"has more than {MAX_EVENTS:,} values; make it shorter."
    return None


def _reason(error: Exception) -> str:
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return str(reason).splitlines()[0] if reason else "it cannot be read"


def _advice(error: Exception) -> str:
    reason = _reason(error)
    if "mapping values are not allowed" in reason:
        return " Put a value that holds `: ` in quotes."
    if "tab" in reason or "\\t" in reason:
        return " Indent with spaces."
    if "not allowed" in reason or "cannot start any token" in reason:
        return " Put the value in quotes."
    return " Correct this line or the one before it."
