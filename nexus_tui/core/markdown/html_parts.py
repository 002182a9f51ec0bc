"""A block of raw HTML as the parts that a page is made of: paragraphs, headings, items, code, rows and rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nexus_tui.core.markdown.html_model import HtmlCell, HtmlPart, TextBuilder
from nexus_tui.core.markdown.html_table import ALIGNMENTS, INNER_CELL, Columns, make_cell
from nexus_tui.core.markdown.html_tags import INLINE, HtmlToken, tokens
from nexus_tui.core.record import dataclass
from nexus_tui.core.sanitize import sanitize_line, sanitize_same_length

_SPACE = re.compile(r"[ \t\n\r\f]+")
_BULLETS = "•◦▪"
_INDENT = "\u00a0\u00a0"
"""Of lists in cells, for each list that they are in: blanks would be lost where lines are broken."""
_LASTING = frozenset({"div", "center"})
"""What may be opened in one block and closed in another, with Markdown between them that it aligns."""
_DEEPEST = 60
"""Containers and inline tags within each other that are told apart; more of them change nothing."""


@dataclass(slots=True)
class _List:
    ordered: bool
    number: int
    depth: int


def html_parts(source: str) -> list[HtmlPart]:
    """Return what a block of raw HTML shows, from top to bottom.

    Comments are hidden; unknown tags are shown as written in style ``html``; blanks are collapsed outside ``<pre>``. A
    fragment that only closes or opens containers gives no part. Unclosed and misplaced tags are put up with. All text
    is kept. Run styles are those of ``html_tags.INLINE`` and ``image``; several are separated by blanks. Never raises.
    """
    return _Builder(source).build()


class _Builder:
    """Walks over the tokens of one block."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.found: list[HtmlPart] = []
        self.text = TextBuilder()
        self.kind = "paragraph"
        self.level = 0
        self.styles: list[tuple[str, str]] = []
        self.hrefs: list[str] = []
        self.containers: list[str] = []
        self.lists: list[_List] = []
        self.aligns: list[tuple[str, str]] = []
        self.marker = ""
        self.pre = False
        self.language = ""
        self.anchors: list[str] = []
        self.tables = 0
        self.cells: list[HtmlCell] = []
        self.cell: HtmlToken | None = None
        self.columns = Columns()
        self.inner = 0
        """Tables that are open within the cell."""
        self.opened = False
        """Of the last ``<details>``."""
        self.line = 0
        self._counted = 0

    def build(self) -> list[HtmlPart]:
        for token in tokens(self.source):
            self._count(token)
            if token.kind == "text":
                self._write(token.text)
            elif token.kind == "source":
                self._write(token.text, "html")
            elif token.kind == "close":
                self._close(token.name)
            else:
                self._open(token)
        self._end_row()
        self._break()
        if self.anchors:
            self._emit(HtmlPart("anchor"))
        self.found += [HtmlPart("open", name, align=align) for name, align in self.aligns if name in _LASTING]
        return self.found

    def _open(self, token: HtmlToken) -> None:
        self._note(token)
        handler = _OPENERS.get(token.name)
        if handler is not None:
            handler(self, token)
        elif token.name in INLINE:
            self._inline(token)
        else:
            self._break()

    def _count(self, token: HtmlToken) -> None:
        if not self.text.parts and not self.cells:
            lead = len(token.text) - len(token.text.lstrip()) if token.kind == "text" else 0
            self.line += self.source.count("\n", self._counted, token.start + lead)
            self._counted = token.start + lead

    def _note(self, token: HtmlToken) -> None:
        names = (token.attributes.get("id", ""), token.attributes.get("name", "") if token.name == "a" else "")
        self.anchors += [sanitize_line(name) for name in names if name]

    # Text

    def _write(self, text: str, style: str = "") -> None:
        if self.pre:
            clean = sanitize_same_length(text.replace("\r\n", "\n"))
            if self.cell is not None and self.text.last() in ("", "\n"):
                clean = clean.removeprefix("\n")
        else:
            clean = sanitize_same_length(_SPACE.sub(" ", text))
            if self.text.last() in ("", " ", "\n"):
                clean = clean.lstrip(" ")
        names = " ".join(dict.fromkeys([name for _, name in self.styles if name] + ([style] if style else [])))
        self.text.add(clean, names, self.hrefs[-1] if self.hrefs else "")

    def _inline(self, token: HtmlToken) -> None:
        if len(self.styles) >= _DEEPEST:
            return
        if token.name == "q":
            self._write("“")
        self.styles.append((token.name, INLINE[token.name]))
        if token.name == "a":
            href = sanitize_line(token.attributes.get("href", "")).strip()
            self.hrefs.append(href)
            if not href:
                self.styles[-1] = ("a", "")

    def _image(self, token: HtmlToken) -> None:
        address = sanitize_line(token.attributes.get("src", "")).strip()
        alt = sanitize_line(token.attributes.get("alt", "")).strip()
        label = f"▨ {alt}" if alt else f"▨ {address.rsplit('/', 1)[-1] or 'image'}"
        target = self.hrefs[-1] if self.hrefs and self.hrefs[-1] else address
        names = " ".join(dict.fromkeys([name for _, name in self.styles if name] + ["image"]))
        self.text.add(label, names, target)

    def _line_break(self, token: HtmlToken) -> None:
        if self.text.last() == " ":
            self.text.drop_last()
        if self.text.parts:
            self.text.add("\n", "", "")

    def _word_break(self, token: HtmlToken) -> None:
        self.text.add("\u200b", "", "")

    def _box(self, token: HtmlToken) -> None:
        if token.attributes.get("type", "").lower() in ("checkbox", "radio"):
            self._write("☑ " if "checked" in token.attributes else "☐ ")
        else:
            self._write(token.text, "html")

    # Blocks

    def _break(self) -> None:
        """End the part under construction, if it shows anything."""
        if self.cell is not None:
            if self.text.parts and self.text.last() != "\n":
                self._line_break(self.cell)
            return
        text, runs = self.text.result(keep=self.pre)
        if self.pre:
            text = text.removeprefix("\n").rstrip("\n")
            runs = ()
        if text:
            self._emit(HtmlPart(self.kind, text, runs, self.level, language=self.language if self.pre else ""))
        self.text = TextBuilder()

    def _emit(self, part: HtmlPart) -> None:
        self.found.append(
            HtmlPart(
                part.kind,
                part.text,
                part.runs,
                part.level,
                self.aligns[-1][1] if self.aligns and part.kind != "row" else "",
                tuple(name.rstrip("0123456789") for name in self.containers),
                self.marker,
                part.language,
                part.cells,
                tuple(self.anchors),
                self.line,
            )
        )
        self.marker = ""
        self.anchors = []

    def _paragraph(self, token: HtmlToken) -> None:
        self._break()
        align = token.attributes.get("align", "center" if token.name == "center" else "").strip().lower()
        if not align and (style := re.search(r"text-align:\s*(\w+)", token.attributes.get("style", ""))):
            align = style[1].lower()
        if self.aligns and self.aligns[-1][0] == "p":
            self.aligns.pop()
        outer = self.aligns[-1][1] if self.aligns else ""
        if len(self.aligns) < _DEEPEST:
            self.aligns.append((token.name, align if align in ALIGNMENTS else outer))
        heading = token.name[0] == "h"
        if heading:
            self._mark(token.name, "strong")
        self.kind, self.level = ("heading", int(token.name[1:])) if heading else ("paragraph", 0)

    def _mark(self, name: str, style: str) -> None:
        """In a cell, a block is told by its style."""
        if self.cell is not None and len(self.styles) < _DEEPEST:
            self.styles.append((name, style))

    def _details(self, token: HtmlToken) -> None:
        self._break()
        self.opened = "open" in token.attributes

    def _named(self, token: HtmlToken) -> None:
        self._break()
        self._mark(token.name, "strong")
        self.kind, self.level = {"summary": "summary", "dt": "term"}.get(token.name, "caption"), int(self.opened)

    def _pre(self, token: HtmlToken) -> None:
        self._break()
        self._mark("pre", "code")
        self.kind, self.pre, self.language = "code", True, _language(token)

    def _code(self, token: HtmlToken) -> None:
        if self.pre:
            self.language = self.language or _language(token)
        self._inline(token)

    def _quote(self, token: HtmlToken) -> None:
        self._break()
        self._enter("quote")

    def _enter(self, container: str) -> None:
        if len(self.containers) < _DEEPEST:
            self.containers.append(container)

    def _list(self, token: HtmlToken) -> None:
        self._break()
        if len(self.lists) >= _DEEPEST:
            return
        start = token.attributes.get("start", "1")
        number = int(start) if re.fullmatch(r"-?\d{1,9}", start) else 1
        self.lists.append(_List(token.name == "ol", number, sum(not outer.ordered for outer in self.lists)))

    def _item(self, token: HtmlToken) -> None:
        self._end_item()
        if not self.lists:
            self.lists.append(_List(False, 1, 0))
        current = self.lists[-1]
        if re.fullmatch(r"-?\d{1,9}", token.attributes.get("value", "")):
            current.number = int(token.attributes["value"])
        self.marker = f"{current.number}." if current.ordered else _BULLETS[min(current.depth, len(_BULLETS) - 1)]
        current.number += 1
        if self.cell is not None:
            self.text.add(f"{_INDENT * (len(self.lists) - 1)}{self.marker} ", "list.bullet", "")
            self.marker = ""
        self._enter(f"item{len(self.lists)}")

    def _end_item(self) -> None:
        self._break()
        name = f"item{len(self.lists)}"
        if name in self.containers:
            del self.containers[self.containers.index(name) :]
        self.marker = ""

    def _described(self, token: HtmlToken) -> None:
        self._break()
        self.kind = "paragraph"
        self._enter("dd")

    def _rule(self, token: HtmlToken) -> None:
        self._break()
        if self.cell is None:
            self._emit(HtmlPart("rule"))

    # Tables

    def _table(self, token: HtmlToken) -> None:
        if self.cell is not None:
            self.inner += 1
            self._break()
            return
        self._end_row()
        self._break()
        self.tables += 1
        self.columns.clear()

    def _row(self, token: HtmlToken) -> None:
        if self.inner:
            self._break()
            return
        self._end_row()
        self._break()

    def _cell(self, token: HtmlToken) -> None:
        if self.inner:
            if self.text.last() not in ("", "\n"):
                self.text.add(INNER_CELL, "table.rule", "")
            return
        self._end_cell()
        if not self.cells:
            self._break()
        self.cell = token

    def _end_cell(self) -> None:
        if self.cell is None:
            return
        text, runs = self.text.result()
        self.inner, self.pre = 0, False
        self.cells.append(make_cell(self.cell, text, runs))
        self.text = TextBuilder()
        self.cell = None

    def _end_row(self) -> None:
        self._end_cell()
        cells, self.cells = self.columns.row(self.cells), []
        if any(cell.text for cell in cells):
            self._emit(HtmlPart("row", "\t".join(cell.text for cell in cells), level=self.tables, cells=cells))

    # Ends

    def _close(self, name: str) -> None:
        if name in INLINE:
            self._close_inline(name)
        elif self.inner and name in ("td", "th", "tr", "thead", "tfoot", "table"):
            self.inner -= name == "table"
            if name not in ("td", "th"):
                self._break()
        elif name in ("td", "th"):
            self._end_cell()
        elif name in ("tr", "table", "thead", "tfoot"):
            self._end_row()
            self._break()
        elif name == "li":
            self._end_item()
        else:
            self._break()
            self._close_block(name)

    def _close_inline(self, name: str) -> None:
        for at in range(len(self.styles) - 1, -1, -1):
            if self.styles[at][0] == name:
                del self.styles[at]
                if name == "a":
                    self.hrefs.pop()
                if name == "q":
                    self._write("”")
                return

    def _close_block(self, name: str) -> None:
        self.pre = False
        if self.cell is None:
            self.kind, self.level, self.language = "paragraph", 0, ""
            if name == "details":
                self.found.append(HtmlPart("end"))
        else:
            self._close_inline(name)
        if name in ("ul", "ol") and self.lists:
            self._end_item()
            self.lists.pop()
        container = {"blockquote": "quote", "dd": "dd"}.get(name)
        if container in self.containers:
            del self.containers[len(self.containers) - 1 - self.containers[::-1].index(container) :]
        for at in range(len(self.aligns) - 1, -1, -1):
            if self.aligns[at][0] == name:
                del self.aligns[at:]
                return
        if name in _LASTING:
            self.found.append(HtmlPart("close", name))


def _language(token: HtmlToken) -> str:
    found = re.search(r"(?:lang(?:uage)?|highlight-source)-([\w+#.-]+)", token.attributes.get("class", ""))
    return sanitize_line((found[1] if found else token.attributes.get("lang", "")).lower())


_Opener = Callable[[_Builder, HtmlToken], None]

_OPENERS: Mapping[str, _Opener] = {
    **dict.fromkeys(("p", "div", "center", "h1", "h2", "h3", "h4", "h5", "h6"), _Builder._paragraph),
    **dict.fromkeys(("summary", "dt", "figcaption", "caption"), _Builder._named),
    **dict.fromkeys(("ul", "ol"), _Builder._list),
    **dict.fromkeys(("td", "th"), _Builder._cell),
    "li": _Builder._item,
    "dd": _Builder._described,
    "blockquote": _Builder._quote,
    "pre": _Builder._pre,
    "details": _Builder._details,
    "code": _Builder._code,
    "table": _Builder._table,
    "tr": _Builder._row,
    "hr": _Builder._rule,
    "br": _Builder._line_break,
    "wbr": _Builder._word_break,
    "img": _Builder._image,
    "input": _Builder._box,
    **dict.fromkeys(("source", "col", "colgroup", "tbody"), lambda builder, token: None),
}
