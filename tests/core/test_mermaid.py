"""Mermaid diagrams as text."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from nexus_tui.core.markdown import mermaid
from nexus_tui.core.markdown.mermaid import LONGEST, diagram_kind, draw
from nexus_tui.core.markdown.width import cell_len

FLOW = "graph LR\n  A[Start] --> B{Sure?}\n  B -->|Yes| C[Go]\n  B -->|No| D[Stop]\n"


@pytest.fixture(autouse=True)
def forget_drawings() -> None:
    mermaid._drawings.clear()


def test_a_flow_chart_is_drawn_with_its_labels() -> None:
    lines = draw(FLOW, 100)
    assert lines is not None
    drawing = "\n".join(lines)
    assert all(label in drawing for label in ("Start", "Sure?", "Yes", "Go", "No", "Stop", "►"))
    assert any(line[0] != " " for line in lines)
    assert all(line == line.rstrip() for line in lines)
    assert max(map(cell_len, lines)) <= 100


def test_a_narrow_pane_gets_a_tighter_drawing() -> None:
    wide, narrow = draw(FLOW, 100), draw(FLOW, 33)
    assert wide is not None
    assert narrow is not None
    assert max(map(cell_len, narrow)) < max(map(cell_len, wide))


def test_ascii_drawings_are_ascii() -> None:
    lines = draw(FLOW, 100, ascii_only=True)
    assert lines is not None
    assert "".join(lines).isascii()


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (FLOW, "graph"),
        ("flowchart TD\nA-->B", "flowchart"),
        ("%% a comment\n\nsequenceDiagram\nA->>B: hi", "sequenceDiagram"),
        ("%%{init: {'theme': 'dark'}}%%\npie\n", "pie"),
        ("---\ntitle: x\n---\nstateDiagram-v2\n[*] --> A", "stateDiagram-v2"),
        ("sankey-beta\na,b,3", ""),
        ("requirementDiagram\n", ""),
        ("hello", ""),
        ("graphics", ""),
        ("pie-ish", ""),
        ("", ""),
        ("---\n", ""),
    ],
)
def test_the_kind_of_a_diagram_is_its_first_word(source: str, kind: str) -> None:
    assert diagram_kind(source) == kind


def test_directives_and_front_matter_before_a_diagram_do_not_spoil_it() -> None:
    lines = draw("---\ntitle: x\n---\n%%{init: {}}%%\n%% note\nsequenceDiagram\n  A->>B: hello\n", 80)
    assert lines is not None
    assert any("hello" in line for line in lines)
    assert not any("note" in line or "init" in line for line in lines)


@pytest.mark.parametrize("source", ["", "hello", "sankey-beta\na,b,3", "graph LR", "graph LR\n" + "A" * LONGEST])
def test_what_cannot_be_drawn_is_left_to_its_source(source: str) -> None:
    assert draw(source, 80) is None


def test_a_drawing_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    child = tmp_path / "endless.py"
    child.write_text("import sys\nsys.stdin.read()\nwhile True: pass\n")
    monkeypatch.setattr(mermaid, "_CHILD", child)
    assert draw(FLOW, 80, timeout=0.2) is None


def test_a_drawing_that_is_no_longer_wanted_is_given_up_and_can_be_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    child = tmp_path / "endless.py"
    child.write_text("import sys\nsys.stdin.read()\nwhile True: pass\n")
    with monkeypatch.context() as patch:
        patch.setattr(mermaid, "_CHILD", child)
        assert draw(FLOW, 80, timeout=60, cancelled=lambda: True) is None
    assert draw(FLOW, 80) is not None


def test_a_failing_process_is_no_drawing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    child = tmp_path / "broken.py"
    child.write_text("print('half')\nraise SystemExit(3)\n")
    monkeypatch.setattr(mermaid, "_CHILD", child)
    assert draw(FLOW, 80) is None
    monkeypatch.setattr(sys, "executable", str(tmp_path / "missing"))
    assert draw(FLOW, 81) is None


def test_controls_in_a_drawing_are_made_visible(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    child = tmp_path / "rude.py"
    child.write_text("import sys\nsys.stdout.buffer.write(b'\\n  \\x1b[2Ja \\n    b\\xff\\n\\n')\n")
    monkeypatch.setattr(mermaid, "_CHILD", child)
    assert draw(FLOW, 80) == ("␛[2Ja", "  b\ufffd")


def test_a_drawing_is_made_once_for_each_width(monkeypatch: pytest.MonkeyPatch) -> None:
    first = draw(FLOW, 80)

    def fail(*args: object, **kwargs: object) -> None:
        raise AssertionError("drawn again")

    monkeypatch.setattr(mermaid, "_run", fail)
    assert draw(FLOW, 80) is first
    with pytest.raises(AssertionError, match="drawn again"):
        draw(FLOW, 79)


def test_the_child_imports_nothing_from_the_folder_it_is_run_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "termaid.py").write_text("raise RuntimeError('imported from the library')\n")
    monkeypatch.chdir(tmp_path)
    assert draw(FLOW, 80) is not None


def test_importing_the_module_does_not_load_termaid() -> None:
    program = (
        "import sys, nexus_tui.core.markdown.mermaid; sys.exit('termaid' in sys.modules or 'subprocess' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize("width", [40, 60, 90])
def test_every_label_of_a_chain_is_in_the_drawing(width: int) -> None:
    drawing = draw("flowchart LR\n    A -->|asks| B -->|looks| C -->|finds<br/>it| D\n", width)
    assert drawing is not None
    assert {"asks", "looks", "finds", "it"} <= set(re.findall(r"\w+", "\n".join(drawing)))
