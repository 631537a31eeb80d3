"""The states in which a condition can hold, and those in which it can fail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from policydsl.check.checked import CheckedPolicy
from policydsl.check.domains.boxes import Box, both, either
from policydsl.check.domains.constants import constant
from policydsl.check.domains.sets import BOTH, Choice, Domain, Interval, Line, meet, without
from policydsl.check.domains.values import values_of
from policydsl.feel import ast
from policydsl.feel.checker import Option, Symbol
from policydsl.feel.printer import print_expression
from policydsl.feel.values import Date
from policydsl.model.policy import CellPart

_FLIPPED: Final = {ast.Op.LT: ast.Op.GT, ast.Op.LE: ast.Op.GE, ast.Op.GT: ast.Op.LT, ast.Op.GE: ast.Op.LE}
_NONE: Final[list[Box]] = []


class Regions:
    """The regions of the conditions of one clause. `full`: every value of the dimensions that were met.

    `known` are names that stand for another expression: lets that only rename something. Parameters have the values
    of `day`; without one, those that have had several are not known. One text means one thing within a region: formulas
    with variables of their own (filters, `some`) are looked at each in regions of their own.
    """

    def __init__(
        self, checked: CheckedPolicy, known: Mapping[str, ast.Expr] | None = None, day: Date | None = None
    ) -> None:
        self.checked, self.known, self.day = checked, known or {}, day
        self.full: dict[str, Domain] = {}
        self.exprs: dict[str, ast.Expr] = {}

    def true(self, expr: ast.Expr) -> list[Box]:
        """Where it can be true."""
        return self._region(expr, holds=True)

    def false(self, expr: ast.Expr) -> list[Box]:
        """Where it can be false."""
        return self._region(expr, holds=False)

    def key(self, expr: ast.Expr) -> str:
        """The dimension of an expression; its values become known."""
        for _ in self.known:  # a circle of names was reported
            expr = self._renamed(expr)
        key = print_expression(expr)
        if key not in self.full:
            self.full[key] = values_of(expr, self.checked)
            self.exprs[key] = expr
        return key

    def cell(self, key: str, parts: tuple[CellPart, ...]) -> Domain | None:
        """What a table cell admits of a dimension; None where that depends on anything else."""
        found: Domain | None = None
        for part in parts:
            if isinstance(part.tests, ast.ErrorExpr):
                return None
            one = self._tests(key, part.tests)
            if one is None:
                return None
            found = one if found is None else _joined(found, one, self.full[key])
        return found

    # -- conditions ----------------------------------------------------------------------------------

    def _region(self, expr: ast.Expr, *, holds: bool) -> list[Box]:
        match expr:
            case ast.BooleanLit(value=value):
                return [{}] if value is holds else _NONE
            case ast.Binary(op=ast.Op.AND | ast.Op.OR, left=left, right=right):
                together = both if (expr.op is ast.Op.AND) is holds else either
                return together(self._region(left, holds=holds), self._region(right, holds=holds))
            case ast.If(condition=condition, then=then, otherwise=otherwise):
                yes = both(self.true(condition), self._region(then, holds=holds))
                return either(yes, both(self.false(condition), self._region(otherwise, holds=holds)))
            case ast.Call(function=ast.Name(name="not"), arguments=(argument,)):
                return self._region(argument.value, holds=not holds)
            case _:
                return self._atom(expr, holds=holds)

    def _atom(self, expr: ast.Expr, *, holds: bool) -> list[Box]:
        found = self._comparison(expr)
        if found is None:
            key = self.key(expr)
            self.full[key] = BOTH
            return [{key: Choice(frozenset({holds}))}]
        key, values = found
        full = self.full[key]
        domain = meet(full, values) if holds else without(full, values)
        return _NONE if domain.empty else [{key: domain}]

    def _comparison(self, expr: ast.Expr) -> tuple[str, Domain] | None:
        """The dimension and its values that make a comparison with constants true."""
        match expr:
            case ast.Binary(op=op, left=left, right=right) if op in ast.COMPARISONS:
                if self._constant(left) is not None and self._constant(right) is None:
                    left, right, op = right, left, _FLIPPED.get(op, op)
                test: ast.Expr = ast.OpTest(expr.span, op, right)  # type: ignore[arg-type]  # a comparison
                return self._compared(left, (test,))
            case ast.Between(value=value, low=low, high=high):
                span = expr.span
                return self._compared(value, (ast.RangeLit(span, low, high, low_closed=True, high_closed=True),))
            case ast.In(value=value, tests=tests):
                inside = tests[0].items if len(tests) == 1 and isinstance(tests[0], ast.ListLit) else tests
                return self._compared(value, inside)
            case _:
                return None

    def _compared(self, value: ast.Expr, tests: tuple[ast.Expr, ...]) -> tuple[str, Domain] | None:
        if self._constant(value) is not None:
            return None
        key = self.key(value)
        found: Domain | None = None
        for test in tests:
            one = self._test(key, test)
            if one is None:
                return None
            found = one if found is None else _joined(found, one, self.full[key])
        return None if found is None else (key, found)

    # -- tests ---------------------------------------------------------------------------------------

    def _tests(self, key: str, tests: ast.UnaryTests) -> Domain | None:
        full = self.full[key]
        if tests.any:
            return full
        found: Domain | None = None
        for test in tests.tests:
            one = self._test(key, test)
            if one is None:
                return None
            found = one if found is None else _joined(found, one, full)
        if found is None:
            return None
        return without(full, found) if tests.negated else meet(full, found)

    def _test(self, key: str, test: ast.Expr) -> Domain | None:
        full = self.full[key]
        if isinstance(full, Choice):
            return self._choice(test, full)
        match test:
            case ast.OpTest(op=op, operand=operand):
                value = self._constant(operand)
                return None if value is None else _line(op, value)
            case ast.RangeLit(low=low, high=high, low_closed=low_closed, high_closed=high_closed):
                ends = self._constant(low), self._constant(high)
                return None if None in ends else Line((Interval(*ends, low_closed, high_closed),))
            case _:
                value = self._constant(test)
                return None if value is None else _line(ast.Op.EQ, value)

    def _choice(self, test: ast.Expr, full: Choice) -> Domain | None:
        op, operand = (test.op, test.operand) if isinstance(test, ast.OpTest) else (ast.Op.EQ, test)
        value = self._option(operand)
        if value is None or op not in (ast.Op.EQ, ast.Op.NE):
            return None
        only = Choice(frozenset({value}))
        return full.without(only) if op is ast.Op.NE else only

    def _option(self, expr: ast.Expr) -> object:
        match expr:
            case ast.StringLit(value=value) | ast.BooleanLit(value=value):
                return value
            case _:
                binding = self.checked.typing.bindings.get(id(expr))
                return binding.value if isinstance(binding, Option) else None

    def _constant(self, expr: ast.Expr) -> Any:
        return constant(expr, self.checked, self.day)

    def _renamed(self, expr: ast.Expr) -> ast.Expr:
        if not isinstance(expr, ast.Name) or expr.name not in self.known:
            return expr
        binding = self.checked.typing.bindings.get(id(expr))
        return self.known[expr.name] if isinstance(binding, Symbol) and binding.kind == "let" else expr


def _line(op: ast.Op, value: Any) -> Line | None:
    below = Interval(None, value, low_closed=False, high_closed=False)
    above = Interval(value, None, low_closed=False, high_closed=False)
    match op:
        case ast.Op.LT:
            return Line((below,))
        case ast.Op.LE:
            return Line((Interval(None, value, low_closed=False, high_closed=True),))
        case ast.Op.GT:
            return Line((above,))
        case ast.Op.GE:
            return Line((Interval(value, None, low_closed=True, high_closed=False),))
        case ast.Op.EQ:
            return Line((Interval(value, value, low_closed=True, high_closed=True),))
        case ast.Op.NE:
            return Line((below, above))
        case _:
            return None


def _joined(left: Domain, right: Domain, full: Domain) -> Domain:
    """The values in one of two sets, kept apart from each other."""
    rest = without(right, left)
    if isinstance(left, Line) and isinstance(rest, Line):
        return Line((*left.parts, *rest.parts), full.whole if isinstance(full, Line) else False)
    if isinstance(left, Choice) and isinstance(rest, Choice):
        if left.others or rest.others:
            kept, other = (left, rest) if left.others else (rest, left)
            return Choice(kept.values - other.values if not other.others else kept.values & other.values, others=True)
        return Choice(left.values | rest.values)
    return left
