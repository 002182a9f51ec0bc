"""Links, labels, footnotes, tasks, tables and selections on the screen."""

from __future__ import annotations

from pathlib import Path

from nexus_tui.screens.popover import Popover
from nexus_tui.screens.table import TableScreen
from nexus_tui.widgets.hint_layer import HintLayer
from tests.screens.harness import Browser, browse

PAGE = """# Parts

See [owls](birds/owls.md) and a note[^n].

- [ ] first task
- [x] second task

| bird | eggs |
|------|-----:|
| owl  |    4 |
| hen  |   12 |

```python
print("hello")
```

## Second

Words of owls, owls again.

[^n]: The *text* of the note.
"""


def library(root: Path) -> Path:
    """A folder with the page and one that it links to."""
    (root / "birds").mkdir()
    (root / "index.md").write_text(PAGE, encoding="utf-8")
    (root / "birds" / "owls.md").write_text("# Owls\n\nBirds of the night.\n", encoding="utf-8")
    return root


def copied(app: Browser) -> str:
    """What is on the clipboard."""
    return app.app.clipboard


async def test_a_label_follows_its_link(tmp_path: Path) -> None:
    async with browse(library(tmp_path)) as app:
        await app.press("f")
        labels = list(app.app.query("_Hint"))
        assert len(labels) == len(app.screen.reader.hint_targets()) >= 4
        layer = app.screen.linking.layer
        assert isinstance(layer, HintLayer)
        label = next(label for label, target in layer.of.items() if target.value == "birds/owls.md")
        await app.press(*label)
        await app.shows("birds/owls.md")
        assert not app.app.query("_Hint")


async def test_every_label_stands_on_what_it_leads_to(tmp_path: Path) -> None:
    async with browse(library(tmp_path)) as app:
        texts = {"birds/owls.md": "owls", "#fn-1": "[1]"}
        rows = app.lines()
        found = {target.value: rows[target.y][target.x :] for target in app.screen.reader.hint_targets()}
        for value, text in texts.items():
            assert found[value].startswith(text)
        kinds = {target.kind: rows[target.y][target.x] for target in app.screen.reader.hint_targets()}
        assert kinds["table"] == "┌"
        assert kinds["code"] == "╭"


async def test_a_label_copies_code_and_opens_a_table(tmp_path: Path) -> None:
    async with browse(library(tmp_path)) as app:
        for keys, kind in ((("y", "f"), "code"), (("f",), "table")):
            await app.press(*keys)
            layer = app.screen.linking.layer
            assert layer is not None
            await app.press(*next(label for label, target in layer.of.items() if target.kind == kind))
        assert copied(app) == 'print("hello")\n'
        assert isinstance(app.app.screen, TableScreen)


async def test_enter_opens_the_table_on_screen_and_escape_goes_back(tmp_path: Path) -> None:
    async with browse(library(tmp_path)) as app:
        await app.press("enter")
        assert isinstance(app.app.screen, TableScreen)
        await app.press("l", "s", "s", "y", "t")
        assert copied(app) == "bird\teggs\nhen\t12\nowl\t4\n"
        await app.press("escape")
        assert len(app.app.screen_stack) == 1


async def test_space_on_a_focused_task_ticks_it_in_the_file_and_again_unticks_it(tmp_path: Path) -> None:
    root = library(tmp_path)
    async with browse(root) as app:
        await app.press("tab", "tab", "tab")
        stop = app.screen.reader.focused_stop
        assert stop is not None
        assert stop.kind == "task"
        await app.press("space")
        assert "- [x] first task" in (root / "index.md").read_text(encoding="utf-8")
        await app.sees("☑ first task")
        await app.press("space")
        assert (root / "index.md").read_text(encoding="utf-8") == PAGE
        await app.press("tab", "space")
        assert "- [ ] second task" in (root / "index.md").read_text(encoding="utf-8")


async def test_a_task_whose_file_has_changed_is_not_touched(tmp_path: Path) -> None:
    root = library(tmp_path)
    async with browse(root) as app:
        other = PAGE.replace("first", "1st")
        (root / "index.md").write_text(other, encoding="utf-8")
        await app.press("g", "x")
        await app.until(lambda: any("changed" in notice.message for notice in app.app._notifications), "the notice")
        assert (root / "index.md").read_text(encoding="utf-8") == other


async def test_peeking_at_a_footnote_shows_its_text_and_enter_goes_there(tmp_path: Path) -> None:
    async with browse(library(tmp_path), size=(100, 20)) as app:
        await app.press("tab", "tab")
        assert app.screen.status.place == "The text of the note."
        await app.press("K")
        assert isinstance(app.app.screen, Popover)
        shown = app.region_text(app.app.screen.query_one("Reader"))
        assert "The text of the note." in shown
        assert "Parts" not in shown
        await app.press("enter")
        assert len(app.app.screen_stack) == 1
        assert "The text of the note." in app.text()


async def test_the_outline_counts_the_matches_of_each_section(tmp_path: Path) -> None:
    async with browse(library(tmp_path), size=(160, 40)) as app:
        await app.press("/")
        await app.type("owl")
        await app.sees("1 of 4")
        await app.until(lambda: app.screen.outline.counts == {0: 2, 1: 2}, "the counts")


async def test_v_selects_and_y_copies(tmp_path: Path) -> None:
    async with browse(library(tmp_path)) as app:
        await app.press("v", "w", "w", "$", "y")
        assert copied(app) == "Parts\n\nSee owls and a note[1]."
        assert not app.screen.reader.selecting
        await app.press("v", "l", "escape")
        assert app.screen.reader.selected_text == ""
        assert copied(app).startswith("Parts\n")


async def test_control_c_copies_what_the_mouse_selected(tmp_path: Path) -> None:
    async with browse(library(tmp_path)) as app:
        reader = app.screen.reader
        y = next(y for y in range(30) if "owls and" in reader.render_line(y).text)
        x = reader.render_line(y).text.index("note")
        await app.pilot.double_click(reader, offset=(x, y))
        await app.settle()
        await app.press("ctrl+c")
        assert copied(app) == "note"


async def test_labels_leave_the_page_where_it_was(tmp_path: Path) -> None:
    async with browse(library(tmp_path), size=(60, 20)) as app:
        before = app.lines()
        await app.press("f")
        labels = {(int(each.region.x), int(each.region.y)) for each in app.app.query("_Hint")}
        assert labels
        for y, (old, new) in enumerate(zip(before[:19], app.lines(), strict=False)):
            changed = [at for at, (a, b) in enumerate(zip(old.ljust(60), new.ljust(60), strict=True)) if a != b]
            assert all((at, y) in labels or (at - 1, y) in labels for at in changed)
