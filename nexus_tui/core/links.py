"""Where a link leads: a pure look-up in a snapshot. Nothing here touches the disk or the network."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

from nexus_tui.core.link_lookup import lookup_of
from nexus_tui.core.model import DocId, Section, Snapshot, Target
from nexus_tui.core.record import dataclass
from nexus_tui.core.sanitize import sanitize_line

WIKI_SCHEME = "wiki:"
"""A wiki link as an address: this, then what stands between the brackets, percent-encoded or not."""

SCHEMES = ("http", "https", "mailto")
"""What may leave the library."""


@dataclass(frozen=True, slots=True)
class Internal:
    """A page of the library. Whether its anchor exists is not looked at."""

    target: Target


@dataclass(frozen=True, slots=True)
class External:
    """An address outside, of one of :data:`SCHEMES`."""

    url: str


@dataclass(frozen=True, slots=True)
class Broken:
    """Nothing is there."""

    reason: str
    creates: str = ""
    """Library path of the page that would mend it; empty where none would."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A wiki link that several pages answer to, those of the same folder first."""

    candidates: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Blocked:
    """A link that is not followed: it leaves the library, or what it leads to is not a page."""

    reason: str
    path: str = ""
    """Library path of the file, when it is one inside the library."""


Resolution = Internal | External | Broken | Ambiguous | Blocked

_IGNORED = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_LINE = re.compile(r"L(\d{1,9})(?:-L?\d+)?")
_FILE_SUFFIX = re.compile(r"[^/]\.([A-Za-z][A-Za-z0-9]{0,7})$")
_PAGE_SUFFIX = re.compile(r"\.(?:md|markdown|mdx)$", re.IGNORECASE)
_HTML_SUFFIX = re.compile(r"\.html?$", re.IGNORECASE)


def resolve(href: str, from_id: DocId, snapshot: Snapshot) -> Resolution:
    """Where the link ``href`` of the document ``from_id`` leads. Never raises.

    ``href`` is an address as written in Markdown (still percent-encoded), ``[[a wiki link]]``, or
    :data:`WIKI_SCHEME` with the inside of one. Control characters in it are dropped, as browsers do.
    """
    href = _IGNORED.sub("", href).strip()
    if href.startswith("[["):
        return resolve_wiki(href.removeprefix("[[").removesuffix("]]"), from_id, snapshot)
    if href.lower().startswith(WIKI_SCHEME):
        return resolve_wiki(unquote(href[len(WIKI_SCHEME) :]), from_id, snapshot)
    scheme = _SCHEME.match(href)
    if scheme:
        return _external(href, scheme[1].lower())
    if href.startswith("//"):
        return External("https:" + href) if href.strip("/") else Broken(f"`{_shown(href)}` names no address.")
    return _relative(href, from_id, snapshot)


def _external(href: str, scheme: str) -> Resolution:
    if scheme not in SCHEMES:
        return Blocked(f"`{_shown(scheme)}:` links are not followed; only http, https and mailto leave the library.")
    rest = href[len(scheme) + 1 :]
    if not rest.strip("/") or (scheme != "mailto" and not rest.startswith("//")):
        return Broken(f"`{_shown(href)}` names no address.")
    return External(href.replace(" ", "%20"))


def _relative(href: str, from_id: DocId, snapshot: Snapshot) -> Resolution:
    address, _, fragment = href.partition("#")
    path, _, query = address.partition("?")
    fragment = unquote(fragment)
    if not path:
        return Internal(_target(from_id, fragment))
    wanted = unquote(path).replace("\\", "/")
    for candidate in dict.fromkeys((wanted, path, unquote(address) if query else wanted)):
        found = _find(candidate, from_id, snapshot)
        if found is not None:
            return Internal(_target(found, fragment))
    place = _place(wanted, from_id)
    if place is None:
        return Blocked(f"`{_shown(href)}` leads out of the library; it is not followed.")
    suffix = _FILE_SUFFIX.search(place)
    if suffix and not _PAGE_SUFFIX.search(place) and not _HTML_SUFFIX.search(place):
        return Blocked(f"`{_shown(place)}` is not a page; only pages are opened.", place)
    creates = _HTML_SUFFIX.sub("", _PAGE_SUFFIX.sub("", place)).strip("/")
    return Broken(f"There is no page `{_shown(place)}`.", f"{creates}.md" if creates else "")


def _place(path: str, from_id: str) -> str | None:
    """The library path that ``path`` means in a page; None if that is outside."""
    base = "" if path.startswith("/") else posixpath.dirname(from_id)
    place = posixpath.normpath(posixpath.join(base, path.lstrip("/")) or ".")
    if place == ".." or place.startswith("../"):
        return None
    return "" if place == "." else place


def _find(path: str, from_id: str, snapshot: Snapshot) -> DocId | None:
    place = _place(path, from_id)
    return find_path(place, snapshot) if place is not None else None


def find_path(place: str, snapshot: Snapshot) -> DocId | None:
    """The page at the library path ``place``: itself, without its suffix, a folder's own page, or in another case."""
    document = DocId(place)
    if document in snapshot.pages:
        return document
    lookup = lookup_of(snapshot)
    bare = _HTML_SUFFIX.sub("", place)
    for name in dict.fromkeys((place, bare)):
        found = lookup.by_path(name) or _folder_page(lookup.folder(name))
        if found is not None:
            return found
    return None


def _folder_page(section: Section | None) -> DocId | None:
    """The page that stands for a folder, or its first one."""
    while section is not None:
        if section.index is not None:
            return section.index
        first = next(iter(section.children), None)
        if not isinstance(first, Section):
            return first
        section = first
    return None


def _target(document: DocId, fragment: str) -> Target:
    line = _LINE.fullmatch(fragment)
    return Target(document, line=int(line[1])) if line else Target(document, fragment)


def resolve_wiki(inside: str, from_id: DocId, snapshot: Snapshot) -> Resolution:
    """Where ``[[inside]]`` leads: ``Name``, ``Name#heading``, ``Name|text`` or ``Name|text#heading``.

    The name is a path, a title, an alias, a file name without suffix, or the end of a path, looked for in this
    order; letter case counts only to tell pages apart that would otherwise be alike. Never raises.
    """
    name, _, text = inside.partition("|")
    name, _, heading = name.partition("#")
    name = name.strip().strip("\\").strip()
    if not heading and (late := re.search(r"#([^\s#][^#]*)$", text)):
        heading = late[1]
    heading = heading.rpartition("#")[2].strip().rstrip("\\").rstrip()
    if not name:
        return Internal(_target(from_id, heading))
    found = _named(name, from_id, snapshot)
    if len(found) == 1:
        return Internal(_target(found[0], heading))
    if found:
        folder = posixpath.dirname(from_id)
        near_first = sorted(found, key=lambda document: posixpath.dirname(document) != folder)
        return Ambiguous(tuple(_target(document, heading) for document in near_first))
    if _place(name, "") is None:
        return Blocked(f"`[[{_shown(name)}]]` leads out of the library; it is not followed.")
    folder = posixpath.dirname(from_id)
    file = re.sub(r"[^\w\- ]+", "", name.rpartition("/")[2]).strip().lower().replace(" ", "-")
    creates = posixpath.join(folder, f"{file}.md") if file else ""
    return Broken(f"No page is called `{_shown(name)}`.", creates)


def _named(name: str, from_id: str, snapshot: Snapshot) -> tuple[DocId, ...]:
    """The pages that a person means by ``name``: the first kind of name that any page has."""
    lookup = lookup_of(snapshot)
    for path in (posixpath.join(posixpath.dirname(from_id), name), name.lstrip("/")):
        place = _place(path, "")
        exact = lookup.by_path(place) if place and ("/" in name or _PAGE_SUFFIX.search(name)) else None
        if exact is not None:
            return (exact,)
    for names in (lookup.titles, lookup.aliases, lookup.stems):
        found = names(name)
        if found:
            return found
    ending = lookup.ending(name)
    if ending:
        return ending
    folder = _folder_page(lookup.folder(name.strip("/")))
    return (folder,) if folder is not None else ()


def find_document(name: str, snapshot: Snapshot) -> Target | None:
    """The page that a person means by a path, a title, an alias or a file name, with an optional ``#anchor``.

    Where several pages answer to the name, the first in reading order. None if there is none.
    """
    name = name.strip()
    whole = _person(name, snapshot)
    if whole is not None:
        return Target(whole)
    base, mark, anchor = name.rpartition("#")
    document = _person(base.strip(), snapshot) if mark else None
    return _target(document, anchor.strip()) if document is not None else None


def _person(name: str, snapshot: Snapshot) -> DocId | None:
    if not name:
        return None
    place = _place(name.removeprefix("./"), "")
    found = find_path(place, snapshot) if place else None
    return found or next(iter(_named(name, "", snapshot)), None)


def _shown(text: str) -> str:
    return sanitize_line(text if len(text) <= 200 else text[:199] + "…")
