"""Pages and sections inside other pages."""

from __future__ import annotations

from nexus_tui.core.markdown.block import Block
from nexus_tui.core.markdown.document import DocumentModel
from nexus_tui.core.model import DocId, Source

PAGES = {
    "notes/other.md": """---
tags: [a]
---
# Other

Intro with [a link](near.md#x), [own](#part), [[#Part]], [ref][r], ![pic](img/a.png) and a note[^n].

## Part

| a | b |
|---|---|
| [c](/top.md) | https://example.org |

> [!tip]- Folded
> inside

### Deeper

- item

A named block ^named

## Last

End.

[r]: ../up.md
[^n]: The note.
""",
    "loop.md": "# Loop\n\n![[back]]\n",
    "back.md": "# Back\n\n![[loop]]\n\ntext\n",
    "one.md": "one\n\n![[two]]\n",
    "two.md": "two\n\n![[three]]\n",
    "three.md": "three\n\n![[four]]\n",
    "four.md": "four\n",
    "tabs.md": '=== "A *x*"\n\n    in a\n\n=== "B"\n\n    in b\n',
}


def embed(name: str) -> Source | None:
    """A page of the test by the end of its path."""
    for path, text in PAGES.items():
        if path.removesuffix(".md").endswith(name):
            return Source(DocId(path), text.encode(), 0, text)
    return None


def page(text: str, document: str = "main.md") -> DocumentModel:
    """A page that may embed others."""
    return DocumentModel.from_text(text, 60, embed=embed, document=document)


def shown(model: DocumentModel) -> list[str]:
    """What is on screen of a page, line by line."""
    return [
        line.text.rstrip()
        for index in range(len(model.blocks))
        if not model.folding.hidden(index)
        for line in model.lines(index)
    ]


def hrefs(model: DocumentModel) -> list[str]:
    """All targets in a page."""
    return [run.href for block in model.blocks for run in block.runs if run.href]


def test_a_page_is_shown_under_a_title_that_leads_to_it() -> None:
    model = page("Before\n\n![[four|The fourth]]\n\nAfter\n")
    assert shown(model) == ["Before", "", "┊ ↪ The fourth", "┊ four", "", "After"]
    assert hrefs(model) == ["wiki:four"]


def test_a_section_ends_where_the_next_of_its_level_begins() -> None:
    lines = shown(page("![[other#Part]]\n"))
    assert lines[0] == "┊ ↪ Other › Part"
    assert "┊   • item" in lines or "┊ • item" in lines
    assert not any("End" in line or "Intro" in line for line in lines)


def test_a_named_block_is_embedded_alone_and_its_name_is_not_shown() -> None:
    assert shown(page("![[other#^named]]\n")) == ["┊ ↪ Other › named", "┊ A named block"]


def test_links_of_an_embedded_page_mean_what_they_mean_there() -> None:
    found = hrefs(page("![[other]]\n"))
    for target in ("/notes/near.md#x", "/notes/other.md#part", "wiki:notes/other.md#Part", "/up.md", "/top.md"):
        assert target in found
    assert "/notes/img/a.png" in found
    assert "https://example.org" in found
    assert "/notes/other.md#fn-1" in found


def test_notes_of_an_embedded_page_do_not_mix_with_those_of_the_page() -> None:
    model = page("Mine[^m].\n\n![[other]]\n\n[^m]: My note.\n")
    lines = [line for line in shown(model) if line]
    assert lines[0] == "Mine[1]."
    assert lines[-1] == " 1. My note. ↩" or lines[-1] == "1. My note. ↩"
    assert sum("The note." in line for line in lines) == 1


def test_a_page_that_embeds_itself_is_a_link_the_second_time() -> None:
    lines = shown(page("# Loop\n\n![[back]]\n", "loop.md"))
    assert lines.count("┊ ↪ Back") == 1
    assert "┊ ![[loop]]" in lines


def test_pages_are_embedded_three_deep() -> None:
    lines = shown(page("![[one]]\n"))
    assert "┊ ┊ ┊ three" in lines
    assert "┊ ┊ ┊ ![[four]]" in lines


def test_what_cannot_be_embedded_stays_a_link() -> None:
    for text in ("![[nowhere]]\n", "![[other#nowhere]]\n", "see ![[four]] here\n"):
        model = page(text)
        assert shown(model) == [text.strip()]
        assert hrefs(model)[0].startswith("wiki:")


def test_images_are_shown_as_images() -> None:
    model = page("![[pic one.png|300]] and ![[b.svg|A drawing]]\n")
    assert shown(model) == ["▨ pic one.png and ▨ A drawing"]
    assert hrefs(model) == ["pic one.png", "b.svg"]


def test_folds_and_tabs_of_an_embedded_page_work() -> None:
    model = page("text\n\n![[other#Part]]\n\n![[tabs]]\n\nend\n")
    assert "┊ ▎ ▸ ✦ Folded" in shown(model) and "┊ ▎ inside" not in shown(model)
    model.folding.parts[0].closed = False
    model.refold()
    assert "┊ ▎ inside" in shown(model)
    assert shown(model)[-5:] == ["┊ ↪ tabs", "┊ A x  B", "┊ │ in a", "", "end"]
    assert model.choose_tab(0, 1)
    assert shown(model)[-3:] == ["┊ │ in b", "", "end"]


def test_places_of_the_page_are_right_after_an_embed() -> None:
    model = page("# A\n\n![[other]]\n\n## B\n\ntext\n")
    assert [heading.text for heading in model.headings] == ["A", "B"]
    index = model.block_of_anchor("b")
    assert index is not None and model.plain(index) == "B"
    blocks: list[Block] = model.blocks
    assert [block.line for block in blocks] == sorted(block.line for block in blocks)
    assert blocks[model.block_of_line(7)].line == 7


def test_many_embeds_of_embeds_end() -> None:
    pages = {f"p{n}": "x " * 20_000 + "\n\n" + "".join(f"![[p{m}]]\n\n" for m in range(12)) for n in range(12)}
    asked = []

    def find(name: str) -> Source | None:
        asked.append(name)
        text = pages[name]
        return Source(DocId(name), b"", 0, text)

    model = DocumentModel.from_text("".join(f"![[p{m}]]\n\n" for m in range(12)), 60, embed=find, document="main")
    assert model.complete
    assert len(asked) < 2000
