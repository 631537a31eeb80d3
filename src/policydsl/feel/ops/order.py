"""Order, ranges and `in`."""

from __future__ import annotations

from decimal import Decimal

from policydsl.feel.failure import FeelFailure, fail
from policydsl.feel.ops.equality import equal
from policydsl.feel.ops.logic import and_
from policydsl.feel.ops.show import kind, show
from policydsl.feel.values import Date, DateTime, DaysTimeDuration, Range, Time, Value, YearsMonthsDuration

_PLAIN = frozenset({Decimal, str, Date, DaysTimeDuration, YearsMonthsDuration})


def compare(left: Value, right: Value) -> int:
    """-1, 0 or 1 as `left` is below, at or above `right`; FeelFailure where there is no order between them."""
    if left.__class__ is right.__class__:
        if left.__class__ in _PLAIN:
            return (left > right) - (left < right)  # type: ignore[operator]
        if isinstance(left, Time) and isinstance(right, Time) and left.placed == right.placed:
            return _sign(left.universal, right.universal)
        if isinstance(left, DateTime) and isinstance(right, DateTime) and left.time.placed == right.time.placed:
            return _sign(left.instant, right.instant)
    raise _unordered(left, right)


def less(left: Value, right: Value) -> bool | None:
    """`left < right`."""
    if left.__class__ is right.__class__ and left.__class__ in _PLAIN:
        return left < right  # type: ignore[operator]
    return None if left is None or right is None else compare(left, right) < 0


def less_equal(left: Value, right: Value) -> bool | None:
    """`left <= right`."""
    if left.__class__ is right.__class__ and left.__class__ in _PLAIN:
        return left <= right  # type: ignore[operator]
    return None if left is None or right is None else compare(left, right) <= 0


def greater(left: Value, right: Value) -> bool | None:
    """`left > right`."""
    if left.__class__ is right.__class__ and left.__class__ in _PLAIN:
        return left > right  # type: ignore[operator]
    return None if left is None or right is None else compare(left, right) > 0


def greater_equal(left: Value, right: Value) -> bool | None:
    """`left >= right`."""
    if left.__class__ is right.__class__ and left.__class__ in _PLAIN:
        return left >= right  # type: ignore[operator]
    return None if left is None or right is None else compare(left, right) >= 0


def between(value: Value, low: Value, high: Value) -> bool | None:
    """`value >= low and value <= high`."""
    return and_(less_equal(low, value), less_equal(value, high))


def make_range(low: Value, high: Value, *, low_closed: bool = True, high_closed: bool = True) -> Range:
    """The range between two ends that can be compared and stand in order; FeelFailure otherwise."""
    if low is None or high is None:
        raise fail(
            "区间的两端都要有值；一端不限时写成 `>= 下限` 或 `<= 上限`",
            "both ends of a range need a value; leave an end open with `>= low` or `<= high`",
        )
    if compare(low, high) > 0:
        raise fail(
            f"区间的下限 `{show(low)}` 大于上限 `{show(high)}`",
            f"the range starts at `{show(low)}`, above its end `{show(high)}`",
        )
    return Range(low, high, low_closed, high_closed)


def within(value: Value, range_: Range) -> bool | None:
    """Whether a value lies in a range."""
    if range_.op:
        same = equal(value, range_.low)
        return same if range_.op == "=" or same is None else not same
    if value is None:
        return None
    low, high = range_.low, range_.high
    above = True if low is None else (less_equal if range_.low_closed else less)(low, value)
    below = True if high is None else (less_equal if range_.high_closed else less)(value, high)
    return and_(above, below)


def in_(value: Value, test: Value) -> bool | None:
    """`value in test`: a value to equal, a range to lie in, or a list of such.

    A true wins over a test that fails or says null; then the failure, then the null.
    """
    if isinstance(test, Range):
        return equal(value, test) if isinstance(value, Range) else within(value, test)
    if not isinstance(test, list):
        return equal(value, test)
    failure: FeelFailure | None = None
    null = False
    for member in test:
        try:
            found = within(value, member) if isinstance(member, Range) else equal(value, member)
        except FeelFailure as error:
            failure = failure or error
            continue
        if found:
            return True
        null = null or found is None
    if isinstance(value, list) and (failure or not test):
        # A list stands in a list as one of its members, or is the very list that is asked for.
        return equal(value, test)
    if failure:
        raise failure
    return None if null else False


def _sign(left: int, right: int) -> int:
    return (left > right) - (left < right)


def _unordered(left: Value, right: Value) -> FeelFailure:
    one, other = kind(left), kind(right)
    if left.__class__ is right.__class__ and isinstance(left, Time | DateTime):
        return fail(
            f"`{show(left)}` 与 `{show(right)}` 只有一个写明时区，不能比较先后",
            f"only one of `{show(left)}` and `{show(right)}` says its time zone, so neither comes first",
        )
    return fail(
        f"{one.zh} `{show(left)}` 与{other.zh} `{show(right)}` 不能比较大小",
        f"{one.en} `{show(left)}` and {other.en} `{show(right)}` have no order",
    )
