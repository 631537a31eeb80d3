"""Sums as they are shown: every digit, no more."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydsl.render.money import added, difference, fen, sum_text, wan, yuan

sums = st.decimals(min_value=0, max_value=10**16, places=2, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "as_fen", "as_wan", "as_yuan"),
    [
        ("0", "0.00", "0元", "0.00元"),
        ("-0.00", "0.00", "0元", "0.00元"),
        ("0.01", "0.01", "0.000001万元", "0.01元"),
        ("1500000", "1500000.00", "150万元", "1,500,000.00元"),
        ("1.5E+6", "1500000.00", "150万元", "1,500,000.00元"),
        ("86000000.00", "86000000.00", "8600万元", "86,000,000.00元"),
        ("874300.25", "874300.25", "87.430025万元", "874,300.25元"),
        ("9999999999999999999999999999.99", "9999999999999999999999999999.99",
         "999999999999999999999999.999999万元", "9,999,999,999,999,999,999,999,999,999.99元"),
    ],
)  # fmt: skip
def test_one_sum(value: str, as_fen: str, as_wan: str, as_yuan: str) -> None:
    given_ = Decimal(value)
    assert (fen(given_), wan(given_), yuan(given_)) == (as_fen, as_wan, as_yuan)


@given(sums)
def test_what_is_shown_reads_back_as_the_same_sum(value: Decimal) -> None:
    assert Decimal(fen(value)) == value
    assert Decimal(yuan(value).removesuffix("元").replace(",", "")) == value
    if value:
        assert Decimal(wan(value).removesuffix("万元")).scaleb(4) == value
        assert not wan(value).removesuffix("万元").endswith(".")


@given(st.lists(sums, max_size=30))
def test_sums_of_sums_are_exact(values: list[Decimal]) -> None:
    assert added(values) == Decimal(sum(int(v.scaleb(2)) for v in values)).scaleb(-2)


def test_no_digit_is_lost_in_wide_sums() -> None:
    wide = Decimal("99999999999999999999999999999999.99")
    assert difference(added([wide, Decimal("0.02")]), wide) == Decimal("0.02")


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("1500000.00", "150万元", "CNY 1,500,000.00"),
        ("874300.25", "874,300.25元", "CNY 874,300.25"),
        ("9999", "9,999.00元", "CNY 9,999.00"),
        ("13000000", "1300万元", "CNY 13,000,000.00"),
    ],
)
def test_in_a_sentence(value: str, zh: str, en: str) -> None:
    assert sum_text(Decimal(value), "CNY", "zh") == zh
    assert sum_text(Decimal(value), "CNY", "en") == en


def test_other_currencies_have_units_of_their_own() -> None:
    assert sum_text(Decimal(2500000), "USD", "zh") == "250万美元"
    assert sum_text(Decimal("2500.5"), "HKD", "zh") == "2,500.50港元"
    assert sum_text(Decimal(2500000), "USD", "en") == "USD 2,500,000.00"
