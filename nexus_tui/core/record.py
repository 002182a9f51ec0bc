"""``dataclass`` as in the standard library, made in a quarter of the time.

The standard decorator writes and compiles up to seven functions a class, a third of a millisecond each time a program
starts, and the first screen needs some seventy classes. This one compiles ``__init__`` alone; the other methods are
closures, and the fields that ``dataclasses.fields``, ``replace`` and ``asdict`` look at are made when they are asked
for. What it does not know (``order``, ``KW_ONLY``, ``InitVar``, fields left out of a method) the standard decorator
does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, **others):
        """As ``dataclasses.dataclass``."""

        def decorate(made):
            spec = None if others else _own_spec(made)
            if spec is None:
                return dataclasses.dataclass(frozen=frozen, slots=slots, **others)(made)
            return _finished(made, spec, frozen, slots)

        return decorate if cls is None else decorate(cls)


_MISSING = dataclasses.MISSING
_ORDINARY = {"init": True, "repr": True, "hash": None, "compare": True}
_set = object.__setattr__


class _Standard:
    """An attribute of the class as the standard decorator would have made it, on first use."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: object, owner: type) -> Any:
        made = next(each for each in owner.__mro__ if "__record__" in each.__dict__)
        return getattr(_standard(made), self.name)


@cache
def _standard(made: type) -> type:
    """A class of the same fields by the standard decorator."""
    spec: dict[str, tuple[Any, Any]] = made.__dict__["__record__"]
    names: dict[str, Any] = {"__annotations__": {name: kind for name, (kind, _) in spec.items()}}
    names |= {name: default for name, (_, default) in spec.items() if default is not _MISSING}
    names["__module__"] = made.__module__
    twin = type(made.__name__, (), names)
    return dataclasses.dataclass(frozen="__delattr__" in made.__dict__)(twin)


def _own_spec(made: type) -> dict[str, tuple[Any, Any]] | None:
    """Annotation and default of each field, those of the bases first; None where this is beyond us."""
    spec: dict[str, tuple[Any, Any]] = {}
    for base in reversed(made.__mro__[1:]):
        if "__record__" in base.__dict__:
            spec |= base.__dict__["__record__"]
        elif "__dataclass_fields__" in base.__dict__:
            return None
    for name, kind in made.__annotations__.items():
        if not isinstance(kind, str) or kind.startswith(("InitVar", "dataclasses.", "KW_ONLY")):
            return None
        if kind.startswith(("ClassVar", "typing.ClassVar")):
            continue
        default = made.__dict__.get(name, _MISSING)
        if isinstance(default, dataclasses.Field):
            if default.kw_only is True or any(getattr(default, key) is not value for key, value in _ORDINARY.items()):
                return None
        elif default is not _MISSING and type(default).__hash__ is None:
            return None
        spec[name] = (kind, default)
    return spec


def _finished(made: type, spec: dict[str, tuple[Any, Any]], frozen: bool, slots: bool) -> type:
    own = dict(made.__dict__)
    names = tuple(spec)
    values = _getter(names)
    methods: dict[str, Any] = {"__repr__": _repr(names), "__eq__": _equal(values), "__match_args__": names}
    methods["__init__"] = _init(made, spec, frozen)
    methods["__replace__"] = _replace
    if frozen:
        methods["__setattr__"], methods["__delattr__"] = _refuse, _refuse
        if "__hash__" not in own or ("__eq__" in own and own["__hash__"] is None):
            methods["__hash__"] = lambda self: hash(values(self))
        if slots:
            methods["__getstate__"], methods["__setstate__"] = (lambda self: values(self)), _restorer(names)
    elif own.get("__hash__") is None and "__eq__" not in own:
        methods["__hash__"] = None
    methods = {name: each for name, each in methods.items() if name not in own or name == "__hash__"}
    methods |= {"__record__": spec, "__dataclass_fields__": _Standard(), "__dataclass_params__": _Standard()}
    if not slots:
        for name, each in methods.items():
            setattr(made, name, each)
            if isinstance(each, _Standard):
                each.__set_name__(made, name)
        for name, (_, default) in spec.items():
            if isinstance(default, dataclasses.Field) and name in own:
                if default.default is _MISSING:
                    delattr(made, name)
                else:
                    setattr(made, name, default.default)
        return made
    taken = {name for base in made.__mro__[1:] for name in base.__dict__.get("__slots__", ())}
    own = {name: each for name, each in own.items() if name not in spec and name not in ("__dict__", "__weakref__")}
    own |= methods
    own["__slots__"] = tuple(name for name in names if name not in taken)
    again = type(made)(made.__name__, made.__bases__, own)
    again.__qualname__ = made.__qualname__
    return again


def _init(made: type, spec: dict[str, tuple[Any, Any]], frozen: bool) -> Any:
    known: dict[str, Any] = {"_set": _set, "_missing": _MISSING}
    parameters, lines = [], []
    for name, (_, default) in spec.items():
        value = name
        parameter = name
        if isinstance(default, dataclasses.Field):
            if default.default_factory is not _MISSING:
                known[f"_make_{name}"] = default.default_factory
                parameter, value = f"{name}=_missing", f"_make_{name}() if {name} is _missing else {name}"
                default = _MISSING
            else:
                default = default.default
        if default is not _MISSING:
            known[f"_default_{name}"] = default
            parameter = f"{name}=_default_{name}"
        parameters.append(parameter)
        lines.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(made, "__post_init__"):
        lines.append("self.__post_init__()")
    body = "\n ".join(lines) or "pass"
    exec(f"def __init__({', '.join(['self', *parameters])}):\n {body}", known)
    made_init = known["__init__"]
    made_init.__qualname__ = f"{made.__qualname__}.__init__"
    made_init.__module__ = made.__module__
    return made_init


def _getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _equal(values: Callable[[Any], tuple[Any, ...]]) -> Any:
    def __eq__(self: object, other: object) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return __eq__


def _repr(names: tuple[str, ...]) -> Any:
    @recursive_repr()
    def __repr__(self: object) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({shown})"

    return __repr__


def _restorer(names: tuple[str, ...]) -> Any:
    def __setstate__(self: object, state: tuple[Any, ...]) -> None:
        for name, value in zip(names, state, strict=True):
            _set(self, name, value)

    return __setstate__


def _refuse(self: object, name: str, *value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot change field {name!r}")


def _replace(self: Any, /, **changes: Any) -> Any:
    return dataclasses.replace(self, **changes)
