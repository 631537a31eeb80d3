"""Figures as documents print them: exact money in 元, 万元 or 亿元, percentages, months.

No figure is rounded here: what is shown is what was computed, to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Final

from policydsl.source.lang import Lang

_WIDE = Context(prec=400, Emax=10**6, Emin=-(10**6))  # only shifts the point: every digit stays
_SCALES = ((8, "亿"), (4, "万"))
_SHIFTED_DECIMALS = 4  # 1.2345亿元 still reads well; with more digits after the point a smaller unit does
# The currencies that notices are written in (ISO 4217), each with its main unit.
CURRENCIES: Final[Mapping[str, str]] = {
    "CNY": "元", "HKD": "港元", "MOP": "澳门元", "TWD": "新台币", "USD": "美元", "EUR": "欧元", "GBP": "英镑",
    "JPY": "日元", "KRW": "韩元", "SGD": "新加坡元", "AUD": "澳元", "CAD": "加元", "CHF": "瑞士法郎",
}  # fmt: skip


def plain_text(value: Decimal) -> str:
    """All digits, without an exponent and without zeros at the end: `1.5`, `10000000`."""
    if not value.is_finite():
        return str(value)
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def grouped_text(value: Decimal) -> str:
    """The same with commas between thousands: `1,500,000.5`."""
    text = plain_text(value)
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, fraction = digits.partition(".")
    return sign + (f"{int(whole):,}" if whole.isdecimal() else whole) + point + fraction


def money_text(value: Decimal, currency: str = "CNY", lang: Lang = "zh") -> str:
    """In the largest unit that shows it shortly: `2.5亿元`, `150万美元`, `0.01元`; in English `CNY 1,500,000`."""
    if lang == "en":
        return f"{currency} {_fen(grouped_text(value))}"
    unit = CURRENCIES[currency]
    for digits, scale in _SCALES:
        shifted = value.scaleb(-digits, _WIDE)
        if abs(shifted) >= 1:
            text = plain_text(shifted)
            if len(text.partition(".")[2]) <= _SHIFTED_DECIMALS:
                return text + scale + unit
    return _fen(plain_text(value)) + unit


def yuan_text(value: Decimal, currency: str = "CNY") -> str:
    """In yuan with two digits, more where there are more: `1,500,000.00元`."""
    whole, _, fraction = grouped_text(value).partition(".")
    text = f"{whole}.{fraction.ljust(2, '0')}"
    return text + CURRENCIES[currency]


def counted(count: int, one: str) -> str:
    """In English: `1 row`, `2,000 rows`."""
    return f"{count:,} {one if count == 1 else one + 's'}"


def currency_name(currency: str, lang: Lang = "zh") -> str:
    """What a currency is called: `人民币（元）`, `美元`; in English its code."""
    if lang == "en":
        return currency
    return "人民币（元）" if currency == "CNY" else CURRENCIES[currency]


def percent_text(value: Decimal) -> str:
    """A ratio as a percentage: `0.5` is `50%`."""
    return plain_text(value.scaleb(2, _WIDE)) + "%"


def months_text(months: int, lang: Lang = "zh") -> str:
    """`36个月`; in English `36 months`."""
    if lang == "zh":
        return f"{months}个月"
    return f"{months} month" if abs(months) == 1 else f"{months} months"


def period_text(months: int, lang: Lang = "zh") -> str:
    """As `months_text`, whole years as such: `5年`; in English `5 years`."""
    years, rest = divmod(months, 12)
    if rest or not years:
        return months_text(months, lang)
    return f"{years}年" if lang == "zh" else f"{years} year" if abs(years) == 1 else f"{years} years"


def _fen(text: str) -> str:
    """Sums of money have no single digit after the point: `0.5` is `0.50`."""
    _, point, fraction = text.partition(".")
    return text + "0" if point and len(fraction) == 1 else text
