"""One run of the pages for the tests that ask for it: two processes, started before the first test waits."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from tests.content.runs import Outcome, Run

collect_ignore_glob = [] if importlib.util.find_spec("sybil") else ["test_*.py"]
"""Without the content dependency group there is nothing to run."""


class Outcomes:
    """Outcomes of pages; those that were announced run ahead."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._futures: dict[Path, Future[Outcome]] = {}

    def announce(self, page: Path) -> None:
        """Start a page in the background."""
        if page not in self._futures:
            self._futures[page] = self._run.submit(page)

    def of(self, page: Path) -> Outcome:
        """The outcome of a page, waited for."""
        self.announce(page)
        return self._futures[page].result()

    def finished(self) -> list[Outcome]:
        """Outcomes of all pages that were announced, waited for."""
        return [future.result() for future in self._futures.values()]


@pytest.fixture(scope="session")
def outcomes(request: pytest.FixtureRequest) -> Iterator[Outcomes]:
    """The run of the pages; every page whose test was selected is started at once."""
    alone = not hasattr(request.config, "workerinput")
    with Run(2 if alone else 1) as run:
        found = Outcomes(run)
        if alone:
            for item in request.session.items:
                page = getattr(getattr(item, "callspec", None), "params", {}).get("page_to_run")
                if page is not None:
                    found.announce(page)
        yield found
