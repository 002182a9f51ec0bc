"""Textual's compositor, less what is painted and then covered."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import cast

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip

Span = tuple[int, int, int]
"""Line, first column, and the column after the last."""


class LeanCompositor(Compositor):
    """Asks a widget only for those of its lines that are to be written and that no widget before it covers.

    Textual asks each widget within the rectangle around all changes for all its lines, containers behind others
    included: a key in the search box had 300 lines made for the 75 that changed.
    """

    def render_partial_update(self) -> ChopsUpdate | None:
        """What has changed since the last frame; None if nothing has."""
        regions = self._dirty_regions.copy()
        self._dirty_regions.clear()
        if not regions:
            return None
        spans = list(self._regions_to_spans(regions))
        return ChopsUpdate(self._chops(spans), spans, [cuts[1:] for cuts in self.cuts])

    def _render_chops(self, crop: Region, is_rendered_line: Callable[[int], bool]) -> Sequence[Mapping[int, Strip]]:
        lines = filter(is_rendered_line, range(crop.y, min(crop.bottom, len(self.cuts))))
        return cast("Sequence[Mapping[int, Strip]]", self._chops((y, crop.x, crop.right) for y in lines))

    def _chops(self, spans: Iterable[Span]) -> list[dict[int, Strip | None]]:
        """For each line of the screen the pieces of it by their first column; none outside of ``spans``."""
        cuts = self.cuts
        chops: list[dict[int, Strip | None]] = [dict.fromkeys(line[:-1]) for line in cuts]
        wanted: list[set[int]] = [set() for _ in cuts]
        for y, left, right in spans:
            wanted[y].update(begin for begin, end in pairwise(cuts[y]) if begin < right and end > left)
        for widget, (region, clip) in self.visible_widgets.items():
            left, top, width, height = shown = region.intersection(clip)
            rows = [y for y in range(top, top + height) if _any_within(wanted[y], left, shown.right)]
            if not rows:
                continue
            first = rows[0]
            strips = widget.render_lines(Region(left - region.x, first - region.y, width, rows[-1] + 1 - first))
            for y in rows[: bisect_left(rows, first + len(strips))]:
                inside = [cut for cut in cuts[y] if left <= cut <= shown.right]
                pieces = strips[y - first].divide([cut - left for cut in inside[1:]])
                for cut, piece in zip(inside, pieces, strict=False):
                    if cut in wanted[y]:
                        chops[y][cut] = piece
                        wanted[y].discard(cut)
        return chops


def _any_within(cuts: Iterable[int], left: int, right: int) -> bool:
    for cut in cuts:  # noqa: SIM110 - a generator takes three times as long
        if left <= cut < right:
            return True
    return False
