"""Why a hit answers a query, in lines for a person."""

from __future__ import annotations

from nexus_tui.core.model import Hit
from nexus_tui.core.search import ranking
from nexus_tui.core.search.coverage import Coverage
from nexus_tui.core.search.pagewise import page_weights
from nexus_tui.core.search.postings import Want, matched_fields, section_weights
from nexus_tui.core.search.query import clause_text
from nexus_tui.core.search.reader import Index, sections_of
from nexus_tui.core.search.resolve import Resolved


def explain(index: Index, resolved: Resolved, hit: Hit) -> tuple[str, ...]:
    """A line for each word (fields, terms, weights), the scores of page and section, and what the heading adds."""
    page = index.find_page(hit.document)
    if page is None:
        return (f"{hit.document} is not in the index.",)
    section = _section_of(index, page, hit)
    lines: list[str] = []
    whole = part = 0.0
    for want in (*resolved.wants, *(each.words for each in resolved.either if each.words is not None)):
        if want.negated:
            lines.append(f"-{want.label}: not in the page")
            continue
        worth = want.worth(index.sections)
        on_page = worth * ranking.saturated(page_weights(index, want, {page}).get(page, 0.0))
        in_section = worth * ranking.saturated(section_weights(index, want, [page])[0].get(section, 0.0))
        whole += on_page
        part += in_section
        lines.append(_line(index, want, section, worth, on_page, in_section))
    lines += [f"found in the source: {clause_text(check)}" for check in resolved.checks]
    lines += [f"one of these is enough: {either.label}" for either in resolved.either]
    share = ranking.PAGE_SHARE
    lines.append(
        f"page {whole:.2f} x {share:g} + section {part:.2f} x {1 - share:g} = {share * whole + (1 - share) * part:.2f}"
        f" (+ {ranking.SIBLINGS:g} x the next three sections)"
    )
    positive = [want for want in resolved.wants if not want.negated]
    factor = Coverage(index, positive).factor([section])
    if factor > 1.0:
        lines.append(f"x {factor:.2f} for what the heading “{index.heading(section)}” has of the query")
    return tuple(lines)


def _line(index: Index, want: Want, section: int, worth: float, on_page: float, in_section: float) -> str:
    matches = matched_fields(index, want, section)
    where = "; ".join(
        f"{name} {term} x{count}" + ("" if kind == "exact" else f" ({kind})") for name, term, kind, count in matches
    )
    kind = "" if want.required else ", optional"
    return (
        f"{want.label}: in about {want.frequency:.0f} of {index.pages} pages (worth {worth:.2f}{kind}); "
        f"page {on_page:.2f}, section {in_section:.2f}: {where or 'elsewhere in the page'}"
    )


def _section_of(index: Index, page: int, hit: Hit) -> int:
    leaf, local = index.locate(page)
    sections = sections_of(leaf.files, local)
    for section in sections:
        if leaf.files.headings(section)[0] == hit.anchor and leaf.files.line[section] == hit.line:
            return leaf.base + section
    return leaf.base + next((s for s in sections if leaf.files.headings(s)[0] == hit.anchor), sections[0])
