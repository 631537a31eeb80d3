"""Figures as Python source: whole numbers whose scale is known when the source is written.

A figure is `base * factor / 10**scale`, where `base` is the source of an integer, or of a `Decimal` where there is no
scale. Factors of constants wait until the number is needed, so that `fee * 30%` down to the fen is `fee * 3 // 1000`.
Every operation gives bounds; where they leave LIMIT, or the result need not be whole at any scale, it gives None, and
the caller falls back to decimals. So an integer and a decimal128 never differ in value.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import gcd
from typing import Literal

from policydsl.evaluate.forms import LIMIT, Form
from policydsl.source.frozen import frozen, replace

Rounding = Literal["floor", "ceiling", "down", "up", "half_up", "half_down", "half_even"]


@frozen
class Figure:
    """Source of a number with its bounds. `raw`: it may pass on an unknown; `literal`: `base` is the number itself.

    For a decimal (no scale) `low` is 0 where it cannot be below zero, else -1; `high` says nothing.
    """

    base: str
    scale: int | None
    factor: int = 1
    low: int = -1  # of `base`
    high: int = 1
    raw: bool = False
    literal: bool = False

    @property
    def nonnegative(self) -> bool:
        """Whether it cannot be below zero."""
        return self.low >= 0 if self.factor > 0 else self.high <= 0

    @property
    def source(self) -> str:
        """Of the number at the figure's scale; for a decimal of the value."""
        return self.base if self.factor == 1 else f"({self.base} * {self.factor})"

    @property
    def number(self) -> int:
        """Of a literal: the number at its scale."""
        return self.low * self.factor

    @property
    def bounds(self) -> tuple[int, int]:
        """Of the number at the figure's scale."""
        one, other = self.low * self.factor, self.high * self.factor
        return min(one, other), max(one, other)

    @property
    def form(self) -> Form | None:
        """How `base` is read back, where it is kept for a trace."""
        return None if self.scale is None else Form(self.low, self.high, self.scale, self.factor)


def decimal(source: str, *, nonnegative: bool = False, raw: bool = False) -> Figure:
    """A figure that is a Decimal."""
    return Figure(source, None, low=0 if nonnegative else -1, raw=raw)


def literal(number: int, scale: int = 0) -> Figure:
    """A constant."""
    while scale and number % 10 == 0:
        number, scale = number // 10, scale - 1
    return Figure(repr(number) if number >= 0 else f"({number})", scale, 1, number, number, literal=True)


def constant(value: Decimal) -> Figure | None:
    """A constant of the policy."""
    if not value.is_finite() or (value and abs(value.adjusted()) > _FAR):
        return None
    scale = max(0, -int(value.as_tuple().exponent))
    numerator, denominator = value.as_integer_ratio()
    if scale > 10 * _FAR:  # nothing but zeros so far behind the point, if the value is not tiny
        return None
    found = literal(numerator * 10**scale // denominator, scale)
    return found if abs(found.number) < LIMIT else None


_FAR = 40


def _checked(figure: Figure) -> Figure | None:
    """The figure with as few decimals as its factor allows; None beyond LIMIT."""
    assert figure.scale is not None  # noqa: S101
    if figure.literal:
        figure = literal(figure.number, figure.scale)
    scale, factor = figure.scale or 0, figure.factor
    while scale and factor % 10 == 0:
        scale, factor = scale - 1, factor // 10
    if (scale, factor) != (figure.scale, figure.factor):
        figure = replace(figure, scale=scale, factor=factor)
    low, high = figure.bounds
    return figure if max(-low, high) < LIMIT else None


def at_scale(figure: Figure, scale: int) -> Figure:
    """The same number with more decimals."""
    assert figure.scale is not None  # noqa: S101
    ten = 10 ** (scale - figure.scale)
    if figure.literal:
        number = figure.number * ten
        return Figure(repr(number) if number >= 0 else f"({number})", scale, 1, number, number, literal=True)
    return replace(figure, scale=scale, factor=figure.factor * ten)


def aligned(*figures: Figure) -> list[Figure] | None:
    """All at one scale; None where one of them is a decimal."""
    scales = [f.scale for f in figures if f.scale is not None]
    if len(scales) < len(figures):
        return None
    return [at_scale(f, max(scales)) for f in figures]


def add(left: Figure, right: Figure, sign: Literal["+", "-"]) -> Figure | None:
    """`left + right` or `left - right`."""
    both = aligned(left, right)
    if both is None:
        return None
    one, other = both
    (low, high), (low2, high2) = one.bounds, other.bounds
    if sign == "-":
        low2, high2 = -high2, -low2
    source = f"({one.source} {sign} {other.source})"
    return _checked(Figure(source, one.scale, 1, low + low2, high + high2))


def multiply(left: Figure, right: Figure) -> Figure | None:
    """`left * right`."""
    if left.scale is None or right.scale is None:
        return None
    if left.literal:
        left, right = right, left
    scale = (left.scale or 0) + (right.scale or 0)
    if right.literal:
        return _times(left, right.number, scale)
    corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    source = f"({left.base} * {right.base})"
    return _checked(Figure(source, scale, left.factor * right.factor, min(corners), max(corners)))


def _times(figure: Figure, number: int, scale: int) -> Figure | None:
    if number == 0:
        return Figure(f"({figure.base} * 0)", 0, 1, 0, 0)
    return _checked(replace(figure, scale=scale, factor=figure.factor * number))


def divide(left: Figure, right: Figure) -> Figure | None:
    """`left / right` where right is a constant 2**i * 5**j, times a power of ten."""
    if left.scale is None or right.scale is None or not right.literal or right.number == 0:
        return None
    rest, twos, fives = abs(right.number), 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return None
    places = max(twos, fives)
    inverse = 10**places // right.number if right.number > 0 else -(10**places // -right.number)
    return _times(left, inverse * 10**right.scale, left.scale + places)


def negate(figure: Figure) -> Figure | None:
    """`-figure`."""
    if figure.scale is None:
        return None
    return _checked(replace(figure, factor=-figure.factor))


def compare(left: Figure, sign: str, right: Figure) -> str | None:
    """Source of a comparison; against a constant, the constant is brought to the other side's number."""
    if left.scale is None or right.scale is None:
        return None
    if left.literal and not right.literal:
        left, sign, right = right, _MIRRORED[sign], left
    if right.literal and left.factor > 0:
        bound = Fraction(right.number * 10 ** (left.scale or 0), 10 ** (right.scale or 0) * left.factor)
        if bound.denominator == 1:
            return f"({left.base} {sign} {bound.numerator})"
        if sign in ("==", "!="):  # never equal; still, an unknown is to be noticed
            return f"({left.base} {'!=' if sign == '==' else '=='} {left.base})"
        return f"({left.base} {sign} {bound.__ceil__() if sign in ('<', '>=') else bound.__floor__()})"
    both = aligned(left, right)
    assert both is not None  # noqa: S101
    return f"({both[0].source} {sign} {both[1].source})"


_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def to_places(figure: Figure, places: int, mode: Rounding, helper: str) -> Figure | None:
    """Rounded to so many decimals; `helper` is the name that `nearest` is bound to."""
    if figure.scale is None:
        return None
    if places >= figure.scale:
        return figure
    divisor = 10 ** (figure.scale - places)
    low, high = (nearest(n, divisor, mode) for n in figure.bounds)
    after, ten = max(0, places), 10 ** max(0, -places)
    if figure.literal:
        return literal(low * ten, after)
    common = gcd(figure.factor, divisor)
    factor, divisor = figure.factor // common, divisor // common
    number = figure.base if factor == 1 else f"({figure.base} * {factor})"
    if divisor == 1:
        return _checked(replace(figure, scale=after, factor=factor * ten))
    source = _quotient(number, divisor, mode, helper, positive=figure.nonnegative)
    return _checked(Figure(source, after, ten, low, high))


def _quotient(number: str, divisor: int, mode: Rounding, helper: str, *, positive: bool) -> str:
    if mode == "floor" or (mode == "down" and positive):
        return f"({number} // {divisor})"
    if mode == "ceiling" or (mode == "up" and positive):
        return f"(-(-{number} // {divisor}))"
    if mode == "half_up" and positive:
        return f"(({number} * 2 + {divisor}) // {2 * divisor})"
    return f"{helper}({number}, {divisor}, {mode!r})"


def nearest(number: int, divisor: int, mode: Rounding) -> int:
    """`number / divisor` as a whole number; `divisor` is above zero."""
    if mode == "floor":
        return number // divisor
    if mode == "ceiling":
        return -(-number // divisor)
    whole, rest = divmod(abs(number), divisor)
    double = 2 * rest
    if mode == "up":
        whole += rest > 0
    elif mode == "half_up":
        whole += double >= divisor
    elif mode == "half_down":
        whole += double > divisor
    elif mode == "half_even":
        whole += double > divisor or (double == divisor and whole % 2 == 1)
    return whole if number >= 0 else -whole
