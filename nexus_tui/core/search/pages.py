"""Files to the entries of the index."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from nexus_tui.core import frontmatter
from nexus_tui.core.files import MAX_SEARCHED, as_utf8, read_bounded
from nexus_tui.core.frontmatter import FrontMatter
from nexus_tui.core.page_name import file_title
from nexus_tui.core.search import schema
from nexus_tui.core.search.sections import SectionText, split
from nexus_tui.core.search.segment import PageEntry, SectionEntry
from nexus_tui.core.search.tokens import chunks

LARGEST_FILE = MAX_SEARCHED
"""Bytes of a file that are indexed."""
LONGEST_LEAD = 300
"""Characters of the first paragraph of a page that count twice: it says what the page is about."""
_SHORTEST_LEAD = 20
_LONG = 2000
"""Characters of a text worth cutting at white space: its words mostly have been met before."""
_MOST_WORDS, _LONGEST_WORD = 20_000, 32
RACY_NS = 2_000_000_000
"""A file changed this shortly before it was read may change again within the same tick of its time stamp."""


def digest(data: bytes) -> bytes:
    """BLAKE2b-16 of a file's contents."""
    return hashlib.blake2b(data, digest_size=16).digest()


def read_page(root: Path, path: str) -> PageEntry:
    """Read and analyse the page ``path`` of the library at ``root``. Raises ``OSError``; bad bytes are no error."""
    now = time.time_ns()
    data, size, mtime_ns = read_bounded(f"{root}/{path}", LARGEST_FILE)
    return analyse(path, data, size, mtime_ns, racy=mtime_ns > now - RACY_NS)


def analyse(path: str, data: bytes, size: int, mtime_ns: int, *, racy: bool) -> PageEntry:
    """The index entry of a page with the contents ``data``."""
    text = as_utf8(data)
    head = frontmatter.parse(frontmatter.split(text).raw) if text[:3] in (b"---", b"+++", b"\xef\xbb\xbf") else None
    pieces = split(text)
    title = page_title(path, head, pieces)
    langs = tuple(dict.fromkeys([code.language for piece in pieces for code in piece.code if code.language]))
    sections = [_section(piece, title) for piece in pieces]
    _count_lead(pieces, sections)
    first = sections[0].fields
    first[schema.TITLE] = chunks(title)
    first[schema.PATH] = _path_chunks(path)
    if head is not None:
        first[schema.TAGS] = _all_chunks(head.tags)
        first[schema.ALIASES] = _all_chunks(head.aliases)
        if head.summary:
            first[schema.BODY] = chunks(head.summary) + first.get(schema.BODY, [])
    tags = head.tags if head is not None else ()
    aliases = head.aliases if head is not None else ()
    recoded = text is not data
    return PageEntry(path, title, mtime_ns, size, digest(data), racy, tags, langs, sections, aliases, recoded)


def page_title(path: str, head: FrontMatter | None, pieces: Sequence[SectionText]) -> str:
    """The title a page goes by.

    That of its front matter, else its first heading, else its file's name. Where a page has many headings of the first
    level, or text before a first one of a lower level, that heading speaks for a part, and the file's name is taken.
    """
    if head is not None and head.title:
        return head.title
    headings = [piece for piece in pieces if piece.level and not piece.piece]
    if not headings or not headings[0].heading:
        return file_title(path)
    if headings[0].level > 1:
        whole = not any(piece.body for piece in pieces[:1] if not piece.level)
    else:
        whole = all(each.level > 1 for each in headings[1:])
    return headings[0].heading if whole else file_title(path)


def _count_lead(pieces: Sequence[SectionText], sections: Sequence[SectionEntry]) -> None:
    """Add the first paragraph of a page a second time to the section it is in."""
    for piece, section in zip(pieces[:2], sections, strict=False):
        for paragraph in piece.body[: 4 * LONGEST_LEAD].split("\n\n"):
            if len(paragraph.strip()) >= _SHORTEST_LEAD:
                section.fields[schema.BODY] += chunks(paragraph.strip()[:LONGEST_LEAD])
                return


class _Words(dict[str, tuple[str, ...]]):
    """The chunks of the words met lately. No chunk goes beyond white space."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        found = tuple(chunks(word))
        if len(word) <= _LONGEST_WORD:
            if len(self) >= _MOST_WORDS:
                self.clear()
            self[word] = found
        return found


_words = _Words()


def text_chunks(text: str) -> list[str]:
    """``tokens.chunks`` of ``text``, faster where it is long."""
    if len(text) < _LONG:
        return chunks(text)
    return list(chain.from_iterable(map(_words.__getitem__, text.split())))


def _all_chunks(texts: Iterable[str]) -> list[str]:
    return [chunk for text in texts for chunk in text_chunks(text)]


def _path_chunks(path: str) -> list[str]:
    """The chunks of the folders and of the name without its suffix."""
    folder, _, name = path.rpartition("/")
    dot = name.rfind(".")
    stem = name[:dot] if 0 < dot < len(name) - 1 else name
    return _all_chunks((*folder.split("/"), stem))


def _section(piece: SectionText, title: str) -> SectionEntry:
    trail = [heading for heading in (*piece.ancestors, piece.heading) if heading]
    if trail and trail[0] == title:
        del trail[0]
    fields: dict[int, list[str]] = {schema.BODY: text_chunks(piece.body)}
    own = bool(piece.heading and piece.heading != title)
    if own:
        fields[schema.HEADING] = chunks(piece.heading)
    above = trail[:-1] if own else []
    if piece.level > 1 or own or piece.piece:
        fields[schema.CONTEXT] = _all_chunks((title, *above))
    if piece.code:
        fields[schema.CODE] = _all_chunks(code.text for code in piece.code)
        fields[schema.LANG] = _all_chunks(dict.fromkeys(code.language for code in piece.code if code.language))
    return SectionEntry(piece.byte_start, piece.byte_end, piece.line, piece.level, tuple(trail), piece.anchor, fields)
