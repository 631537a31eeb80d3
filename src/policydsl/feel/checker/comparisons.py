"""Comparisons, `between`, `in` and table cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydsl.feel import ast
from policydsl.feel.checker import currencies, meant, operators
from policydsl.feel.checker.paths import path_of
from policydsl.feel.checker.scope import Option, Scope, closest
from policydsl.feel.parser.slips import is_everything
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
    operand = _equality_operand if equality else _ordered_operand
    left = operand(checker, expr.left, scope)
    if meant.word(checker, expr.right, left, scope):
        checker.typing.types[id(expr.right)] = ERROR
        return BOOLEAN
    right = operand(checker, expr.right, scope)
    compare(checker, (expr.left, left), (expr.right, right), expr.op_span, ordered=not equality)
    return BOOLEAN


def _ordered_operand(checker: Checker, expr: Expr, scope: Scope) -> Type:
    return checker.value(expr, scope)


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
    if currencies.mixed(left_type, right_type):
        currencies.report_mixed(checker, left, right, span)
        return
    if {type(left_type), type(right_type)} == {Money, type(NUMBER)} and NUMBER in (left_type, right_type):
        number = left_expr if left_type == NUMBER else right_expr
        literal = number.value if isinstance(number, ast.NumberLit) else None
        checker.report(
            "T022", span, help=currencies.with_unit(literal, right_type if left_type == NUMBER else left_type)
        )
        return
    if not meant.unlike(checker, left, right):
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
        case ast.OpTest(operand=operand) if meant.word(checker, operand, value, scope):
            checker.typing.types[id(operand)] = ERROR
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
        case ast.Name() if meant.word(checker, expr, value, scope):
            pass
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


def cell(
    checker: Checker, tests: ast.UnaryTests, text: str, origin: Origin, column: tuple[Expr, Type], scope: Scope
) -> None:
    """A table cell: for an enum a bare word is an option, everything else is a unary test."""
    value_expr, value = column
    if value == ERROR:
        return
    checker.origin = origin
    if isinstance(value, Enum) and meant.options(checker, tests, text, value):
        return
    checker.in_cell = True
    for one in tests.tests:
        _cell_test(checker, one, value, value_expr, scope)
    checker.in_cell = False


def _cell_test(checker: Checker, one: Expr, value: Type, value_expr: Expr, scope: Scope) -> None:
    if isinstance(value, Enum) and isinstance(one, ast.ListLit):
        checker.typing.types[id(one)] = BOOLEAN
        for item in one.items:
            _cell_test(checker, item, value, value_expr, scope)
        return
    if isinstance(one, ast.Name) and scope.lookup(one.name) is None:
        if _takes_everything(checker, one, value):
            return
        if value == BOOLEAN and meant.truth_of(checker, one, value_expr, scope):
            return
        if isinstance(value, Enum):
            if option(checker, one.name, one.span, value, quoted=False):
                checker.typing.bindings[id(one)] = Option(one.name, value)
            checker.typing.types[id(one)] = value
            return
    if isinstance(one, ast.Binary) and meant.repeats_column(checker, one, value_expr, scope):
        return
    if isinstance(value, Enum) and isinstance(one, ast.Name) and one.name in value.values:
        checker.typing.bindings[id(one)] = Option(one.name, value)
        checker.typing.types[id(one)] = value
    else:
        test(checker, one, value, value_expr, scope)


def _takes_everything(checker: Checker, one: ast.Name, value: Type) -> bool:
    """`不限`, `其他` and the like, unless an option is called so."""
    if not is_everything(one.name) or (isinstance(value, Enum) and one.name in (*value.values, *dict(value.labels))):
        return False
    checker.report("X068", one.span, written=one.name, replace='"-"' if checker.stands_alone(one.span) else None)
    return True
