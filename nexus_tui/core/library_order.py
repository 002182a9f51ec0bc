"""Puts pages and folders into the order that the content declares, and names the sections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path

from nexus_tui.core import frontmatter
from nexus_tui.core.files import decode, read_bounded
from nexus_tui.core.frontmatter_fields import FieldReader, clean
from nexus_tui.core.library_nav import Nav
from nexus_tui.core.library_scan import FolderFiles, Walk
from nexus_tui.core.model import DocId, Page, Problem, Section
from nexus_tui.core.page_name import file_title, humanise, is_index_name
from nexus_tui.core.record import dataclass

MAX_SECTION_FILE = 256 * 1024
"""Bytes of a ``_section.yml`` or ``mkdocs.yml``."""

_DIGITS = re.compile(r"(\d{1,18})")
_NUMBERED = re.compile(r"[A-Za-z]{0,4}[-_ ]?\d")
_INDEX_RANK = ("index", "_index", "readme")

Key = tuple[int, float, list[str | int], str]


def natural_key(text: str) -> list[str | int]:
    """A sort key by which ``page 9`` comes before ``page 10``, letter case aside."""
    parts = _DIGITS.split(text.casefold())
    return [int(part) if index % 2 else part for index, part in enumerate(parts)]


@dataclass(slots=True)
class SectionFile:
    """What a ``_section.yml`` says."""

    title: str = ""
    order: float | None = None
    summary: str = ""
    pages: tuple[str, ...] = ()
    """Names of pages (with or without their suffix) and folders, in reading order."""
    problems: list[Problem] = field(default_factory=list)


def read_section_file(place: Path, path: str) -> SectionFile:
    """The section file at ``place``, called ``path`` in problems. Never raises."""
    try:
        data, _, _ = read_bounded(place, MAX_SECTION_FILE)
    except OSError as error:
        problem = Problem(path, f"The file cannot be read: {error.strerror or error}.", kind="file")
        return SectionFile(problems=[problem])
    text = decode(data)[0]
    values, problems = frontmatter.parse_mapping(text, path)
    read = FieldReader(text, path, {}, [])
    order = read.number("order", values.get("order"))
    found = SectionFile(
        title=read.text("title", values.get("title")),
        order=order if order is not None else read.number("weight", values.get("weight")),
        summary=read.text("summary", values.get("summary")),
        pages=read.texts("pages", values.get("pages")),
        problems=[*problems, *read.problems],
    )
    unknown = sorted(set(values) - {"title", "order", "weight", "summary", "pages"})
    if unknown:
        names = ", ".join(f"`{clean(name)[:40]}`" for name in unknown[:5])
        found.problems.append(Problem(path, f"Not known in a section file: {names}. Use title, order, summary, pages."))
    return found


class TreeBuilder:
    """Builds the tree of one scan. ``problems`` holds what it met."""

    def __init__(self, root: Path, found: Walk, pages: Mapping[DocId, Page], nav: Nav | None = None) -> None:
        """``nav``: the order of a navigation file. Without one only names and titles count and no file is read."""
        self._root = root
        self._found = found
        self._pages = pages
        self._nav = nav or Nav()
        self._read = nav is not None
        self.problems: list[Problem] = []

    def build(self) -> Section:
        """The root section, with folders that hold no page left out."""
        return self._section("")[0] or Section("", self._folder_title("", SectionFile(), None))

    def _section(self, path: str) -> tuple[Section | None, Page | None, SectionFile]:
        files = self._found.folders.get(path)
        if files is None:
            return None, None, SectionFile()
        meta = self._meta(path, files) if self._read and files.section_file else SectionFile()
        index_name = next(iter(index_first(files.pages)), None)
        prefix = f"{path}/" if path else ""
        index = DocId(prefix + index_name) if index_name else None
        entries = self._children(path, files, index_name, meta)
        if not entries and index is None:
            return None, None, meta
        children = tuple(child for _, child in entries)
        count = sum(child.count if isinstance(child, Section) else 1 for child in children) + (index is not None)
        page = self._pages[index] if index else None
        title = self._folder_title(path, meta, page)
        summary = meta.summary or (page.summary if page else "")
        return Section(path, title, index, children, count, summary), page, meta

    def _meta(self, path: str, files: FolderFiles) -> SectionFile:
        relative = f"{path}/{files.section_file}" if path else files.section_file
        meta = read_section_file(self._root / relative, relative)
        known = {name for page in files.pages for name in (page, page.rpartition(".")[0])} | set(files.folders)
        for name in meta.pages:
            if name.rstrip("/") not in known:
                message = f"`pages` names `{name[:80]}`, which is not in this folder; correct or remove it."
                meta.problems.append(Problem(relative, message))
        self.problems.extend(meta.problems)
        return meta

    def _folder_title(self, path: str, meta: SectionFile, page: Page | None) -> str:
        own = page.title if page and page.title != file_title(page.id) else ""
        name = path.rpartition("/")[2] if path else self._root.name
        return meta.title or own or self._nav.titles.get(path, "") or humanise(name or "library")

    def _children(
        self, path: str, files: FolderFiles, index_name: str | None, meta: SectionFile
    ) -> list[tuple[Key, Section | DocId]]:
        prefix = f"{path}/" if path else ""
        listed = {name.rstrip("/"): place for place, name in reversed(list(enumerate(meta.pages)))}
        names = [name for name in files.pages if name != index_name]
        by_name = _is_numbered([*names, *files.folders])
        entries: list[tuple[Key, Section | DocId]] = []
        for name in names:
            document = DocId(prefix + name)
            page = self._pages[document]
            place = listed.get(name, listed.get(name.rpartition(".")[0])) if listed else None
            rank = self._nav.ranks.get(document) if self._nav.ranks else None
            entries.append((_key(place, page.order, rank, name if by_name else page.title, name), document))
        for name in files.folders:
            section, page_of_it, sub_meta = self._section(prefix + name)
            if section is None:
                continue
            order = sub_meta.order if sub_meta.order is not None or page_of_it is None else page_of_it.order
            rank = self._nav.folder_ranks.get(section.path)
            entries.append((_key(listed.get(name), order, rank, name if by_name else section.title, name), section))
        entries.sort(key=lambda entry: entry[0])
        return entries


def _key(place: int | None, order: float | None, rank: int | None, title: str, name: str) -> Key:
    if place is not None:
        return (0, place, natural_key(title), name)
    if order is not None:
        return (1, order, natural_key(title), name)
    if rank is not None:
        return (2, rank, natural_key(title), name)
    return (3, 0, natural_key(title), name)


def index_first(names: Iterable[str]) -> list[str]:
    """Those of a folder's page names that can stand for the folder, the one that does first."""
    ranked = ((_INDEX_RANK.index(name.rpartition(".")[0].lower()), name) for name in names if is_index_name(name))
    return [name for _, name in sorted(ranked)]


def _is_numbered(names: list[str]) -> bool:
    """Whether the names themselves are numbered (``01-intro``, ``ch02``), so that they are the order."""
    numbered = sum(1 for name in names if _NUMBERED.match(name))
    return len(names) > 1 and numbered >= 0.8 * len(names)


def reading_order(tree: Section) -> tuple[DocId, ...]:
    """All documents of a tree, each section's own page first."""
    order: list[DocId] = []

    def visit(section: Section) -> None:
        if section.index is not None:
            order.append(section.index)
        for child in section.children:
            if isinstance(child, Section):
                visit(child)
            else:
                order.append(child)

    visit(tree)
    return tuple(order)
