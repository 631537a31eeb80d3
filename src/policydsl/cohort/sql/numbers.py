"""Functions of numbers besides rounding: remainders, powers, whole numbers that are odd, the one in the middle."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql import figure as fig
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.figure import Figure, most
from policydsl.cohort.sql.reasons import LARGE
from policydsl.cohort.sql.scope import Scope, choice
from policydsl.plan import nodes
from policydsl.plan.nodes import Node

_MOST_POWER: Final = 16
_MOST_STEPS: Final = 40  # of a power of a constant
_FINEST_POWER: Final = 18
_LARGEST_POWER: Final = 10**18
_MOST_SORTED: Final = 8


class Numbers(Scope):
    """Lowers functions of figures."""

    # -- remainders ----------------------------------------------------------------------------------

    def modulo(self, node: Node, dividend: Figure, divisor: Figure) -> Figure:
        """What is left after whole divisors, with the sign of the divisor; NULL of a divisor of zero."""
        one, other = fig.aligned(dividend, divisor)
        if max(most(one), most(other)) >= fig.LONGEST or (other.literal and other.number == 0):
            raise self.refused(node)
        low, high = other.bounds
        value, by = self.keep(self.source(one)), self.source(other)
        if not other.literal:
            by = self.keep(by)
            if low <= 0 <= high:
                by = self.keep(sql.case([(sql.binary("!=", by, sql.number(0)), by.copy())]))
        rest = self.keep(sql.binary("%", value, by))
        if one.bounds[0] >= 0 and low >= 0:
            return self.sure(fig.checked(Figure(rest, one.scale, 0, min(one.bounds[1], max(0, high - 1)))), node)
        zero = sql.number(0)
        below, negative = sql.binary("<", rest.copy(), zero), sql.binary("<", by.copy(), zero.copy())
        same = sql.or_([sql.binary("=", rest.copy(), zero.copy()), sql.binary("=", below, negative)])
        found = choice(same, rest.copy(), sql.binary("+", rest.copy(), by.copy()))
        return self.sure(fig.checked(Figure(found, one.scale, min(0, low + 1), max(0, high - 1))), node)

    def parity(self, node: nodes.Call) -> Sql:
        """`odd` and `even`; NULL of a number that is not whole."""
        figure = self.kept(self.figure(node.args[0]))
        unit = 10**figure.scale
        if most(figure) >= fig.LONGEST:
            raise self.refused(node)
        value = self.keep(self.source(figure))
        zero = sql.number(0)
        by_two = sql.binary("%", value.copy(), sql.number(2 * unit))
        found = sql.binary("=" if node.function == "even" else "!=", by_two, zero)
        if unit == 1:
            return found
        whole = sql.binary("=", sql.binary("%", value.copy(), sql.number(unit)), zero.copy())
        return sql.case([(whole, found)])

    # -- powers --------------------------------------------------------------------------------------

    def power(self, node: nodes.Strict, base: Figure, exponent: Figure) -> Figure:
        """A power whose exponent is whole and not below zero: one of a constant, or one that is a constant."""
        if exponent.literal:
            if exponent.scale or not 0 <= exponent.number <= _MOST_POWER:
                raise self.refused(node)
            return self._power(node, self.kept(base), exponent.number)
        if not base.literal:
            raise self.refused(node)
        return self._of_constant(node, base, self.kept(exponent))

    def _power(self, node: Node, base: Figure, count: int) -> Figure:
        if count == 0:
            there = sql.not_(sql.is_null(base.base.copy()))
            return Figure(sql.case([(there, sql.narrow(sql.number(1)))]), 0, 1, 1)
        found = base
        for _ in range(count - 1):
            product = self.ratios.product(self.kept(found), base)
            if product is None:
                raise self.refused(node, LARGE)
            found = product
        return found

    def _of_constant(self, node: Node, base: Figure, exponent: Figure) -> Figure:
        """By the exponents whose powers are short; others are left open."""
        powers: list[Figure] = []
        for count in range(_MOST_STEPS + 1):
            one = fig.literal(base.number**count, base.scale * count)
            if one.scale > _FINEST_POWER or abs(one.number) > _LARGEST_POWER:
                break
            powers.append(one)
        branches: list[tuple[Sql, Sql]] = []
        low, high = exponent.bounds
        for count, one in enumerate(fig.aligned(*powers)):
            test = self.arithmetic.compare(exponent, "=", fig.literal(count))
            if test is not None and low <= count * 10**exponent.scale <= high:
                branches.append((test, self.source(one)))
        if not branches:
            raise self.refused(node)
        self.loosened.add(node.at)
        numbers = [one.number for one in fig.aligned(*powers)]
        return Figure(self.keep(sql.case(branches)), max(one.scale for one in powers), min(numbers), max(numbers))

    # -- several numbers -----------------------------------------------------------------------------

    def added(self, node: Node, given: Sequence[Figure]) -> Figure:
        """The sum."""
        total = given[0]
        for one in given[1:]:
            total = self.sure(self.arithmetic.add(total, one, "+"), node)
        return total

    def multiplied(self, node: Node, given: Sequence[Figure]) -> Figure:
        """The product."""
        total = given[0]
        for one in given[1:]:
            total = self.sure(self.ratios.product(self.kept(total), one), node)
        return total

    def middle(self, node: Node, given: Sequence[Figure]) -> Figure:
        """The median: all in order, by comparing neighbours; of an even number of them the mean of two."""
        if len(given) > _MOST_SORTED:
            raise self.refused(node)
        figures = self.aligned(node, *given)
        low, high = min(f.bounds[0] for f in figures), max(f.bounds[1] for f in figures)
        values = [self.keep(self.source(one)) for one in figures]
        for end in range(len(values) - 1, 0, -1):
            for i in range(end):
                one, other = values[i], values[i + 1]
                ordered = self.keep(sql.binary("<=", one.copy(), other.copy()))
                values[i] = self.keep(choice(ordered, one.copy(), other.copy()))
                values[i + 1] = self.keep(choice(ordered.copy(), other.copy(), one.copy()))
        half, odd = divmod(len(values), 2)
        scale = figures[0].scale
        if odd:
            return Figure(values[half].copy(), scale, low, high)
        two = [Figure(values[i].copy(), scale, low, high) for i in (half - 1, half)]
        total = self.sure(self.arithmetic.add(two[0], two[1], "+"), node)
        return self.sure(self.arithmetic.divide(total, fig.literal(2)), node)


def whole_number(value: object, most_: int) -> int | None:
    """A constant that is a whole number of at most that size."""
    if isinstance(value, Decimal) and abs(value) <= most_ and value == int(value):
        return int(value)
    return None
