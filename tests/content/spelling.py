"""placeholder"""

from __future__ import annotations
from pathlib import Path


def unknown(path: Path) -> list[tuple[int, str]]:
    return []
