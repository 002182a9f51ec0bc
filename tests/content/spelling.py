"""Spelling of the prose: British, with the project's own words in ``words.txt`` and ``words/*.txt``.

Two well-kept checkers work together. ``typos`` knows common misspellings and, told the locale, American
spellings; ``pyspellchecker`` brings a dictionary (an American one: a British word passes when what ``typos``
makes of it in the other locale is there). Code, links, addresses and names in mixed case are left out.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.content import front
from tests.content.fences import without_front_matter

HERE = Path(__file__).parent
_WORD = re.compile(r"(?<![\w@/.-])[A-Za-z][a-z]+(?:'[a-z]+)?(?![\w@/]|[.-]\w*[\d_(])")
_CODE = re.compile(r"`+[^`]*`+|https?://\S+|\S+@\S+")
_LINK = re.compile(r"\]\([^)]*\)")


@cache
def project_words() -> frozenset[str]:
    """The words of the project's lists, in lower case."""
    files = [HERE / "words.txt", *sorted((HERE / "words").glob("*.txt"))]
    lines = (line.split("#")[0].strip().lower() for file in files for line in file.read_text("utf-8").splitlines())
    return frozenset(line for line in lines if line)


@cache
def _dictionary() -> Any:
    from spellchecker import SpellChecker

    return SpellChecker(language="en")


def _typos(words: Iterable[str], locale: str) -> dict[str, list[str]]:
    """What ``typos`` would write instead of some of the words."""
    program = shutil.which("typos", path=sysconfig.get_path("scripts")) or shutil.which("typos")
    assert program is not None, "typos is not installed"
    config = HERE / f"typos-{locale}.toml"
    command = [program, "--config", str(config), "--isolated", "--format", "json", "-"]
    text = "\n".join(words) + "\n"
    result = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if result.returncode not in {0, 2}:
        raise RuntimeError(f"typos: {result.stderr}")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    return {entry["typo"]: entry["corrections"] for entry in found if entry["type"] == "typo"}


def _inline(tokens: Iterable[Token]) -> Iterator[tuple[int, str]]:
    """Lines and texts of prose; code spans and the targets of links are left out."""
    for token in tokens:
        if token.type != "inline" or token.map is None:
            continue
        line = token.map[0] + 1
        for child in token.children or ():
            if child.type == "text":
                yield line, child.content
            elif child.type in {"softbreak", "hardbreak"}:
                line += 1


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a page that people read as prose, with their lines (1: front matter).

    The list of sources is left out: names of documents keep their own spelling.
    """
    text = path.read_text(encoding="utf-8")
    body = without_front_matter(text).split("\n## Sources\n")[0]
    yield from _inline(MarkdownIt("commonmark").enable("table").parse(body))
    try:
        data = front.read(path)
    except ValueError:
        return
    for key in ("title", "summary"):
        yield 1, str(data.get(key, ""))
    questions = data.get("questions")
    for question in questions if isinstance(questions, list) else ():
        if isinstance(question, dict):
            yield 1, _LINK.sub("]", _CODE.sub(" ", " ".join(map(str, question.values()))))


def words(text: str) -> list[str]:
    """The words of a text; acronyms, names in mixed case, addresses and the like are no words here."""
    return [match.group() for match in _WORD.finditer(_CODE.sub(" ", text.replace("’", "'")))]


def _stem(word: str) -> str:
    return word.lower().removesuffix("'s").removesuffix("'")


def unknown(path: Path) -> list[tuple[int, str]]:
    """Words of a page that neither the dictionary nor the project's lists know, with their lines."""
    places: dict[str, tuple[int, str]] = {}
    for line, text in prose(path):
        for word in words(text):
            places.setdefault(_stem(word), (line, word))
    candidates = sorted(set(places) - project_words())
    wrong = _typos(candidates, "en-gb")
    strange = set(candidates) - set(_dictionary().known(candidates)) - set(wrong)
    american = _typos(sorted(strange), "en-us")
    strange = {word for word in strange if not _dictionary().known(american.get(word, []))}
    strange = {word for word in strange if not _contraction(word)}
    found = [(*places[word], ", ".join(wrong.get(word, []))) for word in sorted({*wrong, *strange}) if word in places]
    return sorted((line, f"{word} (better: {better})" if better else word) for line, word, better in found)


def _contraction(word: str) -> bool:
    head, apostrophe, rest = word.partition("'")
    return (
        bool(apostrophe) and rest in {"t", "re", "ve", "ll", "d", "s", "m"} and bool(_dictionary().known([head, word]))
    )
