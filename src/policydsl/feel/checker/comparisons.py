"""Comparisons, `between`, `in` and table cells."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from policydsl.feel import ast
from policydsl.feel.checker import operators
from policydsl.feel.checker.paths import path_of
from policydsl.feel.checker.scope import Option, Scope, closest
from policydsl.feel.printer import print_expression
from policydsl.feel.types import BOOLEAN, ERROR, NULL, NUMBER, Assessed, Enum, Money, Type, describe
from policydsl.source import Origin, Span, Text

if TYPE_CHECKING:
    from policydsl.feel.ast import Expr
    from policydsl.feel.checker.checker import Checker


def comparison(checker: Checker, expr: ast.Binary, scope: Scope) -> Type:
    """`left op right`; `= null` on assessed values only."""
    equality = expr.op in (ast.Op.EQ, ast.Op.NE)
    for side, other in ((expr.left, expr.right), (expr.right, expr.left)):
        if isinstance(other, ast.NullLit):
            checker.infer(other, scope)
            _null(checker, expr, side, scope, equality=equality)
            return BOOLEAN
    if not equality:
        left, right = checker.value(expr.left, scope), checker.value(expr.right, scope)
    else:
        left, right = (_equality_operand(checker, one, scope) for one in (expr.left, expr.right))
    compare(checker, (expr.left, left), (expr.right, right), expr.op_span, ordered=not equality)
    return BOOLEAN


def _equality_operand(checker: Checker, expr: Expr, scope: Scope) -> Type:
    found = checker.infer(expr, scope)
    return found.item if isinstance(found, Assessed) else checker.single(expr, found)


def _null(checker: Checker, expr: ast.Binary, side: Expr, scope: Scope, *, equality: bool) -> None:
    found = checker.infer(side, scope)
    if found in (ERROR, NULL) or isinstance(found, Assessed):
        if not equality:
            checker.report("T005", expr.op_span, left=describe(found), right=describe(NULL))
    elif not scope.is_guarded(path_of(side) or ""):
        checker.report("T013", expr.span)


def compare(checker: Checker, left: tuple[Expr, Type], right: tuple[Expr, Type], span: Span, *, ordered: bool) -> None:
    """Report two sides that cannot be compared, an option that does not exist."""
    (left_expr, left_type), (right_expr, right_type) = left, right
    for one_type, other in ((left_type, right_expr), (right_type, left_expr)):
        if isinstance(one_type, Enum) and isinstance(other, ast.StringLit):
            option(checker, other.value, other.span, one_type, quoted=True)
            if not ordered:
                return
    if operators.comparable(left_type, right_type, ordered=ordered):
        return
    if isinstance(left_type, Money) and operators.is_zero(right_expr):
        return
    if isinstance(right_type, Money) and operators.is_zero(left_expr):
        return
    if {type(left_type), type(right_type)} == {Money, type(NUMBER)} and NUMBER in (left_type, right_type):
        number = left_expr if left_type == NUMBER else right_expr
        literal = number.value if isinstance(number, ast.NumberLit) else None
        help_ = (
            None
            if literal is None
            else Text(f"若以元计，写作 `{money(literal)}`", f"if yuan are meant, write `{money(literal)}`")
        )
        checker.report("T022", span, help=help_)
        return
    checker.report("T005", span, left=describe(left_type), right=describe(right_type))


def option(checker: Checker, value: str, span: Span, enum: Enum, *, quoted: bool) -> bool:
    """Whether a text is an option of the enum; if not, report it with what was probably meant."""
    if value in enum.values:
        return True
    guess = dict(enum.labels).get(value) or closest(value, enum.values)
    if guess is None:
        checker.report("N003", span, name=value, owner=enum.owner, known=", ".join(enum.values))
    else:
        checker.report(
            "N003", span, name=value, owner=enum.owner, known=", ".join(enum.values),
            help=Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?"),
            replace=f'"{guess}"' if quoted else guess,
        )  # fmt: skip
    return False


def money(value: Decimal) -> str:
    """An amount as formulas write it."""
    return print_expression(ast.NumberLit(Span(0, 0), value, ast.Unit.MONEY))


def between(checker: Checker, expr: ast.Between, scope: Scope) -> Type:
    """`value between low and high`."""
    value = checker.value(expr.value, scope)
    for bound in (expr.low, expr.high):
        found = checker.value(bound, scope)
        compare(checker, (expr.value, value), (bound, found), bound.span, ordered=True)
    return BOOLEAN


def membership(checker: Checker, expr: ast.In, scope: Scope) -> Type:
    """`value in tests`."""
    value = checker.value(expr.value, scope)
    for one in expr.tests:
        test(checker, one, value, expr.value, scope)
    return BOOLEAN


def test(checker: Checker, expr: Expr, value: Type, value_expr: Expr, scope: Scope) -> None:
    """One test of `in` or of a table cell against a value of this type."""
    checker.typing.types[id(expr)] = BOOLEAN
    match expr:
        case ast.OpTest(op=op, operand=operand):
            found = checker.value(operand, scope)
            ordered = op not in (ast.Op.EQ, ast.Op.NE)
            compare(checker, (value_expr, value), (operand, found), operand.span, ordered=ordered)
        case ast.RangeLit(low=low, high=high):
            for bound in (low, high):
                found = checker.value(bound, scope)
                compare(checker, (value_expr, value), (bound, found), bound.span, ordered=True)
        case ast.ListLit(items=items):
            for item in items:
                test(checker, item, value, value_expr, scope)
        case ast.NullLit():
            checker.report("T019", expr.span)
        case ast.ErrorExpr():
            pass
        case _:
            _equal_test(checker, expr, value, value_expr, scope)


def _equal_test(checker: Checker, expr: Expr, value: Type, value_expr: Expr, scope: Scope) -> None:
    found = checker.value(expr, scope)
    if value == BOOLEAN or found != BOOLEAN or isinstance(expr, ast.BooleanLit):
        compare(checker, (value_expr, value), (expr, found), expr.span, ordered=False)
    else:
        checker.report("T005", expr.span, left=describe(value), right=describe(found))


def cell(checker: Checker, tests: ast.UnaryTests, origin: Origin, value: Type, value_expr: Expr, scope: Scope) -> None:
    """A table cell: for an enum a bare word is an option, everything else is a unary test."""
    if value == ERROR:
        return
    checker.origin = origin
    for one in tests.tests:
        if isinstance(value, Enum) and isinstance(one, ast.Name) and scope.lookup(one.name) is None:
            if option(checker, one.name, one.span, value, quoted=False):
                checker.typing.bindings[id(one)] = Option(one.name, value)
            checker.typing.types[id(one)] = value
        elif isinstance(value, Enum) and isinstance(one, ast.Name) and one.name in value.values:
            checker.typing.bindings[id(one)] = Option(one.name, value)
            checker.typing.types[id(one)] = value
        else:
            test(checker, one, value, value_expr, scope)
