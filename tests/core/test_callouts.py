"""Kinds of callouts and admonitions."""

from __future__ import annotations

import pytest

from nexus_tui.core.markdown.callouts import CALLOUTS, callout, parse_admonition, parse_callout
from nexus_tui.core.markdown.cells import WIDENED
from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.markdown.layout import LayoutOptions
from nexus_tui.core.markdown.parser import make_parser
from nexus_tui.core.markdown.render import render
from nexus_tui.core.markdown.width import cell_len

OBSIDIAN = (
    "note abstract summary tldr info todo tip hint important success check done question help faq warning caution "
    "attention failure fail missing danger error bug example quote cite"
)
GITHUB = "NOTE TIP IMPORTANT WARNING CAUTION"
MKDOCS = "note abstract info tip success question warning failure danger bug example quote"
PYTHON_MARKDOWN = "attention caution danger error hint important note tip warning"


@pytest.mark.parametrize("kind", sorted({*f"{OBSIDIAN} {GITHUB} {MKDOCS} {PYTHON_MARKDOWN}".split()}))
def test_every_kind_of_the_common_dialects_is_known(kind: str) -> None:
    assert kind.lower() in CALLOUTS
    assert callout(kind).kind in CALLOUTS


@pytest.mark.parametrize(
    ("kind", "canonical", "title"),
    [
        ("NOTE", "note", "Note"),
        ("tldr", "abstract", "TL;DR"),
        ("hint", "tip", "Hint"),
        ("faq", "question", "FAQ"),
        ("error", "danger", "Error"),
        ("cite", "quote", "Cite"),
        ("my-kind", "note", "My kind"),
        ("", "note", "Note"),
    ],
)
def test_aliases_share_a_look_and_keep_their_name(kind: str, canonical: str, title: str) -> None:
    assert callout(kind).kind == canonical
    assert callout(kind).title == title


def test_symbols_are_one_cell_without_an_emoji_form_and_tell_the_kinds_apart() -> None:
    looks = {look.kind: look for look in CALLOUTS.values()}
    widened = {code for entry in WIDENED.split() for code in _range(entry)}
    for look in looks.values():
        assert len(look.symbol) == cell_len(look.symbol) == 1
        assert ord(look.symbol) < 0x10000
        assert ord(look.symbol) not in widened
        assert look.role in {"primary", "secondary", "accent", "success", "warning", "error", "muted"}
    assert len({look.symbol for look in looks.values()}) == len(looks)


def _range(entry: str) -> range:
    low, _, high = entry.partition("-")
    return range(int(low, 16), int(high or low, 16) + 1)


@pytest.mark.parametrize(
    ("line", "kind", "title", "fold"),
    [
        ("[!NOTE]", "note", "Note", ""),
        ("[!warning] Mind the *gap*", "warning", "Mind the *gap*", ""),
        ("  [!faq]- Are they foldable?  ", "question", "Are they foldable?", "-"),
        ("[!tip]+", "tip", "Tip", "+"),
        ("[!info|right wide] T", "info", "T", ""),
        ("[!custom kind]", "note", "Custom kind", ""),
        ("[!note]\\", "note", "Note", ""),
    ],
)
def test_the_first_line_of_a_callout_is_read(line: str, kind: str, title: str, fold: str) -> None:
    head = parse_callout(line)
    assert head is not None
    assert (head.callout.kind, head.title, head.fold) == (kind, title, fold)


@pytest.mark.parametrize(
    "line", ["", "text", "[NOTE]", "[!]", "[! ]", "x [!NOTE]", "[!NOTE", "[!a\nb]", "[!NOTE]\nmore"]
)
def test_other_lines_open_no_callout(line: str) -> None:
    assert parse_callout(line) is None


@pytest.mark.parametrize(
    ("line", "kind", "title", "fold"),
    [
        ("!!! note", "note", "Note", ""),
        ('!!! warning "Do not"', "warning", "Do not", ""),
        ('!!! tip ""', "tip", "", ""),
        ('??? danger "A \\"b\\""', "danger", 'A "b"', "-"),
        ("???+ info inline end", "info", "Info", "+"),
        ('!!! note inline "T"', "note", "T", ""),
        ("!!!note", "note", "Note", ""),
        ("!!! note Quotes forgotten", "note", "Quotes forgotten", ""),
        ('???+ "Only a title"', "note", "Only a title", "+"),
    ],
)
def test_the_line_that_opens_an_admonition_is_read(line: str, kind: str, title: str, fold: str) -> None:
    head = parse_admonition(line)
    assert head is not None
    assert (head.callout.kind, head.title, head.fold) == (kind, title, fold)


@pytest.mark.parametrize("line", ["!!!", "!!! ", "?? note", '!!! "Title"', '!!! note "open', "a !!! note"])
def test_other_lines_open_no_admonition(line: str) -> None:
    assert parse_admonition(line) is None


@pytest.mark.parametrize("page", ["!!!wow\n", "??? what is this\ntext\n", "- !!! note\n\n\n", "??? huh\n\n   text\n"])
def test_marks_without_contents_or_title_are_text(page: str) -> None:
    model = DocumentModel.from_text(page)
    assert model.plain(0) == page.split("\n\n")[0].strip("-\n ").replace("\n", " ")


def test_the_contents_of_an_admonition_may_come_after_any_number_of_blank_lines() -> None:
    page = "text " * 3000 + "\n\n!!! note" + "\n" * 30_000 + "    inside\n"
    assert [block.kind for block in DocumentModel.from_text(page).blocks][-2:] == ["callout", "paragraph"]
    assert DocumentModel.from_text(page).blocks[-1].ctx


def test_the_bar_of_a_callout_goes_on_between_tabs_in_it() -> None:
    page = '!!! note\n    === "A"\n\n        a\n\n    === "B"\n\n        b\n'
    lines = [line.text.rstrip() for line in render(page, 40, LayoutOptions(spread=True))]
    assert lines == ["▎ ✎ Note", "▎ │ A", "▎ │ a", "▎ │", "▎ │ B", "▎ │ b"]


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("/// tip\n\ntext\n\n- item\n\n///\nafter\n", ["▎ ✦ Tip", "▎ text", "▎", "▎ • item", "", "after"]),
        ("text\n/// note | A *title*\nx\n///\n", ["text", "", "▎ ✎ A title", "▎ x"]),
        (
            "//// details\n    type: warning\n    open: true\n\n/// danger\nx\n///\n////\n",
            [
                *("▎ ▾ ▲ Warning", "▎ ▎ ↯ Danger", "▎ ▎ x"),
            ],
        ),
        ("- a\n\n  /// info\n  x\n  ///\n- b\n", ["• a", "", "  ▎ ◉ Info", "  ▎ x", "", "• b"]),
        ("/// tip\n///\n", ["▎ ✦ Tip"]),
        ("/// tip\nnever closed\n////\n", ["/// tip never closed ////"]),
        ("/// html | div.x\na\n///\n", ["/// html | div.x a ///"]),
        ("::: tip My *title*\na\n:::\n", ["▎ ✦ My title", "▎ a"]),
        (":::tip[My]\na\n:::\n:::{note}\n:::\n", ["▎ ✦ My", "▎ a", "", "▎ ✎ Note"]),
        ("::: {.tip}\na\n:::\n", ["::: {.tip} a :::"]),
        (":::columns\na\n:::\n", [":::columns a :::"]),
        (":::: details\n::: tip\na\n:::\n::::\n", ["▎ ▸ ✎ Note", "▎ ▎ ✦ Tip", "▎ ▎ a"]),
        ("// tip\n\n//\n", ["// tip", "", "//"]),
    ],
)
def test_blocks_between_slashes_or_colons_are_callouts(page: str, lines: list[str]) -> None:
    assert [line.text.rstrip() for line in render(page, 40)] == lines


def test_the_end_of_a_block_is_not_looked_for_again_and_again() -> None:
    page = "/// tip\n" * 3000
    looked = 0

    class Source(str):
        def startswith(self, *arguments: object) -> bool:
            nonlocal looked
            looked += 1
            return super().startswith(*arguments)  # type: ignore[arg-type]

    md = make_parser()
    md.block.parse(Source(page), md, {}, [])
    assert looked < 20 * 3000


def test_a_long_block_between_slashes_is_one() -> None:
    page = "/// tip\n\n" + "text\n\n" * 30_000 + "///\n"
    blocks = DocumentModel.from_text(page).blocks
    assert blocks[0].kind == "callout" and all(block.ctx for block in blocks)
