"""Parsing a page in the background while its beginning is on screen."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from time import monotonic

from nexus_tui.core.markdown.document import DocumentModel, estimate_all
from nexus_tui.core.markdown.layout import LayoutOptions
from nexus_tui.core.markdown.loader import Batch

BATCH_SECONDS = 0.04
"""How long the thread parses between two hand-overs."""
SWITCH_SECONDS = 0.001
"""How long the thread may keep the interpreter to itself while the event loop waits for it."""
USUAL_SECONDS = 0.005
"""Python's own such interval."""

Measured = tuple[Batch, list[int]]


def _collect(batches: Iterator[Batch], width: int, options: LayoutOptions) -> list[Measured]:
    """Some batches with their estimated heights. Runs in a thread and touches nothing shared."""
    collected: list[Measured] = []
    until = monotonic() + BATCH_SECONDS
    for batch in batches:
        collected.append((batch, estimate_all(batch.blocks, width, options)))
        if monotonic() >= until:
            break
    return collected


def add_first(batches: Iterator[Batch], model: DocumentModel) -> None:
    """Parse and add the first batch, enough for the first screen; of a short page that is all."""
    for batch in batches:
        model.add(batch, estimate_all(batch.blocks, model.width, model.options))
        if batch.done < batch.total:
            return


async def feed(
    batches: Iterator[Batch], model: DocumentModel, wanted: Callable[[], bool], added: Callable[[bool], None]
) -> None:
    """Add all further batches to ``model`` as long as it is ``wanted``; ``added(redraw)`` is called every round."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        while not model.complete:
            width, options = model.width, model.options
            collected = await asyncio.to_thread(_collect, batches, width, options)
            if not wanted():
                return
            redraw = False
            for batch, heights in collected:
                redraw |= model.add(batch, heights)
                if (width, options) != (model.width, model.options):
                    model.estimate_range(batch.at, len(model.blocks))
            added(redraw)
    finally:
        sys.setswitchinterval(max(interval, USUAL_SECONDS))
