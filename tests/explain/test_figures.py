"""Figures as documents print them, to the last digit."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydsl.source.figures import grouped_text, money_text, months_text, percent_text, plain_text, yuan_text


@pytest.mark.parametrize(
    ("value", "short", "long", "english"),
    [
        ("0", "0元", "0.00元", "CNY 0"),
        ("0.01", "0.01元", "0.01元", "CNY 0.01"),
        ("0.5", "0.50元", "0.50元", "CNY 0.50"),
        ("800", "800元", "800.00元", "CNY 800"),
        ("9999.99", "9999.99元", "9,999.99元", "CNY 9,999.99"),
        ("10000", "1万元", "10,000.00元", "CNY 10,000"),
        ("86500", "8.65万元", "86,500.00元", "CNY 86,500"),
        ("1500000.00", "150万元", "1,500,000.00元", "CNY 1,500,000"),
        ("1E+8", "1亿元", "100,000,000.00元", "CNY 100,000,000"),
        ("250000000", "2.5亿元", "250,000,000.00元", "CNY 250,000,000"),
        ("999999999.99", "999999999.99元", "999,999,999.99元", "CNY 999,999,999.99"),
        ("-1500000", "-150万元", "-1,500,000.00元", "CNY -1,500,000"),
        ("12.3456", "12.3456元", "12.3456元", "CNY 12.3456"),
    ],
)
def test_money(value: str, short: str, long: str, english: str) -> None:
    sum_ = Decimal(value)
    assert (money_text(sum_), yuan_text(sum_), money_text(sum_, lang="en")) == (short, long, english)


def test_other_currency() -> None:
    assert money_text(Decimal(6_000_000), "USD") == "600万美元"
    assert money_text(Decimal(6_000_000), "USD", "en") == "USD 6,000,000"
    assert yuan_text(Decimal("1.5"), "USD") == "1.50美元"


@pytest.mark.parametrize(
    ("value", "text"), [("0.5", "50%"), ("0.015", "1.5%"), ("1", "100%"), ("0", "0%"), ("-0.05", "-5%")]
)
def test_percent(value: str, text: str) -> None:
    assert percent_text(Decimal(value)) == text


@pytest.mark.parametrize(
    ("months", "zh", "en"), [(36, "36个月", "36 months"), (1, "1个月", "1 month"), (0, "0个月", "0 months")]
)
def test_months(months: int, zh: str, en: str) -> None:
    assert (months_text(months), months_text(months, "en")) == (zh, en)


@pytest.mark.parametrize(("value", "text"), [("1.50", "1.5"), ("1E+3", "1000"), ("-0.00", "0"), ("0.10", "0.1")])
def test_plain(value: str, text: str) -> None:
    assert plain_text(Decimal(value)) == text


_UNITS = {"亿元": 8, "万元": 4, "元": 0}
_SUMS = st.decimals(min_value=-(10**14), max_value=10**14, places=4, allow_nan=False, allow_infinity=False)


@given(_SUMS)
def test_money_reads_back_as_the_same_sum(value: Decimal) -> None:
    found = re.fullmatch(r"(-?[0-9.]+)(亿元|万元|元)", money_text(value))
    assert found is not None
    assert Decimal(found[1]).scaleb(_UNITS[found[2]]) == value
    assert Decimal(yuan_text(value).removesuffix("元").replace(",", "")) == value
    assert Decimal(money_text(value, lang="en").removeprefix("CNY ").replace(",", "")) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30))
def test_no_digit_is_lost(value: Decimal) -> None:
    assert Decimal(plain_text(value)) == value
    assert Decimal(grouped_text(value).replace(",", "")) == value
    assert Fraction(percent_text(value).removesuffix("%")) == Fraction(value) * 100
