"""What git knows of a library's pages. Through the ``git`` command, never required, and never obeying the repository.

A repository may come from anywhere, so nothing that its configuration names is run: no hooks, monitors, filters, text
converters, external diffs, signature checks, pagers or prompts, and nothing is fetched. Every answer is empty where
there is no git, no repository, or no answer within the time limit; nothing here raises.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nexus_tui.core.model import DocId
from nexus_tui.core.sanitize import sanitize_line

TIMEOUT = 5.0
"""Seconds that one command may take."""

MAX_OUTPUT = 64 * 1024 * 1024
"""Bytes of output that are used."""

_OFF = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.untrackedCache=false",
    "diff.external=",
    "log.showSignature=false",
    "log.mailmap=false",
    "safe.bareRepository=explicit",
    "protocol.allow=never",
    "submodule.recurse=false",
    "color.ui=false",
    "core.quotePath=false",
)
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_PAGER": "cat",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "GIT_FLUSH": "0",
    "LC_ALL": "C",
}
_DROPPED = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_EXTERNAL_DIFF",
    "GIT_TRACE",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
)
_FORMAT = "--format=%H%x00%an%x00%at%x00%s"
_REVISION = re.compile(r"[0-9a-f]{4,64}\^?")
_UNCOMMITTED = re.compile(r"0+")


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, as much as is shown of it."""

    id: str
    """The full hash; empty for lines that are not committed yet."""
    author: str
    when: float
    """Unix time of authorship in seconds."""
    subject: str


class Repository:
    """The part of a git working tree that is the library."""

    def __init__(self, root: Path, filters: Sequence[str] = ()) -> None:
        """Use :meth:`find`. ``filters``: names of filter settings of the repository that are turned off."""
        self.root = root
        self._options = [part for setting in (*_OFF, *(f"{name}=" for name in filters)) for part in ("-c", setting)]

    @classmethod
    def find(cls, root: Path) -> Repository | None:
        """The repository that the folder ``root`` is in; None if there is none, or no git."""
        if shutil.which("git") is None:
            return None
        probe = cls(root)
        if probe._lines("rev-parse", "--is-inside-work-tree") != ["true"]:
            return None
        settings = probe._lines("config", "--includes", "--name-only", "--get-regexp", r"^filter\.")
        return cls(root, [name for name in dict.fromkeys(settings) if "\n" not in name and "=" not in name])

    # -- pages

    def last_change(self, document: DocId) -> Commit | None:
        """The newest commit of a page."""
        return next(iter(self.commits(document, 1)), None)

    def commits(self, document: DocId, limit: int = 200) -> list[Commit]:
        """The commits of a page, newest first, its earlier names included."""
        count = f"--max-count={max(1, limit)}"
        output = self._run("log", "--follow", count, "-z", _FORMAT, "--no-textconv", "--no-ext-diff", "--", document)
        return _commits(output) if output is not None else []

    def section_change(self, document: DocId, first: int, last: int) -> Commit | None:
        """The newest commit of the lines from ``first`` to ``last`` (1-based, both included) of the file on the disk.

        Lines that are not committed give a commit without an id.
        """
        lines = f"{max(1, first)},{max(1, first, last)}"
        output = self._run("blame", "--no-textconv", "--porcelain", "-L", lines, "--", document)
        return _newest(output.decode("utf-8", "replace")) if output else None

    def text_at(self, commit: str, document: DocId) -> bytes | None:
        """The bytes of a page as they were in a commit (its hash; with ``^``: in the one before); None if it was not
        there under this name."""
        if not _REVISION.fullmatch(commit):
            return None
        return self._run("cat-file", "blob", f"{commit}:./{document}")

    def changed(self) -> dict[DocId, str]:
        """The files of the library that differ from the last commit: ``added``, ``changed``, ``removed`` or
        ``untracked``. Ignored files are not among them."""
        output = self._run(
            "status",
            "--porcelain=v1",
            "-z",
            "--untracked-files=all",
            "--ignore-submodules=all",
            "--no-renames",
            "--",
            ".",
        )
        prefix = self._lines("rev-parse", "--show-prefix")
        return _changed(output, prefix[0] if prefix else "") if output else {}

    # -- the command

    def _lines(self, *arguments: str) -> list[str]:
        output = self._run(*arguments)
        return output.decode("utf-8", "replace").splitlines() if output else []

    def _run(self, *arguments: str) -> bytes | None:
        """The output of a git command; None if it failed or took too long."""
        environment = {name: value for name, value in os.environ.items() if name not in _DROPPED}
        environment.update(_ENVIRONMENT)
        command = ["git", "--no-pager", "--no-optional-locks", "--literal-pathspecs", *self._options, *arguments]
        try:
            done = subprocess.run(
                command,
                cwd=self.root,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=TIMEOUT,
                check=False,
            )
        except (OSError, ValueError, subprocess.SubprocessError):
            return None
        return done.stdout[:MAX_OUTPUT] if done.returncode == 0 else None


def _commits(output: bytes) -> list[Commit]:
    fields = output.decode("utf-8", "replace").split("\0")
    found: list[Commit] = []
    for start in range(0, len(fields) - 3, 4):
        identity, author, when, subject = fields[start : start + 4]
        identity = identity.strip()
        if _REVISION.fullmatch(identity) and when.lstrip("-").isdigit():
            found.append(Commit(identity, sanitize_line(author), float(when), sanitize_line(subject)))
    return found


_HEADER = re.compile(r"([0-9a-f]{40,64}) \d+ \d+")


def _newest(porcelain: str) -> Commit | None:
    """The newest of the commits that ``git blame --porcelain`` names; what is not committed is newer than all."""
    found: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    for line in porcelain.splitlines():
        if line.startswith("\t"):
            continue
        header = _HEADER.match(line)
        if header:
            current = found.setdefault(header[1], {})
        else:
            key, _, value = line.partition(" ")
            current.setdefault(key, value)
    commits = [
        Commit(
            "" if _UNCOMMITTED.fullmatch(identity) else identity,
            sanitize_line(each.get("author", "")),
            float(each["author-time"]),
            sanitize_line(each.get("summary", "")),
        )
        for identity, each in found.items()
        if each.get("author-time", "").lstrip("-").isdigit()
    ]
    return max(commits, key=lambda commit: (not commit.id, commit.when), default=None)


def _changed(output: bytes, prefix: str) -> dict[DocId, str]:
    found: dict[DocId, str] = {}
    for entry in output.split(b"\0"):
        if len(entry) < 4:
            continue
        state = entry[:2].decode("ascii", "replace")
        path = entry[3:].decode("utf-8", "surrogateescape")
        if prefix and not path.startswith(prefix):
            continue
        name = DocId(path[len(prefix) :])
        if state == "??":
            found[name] = "untracked"
        elif "D" in state:
            found[name] = "removed"
        elif "A" in state:
            found[name] = "added"
        else:
            found[name] = "changed"
    return found
