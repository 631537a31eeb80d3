"""FEEL's `=` (three-valued, by kind of value) and the `is` function (the same value in the same writing)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from policydsl.feel.failure import FeelFailure, fail
from policydsl.feel.ops.show import kind, show
from policydsl.feel.values import (
    Date,
    DateTime,
    DaysTimeDuration,
    FeelFunction,
    Range,
    Time,
    Value,
    YearsMonthsDuration,
)

_PLAIN = frozenset({Decimal, str, bool, Date, DaysTimeDuration, YearsMonthsDuration})
_BUDGET = 1_000_000  # parts compared at most: lists that share their parts can be larger than any memory


def equal(left: Value, right: Value) -> bool | None:
    """Whether both are the same value; values of different kinds cannot be compared: FeelFailure."""
    kind_of = left.__class__
    if kind_of is right.__class__ and kind_of in _PLAIN:
        return left == right
    return _equal(left, right, [_BUDGET])


def unequal(left: Value, right: Value) -> bool | None:
    """The opposite of `equal`."""
    same = equal(left, right)
    return None if same is None else not same


def matches(left: Value, right: Value) -> bool:
    """`equal`, where values of different kinds are just not the same: for looking a value up among others."""
    if left.__class__ is not right.__class__:
        return False
    try:
        return equal(left, right) is True
    except FeelFailure:
        return False


def _equal(left: Value, right: Value, budget: list[int]) -> bool | None:
    budget[0] -= 1
    if budget[0] < 0:
        raise fail("要比较的内容太多", "there is too much to compare")
    if left is None or right is None:
        return left is right
    kind_of = left.__class__
    if kind_of is not right.__class__:
        raise _different(left, right)
    if kind_of in _PLAIN:
        return left == right
    if isinstance(left, Time) and isinstance(right, Time):
        return left.placed == right.placed and left.universal == right.universal
    if isinstance(left, DateTime) and isinstance(right, DateTime):
        return left.time.placed == right.time.placed and left.instant == right.instant
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and _all(zip(left, right, strict=True), budget)
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and _all(((item, right[key]) for key, item in left.items()), budget)
    if isinstance(left, Range) and isinstance(right, Range):
        ends = (left.low_closed, left.high_closed, left.op) == (right.low_closed, right.high_closed, right.op)
        return ends and _all(((left.low, right.low), (left.high, right.high)), budget)
    return left is right


def _all(pairs: Iterable[tuple[Value, Value]], budget: list[int]) -> bool | None:
    """False if one pair differs, whatever the others; a pair of different kinds leaves it open."""
    failure: FeelFailure | None = None
    for one, other in pairs:
        try:
            if not _equal(one, other, budget):
                return False
        except FeelFailure as error:
            failure = failure or error
    if failure:
        raise failure
    return True


def is_(left: Value, right: Value) -> bool:
    """Whether both are of one kind and the same in every part: `10:00:00Z` is not `11:00:00+01:00`."""
    if left.__class__ is not right.__class__:
        return False
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(is_(one, other) for one, other in zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(is_(item, right[key]) for key, item in left.items())
    if isinstance(left, FeelFunction):
        return left is right
    return left == right


def _different(left: Value, right: Value) -> FeelFailure:
    one, other = kind(left), kind(right)
    return fail(
        f"不能比较{one.zh} `{show(left)}` 与{other.zh} `{show(right)}`",
        f"cannot compare {one.en} `{show(left)}` with {other.en} `{show(right)}`",
    )
