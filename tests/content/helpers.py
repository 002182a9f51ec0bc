"""What every page finds in its namespace: connections, a Django project, a Celery worker, an HTTP server."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import threading
import time
import types
from collections.abc import Callable, Iterator
from functools import partial
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.content.page import Page


def offer(page: Page) -> None:
    """Put the helpers into the page's namespace. Engines start when they are first used."""
    page.namespace.update(
        connect=page.connect,
        redis_client=partial(redis_client, page),
        django_project=partial(django_project, page),
        create_tables=create_tables,
        count_queries=count_queries,
        django_app=django_app,
        celery_worker=partial(celery_worker, page),
        serve=partial(serve, page),
    )
    if re.search(r"\bPGDSN\b", page.text):
        page.namespace["PGDSN"] = page.dsn()
    if re.search(r"\bREDIS_URL\b", page.text):
        page.redis_port()
        page.namespace["REDIS_URL"] = os.environ["REDIS_URL"]


def redis_client(page: Page, **options: Any) -> Any:
    """A client for the page's own Redis database; replies are decoded to text."""
    import redis

    page.redis_port()
    client = redis.Redis.from_url(os.environ["REDIS_URL"], **{"decode_responses": True, **options})
    page.closing.callback(client.close)
    return client


def _database(page: Page, kind: str) -> dict[str, Any]:
    if kind == "sqlite":
        import sqlite3

        page.used("SQLite", sqlite3.sqlite_version)
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(page.work / "db.sqlite3")}
    page.dsn()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["PGDATABASE"],
        "USER": "postgres",
        "HOST": os.environ["PGHOST"],
    }


class _NoMigrations(dict[str, None]):
    """Says of every app that it has no migrations: tables are then made from the models."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> None:
        return None

    def get(self, key: str, default: Any = None) -> None:
        """Nothing, whatever the app."""


def django_project(
    page: Page, app: str = "bookings", database: str = "sqlite", installed: tuple[str, ...] = (), **settings: Any
) -> None:
    """Configure Django in this process; the page becomes the module ``<app>.models`` and the URLconf.

    ``database`` is ``sqlite`` or ``postgres``; further keyword arguments are Django settings.
    """
    import django
    from django.conf import settings as conf

    package = types.ModuleType(app)
    folder = page.work / app
    folder.mkdir(exist_ok=True)
    package.__path__ = [str(folder)]
    package.__spec__ = ModuleSpec(app, None, is_package=True)
    name = f"{app}.models"
    page.module.__name__ = name
    page.module.__spec__ = ModuleSpec(name, None)
    sys.modules[app] = package
    for alias in ("models", "urls"):
        sys.modules[f"{app}.{alias}"] = page.module
        setattr(package, alias, page.module)
    defaults: dict[str, Any] = {
        "SECRET_KEY": "only-for-the-examples-of-this-page",
        "ALLOWED_HOSTS": ["*"],
        "DATABASES": {"default": _database(page, database)},
        "INSTALLED_APPS": [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            *installed,
            app,
        ],
        "MIDDLEWARE": [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [str(page.work / "templates")],
                "APP_DIRS": True,
            }
        ],
        "ROOT_URLCONF": name,
        "MIGRATION_MODULES": _NoMigrations(),
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
        "STATIC_URL": "/static/",
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    }
    conf.configure(**(defaults | settings))
    django.setup()
    page.namespace.setdefault("urlpatterns", [])
    page.closing.callback(_close_connections)


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()


def create_tables(*models: Any) -> None:
    """Create the tables of all models defined so far that have none yet."""
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)


def count_queries(using: str = "default") -> Any:
    """A context manager; ``len()`` of it is the number of queries, iteration gives their ``sql`` and ``time``."""
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(connections[using])


def django_app(asynchronous: bool = False) -> Any:
    """The project's WSGI (or ASGI) application, for http blocks and ``serve``."""
    if asynchronous:
        from django.core.asgi import get_asgi_application

        return get_asgi_application()
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


@contextlib.contextmanager
def celery_worker(page: Page, app: Any, pool: str = "threads", concurrency: int = 2) -> Iterator[Any]:
    """A Celery worker on the page's Redis while the block lasts.

    An application object gets a worker in a thread of this process; a module's name gets one in a process of
    its own, with its log in ``worker.log``.
    """
    page.redis_port()
    if not isinstance(app, str):
        from celery.contrib.testing.worker import start_worker

        with start_worker(
            app, pool=pool, concurrency=concurrency, perform_ping_check=False, loglevel="ERROR", shutdown_timeout=20
        ) as worker:
            yield worker
        return
    command = [sys.executable, "-m", "celery", "-A", app, "worker", "-P", pool, "-c", str(concurrency)]
    command += ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    with (page.work / "worker.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=page.work, env=page.environment(), stdout=log, stderr=log)
    try:
        _wait_for_worker(process, page)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for_worker(process: subprocess.Popen[bytes], page: Page) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        text = (page.work / "worker.log").read_text(encoding="utf-8", errors="replace")
        if " ready." in text:
            return
        if process.poll() is not None:
            raise RuntimeError(f"the worker ended:\n{text}")
        time.sleep(0.05)
    raise RuntimeError("the worker was not ready after 30 s")


def serve(page: Page, app: Callable[..., Any]) -> str:
    """Serve a WSGI application on a free local port until the page ends; returns the URL, also in ``API_URL``."""
    import socketserver
    from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

    class Server(socketserver.ThreadingMixIn, WSGIServer):
        daemon_threads = True

    class Handler(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the page shows what the client prints."""

    server = Server(("127.0.0.1", 0), Handler)
    server.set_app(app)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page.closing.callback(server.shutdown)
    os.environ["API_URL"] = f"http://127.0.0.1:{server.server_port}"
    return os.environ["API_URL"]
