"""What the info string of a code fence says; the usual one is a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from nexus_tui.core.record import dataclass


@dataclass(frozen=True, slots=True)
class CodeInfo:
    """What the info string of a fence says."""

    language: str = ""
    """In lower case, without a leading dot; empty if none is given."""
    title: str = ""
    highlighted: tuple[tuple[int, int], ...] = ()
    """Inclusive ranges of 1-based lines to mark, as written."""
    first_line: int | None = None
    """Number of the first line where line numbers are asked for, else ``None``."""
    flags: frozenset[str] = frozenset()
    """Words without a value, as written."""
    options: Mapping[str, str] = field(default_factory=dict)
    """All ``key=value`` pairs, keys as written; the last of a key counts."""

    def marks(self, line: int) -> bool:
        """Whether the 1-based ``line`` of the block (whatever number is shown at it) is to be marked."""
        return any(first <= line <= last for first, last in self.highlighted)


def read_info(info: str) -> CodeInfo:
    """As ``highlight.parse_info``, which is loaded only where there is more than the name of a language."""
    if not info or (info.isalnum() and len(info) < 100):
        return CodeInfo(info.lower())
    from nexus_tui.core.markdown.highlight import parse_info

    return parse_info(info)
