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
from policydsl.cohort.sql.numbers import Numbers, whole_number
from policydsl.cohort.sql.ratio import Quantity, Ratio
from policydsl.cohort.sql.reasons import QUOTIENT
from policydsl.cohort.sql.scope import DAY_NANOS, DURATIONS, choice, is_text, numeric, spanning
from policydsl.feel.checker.currencies import CONVERT
from policydsl.feel.temporal.duration import MAX_MONTHS, MAX_NANOS, NANOS
from policydsl.feel.types import DATE, DAYS_TIME, YEARS_MONTHS, Type
from policydsl.feel.values import DaysTimeDuration, YearsMonthsDuration
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator
from policydsl.source.frozen import replace

_ROUNDINGS: Final[Mapping[str, Mode]] = {
    "floor": "floor", "ceiling": "ceiling", "decimal": "half_even", "round up": "up", "round down": "down",
    "round half up": "half_up", "round half down": "half_down",
}  # fmt: skip
_PLACES: Final = 30
_FINE: Final = 9  # decimals of a second
# Of durations by their kind: how many of its units a part has, and how many of the part are one of the next.
_PARTS: Final[Mapping[Type, Mapping[str, tuple[int, int | None]]]] = {
    YEARS_MONTHS: {"years": (12, None), "months": (1, 12)},
    DAYS_TIME: {
        "days": (DAY_NANOS, None), "hours": (3600 * NANOS, 24), "minutes": (60 * NANOS, 60), "seconds": (NANOS, 60),
    },
}  # fmt: skip


class Figures(Histories, Numbers):
    """Lowers figures."""

    def figure(self, node: Node) -> Figure:
        """See `Scope`."""
        found = self.quantity(node)
        if isinstance(found, Ratio):
            raise self.refused(node, QUOTIENT)
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
                return self.noted(self._call(node), node)
            case nodes.Property(of=of, name=name):
                return self._part(node, of, name)
            case nodes.If(condition=condition, then=then, otherwise=otherwise):
                test = self.keep(self.expr(condition))
                return self.either(node, test, self.quantity(then), self.quantity(otherwise))
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
        figures = self.aligned(node, *(self.figure(value) for _, value in versions))
        branches = [(test, self.source(one)) for (test, _), one in zip(versions, figures, strict=True)]
        return spanning(sql.case(branches), *figures)

    def either(self, node: Node, test: Sql, one: Quantity, other: Quantity) -> Quantity:
        """One of two quantities by a truth."""
        if isinstance(one, Figure) and isinstance(other, Figure):
            one, other = self.aligned(node, one, other)
            return spanning(choice(test, self.source(one), self.source(other)), one, other)
        left, right = self.ratios.of(one), self.ratios.of(other)
        over, under = (
            spanning(choice(test.copy(), self.source(a), self.source(b)), a, b)
            for a, b in ((left.over, right.over), (left.under, right.under))
        )
        size, steps = max(left.size, right.size), max(left.steps, right.steps)
        inner, extra = max(left.inner, right.inner), max(left.extra, right.extra)
        sure: Sql | None = None
        if left.sure is not None or right.sure is not None:
            parts = [sql.truth(True) if part.sure is None else part.sure.copy() for part in (left, right)]
            sure = self.keep(choice(test.copy(), *parts))
        return Ratio(over, under, size, steps, inner, extra, sure, summed=left.summed or right.summed)

    def _strict(self, node: nodes.Strict) -> Quantity:
        if node.type == DAYS_TIME and any(a.type == DATE for a in node.args):
            return self.days_between(node)
        if not all(numeric(a.type) for a in node.args):
            raise self.refused(node)
        found = self._operation(node.op, node, [self.quantity(a) for a in node.args])
        if found is None:
            raise self.refused(node)
        self.noted(found, node)
        return self._as_duration(found, node) if node.type in DURATIONS else found

    def _operation(self, op: Operator, node: nodes.Strict, given: list[Quantity]) -> Quantity | None:
        one = given[0]
        if op is Operator.NEG:
            return self.ratios.negate(one) if isinstance(one, Ratio) else fig.times(one, -1, one.scale)
        other = given[1]
        match op:
            case Operator.DIV:
                return self._quotient(one, other)
            case Operator.MUL:
                return self._product(one, other)
            case Operator.ADD | Operator.SUB:
                return self._sum(one, other, "+" if op is Operator.ADD else "-")
            case Operator.POW if isinstance(one, Figure) and isinstance(other, Figure):
                return self.power(node, one, other)
            case _:
                raise self.refused(node)

    def _product(self, one: Quantity, other: Quantity) -> Quantity | None:
        if isinstance(one, Ratio):
            return self.ratios.times(one, other)
        if isinstance(other, Ratio):
            return self.ratios.times(other, one)
        return self.ratios.product(one, other)

    def _sum(self, one: Quantity, other: Quantity, sign: fig.Sign) -> Quantity | None:
        if isinstance(one, Ratio):
            return self.ratios.add(one, other, sign)
        if isinstance(other, Ratio):
            return self.ratios.add(self.ratios.negate(other) if sign == "-" else other, one, "+")
        return self.arithmetic.add(one, other, sign)

    def _quotient(self, one: Quantity, other: Quantity) -> Quantity | None:
        both = isinstance(one, Figure) and isinstance(other, Figure)
        whole = self.arithmetic.divide(one, other) if both else None  # type: ignore[arg-type]
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
        match node.function:
            case "min" | "max" if args and all(numeric(a.type) for a in args):
                return self._extreme(node)
            case name if name == CONVERT:
                return self._converted(node)
            case "abs":
                return self._size(self.kept(self.figure(args[0])))
            case "modulo":
                return self.modulo(node, *(self.figure(one) for one in args))
            case "string length" if is_text(args[0].type):
                return Figure(sql.length(self.expr(args[0])), 0, 0, sql.WORD)
            case "years and months duration":
                return self.months_between(node)
            case "day of year" | "week of year" if args[0].type == DATE:
                return self.place_in_year(node, node.function)
            case "sum" if args and all(a.type == args[0].type and numeric(a.type) for a in args):
                return self._added(node)
            case "mean" if node.type not in DURATIONS:
                return self._mean([self.figure(one) for one in args], node)
            case "product":
                return self.multiplied(node, [self.figure(one) for one in args])
            case "median":
                return self.middle(node, [self.figure(one) for one in args])
            case name if name in _ROUNDINGS and node.type not in DURATIONS:
                return self._rounded(node, _ROUNDINGS[name])
            case _:
                raise self.refused(node)

    def _rounded(self, node: nodes.Call, mode: Mode) -> Figure:
        places: int | None = 0
        if len(node.args) > 1:
            given = self.computed(node.args[1])
            places = whole_number(given.value, _PLACES) if isinstance(given, nodes.Const) else None
        if places is None:
            raise self.refused(node)
        found = self.ratios.to_places(self.for_rounding(self.quantity(node.args[0])), places, mode)
        return self.sure(found, node)

    def _added(self, node: nodes.Call) -> Figure:
        found = self.added(node, [self.figure(one) for one in node.args])
        if node.type in DURATIONS and fig.most(found) > (MAX_MONTHS if node.type == YEARS_MONTHS else MAX_NANOS):
            raise self.refused(node)
        return found

    def _converted(self, node: nodes.Call) -> Quantity:
        amount, rate = (self.figure(one) for one in node.args)
        if rate.bounds[0] <= 0:
            raise self.refused(node)  # a rate that may be none fails, which no product does
        return self.sure(self.ratios.product(amount, rate), node)

    def _mean(self, given: list[Figure], node: Node) -> Quantity:
        """The sum of several figures by their number."""
        found = self._quotient(self.added(node, given), fig.literal(len(given)))
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
        found, *rest = self.aligned(node, *(one for one in given if isinstance(one, Figure)))
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
            found = self.kept_quantity(self.either(node, self.keep(ahead), found, one))
        return found

    # -- parts ---------------------------------------------------------------------------------------

    def _part(self, node: Node, of: Node, name: str) -> Figure:
        """Of a day or a duration."""
        if of.type == DATE:
            return self.part_of_day(node, of, name)
        parts = _PARTS.get(of.type, {})
        if name not in parts:
            raise self.refused(node)
        figure = self.kept(self.figure(of))
        unit, more = parts[name]
        found = self._cut(figure, unit, node) if name != "seconds" else replace(figure, scale=_FINE)
        if more is None:
            return found
        whole = self.sure(fig.times(self._cut(figure, unit * more, node), more, 0), node)
        left = self.sure(self.arithmetic.add(found, whole, "-"), node)
        return left if left.scale or left.factor != 1 else replace(left, low=1 - more, high=more - 1)

    def _cut(self, figure: Figure, by: int, node: Node) -> Figure:
        """How often a whole number is in it, without its sign."""
        if not figure.literal and figure.factor % by == 0:
            return Figure(figure.base, 0, figure.low, figure.high, figure.factor // by)
        found = self.ratios.divide(figure, fig.literal(by))
        return self.sure(None if found is None else self.ratios.to_places(found, 0, "down"), node)
