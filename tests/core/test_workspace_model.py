"""Random operations on panes, tabs, histories and bookmarks, compared with a model made of plain lists."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from nexus_tui.core.bookmarks import Bookmarks
from nexus_tui.core.markdown.place import Place as ReadingPlace
from nexus_tui.core.model import DocId
from nexus_tui.core.workspace import POSITION, Place, Workspace

Spot = tuple[str, str]
"""Document and anchor."""

documents = st.sampled_from(["a.md", "b.md", "c/d.md"])
anchors = st.sampled_from(["", "x", "y"])


class SimpleTab:
    """A browser's history: what lies behind, where we are, what lies ahead."""

    def __init__(self) -> None:
        self.behind: list[Spot] = []
        self.here: Spot | None = None
        self.ahead: list[Spot] = []
        self.preview = False

    def go(self, spot: Spot) -> None:
        if self.here is not None:
            self.behind.append(self.here)
        self.here = spot
        self.ahead = []

    def back(self) -> bool:
        if not self.behind or self.here is None:
            return False
        self.ahead.insert(0, self.here)
        self.here = self.behind.pop()
        return True

    def forward(self) -> bool:
        if not self.ahead or self.here is None:
            return False
        self.behind.append(self.here)
        self.here = self.ahead.pop(0)
        return True


class SimplePane:
    """Tabs and which one is in front."""

    def __init__(self) -> None:
        self.tabs = [SimpleTab()]
        self.front = 0

    @property
    def tab(self) -> SimpleTab:
        return self.tabs[self.front]


class PanesTabsAndBookmarks(RuleBasedStateMachine):
    """The machine; each rule does one thing to both."""

    @initialize()
    def start(self) -> None:
        self.real = Workspace()
        self.panes = [SimplePane()]
        self.active = 0
        self.closed: list[SimpleTab] = []
        self.real_marks = Bookmarks()
        self.marks: list[Spot] = []

    @property
    def pane(self) -> SimplePane:
        return self.panes[self.active]

    def shown(self, place: Place | None) -> Spot | None:
        return (place.document, place.anchor) if place is not None else None

    # -- within a tab

    @rule(document=documents, anchor=anchors)
    def visit(self, document: str, anchor: str) -> None:
        self.real.visit(Place(document, anchor))
        tab = self.pane.tab
        if tab.preview and tab.here is not None and tab.here[0] == document:
            tab.here = (document, anchor)
        else:
            tab.go((document, anchor))
        tab.preview = False

    @rule(document=documents)
    def pass_by(self, document: str) -> None:
        """As a cursor does that shows pages on its way: the first one is visited, the next ones replace it."""
        tab = self.pane.tab
        if self.real.current is not None and self.real.previewing:
            self.real.replace(Place(document))
            tab.here = (document, "")
            return
        self.real.visit(Place(document), preview=True)
        tab.go((document, ""))
        tab.preview = True

    @rule(steps=st.integers(1, 3))
    def back(self, steps: int) -> None:
        tab = self.pane.tab
        moved = [tab.back() for _ in range(steps)]
        tab.preview = False
        assert self.shown(self.real.back(steps)) == (tab.here if any(moved) else None)

    @rule(steps=st.integers(1, 3))
    def forward(self, steps: int) -> None:
        tab = self.pane.tab
        moved = [tab.forward() for _ in range(steps)]
        tab.preview = False
        assert self.shown(self.real.forward(steps)) == (tab.here if any(moved) else None)

    @rule(row=st.integers(0, 9))
    def scroll(self, row: int) -> None:
        here = self.real.current
        if here is not None:
            self.real.replace(Place(here.document, here.anchor, {"row": row}))
            assert self.real.current == Place(here.document, here.anchor, {"row": row})

    # -- tabs

    @rule(document=documents, anchor=anchors)
    def open_tab(self, document: str, anchor: str) -> None:
        self.real.open_tab(Place(document, anchor))
        pane = self.pane
        if pane.tab.preview and pane.tab.behind:
            pane.tab.here = pane.tab.behind.pop()
        pane.tab.preview = False
        for number, tab in enumerate(pane.tabs):
            if tab.here is not None and tab.here[0] == document:
                pane.front = number
                if anchor and tab.here[1] != anchor:
                    tab.go((document, anchor))
                return
        if pane.tab.here is None:
            pane.tab.go((document, anchor))
            return
        new = SimpleTab()
        new.go((document, anchor))
        pane.tabs.insert(pane.front + 1, new)
        pane.front += 1

    @rule()
    def close_tab(self) -> None:
        self.real.close_tab()
        pane = self.pane
        if len(pane.tabs) > 1:
            gone = pane.tabs.pop(pane.front)
            if gone.here is not None:
                self.closed.append(gone)
            pane.front = min(pane.front, len(pane.tabs) - 1)

    @rule()
    def reopen_tab(self) -> None:
        self.real.reopen_tab()
        if self.closed:
            self.pane.tabs.insert(self.pane.front + 1, self.closed.pop())
            self.pane.front += 1

    @rule(steps=st.sampled_from([-1, 1]))
    def step_tab(self, steps: int) -> None:
        self.real.step_tab(steps)
        self.pane.front = (self.pane.front + steps) % len(self.pane.tabs)

    @rule(number=st.integers(-1, 5))
    def go_tab(self, number: int) -> None:
        self.real.go_tab(number)
        if 0 <= number < len(self.pane.tabs):
            self.pane.front = number

    # -- panes

    @rule()
    def split(self) -> None:
        self.real.split()
        if len(self.panes) == 1:
            here = self.pane.tab.here
            self.panes.append(SimplePane())
            self.active = 1
            if here is not None:
                self.pane.tab.go(here)

    @rule(number=st.integers(0, 1))
    def focus(self, number: int) -> None:
        self.real.focus_pane(number)
        if number < len(self.panes):
            self.active = number

    @precondition(lambda self: len(self.panes) == 2)
    @rule(number=st.integers(0, 1))
    def close_pane(self, number: int) -> None:
        self.real.close_pane(number)
        self.closed += [tab for tab in self.panes.pop(number).tabs if tab.here is not None]
        self.active = 0

    # -- bookmarks and memory

    @rule()
    def bookmark(self) -> None:
        here = self.pane.tab.here
        if here is None:
            return
        added = self.real_marks.toggle(DocId(here[0]), here[1], "A name")
        assert added == (here not in self.marks)
        if added:
            self.marks.append(here)
        else:
            self.marks.remove(here)

    @rule()
    def export_and_import(self) -> None:
        again = Bookmarks()
        again.add_markdown(self.real_marks.to_markdown())
        assert list(again) == list(self.real_marks)
        self.real_marks = again

    @precondition(lambda self: all(tab.here is not None for pane in self.panes for tab in pane.tabs))
    @rule()
    def remember_and_restore(self) -> None:
        """Closed tabs and previews are forgotten with the program; all else comes back."""
        self.real = Workspace.from_json(json.loads(json.dumps(self.real.as_json())))
        self.closed = []
        for pane in self.panes:
            for tab in pane.tabs:
                tab.preview = False

    @invariant()
    def the_same_is_shown(self) -> None:
        if not hasattr(self, "real"):
            return
        assert self.real.active_pane == self.active
        assert len(self.real.panes) == len(self.panes)
        for real, simple in zip(self.real.panes, self.panes, strict=True):
            assert real.active == simple.front
            found = [
                (
                    [(p.document, p.anchor) for p in tab.places[: tab.at]],
                    self.shown(tab.current),
                    tab.places[tab.at + 1 :],
                )
                for tab in real.tabs
            ]
            assert [(behind, here) for behind, here, _ in found] == [(tab.behind, tab.here) for tab in simple.tabs]
            assert [[(p.document, p.anchor) for p in ahead] for *_, ahead in found] == [
                tab.ahead for tab in simple.tabs
            ]
        assert [(mark.document, mark.anchor) for mark in self.real_marks] == self.marks


TestPanesTabsAndBookmarks = PanesTabsAndBookmarks.TestCase
TestPanesTabsAndBookmarks.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


def remembered(position: object) -> object:
    """What comes back of a position that was remembered."""
    tab = {"at": 0, "places": [["a.md", "", position]]}
    place = Workspace.from_json({"panes": [{"tabs": [tab]}]}).current
    assert place is not None
    return place.position


def test_a_position_comes_back_as_the_reader_gave_it() -> None:
    position = asdict(ReadingPlace("x", 1, 2, 3))
    assert {name: type(value) for name, value in position.items()} == POSITION
    assert remembered(position) == position
    assert remembered({}) == {}


@pytest.mark.parametrize(
    "wrong",
    [{"anchor": 5}, {"row": "1"}, {"row": -1}, {"line": True}, {"line": 10**40}, {"below": 1.5}, {"x": 1}, [1], 5],
)
def test_a_position_that_no_reader_gave_is_left_out(wrong: Any) -> None:
    assert remembered(wrong) is None
