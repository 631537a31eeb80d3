"""Quotients that are whole at no scale, kept as two whole numbers until they are compared or rounded.

The interpreter rounds to 34 digits at each step, and then rounds or compares what it has. That is the same as to do so
with the exact value, but where this stands just at a border (`1 / 3 * 3` is not 1 there): so a value is left open at a
border, unless it is `sure` that nothing was rounded before. Everywhere else two values of short numbers that differ,
differ in early digits (see `APART`).
"""

from __future__ import annotations

from math import gcd
from typing import Final, TypeAlias

from policydsl.cohort.sql import figure as fig
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.figure import Figure
from policydsl.source.frozen import frozen, replace

# A rounding to 34 digits is off by half a unit of the last one. Numerators below this, times the roundings: so all of
# them are off by less than half of what lies between two different values.
APART: Final = 10**33
DIGITS: Final = 10**34  # what the interpreter keeps
ROOM: Final = 10**30  # of a product's numerator, so that it can still be rounded to decimals


@frozen(eq=False)
class Ratio:
    """`over / under`, whole numbers, where `under` is above zero, or NULL.

    `size` bounds the numerators that led to it; `steps`: how often it was rounded to 34 digits. `inner` bounds the
    values that led to it, which have up to `extra` decimals more than it; `sure`: whether a value of few decimals was
    never rounded, None where it cannot have been.
    """

    over: Figure
    under: Figure
    size: int
    steps: int = 1
    inner: int = 0
    extra: int = 0
    sure: Sql | None = None
    summed: bool = False  # else it is never off by more than a share of itself


Quantity: TypeAlias = Figure | Ratio


def whole(figure: Figure, scale: int) -> Figure:
    """The number times 10**scale, as a whole number."""
    return replace(fig.at_scale(figure, scale), scale=0)


def scaled(figure: Figure, factor: int) -> Figure:
    """A whole number times another; it may be too long for now."""
    if figure.literal:
        return fig.literal(figure.number * factor)
    return replace(figure, factor=figure.factor * factor)


def cancelled(over: Figure, under: Figure) -> tuple[Figure, Figure, int]:
    """Both without their common factor, and that."""
    parts = [abs(one.number if one.literal else one.factor) for one in (over, under)]
    common = gcd(*parts) or 1
    found = [
        fig.literal(one.number // common) if one.literal else replace(one, factor=one.factor // common)
        for one in (over, under)
    ]
    return found[0], found[1], common


def up(size: int, by: int) -> int:
    """The quotient, rounded up."""
    return -(-size // by)
