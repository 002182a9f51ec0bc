"""What the benchmarks measure on is the same in every run."""

from __future__ import annotations

from pathlib import Path

from nexus_tui.core.library import Library
from tests.benchmarks.figure import Figure, table
from tests.benchmarks.generate import generate


def test_the_same_seed_makes_the_same_library(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("same", 7), ("other", 8)):
        generate(tmp_path / name, 130, seed)
    one, same, other = (
        {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.md")}
        for root in (tmp_path / "one", tmp_path / "same", tmp_path / "other")
    )
    assert one == same and one != other and len(one) == 130


def test_a_generated_library_is_sound(tmp_path: Path) -> None:
    generate(tmp_path, 130)
    snapshot = Library(tmp_path).scan()
    assert (len(snapshot.pages), snapshot.home, snapshot.problems) == (130, "index.md", ())
    assert all(page.tags for page in snapshot.pages.values() if page.id != "index.md")


def test_a_table_shows_medians_and_ratios_to_the_base() -> None:
    hello = Figure("startup", "hello", "first screen", "ms", (90.0, 100.0, 400.0))
    ours = Figure("startup", "ours", "first screen", "ms", (120.0, 150.0, 151.0), "hello")
    shown = table([hello, ours]).splitlines()
    assert shown[1].split()[4] == "100" and shown[2].endswith("1.50 × hello")
