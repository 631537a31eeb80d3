"""The operators: what each gives for each kind of value, and the reasons where it gives nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydsl.feel import ops
from policydsl.feel.failure import FeelFailure
from policydsl.feel.values import (
    Date,
    DaysTimeDuration,
    FeelFunction,
    Range,
    Value,
    YearsMonthsDuration,
    parse_temporal,
)

FUNCTION = FeelFunction("f", (), lambda _: None)


def value(text: str) -> Value:
    """`@…` a date, time or duration, `n` null, `t` and `f` booleans, a number, else a text."""
    if text.startswith("@"):
        found = parse_temporal(text[1:])
        assert found is not None, text
        return found
    constants: dict[str, Value] = {
        "n": None, "t": True, "f": False, "[]": [], "[1]": [Decimal(1)], "{}": {},
        "1..2": Range(Decimal(1), Decimal(2)),
    }  # fmt: skip
    if text in constants:
        return constants[text]
    try:
        return Decimal(text)
    except ArithmeticError:
        return text


OPERATORS: dict[str, Callable[[Value, Value], Value]] = {
    "+": ops.add,
    "-": ops.subtract,
    "*": ops.multiply,
    "/": ops.divide,
    "**": ops.power,
    "=": ops.equal,
    "<": ops.less,
    ">=": ops.greater_equal,
    "and": ops.and_,
    "or": ops.or_,
}


@pytest.mark.parametrize(
    "case",
    [
        "1 + 2 = 3",
        "0.1 + 0.2 = 0.3",
        "1 / 3 = 0.3333333333333333333333333333333333",
        "2 / 3 = 0.6666666666666666666666666666666667",
        "2 ** 10 = 1024",
        "2 ** -1 = 0.5",
        "0 ** 0 = 1",
        "9999999999999999999999999999999999 + 1 = 10000000000000000000000000000000000",
        "甲 + 乙 = 甲乙",
        "n + 1 = n",
        "1 * n = n",
        "@2025-01-31 + @P1M = @2025-02-28",
        "@P1M + @2025-01-31 = @2025-02-28",
        "@2025-03-01 - @PT1S = @2025-02-28",
        "@2025-03-01 + @PT36H = @2025-03-02",
        "@2025-03-01 - @2025-02-01 = @P28D",
        "@2025-01-01T10:00:00 + @PT90M = @2025-01-01T11:30:00",
        "@23:30:00 + @PT1H = @00:30:00",
        "@10:00:00Z - @10:00:00+08:00 = @PT8H",
        "@2025-01-02T00:00:00Z - @2025-01-02 = @PT0S",
        "@P1Y - @P2M = @P10M",
        "@P1D * 1.5 = @PT36H",
        "@P1Y11M * -2.5 = @-P4Y9M",
        "@P10Y11M / 2.5 = @P4Y4M",
        "@P1D / @PT6H = 4",
        "@P1Y / @P5M = 2.4",
        "1 = 1.00 = t",
        "n = n = t",
        "n = 0 = f",
        "[] = n = f",
        "@P1Y = @P12M = t",
        "@2025-01-01T00:00:00Z = @2025-01-01T08:00:00+08:00 = t",
        "@2025-01-01T00:00:00 = @2025-01-01T00:00:00Z = f",
        "@2018-02-08T00:00:00+01:00 = @2018-02-08T00:00:00@Europe/Paris = t",
        "@10:00:00Z = @18:00:00@Asia/Shanghai = t",
        "甲 < 乙 = f",
        "a < b = t",
        "@2025-01-01 < @2025-01-02 = t",
        "@P1D >= @PT24H = t",
        "@10:00:00Z < @10:00:00-01:00 = t",
        "n < 1 = n",
        "f and n = f",
        "f and 1 = f",
        "n and t = n",
        "t or 1 = t",
        "n or f = n",
    ],
)
def test_operator(case: str) -> None:
    left, operator, right, _, expected = case.split()
    got = OPERATORS[operator](value(left), value(right))
    assert ops.is_(got, value(expected)), ops.show(got)


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("1 / 0", "不能除以零"),
        ("@P1D / 0", "不能除以零"),
        ("@P1D / @P0D", "不能除以零"),
        ("0 ** -1", "零没有负的乘方"),
        ("-8 ** 0.5", "算不出结果"),
        ("9e6144 * 10", "结果太大"),
        ("1 + a", '不能把数 `1` 与文本 `"a"` 相加'),
        ("a - b", "中减去"),
        ("1 * t", "不能把数 `1` 与是否"),
        ("[1] * 2", "列表 `[1]`"),
        ("@P1D + @P1M", "天数期限"),
        ("@2025-01-01 + 1", '日期 `@"2025-01-01"`'),
        ("@999999999-12-31 + @P1D", "超出范围"),
        ("@P1D * 1e50", "期限太长"),
        ("@P1D * 1e-70", "期限太长或太短"),
        ("@2025-01-01T00:00:00 - @2025-01-02", "中减去"),
        ("1 = a", "不能比较数 `1` 与文本"),
        ("f = 0", "不能比较"),
        ("{} = []", "不能比较"),
        ("1 < a", "不能比较大小"),
        ("t < f", "不能比较大小"),
        ("@10:00:00 < @10:00:00Z", "只有一个写明时区"),
        ("t and 1", "需要 true 或 false"),
        ("n or 1", "需要 true 或 false"),
    ],
)
def test_operator_without_a_result_says_why(case: str, reason: str) -> None:
    left, operator, right = case.split()
    with pytest.raises(FeelFailure) as caught:
        OPERATORS[operator](value(left), value(right))
    assert reason in caught.value.reason.zh
    assert caught.value.reason.en


def test_equality_of_parts_is_three_valued() -> None:
    one, two, text = Decimal(1), Decimal(2), "a"
    assert ops.equal([one, {"k": two}], [Decimal("1.0"), {"k": two}]) is True
    assert ops.equal([text, one], [one, two]) is False, "a part that differs decides, whatever the others"
    with pytest.raises(FeelFailure):
        ops.equal([text], [one])
    assert ops.matches([text], [one]) is False
    assert ops.equal(Range(one, two), Range(one, two)) is True
    assert ops.equal(Range(one, two), Range(one, two, high_closed=False)) is False
    assert ops.equal(Range(one, one, op="="), Range(one, one)) is False
    assert ops.equal(FUNCTION, FUNCTION) is True


def test_shared_parts_cannot_make_equality_endless() -> None:
    left: Value = Decimal(1)
    right: Value = Decimal(1)
    for _ in range(60):
        left, right = [left, left], [right, right]
    with pytest.raises(FeelFailure, match="too much to compare"):
        ops.equal(left, right)


def test_is_asks_for_the_same_writing() -> None:
    assert ops.is_(value("@10:00:00Z"), value("@10:00:00Z"))
    assert not ops.is_(value("@10:00:00Z"), value("@18:00:00+08:00"))
    assert not ops.is_(value("@2025-01-01"), value("@2025-01-01T00:00:00"))
    assert not ops.is_(True, Decimal(1))
    assert ops.is_([Decimal(1)], [Decimal("1.0")])


@pytest.mark.parametrize(
    ("low_closed", "high_closed", "expected"),
    [
        (True, True, [False, True, True, True, False]),
        (False, True, [False, False, True, True, False]),
        (True, False, [False, True, True, False, False]),
        (False, False, [False, False, True, False, False]),
    ],
)
def test_within_a_range(low_closed: bool, high_closed: bool, expected: list[bool]) -> None:
    range_ = Range(Decimal(1), Decimal(3), low_closed, high_closed)
    assert [ops.in_(Decimal(n), range_) for n in range(5)] == expected


def test_in() -> None:
    one, five = Decimal(1), Decimal(5)
    assert ops.in_(five, Range(None, five, low_closed=False, high_closed=True)) is True
    assert ops.in_(five, Range(one, one, op="!=")) is True
    assert ops.in_(None, Range(one, five)) is None
    assert ops.in_(five, [Range(one, one), five]) is True
    assert ops.in_(five, ["a", five]) is True, "a true wins over what cannot be compared"
    with pytest.raises(FeelFailure):
        ops.in_(five, ["a", one])
    assert ops.in_([one], [[one], [five]]) is True
    assert ops.in_([one, five], [one, five]) is True
    assert ops.in_(None, [None]) is True
    assert ops.in_(five, []) is False


@pytest.mark.parametrize("ends", [(None, Decimal(1)), (Decimal(2), Decimal(1)), ("a", Decimal(1)), (True, False)])
def test_no_range_without_two_ends_in_order(ends: tuple[Value, Value]) -> None:
    with pytest.raises(FeelFailure):
        ops.make_range(*ends)


@pytest.mark.parametrize(
    ("of", "name", "expected"),
    [
        ("@2025-04-21", "weekday", "1"),
        ("@-0044-03-15", "year", "-44"),
        ("@2025-04-21T10:30:01.5+08:00", "second", "1.5"),
        ("@2025-04-21T10:30:00+08:00", "time offset", "@PT8H"),
        ("@2025-04-21T10:30:00@Asia/Shanghai", "time offset", "@PT8H"),
        ("@2025-04-21T10:30:00@Asia/Shanghai", "timezone", "Asia/Shanghai"),
        ("@10:30:00", "time offset", "n"),
        ("@-P1Y2M", "months", "-2"),
        ("@-P1DT1.5S", "seconds", "-1.5"),
        ("@P1DT1H", "hours", "1"),
        ("1..2", "end", "2"),
        ("1..2", "start included", "t"),
        ("n", "anything", "n"),
    ],
)
def test_members(of: str, name: str, expected: str) -> None:
    assert ops.is_(ops.member(value(of), name), value(expected))


@pytest.mark.parametrize(("of", "name"), [("@P1Y", "days"), ("@2025-04-21", "hour"), ("1", "year"), ("{}", "x")])
def test_no_such_member(of: str, name: str) -> None:
    with pytest.raises(FeelFailure, match=name):
        ops.member(value(of), name)


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (Decimal("1.50"), "1.5"),
        (Decimal("-0"), "0"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E+100"), "1E+100"),
        ('甲"乙', '"甲\\"乙"'),
        ([Decimal(1), None, True], "[1, null, true]"),
        ({"a": Date(2025, 4, 21)}, '{a: @"2025-04-21"}'),
        (Range(Decimal(1), Decimal(2), high_closed=False), "[1..2)"),
        (Range(None, Decimal(2), low_closed=False), "<= 2"),
        (Range(Decimal(2), Decimal(2), op="!="), "!= 2"),
        (FUNCTION, "f"),
    ],
)
def test_show(shown: Value, text: str) -> None:
    assert ops.show(shown) == text


def test_show_is_short_and_quick_whatever_the_value() -> None:
    deep: Value = []
    for _ in range(200):
        deep = [deep, deep]
    assert len(ops.show(deep, 80)) <= 80
    assert len(ops.show("x" * 10_000_000, 80)) <= 80


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**14), max_value=10**14)


@given(NUMBERS, NUMBERS)
def test_sums_and_products_of_money_are_exact(one: Decimal, other: Decimal) -> None:
    total, product = ops.add(one, other), ops.multiply(one, other)
    assert isinstance(total, Decimal)
    assert isinstance(product, Decimal)
    assert Fraction(total) == Fraction(one) + Fraction(other)
    difference = abs(Fraction(product) - Fraction(one) * Fraction(other))
    assert difference <= abs(Fraction(one) * Fraction(other)) / 10**33


SIMPLE = st.one_of(
    NUMBERS,
    st.text(max_size=5),
    st.booleans(),
    st.none(),
    st.integers(-(10**6), 10**6).map(Date.of_days),
    st.integers(-(10**6), 10**6).map(YearsMonthsDuration),
    st.integers(-(10**18), 10**18).map(DaysTimeDuration),
)
VALUES: st.SearchStrategy[Value] = st.recursive(
    SIMPLE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)


def outcome(function: Callable[[Value, Value], Value], left: Value, right: Value) -> object:
    try:
        return function(left, right)
    except FeelFailure:
        return "failed"


@given(VALUES, VALUES)
def test_every_operator_gives_a_value_or_a_reason(left: Value, right: Value) -> None:
    for function in OPERATORS.values():
        outcome(function, left, right)
    assert outcome(ops.equal, left, right) == outcome(ops.equal, right, left)
    assert outcome(ops.equal, left, left) is True


@given(SIMPLE, SIMPLE)
def test_order_is_one_order(left: Value, right: Value) -> None:
    below, above = outcome(ops.less, left, right), outcome(ops.greater, right, left)
    assert below == above
    if isinstance(below, bool):
        assert [below, ops.equal(left, right), ops.greater(left, right)].count(True) == 1
