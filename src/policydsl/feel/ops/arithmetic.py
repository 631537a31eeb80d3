"""`+ - * / **` and the minus sign, over numbers, texts, dates, times and durations."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException
from fractions import Fraction

from policydsl.feel.failure import FeelFailure, fail
from policydsl.feel.ops.decimals import DECIMAL128, failure_of
from policydsl.feel.ops.show import kind, show
from policydsl.feel.temporal.duration import MAX_MONTHS, MAX_NANOS, NANOS
from policydsl.feel.values import Date, DateTime, DaysTimeDuration, Duration, Time, Value, YearsMonthsDuration

MAX_TEXT = 1_000_000  # characters of a text that is put together
_DAY_NANOS = 86_400 * NANOS
_LARGEST = 60  # a factor with more digits than this makes no duration

_add, _subtract, _multiply = DECIMAL128.add, DECIMAL128.subtract, DECIMAL128.multiply
_divide, _power, _minus = DECIMAL128.divide, DECIMAL128.power, DECIMAL128.minus


def add(left: Value, right: Value) -> Value:
    """`left + right`."""
    if left.__class__ is Decimal and right.__class__ is Decimal:
        return _number(_add, left, right)
    if left is None or right is None:
        return None
    if isinstance(left, str) and isinstance(right, str):
        if len(left) + len(right) > MAX_TEXT:
            raise fail("拼接出的文本太长", "the joined text is too long")
        return left + right

    def impossible() -> FeelFailure:
        return _impossible("把{0} 与{1} 相加", "add {0} and {1}", left, right)

    if isinstance(right, DaysTimeDuration | YearsMonthsDuration):
        return _shift(left, right, impossible)
    if isinstance(left, DaysTimeDuration | YearsMonthsDuration):
        return _shift(right, left, impossible)
    raise impossible()


def subtract(left: Value, right: Value) -> Value:
    """`left - right`."""
    if left.__class__ is Decimal and right.__class__ is Decimal:
        return _number(_subtract, left, right)
    if left is None or right is None:
        return None

    def impossible() -> FeelFailure:
        return _impossible("从{0} 中减去{1}", "subtract {1} from {0}", left, right)

    if isinstance(right, DaysTimeDuration):
        return _shift(left, DaysTimeDuration(-right.nanoseconds), impossible)
    if isinstance(right, YearsMonthsDuration):
        return _shift(left, YearsMonthsDuration(-right.months), impossible)
    if isinstance(left, Date) and isinstance(right, Date):
        return DaysTimeDuration((left.days - right.days) * _DAY_NANOS)
    if isinstance(left, Time) and isinstance(right, Time) and left.placed == right.placed:
        if left.zone == right.zone and left.offset == right.offset:
            return DaysTimeDuration(left.nanos - right.nanos)
        return DaysTimeDuration(left.universal - right.universal)
    if isinstance(left, Date | DateTime) and isinstance(right, Date | DateTime):
        one, other = _moment(left), _moment(right)
        if one.time.placed == other.time.placed:
            return DaysTimeDuration(one.instant - other.instant)
    raise impossible()


def multiply(left: Value, right: Value) -> Value:
    """`left * right`."""
    if left.__class__ is Decimal and right.__class__ is Decimal:
        return _number(_multiply, left, right)
    if left is None or right is None:
        return None
    if isinstance(left, DaysTimeDuration | YearsMonthsDuration) and isinstance(right, Decimal):
        return _scaled(left, right, divide=False)
    if isinstance(right, DaysTimeDuration | YearsMonthsDuration) and isinstance(left, Decimal):
        return _scaled(right, left, divide=False)
    raise _impossible("把{0} 与{1} 相乘", "multiply {0} by {1}", left, right)


def divide(left: Value, right: Value) -> Value:
    """`left / right`."""
    if left.__class__ is Decimal and right.__class__ is Decimal:
        if not right:
            raise fail("不能除以零", "cannot divide by zero")
        return _number(_divide, left, right)
    if left is None or right is None:
        return None
    if isinstance(left, DaysTimeDuration | YearsMonthsDuration) and isinstance(right, Decimal):
        return _scaled(left, right, divide=True)
    if isinstance(left, DaysTimeDuration) and isinstance(right, DaysTimeDuration):
        return divide(Decimal(left.nanoseconds), Decimal(right.nanoseconds))
    if isinstance(left, YearsMonthsDuration) and isinstance(right, YearsMonthsDuration):
        return divide(Decimal(left.months), Decimal(right.months))
    raise _impossible("用{1} 去除{0}", "divide {0} by {1}", left, right)


def power(left: Value, right: Value) -> Value:
    """`left ** right`."""
    if left is None or right is None:
        return None
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        if not right:
            return Decimal(1)
        if not left and right < 0:
            raise fail("零没有负的乘方", "zero has no negative power")
        return _number(_power, left, right)
    raise _impossible("求{0} 的{1} 次方", "raise {0} to the power of {1}", left, right)


def negate(value: Value) -> Value:
    """`-value`."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return _number(_minus, value)
    if isinstance(value, DaysTimeDuration):
        return DaysTimeDuration(-value.nanoseconds)
    if isinstance(value, YearsMonthsDuration):
        return YearsMonthsDuration(-value.months)
    raise fail(
        f"{kind(value).zh} `{show(value)}` 前不能加负号", f"a {kind(value).en} `{show(value)}` cannot take a minus sign"
    )


def _number(operation: Callable[..., Decimal], *operands: Decimal) -> Decimal:
    try:
        return operation(*operands)
    except DecimalException as error:
        raise failure_of(error) from None


def _shift(value: Value, by: Duration, impossible: Callable[[], FeelFailure]) -> Value:
    """A date, time, moment or duration of the same kind, moved by a duration."""
    try:
        if isinstance(by, YearsMonthsDuration):
            if isinstance(value, Date | DateTime):
                return value.plus_months(by.months)
            if isinstance(value, YearsMonthsDuration):
                return _months(value.months + by.months)
        elif isinstance(value, Date):
            return value.plus_days(by.nanoseconds // _DAY_NANOS)
        elif isinstance(value, DateTime):
            return value.plus_nanos(by.nanoseconds)
        elif isinstance(value, Time):
            return Time.of_nanos(value.nanos + by.nanoseconds, value.offset, value.zone)
        elif isinstance(value, DaysTimeDuration):
            return _nanos(value.nanoseconds + by.nanoseconds)
    except OverflowError:
        raise fail("得出的日期超出范围", "the resulting date is out of range") from None
    raise impossible()


def _scaled(duration: Duration, factor: Decimal, *, divide: bool) -> Duration:
    """A duration times or by a number; months are cut to whole ones, as a part of a month is no duration."""
    if not factor:
        if divide:
            raise fail("不能除以零", "cannot divide by zero")
        return type(duration)(0)
    if abs(factor.adjusted()) > _LARGEST:
        raise fail("期限太长或太短", "the duration is too long or too short")
    exact = 1 / Fraction(factor) if divide else Fraction(factor)
    if isinstance(duration, YearsMonthsDuration):
        months = duration.months * exact
        return _months(abs(months).__floor__() * (1 if months >= 0 else -1))
    return _nanos(round(duration.nanoseconds * exact))


def _nanos(nanos: int) -> DaysTimeDuration:
    if abs(nanos) > MAX_NANOS:
        raise fail("期限太长", "the duration is too long")
    return DaysTimeDuration(nanos)


def _months(months: int) -> YearsMonthsDuration:
    if abs(months) > MAX_MONTHS:
        raise fail("期限太长", "the duration is too long")
    return YearsMonthsDuration(months)


def _moment(value: Date | DateTime) -> DateTime:
    """A date stands for its first moment in UTC where a date and time is needed."""
    return value if isinstance(value, DateTime) else DateTime(value, Time(0, offset=0))


def _impossible(zh: str, en: str, left: Value, right: Value) -> FeelFailure:
    named = [(kind(value), show(value)) for value in (left, right)]
    return fail(
        "不能" + zh.format(*(f"{what.zh} `{text}`" for what, text in named)),
        "cannot " + en.format(*(f"{what.en} `{text}`" for what, text in named)),
    )
