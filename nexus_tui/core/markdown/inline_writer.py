"""From inline tokens to plain text and runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from markdown_it.token import Token

from nexus_tui.core.markdown.block import TITLE_SCHEME, Run
from nexus_tui.core.markdown.parser import Environment
from nexus_tui.core.sanitize import sanitize_line, sanitize_same_length

if TYPE_CHECKING:
    from nexus_tui.core.markdown.abbreviations import Abbreviations
    from nexus_tui.core.markdown.html_tags import HtmlToken

_SIZE = re.compile(r"\s*\|\s*\d+(?:x\d+)?\s*\Z")
"""With which Obsidian gives the size of a picture, after its description."""
_STYLES = {"strong": "strong", "em": "em", "s": "strike", "mark": "mark", "sub": "sub", "sup": "sup"}


def _is_wide_script(character: str) -> bool:
    return bool(character) and (
        "\u2e80" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff" or "\uff00" <= character <= "\uffef"
    )


class InlineWriter:
    """Collects text and runs."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._parts: list[str] = []
        self._runs: list[Run] = []
        self._position = 0
        self._styles: list[str] = []
        self._hrefs: list[str] = []
        self._tags: list[tuple[str, bool]] = []
        """Names of the HTML tags that are open, and whether each is a link."""
        self._hidden = False
        """After a comment with a blank before it: a blank that follows is one too many."""

    def result(self) -> tuple[str, tuple[Run, ...]]:
        """The plain text, without blanks at its end, and its runs in order."""
        text = "".join(self._parts)
        stop = len(text.rstrip(" \n"))
        runs: Sequence[Run] = self._runs
        if stop < len(text):
            runs = [run if run.end <= stop else run._replace(end=stop) for run in runs if run.start < stop]
            text = text[:stop]
        known = self._env.get("abbreviations")
        return text, tuple(_explained(text, runs, self._abbreviations(known))) if known else tuple(runs)

    def _abbreviations(self, known: dict[str, dict[str, str]]) -> Abbreviations:
        from nexus_tui.core.markdown.abbreviations import Abbreviations

        found: Abbreviations | None = self._env.get("abbreviation_index")
        if found is None or not found.of(known):
            found = self._env["abbreviation_index"] = Abbreviations(known)
        return found

    def write(self, tokens: Sequence[Token]) -> None:
        """Append ``tokens`` of one paragraph."""
        pending: list[str] = []
        for index, token in enumerate(tokens):
            kind = token.type
            if kind in ("text", "text_special"):
                pending.append(token.content)
                continue
            if pending:
                self._words("".join(pending))
                pending.clear()
            if kind == "softbreak":
                self._soft_break(tokens[index + 1].content if index + 1 < len(tokens) else "")
            elif kind == "hardbreak":
                self.text("\n")
            elif kind == "code_inline":
                self.text(token.content, "code")
            elif kind == "link_open":
                self._hrefs.append(sanitize_line(str(token.attrs.get("href", ""))))
                self._styles.append("link")
            elif kind == "link_close":
                self._hrefs.pop()
                self._styles.pop()
            elif token.nesting > 0:
                self._styles.append(_STYLES.get(token.tag, token.tag))
            elif token.nesting < 0:
                self._styles.pop()
            else:
                self._leaf(token)
        if pending:
            self._words("".join(pending))

    def text(self, text: str, style: str = "", href: str = "") -> None:
        """Append ``text`` in the styles that are open, and ``style``; a tab in it is a blank."""
        if not text:
            return
        clean = sanitize_same_length(text)
        if "\t" in clean:
            clean = clean.replace("\t", " ")
        if self._hidden:
            self._hidden = False
            clean = clean if style else clean.removeprefix(" ")
            if not clean:
                return
        if self._parts and self._parts[-1][-1] == "\n":
            clean = clean.lstrip(" ")
            if not clean:
                return
        names = " ".join([*self._styles, style] if style else self._styles) if self._styles or style else ""
        if "su" in names:
            clean = _raised(clean, names)
        start = self._position
        self._position += len(clean)
        self._parts.append(clean)
        target = self._hrefs[-1] if self._hrefs else href
        if not names and not target:
            return
        if self._runs:
            last = self._runs[-1]
            if last.end == start and last.style == names and last.href == target:
                self._runs[-1] = last._replace(end=self._position)
                return
        self._runs.append(Run(start, self._position, names, target))

    def _words(self, text: str) -> None:
        """Running text; short codes of emoji become what they stand for."""
        if text.count(":") > 1:
            from nexus_tui.core.markdown.emoji import replace_codes

            text = replace_codes(text)
        self.text(text)

    def _soft_break(self, following: str) -> None:
        """A line end in the source: a blank, but nothing between two characters of scripts without blanks."""
        before = self._parts[-1][-1:] if self._parts else ""
        if not (_is_wide_script(before) and _is_wide_script(following[:1])):
            self.text(" ")

    def _leaf(self, token: Token) -> None:
        kind = token.type
        if kind == "image":
            self._image(token)
        elif kind == "html_inline":
            self._html(token.content)
        elif kind == "image_embed":
            source = sanitize_line(str(token.attrs["src"]))
            self.text(f"▨ {token.content or source.rsplit('/', 1)[-1]}", "image", source)
        elif kind == "math_inline":
            self._math(token)
        elif kind == "footnote_reference":
            self._note(token.content, f"[^{token.content}]")
        elif kind == "inline_note":
            self._note("^" + token.content, f"^[{token.content}]")
        else:
            self.text(token.content, "html" if kind == "attributes" else "")

    def _image(self, token: Token) -> None:
        inner = InlineWriter({})
        inner.write(token.children or [])
        alt = _SIZE.sub("", inner.result()[0])
        source = sanitize_line(str(token.attrs.get("src", "")))
        label = alt or source.rsplit("/", 1)[-1] or "image"
        self.text(f"▨ {label}", "image", source)

    def _math(self, token: Token) -> None:
        from nexus_tui.core.markdown.mathtext import to_unicode

        shown = to_unicode(token.content, inline=True)
        self.text(shown if shown is not None else f"{token.markup}{token.content}{token.markup[::-1]}", "math")

    def _note(self, key: str, source: str) -> None:
        number = self._env.get("note_numbers", {}).get(key)
        if number is None:
            self.text(source)
        else:
            self.text(f"[{number}]", "footnote", f"#fn-{number}")

    def _html(self, source: str) -> None:
        """An HTML tag: known ones change the look of what follows, others are shown as they are."""
        from nexus_tui.core.markdown.html_tags import INLINE, inline_tag

        tag = inline_tag(source)
        if tag is None:
            self._hidden = not self._parts or self._parts[-1][-1] in " \n"
        elif tag.kind == "void":
            self._void(tag, source)
        elif tag.kind == "source" or tag.name not in INLINE:
            self.text(source, "html")
        elif tag.kind == "open":
            href = sanitize_line(tag.attributes.get("href", "")).strip() if tag.name == "a" else ""
            title = sanitize_line(tag.attributes.get("title", "")).strip() if tag.name == "abbr" else ""
            target = href or (TITLE_SCHEME + title if title else "")
            self._tags.append((tag.name, bool(target)))
            self._styles.append(INLINE[tag.name] if tag.name != "a" or href else "")
            if target:
                self._hrefs.append(target)
        else:
            self._end_tag(tag.name, source)

    def _void(self, tag: HtmlToken, written: str) -> None:
        name = tag.name
        if name == "br":
            self.text("\n")
        elif name == "wbr":
            self.text("\u200b")
        elif name == "img":
            clean = sanitize_line(tag.attributes.get("src", "")).strip()
            alt = sanitize_line(tag.attributes.get("alt", "")).strip()
            self.text(f"▨ {alt or clean.rsplit('/', 1)[-1] or 'image'}", "image", clean)
        elif name == "input" and tag.attributes.get("type", "").lower() in ("checkbox", "radio"):
            self.text("☑" if "checked" in tag.attributes else "☐")
        else:
            self.text(written, "html")

    def _end_tag(self, name: str, source: str) -> None:
        if not self._tags or self._tags[-1][0] != name or not self._styles:
            self.text(source, "html")
            return
        self._styles.pop()
        if self._tags.pop()[1]:
            self._hrefs.pop()


_SUPER = str.maketrans(
    "0123456789+-=()abcdefghijklmnoprstuvwxyz",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",
)
_SUB = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")


def _raised(text: str, names: str) -> str:
    """``text`` in the characters for superscripts or subscripts, if there is one for each of its own."""
    for name, table in (("sup", _SUPER), ("sub", _SUB)):
        if name in names.split() and all(ord(character) in table for character in text):
            return text.translate(table)
    return text


def _explained(text: str, runs: Sequence[Run], known: Abbreviations) -> Iterator[Run]:
    """``runs`` with one more for each abbreviation in running text."""
    position = 0
    for run in [*runs, Run(len(text), len(text), "")]:
        yield from known.runs(text, position, run.start)
        if run.end > run.start:
            yield run
        position = run.end
