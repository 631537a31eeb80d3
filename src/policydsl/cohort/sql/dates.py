"""Days: parts, differences, and days so much later, within the years that both engines have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.figure import Figure, checked, literal
from policydsl.cohort.sql.scope import DAY_NANOS, Scope, choice
from policydsl.feel.types import DATE, DAYS_TIME, YEARS_MONTHS
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator
from policydsl.source.frozen import replace

_EPOCH: Final = dt.date(1970, 1, 1).toordinal()
FIRST: Final = dt.date.min.toordinal() - _EPOCH  # as so many days from 1970 on
LAST: Final = dt.date.max.toordinal() - _EPOCH
FIRST_MONTH: Final = 12  # of the year 1, counted from the year 0 on
LAST_MONTH: Final = 9999 * 12 + 11
_MOST: Final = 10**12  # days or months: more than there are, and less than makes sums overflow
_YEAR: Final = 2001  # without a 29 February, which most years lack
_PARTS: Final = ("year", "month", "day")
_WEEK: Final = 7
_FROM_MONDAY: Final = 3 + 110_000 * _WEEK  # a Thursday was day 0, and no day is before year 1


class Dates(Scope):
    """Lowers days."""

    def date(self, node: Node) -> Sql:
        """A day that a formula gives."""
        match node:
            case nodes.Strict(op=Operator.ADD | Operator.SUB as op, args=(one, other)):
                if one.type != DATE:
                    one, other = other, one
                if one.type == DATE and other.type == YEARS_MONTHS:
                    return self._months_later(self.expr(one), self._by(other, op, node))
                if one.type == DATE and other.type == DAYS_TIME:
                    return self._days_later(self.expr(one), self._by(other, op, node))
            case nodes.Call(function="min" | "max" as kind, args=args) if args:
                return self.extreme([self.expr(one) for one in args], "<=" if kind == "min" else ">=")
            case nodes.Call(function="date", args=(year, month, day)):
                return self._in_year(node, year, month, day)
            case nodes.Aggregate():
                return self.aggregated_day(node)
            case _:
                pass
        raise self.refused(node)

    def _in_year(self, node: Node, year: Node, *parts: Node) -> Sql:
        """A day of each year: of a year that differs."""
        month, day = (self.computed(part) for part in parts)
        if not isinstance(month, nodes.Const) or not isinstance(day, nodes.Const):
            raise self.refused(node)
        if not isinstance(month.value, Decimal) or not isinstance(day.value, Decimal):
            raise self.refused(node)
        number = self.figure(year)
        low, high = number.bounds
        if number.scale or max(-low, high) > _MOST or month.value % 1 or day.value % 1:
            raise self.refused(node)
        try:
            start = dt.date(_YEAR, int(month.value), int(day.value))
        except (ValueError, OverflowError):
            raise self.refused(node) from None
        since = self.sure(self.arithmetic.add(number, literal(_YEAR), "-"), node)
        months = self.kept(self.sure(self.arithmetic.multiply(since, literal(12)), node))
        return self._months_later(sql.day(start.isoformat()), Figure(self.source(months), 0, *months.bounds))

    def extreme(self, given: Sequence[Sql], sign: str) -> Sql:
        """The first or the last; NULL where one is."""
        found, *rest = (self.keep(one) for one in given)
        for one in rest:
            found = self.keep(choice(sql.binary(sign, found, one), found.copy(), one.copy()))
        return found

    def later(self, day: Sql, by: Node) -> Sql:
        """A day, a duration later."""
        moved = self._months_later if by.type == YEARS_MONTHS else self._days_later
        return moved(day, self._by(by, Operator.ADD, by))

    def _by(self, node: Node, op: Operator, whole: Node) -> Figure:
        """So many months, or days: the whole ones in a number of nanoseconds."""
        figure = self.figure(node)
        if op is Operator.SUB:
            figure = literal(-figure.number) if figure.literal else replace(figure, factor=-figure.factor)
        if node.type == DAYS_TIME:
            figure = self.sure(self._whole_days(figure), whole)
        low, high = figure.bounds
        if figure.scale or max(-low, high) > _MOST:
            raise self.refused(whole)
        return self.kept(Figure(self.source(figure), 0, low, high))

    def _whole_days(self, figure: Figure) -> Figure | None:
        if figure.literal:
            days = figure.number // DAY_NANOS
            return Figure(sql.number(days), 0, days, days, literal=True)
        if figure.factor % DAY_NANOS:
            return None
        return Figure(figure.base, 0, figure.low, figure.high, figure.factor // DAY_NANOS)

    def _days_later(self, day: Sql, by: Figure) -> Sql:
        day, count = self.keep(day), self.source(by)
        then = sql.binary("+", sql.days(day.copy()), count)
        return sql.days_later(day.copy(), self._fitting(count, then, FIRST, LAST))

    def _months_later(self, day: Sql, by: Figure) -> Sql:
        day, count = self.keep(day), self.source(by)
        then = sql.binary("+", self._months(day), count)
        return sql.months_later(day.copy(), self._fitting(count, then, FIRST_MONTH, LAST_MONTH))

    def _fitting(self, count: Sql, then: Sql, first: int, last: int) -> Sql:
        """So many, NULL where they lead beyond the years 1 to 9999: so no engine is asked for a day that it lacks."""
        then = self.keep(then)
        tests = [sql.binary(">=", then, sql.number(first)), sql.binary("<=", then.copy(), sql.number(last))]
        return self.keep(sql.case([(sql.and_(tests), count.copy())]))

    @staticmethod
    def _months(day: Sql) -> Sql:
        years = sql.binary("*", sql.year_of(day.copy(), "year"), sql.number(12))
        return sql.binary("-", sql.binary("+", years, sql.year_of(day.copy(), "month")), sql.number(1))

    # -- figures of days -----------------------------------------------------------------------------

    def days_between(self, node: nodes.Strict) -> Figure:
        """See `Scope`."""
        one, other = node.args
        if node.op is not Operator.SUB or one.type != DATE or other.type != DATE:
            raise self.refused(node)
        between = sql.binary("-", sql.days(self.expr(one)), sql.days(self.expr(other)))
        return self.sure(checked(Figure(between, 0, FIRST - LAST, LAST - FIRST, DAY_NANOS)), node)

    def months_between(self, node: nodes.Call) -> Figure:
        """See `Scope`."""
        start, end = (self.keep(self.expr(one)) for one in node.args)
        if any(one.type != DATE for one in node.args):
            raise self.refused(node)
        months = self.keep(sql.binary("-", self._months(end), self._months(start)))
        first, last = (sql.year_of(one.copy(), "day") for one in (start, end))
        one, zero = sql.number(1), sql.number(0)
        lacking = sql.and_([sql.binary(">", months, zero), sql.binary("<", last, first)])
        beyond = sql.and_([sql.binary("<", months.copy(), zero.copy()), sql.binary(">", last.copy(), first.copy())])
        found = sql.case(
            [
                (lacking, sql.binary("-", months.copy(), one)),
                (beyond, sql.binary("+", months.copy(), one.copy())),
            ],
            months.copy(),
        )
        return Figure(found, 0, -LAST_MONTH, LAST_MONTH)

    def part_of_day(self, node: Node, of: Node, name: str) -> Figure:
        """See `Scope`."""
        day = self.expr(of)
        if name in _PARTS:
            most = {"year": 9999, "month": 12, "day": 31}[name]
            return Figure(sql.year_of(day, name), 0, 1, most)
        if name != "weekday":
            raise self.refused(node)
        since = sql.binary("+", sql.days(day), sql.number(_FROM_MONDAY))
        return Figure(sql.binary("+", sql.binary("%", since, sql.number(_WEEK)), sql.number(1)), 0, 1, _WEEK)
