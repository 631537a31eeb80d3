"""Sets of values: unions of intervals of an ordered type, and choices of options, texts, true and false."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, TypeAlias

from policydsl.feel.values import Date, YearsMonthsDuration
from policydsl.source.frozen import frozen


@frozen
class Interval:
    """Values of an ordered type; an end that is None is open to infinity."""

    low: Any = None
    high: Any = None
    low_closed: bool = False
    high_closed: bool = False

    @property
    def empty(self) -> bool:
        """Whether no value is in it."""
        if self.low is None or self.high is None:
            return False
        return bool(self.high < self.low) or (self.low == self.high and not (self.low_closed and self.high_closed))

    @property
    def point(self) -> bool:
        """Whether a single value is in it."""
        return self.low is not None and self.low == self.high

    def meet(self, other: Interval) -> Interval:
        """The values in both."""
        low, low_closed = self.low, self.low_closed
        if low is None or (other.low is not None and (other.low > low or (other.low == low and not other.low_closed))):
            low, low_closed = other.low, other.low_closed
        high, high_closed = self.high, self.high_closed
        if high is None or (
            other.high is not None and (other.high < high or (other.high == high and not other.high_closed))
        ):
            high, high_closed = other.high, other.high_closed
        return Interval(low, high, low_closed, high_closed)

    def without(self, other: Interval) -> list[Interval]:
        """The values in this one and not in the other: below it and above it."""
        below = Interval(None, other.low, low_closed=False, high_closed=not other.low_closed)
        above = Interval(other.high, None, low_closed=not other.high_closed, high_closed=False)
        parts = [below] if other.low is not None else []
        parts += [above] if other.high is not None else []
        return [one for one in (self.meet(part) for part in parts) if not one.empty]


@frozen
class Line:
    """A union of intervals; of whole numbers, days or months only, where `whole`."""

    parts: tuple[Interval, ...]
    whole: bool = False

    @property
    def empty(self) -> bool:
        """Whether no value is in it."""
        return not self.parts

    def meet(self, other: Line) -> Line:
        """The values in both."""
        whole = self.whole or other.whole
        met = (_wholly(a.meet(b)) if whole else a.meet(b) for a in self.parts for b in other.parts)
        return Line(tuple(one for one in met if not one.empty), whole)

    def without(self, other: Line) -> Line:
        """The values in this one and not in the other."""
        left = list(self.parts)
        for taken in other.parts:
            left = [rest for one in left for rest in one.without(taken)]
        if self.whole:
            left = [one for one in map(_wholly, left) if not one.empty]
        return Line(tuple(left), self.whole)


@frozen
class Choice:
    """Some values of few; `others`: all texts but these."""

    values: frozenset[object]
    others: bool = False

    @property
    def empty(self) -> bool:
        """Whether no value is in it."""
        return not self.values and not self.others

    def meet(self, other: Choice) -> Choice:
        """The values in both."""
        if self.others and other.others:
            return Choice(self.values | other.values, others=True)
        if self.others:
            return Choice(other.values - self.values)
        return Choice(self.values - other.values if other.others else self.values & other.values)

    def without(self, other: Choice) -> Choice:
        """The values in this one and not in the other."""
        return self.meet(Choice(other.values, others=not other.others))


Domain: TypeAlias = Line | Choice
EVERYTHING = Line((Interval(),))
BOTH = Choice(frozenset({True, False}))


def meet(left: Domain, right: Domain) -> Domain:
    """The values in both; sets of two kinds, which a type error made, meet in what the first one holds."""
    if isinstance(left, Line):
        return left.meet(right) if isinstance(right, Line) else left
    return left.meet(right) if isinstance(right, Choice) else left


def without(left: Domain, right: Domain) -> Domain:
    """The values in the first and not in the second."""
    if isinstance(left, Line):
        return left.without(right) if isinstance(right, Line) else left
    return left.without(right) if isinstance(right, Choice) else left


def _wholly(one: Interval) -> Interval:
    """The same whole numbers, days or months with closed ends."""
    low, high = one.low, one.high
    if low is not None:
        low = _step(low, one.low_closed, ROUND_CEILING, 1)
    if high is not None:
        high = _step(high, one.high_closed, ROUND_FLOOR, -1)
    return Interval(low, high, low_closed=low is not None, high_closed=high is not None)


def _step(end: Any, closed: bool, rounding: str, by: int) -> Any:
    """The first whole value inside of an end."""
    match end:
        case Date():
            return end if closed else _next_day(end, by)
        case YearsMonthsDuration(months):
            return end if closed else YearsMonthsDuration(months + by)
        case _:
            whole = Decimal(end).to_integral_value(rounding)
            return whole + by if whole == end and not closed else whole


def _next_day(day: Date, by: int) -> Date:
    try:
        return day.plus_days(by)
    except OverflowError:
        return day
