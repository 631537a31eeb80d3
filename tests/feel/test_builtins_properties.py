from __future__ import annotations

from datetime import date as python_date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policydsl.feel.builtins import BUILTINS, Builtin, bind
from policydsl.feel.failure import FeelFailure
from policydsl.feel.values import (
    Date,
    DateTime,
    DaysTimeDuration,
    FeelFunction,
    Range,
    Temporal,
    Time,
    Value,
    YearsMonthsDuration,
)
from policydsl.source import Text

money = st.decimals("-1e14", "1e14", places=4, allow_nan=False, allow_infinity=False)
wild = st.builds(
    lambda sign, digits, exponent: Decimal((sign, tuple(map(int, str(digits))), exponent)),
    st.integers(0, 1), st.integers(0, 10**34 - 1), st.integers(-6143, 6110),
)  # fmt: skip
days = st.builds(Date.of_days, st.integers(-800_000, 2_900_000))
times = st.builds(Time.of_nanos, st.integers(0, 10**14), st.none() | st.integers(-64_800, 64_800))
points = st.one_of(
    money, wild, st.integers(-5, 5).map(Decimal), st.text(max_size=5), days, times, st.builds(DateTime, days, times),
    st.builds(DaysTimeDuration, st.integers(-(10**18), 10**18)),
    st.builds(YearsMonthsDuration, st.integers(-5000, 5000)),
)  # fmt: skip
functions = st.sampled_from(
    [
        FeelFunction("f", ("x", "y"), lambda _: True),
        FeelFunction("g", ("x", "y"), lambda _: None),
        FeelFunction("h", ("x",), lambda _: False),
    ]
)
ranges = st.builds(Range, st.none() | points, st.none() | points, st.booleans(), st.booleans())
values: st.SearchStrategy[Value] = st.recursive(
    st.one_of(st.none(), st.booleans(), points, functions, ranges),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "key", "value"]), inner),
    max_leaves=6,
)


def call(name: str, *arguments: Value) -> Value:
    return bind(BUILTINS[name], len(arguments))(arguments)


def number(name: str, *arguments: Value) -> Decimal:
    result = call(name, *arguments)
    assert isinstance(result, Decimal)
    return result


@pytest.mark.parametrize("builtin", BUILTINS.values(), ids=lambda builtin: builtin.name)
@settings(max_examples=max(20, settings().max_examples // 5))  # for each of the many
@given(arguments=st.lists(values, max_size=4))
def test_a_value_or_a_reason_and_nothing_else(builtin: Builtin, arguments: list[Value]) -> None:
    result = outcome(builtin, arguments)
    assert result is None or isinstance(result, (*get_args(Temporal), bool, Decimal, str, list, dict, Range, Text))
    if isinstance(result, Decimal):
        assert result.is_finite()
        assert len(result.as_tuple().digits) <= 34
    if isinstance(result, Text):
        assert result.zh, "the reason has no Chinese"
        assert result.en, "the reason has no English"


def outcome(builtin: Builtin, arguments: list[Value]) -> Value | Text:
    try:
        return bind(builtin, len(arguments))(arguments)
    except FeelFailure as failure:
        return failure.reason


@given(money, st.integers(-3, 6))
def test_rounding_is_exact(n: Decimal, places: int) -> None:
    scale = Decimal(places)
    unit = Fraction(10) ** -places
    steps = Fraction(n) / unit
    half = Fraction(1, 2)
    away = floor if n < 0 else ceil
    expected = {
        "floor": floor(steps),
        "ceiling": ceil(steps),
        "decimal": round(steps),
        "round up": away(steps),
        "round down": (ceil if n < 0 else floor)(steps),
        "round half up": (ceil(steps - half) if n < 0 else floor(steps + half)),
        "round half down": (floor(steps + half) if n < 0 else ceil(steps - half)),
    }
    for name, whole in expected.items():
        assert Fraction(number(name, n, scale)) == whole * unit, name


@given(money, money.filter(bool))
def test_modulo_by_its_definition(dividend: Decimal, divisor: Decimal) -> None:
    a, b = Fraction(dividend), Fraction(divisor)
    assert Fraction(number("modulo", dividend, divisor)) == a - b * floor(a / b)


@given(st.lists(money, min_size=1, max_size=20))
def test_sums_are_exact_in_any_order(amounts: list[Decimal]) -> None:
    for name in ("sum", "mean", "median", "min", "max"):
        assert number(name, [*amounts]) == number(name, [*sorted(amounts)])
    assert Fraction(number("sum", [*amounts])) == sum(map(Fraction, amounts))


@given(st.lists(money, min_size=2, max_size=10))
def test_deviation_and_mean_by_fractions(amounts: list[Decimal]) -> None:
    exact = [Fraction(amount) for amount in amounts]
    mean = sum(exact, Fraction()) / len(exact)
    variance = sum(((amount - mean) * (amount - mean) for amount in exact), Fraction()) / (len(exact) - 1)
    close = Fraction(1, 10**12)
    deviation = Fraction(number("stddev", [*amounts]))
    assert abs(Fraction(number("mean", [*amounts])) - mean) < close
    assert abs(deviation * deviation - variance) <= close * (1 + variance)


@given(st.dates())
def test_places_of_a_day_as_python_has_them(day: python_date) -> None:
    date = Date(day.year, day.month, day.day)
    assert number("day of year", date) == day.timetuple().tm_yday
    assert number("week of year", date) == day.isocalendar().week
    assert call("day of week", date) == day.strftime("%A")
    assert call("month of year", date) == day.strftime("%B")


@given(days, days)
def test_months_between_days_go_no_further_than_the_second(start: Date, end: Date) -> None:
    between = call("years and months duration", start, end)
    assert isinstance(between, YearsMonthsDuration)
    if start <= end:
        assert between.months >= 0
        assert start.plus_months(between.months) <= end
    else:
        assert between.months <= 0


@given(st.lists(st.one_of(st.none(), st.booleans(), st.integers(0, 3).map(Decimal), st.text("01", max_size=1))))
def test_distinct_values_keep_first_places(items: list[Value]) -> None:
    kept = call("distinct values", items)
    assert isinstance(kept, list)
    assert [(type(item), item) for item in kept] == list(dict.fromkeys((type(item), item) for item in items))


@given(points, ranges)
def test_relations_have_their_mirrors(point: Value, other: Range) -> None:
    for name, mirror in (("during", "includes"), ("starts", "started by"), ("finishes", "finished by")):
        try:
            one = call(name, point, other)
        except FeelFailure:
            continue
        assert one == call(mirror, other, point)


@given(wild)
def test_a_number_written_as_a_text_is_read_back(value: Decimal) -> None:
    text = call("string", value)
    assert isinstance(text, str)
    assert number("number", text, None, None) == value
