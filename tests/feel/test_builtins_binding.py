from __future__ import annotations

from decimal import Decimal

import pytest

from policydsl.feel.builtins import BUILTINS, bind
from policydsl.feel.failure import FeelFailure
from policydsl.feel.values import Date, DateTime, Time, Value

ONE, TWO, THREE = Decimal(1), Decimal(2), Decimal(3)


def call(name: str, *values: Value) -> Value:
    return bind(BUILTINS[name], len(values))(values)


def named(name: str, **values: Value) -> Value:
    names = tuple(key.replace("_", " ") for key in values)
    return bind(BUILTINS[name], len(names), names)(tuple(values.values()))


def reason(name: str, *values: Value) -> str:
    with pytest.raises(FeelFailure) as caught:
        call(name, *values)
    assert caught.value.reason.zh
    return caught.value.reason.en


def test_arguments_by_name_in_any_order() -> None:
    assert named("substring", start_position=TWO, string="abc") == "bc"
    assert named("substring", length=ONE, start_position=TWO, string="abc") == "b"


def test_many_arguments_or_one_list() -> None:
    assert call("min", TWO, ONE, THREE) == call("min", [TWO, ONE, THREE]) == ONE
    assert call("concatenate", [ONE], [TWO], [THREE]) == [ONE, TWO, THREE]


def test_a_value_stands_for_a_list_of_one_and_back() -> None:
    assert call("count", ONE) == ONE
    assert call("abs", [-ONE]) == ONE
    assert call("contains", ["abc"], "b") is True


def test_a_list_of_one_is_not_unpacked_where_any_value_fits() -> None:
    assert call("append", [ONE], [TWO]) == [ONE, [TWO]]
    assert call("list contains", [[ONE]], [ONE]) is True


def test_a_date_stands_for_its_start_in_utc() -> None:
    day = Date(2025, 4, 21)
    assert call("date and time", day) == DateTime(day, Time(0, offset=0))
    assert call("time", day) == Time(0, offset=0)
    # … but where a date is wanted it stays one
    assert call("date and time", day, Time(10)) == DateTime(day, Time(10))


def test_the_reason_speaks_of_the_signature_that_nearly_fits() -> None:
    assert "`month` of `date` is null" in reason("date", ONE, None, ONE)
    assert "`newItem`" not in reason("list replace", [ONE], "a", None)
    assert "`position` of `list replace` must be number" in reason("list replace", [ONE], "a", None)
    assert "`string` of `upper case` must be text, not the number `1`" in reason("upper case", ONE)


@pytest.mark.parametrize(
    ("name", "names", "words"),
    [
        ("sqrt", ("n",), "has no parameter `n`"),
        ("floor", ("n", "n"), "given twice"),
        ("round up", ("scale",), "is missing"),
        ("append", ("list", "item"), "is missing"),
    ],
)
def test_wrong_names_fail_before_any_value(name: str, names: tuple[str, ...], words: str) -> None:
    with pytest.raises(FeelFailure) as caught:
        bind(BUILTINS[name], len(names), names)
    assert words in caught.value.reason.en


def test_wrong_count_fails_before_any_value() -> None:
    with pytest.raises(FeelFailure) as caught:
        bind(BUILTINS["abs"], 2)
    assert caught.value.reason.en == "`abs` does not take 2 arguments; it is called as `abs(n: Q) -> Q`"


def test_values_nested_deeper_than_can_be_compared() -> None:
    deep: list[Value] = []
    for _ in range(50_000):
        deep = [deep]
    assert "nested too deeply" in reason("list contains", [deep], deep)
    assert call("count", deep) == ONE
    assert call("flatten", deep) == []
    assert call("string", deep) == "[" * 50_001 + "]" * 50_001


def test_lists_that_share_their_parts_are_not_unfolded_without_end() -> None:
    shared: list[Value] = [ONE]
    for _ in range(60):
        shared = [shared, shared]
    assert "too long" in reason("flatten", shared)
    assert "too long" in reason("string", shared)
    empty: list[Value] = []
    for _ in range(60):
        empty = [empty, empty]
    assert "too long" in reason("flatten", empty)
