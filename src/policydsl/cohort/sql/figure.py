"""Figures as SQL: whole numbers whose scale is known when the query is written.

The same arithmetic as `evaluate.figure` does for Python: a figure is `base * factor / 10**scale`, with bounds that tell
whether a BIGINT is wide enough. Nothing is rounded but where the policy rounds; no operation can overflow or fail.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import gcd
from typing import Final, Literal

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.build import Dialect, Sql
from policydsl.evaluate.figure import nearest
from policydsl.evaluate.forms import LIMIT
from policydsl.source.frozen import frozen, replace

Mode = Literal["floor", "ceiling", "down", "up", "half_up", "half_down", "half_even"]
Sign = Literal["+", "-"]
MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
LONGEST: Final = 10**37  # what every dialect's wide numbers hold
MOST_QUOTIENT: Final = 10**31  # Spark divides DECIMAL(38, 0) to six decimals, so that 32 digits are left
_FAR: Final = 40
_LONG_DIVISOR: Final = 36  # digits: of a number below LIMIT a longer one leaves the same, nothing or one


@frozen(eq=False)
class Figure:
    """A number: `base * factor / 10**scale`; `low` and `high` bound `base`; `literal`: base is `low` itself."""

    base: Sql
    scale: int
    low: int
    high: int
    factor: int = 1
    literal: bool = False

    @property
    def bounds(self) -> tuple[int, int]:
        """Of the number at the figure's scale."""
        one, other = self.low * self.factor, self.high * self.factor
        return min(one, other), max(one, other)

    @property
    def number(self) -> int:
        """Of a literal: the number at its scale."""
        return self.low * self.factor

    @property
    def nonnegative(self) -> bool:
        """Whether it cannot be below zero."""
        return self.bounds[0] >= 0


def most(figure: Figure) -> int:
    """What the number at the figure's scale does not exceed in size."""
    low, high = figure.bounds
    return max(-low, high)


def places_of(figure: Figure) -> int | None:
    """Of a constant number of twos and fives: how many more decimals a number has that is divided by it."""
    rest, places = abs(figure.number) if figure.literal else 0, 0
    for prime in (2, 5):
        count = 0
        while rest and rest % prime == 0:
            rest, count = rest // prime, count + 1
        places = max(places, count)
    return places if rest == 1 else None


def literal(value: int, scale: int = 0) -> Figure:
    """A constant."""
    while scale and value % 10 == 0:
        value, scale = value // 10, scale - 1
    return Figure(sql.number(value), scale, value, value, literal=True)


def constant(value: Decimal) -> Figure | None:
    """A constant of the policy; None where it is too long."""
    if not value.is_finite() or (value and abs(value.adjusted()) > _FAR):
        return None
    numerator, denominator = value.as_integer_ratio()
    scale = max(0, -int(value.as_tuple().exponent))
    if scale > 10 * _FAR:
        return None
    found = literal(numerator * 10**scale // denominator, scale)
    return found if abs(found.number) < LIMIT else None


class Arithmetic:
    """Operations on figures for a dialect. Each gives None where no whole number can be the result."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    # -- written ------------------------------------------------------------------------------------

    def is_wide(self, low: int, high: int) -> bool:
        """Whether numbers between these do not all fit a BIGINT."""
        return max(-low, high) > sql.WORD

    def source(self, figure: Figure) -> Sql:
        """The number at the figure's scale."""
        if figure.literal:  # else its type would be that of 32 bits, and so that of a choice between two such
            found = sql.number(figure.number)
            return found if self.is_wide(*figure.bounds) else sql.narrow(found)
        if figure.factor == 1:
            return figure.base
        return self._times(figure.base, (figure.low, figure.high), figure.factor)

    def _times(self, base: Sql, bounds: tuple[int, int], factor: int) -> Sql:
        low, high = sorted(n * factor for n in bounds)
        if self.is_wide(low, high) and not self.is_wide(*bounds):
            base = sql.wide(base, self.dialect)
        return sql.binary("*", base, sql.number(factor))

    def _wider(self, value: Sql, bounds: tuple[int, int], low: int, high: int) -> Sql:
        """An operand, wide enough for a result between the two."""
        return sql.wide(value, self.dialect) if self.is_wide(low, high) and not self.is_wide(*bounds) else value

    # -- operations ---------------------------------------------------------------------------------

    def add(self, left: Figure, right: Figure, sign: Sign) -> Figure | None:
        """`left + right` or `left - right`."""
        one, other = aligned(left, right)
        low, high = other.bounds
        if sign == "-":
            low, high = -high, -low
        low, high = one.bounds[0] + low, one.bounds[1] + high
        if one.literal and other.literal:
            return checked(literal(low, one.scale))
        first = self._wider(self.source(one), one.bounds, low, high)
        return checked(Figure(sql.binary(sign, first, self.source(other)), one.scale, low, high))

    def multiply(self, left: Figure, right: Figure) -> Figure | None:
        """`left * right`."""
        if left.literal:
            left, right = right, left
        scale = left.scale + right.scale
        if right.literal:
            return times(left, right.number, scale)
        corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
        low, high = min(corners), max(corners)
        first = self._wider(left.base, (left.low, left.high), low, high)
        product = sql.binary("*", first, right.base)
        return checked(Figure(product, scale, low, high, left.factor * right.factor))

    @staticmethod
    def divide(left: Figure, right: Figure) -> Figure | None:
        """`left / right` where right is a constant 2**i * 5**j, times a power of ten."""
        places = places_of(right)
        if places is None:
            return None
        inverse = 10**places // right.number if right.number > 0 else -(10**places // -right.number)
        return times(left, inverse * 10**right.scale, left.scale + places)

    def compare(self, left: Figure, sign: str, right: Figure) -> Sql | None:
        """A comparison; None where the numbers are too long.

        Against a constant, the constant is brought to the other side's number.
        """
        if left.literal and not right.literal:
            left, sign, right = right, MIRRORED[sign], left
        if right.literal and not left.literal and left.factor > 0:
            bound = Fraction(right.number * 10**left.scale, 10**right.scale * left.factor)
            if bound.denominator != 1 and sign in ("=", "!="):  # never equal; still NULL where the number is
                return sql.binary("!=" if sign == "=" else "=", left.base, left.base.copy())
            whole = bound.__ceil__() if sign in ("<", ">=") else bound.__floor__()
            whole = max(left.low - 1, min(left.high + 1, whole))  # beyond its bounds it may be longer than any number
            return sql.binary(sign, left.base, sql.number(whole))
        one, other = aligned(left, right)
        if max(abs(n) for n in (*one.bounds, *other.bounds)) >= LONGEST:
            return None
        return sql.binary(sign, self.source(one), self.source(other))

    def to_places(self, figure: Figure, places: int, mode: Mode) -> Figure | None:
        """Rounded to so many decimals. The base of a figure that may be negative should be a column: it is repeated."""
        if places >= figure.scale:
            return figure
        divisor = 10 ** min(figure.scale - places, _LONG_DIVISOR)
        low, high = (nearest(n, divisor, mode) for n in figure.bounds)
        after, ten = max(0, places), 10 ** max(0, -places)
        if figure.literal:
            return checked(literal(low * ten, after))
        common = gcd(figure.factor, divisor)
        factor, divisor = figure.factor // common, divisor // common
        bounds = (figure.low, figure.high)
        if divisor == 1:
            return checked(replace(figure, scale=after, factor=factor * ten))
        value = figure.base if factor == 1 else self._times(figure.base, bounds, factor)
        scaled = tuple(sorted(n * factor for n in bounds))
        if self.dialect == "spark" and max(-scaled[0], scaled[1]) // divisor >= MOST_QUOTIENT:
            return None
        found = self._quotient(value, scaled, divisor, mode)
        return checked(Figure(found, after, low, high, ten))

    def _quotient(self, value: Sql, bounds: tuple[int, ...], divisor: int, mode: Mode) -> Sql:
        """`value / divisor` rounded; a negative one by its mirror image."""
        low, high = bounds
        if low >= 0:
            return self._positive(value, high, divisor, mode)
        mirrored: dict[Mode, Mode] = {"floor": "up", "ceiling": "down"}
        below = sql.neg(self._positive(sql.neg(value.copy()), -low, divisor, mirrored.get(mode, mode)))
        if high < 0:
            return below
        above = self._positive(value.copy(), high, divisor, mode)
        zero = sql.number(0)
        return sql.case([(sql.binary(">=", value, zero), above), (sql.binary("<", value.copy(), zero), below)])

    def _whole(self, value: Sql, high: int, by: int) -> Sql:
        """The whole part of `value / by`; `DIV` of Spark silently cuts its result to 64 bits."""
        if self.dialect == "duckdb" or not self.is_wide(0, high):
            return sql.binary("//", value, sql.number(by))
        rest = sql.binary("%", value.copy(), sql.number(by))
        return sql.wide(sql.binary("/", sql.binary("-", value, rest), sql.number(by)), self.dialect)

    def _positive(self, value: Sql, high: int, divisor: int, mode: Mode) -> Sql:
        """Of a number that is not negative."""
        twice, plus, by = {
            "floor": (1, 0, divisor), "down": (1, 0, divisor), "ceiling": (1, divisor - 1, divisor),
            "up": (1, divisor - 1, divisor), "half_up": (2, divisor, 2 * divisor),
            "half_down": (2, divisor - 1, 2 * divisor), "half_even": (1, 0, divisor),
        }[mode]  # fmt: skip
        raised = value if twice == 1 else self._times(value, (0, high), twice)
        if plus:
            raised = self._wider(raised, (0, high * twice), 0, high * twice + plus)
            raised = sql.binary("+", raised, sql.number(plus))
        whole = self._whole(raised, high * twice + plus, by)
        if mode != "half_even":
            return whole
        rest = sql.binary("%", value.copy(), sql.number(divisor))
        doubled = self._times(rest, (0, divisor), 2)
        odd = sql.binary("=", sql.binary("%", whole.copy(), sql.number(2)), sql.number(1))
        more = sql.or_([
            sql.binary(">", doubled, sql.number(divisor)),
            sql.and_([sql.binary("=", doubled.copy(), sql.number(divisor)), odd]),
        ])  # fmt: skip
        return sql.binary("+", whole, sql.case([(more, sql.number(1))], sql.number(0)))


def times(figure: Figure, factor: int, scale: int) -> Figure | None:
    """The same base with another factor and scale."""
    if factor == 0:
        return Figure(sql.binary("*", figure.base, sql.number(0)), 0, 0, 0)
    return checked(replace(figure, scale=scale, factor=figure.factor * factor))


def checked(figure: Figure) -> Figure | None:
    """The figure with as few decimals as its factor allows; None beyond LIMIT."""
    if figure.literal:
        figure = literal(figure.number, figure.scale)
    scale, factor = figure.scale, figure.factor
    while scale and factor % 10 == 0:
        scale, factor = scale - 1, factor // 10
    if (scale, factor) != (figure.scale, figure.factor):
        figure = replace(figure, scale=scale, factor=factor)
    low, high = figure.bounds
    return figure if max(-low, high) < LIMIT else None


def at_scale(figure: Figure, scale: int) -> Figure:
    """The same number with more decimals."""
    ten = 10 ** (scale - figure.scale)
    if figure.literal:
        value = figure.number * ten
        return Figure(sql.number(value), scale, value, value, literal=True)
    return replace(figure, scale=scale, factor=figure.factor * ten)


def aligned(*figures: Figure) -> list[Figure]:
    """All at one scale."""
    scale = max(f.scale for f in figures)
    return [at_scale(f, scale) for f in figures]
