"""What a benchmark gives: named samples; and how they are shown and kept."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

RESULTS = Path("bench-results")


@dataclass(frozen=True)
class Figure:
    """Samples of one thing."""

    bench: str
    case: str
    """Who, or on what: ``hello``, ``ours, 40,000 pages``."""
    what: str
    unit: str
    values: tuple[float, ...]
    base: str = ""
    """The case of the same bench that a ratio is wanted to."""

    @property
    def median(self) -> float:
        """The middle."""
        return median(self.values)

    def at(self, share: float) -> float:
        """The value that this share of the samples does not exceed."""
        return sorted(self.values)[min(len(self.values) - 1, int(len(self.values) * share))]

    def as_json(self) -> dict[str, Any]:
        """For the file of results."""
        return {
            "bench": self.bench,
            "case": self.case,
            "what": self.what,
            "unit": self.unit,
            "median": round(self.median, 4),
            "p10": round(self.at(0.1), 4),
            "p90": round(self.at(0.9), 4),
            "low": round(min(self.values), 4),
            "high": round(max(self.values), 4),
            "samples": len(self.values),
        }


def table(figures: Sequence[Figure]) -> str:
    """The figures as lines, with the ratio to the base where there is one."""
    bases = {(each.bench, each.case, each.what): each.median for each in figures}
    rows: list[tuple[str, ...]] = [("", "", "median", "p10", "p90", "max", "n", "ratio")]
    for each in figures:
        base = bases.get((each.bench, each.base, each.what))
        ratio = f"{each.median / base:.2f} × {each.base}" if base and each.base != each.case else ""
        shown = [_number(value) for value in (each.median, each.at(0.1), each.at(0.9), max(each.values))]
        rows.append((each.case, f"{each.what}, {each.unit}", *shown, str(len(each.values)), ratio))
    widths = [max(len(row[column]) for row in rows) for column in range(8)]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0]), row[1].ljust(widths[1])]
        cells += [cell.rjust(width) for cell, width in zip(row[2:7], widths[2:7], strict=True)]
        lines.append("  ".join([*cells, row[7]]).rstrip())
    return "\n".join(lines)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"


def write(figures: Iterable[Figure], notes: Sequence[str], folder: Path = RESULTS) -> Path:
    """Keep a run as JSON; the file's path."""
    folder.mkdir(exist_ok=True)
    place = folder / time.strftime("%Y%m%dT%H%M%SZ.json", time.gmtime())
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    values = {
        "when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "commit": commit.stdout.strip(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "figures": [each.as_json() for each in figures],
        "notes": list(notes),
    }
    place.write_text(json.dumps(values, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return place
