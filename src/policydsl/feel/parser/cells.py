"""What a table cell says as a whole that its writer can hardly have meant."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from policydsl.feel.ast import Binary, Expr, NumberLit, Op, OpTest, TemporalLit, UnaryTests
from policydsl.feel.parser.problem import Finding, Place, Problem
from policydsl.feel.values import Date, DaysTimeDuration, YearsMonthsDuration
from policydsl.source import Span

_SIGNS: Final = frozenset("<>=!≤≥≠(")
_LOW: Final = frozenset({Op.GE, Op.GT})
_HIGH: Final = frozenset({Op.LE, Op.LT})


def check_cell(tests: UnaryTests, text: str, remarks: list[Finding]) -> None:
    """A range written as a subtraction, or as two tests, of which a comma makes alternatives."""
    for test in tests.tests:
        if not isinstance(test, Binary) or text[test.span.start] == "(":
            continue
        if test.op is Op.SUB and _rises(test.left, test.right):
            raise Problem(
                "X028",
                test.span,
                low=text[test.left.span.start : test.left.span.end],
                high=text[test.right.span.start : test.right.span.end],
            )
    for first, second in pairwise(tests.tests):
        if not (isinstance(first, OpTest) and isinstance(second, OpTest)):
            continue
        low, high = (first, second) if first.op in _LOW else (second, first)
        if low.op not in _LOW or high.op not in _HIGH or not _rises(low.operand, high.operand):
            continue
        between = Span(first.span.end, second.span.start)
        if text[first.span.start] in _SIGNS or text[second.span.start] in _SIGNS:
            both = first.span.to(second.span)
            remarks.append(Finding("X027", (Place(both),), {"range": _range(low, high, text)}))
        else:
            edits = ((between, ""),) if first is low else ()
            raise Problem("X026", between, edits=edits)


def _rises(low: Expr, high: Expr) -> bool:
    """Whether both are literals and the second is the greater."""
    if isinstance(low, NumberLit) and isinstance(high, NumberLit):
        return low.value < high.value
    if not (isinstance(low, TemporalLit) and isinstance(high, TemporalLit)):
        return False
    match low.value, high.value:
        case (Date() as first, Date() as second):
            return first < second
        case (YearsMonthsDuration() as first, YearsMonthsDuration() as second):
            return first < second
        case (DaysTimeDuration() as first, DaysTimeDuration() as second):
            return first < second
        case _:
            return False


def _range(low: OpTest, high: OpTest, text: str) -> str:
    opening, closing = "[" if low.op is Op.GE else "(", "]" if high.op is Op.LE else ")"
    ends = (text[test.operand.span.start : test.operand.span.end] for test in (low, high))
    return opening + "..".join(ends) + closing
