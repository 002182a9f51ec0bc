"""Looks for a regular expression in files, as a process of its own so that no pattern can hold up the application.

Run as a script with the standard library alone. Standard input: one line of JSON with ``root``, ``pattern``,
``ignore_case``, ``each`` (most places in one file), ``total`` and ``largest`` (bytes), then one file a line,
relative to ``root``, JSON-quoted. Standard output: one JSON list a place: file, line, start, end (bytes), text; at
last ``"done"``.
"""

from __future__ import annotations

import json
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

_LONGEST_LINE = 400
"""Characters of the line that are given back."""


def places(text: str, pattern: re.Pattern[str], most: int) -> Iterator[tuple[int, int, int, str]]:
    """Line, start, end (bytes of ``text`` as UTF-8) and the text of its line, for each place that is not empty."""
    line, counted, offset = 1, 0, 0
    for match in pattern.finditer(text):
        start, end = match.span()
        if start == end:
            continue
        line += text.count("\n", counted, start)
        offset += _size(text[counted:start])
        counted = start
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", start)
        shown = text[max(first, start - _LONGEST_LINE // 2) : len(text) if last < 0 else last][:_LONGEST_LINE]
        yield line, offset, offset + _size(match[0]), shown
        most -= 1
        if most <= 0:
            return


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))


@lru_cache(maxsize=4096)
def _within(root: str, folder: str) -> bool:
    """Whether ``folder``, links followed, is in ``root``."""
    return os.path.commonpath([root, os.path.realpath(folder)]) == root


def read(root: str, document: str, largest: int) -> str:
    """The text of a regular file within ``root`` (links followed), or an empty string."""
    path = os.path.join(root, document)  # noqa: PTH118
    folder = os.path.dirname(path)  # noqa: PTH120
    if os.path.islink(path):  # noqa: PTH114
        folder = os.path.dirname(os.path.realpath(path))  # noqa: PTH120
    if not _within(root, folder):
        return ""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode):
            return ""
        data = os.read(descriptor, min(largest, info.st_size + 1))
    finally:
        os.close(descriptor)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _as_utf8()(data).decode("utf-8", "surrogateescape")


@lru_cache(maxsize=1)
def _as_utf8() -> Callable[[bytes], bytes]:
    """``files.as_utf8``, loaded from its place: the package cannot be imported here, and few libraries need it."""
    from importlib import util

    place = os.path.join(os.path.dirname(__file__), os.pardir, "files.py")  # noqa: PTH118, PTH120
    spec = util.spec_from_file_location("files", place)
    assert spec is not None and spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[bytes], bytes] = module.as_utf8
    return found


def main() -> None:
    """Serve one request."""
    sys.setrecursionlimit(2_000)
    request: dict[str, Any] = json.loads(sys.stdin.readline())
    flags = re.MULTILINE | (re.IGNORECASE if request["ignore_case"] else 0)
    pattern = re.compile(request["pattern"], flags)
    root = os.path.realpath(request["root"])
    left: int = request["total"]
    for quoted in sys.stdin:
        document = json.loads(quoted)
        try:
            text = read(root, document, request["largest"])
        except (OSError, ValueError):
            continue
        for place in places(text, pattern, min(left, request["each"])):
            shown = place[3].encode("utf-8", "replace").decode("utf-8")
            sys.stdout.write(json.dumps([document, *place[:3], shown]) + "\n")
            left -= 1
        sys.stdout.flush()
        if left <= 0:
            break
    sys.stdout.write('"done"\n')


if __name__ == "__main__":
    main()
