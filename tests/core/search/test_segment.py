"""What a segment holds, against a plain reckoning, and a merge against building at once."""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from nexus_tui.core.search import indexer as indexing
from nexus_tui.core.search import merge
from nexus_tui.core.search.indexer import Indexer
from nexus_tui.core.search.markup import _reader_text, heading_text
from nexus_tui.core.search.pages import _LONG, read_page, text_chunks
from nexus_tui.core.search.segment import SegmentBuilder, SegmentData
from nexus_tui.core.search.tokens import chunk_terms, chunks
from tests.core.search.shelf import COOKBOOK, LONG_AGO, scan

WORDS = (
    "bake", "Bake", "select_related", "selectRelated", "select", "CI/CD", "C++", "--no-verify", "v1.27.3", "N+1",
    "café", "Straße", "don’t", "日本語", "がぎ", "ไทย", "русский", "हिन्दी", "→", "`?`", "x" * 70, "1,000", "_", "...",
)  # fmt: skip
PIECES = (
    *"aZ9_.-+:/&'@#`?! ,\n\t\u00a0\u3000",
    "é",
    "’",
    "ß",
    "日",
    "か",
    "\u3099",
    "한",
    "\u0301",
    "\u00ad",
    "\u200b",
    "🎉",
)
HEADINGS = (
    *"aZ 9_.:;!?'\"()/|=%+#\\", "`a`", "`a b`", "`<T>`", "`` ` ``", "`a  b`", "`_x_`", "a_b", "é", "’", ": ", "::",
    "==", "//", "www.", "*", "_x_", "[x](y)", "&amp;", ":smile:", "\u200b", "<b>", "$x$",
)  # fmt: skip


def write(root: Path, rng: random.Random, count: int) -> None:
    """Pages of random words with headings, code and heads, all of them long unchanged."""
    for number in range(count):
        words = [" ".join(rng.choices(WORDS, k=rng.choice((3, 30, 300)))) for _ in range(4)]
        head = f"---\ntitle: T {number % 5} {words[0][:30]!r}\ntags: [bread, yeast/wild]\n---\n" if number % 3 else ""
        page = root / f"{number % 4}" / f"page-{number}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(
            f"{head}# One {number % 7}\n\n{words[0]}\n\n## {words[1][:40]}\n\n{words[2]}\n\n"
            f"```py\n{words[3]}\n```\n\n> # Said\n> so\n\nafter\n",
            encoding="utf-8",
        )
        os.utime(page, (LONG_AGO, LONG_AGO))


def reckoned(root: Path, paths: list[str]) -> dict[bytes, dict[int, dict[int, int]]]:
    """Term to field to section to count, one word after the other."""
    found: dict[bytes, dict[int, Counter[int]]] = {}
    section = -1
    for path in paths:
        for entry in read_page(root, path).sections:
            section += 1
            for number, words in entry.fields.items():
                for term in [term for chunk in words for term in chunk_terms(chunk)]:
                    fields = found.setdefault(term.encode("utf-8", "surrogatepass"), {})
                    fields.setdefault(number, Counter())[section] += 1
    return {
        term: {number: {at: min(many, 255) for at, many in counts.items()} for number, counts in fields.items()}
        for term, fields in found.items()
    }


def held(data: SegmentData) -> dict[bytes, dict[int, dict[int, int]]]:
    """The same from the columns of a segment; the number of pages of each row is looked at on the way."""
    terms, posts, page = data.terms, data.posts, data.docs["page"]
    found: dict[bytes, dict[int, dict[int, int]]] = {}
    words = bytes(terms["terms"]).split(b"\n")[:-1]
    assert words == sorted(words)
    for index, word in enumerate(words):
        rows = range(terms["row_at"][index], terms["row_at"][index + 1])
        fields = found[word] = {}
        for row in rows:
            span = slice(terms["post_at"][row], terms["post_at"][row + 1])
            ids, freqs = posts["ids"][span], posts["freqs"][span]
            assert list(ids) == sorted(set(ids))
            assert terms["row_pages"][row] == len({page[each] for each in ids})
            fields[terms["row_field"][row]] = dict(zip(ids, freqs, strict=True))
        assert list(fields) == sorted(fields)
    return found


def test_a_segment_holds_every_term_of_every_section(tmp_path: Path) -> None:
    for name, text in (
        COOKBOOK | {"many.md": "# Many\n\n" + "again Again alone " * 300 + "\n\n# More\n\nagain\n"}
    ).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    write(tmp_path, random.Random(1), 40)
    paths = [str(path) for path in scan(tmp_path)]
    builder = SegmentBuilder()
    for path in paths:
        builder.add(read_page(tmp_path, path))
    assert held(builder.data()) == reckoned(tmp_path, paths)


@pytest.mark.parametrize("gone", [0, 17])
def test_a_merge_is_what_building_at_once_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: int) -> None:
    root = tmp_path / "pages"
    write(root, random.Random(2), 400)
    with monkeypatch.context() as patch:
        patch.setattr(indexing, "LARGEST_COMMIT", 1)
        with Indexer(root, tmp_path / "index", tmp_path / "state", scan) as indexer:
            indexer.sync()
            for path in random.Random(3).sample(list(scan(root)), gone):
                (root / path).unlink()
            indexer.sync()
            assert len(indexer._sources) > 4
            assert bool(gone) == any(source.deleted for source in indexer._sources)
            merged = merge.merge(indexer._sources)
    with Indexer(root, tmp_path / "other", tmp_path / "state", scan) as indexer:
        indexer.sync()
        assert [source.files.name for source in indexer._sources] == [indexer._sources[0].files.name]
        whole = indexer._sources[0].files
        for columns, bundle in ((merged.terms, whole._terms), (merged.posts, whole._posts), (merged.docs, whole._docs)):
            assert {name: bytes(column) for name, column in columns.items()} == {
                name: bytes(bundle.view(name)) for name in columns
            }


def test_a_long_text_has_the_chunks_of_a_short_one() -> None:
    rng = random.Random(4)
    for _ in range(300):
        text = "".join(rng.choices((*PIECES, *WORDS), k=_LONG))
        assert len(text) >= _LONG
        assert text_chunks(text) == chunks(text)


def test_headings_that_need_no_parser_are_read_as_by_the_parser() -> None:
    rng = random.Random(5)
    for _ in range(20_000):
        source = "".join(rng.choices(HEADINGS, k=rng.randrange(1, 8))).strip()
        if "{" not in source and "][" not in source:
            assert heading_text(source)[0] == _reader_text(source), source
