"""Indexes that earlier versions of the program left behind."""

from __future__ import annotations

import os
import re
from pathlib import Path

from nexus_tui.core.errors import IndexBusy

_NAME = re.compile(r"v([1-9]\d*)(?:\.bad|\.lock)?")


def sweep_older(folder: Path) -> None:
    """Delete the indexes of lower versions beside ``folder`` (``v3`` and the like). One in use stays; never raises."""
    import shutil

    from nexus_tui.core.search.indexer import take_lock

    this = _version(folder.name)
    try:
        older = {number for entry in os.scandir(folder.parent) if 0 < (number := _version(entry.name)) < this}
    except OSError:
        return
    for number in older:
        place = folder.with_name(f"v{number}")
        lock = place.with_name(f"{place.name}.lock")
        try:
            descriptor = take_lock(lock)
        except (IndexBusy, OSError):
            continue
        shutil.rmtree(place, ignore_errors=True)
        shutil.rmtree(place.with_name(f"{place.name}.bad"), ignore_errors=True)
        lock.unlink(missing_ok=True)
        os.close(descriptor)


def _version(name: str) -> int:
    """The number in the name of a folder of an index; 0 if it is none."""
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else 0
