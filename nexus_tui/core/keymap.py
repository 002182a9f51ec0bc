"""From key presses to commands: sequences, counts, contexts, user overrides. Pure; knows no terminal library.

A key is a printable character as typed (``/``, ``G``) or a name (``ctrl+f``, ``escape``, ``space``). A sequence is keys
separated by blanks (``g g``). A context is the name of the thing that has the focus (``reader``, ``tree``); the most
specific one comes first and wins.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from nexus_tui.core.record import dataclass

COUNT_LIMIT = 99_999
UNRELIABLE = {
    "ctrl+left_square_bracket": "is Escape",
    "ctrl+[": "is Escape",
    "ctrl+i": "is Tab",
    "ctrl+m": "is Enter",
    "ctrl+j": "is Enter on many terminals",
    "ctrl+h": "is Backspace on many terminals",
    "ctrl+/": "is not delivered by many terminals",
    "ctrl+enter": "is not delivered by many terminals",
    "ctrl+s": "stops the output of terminals with flow control",
    "ctrl+z": "suspends the program",
    "f1": "is taken by the help of GNOME Terminal",
    "f10": "is taken by the menu of GNOME Terminal",
}
"""Keys that some terminals do not deliver, and why (the first column of the ``doctor`` report)."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A command that keys lead to."""

    id: str
    keys: tuple[str, ...]
    contexts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a key did. Exactly one of: ``command`` is set, ``pending`` is true, or neither (not ours)."""

    command: str = ""
    count: int = 0
    """0: none was typed."""
    pending: bool = False
    typed: str = ""
    """Count and keys typed so far, for the status line."""
    continuations: tuple[tuple[str, str], ...] = ()
    """While pending: (next key, command id)."""
    again: bool = False
    """``command`` is that of the key before; this key is to be fed once more, to what then has the focus."""


IGNORED = Outcome()


EVERYWHERE = "browser"
"""The context of what works wherever the focus is; a more special one goes before it."""


@dataclass(slots=True)
class Keymap:
    """Which sequence runs which command in which context."""

    table: dict[str, dict[tuple[str, ...], str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    keys_of: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, bound: Bound) -> None:
        """Bind each sequence of ``bound.keys`` in each of its contexts; a later one wins and is reported."""
        self.keys_of[bound.id] = bound.keys
        for context in bound.contexts:
            rows = self.table.setdefault(context, {})
            for keys in bound.keys:
                sequence = tuple(keys.split())
                taken = rows.get(sequence)
                if taken is not None and taken != bound.id:
                    self.problems.append(f"'{keys}' is bound to both {taken} and {bound.id} ({context})")
                rows[sequence] = bound.id


def build(
    commands: Iterable[Bound],
    overrides: Mapping[str, str | Sequence[str]] | None = None,
    preset: Mapping[str, Sequence[str]] | None = None,
) -> Keymap:
    """The keymap of a command table with a preset and the user's overrides merged over it.

    ``overrides`` maps a command id to a sequence or several (``"ctrl+f"`` or ``["ctrl+f", "/"]``); ``"noop"`` unbinds.
    Unknown ids and sequences that two commands share are listed in ``problems``; nothing is raised.
    """
    keymap = Keymap()
    known = {bound.id: bound for bound in commands}
    chosen: dict[str, tuple[str, ...]] = {identity: bound.keys for identity, bound in known.items()}
    for identity, keys in (preset or {}).items():
        if identity in known:
            chosen[identity] = tuple(keys)
    overridden: set[str] = set()
    for identity, value in (overrides or {}).items():
        if identity not in known:
            near = difflib.get_close_matches(identity, known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            keymap.problems.append(f"keys: unknown command '{identity}'{hint}")
            continue
        sequences = (value,) if isinstance(value, str) else tuple(str(item) for item in value)
        chosen[identity] = tuple(keys for keys in sequences if keys and keys != "noop")
        overridden.add(identity)
    _yield_to_user(known, chosen, overridden)
    for identity, bound in known.items():
        keymap.add(Bound(identity, chosen[identity], bound.contexts))
    _report_hidden(keymap, overridden)
    return keymap


def _report_hidden(keymap: Keymap, overridden: set[str]) -> None:
    """A key of the user's that takes from a command of every context its only key, in one context or more."""
    everywhere = keymap.table.get(EVERYWHERE, {})
    found: dict[tuple[str, str, str], list[str]] = {}
    for context, rows in keymap.table.items():
        for sequence, identity in rows.items():
            hidden = everywhere.get(sequence, identity)
            if hidden == identity or not {identity, hidden} & overridden:
                continue
            if all(tuple(keys.split()) in rows for keys in keymap.keys_of[hidden]):
                found.setdefault((" ".join(sequence), identity, hidden), []).append(context)
    for (keys, identity, hidden), contexts in found.items():
        where = contexts[0] if len(contexts) == 1 else f"{contexts[0]} and {len(contexts) - 1} more"
        keymap.problems.append(f"'{keys}' is {identity} in {where}, and {hidden} has no other key there")


def _yield_to_user(known: Mapping[str, Bound], chosen: dict[str, tuple[str, ...]], overridden: set[str]) -> None:
    """A default gives way where the user gave its keys, in the same context, to another command."""
    claimed = {
        (context, keys) for identity in overridden for keys in chosen[identity] for context in known[identity].contexts
    }
    for identity in known.keys() - overridden:
        contexts = known[identity].contexts
        chosen[identity] = tuple(
            keys for keys in chosen[identity] if not any((context, keys) in claimed for context in contexts)
        )


class Router:
    """Feeds key presses through a keymap. One a screen; it remembers a half-typed sequence and a count."""

    def __init__(self, keymap: Keymap) -> None:
        self.keymap = keymap
        self._keys: tuple[str, ...] = ()
        self._count = ""

    @property
    def busy(self) -> bool:
        """True while a sequence or a count is half typed."""
        return bool(self._keys or self._count)

    def reset(self) -> None:
        """Forget what is half typed."""
        self._keys, self._count = (), ""

    def feed(self, contexts: Sequence[str], key: str, *, counts: bool = True) -> Outcome:
        """What ``key`` does in ``contexts`` (most specific first). ``counts``: digits start a count."""
        if counts and not self._keys and self._is_count(key):
            self._count = str(min(int(self._count + key), COUNT_LIMIT))
            return Outcome(pending=True, typed=self._count)
        if self._count == "1" and not self._keys and (command := self._exact(contexts, ("1",))):
            # Once is what a movement does by itself, so the 1 was meant as a key of its own.
            self.reset()
            return Outcome(command=command, again=True)
        keys = (*self._keys, key)
        command, more = self._look_up(contexts, keys)
        if more:
            self._keys = keys
            return Outcome(pending=True, typed=self._typed(), continuations=tuple(more))
        was_busy, count = self.busy, int(self._count or 0)
        self.reset()
        if command:
            return Outcome(command=command, count=count)
        if was_busy and len(keys) > 1:
            return Outcome(command="", pending=False, typed=" ".join(keys))
        return IGNORED

    def takes(self, contexts: Sequence[str], key: str) -> bool:
        """Whether :meth:`feed` would do something with ``key``."""
        command, more = self._look_up(contexts, (key,))
        return self.busy or bool(command or more)

    def expire(self, contexts: Sequence[str]) -> Outcome:
        """What the half-typed keys mean when no more come: a shorter command, or nothing."""
        if self._keys:
            command = self._exact(contexts, self._keys)
            count = int(self._count or 0)
            if not command:
                return Outcome(pending=True, typed=self._typed(), continuations=tuple(self._more(contexts, self._keys)))
            self.reset()
            return Outcome(command=command, count=count)
        if len(self._count) == 1 and (command := self._exact(contexts, (self._count,))):
            self.reset()
            return Outcome(command=command)
        return Outcome(pending=bool(self._count), typed=self._count)

    def _is_count(self, key: str) -> bool:
        return len(key) == 1 and key in "0123456789" and (key != "0" or bool(self._count))

    def _typed(self) -> str:
        return " ".join(filter(None, (self._count, *self._keys)))

    def _look_up(self, contexts: Sequence[str], keys: tuple[str, ...]) -> tuple[str, list[tuple[str, str]]]:
        return self._exact(contexts, keys), self._more(contexts, keys)

    def _exact(self, contexts: Sequence[str], keys: tuple[str, ...]) -> str:
        for context in contexts:
            if found := self.keymap.table.get(context, {}).get(keys):
                return found
        return ""

    def _more(self, contexts: Sequence[str], keys: tuple[str, ...]) -> list[tuple[str, str]]:
        size = len(keys)
        seen: dict[str, str] = {}
        for context in contexts:
            rows = self.keymap.table.get(context, {})
            for sequence, command in rows.items():
                if len(sequence) > size and sequence[:size] == keys:
                    seen.setdefault(sequence[size], command)
            if keys in rows:
                break
        return list(seen.items())


def unreliable(keymap: Keymap) -> list[tuple[str, str, str]]:
    """(command id, keys, why) for each binding that some terminals do not deliver and that has no other keys."""
    found = []
    for identity, all_keys in keymap.keys_of.items():
        bad = [(keys, why) for keys in all_keys for key in keys.split() if (why := UNRELIABLE.get(key))]
        if bad and len(bad) == len(all_keys):
            found += [(identity, keys, why) for keys, why in bad]
    return found
