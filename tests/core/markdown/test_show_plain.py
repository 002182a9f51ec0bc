"""``nexus show --plain`` prints every example of the specification with its words in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from nexus_tui.cli import main
from tests.core.markdown.reference import examples, missing_word, words

DECORATION = str.maketrans("", "", "│╭╮╰╯─━▌•◦▪")


@pytest.mark.parametrize("width", [20, 80])
def test_every_example_is_printed_whole(width: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    for example in examples():
        page.write_bytes(example.markdown.encode())
        assert main(["show", str(page), "--plain", "--width", str(width)]) == 0
        out = capsys.readouterr().out
        assert all(len(line) <= width for line in out.split("\n")), (example.number, out)
        shown = "".join(out.translate(DECORATION).split())
        wanted = [word.translate(DECORATION) for word in words(example.html)]
        assert missing_word(wanted, shown) is None, (example.number, missing_word(wanted, shown), out)


def test_words_of_a_table_are_in_order_only_where_no_style_is_wanted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text("| a | b |\n|---|---|\n| one two three four | five six seven eight |\n")
    assert main(["show", str(page), "--plain", "--width", "30"]) == 0
    assert (
        capsys.readouterr().out.split()
        == "a │ b {} a: one two three four b: five six seven eight".format("─" * 30).split()
    )
    assert main(["show", str(page), "--width", "30"]) == 0
    assert "│ one two     │ five six     │" in capsys.readouterr().out
