"""``python -m tests.content.run [PAGE …]``: run, fill, sync and lint pages of the knowledge base."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from tests.content import lint, manifest, spelling, tail
from tests.content.runs import CONTENT, ROOT, Outcome, pages, run_all


def fill(outcome: Outcome) -> int:
    """Write the real output into the fences that are empty or differ without a mask; returns how many."""
    fillings = [block["fill"] for block in outcome.blocks if block.get("fill")]
    lines = outcome.page.read_text(encoding="utf-8").split("\n")
    for filling in sorted(fillings, key=lambda one: -int(one["start"])):
        text = "\n".join(line.rstrip() for line in filling["text"].expandtabs(8).split("\n")).strip("\n")
        lines[filling["start"] : filling["end"]] = text.split("\n")
    if fillings:
        outcome.page.write_text("\n".join(lines), encoding="utf-8")
    return len(fillings)


def report(outcomes: list[Outcome], seconds: float) -> None:
    """Print the counts by language, what is marked and why, and what was skipped."""
    total: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    for outcome in outcomes:
        for block in outcome.blocks:
            total[block["language"]] += 1
            marked[block["language"]] += block["status"] == "marked"
    print("\nblocks by language (of these marked no-run):")
    for language, count in total.most_common():
        print(f"  {language:12} {count:5} ({marked[language]})")
    print(f"  {'all':12} {total.total():5} ({marked.total()})")
    words = sum(len(text.split()) for outcome in outcomes for _, text in spelling.prose(outcome.page))
    print(f"{len(outcomes)} pages, {words:,} words of prose, {seconds:.0f} s")
    for outcome in outcomes:
        for block in outcome.blocks:
            if block["status"] == "marked":
                print(f"  not run: {outcome.page.relative_to(ROOT)}:{block['line']} {block['message']}")
        if outcome.skipped:
            print(f"  skipped: {outcome.page.relative_to(ROOT)} {outcome.skipped}")


def _show(outcome: Outcome, verbose: bool) -> None:
    name = outcome.page.relative_to(ROOT) if outcome.page.is_relative_to(ROOT) else outcome.page
    state = "FAILED" if outcome.failures else "skipped" if outcome.skipped else "ok"
    used = ", ".join(f"{engine} {release}" for engine, release in manifest.ordered(outcome.engines))
    print(f"{state:8} {name}  {outcome.examples}/{len(outcome.blocks)} blocks  {outcome.seconds:.1f} s  [{used}]")
    if outcome.skipped:
        print(f"         {outcome.skipped}")
    failures = outcome.failures
    for text in failures[:8]:
        print("\n" + text)
    if len(failures) > 8:
        print(f"\n… and {len(failures) - 8} more")
    if verbose:
        for block in sorted(outcome.blocks, key=lambda one: -float(one.get("seconds", 0)))[:5]:
            print(f"         line {block['line']:4} {block['language']:10} {block.get('seconds', 0):.2f} s")


def _lint(paths: list[Path]) -> int:
    problems = [text for path in paths for text in lint.page(path)]
    for text in problems:
        print(f"lint: {text}")
    return len(problems)


def main(arguments: list[str] | None = None) -> int:
    """Entry point; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.content.run", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, help="pages or folders; all of content/ when none are given")
    parser.add_argument("--fill", action="store_true", help="write real output into empty or differing output fences")
    parser.add_argument("--sync", action="store_true", help="only regenerate the tails from the front matter")
    parser.add_argument("--lint", action="store_true", help="only check front matter, fences, tails and spelling")
    parser.add_argument("--write", action="store_true", help="note the pages that passed in the manifest")
    parser.add_argument("--verbose", "-v", action="store_true", help="name the slowest blocks")
    parser.add_argument("-j", type=int, default=2, help="processes (2)")
    options = parser.parse_args(arguments)
    chosen = pages(options.paths)
    if not options.lint:
        for path in chosen:
            if path.is_relative_to(CONTENT):
                tail.sync(path)
    if options.sync or options.lint:
        return 1 if _lint(chosen) else 0
    started = time.monotonic()
    outcomes = []
    for outcome in run_all(chosen, options.j):
        _show(outcome, options.verbose)
        if options.fill and (count := fill(outcome)):
            print(f"         filled in {count} output(s): read them, then run again")
        outcomes.append(outcome)
    report(outcomes, time.monotonic() - started)
    if options.write:
        manifest.write(outcomes)
    failed = any(outcome.failures for outcome in outcomes)
    return 1 if _lint([path for path in chosen if path.is_relative_to(CONTENT)]) or failed else 0


if __name__ == "__main__":
    sys.exit(main())
