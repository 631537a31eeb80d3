"""Random changes of a plain document, as an amendment writes them and as they change plain values."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from tests.amend.layouts import KEYS, NAMES, a_map, a_value

Plain = Any
Names = tuple[str, ...]


def name_of(item: Plain) -> str:
    """What an item of a list is called by."""
    if isinstance(item, dict):
        return str(item["id"])
    return str(item).lower() if isinstance(item, bool) else str(item)


def places(value: Plain, names: Names = ()) -> Iterator[tuple[Names, Plain, Plain]]:
    """Every place: its path, what stands there, and what it stands in; ids of items are none."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield (*names, key), child, value
            yield from places(child, (*names, key))
    elif isinstance(value, list):
        for item in value:
            yield (*names, name_of(item)), item, value
            yield from places(item, (*names, name_of(item)))


def written(names: Names) -> str:
    """A path; what is no plain word goes in quotes."""
    return ".".join(name if name.isidentifier() else f'"{name}"' for name in names)


def same(one: Plain, other: Plain) -> bool:
    """Whether both mean the same to an amendment: `7` and `"7"` are one text, `true` and `"true"` are two values."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict | list | bool) or isinstance(other, dict | list | bool):
        return one is other
    return str(one) == str(other)


def position(owner: Plain, name: str) -> Plain:
    """The key or index under which something stands."""
    return name if isinstance(owner, dict) else [name_of(item) for item in owner].index(name)


class Changes:
    """Makes changes one after the other, each seeing what those before it left."""

    def __init__(self, document: dict[str, Plain], chance: random.Random) -> None:
        self.document, self.chance = document, chance
        self.set_before: set[Names] = set()
        self.gone: list[Names] = []

    def one(self) -> dict[str, Plain] | None:
        """A change as an amendment has it, made in the document; None where nothing fits."""
        every = [place for place in places(self.document) if not (len(place[0]) > 1 and place[0][-1] == "id")]
        if not every:
            return None
        names, value, owner = self.chance.choice(every)
        match self.chance.choice(("set", "set", "add", "add", "remove")):
            case "set":
                return self.set(names, value, owner)
            case "remove":
                return self.remove(names, owner)
            case _:
                return self.add(names, value)

    def set(self, names: Names, value: Plain, owner: Plain) -> dict[str, Plain] | None:
        if names in self.set_before:
            return None
        depth = 2 if len(names) < 4 else 0
        new = a_value(self.chance, depth)
        if isinstance(owner, list):
            if isinstance(value, dict):
                new = a_map(self.chance, 1, own_id=value["id"])
            else:
                taken = {name_of(item) for item in owner}
                new = self.chance.choice([name for name in NAMES if name not in taken] or [None])
        if new is None or same(new, value):
            return None
        owner[position(owner, names[-1])] = new
        self.set_before.add(names)
        return {"set": written(names), "was": value, "to": new}

    def remove(self, names: Names, owner: Plain) -> dict[str, Plain] | None:
        if len(names) == 1 and len(owner) == 1:
            return None
        del owner[position(owner, names[-1])]
        return {"remove": written(names)}

    def add(self, names: Names, value: Plain) -> dict[str, Plain] | None:
        anchor: dict[str, Plain] = {}
        side = self.chance.choice(("after", "before", None))
        if isinstance(value, list):
            taken = [name_of(item) for item in value]
            if value and isinstance(value[0], dict):
                new: Plain = a_map(self.chance, 1, own_id=f"n{self.chance.randint(0, 999)}")
            else:
                new = self.chance.choice([name for name in NAMES if name not in taken] or [None])
            if new is None or name_of(new) in taken:
                return None
            at = len(value)
            if side is not None and taken:
                beside = self.chance.choice(taken)
                anchor = {side: beside}
                at = taken.index(beside) + (side == "after")
            value.insert(at, new)
            self.set_before.add((*names, name_of(new)))
            return {"add": written(names), **anchor, "value": new}
        if isinstance(value, dict):
            key = self.chance.choice(KEYS)
            if key in value:
                return None
            if side is not None and value:
                anchor = {side: self.chance.choice(list(value))}
            value[key] = new = a_value(self.chance, 1)
            self.set_before.add((*names, key))
            return {"add": written((*names, key)), **anchor, "value": new}
        return None
