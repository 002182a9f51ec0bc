"""The library search in the app: overlay, preview, narrowing, history, walking the hits."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, Static

from nexus_tui.core.model import Hit, SearchResults, Snippet
from nexus_tui.core.search.query import grammar_help
from nexus_tui.core.session import Session
from nexus_tui.widgets.row_list import RowList
from nexus_tui.widgets.search_panel import SearchPanel
from tests.conftest import LibraryBuilder
from tests.screens.harness import PAGES, Browser, QuietSession, browse, quiet_settings

LANGUAGES = {
    **PAGES,
    "code.md": "---\ntags: [water]\n---\n# Code\n\nSwim in code.\n\n```python\nswim(otter=1)\n```\n",
}


def indexed(root: Path) -> Session:
    """A session whose index is whole."""
    session = QuietSession.open(root, quiet_settings())
    session.engine.sync()
    return session


def panel(app: Browser) -> SearchPanel:
    """The overlay."""
    found = app.screen.searching.panel
    assert found is not None
    return found


def hits(app: Browser) -> list[str]:
    """The places of the hits on screen, best first."""
    rows = panel(app).query_one("#results", RowList).rows
    return [f"{row.data.document}#{row.data.anchor}" for row in rows if isinstance(row.data, Hit)]


async def search(app: Browser, text: str) -> None:
    """Open the overlay, type, wait for the answer."""
    await app.press("s")
    await app.type(text)
    await app.until(lambda: (found := panel(app).results) is not None and found.query == panel(app).text)
    await app.settle()


async def test_hits_come_while_typing_with_a_preview_scrolled_to_the_match(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES))) as app:
        await search(app, "silent fl")
        assert hits(app)[0] == "birds/owls.md#flight"
        await app.until(lambda: "Silent flight." in app.region_text(panel(app).query_one("#preview")))
        assert "Owls" in app.text()
        assert "Flight" in app.text()
        assert "1 " in str(panel(app).query_one("#notes", Static).content)


async def test_the_preview_and_the_page_mark_what_the_search_matched(library_builder: LibraryBuilder) -> None:
    pages = {"check.md": "# Checks\n\nHe kept checking what he borrowed: a wheelbarrow.\n"}
    async with browse(Path(), session=indexed(library_builder(pages))) as app:
        await search(app, "borrowing check")
        preview = app.screen.searching.preview
        assert preview is not None and app.screen.reader is not None
        await app.until(lambda: "wheelbarrow" in app.region_text(preview))
        assert app.underlined(preview) == ["Checks", "checking", "borrowed"]
        await app.press("enter")
        await app.until(lambda: not panel(app).display)
        assert app.underlined(app.screen.reader) == ["Checks", "checking", "borrowed"]


async def test_enter_opens_exactly_there_and_escape_returns(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES))) as app:
        before = app.document
        await search(app, "silent")
        await app.press("escape")
        assert not panel(app).display
        assert app.document == before
        assert app.app.focused is app.screen.reader
        await search(app, "holt")
        await app.press("enter")
        await app.shows("mammals/otters.md")
        assert "Holt" in app.text()
        assert "Home." in app.text()
        assert app.screen.reader.percent == 100
        await app.press("H")
        await app.shows(str(before))


async def test_a_hit_opens_in_a_new_tab(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES))) as app:
        await search(app, "motionless")
        await app.press("ctrl+t")
        await app.shows("birds/herons.md")
        assert len(app.screen.navigation.workspace.tabs) == 2


async def test_n_and_shift_n_walk_the_docked_hits_across_pages(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES))) as app:
        await search(app, "owls")
        walk = [f"{hit.document}#{hit.anchor}" for hit in (panel(app).results or pytest.fail("none")).hits]
        assert len(walk) > 1
        await app.press("enter")
        assert app.screen.sidebar.view == "results"
        first = app.document
        seen = {str(first)}
        for _ in range(len(app.screen.searching.walk)):
            await app.press("n")
            seen.add(str(app.document))
        assert app.document == first
        assert len(seen) > 1
        assert "hit 1 of" in app.text()
        await app.press("N")
        assert f"hit {len(app.screen.searching.walk)} of" in app.text()


async def test_arrows_move_and_up_on_the_first_recalls_queries(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES))) as app:
        for query in ("silent", "motionless"):
            await search(app, query)
            await app.press("enter")
        await app.press("s")
        panel(app).query_one("#query", Input).value = ""
        await app.settle()
        await app.press("up")
        assert panel(app).text == "motionless"
        await app.press("up")
        assert panel(app).text == "silent"
        rows = panel(app).query_one("#results", RowList)
        panel(app).query_one("#query", Input).value = "hunter"
        await app.until(lambda: len(hits(app)) > 1)
        await app.press("down")
        assert rows.cursor == 1
        await app.press("ctrl+p")
        assert rows.cursor == 0


async def test_narrowing_by_a_facet_filters_and_shows_counts(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(LANGUAGES))) as app:
        await search(app, "swim")
        everything = hits(app)
        assert {hit.partition("#")[0] for hit in everything} == {"mammals/otters.md", "code.md"}
        await app.press("tab")
        facets = panel(app).query_one("#facets", RowList)
        assert facets.has_focus
        key = "lang=python"
        assert facets.select_key(key)
        await app.press("enter")
        await app.until(lambda: {hit.partition("#")[0] for hit in hits(app)} == {"code.md"})
        await app.press("escape")
        assert panel(app).display
        assert panel(app).query_one("#query", Input).has_focus


async def test_the_empty_box_shows_recent_pages_and_the_grammar_with_the_librarys_words(
    library_builder: LibraryBuilder,
) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES)), target="birds/owls.md") as app:
        await app.press("s")
        text = app.text()
        assert "Recent pages" in text
        assert "Owls" in text
        assert "What you can type" in text
        assert any(f"#{tag}" in text for tag in ("hunter", "night", "water"))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_meaning_of_each_example_is_shown_whole(
    library_builder: LibraryBuilder, size: tuple[int, int]
) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES)), size=size) as app:
        await app.press("s")
        shown = set(app.region_text(panel(app).query_one("#results")).split())
        assert all(
            set(meaning.split()) <= shown for _, meaning in grammar_help(terms=tuple(app.screen.searching.terms))
        )
        assert "…" not in app.region_text(panel(app).query_one("#results"))


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("c a c x backspace h e", "cache"),
        ("b c home a end d", "abcd"),
        ("a b ctrl+u c d", "cd"),
        ("a b left left delete x", "xb"),
        ("o w l end x left delete s", "owls"),
    ],
)
async def test_editing_keys_act_in_their_turn(library_builder: LibraryBuilder, keys: str, text: str) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES))) as app:
        await app.press("s")
        await app.burst(*keys.split())
        assert panel(app).text == text


async def test_another_width_keeps_the_row_and_brings_the_preview(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES)), size=(90, 30)) as app:
        await app.press("s")
        rows = panel(app).query_one("#results", RowList)
        key = rows.rows[-2].key
        assert rows.select_key(key)
        await app.pilot.resize_terminal(120, 30)
        await app.settle()
        assert rows.current is not None
        assert rows.current.key == key
        await app.pilot.resize_terminal(90, 30)
        await app.type("silent")
        await app.until(lambda: bool(hits(app)))
        await app.pilot.resize_terminal(120, 30)
        preview = app.screen.searching.preview
        assert preview is not None
        await app.until(lambda: "Silent flight." in app.region_text(preview))


async def test_a_wrong_operator_is_marked_with_its_reason(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES))) as app:
        await search(app, "titel:owls")
        results = panel(app).results
        assert results is not None
        assert results.problems
        assert results.problems[0][2] in app.text()


async def test_nothing_found_says_so_and_a_typing_error_is_repaired(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES))) as app:
        await search(app, "qzxv")
        assert "Nothing matches" in app.text()
        await app.press("escape")
        await app.press("s")
        panel(app).query_one("#query", Input).value = "motionles hunterr "
        await app.until(lambda: (found := panel(app).results) is not None and found.query.startswith("motionles"))
        await app.settle()
        assert hits(app)


async def test_the_same_words_go_from_the_find_line_to_the_search_and_back(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES)), target="birds/owls.md") as app:
        await app.press("slash")
        await app.type("ears")
        await app.press("tab")
        await app.until(lambda: app.screen.searching.panel is not None and panel(app).text == "ears")
        await app.until(lambda: bool(hits(app)))
        await app.press("shift+tab")
        bar = app.screen.pane.find_bar
        assert bar is not None
        assert bar.display
        assert bar.text == "ears"


async def test_why_a_result_matched_is_one_key_away(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES))) as app:
        await search(app, "silent")
        await app.press("ctrl+e")
        assert "body" in "\n".join(app.listed())


async def test_a_search_is_saved_under_a_name_and_offered_in_the_empty_box(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES))) as app:
        await search(app, "silent")
        await app.press("ctrl+g")
        app.dialog.query_one(Input).value = "quiet things"
        await app.press("enter")
        assert app.session.state.saved_searches == {"quiet things": "silent"}
        panel(app).query_one("#query", Input).value = ""
        await app.sees("quiet things")


async def test_a_dialog_over_the_search_that_opens_a_page_ends_the_search(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES))) as app:
        await search(app, "silent")
        await app.press("ctrl+o")
        await app.type("otters")
        await app.press("enter")
        await app.shows("mammals/otters.md")
        await app.until(lambda: not panel(app).display)
        assert app.app.focused is app.screen.reader


async def test_escape_gives_the_focus_back_to_what_had_it(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES))) as app:
        await app.press("1")
        await app.until(lambda: app.app.focused is app.screen.sidebar.pages)
        await search(app, "silent")
        await app.press("escape")
        assert app.app.focused is app.screen.sidebar.pages


async def test_what_is_ticked_can_always_be_unticked_and_ends_with_the_search(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES))) as app:
        await search(app, "hunt")
        await app.press("tab")
        facets = panel(app).query_one("#facets", RowList)
        for _ in facets.rows:
            if facets.current is None or facets.current.data != ("tag", "night"):
                await app.press("j")
        await app.press("space")
        await app.until(lambda: panel(app).filters == {"tag": "night"})
        await app.until(lambda: panel(app).results is not None and len(hits(app)) == 1)
        await app.press("q")
        assert panel(app).display
        await app.press("escape", *["backspace"] * 4)
        await app.type("swim")
        await app.until(lambda: "Nothing matches swim in tag night; Tab widens" in app.text())
        await app.press("tab")
        ticked = [row.data for row in facets.rows if row.data == ("tag", "night")]
        assert ticked == [("tag", "night")]
        await app.press("escape", "escape")
        await app.press("s")
        assert panel(app).filters == {}
        await app.until(lambda: hits(app) == ["mammals/otters.md#otters"])


async def test_the_setting_says_how_many_pages_are_shown(library_builder: LibraryBuilder) -> None:
    session = indexed(library_builder(PAGES))
    session.settings.search_limit = 1
    async with browse(Path(), session=session) as app:
        await search(app, "hunt OR wait OR swim")
        assert len(hits(app)) == 1
        assert "1 of 3 pages" in app.text()


async def test_at_narrow_widths_the_preview_drops_away(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES)), size=(80, 24)) as app:
        await search(app, "silent")
        assert panel(app).query_one("#preview").region.width == 0
        assert panel(app).query_one("#results").region.width == 80
        assert hits(app)


async def test_letters_typed_while_the_box_opens_go_into_it(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES))) as app:
        await app.pilot.press("s", "q", "u", "i")
        await app.settle()
        assert panel(app).text == "qui"
        assert app.app.is_running


async def test_an_older_answer_never_replaces_a_newer_one(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES))) as app:
        await app.press("s")
        gates = {"o": asyncio.Event(), "ow": asyncio.Event()}

        async def answer(text: str, filters: Mapping[str, str]) -> SearchResults:
            await gates[text].wait()
            hit = Hit("birds/owls.md", text, f"for {text}", (), 1, 1.0, Snippet(text))  # type: ignore[arg-type]
            return SearchResults(text, 1, 1.0, (hit,))

        panel(app)._search = answer
        await app.pilot.press("o")
        await app.pilot.pause()
        await app.pilot.press("w")
        gates["ow"].set()
        await app.until(lambda: (found := panel(app).results) is not None and found.query == "ow")
        gates["o"].set()
        await app.settle()
        found = panel(app).results
        assert found is not None
        assert found.query == "ow"
        assert "for ow" in app.text()


async def test_results_say_that_the_index_is_still_being_built(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=QuietSession.open(library_builder(PAGES), quiet_settings())) as app:
        await search(app, "owls")
        assert "still being built" in app.text()
        assert hits(app)[0].startswith("birds/owls.md")


PATTERNS = {
    "index.md": "# Home\n\nNothing here.\n",
    "ferns.md": "# Ferns\n\nSmall.\n\n## Fronds\n\nEach frond uncurls, frond 12 before frond 13.\n",
    "moss.md": "# Moss\n\nMoss drinks.\n",
}


async def test_a_hit_of_a_pattern_shows_what_it_found_in_the_snippet_the_preview_and_the_page(
    library_builder: LibraryBuilder,
) -> None:
    async with browse(Path(), session=indexed(library_builder(PATTERNS))) as app:
        await search(app, r"moss OR /frond \d\d/")
        assert hits(app) == ["moss.md#moss", "ferns.md#fronds"]
        assert "frond 12 before frond 13" in app.region_text(panel(app).query_one("#results"))
        await app.press("down")
        preview = app.screen.searching.preview
        assert preview is not None and app.screen.reader is not None
        await app.until(lambda: "uncurls" in app.region_text(preview))
        await app.until(lambda: app.underlined(preview) == ["frond 12", "frond 13"])
        await app.press("enter")
        await app.until(lambda: not panel(app).display)
        assert app.underlined(app.screen.reader) == ["frond 12", "frond 13"]


async def test_a_near_meaning_is_marked_alike_in_snippet_preview_and_page(library_builder: LibraryBuilder) -> None:
    pages = {
        "index.md": "# Home\n\nNothing.\n",
        "gone.md": "# Gone\n\nRemove it.\n",
        "rub.md": "# Rub\n\nErase, remove.\n",
    }
    async with browse(Path(), session=indexed(library_builder(pages))) as app:
        await search(app, "erase ")
        assert [hit.partition("#")[0] for hit in hits(app)] == ["rub.md", "gone.md"]
        preview = app.screen.searching.preview
        assert preview is not None
        await app.until(lambda: app.underlined(preview) == ["Erase"])
        await app.press("down")
        await app.until(lambda: app.underlined(preview) == ["Remove"])
        await app.press("enter")
        await app.shows("gone.md")
        assert app.screen.reader is not None
        assert app.underlined(app.screen.reader) == ["Remove"]


async def test_an_option_of_a_command_is_searched_as_text_and_the_note_says_so(
    library_builder: LibraryBuilder,
) -> None:
    pages = {"index.md": "# Home\n\nAn rm.\n", "sh.md": "# Shell\n\nClean up with `rm -rf build` first.\n"}
    async with browse(Path(), session=indexed(library_builder(pages))) as app:
        await search(app, "rm -rf")
        assert hits(app)[0] == "sh.md#shell"
        assert "searched “-rf” as text, as in “rm -rf”; NOT rf excludes it" in app.text()
        preview = app.screen.searching.preview
        assert preview is not None
        await app.until(lambda: app.underlined(preview) == ["rm -rf"])
        await app.press(*["backspace"] * 6)
        await app.type("-rf")
        await app.until(lambda: "nothing to leave it out of" in app.text())
        await app.until(lambda: app.underlined(preview) == ["-rf"])


async def test_a_variable_is_marked_with_its_sign_and_a_half_typed_literal_finds(
    library_builder: LibraryBuilder,
) -> None:
    pages = {"index.md": "# Home\n\nHome.\n", "sh.md": "# Shell\n\nIt lies in `$HOME/bin`, ==kept== there.\n"}
    async with browse(Path(), session=indexed(library_builder(pages))) as app:
        await search(app, "$HOM")
        assert hits(app) == ["sh.md#shell", "index.md#home"]
        preview = app.screen.searching.preview
        assert preview is not None
        await app.until(lambda: app.underlined(preview) == ["$HOM"])
        await app.press(*["backspace"] * 4)
        await app.type("'lies i")
        await app.until(lambda: hits(app) == ["sh.md#shell"])
        await app.until(lambda: app.underlined(preview) == ["lies i"])


async def test_a_word_written_as_two_is_found_marked_and_told(library_builder: LibraryBuilder) -> None:
    pages = {"index.md": "# Home\n\nNothing.\n", "flow.md": "# Branches\n\nGit flow has many.\n"}
    async with browse(Path(), session=indexed(library_builder(pages))) as app:
        await search(app, "gitflow")
        assert hits(app) == ["flow.md#branches"]
        assert "“gitflow” is not in the library; searched “git flow”" in app.text()
        preview = app.screen.searching.preview
        assert preview is not None
        await app.until(lambda: app.underlined(preview) == ["Git flow"])


async def test_the_index_may_grow_while_the_box_is_being_opened(library_builder: LibraryBuilder) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES))) as app:
        await search(app, "owls")
        searching = app.screen.searching
        shown = panel(app)
        searching.panel = SearchPanel(searching.search, searching._primer, app.screen.make_reader())
        searching.index_grew()
        searching.panel = shown
        assert hits(app)[0].startswith("birds/owls.md")


async def test_what_a_first_search_needs_is_read_when_the_box_is_first_opened(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = indexed(library_builder(PAGES))
    asked: list[str] = []
    real = session.search

    def noted(text: str, *rest: int, typing: bool = False, **more: Any) -> SearchResults:
        asked.append(text)
        return real(text, *rest, typing=typing, **more)

    monkeypatch.setattr(session, "search", noted)
    async with browse(Path(), session=session) as app:
        await app.press("s")
        await app.until(lambda: len(asked) == 1)
        assert panel(app).results is None
        await app.press("escape")
        await search(app, "ow")
        assert asked[-1] == "ow"
        assert asked.count(asked[0]) == 1


async def test_what_lies_under_the_search_is_not_painted_and_there_again_after_it(
    library_builder: LibraryBuilder,
) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES))) as app:
        body = app.screen.query_one("#body")
        await search(app, "silent")
        assert not body.visible
        await app.press("escape")
        await app.until(lambda: body.visible)
        await search(app, "silent")
        await app.press("enter")
        await app.shows("birds/owls.md")
        await app.until(lambda: body.visible)
        assert app.app.focused is app.screen.reader


async def test_a_key_in_the_box_does_not_arrange_the_screen_again(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {f"p{n}.md": f"# Page {n}\n\nSilent owls hunt for otters.\n" for n in range(30)}
    async with browse(Path(), session=indexed(library_builder(pages))) as app:
        await search(app, "silent o")
        await app.press("ctrl+u")
        await app.until(lambda: panel(app).results is None)
        arranged = 0
        screen = type(app.screen)
        real = screen._refresh_layout

        def counted(self: Any, *rest: Any, **more: Any) -> None:
            nonlocal arranged
            arranged += 1
            real(self, *rest, **more)

        monkeypatch.setattr(screen, "_refresh_layout", counted)
        preview = app.screen.searching.preview
        assert preview is not None
        for letter in "owls":
            await app.press(letter)
            await app.until(lambda: (found := panel(app).results) is not None and found.query == panel(app).text)
        assert len(hits(app)) == 30
        await app.until(lambda: "hunt for otters" in app.region_text(preview))
        await app.press("ctrl+u")
        await app.until(lambda: "hunt for otters" not in app.region_text(preview))
        assert arranged == 0


async def test_the_preview_is_blank_where_nothing_is_found_and_shows_a_recent_page_under_the_cursor(
    library_builder: LibraryBuilder,
) -> None:
    async with browse(Path(), session=indexed(library_builder(PAGES)), target="birds/owls.md") as app:
        await search(app, "silent")
        preview = app.screen.searching.preview
        assert preview is not None
        await app.until(lambda: "Silent flight." in app.region_text(preview))
        await app.press("ctrl+u")
        rows = panel(app).query_one("#results", RowList)
        await app.until(lambda: rows.select_key("page:birds/owls.md", notify=True))
        await app.until(lambda: "Silent flight." in app.region_text(preview))
        assert not app.underlined(preview)
        await app.press("down")
        await app.until(lambda: app.region_text(preview).strip() == "")
        await app.type("silent")
        await app.until(lambda: "Silent flight." in app.region_text(preview))
        await app.type("qzxv")
        await app.until(lambda: "Nothing matches" in app.text())
        await app.until(lambda: app.region_text(preview).strip() == "")
