"""The parser at its door: what formulas mean, and what mistakes are told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from policydsl.diagnostics import RULES, Diagnostic, Reporter, Severity
from policydsl.feel import ast
from policydsl.feel.ast import ErrorExpr, Expr, UnaryTests, Unit
from policydsl.feel.literal_text import string_text
from policydsl.feel.parser import parse_expression, parse_unary_tests
from policydsl.source import SourceFile, Span, WholeText

CASES = Path(__file__).parent / "cases"
HERE = Span(0, 0)


@dataclass(frozen=True)
class Case:
    line: int
    text: str
    expected: str
    cell: bool
    names: tuple[str, ...]


def load(name: str) -> list[Case]:
    cases: list[Case] = []
    cell, text = False, None
    names: tuple[str, ...] = ()
    for number, line in enumerate((CASES / name).read_text(encoding="utf-8").split("\n"), 1):
        if line.startswith("    X") or (text is not None and line.startswith("    ")):
            cases.append(Case(number, text or "", line.strip(), cell, names))
            text = None
        elif line.startswith("@cell"):
            cell = True
        elif line.startswith("@formula"):
            cell = False
        elif line.startswith("@names"):
            names = tuple(filter(None, (n.strip() for n in line.removeprefix("@names").split(","))))
        elif not line.startswith("#"):
            text = line or None
    return cases


def read(case: Case) -> tuple[Expr | UnaryTests, tuple[Diagnostic, ...]]:
    reporter = Reporter()
    parse = parse_unary_tests if case.cell else parse_expression
    node = parse(case.text, WholeText(SourceFile("formula", case.text)), reporter, names=case.names)
    return node, reporter.diagnostics


def shape(node: Any) -> str:
    """The structure of a node on one line."""
    match node:
        case UnaryTests(_, tests, negated):
            return ("not " if negated else "") + (" | ".join(map(shape, tests)) or "any")
        case ast.NumberLit(_, value, unit):
            plain = f"{value.normalize():f}"
            return plain if unit is Unit.NONE else f"<{plain} {unit.value}>"
        case ast.StringLit(_, value):
            return string_text(value)
        case ast.BooleanLit(_, value):
            return str(value).lower()
        case ast.NullLit():
            return "null"
        case ast.TemporalLit(_, value):
            return f"<{value}>"
        case ast.Name(_, name):
            return name if name.replace("_", "").isalnum() else f"`{name}`"
        case ast.Input():
            return "?"
        case ast.Negate(_, operand):
            return f"(neg {shape(operand)})"
        case ast.Binary(_, op, left, right):
            return f"({op.value} {shape(left)} {shape(right)})"
        case ast.Between(_, value, low, high):
            return f"(between {shape(value)} {shape(low)} {shape(high)})"
        case ast.In(_, value, tests):
            return f"(in {shape(value)} {' '.join(map(shape, tests))})"
        case ast.OpTest(_, op, operand):
            return f"({op.value} {shape(operand)})"
        case ast.RangeLit(_, low, high, low_closed, high_closed):
            return f"{'[' if low_closed else '('}{shape(low)}..{shape(high)}{']' if high_closed else ')'}"
        case ast.If(_, condition, then, otherwise):
            return f"(if {shape(condition)} {shape(then)} {shape(otherwise)})"
        case ast.For(_, iterators, body):
            return f"(for {' '.join(map(shape, iterators))} {shape(body)})"
        case ast.Quantified(_, kind, iterators, condition):
            return f"({kind} {' '.join(map(shape, iterators))} {shape(condition)})"
        case ast.Iterator(_, name, _, source, end):
            return f"{name}:{shape(source)}" + (f"..{shape(end)}" if end else "")
        case ast.Path(_, source, name):
            return f"{shape(source)}.{name}"
        case ast.Filter(_, source, condition):
            return f"{shape(source)}[{shape(condition)}]"
        case ast.Call(_, function, arguments):
            return f"{shape(function)}({', '.join(map(shape, arguments))})"
        case ast.Argument(_, value, name):
            return (f"{name}: " if name else "") + shape(value)
        case ast.FunctionLit(_, parameters, body):
            return f"(function {' '.join(map(shape, parameters))} {shape(body)})"
        case ast.Parameter(_, name, type_):
            return name + (f":{shape(type_)}" if type_ else "")
        case ast.ListLit(_, items):
            return f"[{', '.join(map(shape, items))}]"
        case ast.ContextLit(_, entries):
            return "{" + ", ".join(f"{e.key}: {shape(e.value)}" for e in entries) + "}"
        case ast.InstanceOf(_, value, type_):
            return f"(instance {shape(value)} {shape(type_)})"
        case ast.NamedType(_, name):
            return str(name)
        case ast.GenericType(_, name, argument):
            return f"{name}<{shape(argument)}>"
        case ast.ContextType(_, fields):
            return f"context<{', '.join(f'{n}: {shape(t)}' for n, t in fields)}>"
        case ast.FunctionType(_, parameters, result):
            return f"function<{', '.join(map(shape, parameters))}>->{shape(result)}"
        case _:
            pytest.fail(f"a node that the cases do not know: {node}")


def ids(case: Case) -> str:
    return f"{case.line}:{case.text[:30]}"


@pytest.mark.parametrize("case", load("parse_good.txt"), ids=ids)
def test_a_formula_means(case: Case) -> None:
    node, found = read(case)
    assert [d.code for d in found if d.code != "X016"] == []
    assert shape(node) == case.expected


@pytest.mark.parametrize("case", load("parse_bad.txt"), ids=ids)
def test_a_mistake_is_told_once_and_in_place(case: Case) -> None:
    node, found = read(case)
    code, _, rest = case.expected.partition(" ")
    marked, _, mended = rest.partition(" → ")
    assert [d.code for d in found] == [code]
    only = found[0]
    first = only.labels[0].span
    assert f"«{case.text[first.start : first.end]}»" == marked
    assert isinstance(node, ErrorExpr) == (only.severity is Severity.ERROR)
    assert (_apply(only, case.text) if only.fix else "") == mended
    if mended and "（" not in mended and case.names == ():
        again, left = read(Case(case.line, mended, "", case.cell, case.names))
        assert not isinstance(again, ErrorExpr), [d.message("en") for d in left]


def _apply(diagnostic: Diagnostic, text: str) -> str:
    assert diagnostic.fix is not None
    for edit in sorted(diagnostic.fix.edits, key=lambda e: e.span, reverse=True):
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    return text


@pytest.mark.parametrize("case", load("parse_bad.txt"), ids=ids)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_mistake_has_words_in_both_languages(case: Case, lang: Any) -> None:
    _, found = read(case)
    for diagnostic in found:
        for words in (diagnostic.message(lang), diagnostic.help_text(lang)):
            assert words
            assert not re.search(r"\{\w+\}", words), "an argument that was not filled in"
            assert "Text(" not in words
            assert "LAW_" not in words


def test_every_code_of_the_family_has_a_case() -> None:
    told = {case.expected.split(" ")[0] for case in load("parse_bad.txt")}
    deep = {"X031", "X032", "X033"}  # see test_parser_limits.py
    cells = {"X070"}  # of tables, which the checker sees: tests/check/drafters
    assert told | deep | cells == {code for code in RULES if code.startswith("X")}


def test_a_bracket_that_is_not_closed_is_shown_as_well() -> None:
    _, found = read(Case(0, "max(1, [2, 3)", "", cell=False, names=()))
    assert [label.span for label in found[0].labels] == [Span(12, 13), Span(7, 8)]
    _, found = read(Case(0, "sum(xs[a > 1", "", cell=False, names=()))
    assert [label.span for label in found[0].labels] == [Span(12, 12), Span(6, 7)]


def test_what_was_expected_is_said_in_words() -> None:
    _, found = read(Case(0, "if a b", "", cell=False, names=()))
    assert found[0].message("zh") == "`b` 不应出现在这里；这里应为：`then`或运算符（如 `+`、`=`、`and`）"
    assert found[0].message("en") == "`b` does not fit here; expected `then` or an operator (such as `+`, `=`, `and`)"


def test_style_can_be_left_out() -> None:
    text = "max（1， 2）"
    reporter = Reporter()
    parse_expression(text, WholeText(SourceFile("formula", text)), reporter, style=False)
    assert len(reporter) == 0


def test_spans_are_those_of_the_text() -> None:
    text = "（a ＋ 1000 万元） × rate"
    node, _ = read(Case(0, text, "", cell=False, names=()))
    assert isinstance(node, ast.Binary)
    assert [text[s.start : s.end] for s in (node.span, node.left.span, node.op_span, node.right.span)] == [
        text, "（a ＋ 1000 万元）", "×", "rate",
    ]  # fmt: skip
    assert isinstance(node.left, ast.Binary)
    assert text[node.left.right.span.start : node.left.right.span.end] == "1000 万元"


def test_digits_stay_as_written() -> None:
    node, _ = read(Case(0, "50%", "", cell=False, names=()))
    assert isinstance(node, ast.NumberLit)
    assert str(node.value) == "0.50"
    node, _ = read(Case(0, "1000万元", "", cell=False, names=()))
    assert isinstance(node, ast.NumberLit)
    assert str(node.value) == "10000000"
