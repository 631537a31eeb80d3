"""Boxes: one set for each of some dimensions; what a box says nothing of is free."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from policydsl.check.domains.sets import Domain, meet, without

Box: TypeAlias = Mapping[str, Domain]
MOST: Final = 400  # boxes of one region


class TooManyError(Exception):
    """A region that would need more boxes than are looked at."""


def is_empty(box: Box) -> bool:
    """Whether no state is in it."""
    return any(one.empty for one in box.values())


def both(left: Iterable[Box], right: Iterable[Box]) -> list[Box]:
    """The states in both regions."""
    others = list(right)
    found: list[Box] = []
    for one in left:
        for other in others:
            box = _met(one, other)
            if box is not None:
                found.append(box)
        if len(found) > MOST:
            raise TooManyError
    return found


def either(left: list[Box], right: list[Box]) -> list[Box]:
    """The states in one of two regions."""
    if len(left) + len(right) > MOST:
        raise TooManyError
    return [*left, *right]


def subtract(region: Iterable[Box], taken: Box, full: Mapping[str, Domain]) -> list[Box]:
    """The states of a region that are not in a box; `full` are all values of each dimension."""
    found: list[Box] = []
    for one in region:
        inside: dict[str, Domain] | None = dict(one)
        for key, domain in taken.items():
            assert inside is not None  # noqa: S101
            here = inside.get(key, full[key])
            outside = without(here, domain)
            if not outside.empty:
                found.append({**inside, key: outside})
            within = meet(here, domain)
            if within.empty:
                inside = None
                break
            inside[key] = within
        if len(found) > MOST:
            raise TooManyError
    return found


def _met(one: Box, other: Box) -> Box | None:
    box = dict(one)
    for key, domain in other.items():
        mine = box.get(key)
        box[key] = domain if mine is None else meet(mine, domain)
        if box[key].empty:
            return None
    return box
