"""Days: parts, differences, and days so much later, within the years that both engines have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
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
_YEAR: Final = 2001  # from whose first day on days are made
_PARTS: Final = ("year", "month", "day")
_WEEK: Final = 7
_THURSDAY: Final = 4
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
            case nodes.Call(function="date", args=(one,)) if one.type == DATE:
                return self.expr(one)
            case nodes.Call(function="date", args=(_, _, _) as parts):
                return self._made(node, *(self.figure(part) for part in parts))
            case nodes.Aggregate():
                return self.aggregated_value(node)
            case _:
                pass
        raise self.refused(node)

    def _made(self, node: Node, year: Figure, month: Figure, day: Figure) -> Sql:
        """A day by its numbers; NULL where there is no such day, which fails, and beyond the years of both engines."""
        if not year.literal:
            self.loosened.add(node.at)
        parts = [self._counted_from_one(node, one, most) for one, most in ((year, 9999), (month, 12), (day, 31))]
        years = sql.binary("-", parts[0], sql.number(_YEAR))
        months = sql.binary(
            "-", sql.binary("+", sql.binary("*", years, sql.number(12)), parts[1].copy()), sql.number(1)
        )
        start = self.keep(sql.months_later(sql.day(f"{_YEAR}-01-01"), self.keep(months)))
        after = sql.binary("-", parts[2], sql.number(1))
        next_ = self.keep(sql.days_later(start.copy(), self.keep(self._within(start, after))))
        same = sql.binary("=", sql.year_of(next_.copy(), "month"), sql.year_of(start.copy(), "month"))
        return self.keep(sql.case([(same, next_.copy())]))

    def _counted_from_one(self, node: Node, figure: Figure, most: int) -> Sql:
        """A whole number from 1 on; NULL where it is none."""
        if figure.literal:
            if figure.scale or not 1 <= figure.number <= most:
                raise self.refused(node)
            return sql.number(figure.number)
        figure = self.kept(figure)
        value = self.keep(self.source(figure))
        unit = 10**figure.scale
        tests = [sql.binary(">=", value, sql.number(unit)), sql.binary("<=", value.copy(), sql.number(most * unit))]
        whole = value.copy()
        if figure.scale:
            tests.append(sql.binary("=", sql.binary("%", value.copy(), sql.number(unit)), sql.number(0)))
            whole = sql.binary("//", value.copy(), sql.number(unit))
        return self.keep(sql.case([(sql.and_(tests), sql.narrow(whole))]))

    @staticmethod
    def _within(day: Sql, count: Sql) -> Sql:
        """So many days, NULL where they lead beyond the year 9999."""
        fits = sql.binary("<=", sql.binary("+", sql.days(day.copy()), count), sql.number(LAST))
        return sql.case([(fits, count.copy())])

    def extreme(self, given: Sequence[Sql], sign: str) -> Sql:
        """See `Scope`."""
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
            found = self.ratios.divide(self.kept(figure), literal(DAY_NANOS))
            return None if found is None else self.ratios.to_places(found, 0, "floor")
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

    def place_in_year(self, node: nodes.Call, name: str) -> Figure:
        """See `Scope`. A week belongs to the year of its Thursday."""
        day = self.keep(self.expr(node.args[0]))
        if name == "day of year":
            return Figure(sql.year_of(day, "doy"), 0, 1, 366)
        after = sql.binary("-", sql.number(_THURSDAY), self.part_of_day(node, node.args[0], "weekday").base)
        thursday = self.keep(sql.days_later(day.copy(), self.keep(after)))
        before = sql.binary("-", sql.year_of(thursday, "doy"), sql.number(1))
        return Figure(sql.binary("+", sql.binary("//", before, sql.number(_WEEK)), sql.number(1)), 0, 1, 53)

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
