"""Calls of which all arguments are written out: computed while they are checked, so that none fails for everyone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydsl.feel import ast, types
from policydsl.feel.builtins import Builtin, Signature, bind
from policydsl.feel.builtins.signature import OneOf
from policydsl.feel.failure import FeelFailure
from policydsl.feel.types import ERROR, Type
from policydsl.feel.values import DaysTimeDuration, Value, YearsMonthsDuration
from policydsl.source import Text

if TYPE_CHECKING:
    from policydsl.feel.checker.checker import Checker

_DURATIONS: dict[type, Type] = {YearsMonthsDuration: types.YEARS_MONTHS, DaysTimeDuration: types.DAYS_TIME}


def checked(checker: Checker, expr: ast.Call, function: Builtin, signature: Signature, found: Type) -> Type:
    """The type of a call; one that has no value is reported, as one whose type only its value would tell."""
    values = _values(expr)
    if values is None:
        if isinstance(signature.result, OneOf):
            what = Text(f"由算出的值求 `{function.name}`", f"`{function.name}` of a computed value")
            return checker.not_here(expr, what)
        return found
    names = tuple(argument.name for argument in expr.arguments if argument.name is not None)
    try:
        value = bind(function, len(values), names or None)(values)
    except FeelFailure as failure:
        checker.report("T023", expr.span, function=function.name, reason=failure.reason)
        return ERROR
    return _DURATIONS.get(type(value), found)


def _values(expr: ast.Call) -> list[Value] | None:
    """The arguments, if all are literals."""
    found: list[Value] = []
    for argument in expr.arguments:
        match argument.value:
            case ast.NullLit():
                found.append(None)
            case ast.Negate(operand=ast.NumberLit(value=number)):
                found.append(-number)
            case ast.NumberLit() | ast.StringLit() | ast.BooleanLit() | ast.TemporalLit() as literal:
                found.append(literal.value)
            case _:
                return None
    return found
