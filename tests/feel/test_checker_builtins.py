"""The type checker of policies knows every built-in: by its row in the table, whatever it is called with."""

from __future__ import annotations

import pytest

from policydsl.diagnostics import Reporter
from policydsl.feel import types
from policydsl.feel.builtins import BUILTINS, Builtin
from policydsl.feel.builtins.signature import Kind, ListKind, OneOf, RangeKind, SigType, Variable
from policydsl.feel.checker import Checker, Scope, Symbol
from policydsl.feel.compiler import compile_expression
from policydsl.feel.parser import parse_expression
from policydsl.feel.types import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NUMBER,
    TEXT,
    TIME,
    YEARS_MONTHS,
    ListOf,
    Money,
    Type,
)
from policydsl.feel.values import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from policydsl.source import SourceFile, WholeText

ALLOWED = [row for row in BUILTINS.values() if row.in_policies]
OTHERS = [row for row in BUILTINS.values() if not row.in_policies]
# What plain FEEL alone has, each for a reason; a row that is marked so must be here.
REASONS = {
    "contexts are no values in policies": {"context", "context merge", "context put", "get entries", "get value"},
    "functions are no values in policies": {"list replace", "sort"},
    "ranges are no values in policies: write `in`": {
        "during", "finished by", "finishes", "includes", "meets", "met by", "overlaps", "overlaps after",
        "overlaps before", "range", "started by", "starts",
    },
    "the same inputs give the same figures": {"now", "today"},
    "anything could be compared with anything": {"is"},
    "lists of lists are no values in policies": {"flatten"},
}  # fmt: skip
NAMED: dict[str, Type] = {"money": Money(), "figure": NUMBER, "text": TEXT, "truth": BOOLEAN, "day": DATE}
SCOPE = Scope({name: Symbol(name, type_, "let") for name, type_ in NAMED.items()})
TYPES = {
    bool: BOOLEAN, str: TEXT, Date: DATE, Time: TIME, DateTime: DATE_TIME, DaysTimeDuration: DAYS_TIME,
    YearsMonthsDuration: YEARS_MONTHS,
}  # fmt: skip


def check(text: str) -> tuple[Type, list[str]]:
    reporter, origin = Reporter(), WholeText(SourceFile("formula", text))
    found = Checker(reporter).check(parse_expression(text, origin, reporter), origin, SCOPE)
    return found, [diagnostic.code for diagnostic in reporter]


def value_type(text: str) -> Type:
    """The type of what the engine gives."""
    origin = WholeText(SourceFile("formula", text))
    value = compile_expression(parse_expression(text, origin, Reporter())).run().value
    if isinstance(value, list):
        (item,) = {TYPES.get(type(part), NUMBER) for part in value}
        return ListOf(item)
    return TYPES.get(type(value), NUMBER)


@pytest.mark.parametrize("row", ALLOWED, ids=lambda row: row.name)
def test_the_example_is_a_formula_of_a_policy_and_has_the_type_of_its_value(row: Builtin) -> None:
    expected = Money() if row.name == "convert" else value_type(row.example[0])  # money is a number that has a unit
    assert check(row.example[0]) == (expected, [])


@pytest.mark.parametrize("row", OTHERS, ids=lambda row: row.name)
def test_what_policies_may_not_use_is_reported(row: Builtin) -> None:
    found, codes = check(row.example[0])
    assert found in (types.ERROR, BOOLEAN)
    assert "T012" in codes


def test_each_that_policies_may_not_use_has_a_reason() -> None:
    assert sorted(name for names in REASONS.values() for name in names) == sorted(row.name for row in OTHERS)


def test_a_policy_may_use_nothing_that_takes_what_it_has_no_values_of() -> None:
    for row in ALLOWED:
        usable = [s for s in row.signatures if not any(_strange(p.type) for p in s.params) and not _strange(s.result)]
        assert usable, f"`{row.name}` has no signature that a policy could call: set in_policies=False"


def _strange(type_: SigType) -> bool:
    match type_:
        case Kind(name):
            return name in {"context", "function"}
        case RangeKind():
            return True
        case ListKind(item):
            return isinstance(item, ListKind) or _strange(item)
        case OneOf(options):
            return all(_strange(option) for option in options)
        case Variable():
            return False


@pytest.mark.parametrize(
    "name", ["decimal", "floor", "ceiling", "round up", "round down", "round half up", "round half down"]
)
def test_money_stays_money_when_it_is_rounded(name: str) -> None:
    assert check(f"{name}(money, 2)") == (Money(), [])
    assert check(f"{name}(figure, money)")[1] == ["T006"]


@pytest.mark.parametrize("name", ["min", "max", "sum", "mean", "median"])
def test_money_stays_money_in_aggregates(name: str) -> None:
    for call in (f"{name}(money, 1万元)", f"{name}([money, 1万元])"):
        assert check(call) == (Money(), []), call
    for call in (f"{name}(money, 1)", f"{name}([money, 1])"):
        assert check(call)[1], f"{call} mixes money with a plain number"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("sqrt(money)", ["T006"]),
        ("product(money, money)", ["T006"]),
        ("money ** 2", ["T003"]),
        ("string length(money)", ["T006"]),
        ("contains(text, day)", ["T006"]),
        ("odd(truth)", ["T006"]),
        ("floor(text)", ["T006"]),
        ("floor()", ["T007"]),
        ("floor(1, 2, 3)", ["T007"]),
        ("floor(x: 1)", ["T007"]),
        ('date("2025-02-30")', ["T023"]),
        ("date(2025, 13, 1)", ["T023"]),
        ("sqrt(-1)", ["T023"]),
        ('matches("a", "[")', ["T023"]),
        ('duration("P1")', ["T023"]),
        ("duration(text)", ["T012"]),
        ("date(text)", []),
        ("sum([])", ["T012"]),
        ("count(distinct values([1, 2]))", ["T012"]),
        ('count(split("a b", " "))', ["T012"]),
        ("list contains([1, 2], money)", ["T006"]),
        ('list contains(["a"], 1)', ["T006"]),
    ],
)
def test_calls_that_do_not_fit(text: str, codes: list[str]) -> None:
    assert check(text)[1] == codes


@pytest.mark.parametrize(("text", "type_"), [("P1Y2M", YEARS_MONTHS), ("PT36H", DAYS_TIME), ("-P30D", DAYS_TIME)])
def test_a_duration_has_the_type_of_its_text(text: str, type_: Type) -> None:
    assert check(f'duration("{text}")') == (type_, [])
