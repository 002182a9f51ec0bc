"""Parsing a page in the background while its beginning is on screen."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from nexus_tui.core.markdown.block import TableRow
from nexus_tui.core.markdown.document import DocumentModel, estimate_all
from nexus_tui.core.markdown.layout import LayoutOptions
from nexus_tui.core.markdown.loader import Batch

BATCH_SECONDS = 0.04
"""How long the thread parses between two hand-overs."""
SWITCH_SECONDS = 0.001
"""How long the thread may keep the interpreter to itself while the event loop waits for it."""
USUAL_SECONDS = 0.005
"""Python's own such interval."""
LARGE = 2_000
"""Blocks of a page that the garbage collector is kept away from."""

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
    with undisturbed(model, kept=True):
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


_loading = 0


@contextmanager
def undisturbed(model: DocumentModel, *, kept: bool = False) -> Iterator[None]:
    """While pages are parsed in threads or searched: quick turns for the event loop, and no garbage collection.

    Parsing makes few reference cycles and hundreds of thousands of objects that stay; to look through them all, as the
    collector does again and again while they become more, holds the event loop up for a tenth of a second and more.
    With ``kept`` what a large page leaves is kept out of later collections too (see :func:`release`).
    """
    global _loading
    if not _loading:
        sys.setswitchinterval(SWITCH_SECONDS)
        gc.disable()
    _loading += 1
    try:
        yield
    finally:
        _loading -= 1
        if not _loading:
            sys.setswitchinterval(USUAL_SECONDS)
            if kept and len(model.blocks) >= LARGE:
                gc.freeze()
            gc.enable()


async def release(model: DocumentModel) -> None:
    """A page is no longer shown: cut its reference cycles, so that it needs no collector to go."""
    await asyncio.to_thread(_cut_cycles, model)


def _cut_cycles(model: DocumentModel) -> None:
    for block in model.blocks:
        if isinstance(block.extra, TableRow):
            block.extra.table.rows = []
