"""Pictures of the application, compared with those that were looked at and kept.

``pytest tests/snapshots --snapshot-update`` makes them anew after a change that is wanted.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot

from nexus_tui.app import NexusApp
from nexus_tui.core.model import DocId, Target
from tests.screens.harness import Browser, QuietSession, quiet_settings

SMALL, LARGE = (80, 24), (160, 45)

GUIDE = """---
tags: [night, hunter]
---
# Owls

Owls hunt **at night**; see [herons](herons.md), `code` and a note.[^1]

> [!TIP]
> Listen before you look.

## Hearing

| Ear | Height | Use |
| :-- | -----: | :-- |
| left | 12 | below |
| right | 19 | above |

```python
def hunt(prey: str) -> bool:
    return prey in {"vole", "mouse"}  # at night
```

### Ear tufts

- [x] seen
- [ ] heard
  1. first
  2. second

## Flight

Silent flight. Silent wings.

[^1]: Not a real one.
"""

PAGES = {
    "index.md": "# Home\n\nWelcome to [owls](birds/owls.md).\n",
    "birds/index.md": "---\norder: 1\n---\n# Birds\n\nAll of them.\n",
    "birds/owls.md": GUIDE,
    "birds/herons.md": "---\ntags: [water, hunter]\n---\n# Herons\n\nHerons wait. See [owls](owls.md#hearing).\n",
    "mammals/index.md": "---\norder: 2\n---\n# Mammals\n\nWarm.\n",
    "mammals/otters.md": "---\ntags: [water]\n---\n# Otters\n\nOtters swim.\n",
}

Run = Callable[[Browser], Awaitable[None]]


class Compare(Protocol):
    """The fixture of pytest-textual-snapshot."""

    def __call__(
        self, app: App[None], *, terminal_size: tuple[int, int], run_before: Callable[[Pilot[None]], Awaitable[None]]
    ) -> bool: ...


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same few pages at the same place in every run."""
    root = tmp_path / "library"
    for name, text in PAGES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def pictured(
    compare: Compare, library: Path, size: tuple[int, int], do: Run, target: str = "birds/owls.md", **settings: object
) -> bool:
    """Open the application at a page, do something, and compare what shows."""
    session = QuietSession.open(library, quiet_settings(**settings))
    session.state.note_read(DocId("index.md"), (library / "index.md").stat().st_mtime_ns)
    app = NexusApp(session, Target(DocId(target)))

    async def run_before(pilot: Pilot[None]) -> None:
        browser = Browser(app, pilot)
        await browser.until(lambda: browser.screen.snapshot is not None and browser.screen.snapshot.complete)
        await browser.shows(target)
        await do(browser)
        await browser.settle()
        await browser.until(lambda: not browser.screen.reader._settling)

    return compare(app, terminal_size=size, run_before=run_before)


def keys(*names: str) -> Run:
    """Press keys."""

    async def do(app: Browser) -> None:
        for name in names:
            await app.press(name)

    return do


async def nothing(app: Browser) -> None:
    """Only look."""


async def palette(app: Browser) -> None:
    """The palette with a word typed."""
    await app.press("ctrl+p")
    await app.type("tab")


async def found(app: Browser) -> None:
    """A find with its counts in the outline."""
    await app.press("/")
    await app.type("silent")
    await app.until(lambda: app.screen.status.matches == "1 of 2")


async def which_key(app: Browser) -> None:
    """What can follow a half-typed sequence."""
    await app.press("g")
    await app.sees("Next tab")


async def row_menu(app: Browser) -> None:
    """The menu of the right button."""
    await app.pilot.click(app.screen.sidebar.pages, offset=(8, 3), button=3)
    await app.until(lambda: len(app.app.screen_stack) == 2)


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "160x45"])
def test_a_page(snap_compare: Compare, library: Path, size: tuple[int, int], theme: str) -> None:
    assert pictured(snap_compare, library, size, nothing, theme=theme)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "160x45"])
def test_the_tree(snap_compare: Compare, library: Path, size: tuple[int, int]) -> None:
    assert pictured(snap_compare, library, size, keys("backslash", *([] if size == SMALL else ["backslash"]), "k"))


def test_high_contrast(snap_compare: Compare, library: Path) -> None:
    assert pictured(snap_compare, library, LARGE, keys("o"), theme="nexus-high-contrast")


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "160x45"])
def test_quick_open(snap_compare: Compare, library: Path, size: tuple[int, int]) -> None:
    assert pictured(snap_compare, library, size, keys("ctrl+o", "o"))


def test_the_palette(snap_compare: Compare, library: Path) -> None:
    assert pictured(snap_compare, library, SMALL, palette, theme="textual-light")


def test_help(snap_compare: Compare, library: Path) -> None:
    assert pictured(snap_compare, library, SMALL, keys("?"))


def test_two_panes_and_tabs(snap_compare: Compare, library: Path) -> None:
    assert pictured(snap_compare, library, LARGE, keys("|", "full_stop", "backslash", "backslash", "k", "t"))


def test_a_find(snap_compare: Compare, library: Path) -> None:
    assert pictured(snap_compare, library, LARGE, found)


def test_zen(snap_compare: Compare, library: Path) -> None:
    assert pictured(snap_compare, library, LARGE, keys("z"), theme="textual-light")


def test_what_may_follow(snap_compare: Compare, library: Path) -> None:
    assert pictured(snap_compare, library, SMALL, which_key, hint_delay=1)


def test_the_menu_of_a_row(snap_compare: Compare, library: Path) -> None:
    assert pictured(snap_compare, library, LARGE, row_menu)


def test_the_linear_mode(snap_compare: Compare, library: Path) -> None:
    assert pictured(snap_compare, library, SMALL, nothing, plain_ui=True)


def test_the_settings(snap_compare: Compare, library: Path) -> None:
    assert pictured(snap_compare, library, LARGE, keys("g", "comma"))
