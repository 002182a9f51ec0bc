"""Pictures in terminals that draw them, by a terminal that answers as those do."""

from __future__ import annotations

import io
import os
import re
import signal
from base64 import standard_b64decode
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from nexus_tui.core.graphics import QUERY
from nexus_tui.core.kitty import PLACEHOLDER
from tests.conftest import LibraryBuilder
from tests.core.test_sixel import decoded
from tests.terminal import Terminal, nexus

pytestmark = pytest.mark.pty

Answers = Sequence[tuple[bytes, bytes]]

CURSOR = (b"\x1b[6n", b"\x1b[1;1R")
KITTY: Answers = (
    CURSOR,
    (b"\x1b[>q", b"\x1bP>|kitty(0.41.1)\x1b\\"),
    (b"\x1b[16t", b"\x1b[6;20;10t"),
    (b",a=q,", b"\x1b_Gi=31;OK\x1b\\"),
    (b"\x1b[c", b"\x1b[?62;c"),
)
XTERM: Answers = (
    CURSOR,
    (b"\x1b[>q", b"\x1bP>|XTerm(379)\x1b\\"),
    (b"\x1b[?1;3;256S", b"\x1b[?1;0;256S"),
    (b"\x1b[c", b"\x1b[?63;1;2;4;6;9;15;22c"),
)
NEITHER: Answers = (CURSOR, (b"\x1b[>q", b"\x1bP>|VTE(7600)\x1b\\"), (b"\x1b[c", b"\x1b[?65;1;9c"))
SILENT: Answers = (CURSOR,)

PAGE = "# Colours\n\nBefore.\n\n![Four fields](four.png)\n\nAfter.\n\n" + "More text.\n\n" * 60
SIZE = (100, 60)
"""Of the picture: 10 columns and 3 rows of cells of 10 by 20."""
SENT = rb"\x1b_Ga=T,U=1,q=2,f=100,t=d,i=(\d+),p=1,c=10,r=3,m=0;([^\x1b]*)\x1b\\"


def four_fields() -> Image.Image:
    """A picture with a field of another colour in each corner."""
    image = Image.new("RGB", SIZE, (255, 0, 0))
    image.paste((0, 255, 0), (50, 0, 100, 30))
    image.paste((0, 0, 255), (0, 30, 50, 60))
    image.paste((255, 255, 0), (50, 30, 100, 60))
    return image


@pytest.fixture
def root(library_builder: LibraryBuilder) -> Path:
    stream = io.BytesIO()
    four_fields().save(stream, "PNG")
    return library_builder(
        {"index.md": PAGE, "other.md": "# Other\n\nNothing to see.\n", "four.png": stream.getvalue()}
    )


def program(root: Path, answers: Answers, **env: str) -> Terminal:
    """The program in a terminal that answers so."""
    clean = dict.fromkeys(("TMUX", "STY", "ZELLIJ", "TERM_PROGRAM", "NO_COLOR"), "")
    return Terminal(nexus(root), 100, 30, {**clean, **env}, answers=answers, cell=(10, 20))


def test_kitty_gets_the_image_and_the_cells_that_show_it(root: Path) -> None:
    with program(root, KITTY) as term:
        sent = term.wait_raw(SENT)
        number = int(sent[1])
        with Image.open(io.BytesIO(standard_b64decode(sent[2]))) as image:
            assert image.convert("RGB").tobytes() == four_fields().tobytes()
        term.wait_for("Four fields  100×60 PNG")
        color = f"\x1b[38;2;{number >> 16};{number >> 8 & 255};{number & 255}m".encode()
        rows = set(re.findall(re.escape(color) + b"((?:" + PLACEHOLDER.encode() + rb"[^\x1b]{4,6}?)+)\x1b", term.raw))
        assert len(rows) == 3
        assert all(row.decode().count(PLACEHOLDER) == 10 for row in rows)
        assert "▀" not in term.text
        term.press("q")
        assert term.wait_exit() == 0
        last = bytes(term.raw).rindex(b"\x1b_Ga=d,d=I,q=2,i=%d\x1b\\" % number)
        assert last < bytes(term.raw).rindex(b"\x1b[?1049l")


def test_kitty_forgets_the_image_when_the_page_is_left_and_gets_it_again(root: Path) -> None:
    with program(root, KITTY) as term:
        number = term.wait_raw(SENT)[1]
        term.press(".")
        term.wait_for("Nothing to see")
        term.wait_raw(b"\x1b_Ga=d,d=I,q=2,i=%s\x1b" % number)
        since = len(term.raw)
        term.press("H")
        term.wait_for("Before")
        assert term.wait_raw(SENT, since=since)[1] == number


def test_another_program_gets_a_terminal_without_our_images(root: Path) -> None:
    with program(root, KITTY, EDITOR="true", VISUAL="") as term:
        number = term.wait_raw(SENT)[1]
        since = len(term.raw)
        term.press("e")
        gone = term.wait_raw(b"\x1b_Ga=d,d=I,q=2,i=%s\x1b.*?\x1b\\[\\?1049l" % number, since=since)
        assert b"1049h" not in gone[0]
        term.wait_raw(SENT, since=since + gone.end())


def test_a_program_that_is_stopped_takes_its_images_along(root: Path) -> None:
    with program(root, KITTY) as term:
        number = term.wait_raw(SENT)[1]
        since = len(term.raw)
        os.kill(term.pid, signal.SIGTSTP)
        gone = term.wait_raw(b"\x1b_Ga=d,d=I,q=2,i=%s\x1b" % number, since=since)
        os.waitid(os.P_PID, term.pid, os.WSTOPPED)
        os.kill(term.pid, signal.SIGCONT)
        term.wait_raw(b"After", since=since + gone.end())
        term.wait_raw(SENT, since=since + gone.end())


def test_sixel_terminals_get_the_rows_on_screen_drawn(root: Path) -> None:
    with program(root, XTERM) as term:
        drawn = term.wait_raw(rb'\x1b\[(\d+);(\d+)H(\x1bP0;1q"1;1;100;40.*?\x1b\\)\x1b\[(\d+);(\d+)H(\x1bP.*?\x1b\\)')
        line = next(y for y, row in enumerate(term.screen.display) if "Four fields" in row)
        assert [int(drawn[1]), int(drawn[4])] == [line - 2, line]
        assert drawn[2] == drawn[5]
        size, pixels = decoded(drawn[3].decode() if drawn[3] else "")
        rest, below = decoded(drawn[6].decode())
        assert (size, rest) == ((100, 40), (100, 20))
        pixels.update({(x, y + 40): color for (x, y), color in below.items()})
        wanted = four_fields()
        assert pixels == {
            (x, y): tuple(round(value / 2.55) for value in wanted.getpixel((x, y)))  # type: ignore[union-attr]
            for x in range(100)
            for y in range(60)
        }
        since = len(term.raw)
        for _ in range(line - 2):
            term.press("j")
        term.wait_raw(rb'\x1b\[2;%dH\x1bP0;1q"1;1;100;20' % int(drawn[2]), since=since)
        term.wait_gone("Before")
        term.press("q")
        assert term.wait_exit() == 0


def test_a_picture_is_drawn_again_after_a_dialog_that_covered_it(root: Path) -> None:
    with program(root, XTERM) as term:
        term.wait_raw(rb"\x1bP0;1q")
        since = len(term.raw)
        term.press("?")
        term.wait_for("Keys and commands")
        assert b"\x1bP0;1q" not in term.raw[since:]
        since = len(term.raw)
        term.press("escape")
        term.wait_gone("Keys and commands")
        term.wait_raw(rb"\x1bP0;1q", since=since)


@pytest.mark.parametrize("answers", [NEITHER, SILENT], ids=["neither", "silent"])
def test_others_get_half_blocks(root: Path, answers: Answers) -> None:
    with program(root, answers) as term:
        term.wait_for("▀{20}")
        term.wait_for("Four fields  100×60 PNG")
        assert bytes(term.raw).replace(QUERY.encode(), b"").count(b"\x1b_G") == 0
        assert b"\x1bP" not in term.raw


def test_a_multiplexer_is_not_asked(root: Path) -> None:
    with program(root, KITTY, TERM="tmux-256color", TMUX="/tmp/x,1,0") as term:
        term.wait_for("▀{20}")
        assert b"\x1b_G" not in term.raw


def test_without_colour_the_text_and_the_size_are_shown(root: Path) -> None:
    with program(root, KITTY, NO_COLOR="1") as term:
        term.wait_for("Four fields  100×60 PNG")
        assert b"\x1b_G" not in term.raw
        assert "▀" not in term.text


def test_keys_between_the_answers_are_keys_and_the_answers_are_none(root: Path) -> None:
    with program(root, SILENT) as term:
        term.wait_raw(re.escape(QUERY.encode()))
        term.send(b"\x1bP>|kitty(0.4")
        term.send(b"1.1)\x1b")
        term.send(b"\\?\x1b[6;20;10t\x1b_Gi=31;OK\x1b\\\x1b[")
        term.send(b"?62;c")
        term.wait_for("Keys and commands")
        term.press("escape")
        term.wait_gone("Keys and commands")
        term.wait_raw(SENT)


def test_answers_that_come_too_late_are_no_keys(root: Path) -> None:
    with program(root, SILENT) as term:
        term.wait_for("▀{20}")
        term.send(b"\x1bP>|kitty(0.41.1)\x1b\\\x1b[6;20;10t\x1b_Gi=31;OK\x1b\\\x1b[?62;c")
        term.press("s")
        term.wait_for("Search everything")
        term.type("nothing")
        term.wait_for("⌕ nothing|nothing")
        assert "62;c" not in term.text
        assert "OK" not in term.text


def test_the_setting_is_obeyed_without_an_answer(root: Path, tmp_path: Path) -> None:
    place = tmp_path / "config.toml"
    place.write_text('images = "kitty"\n')
    with program(root, SILENT, NEXUS_CONFIG=str(place)) as term:
        term.wait_raw(SENT)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (KITTY, "kitty .kitty has kitty graphics"),
        (XTERM, "sixel .XTerm has sixel graphics"),
        (NEITHER, "blocks .VTE says it has neither"),
        (SILENT, "blocks .the terminal did not answer"),
    ],
    ids=["kitty", "xterm", "neither", "silent"],
)
def test_the_doctor_says_what_a_terminal_gets_and_why(answers: Answers, said: str) -> None:
    clean = dict.fromkeys(("TMUX", "STY", "ZELLIJ", "TERM_PROGRAM", "NO_COLOR"), "")
    with Terminal(nexus("doctor"), 120, 30, clean, answers=answers, cell=(10, 20)) as term:
        term.wait_for(f"pictures +{said}")
        assert term.wait_exit() == 0
