"""Links by keyboard: labels on the page, walking, peeking, and what cannot be followed."""

from __future__ import annotations

from nexus_tui.screens.popover import Popover
from tests.conftest import LibraryBuilder
from tests.screens.harness import PAGES, Browser, browse


def painted_labels(app: Browser) -> dict[str, tuple[int, int]]:
    """Each label on screen and where it is painted."""
    layer = app.screen.linking.layer
    assert layer is not None
    return {label: (widget.region.x, widget.region.y) for label, widget in layer.widgets.items() if widget.display}


async def test_labels_stand_on_the_links_and_typing_one_follows_it(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        lines = app.lines()
        row = next(y for y, line in enumerate(lines) if "Welcome to owls" in line)
        places = {lines[row].index("owls"): "birds/owls.md", lines[row].index("herons"): "birds/herons.md"}
        await app.press("f")
        labels = painted_labels(app)
        assert set(labels.values()) == {(x, row) for x in places}
        label = next(label for label, (x, _) in labels.items() if places[x] == "birds/herons.md")
        assert app.lines()[row][labels[label][0]] == label
        await app.press(label)
        await app.shows("birds/herons.md")
        assert app.screen.linking.layer is None


async def test_what_acts_on_the_page_works_from_the_sidebar_and_the_outline_too(
    library_builder: LibraryBuilder,
) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("1", "f")
        label = min(painted_labels(app), key=lambda each: painted_labels(app)[each])
        await app.press(label)
        await app.shows("birds/owls.md")
        await app.press("o", "]", "]")
        assert app.screen.reader.position.anchor == "hearing"
        await app.press(",")
        await app.shows("birds/herons.md")


async def test_escape_takes_the_labels_away(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        before = app.text()
        await app.press("f")
        await app.press("escape")
        assert app.screen.linking.layer is None
        assert app.text() == before


async def test_a_label_opens_in_a_new_tab(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("F")
        label = next(iter(painted_labels(app)))
        await app.press(label)
        await app.until(lambda: len(app.screen.navigation.workspace.tabs) == 2)


async def test_tab_walks_the_links_and_enter_follows(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES)) as app:
        await app.press("tab")
        assert app.screen.reader.focused_link == "birds/owls.md"
        await app.press("tab")
        assert app.screen.reader.focused_link == "birds/herons.md"
        await app.press("shift+tab")
        await app.press("enter")
        await app.shows("birds/owls.md")


async def test_peeking_shows_the_target_and_enter_goes_there(library_builder: LibraryBuilder) -> None:
    async with browse(library_builder(PAGES), target="birds/herons.md") as app:
        await app.press("tab")
        await app.press("K")
        assert isinstance(app.app.screen, Popover)
        await app.sees("Their ears are not level.")
        await app.press("escape")
        assert app.document == "birds/herons.md"
        await app.press("K")
        await app.press("enter")
        await app.shows("birds/owls.md")
        assert app.screen.reader.current_anchor == "hearing"


async def test_a_dead_link_says_so_and_offers_the_page(library_builder: LibraryBuilder) -> None:
    root = library_builder({"index.md": "# A\n\nGo to [nowhere](new/page.md).\n"})
    async with browse(root) as app:
        await app.press("tab")
        await app.press("enter")
        await app.sees("Create new/page.md?")
        await app.press("n")
        assert not (root / "new").exists()
        await app.press("enter")
        await app.press("y")
        await app.shows("new/page.md")
        assert (root / "new/page.md").read_text().startswith("---")


async def test_the_status_line_says_that_a_link_is_dead_before_it_is_followed(library_builder: LibraryBuilder) -> None:
    page = "# A\n\nGo to [nowhere](new/page.md), [[No Such Page]] or [here](b.md), see[^n].\n\n[^n]: The note.\n"
    async with browse(library_builder({"index.md": page, "b.md": "# B\n"})) as app:
        await app.press("tab")
        await app.until(lambda: "Dead link: There is no page `new/page.md`" in app.lines()[-1])
        await app.press("tab")
        await app.until(lambda: "Dead link: " in app.lines()[-1] and "No Such Page" in app.lines()[-1])
        await app.press("tab")
        await app.until(lambda: app.lines()[-1].startswith(" b.md"))
        await app.press("tab")
        await app.until(lambda: app.lines()[-1].startswith(" The note."))
        assert "Dead" not in app.lines()[-1]
        await app.press("shift+tab", "shift+tab", "escape")
        await app.until(lambda: "New here?" in app.lines()[-1])


async def test_an_anchor_that_is_not_there_is_told(library_builder: LibraryBuilder) -> None:
    pages = {"index.md": "# A\n\nGo to [b](b.md#nope) and [b](b.md#part).\n", "b.md": "# B\n\n## Part\n\nText.\n"}
    async with browse(library_builder(pages), notices=True) as app:
        await app.press("tab", "enter")
        await app.shows("b.md")
        await app.sees("This page has no heading or anchor")
        before = len(app.app._notifications)
        await app.press("H", "tab", "tab", "enter")
        await app.shows("b.md")
        assert len(app.app._notifications) == before


async def test_a_link_out_of_the_library_is_not_followed(library_builder: LibraryBuilder) -> None:
    root = library_builder(
        {"index.md": "# A\n\n[out](../../etc/passwd) [run](javascript:alert(1)) [f](file:///etc/passwd)\n"}
    )
    async with browse(root) as app:
        for _ in range(3):
            await app.press("tab")
            await app.press("enter")
            assert app.document == "index.md"
            if len(app.app.screen_stack) > 1:
                await app.press("escape")


async def test_an_ambiguous_wiki_link_asks_which_page(library_builder: LibraryBuilder) -> None:
    pages = {"index.md": "# A\n\n[[Notes]]\n", "x/one.md": "# Notes\n", "y/two.md": "# Notes\n"}
    async with browse(library_builder(pages)) as app:
        await app.press("tab")
        await app.press("enter")
        assert len(app.listed()) == 2
        await app.press("down")
        await app.press("enter")
        await app.shows("y/two.md")


async def test_a_footnote_is_peeked_at_where_it_stands(library_builder: LibraryBuilder) -> None:
    text = "# A\n\nA claim.[^1]\n\n" + "Text.\n\n" * 60 + "[^1]: The proof of it.\n"
    async with browse(library_builder({"index.md": text})) as app:
        await app.press("tab")
        await app.press("K")
        await app.sees("The proof of it.")


async def test_find_leaves_the_folded_head_of_a_page_alone(library_builder: LibraryBuilder) -> None:
    head = "---\nsummary: owls and more owls\naliases: [owl]\n---\n"
    async with browse(library_builder({"index.md": head + "# Birds\n\nText.\n\nOwls.\n"})) as app:
        await app.press("slash")
        await app.type("owls")
        await app.sees("1 of 1")
