"""Formulas and what they give, by the letter of the standard; where it is null for a failure, the reason and place."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydsl.diagnostics import Reporter
from policydsl.feel.ast import UnaryTests
from policydsl.feel.compiler import (
    Compiled,
    CompiledTests,
    ItemDefinition,
    Outcome,
    call_function,
    coerce,
    compile_expression,
    compile_unary_tests,
)
from policydsl.feel.failure import FeelFailure
from policydsl.feel.ops import show
from policydsl.feel.parser import parse_expression, parse_unary_tests
from policydsl.feel.values import FeelFunction, Value
from policydsl.source import SourceFile, WholeText

Values: TypeAlias = dict[str, Value]
ONE, TWO, FIVE = Decimal(1), Decimal(2), Decimal(5)

GIVEN: Values = {
    "n": FIVE,
    "none": None,
    "text": "甲",
    "count": TWO,
    "people": [{"name": "a", "age": Decimal(20)}, {"name": "b", "age": Decimal(40)}, {"name": "c", "age": None}],
    "box": {"width": TWO, "inner": {"x": ONE}},
    "first name": "李",
}


def compiled(text: str, names: Values, types: dict[str, ItemDefinition] | None = None) -> Compiled:
    reporter = Reporter()
    parsed = parse_expression(text, WholeText(SourceFile("formula", text)), reporter, names=names)
    assert not reporter.has_errors, [finding.message("en") for finding in reporter]
    return compile_expression(parsed, names, types or {})


def run(text: str, names: Values | None = None) -> Outcome:
    values = GIVEN if names is None else names
    return compiled(text, values).run(values)


def cell(text: str, names: Values) -> CompiledTests:
    parsed = parse_unary_tests(text, WholeText(SourceFile("cell", text)), Reporter(), names=names)
    assert isinstance(parsed, UnaryTests)
    return compile_unary_tests(parsed, names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # names, paths, contexts
        ("n + 1", "6"),
        ("first name", '"李"'),
        ("none", "null"),
        ("none.anything", "null"),
        ("box.inner.x", "1"),
        ("people.name", '["a", "b", "c"]'),
        ("[[{a: 1}], [{a: 2}]].a", "[[1], [2]]"),
        ("{a: 1, b: a + 1, c: {d: b + 1}}", "{a: 1, b: 2, c: {d: 3}}"),
        ("{a: 1}.a", "1"),
        ('@"2025-04-21".weekday', "1"),
        ('@"2025-04-21T10:00:00+08:00".time offset', '@"PT8H"'),
        ("[1..10).end included", "false"),
        ("(< 10).start", "null"),
        # filters
        ("people[1].name", '"a"'),
        ("people[-1].name", '"c"'),
        ("people[age > 30].name", '["b"]'),
        ("people[item.age > 30].name", '["b"]'),
        ("people[age > n].name", '["a", "b"]'),
        ("[1, 2, 3][item > 1]", "[2, 3]"),
        ("[{item: 1}, {item: 2}][item >= 2]", "[{item: 2}]"),
        ("[10, 20, 30][n - 3]", "20"),
        ("5[1]", "5"),
        ("5[true]", "[5]"),
        ("[][true]", "[]"),
        ("none[true]", "[]"),
        ("people[some x in [20] satisfies x = age].name", '["a"]'),
        ("[[1, 2], [3]][count(item) > 1]", "[[1, 2]]"),
        ("[{n: 1}, {m: 2}][n > 3]", "[{m: 2}]"),
        # loops
        ("for i in [1, 2, 3] return i * i", "[1, 4, 9]"),
        ("for i in 1..3 return i", "[1, 2, 3]"),
        ("for i in 3..1 return i", "[3, 2, 1]"),
        ("for i in [1..4) return i", "[1, 2, 3]"),
        ("for i in (1..2) return i", "[]"),
        ('for d in @"2025-02-27"..@"2025-03-01" return d.day', "[27, 28, 1]"),
        ('for d in [@"2025-02-27"..@"2025-03-01"] return d.day', "[27, 28, 1]"),
        ("for i in 1..2, j in i..2 return [i, j]", "[[1, 1], [1, 2], [2, 2]]"),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"),
        ("for i in 1..3 return partial", "[[], [[]], [[], [[]]]]"),
        ("for i in 1..2 return (for j in 1..2 return count(partial))", "[[0, 1], [0, 1]]"),
        ("for i in none return i", "null"),
        ("for i in 7 return i", "[7]"),
        ("some i in [1, 2] satisfies i > 1", "true"),
        ("every i in [1, 2] satisfies i > 1", "false"),
        ("some i in [] satisfies true", "false"),
        ("every i in [] satisfies false", "true"),
        ("some i in [null, 2] satisfies i > 1", "true"),
        ("some i in [null, 1] satisfies i > 1", "null"),
        ("every i in [null, 1] satisfies i > 1", "false"),
        ("every i in [null, 2] satisfies i > 1", "null"),
        ("some x in 1..1000000000000 satisfies x > 10", "true"),
        # functions
        ("(function(x, y) x - y)(5, 2)", "3"),
        ("(function(x, y) x - y)(y: 5, x: 2)", "-3"),
        ("{twice: function(f, x) f(f(x)), r: twice(function(x) x * 3, 2)}.r", "18"),
        ("{add: function(a) function(b) a + b, r: add(1)(2)}.r", "3"),
        ("{fact: function(n) if n <= 1 then 1 else n * fact(n - 1), r: fact(20)}.r", "2432902008176640000"),
        ("(for i in [1, 2] return function(x) x + i)[1](10)", "11"),
        ("sort([3, 1, 2], function(a, b) a > b)", "[3, 2, 1]"),
        ("(function(x: number) x + 1)([1])", "2"),
        ("(function(x: list<number>) count(x))(1)", "1"),
        ("count([1, 2, 3])", "3"),
        ("[{count: 1, xs: [1, 2]}][count(xs) > 1].count", "[1]"),
        ('substring(string: "abc", start position: 2)', '"bc"'),
        ('upper case(["a"])', '"A"'),
        ("{f: abs, r: f(-1)}.r", "1"),
        ("abs = abs", "true"),
        # logic and choice
        ("false and 1 / 0 = 1", "false"),
        ("true or 1 / 0 = 1", "true"),
        ("if none then 1 else 2", "2"),
        ("if 1 > none then 1 else 2", "2"),
        ("n between 1 and 5", "true"),
        ("n between none and 5", "null"),
        ("n between none and 1", "false"),
        # in
        ("n in [1..5]", "true"),
        ("n in (> 5, < 3)", "false"),
        ("n in (1, 5)", "true"),
        ("n in [[1..2], [4..6]]", "true"),
        ("n in (!= 5)", "false"),
        ("n in [1..n]", "true"),
        ("none in [1..5]", "null"),
        ("n in ([none..5], 5)", "true"),
        ("n in (? > 3 and ? < 6)", "true"),
        # types
        ("n instance of number", "true"),
        ("none instance of Any", "false"),
        ("people instance of list<context<name: string>>", "true"),
        ("box instance of context<width: string>", "false"),
        ("[1..2] instance of range<number>", "true"),
        ("(function(x: number) x) instance of function<number> -> number", "true"),
        ("(function(x: string) x) instance of function<number> -> number", "false"),
        ("abs instance of function<number> -> number", "true"),
        ('@"P1Y" instance of years and months duration', "true"),
    ],
)
def test_formula_gives(text: str, expected: str) -> None:
    assert show(run(text).value) == expected


@pytest.mark.parametrize(
    ("text", "reason", "place"),
    [
        ("1 + 10 / 0", "不能除以零", "10 / 0"),
        ("n + text", "不能把数 `5` 与文本", "n + text"),
        ("missing", "没有名为 `missing` 的值", "missing"),
        ("missing(1)", "没有名为 `missing` 的函数", "missing"),
        ("n(1)", "不是函数", "n(1)"),
        ("box.height", "没有 `height`", "height"),
        ("n.year", "数没有 `year`", "year"),
        ("people[4]", "有 3 项，没有第 4 项", "4"),
        ("people[0]", "没有第 0 项", "0"),
        ("people[1.5]", "不是整数", "1.5"),
        ("people[name]", "筛选条件应是 true 或 false", "name"),
        ("if 1 then 2 else 3", "`if` 后应是 true 或 false", "1"),
        ("some x in [1] satisfies x", "`satisfies` 后应是", "x"),
        ('for i in "a".."z" return i', "只能列举整数和日期", '"a".."z"'),
        ("for i in 1..2.5 return i", "不是整数", "1..2.5"),
        ("for i in (> 5) return i", "不能逐个列举区间", "(> 5)"),
        ("[5..1]", "大于上限", "[5..1]"),
        ("[none..5]", "两端都要有值", "[none..5]"),
        ("(function(x) x)(1, 2)", "函数要 1 个参数，给了 2 个", "(function(x) x)(1, 2)"),
        ("(function(x) x)(y: 1)", "没有参数 `y`", "(function(x) x)(y: 1)"),
        ("(function(x: number) x)(text)", "不符合声明的类型 number", "(function(x: number) x)(text)"),
        ("substring(text)", "不接受 1 个参数", "substring(text)"),
        ("1 instance of nonsense", "没有名为 `nonsense` 的类型", "1 instance of nonsense"),
        ("{a: 1, a: 2}", "写了两次", "a: 1"),
        ("-text", "不能加负号", "-text"),
        ("?", "只能用在表格的单元格里", "?"),
    ],
)
def test_failed_operation_is_null_and_says_why_and_where(text: str, reason: str, place: str) -> None:
    outcome = run(text)
    failure = outcome.failures[0]
    assert reason in failure.reason.zh
    assert failure.reason.en
    assert text[failure.span.start : failure.span.end] == place


def test_a_failure_does_not_stop_what_does_not_need_it() -> None:
    outcome = run("[1 / 0, 2, n + text]")
    assert show(outcome.value) == "[null, 2, null]"
    assert len(outcome.failures) == 2


def test_null_passes_through_without_a_failure() -> None:
    assert run("(none + 1) * 2 > 3") == Outcome(None)


def test_a_failure_in_a_loop_is_told_once() -> None:
    assert len(run("for i in 1..50 return 1 / 0").failures) == 1


def test_names_left_out_are_null_and_others_are_not_seen() -> None:
    formula = compiled("a", {"a": ONE})
    assert formula.run({"b": TWO}) == Outcome(None)
    assert formula.run({"a": TWO}) == Outcome(TWO)


def test_runs_do_not_share_anything() -> None:
    formula = compiled("for i in 1..2 return a", {"a": None})
    assert formula.run({"a": ONE}).value == [ONE, ONE]
    assert formula.run({"a": TWO}).value == [TWO, TWO]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-", [True, True, True, True]),
        ("> 1", [False, True, None, None]),
        ("1", [True, False, None, False]),
        ("1, 2", [True, True, None, False]),
        ("[1..2)", [True, False, None, None]),
        ("not(1)", [False, True, None, True]),
        ("null", [False, False, False, True]),
        ("? * 2 > limit", [False, True, None, None]),
        ("limit > 2", [True, True, True, True]),
        ("[1, 2]", [True, True, None, False]),
        ("list", [True, False, None, False]),
        ('"a"', [None, None, True, False]),
    ],
)
def test_cell_of_a_table(text: str, expected: list[bool | None]) -> None:
    names: Values = {"limit": Decimal(3), "list": [ONE, Decimal(7)]}
    tests = cell(text, names)
    assert [tests.run(value, names).value for value in (ONE, TWO, "a", None)] == expected


def test_a_cell_of_booleans_compares_them() -> None:
    assert cell("false", {}).run(False).value is True
    assert cell("false", {}).run(True).value is False
    assert cell("not(true)", {}).run(False).value is True


def definitions() -> dict[str, ItemDefinition]:
    def type_of(text: str) -> ItemDefinition:
        parsed = parse_expression(f"1 instance of {text}", WholeText(SourceFile("type", text)), Reporter())
        return ItemDefinition(parsed.type)  # type: ignore[union-attr]

    grade = ItemDefinition(type_of("string").type, lambda value: value in {"A", "B"})
    return {"Grade": grade, "Grades": type_of("list<Grade>"), "Tree": type_of("context<kids: list<Tree>>")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"A" instance of Grade', True),
        ('"C" instance of Grade', True),  # allowed values are for coercion: the standard's `instance of` does not ask
        ('["A"] instance of Grades', True),
        ("1 instance of Grade", False),
        ("{kids: [{kids: []}]} instance of Tree", True),
        ("{kids: [{kids: 1}]} instance of Tree", False),
    ],
)
def test_instance_of_an_item_definition(text: str, expected: bool) -> None:
    assert compiled(text, {}, definitions()).run().value is expected


def test_coercion() -> None:
    types = definitions()
    grade, grades = types["Grades"].type.argument, types["Grades"].type  # type: ignore[union-attr]
    assert coerce("A", grade, types) == "A"
    assert coerce(["A"], grade, types) == "A"
    assert coerce("A", grades, types) == ["A"]
    assert coerce(None, grade, types) is None
    wrongs: list[Value] = ["C", ["A", "B"], ONE]
    for wrong in wrongs:
        with pytest.raises(FeelFailure, match="as declared"):
            coerce(wrong, grade, types)


def test_a_function_can_be_called_after_its_run() -> None:
    made = run("function(x) x + n").value
    assert isinstance(made, FeelFunction)
    assert call_function(made, [ONE]) == Decimal(6)
    assert made.call([TWO]) == Decimal(7)


NUMBERS = st.integers(-50, 50).map(Decimal)


@given(st.lists(NUMBERS, max_size=8), NUMBERS)
def test_filter_and_quantifiers_agree(members: list[Decimal], limit: Decimal) -> None:
    names: Values = {"xs": list(members), "limit": limit}
    kept = run("xs[item > limit]", names).value
    assert kept == [member for member in members if member > limit]
    assert run("some x in xs satisfies x > limit", names).value is bool(kept)
    assert run("every x in xs satisfies x > limit", names).value is (kept == members)
    assert run("for x in xs return x", names).value == members


@given(st.one_of(st.none(), st.booleans()), st.one_of(st.none(), st.booleans()))
def test_and_or_are_those_of_kleene(left: bool | None, right: bool | None) -> None:
    rank = {False: 0, None: 1, True: 2}
    names: Values = {"a": left, "b": right}
    assert run("a and b", names).value is min(left, right, key=rank.__getitem__)
    assert run("a or b", names).value is max(left, right, key=rank.__getitem__)
