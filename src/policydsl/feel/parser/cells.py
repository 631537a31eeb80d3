"""What a table cell says as a whole that its writer can hardly have meant."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from policydsl.feel.ast import Binary, Expr, NumberLit, Op, OpTest, RangeLit, TemporalLit, UnaryTests, Unit
from policydsl.feel.parser.law import spoken, with_unit
from policydsl.feel.parser.problem import Finding, Place, Problem
from policydsl.feel.values import Date, DaysTimeDuration, YearsMonthsDuration
from policydsl.source import Span

_SCALED: Final = re.compile(r"[0-9.]+\s*(?:百万|千万|万亿|万|亿)")
_SIGNS: Final = frozenset("<>=!≤≥≠(")
_LOW: Final = frozenset({Op.GE, Op.GT})
_HIGH: Final = frozenset({Op.LE, Op.LT})


def check_cell(tests: UnaryTests, text: str, remarks: list[Finding]) -> None:
    """A range written as a subtraction, or as two tests, of which a comma makes alternatives."""
    for test in tests.tests:
        if isinstance(test, RangeLit):
            _check_units(test, text)
        if not isinstance(test, Binary) or text[test.span.start] == "(" or test.op is not Op.SUB:
            continue
        low, high = _text(test.left, text), _text(test.right, text)
        if _rises(test.left, test.right) or _lacks_unit(test.left, test.right):
            raise Problem("X028", test.span, low=with_unit(low, high), high=high)
    for first, second in pairwise(tests.tests):
        if not (isinstance(first, OpTest) and isinstance(second, OpTest)):
            continue
        low_test, high_test = (first, second) if first.op in _LOW else (second, first)
        if low_test.op not in _LOW or high_test.op not in _HIGH or not _rises(low_test.operand, high_test.operand):
            continue
        between = Span(first.span.end, second.span.start)
        if text[first.span.start] in _SIGNS or text[second.span.start] in _SIGNS:
            low, high = _text(low_test.operand, text), _text(high_test.operand, text)
            meant = spoken(low, high, (low_test.op is Op.GE, high_test.op is Op.LE))
            span = first.span.to(second.span)
            remarks.append(Finding("X027", (Place(span),), {"range": meant}, edits=((span, meant),)))
        else:
            edits = ((between, ""),) if first is low_test else ()
            raise Problem("X026", between, edits=edits)


def _check_units(test: RangeLit, text: str) -> None:
    low, high = _text(test.low, text), _text(test.high, text)
    if not (_lacks_unit(test.low, test.high) or (_lacks_scale(low, high) and low.strip("0."))):
        return
    meant = with_unit(low, high)
    edits = ((test.low.span, meant),) if meant != low else ()
    raise Problem("X061", test.low.span, low=low, high=high, meant=meant, edits=edits, sure=False)


def _lacks_unit(low: Expr, high: Expr) -> bool:
    """Whether the first of two figures has no unit and the second one has: `1—10亿元`."""
    if not (isinstance(low, NumberLit) and low.unit is Unit.NONE and low.value):
        return False
    return isinstance(high, TemporalLit) or (isinstance(high, NumberLit) and high.unit is not Unit.NONE)


def _lacks_scale(low: str, high: str) -> bool:
    """Whether only the second of two figures is counted in 万 or 亿: `1—5万人`."""
    return low.replace(".", "").isdecimal() and bool(_SCALED.match(high))


def _text(node: Expr, text: str) -> str:
    return text[node.span.start : node.span.end]


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
