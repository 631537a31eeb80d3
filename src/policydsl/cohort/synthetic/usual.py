"""What figures of a kind usually come to: rates, shares, ages, areas, counts of people and months, prices of one unit.

A policy says by the unit or the label of a fact what kind it is. Bounds that it declares, and figures that its formulas
compare with, come first: this only says what there is beyond them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from policydsl.model.policy import Field
from policydsl.source.figures import CURRENCIES
from policydsl.source.frozen import frozen


@frozen
class Usual:
    """Around which figure, and between which: `narrow`: all of these are as likely, as of the rates of a currency."""

    centre: Decimal
    least: Decimal
    most: Decimal
    narrow: bool = False


def _usual(centre: str, least: str, most: str) -> Usual:
    return Usual(Decimal(centre), Decimal(least), Decimal(most))


_RATES: Final = {"USD": "7.1", "EUR": "7.8", "HKD": "0.91", "JPY": "0.048", "GBP": "9.1"}  # yuan for one
_BAND: Final = Decimal("0.05")
_RATE: Final = re.compile(r"汇率|汇价|exchange rate", re.IGNORECASE)
_YUAN: Final = ("元", "人民币", "CNY")
_HUNDREDTHS: Final = ("%", "％", "percent", "百分点")
_SHARE: Final = re.compile(r"率(?!先)|比例|占比|比重|份额|\b(?:share|ratio|rate|percentage)\b", re.IGNORECASE)
_INTEREST: Final = re.compile(r"利率|interest", re.IGNORECASE)
_GROWTH: Final = re.compile(r"增长|增速|增幅|growth", re.IGNORECASE)
_WITHIN_YEAR: Final = re.compile(r"当年|年内|本年|每年|of the year|a year", re.IGNORECASE)
_OF_MONTH: Final = re.compile(r"月租|每月|/月|month", re.IGNORECASE)
_PRICE: Final = re.compile(r"^(?:元|美元|欧元|港元|日元|英镑)\s*/\s*(.+)$")
_PRICES: Final = (  # of one of these, in yuan
    (("平方米", "㎡", "m2"), _usual("600", "60", "6000")),
    (("千瓦时", "度", "kWh"), _usual("0.7", "0.3", "3")),
    (("小时", "课时", "hour"), _usual("100", "5", "2000")),
    (("天", "日", "day"), _usual("400", "50", "10000")),
    (("吨", "ton"), _usual("3000", "100", "200000")),
    (("人", "名", "person"), _usual("8000", "300", "200000")),
)
_PRICE_OF_ONE: Final = _usual("3000", "10", "500000")
_RENT_OF_MONTH: Final = _usual("50", "5", "500")
_BY_UNIT: Final = (
    (("岁", "周岁"), _usual("38", "18", "70")),
    (("平方米", "㎡", "m2", "square metres"), _usual("900", "20", "60000")),
    (("亩", "mu"), _usual("30", "1", "3000")),
    (("个月", "月", "months"), _usual("12", "0", "60")),
    (("年", "years"), _usual("3", "0", "30")),
    (("天", "日", "days"), _usual("90", "0", "366")),
    (("人", "名", "people"), _usual("60", "0", "20000")),
    (("分", "points"), Usual(Decimal(70), Decimal(30), Decimal(100), narrow=True)),
    (("个", "件", "项", "家", "台", "套", "次", "篇"), _usual("8", "0", "1000")),
)
_BY_LABEL: Final = (
    (re.compile(r"年龄|周岁|\bage\b", re.IGNORECASE), "岁"),
    (re.compile(r"面积|floor space|\barea\b", re.IGNORECASE), "平方米"),
    (re.compile(r"月数|months", re.IGNORECASE), "个月"),
    (re.compile(r"天数|日数", re.IGNORECASE), "天"),
    (re.compile(r"年数|年限", re.IGNORECASE), "年"),
    (re.compile(r"人数|员工|职工|从业人员|employees|staff", re.IGNORECASE), "人"),
    (re.compile(r"得分|评分|分数|score", re.IGNORECASE), "分"),
)


def usual_of(field: Field, edges: Iterable[Decimal], *, money: bool) -> Usual | None:
    """What the figures of a fact usually come to; None where neither unit nor label tells, or its bounds say otherwise.

    `edges`: figures that formulas compare it with.
    """
    found = _told(field, edges, money=money)
    low, high = field.minimum, field.maximum
    beside = found is not None and (
        (low is not None and found.centre < low) or (high is not None and found.centre > high)
    )
    return None if beside else found


def _told(field: Field, edges: Iterable[Decimal], *, money: bool) -> Usual | None:
    label, unit = f"{field.label.zh} {field.label.pick('en')}", field.unit.strip()
    if money:
        return _price(label, unit)
    rate = _exchange(label, unit)
    if rate is not None:
        return Usual(rate, rate * (1 - _BAND), rate * (1 + _BAND), narrow=True)
    found = next((one for units, one in _BY_UNIT if unit in units), None)
    if unit in _HUNDREDTHS or (not unit and not field.whole and _SHARE.search(label)):
        found = _share(label, 100 if unit in _HUNDREDTHS or any(abs(one) > 1 for one in edges) else 1)
    elif found is None and not unit:
        meant = next((one for pattern, one in _BY_LABEL if pattern.search(label)), "")
        found = next((one for units, one in _BY_UNIT if meant in units), None)
    if found is not None and found.most == 60 and _WITHIN_YEAR.search(label):  # noqa: PLR2004  (months)
        return _usual("8", "0", "12")
    return found


def _price(label: str, unit: str) -> Usual | None:
    """Of one square metre, one hour, one person."""
    match = _PRICE.match(unit)
    of = match[1] if match else "平方米" if "每平方米" in label else ""
    if not of:
        return _PRICE_OF_ONE if "单价" in label else None
    found = next((one for units, one in _PRICES if any(of.startswith(word) for word in units)), _PRICE_OF_ONE)
    return _RENT_OF_MONTH if found == _PRICES[0][1] and _OF_MONTH.search(label + of) else found


def _exchange(label: str, unit: str) -> Decimal | None:
    """Yuan for one of another currency."""
    one, _, other = (part.strip() for part in unit.partition("/"))
    named = {code: (code, CURRENCIES[code]) for code in _RATES}
    code = next((code for code, words in named.items() if other in words), None)
    if one in _YUAN and code is not None:
        return Decimal(_RATES[code])
    if not _RATE.search(label):
        return None
    told = next((code for code, words in named.items() if any(word in label + unit for word in words)), "USD")
    return Decimal(_RATES[told])


def _share(label: str, whole: int) -> Usual:
    """A part of a whole, or a rate, in parts of one or of a hundred."""
    centre, least, most = ("0.3", "0", "1")
    if _INTEREST.search(label):
        centre, least, most = ("0.04", "0.005", "0.15")
    elif _GROWTH.search(label):
        centre, least, most = ("0.15", "-0.5", "3")
    return Usual(Decimal(centre) * whole, Decimal(least) * whole, Decimal(most) * whole)
