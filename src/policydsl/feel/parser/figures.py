"""Figures: numbers with their units, durations and dates, from text to literal nodes; exact, no rounding."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

from policydsl.feel.ast import NumberLit, TemporalLit, Unit
from policydsl.feel.measures import COUNTERS
from policydsl.feel.parser.patterns import GAP, NAME_CHAR
from policydsl.feel.parser.problem import Problem
from policydsl.feel.parser.words import after_unit
from policydsl.feel.values import Date, DaysTimeDuration, YearsMonthsDuration
from policydsl.source import Span, Text
from policydsl.source.figures import CURRENCIES

if TYPE_CHECKING:
    from policydsl.feel.ast import Expr

MAX_DIGITS: Final = 34  # of decimal128: more could not be computed with
MAX_EXPONENT: Final = 6144
_MAX_SPAN: Final = 10**12  # months or seconds: some 30,000 years and more

# Multiples count nothing: `1.5倍` is the number 1.5.
_PLAIN: Final = frozenset({"倍"})

_EXACT = Context(prec=80)
_SCALES = {"": 0, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}
_RATIOS = {"%": -2, "‰": -3, "个百分点": -2}
_MONTHS = {"年": 12, "个月": 1}
_SECONDS = {"天": 86400, "小时": 3600, "分钟": 60, "秒": 1}

# unit -> (kind, power of ten or factor); the kind of money is its currency
_UNITS: dict[str, tuple[str, int]] = {
    **{f"{scale}{unit}": (code, power) for code, unit in CURRENCIES.items() for scale, power in _SCALES.items()},
    **{scale: ("number", power) for scale, power in _SCALES.items() if scale not in {"", "千"}},
    **{unit: ("ratio", power) for unit, power in _RATIOS.items()},
    **{unit: ("months", months) for unit, months in _MONTHS.items()},
    **{unit: ("seconds", seconds) for unit, seconds in _SECONDS.items()},
}
_UNIT_WORDS = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
# Official documents print a space inside a unit, too: `10 亿 元`.
_MONEY_WORDS = "|".join(sorted(CURRENCIES.values(), key=len, reverse=True))
_UNIT_GAPS = re.sub(f"(?<=[千万亿])({_MONEY_WORDS})", lambda found: f"{GAP}{found[0]}", _UNIT_WORDS)
# A unit ends where no name goes on, or where a word begins that may follow at once (`10亿元以上`, `10亿元且…`).
UNIT = re.compile(rf"{GAP}({_UNIT_GAPS})(?:(?!{NAME_CHAR})|(?={'|'.join(after_unit())}))")
# What is counted: `5人`, `1.2万平方米`. Tried where no unit is found, so that other figures do not pay for it.
COUNTED = re.compile(
    rf"{GAP}(万亿|千万|百万|亿|万)?+{GAP}({'|'.join(sorted(map(re.escape, COUNTERS), key=len, reverse=True))})"
    rf"(?:(?!{NAME_CHAR})|(?={'|'.join(after_unit())}))"
)
UNIT_STARTS = frozenset(unit[0] for unit in _UNITS)
_PART = rf"[0-9]++(?:\.[0-9]++)?+(?:{_UNIT_WORDS})"
COMPOUND = re.compile(rf"(?:{_PART}){{2,}}+")
_PARTS = re.compile(rf"([0-9]++(?:\.[0-9]++)?+)({_UNIT_WORDS})")


def figure(span: Span, digits: str, unit: str) -> Expr:
    """The literal for written digits and a unit (or none)."""
    number = _number(span, digits)
    if not unit:
        return NumberLit(span, number)
    kind, factor = _UNITS[unit]
    match kind:
        case code if code in CURRENCIES:
            return NumberLit(span, _bounded(span, _scaled(number, factor)), Unit.MONEY, currency=code)
        case "number":
            return NumberLit(span, _bounded(span, _scaled(number, factor)))
        case "ratio":
            return NumberLit(span, _bounded(span, _EXACT.scaleb(number, factor)), Unit.RATIO)
        case "months":
            months = _whole(span, _EXACT.multiply(number, Decimal(factor)), Text("整月", "whole months"))
            return TemporalLit(span, YearsMonthsDuration(months))
        case _:
            seconds = _whole(span, _EXACT.multiply(number, Decimal(factor)), Text("整秒", "whole seconds"))
            return TemporalLit(span, DaysTimeDuration.of(seconds=seconds))


def counted(span: Span, digits: str, scale: str, of: str) -> Expr:
    """The literal for a figure with what it counts."""
    number = _number(span, digits)
    value = _bounded(span, _scaled(number, _SCALES[scale])) if scale else number
    if scale and value == value.to_integral_value():
        value = value.quantize(Decimal(1), context=_EXACT)  # 1.2万人 is 12000
    return NumberLit(span, value, of="" if of in _PLAIN else of)


def date(span: Span, year: str, month: str, day: str) -> Expr:
    """The literal for `2025年4月21日`."""
    try:
        return TemporalLit(span, Date(int(year), int(month), int(day)))
    except ValueError:
        raise Problem("X020", span, date=f"{year}年{month}月{day}日") from None


def compound(text: str) -> str | None:
    """One figure for several written together: `1年6个月` is `18个月`; None if the kinds differ."""
    parts = [(Decimal(digits), *_UNITS[unit], unit) for digits, unit in _PARTS.findall(text)]
    code = parts[-1][1]
    if code in CURRENCIES and all(kind in {code, "number"} for _, kind, _, _ in parts):
        # 1亿2000万元: the last unit says that all of it is money
        name = CURRENCIES[code]
        parts = [(number, code, power, unit.removesuffix(name) + name) for number, _, power, unit in parts]
    kinds = {kind for _, kind, _, _ in parts}
    if len(kinds) != 1 or kinds == {"ratio"}:
        return None
    kind, smallest, last_unit = min(((kind, factor, unit) for _, kind, factor, unit in parts), key=lambda p: p[1])
    if kind in {"months", "seconds"}:
        total = sum((_EXACT.multiply(number, Decimal(factor)) for number, _, factor, _ in parts), Decimal(0))
        return f"{_EXACT.divide(total, Decimal(smallest)):f}{last_unit}"
    _, _, largest, unit = max(parts, key=lambda part: part[2])
    total = sum((_EXACT.scaleb(number, factor - largest) for number, _, factor, _ in parts), Decimal(0))
    return f"{_EXACT.normalize(total):f}{unit}"


@cache
def unit_list() -> Text:
    """The units that a figure may carry, for messages."""
    return Text(
        "元、万元、亿元、美元、万美元、港元、欧元等、万、亿、%、‰、个百分点、年、个月、天、小时、分钟、秒",
        "元 万元 亿元 美元 万美元 港元 欧元 (and so on) 万 亿 % ‰ 个百分点 年 个月 天 小时 分钟 秒",
    )


def _scaled(number: Decimal, power: int) -> Decimal:
    # multiply, not scaleb: 1000万元 shall be 10000000, not 1.000E+7
    return _EXACT.multiply(number, Decimal(10**power))


def _whole(span: Span, value: Decimal, what: Text) -> int:
    if value != value.to_integral_value():
        raise Problem("X019", span, what=what)
    if value > _MAX_SPAN:
        raise Problem("X018", span, limit=MAX_DIGITS)
    return int(value)


def _number(span: Span, digits: str) -> Decimal:
    try:
        number = Decimal(digits)
    except ArithmeticError:  # an exponent of a million digits
        raise Problem("X018", span, limit=MAX_DIGITS) from None
    if len(digits) <= MAX_DIGITS and digits.isdecimal():
        return number
    if len(number.as_tuple().digits) > MAX_DIGITS:
        raise Problem("X018", span, limit=MAX_DIGITS)
    return _bounded(span, number)


def _bounded(span: Span, number: Decimal) -> Decimal:
    """The number, if it is one that decimal128 holds; a unit may have carried it beyond."""
    if number and abs(number.adjusted()) > MAX_EXPONENT:
        raise Problem("X018", span, limit=MAX_DIGITS)
    return number
