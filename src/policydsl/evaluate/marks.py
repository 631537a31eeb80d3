"""Values with marks: what is known, and the missing facts on which it depends (LANGUAGE §6).

A mark is the set of missing facts that could still change the value: empty, the value is *closed* and stays
the same however they are filled in. The value is UNKNOWN where it cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from policydsl.model.unknown import UNKNOWN

Mark: TypeAlias = frozenset[str]
Marked: TypeAlias = tuple[object, Mark]

CLOSED: Mark = frozenset()
TRUE: Marked = (True, CLOSED)
FALSE: Marked = (False, CLOSED)


def and3(operands: Iterable[Marked]) -> Marked:
    """Kleene's and: a closed false closes it."""
    return _kleene(operands, absorbing=False)


def or3(operands: Iterable[Marked]) -> Marked:
    """Kleene's or: a closed true closes it."""
    return _kleene(operands, absorbing=True)


def not3(operand: Marked) -> Marked:
    """The opposite, with the same mark."""
    value, mark = operand
    return (UNKNOWN if value is UNKNOWN else not value), mark


def _kleene(operands: Iterable[Marked], *, absorbing: bool) -> Marked:
    marks: list[Mark] = []
    decided = unknown = False
    for value, why in operands:
        if value is absorbing and not why:
            return absorbing, CLOSED
        decided = decided or value is absorbing
        unknown = unknown or value is UNKNOWN
        if why:
            marks.append(why)
    mark = union(marks)
    if decided:
        return absorbing, mark
    return (UNKNOWN if unknown else not absorbing), mark


def union(marks: list[Mark]) -> Mark:
    """All of them, made at once: one by one it would take the square of their number."""
    return CLOSED.union(*marks) if marks else CLOSED


def same(left: object, right: object) -> bool:
    """Whether two known values are equal; UNKNOWN equals nothing."""
    if left is UNKNOWN or right is UNKNOWN:
        return False
    return type(left) is type(right) and bool(left == right)
