"""Cutting a page into sections: what counts as a heading, where each section is, and what its texts hold."""

from __future__ import annotations

import random
import tarfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from nexus_tui.core.files import decode
from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.search.sections import Code, SectionText, split

CORPORA = Path(__file__).parents[4] / "shared" / "corpora"


def outline(source: str) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in split(source.encode()) if section.piece == 0]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", [(0, "")]),
        ("text only\n", [(0, "")]),
        ("# One\n\ntext\n\n## Two\n", [(1, "One"), (2, "Two")]),
        ("before\n\n# One\n", [(0, ""), (1, "One")]),
        ("# One #\n## Two ##  \n### C#\n", [(1, "One"), (2, "Two"), (3, "C#")]),
        ("#\n", [(1, "")]),
        ("#No heading\n####### Seven\n", [(0, "")]),
        ("   # Three blanks\n", [(1, "Three blanks")]),
        ("    # Code\n", [(0, "")]),
        ("One\n===\n\nTwo\n---\n", [(1, "One"), (2, "Two")]),
        ("Two\nlines\n===\n", [(1, "Two lines")]),
        ("text\n\n---\n\nmore\n", [(0, "")]),
        ("- item\n---\n", [(0, "")]),
        ("> quote\n---\n", [(0, "")]),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n", [(0, "")]),
        ("```\n# no\n```\n# Yes\n", [(0, ""), (1, "Yes")]),
        ("~~~\n```\n# no\n~~~\n# Yes\n", [(0, ""), (1, "Yes")]),
        ("````\n```\n# no\n````\n# Yes\n", [(0, ""), (1, "Yes")]),
        ("```\n# never closed\n", [(0, "")]),
        ("- a\n  ```\n  # no\n  ```\n\n# Yes\n", [(0, ""), (1, "Yes")]),
        ("1. a\n\n    ```sh\n    # no\n    ```\n\n# Yes\n", [(0, ""), (1, "Yes")]),
        ("- ```\n  # no\n  ```\n\n# Yes\n", [(0, ""), (1, "Yes")]),
        ("> ```\n> # no\n> ```\n\n# Yes\n", [(0, ""), (1, "Yes")]),
        ("<!--\n# no\n-->\n# Yes\n", [(0, ""), (1, "Yes")]),
        ("<pre>\n# no\n\n# no\n</pre>\n# Yes\n", [(0, ""), (1, "Yes")]),
        ("<div>\n# no\n\n# Yes\n", [(0, ""), (1, "Yes")]),
        ("---\ntitle: x\n# no\n---\n# Yes\n", [(1, "Yes")]),
        ("# `code` and *this* [link](x.md)\n", [(1, "code and this link")]),
        ("# A &amp; B \\* C\n", [(1, "A & B * C")]),
        ("# Own {#own-id}\n", [(1, "Own")]),
        ("\ufeff# Marked\r\n\r\nOther\r\n---\r\n", [(1, "Marked"), (2, "Other")]),
        ("# Old\rMac\r---\r", [(1, "Old"), (2, "Mac")]),
    ],
)
def test_headings_are_those_of_commonmark(source: str, expected: list[tuple[int, str]]) -> None:
    assert outline(source) == expected


def test_anchors_are_numbered_and_explicit_ids_kept() -> None:
    source = "# Same\n## Same\n## Same!\n## Own {#here}\n## Größe & Maß\n## 全文\n"
    assert [section.anchor for section in split(source.encode())] == [
        "same",
        "same-1",
        "same-2",
        "here",
        "größe--maß",
        "全文",
    ]


def test_a_section_knows_its_line_range_and_ancestors() -> None:
    source = "---\ntitle: x\n---\nintro é\n\n# One\ntext\n## Two\n### Three\n## Four\nend".encode()
    sections = split(source)
    assert [section.line for section in sections] == [4, 6, 8, 9, 10]
    assert [section.ancestors for section in sections] == [(), (), ("One",), ("One", "Two"), ("One",)]
    texts = [source[section.byte_start : section.byte_end].decode() for section in sections]
    assert texts == ["intro é\n\n", "# One\ntext\n", "## Two\n", "### Three\n", "## Four\nend"]


def test_a_quoted_heading_has_a_section_that_ends_with_the_quote() -> None:
    source = "# One\n\nbefore\n\n> ## Aside\n> inside\n\nafter\n\n## Two\n"
    sections = split(source.encode())
    assert [(s.heading, s.piece) for s in sections] == [("One", 0), ("Aside", 0), ("One", 1), ("Two", 0)]
    assert [s.body.strip("> \n") for s in sections] == ["before", "inside", "after", ""]
    assert sections[2].anchor == sections[0].anchor == "one"
    assert sections[1].ancestors == ("One",)


def test_code_is_apart_with_its_language() -> None:
    source = "# A\ntext\n```Python title=x\nprint(1)\n```\nmore\n~~~{.rust}\nfn a() {}\n~~~\n```\nplain\n```\n"
    (section,) = split(source.encode())
    assert section.code == (Code("python", "\nprint(1)"), Code("rust", "\nfn a() {}"), Code("", "\nplain"))
    assert section.body.split() == ["text", "more"]


@pytest.mark.parametrize(
    ("source", "kept", "gone"),
    [
        ("[text](https://example.org/where)", "text", "where"),
        ("[text][ref]\n\n[ref]: https://example.org/where", "text", "where"),
        ("![what it shows](img/where.png)", "what it shows", "where"),
        ("see https://example.org/where now", "now", "where"),
        ("<https://example.org/where> now", "now", "where"),
        ('<b class="where">bold</b> now', "bold", "where"),
        ("a <!-- where --> b", "b", "where"),
        ("<!--\nwhere\n-->\n\nb", "b", "where"),
        ('<Listing number="1" caption="What it is">', "What it is", "Listing"),
        ("`HashMap<K, V>` and `<div>`", "`HashMap<K, V>` and `<div>`", "\x00"),
        ("use Vec<T> here", "Vec<T>", "\x00"),
        (r"snake\_case", "snake_case", "\\"),
        ("a &amp; b&nbsp;c", "a & b\xa0c", "amp"),
        ("---\nsecret: where\n---\ntext", "text", "where"),
        ("E[x]tract an archive [f]ile", "Extract an archive file", "["),
        ("- [c]reate, lis[t] it", "create, lis[t] list it", "[c"),
        ("[x] done, a[i] and arr[i]", "[x] done, a[i] and arr[i]", "arri"),
        ("[a][refer] and [b](where)", "and", "where"),
    ],
)
def test_the_body_has_the_words_and_not_the_markup(source: str, kept: str, gone: str) -> None:
    (section,) = split(source.encode())
    assert kept in section.body
    assert gone not in section.body


def test_a_long_section_is_cut_at_blank_lines() -> None:
    paragraph = "word " * 60 + "\n\n"
    source = ("# Long\n" + paragraph * 50 + "## Next\n").encode()
    sections = split(source, longest=4_000)
    assert {section.anchor for section in sections} == {"long", "next"}
    assert [section.piece for section in sections[:-1]] == list(range(len(sections) - 1))
    assert all(section.byte_end - section.byte_start <= 4_000 for section in sections)
    assert all(source[: section.byte_start].endswith(b"\n") for section in sections[1:])
    assert sum(section.body.split().count("word") for section in sections) == 3_000


def test_one_endless_line_is_cut_between_characters() -> None:
    source = ("é" * 20_000).encode()
    sections = split(source, longest=1_001)
    assert "".join(section.body for section in sections) == "é" * 20_000


def _check_cover(source: bytes, sections: list[SectionText]) -> None:
    assert sections
    assert sections[-1].byte_end == len(source)
    for one, two in pairwise(sections):
        assert one.byte_end == two.byte_start
        assert one.line <= two.line
    for section in sections:
        before = source[: section.byte_start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        assert section.line == before.count(b"\n") + 1


def test_any_bytes_are_cut_without_gaps() -> None:
    pieces = [
        b"# a\n",
        b"text",
        b"\n",
        b"\n\n",
        b"```\n",
        b"~~~",
        b"> ",
        b"- ",
        b"---\n",
        b"===\n",
        b"<!--",
        b"-->",
        b"\r",
    ]
    pieces += [
        b"\r\n",
        b"\xff\xfe",
        b"\x00",
        b"\xef\xbb\xbf",
        b"|a|\n|-|\n",
        b"    ",
        b"\t",
        b"<div>\n",
        b"</pre>",
        b"<pre>",
    ]
    generator = random.Random(5)
    for _ in range(1_500):
        source = b"".join(generator.choice(pieces) for _ in range(generator.randrange(1, 25)))
        _check_cover(source, split(source, longest=64))


def _pages(corpus: str, folder: str) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(CORPORA / f"{corpus}.tar.gz") as archive:
        for member in archive:
            file = archive.extractfile(member) if f"{folder}/" in member.name else None
            if file is not None and member.name.endswith(".md"):
                yield member.name, file.read()


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("corpus", "folder", "headings", "allowed"), [("rust-book", "rust-book", 1_400, 1), ("tldr", "/pages", 1_500, 0)]
)
def test_headings_and_anchors_are_the_readers(corpus: str, folder: str, headings: int, allowed: int) -> None:
    if not (CORPORA / f"{corpus}.tar.gz").is_file():
        pytest.skip(f"{corpus} is not there")
    total, different = 0, []
    for name, data in _pages(corpus, folder):
        if total > 2 * headings:
            break
        sections = split(data)
        _check_cover(data, sections)
        mine = [(s.level, s.heading, s.anchor, s.line) for s in sections if s.level and not s.piece]
        readers = [(h.level, h.text, h.anchor, h.line) for h in DocumentModel.from_text(decode(data)[0]).headings]
        total += len(readers)
        if mine != readers:
            different.append(name)
    assert total > headings
    assert len(different) <= allowed, different
