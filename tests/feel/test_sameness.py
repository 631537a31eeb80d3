"""Expressions that say the same in another spelling, and such that do not."""

from __future__ import annotations

import pytest

from policydsl.diagnostics import Reporter
from policydsl.feel.ast import ErrorExpr
from policydsl.feel.parser import parse_expression, parse_unary_tests
from policydsl.feel.printer import print_expression
from policydsl.feel.sameness import same_expression
from policydsl.source import SourceFile, WholeText

SAME = [
    ("30%", "0.30"),
    ("30 %", "30％"),
    ("1000万元", "0.1亿元"),
    ("1000", "1000.0"),
    ("a+b", "a + b"),
    ("a >= 3", "a ≥ 3"),
    ("a * b", "a × b"),
    ("min(x, 36个月)", "min( x,3年 )"),
    ("2025年4月21日", '@"2025-04-21"'),
    ("(a)", "a"),
    ("some p in xs satisfies p.y", "some p in xs  satisfies (p.y)"),
]
DIFFERENT = [
    ("30%", "30"),
    ("1000万元", "10000000"),
    ("1000万元", "1000万"),
    ("a + b", "b + a"),
    ("a < b", "a <= b"),
    ("a - b - c", "a - (b - c)"),
    ('"a"', "a"),
    ("if a then b else c", "if a then c else b"),
    ("[1..2]", "[1..2)"),
    ("3年", "3天"),
    ("x.y", "x.z"),
]
SAME_CELLS = [
    ("10亿元（含）以上", "≥ 10亿元"),
    ("1亿元（含）—10亿元（不含）", "[1亿元..10亿元)"),
    ("a, b", "a,b"),
    ("-", " - "),
]
DIFFERENT_CELLS = [("> 10亿元", ">= 10亿元"), ("a, b", "a"), ("not(a)", "a"), ("-", "a")]


def read(text: str) -> object:
    return parse_expression(text, WholeText(SourceFile("f", text)), Reporter())


def cell(text: str) -> object:
    return parse_unary_tests(text, WholeText(SourceFile("f", text)), Reporter())


@pytest.mark.parametrize(("left", "right"), SAME)
def test_the_same(left: str, right: str) -> None:
    assert same_expression(read(left), read(right))  # type: ignore[arg-type]
    assert same_expression(read(right), read(left))  # type: ignore[arg-type]


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_not_the_same(left: str, right: str) -> None:
    assert not same_expression(read(left), read(right))  # type: ignore[arg-type]
    assert not same_expression(read(right), read(left))  # type: ignore[arg-type]


@pytest.mark.parametrize(("left", "right"), SAME_CELLS)
def test_the_same_cells(left: str, right: str) -> None:
    assert same_expression(cell(left), cell(right))  # type: ignore[arg-type]


@pytest.mark.parametrize(("left", "right"), DIFFERENT_CELLS)
def test_not_the_same_cells(left: str, right: str) -> None:
    assert not same_expression(cell(left), cell(right))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", sorted({text for pair in (*SAME, *DIFFERENT) for text in pair}))
def test_what_is_printed_is_the_same(text: str) -> None:
    expr = read(text)
    assert same_expression(expr, read(print_expression(expr)))  # type: ignore[arg-type]


def test_what_cannot_be_read_is_like_nothing() -> None:
    broken = read("(")
    assert isinstance(broken, ErrorExpr)
    assert not same_expression(broken, broken)
