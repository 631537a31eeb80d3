"""Values as literals of the expression language: `1000万元`, `50%`, `3年`, `2025年4月21日`, `"text"`."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from typing import Final

from policydsl.feel.ast import Unit
from policydsl.feel.values import Date, DaysTimeDuration, Temporal, YearsMonthsDuration
from policydsl.source.figures import CURRENCIES

_EXACT: Final = Context(prec=80)
_LONGEST: Final = 34  # digits; beyond, and for far exponents, the scientific form
# (unit, its power of ten): taken when two decimals are enough
_SCALES: Final = (("亿", 8), ("万", 4))
_YEAR: Final = 12
_LAST_SPAN: Final = 999  # of years: four digits before 年 would read as a year
_FIRST_YEAR, _LAST_YEAR = 1000, 9999
_CLOCK: Final = ((86_400, "天"), (3600, "小时"), (60, "分钟"), (1, "秒"))
_NANOS: Final = 1_000_000_000
_MOST: Final = 10**12  # months or seconds; more only in the ISO form
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_KEYWORDS: Final = frozenset(
    [
        "and", "or", "between", "in", "if", "then", "else", "for", "return", "some", "every", "satisfies", "function",
        "true", "false", "null", "instance",
    ]
)  # fmt: skip
_KEY = re.compile(r"[^\W\d]\w*(?: \w+){0,12}")


def number_text(value: Decimal, unit: Unit, currency: str = "CNY") -> str:
    """A number, an amount of money or a ratio."""
    match unit:
        case Unit.MONEY:
            return _money_text(value, CURRENCIES[currency])
        case Unit.RATIO:
            return f"{_plain(_EXACT.normalize(_EXACT.scaleb(value, 2)))}%"
        case _:
            return _plain(value)


def _money_text(value: Decimal, unit: str) -> str:
    for scale, power in _SCALES:
        if abs(value) >= 10**power:
            count = _EXACT.normalize(_EXACT.scaleb(value, -power))
            if int(count.as_tuple().exponent) >= -2:  # noqa: PLR2004  (two decimals)
                return f"{_plain(count)}{scale}{unit}"
    return f"{_plain(value)}{unit}"


def _plain(value: Decimal) -> str:
    text = f"{value:f}" if abs(value.adjusted()) <= _LONGEST else ""
    return text if text and len(text.lstrip("0.-")) <= _LONGEST else str(value)


def temporal_text(value: Temporal) -> str:
    """A date, time, date and time or duration."""
    match value:
        case Date() if _FIRST_YEAR <= value.year <= _LAST_YEAR:
            return f"{value.year}年{value.month}月{value.day}日"
        case YearsMonthsDuration(months) if 0 <= months <= _MOST:
            if months and months % _YEAR == 0 and months // _YEAR <= _LAST_SPAN:
                return f"{months // _YEAR}年"
            return f"{months}个月"
        case DaysTimeDuration(nanoseconds) if 0 <= nanoseconds <= _MOST * _NANOS and nanoseconds % _NANOS == 0:
            seconds = nanoseconds // _NANOS
            factor, unit = next(pair for pair in _CLOCK if seconds % pair[0] == 0)
            return f"{seconds // factor}{unit}"
        case _:
            return f'@"{value}"'


def string_text(value: str) -> str:
    """A text in quotes."""
    if value.isprintable() and '"' not in value and "\\" not in value:
        return f'"{value}"'
    return '"' + "".join(_ESCAPES.get(character) or _escaped(character) for character in value) + '"'


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:06X}"  # noqa: PLR2004  (the basic plane)


def key_text(key: str) -> str:
    """The key of a context entry: bare where it can be, so that it counts as a name in what follows."""
    bare = _KEY.fullmatch(key) and _KEYWORDS.isdisjoint(key.split(" "))
    return key if bare else string_text(key)
