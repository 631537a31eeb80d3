"""Decimal arithmetic that the built-ins share: exact intermediate sums, decimal128 results, whole positions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from functools import reduce

from policydsl.feel.builtins.entry import Step
from policydsl.feel.failure import fail
from policydsl.feel.ops import DECIMAL128, guarded, number_text

_ROOM = 60  # digits of a number that is still taken as a position, length or scale
# Holds a sum of products of decimal128 numbers without rounding: twice 6144 + 6176 digits, with room for carries.
EXACT = Context(prec=25_600, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[InvalidOperation, DivisionByZero, Overflow])
# Holds those of any figures that are not absurdly far apart, and says so where it does not.
_USUAL = Context(prec=200, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])
_WIDE = 1000  # steps of a run: what reckoning with thousands of digits takes, and more for each number
_WIDE_PART = 16


def settled(value: Decimal) -> Decimal:
    """An exact value as a decimal128 number, never a negative zero; a failure if it is too large for one."""
    rounded = guarded(DECIMAL128.plus, value)
    return rounded or Decimal(0)


def exactly(compute: Callable[[Context], Decimal], parts: int, step: Step) -> Decimal:
    """What `compute` gives without any rounding: with a few digits if they do, else with as many as it takes."""
    try:
        return compute(_USUAL)
    except Inexact:
        step(_WIDE + _WIDE_PART * parts)
        return compute(EXACT)


def total(items: Sequence[Decimal], step: Step) -> Decimal:
    """The exact sum: settled once by the caller, it does not depend on the order."""
    return exactly(lambda context: reduce(context.add, items, Decimal(0)), len(items), step)


def whole_part(number: Decimal) -> int:
    """The whole part, as the standard takes positions, lengths and scales (`3.8` is 3)."""
    if number.adjusted() > _ROOM:
        text = number_text(number)
        raise fail(f"`{text}` 作为位置或位数过大", f"`{text}` is too large for a position or a scale")
    return int(number)
