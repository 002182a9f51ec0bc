"""Executes one page: the program behind each page's process.

``python -m tests.content.page PAGE RUN RESULT`` runs the blocks of PAGE in a new directory under RUN, with the
servers of that run, and writes what happened to RESULT as JSON.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import types
from importlib.machinery import ModuleSpec
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sybil import Example, Sybil

from tests.content import engines, helpers
from tests.content.compare import Failed, Missing, difference, matches
from tests.content.fences import Block, FenceParser
from tests.content.runners import api, data, python, shell, sql

if TYPE_CHECKING:
    import graphql
    import psycopg

RUNNERS = {
    "python": python.run,
    "sql": sql.run,
    "bash": shell.run,
    "sh": shell.run,
    "console": shell.run_console,
    "redis": shell.run_redis,
    "javascript": shell.run_node,
    "graphql": api.run_graphql,
    "http": api.run_http,
    "yaml": data.run,
    "json": data.run,
    "toml": data.run,
    "dockerfile": data.run_dockerfile,
}

LIBRARIES = {
    "django": ("Django", "django"),
    "rest_framework": ("Django REST framework", "djangorestframework"),
    "celery": ("Celery", "celery"),
    "strawberry": ("Strawberry", "strawberry-graphql"),
}

PLACE = "/home/ada/project"
"""What pages show for the directory in which their examples ran."""

_GITCONFIG = """[user]
name = Ada Example
email = ada@example.com
[init]
defaultBranch = main
[color]
ui = false
[core]
pager = cat
editor = true
[advice]
detachedHead = false
[protocol "file"]
allow = always
"""


class Page:
    """The state that the blocks of a page share."""

    def __init__(self, path: Path, run: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.run = run
        self.number = engines.take_number(run)
        home = run / f"page-{self.number}"
        self.work, self.home, self.bin, self.state = (home / name for name in ("work", "home", "bin", "state"))
        for folder in (self.work, self.home, self.bin, self.state):
            folder.mkdir(parents=True)
        (self.home / ".gitconfig").write_text(_GITCONFIG, encoding="utf-8")
        self.module = types.ModuleType("__main__")
        self.module.__spec__ = ModuleSpec("__main__", None)
        self.module.__file__ = str(path)
        self.namespace: dict[str, Any] = self.module.__dict__
        self.future_flags = 0
        self.sessions: dict[str, sql.Session] = {}
        self.definitions: graphql.GraphQLSchema | None = None
        self.records: list[dict[str, Any]] = []
        self.engines: dict[str, str] = {}
        self.fill: str | None = None
        self.replacement: str | None = None
        self.compared = False
        self._dsn = ""
        self._redis_port = 0
        self._sqlite: sqlite3.Connection | None = None
        self._scratch = 0
        self.closing = contextlib.ExitStack()

    def used(self, name: str, release: str) -> None:
        """Note that an engine took part."""
        self.engines.setdefault(name, release)

    def scratch(self, name: str) -> Path:
        """Path of a new file outside the page's own directory."""
        self._scratch += 1
        folder = self.state / str(self._scratch)
        folder.mkdir()
        return folder / name

    def dsn(self) -> str:
        """URL of the page's own PostgreSQL database, made on first use. Raises Missing."""
        if self._dsn:
            return self._dsn
        import psycopg

        host = engines.postgres(self.run)
        name = f"page_{self.number}"
        with psycopg.connect(f"postgresql://postgres@/postgres?host={host}", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
            row = connection.execute("SHOW server_version").fetchone()
        assert row is not None
        self.used("PostgreSQL", row[0].split()[0])
        self._dsn = f"postgresql://postgres@/{name}?host={host}"
        os.environ.update(PGHOST=host, PGUSER="postgres", PGDATABASE=name, PGDSN=self._dsn)
        return self._dsn

    def connect(self, **options: Any) -> psycopg.Connection[Any]:
        """A new psycopg connection to the page's database."""
        import psycopg

        return psycopg.connect(self.dsn(), **options)

    def redis_port(self) -> int:
        """Port of Redis, with a database of the page's own in ``REDIS_URL``. Raises Missing."""
        if not self._redis_port:
            import redis

            self._redis_port = engines.redis(self.run)
            number = self.number % 512
            os.environ["REDIS_URL"] = f"redis://127.0.0.1:{self._redis_port}/{number}"
            with redis.Redis(port=self._redis_port, db=number) as client:
                client.flushdb()
                info: Any = client.info("server")
            self.used("Redis", info["redis_version"])
            program = engines.redis_program("redis-cli")
            wrapper = self.bin / "redis-cli"
            wrapper.write_text(f'#!/bin/sh\nexec {program} -p {self._redis_port} -n {number} "$@"\n', encoding="utf-8")
            wrapper.chmod(0o755)
        return self._redis_port

    def plain(self, text: str) -> str:
        """Output with the page's temporary directories replaced by names that stay the same."""
        return text.replace(str(self.work), PLACE).replace(str(self.home), str(Path(PLACE).parent))

    def sqlite(self) -> sqlite3.Connection:
        """The page's SQLite connection, in autocommit mode."""
        if self._sqlite is None:
            self._sqlite = sqlite3.connect(self.work / "page.sqlite3", isolation_level=None)
            self.closing.callback(self._sqlite.close)
            self.used("SQLite", sqlite3.sqlite_version)
        return self._sqlite

    def environment(self) -> dict[str, str]:
        """The environment of programs that the page starts."""
        if re.search(r"\b(psql|pg_dump|pg_restore|pgbench|PGHOST|PGDATABASE|PGDSN)\b", self.text):
            self.dsn()
        if re.search(r"redis-cli|REDIS_URL", self.text):
            self.redis_port()
        folders = [str(self.bin), str(Path(sys.executable).parent)]
        with contextlib.suppress(Missing):
            folders.append(str(engines.postgres_bin()))
        kept = {name: os.environ[name] for name in os.environ if name.startswith(("PG", "REDIS", "API_"))}
        return kept | {
            "PATH": os.pathsep.join([*folders, os.environ.get("PATH", os.defpath)]),
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "COLUMNS": "100",
            "NO_COLOR": "1",
            "PAGER": "cat",
            "GIT_PAGER": "cat",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_CEILING_DIRECTORIES": str(self.work.parent),
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTEST_ADDOPTS": "-p no:cacheprovider",
        }

    def evaluate(self, example: Example) -> str | None:
        """Sybil's evaluator: run a block; a text says what went wrong."""
        block: Block = example.parsed
        record: dict[str, Any] = {"line": block.line, "language": block.language, "status": "ok"}
        if not block.hidden and block.language in RUNNERS:
            self.records.append(record)
        if block.marked:
            record.update(status="marked", message=block.marked)
            return None
        self.fill = self.replacement = None
        self.compared = False
        started = time.perf_counter()
        try:
            self._check(block)
        except Failed as error:
            record.update(status="failed", message=str(error), fill=self._filling(block))
            if record not in self.records:
                self.records.append(record)
            return str(error)
        finally:
            record["seconds"] = round(time.perf_counter() - started, 3)
        return None

    def _check(self, block: Block) -> None:
        if "file" in block.options:
            self._write(block)
            return
        actual = self.plain(RUNNERS[block.language](self, block))
        if (
            block.output is not None
            and not self.compared
            and not matches(block.output.text, actual, block.output.language)
        ):
            self.fill = actual
            raise Failed(difference(block.output.text, actual))

    def _write(self, block: Block) -> None:
        path = (self.work / block.options["file"]).resolve()
        if not path.is_relative_to(self.work.resolve()):
            raise Failed(f"{block.options['file']} is outside the page's directory")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.source, encoding="utf-8")
        if block.language in {"yaml", "json", "toml"}:
            data.run(self, block)
        elif block.language == "dockerfile":
            data.run_dockerfile(self, block)
        else:
            data.check_syntax(self, block, path)
        importlib.invalidate_caches()

    def _filling(self, block: Block) -> dict[str, Any] | None:
        """How ``--fill`` may repair a block: which lines to replace with what."""
        if self.replacement is not None:
            return {"start": block.line, "end": block.end - 1, "text": self.replacement}
        if self.fill is None or block.output is None:
            return None
        shown = block.output.text
        if "..." in shown and shown.strip():
            return None
        return {"start": block.output.start, "end": block.output.end, "text": self.fill}


def execute(path: Path, run: Path) -> dict[str, Any]:
    """Run a page and say what happened: ``blocks``, ``engines``, ``skipped``, ``problem``."""
    page = Page(path, run)
    result: dict[str, Any] = {"skipped": "", "problem": ""}
    previous = Path.cwd()
    os.chdir(page.work)
    sys.path[:] = [str(page.work), *(entry for entry in sys.path if entry not in {"", str(previous)})]
    sys.modules["__main__"] = page.module
    try:
        with page.closing:
            helpers.offer(page)
            document = Sybil([FenceParser(page.evaluate)], path=str(path.parent)).parse(path)
            document.namespace = page.namespace
            for example in document.examples():
                with contextlib.suppress(AssertionError):
                    example.evaluate()
    except Missing as missing:
        result["skipped"] = str(missing)
    except Exception as error:
        result["problem"] = f"{type(error).__name__}: {error}"
    _note_engines(page)
    return result | {"blocks": page.records, "engines": page.engines}


def _note_engines(page: Page) -> None:
    for module, (name, distribution) in LIBRARIES.items():
        if module in sys.modules:
            with contextlib.suppress(PackageNotFoundError):
                page.used(name, version(distribution))
    _note_django_database(page)
    if re.search(r"^\$ git |^git ", page.text, re.MULTILINE) and shutil.which("git"):
        said = subprocess.run(["git", "--version"], capture_output=True, text=True, check=False).stdout
        page.used("Git", said.split()[2])
    if any(record["language"] == "python" for record in page.records):
        page.used("Python", data.python_version())


def _note_django_database(page: Page) -> None:
    conf = sys.modules.get("django.conf")
    if conf is None or not conf.settings.configured:
        return
    if any("sqlite" in one["ENGINE"] for one in conf.settings.DATABASES.values() if "ENGINE" in one):
        page.used("SQLite", sqlite3.sqlite_version)


def main(arguments: list[str]) -> None:
    """Run one page; arguments: page, directory of the run, file for the result."""
    path, run, result = (Path(argument).resolve() for argument in arguments)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    started = time.perf_counter()
    answer = execute(path, run)
    answer["seconds"] = round(time.perf_counter() - started, 2)
    result.write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
