"""Diagrams: source first, a drawing when there is one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nexus_tui.core.markdown.block import Drawing
from nexus_tui.core.markdown.diagrams import draw_all, put, wanted
from nexus_tui.core.markdown.document import DocumentModel

PAGE = "Before\n\n```mermaid\ngraph LR\n  One --> Two\n```\n\n- item\n\n  ```mermaid\n  pie title X\n  ```\n\nAfter\n"


def shown(model: DocumentModel) -> str:
    """The page as text."""
    return "\n".join(line.text for index in range(len(model.blocks)) for line in model.lines(index))


def test_the_source_is_shown_until_the_drawing_is_there() -> None:
    model = DocumentModel.from_text(PAGE, 60)
    assert "One --> Two" in shown(model)
    (code, room), (_, inner) = wanted(model, range(len(model.blocks)))
    assert (room, inner) == (60, 58)
    assert put(model, code, Drawing(room, ("┌───┐", "│One│", "└───┘")))
    assert "One --> Two" not in shown(model)
    assert "│One│" in shown(model)
    assert model.plain(1) == "┌───┐\n│One│\n└───┘"
    model.measure(1)
    assert model.heights.get(1) == 4
    assert len(wanted(model, range(len(model.blocks)))) == 1


def test_what_cannot_be_drawn_stays_source_and_is_not_tried_again() -> None:
    model = DocumentModel.from_text(PAGE, 60)
    code, room = wanted(model, [1])[0]
    assert not put(model, code, Drawing(room, ()))
    assert "One --> Two" in shown(model)
    assert wanted(model, [1]) == []


def test_another_width_asks_for_another_drawing_and_shows_the_old_one_meanwhile() -> None:
    model = DocumentModel.from_text(PAGE, 60)
    code, room = wanted(model, [1])[0]
    put(model, code, Drawing(room, ("a wide drawing of a diagram",)))
    model.resize(20)
    assert wanted(model, [1]) == [(code, 20)]
    lines = [line.text for line in model.lines(1)]
    assert lines == ["", "a wide drawing of  ›"]
    model.resize(20, replace(model.options, shift=10))
    assert [line.text for line in model.lines(1)] == ["", "wing of a diagram"]


def test_drawings_can_be_switched_off() -> None:
    model = DocumentModel.from_text(PAGE, 60)
    code, room = wanted(model, [1])[0]
    put(model, code, Drawing(room, ("drawn",)))
    model.resize(60, replace(model.options, diagrams=False))
    assert "One --> Two" in shown(model)
    assert model.plain(1) == "graph LR\n  One --> Two"
    assert wanted(model, range(len(model.blocks))) == []


def test_a_flow_chart_is_drawn() -> None:
    pytest.importorskip("termaid")
    model = DocumentModel.from_text(PAGE, 60)
    draw_all(model, [1])
    text = shown(model)
    assert "One --> Two" not in text
    assert "One" in text and "Two" in text
