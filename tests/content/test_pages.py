"""Every example of the knowledge base runs and prints what its page shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content import fences, front, lint, manifest, tail
from tests.content.conftest import Outcomes
from tests.content.run import report
from tests.content.runs import CONTENT

PAGES = lint.all_pages()


def name(path: Path) -> str:
    """A page's path in the knowledge base, to name its test."""
    return path.relative_to(CONTENT).as_posix()


@pytest.mark.content
@pytest.mark.parametrize("page_to_run", PAGES, ids=name)
def test_the_examples_of_a_page_run_as_shown(page_to_run: Path, outcomes: Outcomes) -> None:
    outcome = outcomes.of(page_to_run)
    assert not outcome.failures, "\n\n".join(outcome.failures)
    if outcome.skipped:
        pytest.skip(outcome.skipped)


@pytest.mark.content
def test_at_most_a_tenth_of_the_examples_are_marked_as_not_run_and_each_says_why(
    outcomes: Outcomes, capsys: pytest.CaptureFixture[str]
) -> None:
    done = outcomes.finished()
    with capsys.disabled():
        report(done, sum(outcome.seconds for outcome in done))
    blocks = [
        block
        for page in PAGES
        for block in fences.blocks(page.read_text(encoding="utf-8"))
        if block.language in fences.EXECUTED and not block.hidden
    ]
    marked = [block for block in blocks if "no-run" in block.options]
    assert all(len(block.marked.split()) >= 3 for block in marked)
    assert len(marked) <= len(blocks) / 10


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_keeps_the_conventions(page: Path) -> None:
    assert lint.page(page, strict=True) == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_end_of_a_page_says_what_its_front_matter_says(page: Path) -> None:
    assert tail.replaced(page) == page.read_text(encoding="utf-8")


@pytest.mark.parametrize("section", sorted(CONTENT.rglob("_section.yml")), ids=name)
def test_a_section_lists_every_page_it_holds_and_its_overview_links_them(section: Path) -> None:
    assert lint.section(section) == []


def test_every_declared_tag_is_used() -> None:
    used = {tag for page in PAGES for tag in front.read(page)["tags"]}
    assert used == front.tags()


def test_the_manifest_names_only_pages_that_exist_and_counts_their_examples() -> None:
    for page, entry in manifest.read().items():
        path = CONTENT / page
        assert path.is_file(), page
        if entry["sha256"] == manifest.digest(path):
            shown = [
                block
                for block in fences.blocks(path.read_text(encoding="utf-8"))
                if block.language in fences.EXECUTED and not block.hidden
            ]
            assert entry["examples"] + entry["marked"] == len(shown), page
