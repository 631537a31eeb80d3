"""Numbers, sums of money and durations as whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql import figure as fig
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.figure import Figure, Mode
from policydsl.cohort.sql.histories import Histories
from policydsl.cohort.sql.ratio import Quantity, Ratio
from policydsl.cohort.sql.scope import DAY_NANOS, DURATIONS, choice, numeric, spanning
from policydsl.feel.checker.currencies import CONVERT
from policydsl.feel.temporal.duration import MAX_MONTHS, MAX_NANOS
from policydsl.feel.types import DATE, DAYS_TIME, TEXT, YEARS_MONTHS
from policydsl.feel.values import DaysTimeDuration, YearsMonthsDuration
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator

_ROUNDINGS: Final[Mapping[str, Mode]] = {
    "floor": "floor", "ceiling": "ceiling", "decimal": "half_even", "round up": "up", "round down": "down",
    "round half up": "half_up", "round half down": "half_down",
}  # fmt: skip
_PLACES: Final = 30
_MONTHS: Final = 12


class Figures(Histories):
    """Lowers figures."""

    def figure(self, node: Node) -> Figure:
        """See `Scope`."""
        found = self.quantity(node)
        if isinstance(found, Ratio):
            raise self.refused(node)
        return found

    def quantity(self, node: Node) -> Quantity:
        """See `Scope`."""
        node = self.computed(node)
        match node:
            case nodes.Const(value=YearsMonthsDuration(months=months)):
                return fig.literal(months)
            case nodes.Const(value=DaysTimeDuration(nanoseconds=nanoseconds)):
                return fig.literal(nanoseconds)
            case nodes.Const(value=Decimal() as value):
                return self.sure(fig.constant(value), node)
            case nodes.Day():
                return self.year
            case nodes.Setting():
                return self._version(node)
            case nodes.Field():
                return self.fact_figure(node, node.name)
            case nodes.Local(name=name):
                found = self.local(name, node)
                assert isinstance(found, Figure | Ratio)  # noqa: S101  (numeric)
                return found
            case nodes.Strict():
                return self._strict(node)
            case nodes.Call():
                return self._call(node)
            case nodes.Property(of=of, name=name):
                return self._part(node, of, name)
            case nodes.If(condition=condition, then=then, otherwise=otherwise):
                test = self.keep(self.expr(condition))
                return self.either(test, self.quantity(then), self.quantity(otherwise))
            case nodes.Aggregate():
                return self.aggregate(node)
            case nodes.Lookup():
                return self.looked_up(node)
            case nodes.Figure():
                return self.figure_of(self.figure_at_hand(node), self.figure_at_hand_form(node))
            case _:
                raise self.refused(node)

    def _version(self, node: nodes.Setting) -> Figure:
        """The version of a parameter that the day picks."""
        versions = self.version(node)
        figures = fig.aligned(*(self.figure(value) for _, value in versions))
        branches = [(test, self.source(one)) for (test, _), one in zip(versions, figures, strict=True)]
        return spanning(sql.case(branches), *figures)

    def either(self, test: Sql, one: Quantity, other: Quantity) -> Quantity:
        """One of two quantities by a truth."""
        if isinstance(one, Figure) and isinstance(other, Figure):
            one, other = fig.aligned(one, other)
            return spanning(choice(test, self.source(one), self.source(other)), one, other)
        left, right = self.ratios.of(one), self.ratios.of(other)
        over, under = (
            spanning(choice(test.copy(), self.source(a), self.source(b)), a, b)
            for a, b in ((left.over, right.over), (left.under, right.under))
        )
        return Ratio(over, under, max(left.size, right.size), once=left.once and right.once)

    def _strict(self, node: nodes.Strict) -> Quantity:
        if node.type == DAYS_TIME and any(a.type == DATE for a in node.args):
            return self.days_between(node)
        if not all(numeric(a.type) for a in node.args):
            raise self.refused(node)
        found = self._operation(node.op, node, [self.quantity(a) for a in node.args])
        if found is None:
            raise self.refused(node)
        return self._as_duration(found, node) if node.type in DURATIONS else found

    def _operation(self, op: Operator, node: nodes.Strict, given: list[Quantity]) -> Quantity | None:
        one = given[0]
        if op is Operator.NEG:
            return self.ratios.negate(one) if isinstance(one, Ratio) else fig.times(one, -1, one.scale)
        other = given[1]
        if op is Operator.DIV:
            return None if isinstance(other, Ratio) else self._quotient(one, other)
        if op is Operator.MUL:
            if isinstance(one, Ratio) and isinstance(other, Figure):
                return self.ratios.times(one, other)
            if isinstance(other, Ratio) and isinstance(one, Figure):
                return self.ratios.times(other, one)
        elif op not in (Operator.ADD, Operator.SUB):
            raise self.refused(node)
        sign: fig.Sign = "+" if op is Operator.ADD else "-"
        if isinstance(one, Ratio):
            return None if isinstance(other, Ratio) or op is Operator.MUL else self.ratios.shift(one, other, sign)
        if isinstance(other, Ratio):
            other = self.ratios.negate(other) if op is Operator.SUB else other
            return self.ratios.shift(other, one, "+")
        return self.arithmetic.multiply(one, other) if op is Operator.MUL else self.arithmetic.add(one, other, sign)

    def _quotient(self, one: Quantity, other: Figure) -> Quantity | None:
        whole = self.arithmetic.divide(one, other) if isinstance(one, Figure) else None
        return self.ratios.divide(one, other) if whole is None else whole

    def _as_duration(self, found: Quantity, node: nodes.Strict) -> Figure:
        """Months are cut to whole ones, nanoseconds rounded; a duration that may be too long fails."""
        months = node.type == YEARS_MONTHS
        figure = self.sure(self.ratios.to_places(self.for_rounding(found), 0, "down" if months else "half_even"), node)
        most = MAX_MONTHS if months else MAX_NANOS
        low, high = figure.bounds
        if max(-low, high) <= most:
            return figure
        value = self.keep(self.source(figure))
        tests = [sql.binary("<=", value, sql.number(most)), sql.binary(">=", value.copy(), sql.number(-most))]
        return Figure(sql.case([(sql.and_(tests), sql.narrow(value.copy()))]), 0, max(-most, low), min(most, high))

    def for_rounding(self, found: Quantity) -> Quantity:
        """By a column where it is named often."""
        return found if isinstance(found, Ratio) or found.nonnegative else self.kept(found)

    # -- functions -----------------------------------------------------------------------------------

    def _call(self, node: nodes.Call) -> Quantity:
        args = node.args
        if node.function in ("min", "max") and args and all(numeric(a.type) for a in args):
            return self._extreme(node)
        if node.function == CONVERT:
            amount, rate = (self.figure(one) for one in args)
            if rate.bounds[0] <= 0:
                raise self.refused(node)  # a rate that may be none fails, which no product does
            return self.sure(self.arithmetic.multiply(amount, rate), node)
        if node.function == "abs" and node.type not in DURATIONS:
            return self._size(self.kept(self.figure(args[0])))
        if node.function == "string length" and args[0].type == TEXT:
            return Figure(sql.length(self.expr(args[0])), 0, 0, sql.WORD)
        if node.function == "mean" and node.type not in DURATIONS:
            return self._mean([self.figure(one) for one in args], node)
        if node.function == "years and months duration":
            return self.months_between(node)
        mode = _ROUNDINGS.get(node.function)
        if mode is None or node.type in DURATIONS:
            raise self.refused(node)
        places = 0
        if len(args) > 1:
            match self.computed(args[1]):
                case nodes.Const(value=Decimal() as value) if abs(value) <= _PLACES and value == int(value):
                    places = int(value)
                case _:
                    raise self.refused(node)
        return self.sure(self.ratios.to_places(self.for_rounding(self.quantity(args[0])), places, mode), node)

    def _mean(self, given: list[Figure], node: Node) -> Quantity:
        """The sum of several figures by their number."""
        total = given[0]
        for one in given[1:]:
            total = self.sure(self.arithmetic.add(total, one, "+"), node)
        found = self._quotient(total, fig.literal(len(given)))
        if found is None:
            raise self.refused(node)
        return found

    def _size(self, figure: Figure) -> Figure:
        """Without its sign."""
        low, high = figure.bounds
        if low >= 0:
            return figure
        value, zero = self.keep(self.source(figure)), sql.number(0)
        branches = [
            (sql.binary(">=", value, zero), value.copy()),
            (sql.binary("<", value.copy(), zero.copy()), sql.neg(value.copy())),
        ]
        return Figure(sql.case(branches), figure.scale, 0, max(-low, high))

    def _extreme(self, node: nodes.Call) -> Quantity:
        least = node.function == "min"
        given = [self.quantity(a) for a in node.args]
        if any(isinstance(one, Ratio) for one in given):
            return self._extreme_ratio(given, node, "<=" if least else ">=")
        found, *rest = fig.aligned(*(one for one in given if isinstance(one, Figure)))
        for one in rest:
            left, right = self.keep(self.source(found)), self.keep(self.source(one))
            sign = "<=" if least else ">="
            ahead = sql.binary(sign, left, right)
            (low, high), (low2, high2) = found.bounds, one.bounds
            low, high = (min(low, low2), min(high, high2)) if least else (max(low, low2), max(high, high2))
            found = Figure(choice(ahead, left.copy(), right.copy()), found.scale, low, high)
        return found

    def _extreme_ratio(self, given: list[Quantity], node: Node, sign: str) -> Quantity:
        found, *rest = (self.kept_quantity(one) for one in given)
        for one in rest:
            ahead = self.ratios.compare(found, sign, one)
            if ahead is None:
                raise self.refused(node)
            found = self.kept_quantity(self.either(self.keep(ahead), found, one))
        return found

    # -- parts ---------------------------------------------------------------------------------------

    def _part(self, node: Node, of: Node, name: str) -> Figure:
        """Of a day or a duration."""
        if of.type == DATE:
            return self.part_of_day(node, of, name)
        figure = self.for_rounding(self.figure(of)) if of.type in DURATIONS else None
        if not isinstance(figure, Figure):
            raise self.refused(node)
        if of.type == DAYS_TIME and name == "days":
            return self._cut(figure, DAY_NANOS, node)
        if of.type != YEARS_MONTHS or name not in ("years", "months"):
            raise self.refused(node)
        figure = self.kept(figure)
        years = self._cut(figure, _MONTHS, node)
        if name == "years":
            return years
        whole = self.sure(fig.times(years, _MONTHS, 0), node)
        found = self.sure(self.arithmetic.add(figure, whole, "-"), node)
        return Figure(found.base, 0, 1 - _MONTHS, _MONTHS - 1)

    def _cut(self, figure: Figure, by: int, node: Node) -> Figure:
        """How often a whole number is in it, without its sign."""
        if not figure.literal and figure.factor % by == 0:
            return Figure(figure.base, 0, figure.low, figure.high, figure.factor // by)
        found = self.ratios.divide(figure, fig.literal(by))
        return self.sure(None if found is None else self.ratios.to_places(found, 0, "down"), node)
