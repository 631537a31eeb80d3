"""Numeric built-ins: rounding, remainders, roots, and figures about a list of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from functools import lru_cache, reduce

from policydsl.feel.builtins.arithmetic import EXACT, exactly, settled, total, whole_part
from policydsl.feel.builtins.entry import Step, free
from policydsl.feel.failure import fail
from policydsl.feel.ops import DECIMAL128, add, guarded, number_text, show, whole
from policydsl.feel.values import DaysTimeDuration, Duration, Value, YearsMonthsDuration

MIN_SCALE, MAX_SCALE = -6111, 6176  # of decimal128
_ZERO = Decimal(0)
_TWO = Decimal(2)


def decimal(n: Decimal, scale: Decimal) -> Decimal:
    """To `scale` decimals, half to even."""
    return _round(n, scale, ROUND_HALF_EVEN)


def floor(n: Decimal, scale: Decimal = _ZERO) -> Decimal:
    """To `scale` decimals, towards minus infinity."""
    return _round(n, scale, ROUND_FLOOR)


def ceiling(n: Decimal, scale: Decimal = _ZERO) -> Decimal:
    """To `scale` decimals, towards infinity."""
    return _round(n, scale, ROUND_CEILING)


def round_up(n: Decimal, scale: Decimal) -> Decimal:
    """To `scale` decimals, away from zero."""
    return _round(n, scale, ROUND_UP)


def round_down(n: Decimal, scale: Decimal) -> Decimal:
    """To `scale` decimals, towards zero."""
    return _round(n, scale, ROUND_DOWN)


def round_half_up(n: Decimal, scale: Decimal) -> Decimal:
    """To `scale` decimals, a half away from zero."""
    return _round(n, scale, ROUND_HALF_UP)


def round_half_down(n: Decimal, scale: Decimal) -> Decimal:
    """To `scale` decimals, a half towards zero."""
    return _round(n, scale, ROUND_HALF_DOWN)


def _round(n: Decimal, scale: Decimal, mode: str) -> Decimal:
    unit = _unit(scale)
    if _exponent(n) >= _exponent(unit):
        return n  # nothing to cut off; writing out the zeros could take thousands of digits
    return settled(n.quantize(unit, rounding=mode, context=EXACT))


@lru_cache(maxsize=64)
def _unit(scale: Decimal) -> Decimal:
    """One in the last place of `scale` decimals."""
    places = whole_part(scale)
    if not MIN_SCALE <= places <= MAX_SCALE:
        raise fail(
            f"小数位数 `{number_text(scale)}` 应在 {MIN_SCALE} 到 {MAX_SCALE} 之间",
            f"the number of decimals `{number_text(scale)}` must be from {MIN_SCALE} to {MAX_SCALE}",
        )
    return Decimal((0, (1,), -places))


def convert(amount: Decimal, rate: Decimal) -> Decimal:
    """The amount by an exchange rate, unrounded."""
    if rate <= 0:
        raise fail(
            f"汇率 `{number_text(rate)}` 须大于零", f"the exchange rate `{number_text(rate)}` must be greater than zero"
        )
    return guarded(DECIMAL128.multiply, amount, rate)


def absolute(n: Decimal | Duration) -> Decimal | Duration:
    """Without its sign."""
    if isinstance(n, DaysTimeDuration):
        return DaysTimeDuration(abs(n.nanoseconds))
    if isinstance(n, YearsMonthsDuration):
        return YearsMonthsDuration(abs(n.months))
    return n.copy_abs()


def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """What is left of `dividend` after whole divisors; it has the sign of the divisor."""
    if not divisor:
        raise fail("除数为零", "the divisor is zero")
    left = EXACT.remainder(dividend, divisor)  # it has the sign of the dividend
    return settled(EXACT.add(left, divisor) if left and (left < 0) is not (divisor < 0) else left)


def sqrt(number: Decimal) -> Decimal:
    """The square root."""
    if number < 0:
        text = number_text(number)
        raise fail(f"负数 `{text}` 没有平方根", f"the negative number `{text}` has no square root")
    return guarded(DECIMAL128.sqrt, number)


def log(number: Decimal) -> Decimal:
    """The natural logarithm."""
    if number <= 0:
        text = number_text(number)
        raise fail(f"`{text}` 没有对数：须大于零", f"`{text}` has no logarithm: it must be above zero")
    return guarded(DECIMAL128.ln, number)


def exp(number: Decimal) -> Decimal:
    """Euler's number to the power of `number`."""
    return guarded(DECIMAL128.exp, number)


def odd(number: Decimal) -> bool:
    """Whether a whole number is odd."""
    return not even(number)


def even(number: Decimal) -> bool:
    """Whether a whole number is even."""
    if not whole(number):
        text = number_text(number)
        raise fail(f"`{text}` 不是整数，谈不上奇偶", f"`{text}` is not whole, so neither odd nor even")
    return EXACT.remainder(number, _TWO) == 0


def sum_(items: Sequence[Value], *, step: Step = free) -> Decimal | Duration:
    """The sum of the numbers, or of durations of one kind; a failure (null) if there are none."""
    if items and all(isinstance(item, DaysTimeDuration | YearsMonthsDuration) for item in items):
        return _duration(reduce(add, items))
    return settled(total(_numbers(items), step))


def _duration(value: Value) -> Duration:
    if not isinstance(value, DaysTimeDuration | YearsMonthsDuration):
        raise fail("年月期限与天数期限不能相加", "years and months cannot be added to days and time")
    return value


def product(items: Sequence[Value]) -> Decimal:
    """The numbers multiplied in their order; a failure (null) if there are none."""
    result = Decimal(1)
    for number in _numbers(items):
        result = settled(EXACT.multiply(result, number))
    return result


def mean(items: Sequence[Value], *, step: Step = free) -> Decimal:
    """The arithmetic mean."""
    numbers = _numbers(items)
    return settled(_ratio(total(numbers, step), len(numbers)))


def median(items: Sequence[Value]) -> Decimal:
    """The middle one of the sorted numbers, or the mean of the two in the middle."""
    numbers = sorted(_numbers(items))
    half, rest = divmod(len(numbers), 2)
    return numbers[half] if rest else settled(_ratio(EXACT.add(numbers[half - 1], numbers[half]), 2))


def stddev(items: Sequence[Value], *, step: Step = free) -> Decimal:
    """The sample standard deviation; a failure (null) for less than two numbers."""
    numbers = _numbers(items)
    if len(numbers) == 1:
        raise fail("只有一个数，无法计算标准差", "a standard deviation needs at least two numbers")
    count = Decimal(len(numbers))

    def spread(context: Context) -> Decimal:
        """N * sum of squares - square of the sum, exactly; only the division and the root are rounded."""
        whole_sum = reduce(context.add, numbers)
        squares = reduce(context.add, (context.multiply(number, number) for number in numbers))
        return context.subtract(context.multiply(count, squares), context.multiply(whole_sum, whole_sum))

    wide = EXACT.copy()
    wide.prec = 3 * DECIMAL128.prec
    return settled(wide.sqrt(wide.divide(exactly(spread, len(numbers), step), EXACT.multiply(count, count - 1))))


def mode(items: Sequence[Value]) -> list[Value]:
    """The numbers that occur most often, in ascending order; none if the list is empty."""
    if not items:
        return []
    counted = Counter(_numbers(items))
    most = max(counted.values())
    return [*sorted(number for number, times in counted.items() if times == most)]


def _ratio(number: Decimal, count: int) -> Decimal:
    """An exact sum divided by a count: decimal128 rounds it once, at its own 34 digits."""
    return guarded(DECIMAL128.divide, number, Decimal(count))


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _numbers(items: Sequence[Value]) -> list[Decimal]:
    if not items:
        raise fail("列表为空，没有可计算的数", "the list is empty: there is no number to reckon with")
    numbers = [item for item in items if isinstance(item, Decimal)]
    if len(numbers) < len(items):
        at = next(index for index, item in enumerate(items, 1) if not isinstance(item, Decimal))
        found = show(items[at - 1])
        raise fail(f"第 {at} 项 `{found}` 不是数", f"item {at}, `{found}`, is not a number")
    return numbers
