"""Quotients that are whole at no scale, kept as two whole numbers until they are compared or rounded.

The interpreter divides to 34 digits and rounds or compares what it has. That is the same as to do so with the quotient
itself while the numbers are short (see `_EXACT`): two quotients of short numbers that differ, differ in early digits.
Products of quotients are left out, since `1 / 3 * 3` is not 1 there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql import figure as fig
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.figure import LONGEST, MIRRORED, MOST_QUOTIENT, Arithmetic, Figure, Mode, Sign
from policydsl.evaluate.forms import LIMIT
from policydsl.source.frozen import frozen, replace

# The most that a numerator may be, in units of what it is compared with: four roundings to 34 digits are then off by
# less than two different quotients are apart.
_EXACT: Final = 2 * 10**32
_MIRRORED_MODES: Final[dict[Mode, Mode]] = {"floor": "up", "ceiling": "down"}


@frozen(eq=False)
class Ratio:
    """`over / under`, whole numbers, where `under` is above zero, or NULL.

    `size` bounds the numerators that led to it; `once`: it was rounded to 34 digits once.
    """

    over: Figure
    under: Figure
    size: int
    once: bool = True


Quantity: TypeAlias = Figure | Ratio
Keep: TypeAlias = Callable[[Sql], Sql]


def most(figure: Figure) -> int:
    """What the number at the figure's scale does not exceed in size."""
    low, high = figure.bounds
    return max(-low, high)


def _whole(figure: Figure, scale: int) -> Figure:
    """The number times 10**scale, as a whole number."""
    return replace(fig.at_scale(figure, scale), scale=0)


class Ratios:
    """Operations on quotients. Each gives None where they would not be exact."""

    def __init__(self, arithmetic: Arithmetic, keep: Keep) -> None:
        self.arithmetic, self.keep = arithmetic, keep

    def divide(self, left: Quantity, right: Figure) -> Ratio | None:
        """`left / right`."""
        if isinstance(left, Ratio):
            found = self.divide(left.over, right)
            under = None if found is None else self.arithmetic.multiply(left.under, found.under)
            if found is None or under is None:
                return None
            size = left.size * 10**right.scale
            return Ratio(found.over, under, size, once=False)
        scale = max(left.scale, right.scale)
        over, under = _whole(left, scale), _whole(right, scale)
        if under.literal:
            if under.number == 0:
                return None
            if under.number < 0:
                over, under = self._negated(over), fig.literal(-under.number)
        elif under.bounds[0] <= 0:
            over, under = self._positive(over, under)
        if max(most(over), most(under)) >= LIMIT:
            return None
        return Ratio(over, under, most(over))

    @staticmethod
    def _negated(figure: Figure) -> Figure:
        return fig.literal(-figure.number) if figure.literal else replace(figure, factor=-figure.factor)

    def _positive(self, over: Figure, under: Figure) -> tuple[Figure, Figure]:
        """The same quotient, NULL below a zero, with the sign above."""
        zero = sql.number(0)
        given = self.keep(self.arithmetic.source(under))
        above, below = sql.binary(">", given, zero), sql.binary("<", given.copy(), zero.copy())
        if under.bounds[0] >= 0:
            return over, Figure(self.keep(sql.case([(above, given.copy())])), 0, 0, under.bounds[1])
        value = self.keep(self.arithmetic.source(over))
        positive = sql.case([(above, given.copy()), (below, sql.neg(given.copy()))])
        signed = sql.case([(above.copy(), value), (below.copy(), sql.neg(value.copy()))])
        return (
            Figure(self.keep(signed), 0, -most(over), most(over)),
            Figure(self.keep(positive), 0, 0, most(under)),
        )

    def negate(self, one: Ratio) -> Ratio:
        """Its opposite."""
        return replace(one, over=self._negated(one.over))

    def shift(self, one: Ratio, other: Figure, sign: Sign) -> Ratio | None:
        """`one + other` or `one - other`."""
        under = self.arithmetic.multiply(one.under, fig.literal(10**other.scale))
        over = self.arithmetic.multiply(one.over, fig.literal(10**other.scale))
        number = self.arithmetic.multiply(_whole(other, other.scale), one.under)
        if under is None or over is None or number is None:
            return None
        found = self.arithmetic.add(over, number, sign)
        size = one.size * 10**other.scale + most(number)
        return None if found is None or size >= _EXACT else Ratio(found, under, size, once=False)

    def times(self, one: Ratio, factor: Figure) -> Ratio | None:
        """`one * factor`, by a constant of twos and fives: what ends behind the point then did so before."""
        rest, places = abs(factor.number), 0
        for prime in (2, 5):
            count = 0
            while factor.literal and rest and rest % prime == 0:
                rest, count = rest // prime, count + 1
            places = max(places, count)
        if not factor.literal or rest != 1:
            return None
        over = self.arithmetic.multiply(one.over, fig.literal(factor.number))
        under = self.arithmetic.multiply(one.under, fig.literal(10**factor.scale))
        size = one.size * abs(factor.number) * 10 ** (places + factor.scale)
        return None if over is None or under is None or size >= _EXACT else Ratio(over, under, size, once=False)

    def of(self, one: Quantity) -> Ratio:
        """As a quotient."""
        if isinstance(one, Ratio):
            return one
        return Ratio(_whole(one, one.scale), fig.literal(10**one.scale), most(one))

    def compare(self, left: Quantity, sign: str, right: Quantity) -> Sql | None:
        """A comparison."""
        if isinstance(left, Figure):
            left, sign, right = right, MIRRORED[sign], left
        if isinstance(left, Figure):
            return self.arithmetic.compare(left, sign, right)  # type: ignore[arg-type]  # then both are
        if isinstance(right, Ratio) and not (left.once and right.once):
            return None
        other = self.of(right)
        one, two = (
            self.arithmetic.multiply(left.over, other.under),
            self.arithmetic.multiply(other.over, left.under),
        )
        sizes = max(left.size * most(other.under), other.size * most(left.under))
        if one is None or two is None or sizes >= _EXACT:
            return None
        return self.arithmetic.compare(one, sign, two)

    def to_places(self, one: Quantity, places: int, mode: Mode) -> Figure | None:
        """Rounded to so many decimals."""
        if isinstance(one, Figure):
            return self.arithmetic.to_places(one, places, mode)
        over = self.arithmetic.multiply(one.over, fig.literal(10 ** max(0, places)))
        under = self.arithmetic.multiply(one.under, fig.literal(10 ** max(0, -places)))
        if over is None or under is None or one.size * 10 ** max(0, places) >= _EXACT:
            return None
        if 2 * most(over) + 2 * most(under) >= LONGEST:
            return None
        if self.arithmetic.dialect == "spark" and most(over) >= MOST_QUOTIENT:
            return None
        size = most(over) + 1
        found = Figure(self.keep(self._rounded(over, under, mode)), max(0, places), -size, size)
        if over.bounds[0] >= 0:
            found = replace(found, low=0)
        return fig.checked(replace(found, factor=10 ** max(0, -places)))

    def _rounded(self, over: Figure, under: Figure, mode: Mode) -> Sql:
        wide = self.arithmetic.is_wide(0, 2 * most(over) + 2 * most(under))
        value, by = (self.keep(self._wide(self.arithmetic.source(one), wide=wide)) for one in (over, under))
        if over.bounds[0] >= 0:
            return self._quotient(value, by, mode, wide=wide)
        zero = sql.number(0)
        minus = self.keep(sql.neg(value.copy()))
        above = self._quotient(value.copy(), by, mode, wide=wide)
        below = sql.neg(self._quotient(minus, by.copy(), _MIRRORED_MODES.get(mode, mode), wide=wide))
        return sql.case([
            (sql.binary(">=", value.copy(), zero), above), (sql.binary("<", value.copy(), zero.copy()), below),
        ])  # fmt: skip

    def _wide(self, value: Sql, *, wide: bool) -> Sql:
        return sql.wide(value, self.arithmetic.dialect) if wide else sql.narrow(value)

    def _divided(self, value: Sql, by: Sql, *, wide: bool) -> Sql:
        """The whole part; `DIV` of Spark silently cuts its result to 64 bits."""
        if self.arithmetic.dialect == "duckdb" or not wide:
            return sql.binary("//", value, by)
        whole = sql.binary("-", value, sql.binary("%", value.copy(), by))
        return sql.wide(sql.binary("/", whole, by.copy()), self.arithmetic.dialect)

    def _quotient(self, value: Sql, by: Sql, mode: Mode, *, wide: bool) -> Sql:
        """Of a number that is not negative."""
        two, one = sql.number(2), sql.number(1)
        match mode:
            case "ceiling" | "up":
                value = sql.binary("-", sql.binary("+", value, by.copy()), one)
            case "half_up":
                value = sql.binary("+", sql.binary("*", value, two), by.copy())
                by = sql.binary("*", by, two.copy())
            case "half_down":
                value = sql.binary("-", sql.binary("+", sql.binary("*", value, two), by.copy()), one)
                by = sql.binary("*", by, two.copy())
            case "half_even":
                return self._half_even(value, by, wide=wide)
            case _:
                pass
        return self._divided(value, by, wide=wide)

    def _half_even(self, value: Sql, by: Sql, *, wide: bool) -> Sql:
        whole = self.keep(self._divided(value.copy(), by.copy(), wide=wide))
        doubled = sql.binary("*", sql.binary("%", value.copy(), by.copy()), sql.number(2))
        odd = sql.binary("=", sql.binary("%", whole, sql.number(2)), sql.number(1))
        more = sql.or_([
            sql.binary(">", doubled, by.copy()), sql.and_([sql.binary("=", doubled.copy(), by.copy()), odd]),
        ])  # fmt: skip
        return sql.binary("+", whole.copy(), sql.case([(more, sql.number(1))], sql.number(0)))
