"""Where things live. Nothing here creates a file or a folder unless its name says so."""

from __future__ import annotations

import os
import sys
from pathlib import Path

try:
    from _blake2 import blake2b  # hashlib would load OpenSSL, which the first screen does not need
except ImportError:
    from hashlib import blake2b

APP = "nexus"
_PLATFORM: str = sys.platform


def _base(variable: str, fallback: str, kind: str) -> Path:
    """The folder for ``kind``: the XDG variable if it holds an absolute path, else the platform's custom."""
    value = os.environ.get(variable, "")
    if value and Path(value).is_absolute():
        return Path(value) / APP
    if _PLATFORM.startswith("linux"):
        return Path.home() / fallback / APP
    import platformdirs

    return Path(getattr(platformdirs, f"user_{kind}_dir")(APP, appauthor=False))


def config_dir() -> Path:
    """Folder of the user's settings (``$XDG_CONFIG_HOME/nexus`` or ``~/.config/nexus``)."""
    return _base("XDG_CONFIG_HOME", ".config", "config")


def settings_file() -> Path:
    """The settings file: ``$NEXUS_CONFIG`` if set, else ``config.toml`` in :func:`config_dir`."""
    override = os.environ.get("NEXUS_CONFIG", "")
    return expanded(override) if override else config_dir() / "config.toml"


def expanded(path: str | os.PathLike[str]) -> Path:
    """The path with ``~`` and ``~user`` replaced; as it is where there is no such user."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def state_dir() -> Path:
    """Folder of what is remembered between runs (``$XDG_STATE_HOME/nexus`` or ``~/.local/state/nexus``)."""
    return _base("XDG_STATE_HOME", ".local/state", "state")


def cache_dir() -> Path:
    """Folder of what can be built again (``$XDG_CACHE_HOME/nexus`` or ``~/.cache/nexus``)."""
    return _base("XDG_CACHE_HOME", ".cache", "cache")


def log_file() -> Path:
    """Where unexpected failures are written."""
    return state_dir() / "nexus.log"


def package_dir() -> Path:
    """The folder of the ``nexus_tui`` package."""
    return Path(__file__).resolve().parent.parent


def checkout_root() -> Path | None:
    """The root of the source tree this package runs from, or None when it is installed."""
    root = package_dir().parent
    if (root / "pyproject.toml").is_file() and (root / "content").is_dir():
        return root
    return None


def bundled_content() -> Path:
    """The knowledge base that comes with Nexus: a checkout's ``content/``, else the copy inside the package."""
    root = checkout_root()
    return root / "content" if root is not None else package_dir() / "_content"


def library_key(root: Path) -> str:
    """A name for the library at ``root`` that is the same however its path is spelled (32 hex digits, BLAKE2b)."""
    real = os.path.realpath(root)
    return blake2b(os.fsencode(real), digest_size=16).hexdigest()


def index_dir(library_root: Path) -> Path:
    """Where the search index of a library lives.

    A checkout's own ``content/`` has it in the checkout's ``index/`` (if that can be written), every other library
    in a folder of its own under :func:`cache_dir`.
    """
    checkout = checkout_root()
    if checkout is not None and os.path.realpath(library_root) == os.path.realpath(checkout / "content"):
        place = checkout / "index"
        if os.access(place if place.is_dir() else checkout, os.W_OK):
            return place
    return library_cache_dir(library_root) / "index"


def library_cache_dir(root: Path) -> Path:
    """Folder for what can be built again from the library at ``root``: its cached snapshot, its links."""
    return cache_dir() / "libraries" / library_key(root)


def library_state_dir(root: Path) -> Path:
    """Folder for what is remembered about the library at ``root``: session, positions, bookmarks."""
    return state_dir() / "libraries" / library_key(root)


def create_private(folder: Path) -> Path:
    """Create ``folder`` and its parents, readable by the user alone, and return it. Raises ``OSError``."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
