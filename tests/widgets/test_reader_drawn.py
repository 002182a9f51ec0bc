"""Parts of a page that change while it is read: diagrams, content tabs, folds, embedded pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App, ComposeResult

from nexus_tui.core.library import open_library
from nexus_tui.core.markdown import diagrams
from nexus_tui.core.markdown.block import Code, Drawing
from nexus_tui.core.model import DocId, Source, Target
from nexus_tui.widgets.reader import Reader

PAGE = """---
tags: [one]
level: basic
---
# Page

=== "First"

    text of first

=== "Second"

    text of second

> [!tip]- Folded
> what is inside

![[other]]

```mermaid
graph LR
  A --> B
```

End
"""
OTHER = "# Other\n\ntext of the other page\n"


class DrawnApp(App[None]):
    """One reader that shows one page."""

    def compose(self) -> ComposeResult:
        yield Reader(self.load, embed=self.embed)

    async def load(self, document: DocId) -> Source:
        """The page."""
        return Source(document, PAGE.encode(), 0, PAGE)

    def embed(self, name: str, document: DocId) -> Source | None:
        """The one page that can be embedded."""
        return Source(DocId("other.md"), OTHER.encode(), 0, OTHER) if (name, document) == ("other", "page.md") else None

    @property
    def reader(self) -> Reader:
        """The reader."""
        return self.query_one(Reader)

    def rows(self) -> list[str]:
        """What is painted, row by row."""
        reader = self.reader
        return [reader.render_line(y).text.strip() for y in range(reader.size.height)]

    def row_of(self, text: str) -> int:
        """The first row with ``text``."""
        return next(y for y, row in enumerate(self.rows()) if text in row)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Diagrams are drawn by a stand-in; returns the sources it was asked for."""
    asked: list[str] = []

    def draw(code: Code, room: int) -> Drawing:
        asked.append("\n".join(code.lines))
        return Drawing(room, ("[A]──[B]", "drawn"))

    monkeypatch.setattr(diagrams, "draw", draw)
    return asked


async def test_a_click_on_a_title_shows_that_tab(drawn: list[str]) -> None:
    app = DrawnApp()
    async with app.run_test(size=(80, 40)) as pilot:
        await app.reader.open(Target(DocId("page.md")))
        await pilot.pause()
        assert "text of first" in " ".join(app.rows())
        row = app.row_of("First  Second")
        column = app.reader.render_line(row).text.index("Second")
        await pilot.click(Reader, offset=(column + 1, row))
        await pilot.pause()
        text = " ".join(app.rows())
        assert "text of second" in text
        assert "text of first" not in text


async def test_a_focused_title_is_chosen_like_a_link(drawn: list[str]) -> None:
    app = DrawnApp()
    async with app.run_test(size=(80, 40)) as pilot:
        await app.reader.open(Target(DocId("page.md")))
        await pilot.pause()
        app.reader.link_step(1)
        app.reader.link_step(1)
        assert app.reader.follow_link()
        assert "text of second" in " ".join(app.rows())


async def test_a_click_on_a_title_opens_and_closes_what_folds_under_it(drawn: list[str]) -> None:
    app = DrawnApp()
    async with app.run_test(size=(80, 40)) as pilot:
        await app.reader.open(Target(DocId("page.md")))
        await pilot.pause()
        assert "what is inside" not in " ".join(app.rows())
        await pilot.click(Reader, offset=(10, app.row_of("Folded")))
        await pilot.pause()
        assert "what is inside" in " ".join(app.rows())
        await pilot.click(Reader, offset=(10, app.row_of("Folded")), times=1)
        await pilot.pause()
        assert "what is inside" not in " ".join(app.rows())


async def test_the_head_of_the_page_is_one_line_that_opens(drawn: list[str]) -> None:
    app = DrawnApp()
    async with app.run_test(size=(80, 40)) as pilot:
        await app.reader.open(Target(DocId("page.md")))
        await pilot.pause()
        assert app.rows()[0] == "▸ basic · #one"
        await pilot.click(Reader, offset=(6, 0))
        await pilot.pause()
        assert app.rows()[0] == "▾ basic · #one"
        assert "tags: [one]" in " ".join(app.rows())


async def test_a_diagram_is_drawn_once_it_has_been_on_screen_for_a_moment(drawn: list[str]) -> None:
    app = DrawnApp()
    async with app.run_test(size=(80, 40)) as pilot:
        await app.reader.open(Target(DocId("page.md")))
        await pilot.pause()
        app.reader.settled()
        await app.workers.wait_for_complete()
        await pilot.pause()
        text = " ".join(app.rows())
        assert "[A]──[B]" in text
        assert "A --> B" not in text
        assert drawn == ["graph LR\n  A --> B"]


async def test_an_embedded_page_is_shown_in_place(drawn: list[str]) -> None:
    app = DrawnApp()
    async with app.run_test(size=(80, 40)) as pilot:
        await app.reader.open(Target(DocId("page.md")))
        await pilot.pause()
        assert "┊ text of the other page" in app.rows()


def test_a_session_finds_what_a_page_embeds(tmp_path: Path) -> None:
    from nexus_tui.core.session import Session

    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "Near.md").write_text("# Near\n")
    (tmp_path / "top.md").write_text("# Top\n")
    session = Session(open_library(tmp_path))
    before = session.embedded("Near", DocId("sub/page.md"))
    assert before is not None and before.id == "sub/Near.md"
    session.scan()
    found = session.embedded("near", DocId("top.md"))
    assert found is not None and found.text == "# Near\n"
    assert session.embedded("nowhere", DocId("top.md")) is None
