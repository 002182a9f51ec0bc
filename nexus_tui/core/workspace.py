"""Panes, tabs and their histories, with browser semantics. Pure: widgets follow it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any

from nexus_tui.core.record import dataclass

HISTORY_LIMIT = 500
"""Places kept a tab."""

CLOSED_LIMIT = 50
"""Closed tabs that can be opened again."""

POSITION = {"anchor": str, "below": int, "line": int, "row": int}
"""What a position holds: see ``core.markdown.place.Place``."""

MAX_LINE = 1 << 31


@dataclass(frozen=True, slots=True)
class Place:
    """A document and where in it. ``position`` is what the reader gave, to be given back to it."""

    document: str
    anchor: str = ""
    position: Mapping[str, Any] | None = None


@dataclass(slots=True)
class Tab:
    """A history with a current entry."""

    places: list[Place] = field(default_factory=list)
    at: int = -1
    previewing: bool = False

    @property
    def current(self) -> Place | None:
        """Where the tab is."""
        return self.places[self.at] if 0 <= self.at < len(self.places) else None

    def visit(self, place: Place) -> None:
        """Go to a new place: what was ahead is forgotten."""
        del self.places[self.at + 1 :]
        self.places.append(place)
        if len(self.places) > HISTORY_LIMIT:
            del self.places[0]
        self.at = len(self.places) - 1

    def leave_preview(self) -> None:
        """Go back from a place that was only passed by, as if it had not been."""
        if self.previewing and self.at > 0:
            del self.places[self.at]
            self.at -= 1
        self.previewing = False

    def move(self, steps: int) -> Place | None:
        """Back (negative) or forward by at most ``steps``; none where there is nothing that way."""
        to = max(0, min(self.at + steps, len(self.places) - 1))
        if to == self.at or not self.places:
            return None
        self.at = to
        return self.places[to]


@dataclass(slots=True)
class PaneTabs:
    """The tabs of one pane; never none."""

    tabs: list[Tab] = field(default_factory=lambda: [Tab()])
    active: int = 0

    @property
    def tab(self) -> Tab:
        """The active tab."""
        return self.tabs[self.active]


class Workspace:
    """One or two panes, one of them active."""

    def __init__(self) -> None:
        self.panes: list[PaneTabs] = [PaneTabs()]
        self.active_pane = 0
        self.closed: list[Tab] = []

    @property
    def pane(self) -> PaneTabs:
        """The active pane."""
        return self.panes[self.active_pane]

    @property
    def current(self) -> Place | None:
        """Where the active tab of the active pane is."""
        return self.pane.tab.current

    @property
    def previewing(self) -> bool:
        """Whether the current place was only passed by with a cursor."""
        return self.pane.tab.previewing

    @property
    def tabs(self) -> list[Place | None]:
        """Where each tab of the active pane is."""
        return [tab.current for tab in self.pane.tabs]

    @property
    def active_tab(self) -> int:
        """Which tab of the active pane is active."""
        return self.pane.active

    @property
    def tab_count(self) -> int:
        """Tabs of the active pane."""
        return len(self.pane.tabs)

    # -- within a tab

    def visit(self, place: Place, *, preview: bool = False) -> None:
        """Go to a new place in the active tab. A place that was only previewed is replaced."""
        tab = self.pane.tab
        if tab.previewing and not preview and tab.current is not None and tab.current.document == place.document:
            self.replace(place)
        else:
            tab.visit(place)
        tab.previewing = preview

    def replace(self, place: Place) -> None:
        """The current place is this one (the reader moved, or a preview went on)."""
        tab = self.pane.tab
        if tab.current is not None:
            tab.places[tab.at] = place

    def back(self, steps: int = 1) -> Place | None:
        """Back in the active tab; none at its start."""
        self.pane.tab.previewing = False
        return self.pane.tab.move(-steps)

    def forward(self, steps: int = 1) -> Place | None:
        """Forward in the active tab; none at its end."""
        self.pane.tab.previewing = False
        return self.pane.tab.move(steps)

    # -- tabs

    def open_tab(self, place: Place) -> bool:
        """A new tab at a place, beside the active one; true. A tab that has the document is focused instead; false."""
        pane = self.pane
        pane.tab.leave_preview()
        for index, tab in enumerate(pane.tabs):
            if tab.current is not None and tab.current.document == place.document:
                pane.active = index
                if place.anchor and tab.current.anchor != place.anchor:
                    tab.visit(place)
                return False
        if pane.tab.current is None:
            pane.tab.visit(place)
            pane.tab.previewing = False
            return True
        tab = Tab()
        tab.visit(place)
        pane.tabs.insert(pane.active + 1, tab)
        pane.active += 1
        return True

    def step_tab(self, steps: int) -> Place | None:
        """Another tab of the active pane, around its ends."""
        return self.go_tab((self.pane.active + steps) % len(self.pane.tabs))

    def go_tab(self, index: int) -> Place | None:
        """The tab at ``index``; out of range changes nothing."""
        if 0 <= index < len(self.pane.tabs):
            self.pane.active = index
        return self.current

    def close_tab(self) -> Place | None:
        """Close the active tab (the last one of a pane stays) and go to its neighbour."""
        pane = self.pane
        if len(pane.tabs) == 1:
            return self.current
        self._bury(pane.tabs.pop(pane.active))
        pane.active = min(pane.active, len(pane.tabs) - 1)
        return self.current

    def reopen_tab(self) -> Place | None:
        """Open the tab that was closed last, in the active pane, with its history."""
        if not self.closed:
            return None
        self.pane.tabs.insert(self.pane.active + 1, self.closed.pop())
        self.pane.active += 1
        return self.current

    def _bury(self, tab: Tab) -> None:
        if tab.current is not None:
            self.closed.append(tab)
            del self.closed[:-CLOSED_LIMIT]

    # -- panes

    def split(self) -> None:
        """A second pane at the place of the first, and the focus in it. Two panes at most."""
        if len(self.panes) > 1:
            return
        pane = PaneTabs()
        if self.current is not None:
            pane.tab.visit(self.current)
        self.panes.append(pane)
        self.active_pane = 1

    def close_pane(self, index: int) -> None:
        """Close one of two panes; its tabs can be opened again."""
        if len(self.panes) == 1:
            return
        for tab in self.panes.pop(index).tabs:
            self._bury(tab)
        self.active_pane = 0

    def focus_pane(self, index: int) -> None:
        """Make a pane the active one."""
        if 0 <= index < len(self.panes):
            self.active_pane = index

    # -- memory

    def as_json(self) -> dict[str, Any]:
        """What is to be remembered, in JSON types."""
        return {
            "active": self.active_pane,
            "panes": [
                {
                    "active": pane.active,
                    "tabs": [
                        {"at": tab.at, "places": [[p.document, p.anchor, p.position] for p in tab.places]}
                        for tab in pane.tabs
                    ],
                }
                for pane in self.panes
            ],
        }

    @classmethod
    def from_json(cls, value: object) -> Workspace:
        """What ``as_json`` gave; anything that does not fit is left out."""
        workspace = cls()
        if not isinstance(value, dict) or not isinstance(value.get("panes"), list):
            return workspace
        read = [_pane(raw) for raw in value["panes"][:2]]
        panes = [pane for pane in read if pane is not None]
        if panes:
            workspace.panes = panes
            active = value.get("active")
            if isinstance(active, int) and 0 <= active < len(read) and read[active] is not None:
                workspace.active_pane = sum(pane is not None for pane in read[:active])
        return workspace


def _pane(raw: object) -> PaneTabs | None:
    if not isinstance(raw, dict) or not isinstance(raw.get("tabs"), list):
        return None
    read = [_tab(row) for row in raw["tabs"]]
    tabs = [tab for tab in read if tab is not None]
    if not tabs:
        return None
    active = raw.get("active")
    if not isinstance(active, int) or not 0 <= active < len(read):
        return PaneTabs(tabs)
    before = sum(tab is not None for tab in read[:active])
    return PaneTabs(tabs, min(before, len(tabs) - 1))


def _tab(raw: object) -> Tab | None:
    if not isinstance(raw, dict) or not isinstance(raw.get("places"), list):
        return None
    places = []
    for row in raw["places"]:
        if isinstance(row, list) and len(row) == 3 and isinstance(row[0], str) and isinstance(row[1], str):
            places.append(Place(row[0], row[1], _position(row[2])))
    if not places:
        return None
    at = raw.get("at")
    return replace_at(Tab(places), at if isinstance(at, int) else len(places) - 1)


def _position(raw: object) -> Mapping[str, Any] | None:
    """What a reader can be given; none where anything about it does not fit."""
    if not isinstance(raw, dict) or not raw.keys() <= POSITION.keys():
        return None
    for name, value in raw.items():
        if type(value) is not POSITION[name] or (isinstance(value, int) and not 0 <= value < MAX_LINE):
            return None
    return raw


def replace_at(tab: Tab, at: int) -> Tab:
    """The tab with its current entry at ``at``, kept within its places."""
    return replace(tab, at=max(0, min(at, len(tab.places) - 1)))
