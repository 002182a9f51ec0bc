"""Words that mean the same: a table that comes with the program, and the user's own merged over it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from nexus_tui.core.search.ranking import OPTIONAL
from nexus_tui.core.search.stem import stem
from nexus_tui.core.search.tokens import chunks, fold

DEFAULT = Path(__file__).with_name("synonyms.yml")
NEAR = Path(__file__).with_name("near.yml")
TASKS = Path(__file__).with_name("tasks.yml")
LARGEST = 256 * 1024
"""Bytes of a table that are read."""
LOOKED_AGAIN = 1.0
"""Seconds after which it is looked whether the user's file has changed."""
LONGEST_PHRASE = 6
"""Words of one item."""


class Found(NamedTuple):
    """Words of a query that have synonyms."""

    start: int
    """Index of the first word."""
    length: int
    """How many words, 1 or more for a phrase."""
    others: tuple[str, ...]
    """What else to look for; items of several words are phrases."""


class Synonyms:
    """Tables of groups: words that mean the same, any two of a group; words near to the first of a group; and tasks.

    Neither is passed on from one group to another.
    """

    def __init__(
        self,
        groups: Mapping[str, Sequence[str]],
        problems: tuple[str, ...] = (),
        near: Mapping[str, Sequence[str]] | None = None,
        tasks: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """``groups``: words that mean the same. ``near``: words that mean much the same as the first of their group.

        ``tasks``: phrases to what is near to them, but not the other way round.
        """
        self.problems = problems
        """What is wrong with the user's table, one sentence each."""
        self._others = _others(groups)
        self._near = _heads(near or {})
        for task, commands in (tasks or {}).items():
            known = self._near.get(_stems(task), ())
            self._near[_stems(task)] = tuple(dict.fromkeys((*known, *commands)))
        self._longest = _longest(self._others)
        self._longest_near = _longest(self._near)

    def expand(self, word: str) -> tuple[str, ...]:
        """The synonyms of a word or phrase in the order of the table; the plural in ``s`` is looked up too."""
        key = _key(word)
        return self._others.get(key) or (self._others.get(key[:-1], ()) if key.endswith("s") else ())

    def near(self, word: str) -> tuple[str, ...]:
        """What means much the same as a word or phrase in any of its forms, in the order of the table."""
        return self._near.get(_stems(word), ())

    def find(self, words: Sequence[str]) -> list[Found]:
        """The words and phrases in ``words`` that have synonyms, longest first at each place, not overlapping."""
        return _found(words, self.expand, self._longest)

    def find_near(self, words: Sequence[str]) -> list[Found]:
        """As :meth:`find`, for what means much the same; then phrases with words between that tell nothing."""
        found = _found(words, self.near, self._longest_near)
        telling = [number for number, word in enumerate(words) if word.lower() not in OPTIONAL]
        if len(telling) == len(words):
            return found
        phrases = _found([words[number] for number in telling], self.near, self._longest_near)
        for each in phrases:
            start, stop = telling[each.start], telling[each.start + each.length - 1] + 1
            if stop - start > each.length > 1:
                found.append(Found(start, stop - start, each.others))
        return found

    def __len__(self) -> int:
        return len(self._others)


def _found(words: Sequence[str], expand: Callable[[str], tuple[str, ...]], longest: int) -> list[Found]:
    found: list[Found] = []
    position = 0
    while position < len(words):
        for count in range(min(longest, len(words) - position), 0, -1):
            others = expand(" ".join(words[position : position + count]))
            if others:
                found.append(Found(position, count, others))
                position += count - 1
                break
        position += 1
    return found


def _others(groups: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """For the key of each item of a group the other items of its groups."""
    found: dict[str, tuple[str, ...]] = {}
    for first, rest in groups.items():
        items = {_key(item): item for item in (first, *rest) if _key(item)}
        for key in items:
            others = [item for other, item in items.items() if other != key]
            found[key] = tuple(dict.fromkeys([*found.get(key, ()), *others]))
    return found


def _heads(groups: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """For the stems of the first item of a group all others, and for those of each other the first.

    What two words have in common with a third they need not have in common.
    """
    found: dict[str, dict[str, str]] = {}
    for first, rest in groups.items():
        head = _stems(first)
        for item in rest:
            other = _stems(item)
            if head and other and head != other:
                found.setdefault(head, {}).setdefault(other, item)
                found.setdefault(other, {}).setdefault(head, first)
    return {key: tuple(items.values()) for key, items in found.items()}


def _longest(others: Mapping[str, object]) -> int:
    return max((key.count(" ") + 1 for key in others), default=0)


class UserTable:
    """The table with the user's file merged over it, read again when the file changes."""

    def __init__(self, path: Path | None) -> None:
        """``path``: the user's file, which need not be there; None: the default table alone."""
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._checked = -LOOKED_AGAIN
        self._table: Synonyms | None = None

    def current(self) -> Synonyms:
        """The table as the file is now, or was ``LOOKED_AGAIN`` seconds ago. Never raises."""
        now = time.monotonic()
        if self._table is None or now - self._checked >= LOOKED_AGAIN:
            self._checked = now
            stamp = self._stamp_now()
            if self._table is None or stamp != self._stamp:
                self._stamp, self._table = stamp, load(self._path)
        return self._table

    def _stamp_now(self) -> tuple[int, int] | None:
        try:
            info = self._path.stat() if self._path is not None else None
        except (OSError, ValueError):
            return None
        return (info.st_mtime_ns, info.st_size) if info is not None else None


def load(user: Path | None = None) -> Synonyms:
    """The default table with the one at ``user`` merged over it. A missing file is no problem; never raises."""
    groups, near, tasks = dict(_default(DEFAULT)), dict(_default(NEAR)), dict(_default(TASKS))
    problems: list[str] = []
    for first, rest in _read(user, problems) if user is not None else ():
        _replace(groups, first, rest)
        _replace(near, first, ())
        _replace(tasks, first, ())
    return Synonyms(groups, tuple(problems), near, tasks)


def parse(text: str, name: str = "synonyms") -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """The groups of a table in YAML, and a sentence for each thing wrong with it; ``name`` is what they call it."""
    from nexus_tui.core.frontmatter import parse_mapping

    lines = ["" if line.lstrip().startswith("#") else line for line in text.splitlines()]
    values, wrong = parse_mapping("\n".join(lines), name)
    problems = [f"{name}{f', line {problem.line}' if problem.line else ''}: {problem.message}" for problem in wrong]
    groups: dict[str, tuple[str, ...]] = {}
    for first, value in values.items():
        items = _items(value)
        if items is None:
            problems.append(f"{name}: “{first}” needs a list of words, such as {first}: [one, two words]")
            continue
        long = [item for item in items if _key(item).count(" ") >= LONGEST_PHRASE]
        problems += [f"{name}: “{item}” is longer than {LONGEST_PHRASE} words" for item in long]
        groups[str(first).replace("_", " ")] = tuple(item for item in items if item not in long)
    return groups, tuple(problems)


def _items(value: object) -> list[str] | None:
    if value is None or value == "":
        return []
    if isinstance(value, str):
        return [item.strip() for item in value.split(",") if item.strip()]
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return [item for item in value if item.strip()]
    return None


def _replace(groups: dict[str, tuple[str, ...]], first: str, rest: tuple[str, ...]) -> None:
    same = next((known for known in groups if _key(known) == _key(first)), first)
    if rest:
        groups[same] = rest
    else:
        groups.pop(same, None)


def _read(path: Path, problems: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    try:
        if not path.is_file():
            return
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        problems.append(f"{path.name} cannot be read: {error.strerror or error}")
        return
    if len(data) > LARGEST:
        problems.append(f"{path.name} is larger than {LARGEST // 1024} KB; it is not used")
        return
    groups, wrong = parse(data.decode("utf-8", "replace"), path.name)
    problems += wrong
    yield from groups.items()


@lru_cache(maxsize=3)
def _default(path: Path) -> dict[str, tuple[str, ...]]:
    groups, _ = parse(path.read_text(encoding="utf-8"), path.name)
    return groups


@lru_cache(maxsize=1024)
def _key(text: str) -> str:
    """How an item is compared: its chunks in lower case without accents, one blank between; signs as they are."""
    plain = text.strip("`")
    return " ".join(chunks(fold(plain.replace("-", " ")))) or plain.strip()


@lru_cache(maxsize=4096)
def _stems(text: str) -> str:
    """As ``_key``, by the stems of the words."""
    return " ".join(stem(word) for word in _key(text).split())
