"""Small programs in processes of their own."""

from __future__ import annotations

from pathlib import Path

from nexus_tui.core.child import run_child

SLOW = "import sys, time\ntime.sleep(0.3)\nsys.stdout.write(str(len(sys.stdin.buffer.read())))\n"
DEAF = "import sys, time\nsys.stdin.close()\ntime.sleep(0.2)\nprint('done')\n"


def script(folder: Path, text: str) -> Path:
    place = folder / "child.py"
    place.write_text(text)
    return place


def test_input_larger_than_a_pipe_arrives_whole_at_a_program_that_is_slow_to_read(tmp_path: Path) -> None:
    assert run_child(script(tmp_path, SLOW), bytes(3_000_000), 30) == b"3000000"


def test_a_program_that_reads_nothing_still_gives_its_output(tmp_path: Path) -> None:
    assert run_child(script(tmp_path, DEAF), bytes(3_000_000), 30) == b"done\n"


def test_a_program_that_takes_too_long_is_ended_with_its_input_unread(tmp_path: Path) -> None:
    assert run_child(script(tmp_path, "import time\ntime.sleep(60)\n"), bytes(3_000_000), 0.2) is None


def test_a_program_that_fails_has_no_output(tmp_path: Path) -> None:
    assert run_child(script(tmp_path, "print('half')\nraise SystemExit(3)\n"), b"", 30) is None
