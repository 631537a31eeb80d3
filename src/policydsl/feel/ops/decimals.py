"""Numbers: IEEE 754 decimal128, rounding half to even; what it cannot hold is a failure, never infinity."""

from __future__ import annotations

from collections.abc import Callable
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    FloatOperation,
    InvalidOperation,
    Overflow,
)

from policydsl.feel.failure import FeelFailure, fail

DECIMAL128 = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emax=6144,
    Emin=-6143,
    clamp=1,
    traps=[InvalidOperation, DivisionByZero, Overflow, FloatOperation],
)


def failure_of(error: DecimalException) -> FeelFailure:
    """What went wrong with the figures, in words."""
    if isinstance(error, DivisionByZero):
        return fail("不能除以零", "cannot divide by zero")
    if isinstance(error, Overflow):
        return fail("结果太大，超出数的范围", "the result is too large for a number")
    return fail("这些数算不出结果", "there is no result for these numbers")


def guarded(function: Callable[..., Decimal], *args: Decimal | int | str) -> Decimal:
    """The number that a function of `decimal` gives; FeelFailure where it has none."""
    try:
        return function(*args)
    except DecimalException as error:
        raise failure_of(error) from None


def whole(number: Decimal) -> bool:
    """Whether it is a whole number, however it is written."""
    return number == number.to_integral_value()
