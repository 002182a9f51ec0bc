"""Random keys on the real application, compared after each with a model made of plain lists.

What is compared is what the screen shows: the panes, the titles of their tabs, the page and the exact place in it, the
bookmarks. At the end the program ends and starts again, and has to come back as it was.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from nexus_tui.widgets.row_list import RowList
from tests.conftest import LibraryBuilder
from tests.screens.harness import Browser, browse

STEPS = 70

TITLES = {"index.md": "Start", "b.md": "Bees", "c/d.md": "Ducks", "e.md": "Eels"}


def page(title: str, links: str) -> str:
    """A page of some screens, its links at the top."""
    parts = "".join(f"## {title} {n}\n\n" + f"About {title} {n}.\n\n" * (3 + n % 4) for n in range(1, 9))
    return f"# {title}\n\nSee {links}.\n\n{parts}"


LIBRARY = {
    "index.md": page("Start", "[bees](b.md#bees-3) and [ducks](c/d.md)"),
    "b.md": page("Bees", "[[Ducks]] and [home](index.md)"),
    "c/d.md": page("Ducks", "[eels](../e.md) and [here](#ducks-5)"),
    "e.md": page("Eels", "[bees](b.md) and [ducks](c/d.md#ducks-2)"),
}
LINKS = {
    "index.md": [("b.md", "bees-3"), ("c/d.md", "")],
    "b.md": [("c/d.md", ""), ("index.md", "")],
    "c/d.md": [("e.md", ""), ("c/d.md", "ducks-5")],
    "e.md": [("b.md", ""), ("c/d.md", "ducks-2")],
}
"""Page -> where its links lead: document and anchor."""


@dataclass
class Spot:
    """An entry of a history. ``place`` is where the reader was in it, once it has been there."""

    document: str
    place: Any = None


@dataclass
class Tab:
    """A history: what lies behind, where we are, what lies ahead."""

    here: Spot
    behind: list[Spot] = field(default_factory=list)
    ahead: list[Spot] = field(default_factory=list)


@dataclass
class Pane:
    """Tabs, and which is in front."""

    tabs: list[Tab]
    front: int = 0


class Model:
    """What the screen has to show."""

    def __init__(self, document: str) -> None:
        self.panes = [Pane([Tab(Spot(document))])]
        self.active = 0
        self.closed: list[Tab] = []
        self.marks: set[tuple[str, str]] = set()

    @property
    def pane(self) -> Pane:
        return self.panes[self.active]

    @property
    def tab(self) -> Tab:
        return self.pane.tabs[self.pane.front]

    def visit(self, document: str) -> None:
        tab = self.tab
        tab.behind.append(tab.here)
        tab.here, tab.ahead = Spot(document), []

    def step(self, from_: list[Spot], to: list[Spot]) -> None:
        if from_:
            to.append(self.tab.here)
            self.tab.here = from_.pop()


class Walk:
    """One random walk: every operation does the same to the program, by keys, and to the model."""

    def __init__(self, app: Browser, chance: random.Random) -> None:
        self.app = app
        self.chance = chance
        self.model = Model("index.md")
        self.done: list[str] = []
        self.seen()

    def seen(self) -> None:
        """The place is where it is now: the program may choose it where something new is shown."""
        self.model.tab.here.place = self.app.screen.reader.position

    def check(self) -> None:
        """The screen shows what the model says."""
        model, screen, story = self.model, self.app.screen, " ".join(self.done)
        assert len(screen.panes) == len(model.panes), story
        assert screen.active == model.active, story
        assert screen.focused is screen.reader, story
        for pane, wanted in zip(screen.panes, model.panes, strict=True):
            titles = [TITLES[tab.here.document] for tab in wanted.tabs]
            assert list(pane.tabs.titles) == titles, story
            assert pane.tabs.display == (len(titles) > 1), story
            assert pane.tabs.active == wanted.front, story
            here = wanted.tabs[wanted.front].here
            assert pane.reader.document == here.document, story
            crumbs = [part.strip(" ▌") for part in self.app.region_text(pane.crumbs).split("›")]
            assert TITLES[here.document] in crumbs, story
            if here.place is not None and pane.reader.percent < 100:
                assert pane.reader.position == here.place, story
            here.place = pane.reader.position
        assert {(mark.document, mark.anchor) for mark in screen.session.state.bookmarks} == model.marks, story

    # -- operations

    async def scroll(self) -> None:
        await self.app.press(*self.chance.choice([["d"], ["2", "]"], ["j"], ["G"], ["g", "g"], ["3", "0", "G"], ["u"]]))
        self.seen()

    async def follow(self, *, tab: bool = False) -> None:
        number = self.chance.randrange(2)
        document, anchor = LINKS[self.model.tab.here.document][number]
        await self.app.press("g", "g")
        self.seen()
        here = self.model.tab.here.document
        if (document == here and anchor) or document != here:
            self.model.visit(document)
        await self.app.press(*["tab"] * (number + 1), "enter")
        self.seen()

    async def next_page(self) -> None:
        order = list(self.app.screen.snapshot.order) if self.app.screen.snapshot is not None else []
        key, step = self.chance.choice([("full_stop", 1), ("comma", -1)])
        at = order.index(self.app.document) + step if self.app.document is not None else -1
        if 0 <= at < len(order):
            self.model.visit(order[at])
        await self.app.press(key)
        self.seen()

    async def back(self) -> None:
        self.model.step(self.model.tab.behind, self.model.tab.ahead)
        await self.app.press(self.chance.choice(["H", "backspace", "alt+left"]))

    async def forward(self) -> None:
        self.model.step(self.model.tab.ahead, self.model.tab.behind)
        await self.app.press(self.chance.choice(["L", "alt+right"]))

    async def new_tab(self) -> None:
        document = self.chance.choice(list(TITLES))
        await self.app.press("ctrl+o")
        await self.app.type(TITLES[document].lower())
        rows = self.app.dialog.query_one(RowList)
        await self.app.until(lambda: rows.current is not None and TITLES[document] in str(rows.current.lines))
        pane = self.model.pane
        there = next((n for n, tab in enumerate(pane.tabs) if tab.here.document == document), None)
        if there is None:
            pane.tabs.insert(pane.front + 1, Tab(Spot(document)))
        pane.front = pane.front + 1 if there is None else there
        await self.app.press("ctrl+t")
        if there is None:
            self.seen()

    async def close(self) -> None:
        model, pane = self.model, self.model.pane
        if len(pane.tabs) > 1:
            model.closed.append(pane.tabs.pop(pane.front))
            pane.front = min(pane.front, len(pane.tabs) - 1)
        elif len(model.panes) > 1:
            self._drop_pane(self.model.active)
        await self.app.press("x")

    async def reopen(self) -> None:
        if self.model.closed:
            pane = self.model.pane
            pane.tabs.insert(pane.front + 1, self.model.closed.pop())
            pane.front += 1
        await self.app.press("X")

    async def turn(self) -> None:
        pane = self.model.pane
        keys, step = self.chance.choice([(["g", "t"], 1), (["g", "T"], -1)])
        pane.front = (pane.front + step) % len(pane.tabs)
        await self.app.press(*keys)

    async def split(self) -> None:
        model = self.model
        if len(model.panes) > 1:
            self._drop_pane(1 - model.active)
        else:
            here = model.tab.here
            model.panes.append(Pane([Tab(Spot(here.document, here.place))]))
            model.active = 1
        await self.app.press("|")

    async def other(self) -> None:
        if len(self.model.panes) > 1:
            self.model.active = 1 - self.model.active
        await self.app.press("g", "o")

    async def bookmark(self) -> None:
        reader = self.app.screen.reader
        self.model.marks ^= {(str(reader.document), reader.current_anchor)}
        await self.app.press("m")

    def _drop_pane(self, index: int) -> None:
        model = self.model
        model.closed += model.panes.pop(index).tabs
        model.active = 0

    async def step(self) -> None:
        """Do one thing, and compare."""
        ways: list[tuple[Callable[[], Awaitable[None]], int]] = [
            (self.scroll, 5), (self.follow, 4), (self.next_page, 2), (self.back, 4), (self.forward, 3),
            (self.new_tab, 3), (self.close, 2), (self.reopen, 2), (self.turn, 3), (self.split, 1), (self.other, 2),
            (self.bookmark, 2),
        ]  # fmt: skip
        way = self.chance.choices([way for way, _ in ways], [weight for _, weight in ways])[0]
        self.done.append(way.__name__)
        await way()
        self.check()


@pytest.mark.parametrize("seed", range(3))
async def test_random_keys_do_what_a_simple_model_says(library_builder: LibraryBuilder, seed: int) -> None:
    root: Path = library_builder(LIBRARY)
    async with browse(root, size=(100, 24), target="index.md", outline=False) as app:
        walk = Walk(app, random.Random(seed))
        for _ in range(STEPS):
            await walk.step()
        await app.press("q")
    async with browse(root, size=(100, 24), outline=False) as again:
        await again.until(lambda: len(again.screen.panes) == len(walk.model.panes))
        await again.settle()
        walk.app = again
        walk.done.append("restart")
        walk.check()
