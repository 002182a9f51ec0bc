"""Which files a library leaves out: ``.gitignore`` as git reads it, hidden folders, and folders of tools."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from nexus_tui.core.files import decode

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

PAGE_SUFFIXES = (".md", ".markdown", ".mdx")
SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "site-packages"})
"""Never entered; neither are folders whose name starts with a dot, nor virtual environments."""

VIRTUAL_ENVIRONMENT_MARK = "pyvenv.cfg"
IGNORE_FILE = ".gitignore"

MAX_STARS = 3
"""Stars in one part of a pattern between slashes; a line with more counts for nothing."""

MAX_LINES = 2_000
"""Lines used of one ignore file."""

_STARS = re.compile(r"\*+")
_MAX_BYTES = 1 << 20
_MAX_PARENTS = 40


def is_page_name(name: str) -> bool:
    """Whether a file of this name is a page: ``.md``, ``.markdown`` or ``.mdx``, and not hidden."""
    return name.lower().endswith(PAGE_SUFFIXES) and not name.startswith(".")


def is_skipped_folder(name: str) -> bool:
    """Whether a folder of this name is never entered."""
    return name.startswith(".") or name in SKIPPED_FOLDERS


class IgnoreRules:
    """The rules that hold in one folder: those of the folders above it and its own. Immutable."""

    __slots__ = ("_levels",)

    def __init__(self, levels: tuple[tuple[str, int, GitIgnoreSpec, GitIgnoreSpec | None], ...] = ()) -> None:
        """``levels``: outermost first; each: what to put before a library path, how many characters of it to drop,
        the rules for folders, and the rules for pages (None when no rule can meet a page)."""
        self._levels = levels

    def entered(self, folder: str, lines: list[str]) -> IgnoreRules:
        """The rules inside the library folder ``folder`` (relative, empty for the root) whose ignore file has these
        lines."""
        level = _level("", len(folder) + 1 if folder else 0, lines)
        return IgnoreRules((*self._levels, level)) if level else self

    def ignores_page(self, path: str) -> bool:
        """Whether the page at the library path ``path`` is left out. Its folders are asked for first."""
        for prefix, drop, _, spec in reversed(self._levels):
            if spec is not None and (answer := spec.check_file(prefix + path[drop:]).include) is not None:
                return answer
        return False

    def ignores_folder(self, path: str) -> bool:
        """Whether the folder at the library path ``path`` (without a slash at the end) is left out."""
        for prefix, drop, spec, _ in reversed(self._levels):
            if (answer := spec.check_file(f"{prefix}{path[drop:]}/").include) is not None:
                return answer
        return False


def _level(prefix: str, drop: int, lines: list[str]) -> tuple[str, int, GitIgnoreSpec, GitIgnoreSpec | None] | None:
    lines = [line for line in lines if line.strip() and not line.startswith("#") and _is_bounded(line)][:MAX_LINES]
    if not lines:
        return None
    from pathspec import GitIgnoreSpec

    spec = _compiled(GitIgnoreSpec, lines)
    for_pages = [line for line in lines if _may_meet_a_page(line)]
    return prefix, drop, spec, _compiled(GitIgnoreSpec, for_pages) if for_pages else None


def _is_bounded(line: str) -> bool:
    """Whether matching takes bounded time: the regular expression of a pattern backtracks once more for every star."""
    segments = line.split("/")
    return segments.count("**") <= MAX_STARS and all(
        len(_STARS.findall(segment)) <= MAX_STARS for segment in segments if segment != "**"
    )


def _compiled(kind: type[GitIgnoreSpec], lines: list[str]) -> GitIgnoreSpec:
    """The rules of ``lines``; lines that are not valid patterns count for nothing, as in git."""
    try:
        return kind.from_lines(lines)
    except ValueError:
        pass
    good: list[str] = []
    for line in lines:
        try:
            kind.from_lines([line])
        except ValueError:
            continue
        good.append(line)
    return kind.from_lines(good)


def _may_meet_a_page(line: str) -> bool:
    """Whether the pattern can match a page itself (folders that are left out are not entered at all)."""
    pattern = line.strip()
    if pattern.endswith("/"):
        return False
    last = pattern.rpartition("/")[2]
    suffix = last.rpartition(".")[2].lower() if "." in last else ""
    return not (suffix.isalnum() and suffix not in ("md", "markdown", "mdx"))


def read_ignore_file(path: str) -> list[str]:
    """The lines of an ignore file; none if it cannot be read. At most a megabyte is read."""
    from nexus_tui.core.files import read_bounded

    try:
        data, _, _ = read_bounded(Path(path), _MAX_BYTES)
    except (OSError, ValueError):
        return []
    return decode(data)[0].splitlines()


def rules_above(root: str) -> IgnoreRules:
    """The rules that a git working tree around the library folder ``root`` sets for it.

    Empty if there is none, or if they would leave out the library as a whole: it was asked for by name.
    """
    if Path(root, ".git").exists():
        return IgnoreRules(tuple(_exclude_file(root, "")))
    levels = []
    folder, below = Path(root).parent, Path(root).name + "/"
    for _ in range(_MAX_PARENTS):
        if (folder / IGNORE_FILE).is_file():
            level = _level(below, 0, read_ignore_file(str(folder / IGNORE_FILE)))
            levels.extend([level] if level else [])
        if (folder / ".git").exists():
            levels.extend(_exclude_file(str(folder), below))
            rules = IgnoreRules(tuple(reversed(levels)))
            return IgnoreRules() if _hides_all(rules) else rules
        if folder.parent == folder:
            break
        folder, below = folder.parent, f"{folder.name}/{below}"
    return IgnoreRules()


def _exclude_file(top: str, below: str) -> list[tuple[str, int, GitIgnoreSpec, GitIgnoreSpec | None]]:
    exclude = f"{top}{os.sep}.git{os.sep}info{os.sep}exclude"
    level = _level(below, 0, read_ignore_file(exclude))
    return [level] if level else []


def _hides_all(rules: IgnoreRules) -> bool:
    """Whether the library's folder or one between it and the top of the working tree is left out."""
    for prefix, _, spec, _ in rules._levels:
        own = prefix.rstrip("/").split("/")
        for end in range(1, len(own) + 1):
            if spec.check_file("/".join(own[:end]) + "/").include:
                return True
    return False
