"""Strings that are made when they are asked for are those of the list they were written from."""

from __future__ import annotations

import pytest

from nexus_tui.core.search import strings as module
from nexus_tui.core.search.segment import list_blob
from nexus_tui.core.search.strings import Strings


@pytest.mark.parametrize("rows", [["a"], ["", "b", ""], ["one", "é", "x\udc80", "one", "on"], ["", "", ""]])
@pytest.mark.parametrize("few", [0, 9])
def test_they_are_those_of_the_list(rows: list[str], few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FEW", few)
    strings = Strings(memoryview(list_blob(rows)), len(rows))
    assert list(strings) == [strings[at] for at in range(len(strings))] == rows
    assert [strings[at - len(rows)] for at in range(len(rows))] == rows
    assert strings[1:] == rows[1:]
    assert [strings.find(row) for row in rows] == [rows.index(row) for row in rows]
    assert strings.find("n") == strings.find("one more") == strings.find(rows[0], len(rows)) == -1
    for outside in (len(rows), -len(rows) - 1):
        with pytest.raises(IndexError):
            strings[outside]


def test_a_later_one_is_found_from_where_it_is_looked_for() -> None:
    strings = Strings(memoryview(list_blob(["one", "two", "one"])), 3)
    assert strings.find("one", 1) == 2
    assert strings.find("two", 2) == -1


def test_there_may_be_none() -> None:
    strings = Strings(memoryview(b""), 0)
    assert list(strings) == []
    assert strings.find("") == -1


def test_a_wrong_number_of_them_is_refused() -> None:
    with pytest.raises(ValueError, match="2 strings for 3"):
        Strings(memoryview(b"a\0b"), 3)
