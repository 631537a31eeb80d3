"""What stands behind a point: the parts of dates, times, durations and ranges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from policydsl.feel.failure import fail
from policydsl.feel.ops.show import kind
from policydsl.feel.values import Date, DateTime, DaysTimeDuration, Range, Time, Value, YearsMonthsDuration

_NANO = Decimal("1E-9")


def member(value: Value, name: str) -> Value:
    """`value.name` of anything but a list; null of null. FeelFailure if it has no such part."""
    if value is None:
        return None
    if isinstance(value, dict):
        if name in value:
            return value[name]
        raise fail(f"这里没有 `{name}` 这一项", f"there is no entry `{name}` here")
    part = _PARTS.get(type(value), {}).get(name)
    if part is None:
        what = kind(value)
        raise fail(f"{what.zh}没有 `{name}`", f"a {what.en} has no `{name}`")
    return part(value)


def member_names(value: Value) -> tuple[str, ...]:
    """The names that `member` knows for this value."""
    return tuple(value) if isinstance(value, dict) else tuple(_PARTS.get(type(value), {}))


def _seconds(second: int, nanosecond: int) -> Decimal:
    return Decimal(second) + nanosecond * _NANO if nanosecond else Decimal(second)


def _offset(seconds: int | None) -> DaysTimeDuration | None:
    return None if seconds is None else DaysTimeDuration.of(seconds=seconds)


def _signed(duration: DaysTimeDuration | YearsMonthsDuration, index: int) -> Decimal:
    size = Decimal(duration.parts[index])
    return -size if duration.negative and size else size


def _duration_seconds(duration: DaysTimeDuration) -> Decimal:
    size = _seconds(*duration.parts[3:])
    return -size if duration.negative and size else size


_DATE: Mapping[str, Callable[[Date], Value]] = {
    "year": lambda date: Decimal(date.year),
    "month": lambda date: Decimal(date.month),
    "day": lambda date: Decimal(date.day),
    "weekday": lambda date: Decimal(date.weekday),
}
_CLOCK: Mapping[str, Callable[[Time], Value]] = {
    "hour": lambda time: Decimal(time.hour),
    "minute": lambda time: Decimal(time.minute),
    "second": lambda time: _seconds(time.second, time.nanosecond),
}
# Any value is of one of these types when its own row is asked, so the rows need no narrowing of their own.
_PARTS: Mapping[type, Mapping[str, Callable[..., Value]]] = {
    Date: _DATE,
    Time: {
        **_CLOCK,
        "time offset": lambda time: _offset(time.offset),
        "timezone": lambda time: time.zone,
    },
    DateTime: {
        **{name: (lambda moment, part=part: part(moment.date)) for name, part in _DATE.items()},
        **{name: (lambda moment, part=part: part(moment.time)) for name, part in _CLOCK.items()},
        "time offset": lambda moment: _offset(moment.offset),
        "timezone": lambda moment: moment.time.zone,
    },
    DaysTimeDuration: {
        "days": lambda duration: _signed(duration, 0),
        "hours": lambda duration: _signed(duration, 1),
        "minutes": lambda duration: _signed(duration, 2),
        "seconds": _duration_seconds,
    },
    YearsMonthsDuration: {
        "years": lambda duration: _signed(duration, 0),
        "months": lambda duration: _signed(duration, 1),
    },
    Range: {
        "start": lambda range_: range_.low,
        "end": lambda range_: range_.high,
        "start included": lambda range_: range_.low is not None and range_.low_closed,
        "end included": lambda range_: range_.high is not None and range_.high_closed,
    },
}
