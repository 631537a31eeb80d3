"""Printing and reading again gives the same expression."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from policydsl.diagnostics import Reporter
from policydsl.feel import ast
from policydsl.feel.ast import Expr, Op, UnaryTests, Unit
from policydsl.feel.parser import parse_expression, parse_unary_tests
from policydsl.feel.printer import print_expression, print_unary_tests
from policydsl.feel.values import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from policydsl.source import SourceFile, Span, WholeText
from policydsl.source.figures import CURRENCIES
from policydsl.source.frozen import replace

NOWHERE = Span(0, 0)
NAMES = ["a", "x1", "年度收入", "rate", "Monthly Salary", "date and time", "Date-Time", "🐎", "order", "实际 投入"]
COMPARE = [Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE]


def bare(node: Any) -> Any:
    """The node with every span at the same place."""
    if isinstance(node, tuple):
        return tuple(bare(part) for part in node)
    if hasattr(node, "span"):
        names = type(node).__match_args__
        return replace(
            node, **{name: NOWHERE if name.endswith("span") else bare(getattr(node, name)) for name in names}
        )
    return node


def read(text: str, *, cell: bool = False) -> Expr | UnaryTests:
    reporter = Reporter()
    parse = parse_unary_tests if cell else parse_expression
    node = parse(text, WholeText(SourceFile("formula", text)), reporter, names=NAMES)
    assert not reporter.has_errors, (text, [d.message("en") for d in reporter])
    return node


names = st.sampled_from(NAMES)
plain_numbers = st.one_of(
    st.decimals(min_value=0, max_value=10**12, allow_nan=False, allow_infinity=False, places=2),
    st.integers(0, 10**33).map(Decimal),
    st.sampled_from([Decimal("1E+60"), Decimal("1E-60"), Decimal("0.000000001"), Decimal("1.50")]),
)
numbers = st.one_of(
    st.builds(ast.NumberLit, st.just(NOWHERE), plain_numbers),
    st.builds(
        ast.NumberLit,
        st.just(NOWHERE),
        st.decimals(min_value=0, max_value=10**14, allow_nan=False, allow_infinity=False, places=4),
        st.just(Unit.MONEY),
        currency=st.sampled_from(["CNY", *CURRENCIES]),
    ),
    st.builds(
        ast.NumberLit,
        st.just(NOWHERE),
        st.decimals(min_value=0, max_value=10, allow_nan=False, allow_infinity=False, places=6),
        st.just(Unit.RATIO),
    ),
)
temporals = st.one_of(
    st.builds(Date, st.integers(-20000, 20000), st.integers(1, 12), st.integers(1, 28)),
    st.builds(YearsMonthsDuration, st.integers(-100, 20000)),
    st.builds(DaysTimeDuration, st.integers(-(10**15), 10**18)),
    st.builds(DaysTimeDuration.of, st.integers(0, 900), st.integers(0, 1), st.integers(0, 1)),
    st.builds(Time, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59)),
    st.builds(
        DateTime,
        st.builds(Date, st.integers(1900, 2100), st.integers(1, 12), st.integers(1, 28)),
        st.builds(Time, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59)),
    ),
)
types = st.recursive(
    st.builds(ast.NamedType, st.just(NOWHERE), st.sampled_from(["number", "list", "date and time", "tLoan.terms"])),
    lambda inner: st.one_of(
        st.builds(ast.GenericType, st.just(NOWHERE), st.sampled_from(["list", "range"]), inner),
        st.builds(
            ast.ContextType,
            st.just(NOWHERE),
            st.lists(st.tuples(st.sampled_from(["a", "field two"]), inner), min_size=1, max_size=2).map(tuple),
        ),
        st.builds(ast.FunctionType, st.just(NOWHERE), st.lists(inner, max_size=2).map(tuple), inner),
    ),
    max_leaves=4,
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def leaves() -> st.SearchStrategy[Expr]:
    here = st.just(NOWHERE)
    return st.one_of(
        numbers,
        st.builds(ast.StringLit, here, texts),
        st.builds(ast.BooleanLit, here, st.booleans()),
        st.builds(ast.NullLit, here),
        st.builds(ast.TemporalLit, here, temporals),
        st.builds(ast.Name, here, names),
        st.builds(ast.Input, here),
    )


def larger(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    here = st.just(NOWHERE)
    test = st.one_of(inner, st.builds(ast.OpTest, here, st.sampled_from(COMPARE), inner))
    iterator = st.builds(ast.Iterator, here, names, here, inner, st.one_of(st.none(), inner))
    iterators = st.lists(iterator, min_size=1, max_size=2).map(tuple)
    sources = st.lists(st.builds(ast.Iterator, here, names, here, inner, st.none()), min_size=1, max_size=2).map(tuple)
    positional = st.lists(st.builds(ast.Argument, here, test, st.none()), max_size=3).map(tuple)
    named = st.lists(st.builds(ast.Argument, here, inner, names), min_size=1, max_size=2).map(tuple)
    parameters = st.lists(st.builds(ast.Parameter, here, names, st.one_of(st.none(), types)), max_size=2).map(tuple)
    keys = st.one_of(names, texts)
    return st.one_of(
        st.builds(ast.Negate, here, inner),
        st.builds(ast.Binary, here, st.sampled_from(list(Op)), inner, inner, here),
        st.builds(ast.Between, here, inner, inner, inner),
        st.builds(ast.In, here, inner, st.lists(test, min_size=1, max_size=3).map(tuple)),
        st.builds(ast.OpTest, here, st.sampled_from(COMPARE), inner),
        st.builds(ast.RangeLit, here, inner, inner, st.booleans(), st.booleans()),
        st.builds(ast.If, here, inner, inner, inner),
        st.builds(ast.For, here, iterators, inner),
        st.builds(ast.Quantified, here, st.sampled_from(["some", "every"]), sources, inner),
        st.builds(ast.Path, here, inner, names, here),
        st.builds(ast.Filter, here, inner, inner),
        st.builds(ast.Call, here, inner, st.one_of(positional, named)),
        st.builds(ast.FunctionLit, here, parameters, inner),
        st.builds(ast.ListLit, here, st.lists(inner, max_size=3).map(tuple)),
        st.builds(ast.ContextLit, here, st.lists(st.builds(ast.Entry, here, keys, inner), max_size=2).map(tuple)),
        st.builds(ast.InstanceOf, here, inner, types),
    )


expressions = st.recursive(leaves(), larger, max_leaves=12)
op_tests = st.builds(ast.OpTest, st.just(NOWHERE), st.sampled_from(COMPARE), expressions)


@settings(max_examples=200, deadline=None)
@given(expressions)
def test_an_expression_reads_back_as_it_was_printed(expr: Expr) -> None:
    text = print_expression(expr)
    assert bare(read(text)) == bare(expr), text


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(expressions, op_tests), max_size=3), st.booleans())
def test_a_cell_reads_back_as_it_was_printed(tests: list[Expr], negated: bool) -> None:
    cell = UnaryTests(NOWHERE, tuple(tests), negated=negated and bool(tests))
    text = print_unary_tests(cell)
    assert bare(read(text, cell=True)) == bare(cell), text


@settings(max_examples=100, deadline=None)
@given(expressions)
def test_printing_is_canonical(expr: Expr) -> None:
    text = print_expression(expr)
    again = read(text)
    assert not isinstance(again, UnaryTests)
    assert print_expression(again) == text
