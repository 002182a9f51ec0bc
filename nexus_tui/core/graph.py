"""The links of all pages: who links here, what is broken, what nobody links to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nexus_tui.core.errors import NexusError
from nexus_tui.core.files import decode, read_bounded
from nexus_tui.core.library import Library, ScanStopped
from nexus_tui.core.links import Ambiguous, Blocked, Broken, Internal, Resolution, resolve
from nexus_tui.core.model import Cancelled, DocId, Problem, Snapshot, Target, never
from nexus_tui.core.page_links import PageLink, page_links
from nexus_tui.core.sanitize import sanitize_line

MAX_READ = 8 * 1024 * 1024
"""Bytes of a page that are searched for links."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A link of a page and where it leads."""

    link: PageLink
    resolution: Resolution


@dataclass(frozen=True, slots=True)
class Backlink:
    """A link that leads to a page, seen from there."""

    source: DocId
    line: int
    """1-based line of the link in ``source``."""
    sentence: str
    """The sentence around the link as plain text; for a ``related`` entry of a front matter, empty."""
    anchor: str
    """The heading that the link names; empty: the page."""


@dataclass(slots=True)
class _Scanned:
    mtime_ns: int
    size: int
    links: tuple[PageLink, ...]


class Graph:
    """Links of one library. :meth:`update` reads pages that changed; everything else answers from memory."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._scanned: dict[DocId, _Scanned] = {}
        self._snapshot: Snapshot | None = None
        self._outgoing: dict[DocId, tuple[Outgoing, ...]] = {}
        self._incoming: dict[DocId, list[tuple[DocId, PageLink, str]]] = {}
        self._anchors: dict[DocId, tuple[int, int, dict[str, bool]]] = {}

    def update(self, snapshot: Snapshot, cancelled: Cancelled = never) -> None:
        """Bring the links up to date with ``snapshot``. Raises :class:`ScanStopped` when ``cancelled()``; what was
        read until then is kept for the next call, and the answers are those of the snapshot before."""
        if snapshot is self._snapshot:
            return
        for count, page in enumerate(snapshot.pages.values()):
            if count % 64 == 0 and cancelled():
                raise ScanStopped
            known = self._scanned.get(page.id)
            if known is None or not page.mtime_ns or (known.mtime_ns, known.size) != (page.mtime_ns, page.size):
                self._scanned[page.id] = _Scanned(page.mtime_ns, page.size, page_links(self._text(page.id)))
        outgoing: dict[DocId, tuple[Outgoing, ...]] = {}
        incoming: dict[DocId, list[tuple[DocId, PageLink, str]]] = {}
        for count, document in enumerate(snapshot.pages):
            if count % 256 == 0 and cancelled():
                raise ScanStopped
            links = self._scanned[document].links
            if not links:
                continue
            outgoing[document] = resolved = tuple(
                Outgoing(each, resolve(each.href, document, snapshot)) for each in links
            )
            for each in resolved:
                if isinstance(each.resolution, Internal):
                    target = each.resolution.target
                    incoming.setdefault(target.document, []).append((document, each.link, target.anchor))
        for gone in self._scanned.keys() - snapshot.pages.keys():
            del self._scanned[gone]
        self._outgoing, self._incoming, self._snapshot = outgoing, incoming, snapshot

    def _text(self, document: DocId) -> str:
        try:
            if not self._library.on_disk:
                return self._library.read(document).text
            data, _, _ = read_bounded(self._library.locate(document), MAX_READ)
        except (NexusError, OSError, ValueError):
            return ""
        return decode(data)[0]

    def links(self, document: DocId) -> tuple[Outgoing, ...]:
        """The links of a page with where they lead, in order; links to the web are not among them."""
        return self._outgoing.get(document, ())

    def backlinks(self, document: DocId) -> tuple[Backlink, ...]:
        """The links of other pages to a page, by reading order of those pages."""
        return tuple(
            Backlink(source, link.line, link.sentence(), anchor)
            for source, link, anchor in self._incoming.get(document, ())
            if source != document
        )

    def broken(self, document: DocId) -> tuple[Problem, ...]:
        """What is wrong with the links of a page: pages, anchors, files and pictures that are not there, links that
        leave the library, names that several pages answer to. Reads the pages whose anchors are named."""
        return tuple(
            Problem(document, reason, each.link.line, kind)
            for each in self.links(document)
            for kind, reason in self._complaint(each)
        )

    def orphans(self) -> tuple[DocId, ...]:
        """Pages that no other page links to, but for the home page and the pages that stand for a folder."""
        if self._snapshot is None:
            return ()
        indexes = set(_indexes(self._snapshot))
        return tuple(
            document
            for document in self._snapshot.order
            if document not in indexes
            and document != self._snapshot.home
            and all(source == document for source, _, _ in self._incoming.get(document, ()))
        )

    def _complaint(self, each: Outgoing) -> Iterator[tuple[str, str]]:
        match each.resolution:
            case Broken(reason):
                yield "broken-link", reason
            case Blocked(reason, path):
                if not path:
                    yield "blocked-link", reason
                elif not self._is_file(path):
                    yield "broken-link", f"There is no file `{_shown(path)}`."
            case Ambiguous(candidates):
                names = ", ".join(f"`{_shown(target.document)}`" for target in candidates[:5])
                yield "ambiguous-link", f"`{_shown(each.link.href)}` could be {names}; name one by its path."
            case Internal(target):
                if target.anchor and not self.has_anchor(target):
                    shown = f"{_shown(target.document)}#{_shown(target.anchor)}"
                    yield "broken-anchor", f"`{shown}`: the page has no such heading or anchor."
            case _:
                return

    def _is_file(self, path: str) -> bool:
        if not self._library.on_disk:
            return False
        try:
            return self._library.locate(path).exists()
        except (NexusError, OSError, ValueError):
            return False

    def has_anchor(self, target: Target) -> bool:
        """Whether the page of ``target`` has its anchor, as the reader would find it. Parses the page once."""
        page = self._snapshot.pages.get(target.document) if self._snapshot else None
        if page is None:
            return False
        known = self._anchors.get(target.document)
        if known is None or known[:2] != (page.mtime_ns, page.size):
            known = self._anchors[target.document] = (page.mtime_ns, page.size, {})
        if target.anchor not in known[2]:
            wanted = self._anchors_wanted(target.document) | {target.anchor}
            known[2].update(_anchors_in(self._text(target.document), wanted))
        return known[2][target.anchor]

    def _anchors_wanted(self, document: DocId) -> set[str]:
        return {anchor for _, _, anchor in self._incoming.get(document, ()) if anchor}


def _anchors_in(text: str, wanted: set[str]) -> dict[str, bool]:
    """Which of the anchors a page has: by the reader's own model of it."""
    from nexus_tui.core.markdown.document import DocumentModel

    model = DocumentModel.from_text(text)
    return {anchor: model.block_of_anchor(anchor) is not None for anchor in wanted}


def _indexes(snapshot: Snapshot) -> Iterator[DocId]:
    waiting = [snapshot.tree]
    while waiting:
        section = waiting.pop()
        if section.index is not None:
            yield section.index
        waiting.extend(child for child in section.children if not isinstance(child, str))


def check(library: Library, snapshot: Snapshot | None = None, cancelled: Cancelled = never) -> list[Problem]:
    """Everything that is wrong with a library, page by page in reading order, then by line.

    Looks at files, front matter, links, anchors and orphans, and at tags where a ``tags.yml`` declares them. Raises
    ``LibraryError`` if the folder cannot be listed, :class:`ScanStopped` when ``cancelled()``.
    """
    from nexus_tui.core.tagfile import check_tags

    snapshot = snapshot if snapshot is not None else library.scan(cancelled)
    graph = Graph(library)
    graph.update(snapshot, cancelled)
    found = list(snapshot.problems)
    for document in snapshot.order:
        if cancelled():
            raise ScanStopped
        found.extend(graph.broken(document))
    reason = "No page links to this page; link to it where readers would look for it."
    unread = {each.document for each in found if each.kind == "file"}
    found.extend(Problem(document, reason, 0, "orphan") for document in graph.orphans() if document not in unread)
    found.extend(check_tags(library.root, snapshot) if library.on_disk else ())
    places = {document: place for place, document in enumerate(snapshot.order)}
    return sorted(found, key=lambda each: (places.get(DocId(each.document), -1), each.document, each.line))


def _shown(text: str | Path) -> str:
    return sanitize_line(str(text))[:200]
