"""The set of inputs that a table cell admits, where it can be told from the text alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from policydsl.check.checked import CheckedPolicy
from policydsl.feel import ast
from policydsl.feel.checker import Option, Symbol
from policydsl.feel.types import BOOLEAN, Enum, Type
from policydsl.model.policy import Cell
from policydsl.source.frozen import frozen


class CellSet(Protocol):
    """A set of input values."""

    def disjoint(self, other: Any) -> bool:
        """Whether no value is in both; False where that is not known."""
        ...


@frozen
class Choices:
    """Some of the options of an enum, of true and false, or some texts."""

    values: frozenset[object]

    def disjoint(self, other: object) -> bool:
        """Whether no value is in both."""
        return isinstance(other, Choices) and not self.values & other.values


@frozen
class Interval:
    """Values of an ordered type; an end that is None is open to infinity."""

    low: Any
    high: Any
    low_closed: bool
    high_closed: bool

    def apart(self, other: Interval) -> bool:
        """Whether no value is in both."""
        return _before(self, other) or _before(other, self)


def _before(left: Interval, right: Interval) -> bool:
    if left.high is None or right.low is None:
        return False
    if left.high == right.low:
        return not (left.high_closed and right.low_closed)
    return bool(left.high < right.low)


@frozen
class Intervals:
    """A union of intervals."""

    parts: tuple[Interval, ...]

    def disjoint(self, other: object) -> bool:
        """Whether no value is in both."""
        return isinstance(other, Intervals) and all(a.apart(b) for a in self.parts for b in other.parts)


def cell_set(cell: Cell, type_: Type, checked: CheckedPolicy) -> CellSet | None:
    """What the cell admits; None where it admits everything or cannot be told."""
    tests: list[ast.Expr] = []
    for part in cell.parts:
        if isinstance(part.tests, ast.ErrorExpr) or part.tests.any or part.tests.negated:
            return None
        tests += part.tests.tests
    choices = isinstance(type_, Enum) or type_ == BOOLEAN
    read: Callable[[ast.Expr, CheckedPolicy], Any] = _choice if choices else _interval
    found = [read(test, checked) for test in tests]
    if any(one is None for one in found):
        return None
    return Choices(frozenset(v for (v,) in found)) if choices else Intervals(tuple(found))


def _choice(test: ast.Expr, checked: CheckedPolicy) -> tuple[object] | None:
    match test:
        case ast.StringLit(value=value) | ast.BooleanLit(value=value):
            return (value,)
        case ast.OpTest(op=ast.Op.EQ, operand=operand):
            return _choice(operand, checked)
        case _:
            binding = checked.typing.bindings.get(id(test))
            return (binding.value,) if isinstance(binding, Option) else None


def _interval(test: ast.Expr, checked: CheckedPolicy) -> Interval | None:
    match test:
        case ast.OpTest(op=op, operand=operand):
            value = literal(operand, checked)
            if value is None:
                return None
            return {
                ast.Op.LT: Interval(None, value, low_closed=False, high_closed=False),
                ast.Op.LE: Interval(None, value, low_closed=False, high_closed=True),
                ast.Op.GT: Interval(value, None, low_closed=False, high_closed=False),
                ast.Op.GE: Interval(value, None, low_closed=True, high_closed=False),
                ast.Op.EQ: Interval(value, value, low_closed=True, high_closed=True),
            }.get(op)
        case ast.RangeLit(low=low_expr, high=high_expr, low_closed=low_closed, high_closed=high_closed):
            low, high = literal(low_expr, checked), literal(high_expr, checked)
            return None if low is None or high is None else Interval(low, high, low_closed, high_closed)
        case _:
            value = literal(test, checked)
            return None if value is None else Interval(value, value, low_closed=True, high_closed=True)


def literal(expr: ast.Expr, checked: CheckedPolicy) -> Any:
    """The value of a literal, or of a parameter that has only ever had one; None for anything else."""
    match expr:
        case ast.NumberLit(value=value) | ast.TemporalLit(value=value) | ast.StringLit(value=value):
            return value
        case ast.Negate(operand=ast.NumberLit(value=value)):
            return -value
        case ast.Name():
            binding = checked.typing.bindings.get(id(expr))
            parameter = checked.policy.parameters.get(expr.name)
            if isinstance(binding, Symbol) and binding.kind == "parameter" and parameter is not None:
                versions = parameter.versions
                return literal(versions[0][1].expr, checked) if len(versions) == 1 else None
            return None
        case _:
            return None
