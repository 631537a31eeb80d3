"""Range built-ins: how points and ranges lie to each other. An end that a range leaves open is at infinity."""

from __future__ import annotations

from policydsl.feel.failure import fail
from policydsl.feel.ops import compare
from policydsl.feel.values import Range, Value
from policydsl.source.frozen import frozen


@frozen
class _End:
    """Where a range begins or ends; `side` is -1 or 1 at infinity, else 0."""

    value: Value
    included: bool
    side: int = 0


@frozen
class _Span:
    start: _End
    end: _End


def before(one: Value, other: Value) -> bool:
    """Whether all of one lies below all of the other."""
    end, start = _span(one).end, _span(other).start
    order = _order(end, start)
    return order < 0 or (order == 0 and not (end.included and start.included))


def after(one: Value, other: Value) -> bool:
    """Whether all of one lies above all of the other."""
    return before(other, one)


def meets(one: Range, other: Range) -> bool:
    """Whether one ends where the other starts, both with that value."""
    end, start = _span(one).end, _span(other).start
    return end.included and start.included and _order(end, start) == 0


def met_by(one: Range, other: Range) -> bool:
    """Whether one starts where the other ends, both with that value."""
    return meets(other, one)


def overlaps(one: Range, other: Range) -> bool:
    """Whether they have values in common."""
    first, second = _span(one), _span(other)
    return _reaches(first, second) and _reaches(second, first)


def overlaps_before(one: Range, other: Range) -> bool:
    """Whether one starts before the other, reaches it, and does not end after it."""
    first, second = _span(one), _span(other)
    order = _order(first.start, second.start)
    starts_first = order < 0 or (order == 0 and first.start.included and not second.start.included)
    return starts_first and _reaches(first, second) and _ends_by(first, second)


def overlaps_after(one: Range, other: Range) -> bool:
    """Whether the other overlaps before this one."""
    return overlaps_before(other, one)


def finishes(one: Value, other: Range) -> bool:
    """Whether one is the last value, or the last part, of the other."""
    inner, outer = _span(one), _span(other)
    if _order(inner.end, outer.end) or inner.end.included != outer.end.included:
        return False
    return not isinstance(one, Range) or _starts_from(inner, outer)


def finished_by(one: Range, other: Value) -> bool:
    """Whether the other finishes this one."""
    return finishes(other, one)


def includes(one: Range, other: Value) -> bool:
    """Whether all of the other lies in one."""
    outer, inner = _span(one), _span(other)
    if isinstance(other, Range):
        return _starts_from(inner, outer) and _ends_by(inner, outer)
    low, high = _order(outer.start, inner.start), _order(inner.end, outer.end)
    inside = low < 0 and high < 0
    return inside or (low == 0 and outer.start.included) or (high == 0 and outer.end.included)


def during(one: Value, other: Range) -> bool:
    """Whether all of one lies in the other."""
    return includes(other, one)


def starts(one: Value, other: Range) -> bool:
    """Whether one is the first value, or the first part, of the other."""
    inner, outer = _span(one), _span(other)
    if _order(inner.start, outer.start) or inner.start.included != outer.start.included:
        return False
    return not isinstance(one, Range) or _ends_by(inner, outer)


def started_by(one: Range, other: Value) -> bool:
    """Whether the other starts this one."""
    return starts(other, one)


def coincides(one: Value, other: Value) -> bool:
    """Whether they are the same point, or the same range."""
    first, second = _span(one), _span(other)
    pairs = ((first.start, second.start), (first.end, second.end))
    return all(_order(a, b) == 0 and a.included == b.included for a, b in pairs)


def _span(value: Value) -> _Span:
    """A range by its ends; a point is the range that holds nothing else."""
    if not isinstance(value, Range):
        point = _End(value, included=True)
        return _Span(point, point)
    if value.op == "!=":
        raise fail(
            "“不等于”不是一段连续的区间，无法比较先后",
            "`!=` is not one stretch of values: nothing lies before or after it",
        )
    low = _End(None, included=False, side=-1) if value.low is None else _End(value.low, value.low_closed)
    high = _End(None, included=False, side=1) if value.high is None else _End(value.high, value.high_closed)
    if value.op == "=":
        low = high = _End(value.low, included=True)
    return _Span(low, high)


def _order(one: _End, other: _End) -> int:
    if one.side or other.side:
        return (one.side > other.side) - (one.side < other.side)
    return compare(one.value, other.value)


def _reaches(one: _Span, other: _Span) -> bool:
    """Whether one ends where the other has begun."""
    order = _order(one.end, other.start)
    return order > 0 or (order == 0 and one.end.included and other.start.included)


def _starts_from(inner: _Span, outer: _Span) -> bool:
    """Whether the inner one does not start before the outer one."""
    order = _order(inner.start, outer.start)
    return order > 0 or (order == 0 and (outer.start.included or not inner.start.included))


def _ends_by(inner: _Span, outer: _Span) -> bool:
    """Whether the inner one does not end after the outer one."""
    order = _order(inner.end, outer.end)
    return order < 0 or (order == 0 and (outer.end.included or not inner.end.included))
