"""The quick ``dataclass`` does what the standard one does."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import field
from typing import Any, ClassVar

import pytest

from nexus_tui.core import record


def classes(dataclass: Callable[..., Any], **how: bool) -> tuple[Any, Any]:
    """A class with all kinds of fields, and one that derives from it."""

    @dataclass(**how)
    class Base:
        name: str
        size: int = 3
        items: list[str] = field(default_factory=list)
        LIMIT: ClassVar[int] = 7

        @property
        def double(self) -> int:
            """Twice the size."""
            return self.size * 2

    @dataclass(**how)
    class Derived(Base):
        size: int = 4
        note: str = field(default="none", metadata={"help": "a note"})

    return Base, Derived


HOW = [{}, {"slots": True}, {"frozen": True}, {"frozen": True, "slots": True}]


@pytest.fixture(params=HOW, ids=lambda how: "+".join(how) or "plain")
def how(request: pytest.FixtureRequest) -> dict[str, bool]:
    """Arguments of the decorator."""
    found: dict[str, bool] = request.param
    return found


def test_records_are_made_compared_and_shown_as_by_the_standard_decorator(how: dict[str, bool]) -> None:
    for made, standard in zip(classes(record.dataclass, **how), classes(dataclasses.dataclass, **how), strict=True):
        for arguments, named in ((("a",), {}), (("a", 9), {}), ((), {"name": "b", "items": ["x"]})):
            one, same, other = made(*arguments, **named), made(*arguments, **named), standard(*arguments, **named)
            assert one == same and one != made("else") and one != other
            assert repr(one) == repr(other)
            assert dataclasses.asdict(one) == dataclasses.asdict(other)
            assert one.double == other.double and one.LIMIT == 7
        assert [(each.name, each.type, each.default) for each in dataclasses.fields(made)] == [
            (each.name, each.type, each.default) for each in dataclasses.fields(standard)
        ]
        assert made.__match_args__ == standard.__match_args__
        with pytest.raises(TypeError):
            made()


def test_each_record_has_its_own_default_list(how: dict[str, bool]) -> None:
    made, _ = classes(record.dataclass, **how)
    made("a").items.append("x")
    assert made("a").items == []


def test_frozen_records_hash_alike_and_refuse_changes() -> None:
    @record.dataclass(frozen=True, slots=True)
    class Point:
        x: int
        y: int = 0

    assert hash(Point(1)) == hash(Point(1, 0)) and {Point(1): 1}[Point(1, 0)] == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        Point(1).x = 2  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del Point(1).y
    assert not hasattr(Point(1), "__dict__")
    assert dataclasses.replace(Point(1), y=5) == Point(1, 5)
    assert copy.copy(Point(1, 2)) == copy.deepcopy(Point(1, 2)) == Point(1, 2)


def test_records_that_can_be_changed_cannot_be_hashed() -> None:
    made, _ = classes(record.dataclass)
    one = made("a")
    one.size = 5
    assert one.size == 5
    with pytest.raises(TypeError):
        hash(one)


def test_methods_of_the_class_itself_stay() -> None:
    @record.dataclass(frozen=True)
    class Named:
        name: str

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 11

        def __repr__(self) -> str:
            return "it"

    assert (Named("a") == Named("b"), hash(Named("a")), repr(Named("a"))) == (True, 11, "it")


def test_what_follows_the_fields_is_done_after_them() -> None:
    @record.dataclass
    class Sum:
        one: int
        two: int

        def __post_init__(self) -> None:
            self.total = self.one + self.two

    assert Sum(1, 2).total == 3


def test_what_the_quick_one_does_not_know_the_standard_one_does() -> None:
    @record.dataclass(order=True)
    class Ordered:
        rank: int

    @record.dataclass
    class Partly:
        name: str
        seen: int = field(default=0, compare=False)

    assert Ordered(1) < Ordered(2)
    assert Partly("a", 1) == Partly("a", 2)


def test_records_of_the_core_can_be_pickled() -> None:
    from nexus_tui.core.model import DocId, SearchResults, Snippet, Target

    results = SearchResults("query", 3, 1.5, (), ("note",))
    assert pickle.loads(pickle.dumps(results)) == results == dataclasses.replace(results, words=())
    assert pickle.loads(pickle.dumps(Snippet("text"))) == Snippet("text")
    assert Target(DocId("a.md"), line=2) in {Target(DocId("a.md"), line=2)}
