"""``nexus search``."""

from __future__ import annotations

import argparse
import re
from typing import Any

from nexus_tui.console.output import BOLD, DIM, MARK, RESET, bring_up_to_date, is_styled, open_session, print_json, say
from nexus_tui.core.model import Hit, SearchResults
from nexus_tui.core.sanitize import sanitize_line

_HALVES = re.compile("[\ud800-\udfff]")


def run(options: argparse.Namespace) -> int:
    """Print ranked sections. 0: there are hits; 1: there are none."""
    session = open_session(options)
    try:
        if session.library.on_disk:
            bring_up_to_date(session)
        results = session.search(" ".join(options.query), options.limit)
        reasons = [session.explain(results.query, hit) for hit in results.hits] if options.explain else []
    finally:
        session.close()
    if options.json:
        print_json(as_json(results, reasons))
    else:
        _print(results, reasons)
    return 0 if results.hits else 1


def as_json(results: SearchResults, reasons: list[tuple[str, ...]]) -> dict[str, Any]:
    """The results as documented in the README."""
    rows = [_hit_json(hit) for hit in results.hits]
    for row, reason in zip(rows, reasons, strict=False):
        row["explain"] = [_whole(line) for line in reason]
    return {
        "query": _whole(results.query),
        "total": results.total,
        "took_ms": round(results.took_ms, 3),
        "hits": rows,
        "notes": [_whole(note) for note in results.notes],
        "problems": [{"start": start, "end": end, "reason": _whole(reason)} for start, end, reason in results.problems],
        "complete": results.complete,
    }


def _whole(text: str) -> str:
    """``text`` without halves of characters (from bytes of the command line that are not UTF-8): no JSON has them."""
    return _HALVES.sub("\ufffd", text)


def _hit_json(hit: Hit) -> dict[str, Any]:
    return {
        "document": hit.document,
        "anchor": hit.anchor,
        "title": hit.title,
        "headings": list(hit.headings),
        "line": hit.line,
        "score": round(hit.score, 4),
        "snippet": hit.snippet.text,
        "spans": [list(span) for span in hit.snippet.spans],
    }


def _print(results: SearchResults, reasons: list[tuple[str, ...]]) -> None:
    styled = is_styled()
    for note in (*results.notes, *(reason for _, _, reason in results.problems)):
        say(sanitize_line(note))
    for index, hit in enumerate(results.hits):
        place = sanitize_line(f"{hit.document}{'#' + hit.anchor if hit.anchor else ''}:{hit.line}")
        title = sanitize_line(" › ".join((hit.title, *hit.headings)))
        say(f"{BOLD}{title}{RESET}  {DIM}{place}{RESET}" if styled else f"{title}  {place}")
        if hit.snippet.text:
            say("  " + (_marked(hit) if styled else sanitize_line(hit.snippet.text)))
        if reasons:
            for reason in reasons[index]:
                say("  " + sanitize_line(reason))
    if not results.hits:
        say(f"Nothing matches '{sanitize_line(results.query)}'.")


def _marked(hit: Hit) -> str:
    out, at = [], 0
    for start, end in hit.snippet.spans:
        out += [sanitize_line(hit.snippet.text[at:start]), MARK, sanitize_line(hit.snippet.text[start:end]), RESET]
        at = end
    return "".join((*out, sanitize_line(hit.snippet.text[at:])))
