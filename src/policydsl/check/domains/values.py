"""Every value that an expression can have, as far as facts and functions say."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from policydsl.check.checked import CheckedPolicy
from policydsl.check.domains.sets import BOTH, EVERYTHING, Choice, Domain, Interval, Line
from policydsl.feel import ast
from policydsl.feel.checker import Symbol, periods
from policydsl.feel.checker.scope import FieldOf
from policydsl.feel.types import BOOLEAN, DATE, NUMBER, TEXT, YEARS_MONTHS, Enum, Money, Record, Type
from policydsl.model.policy import Field

_WHOLE_CALLS: Final = frozenset({"count", "floor", "ceiling"})


def values_of(expr: ast.Expr, checked: CheckedPolicy) -> Domain:
    """Every value that `expr` can have; never fewer."""
    type_ = checked.typing.type_of(expr)
    match type_:
        case Enum(values=values):
            return Choice(frozenset(values))
        case _ if type_ == BOOLEAN:
            return BOTH
        case _ if type_ == TEXT:
            return Choice(frozenset(), others=True)
        case _ if type_ in (DATE, YEARS_MONTHS):
            return Line((Interval(),), whole=True)
        case _ if type_ == NUMBER or isinstance(type_, Money):
            low, high = _ends(expr, checked)
            ends = Interval(low, high, low_closed=low is not None, high_closed=high is not None)
            return Line((ends,), whole=_is_whole(expr, checked))
        case _:
            return EVERYTHING


def _ends(expr: ast.Expr, checked: CheckedPolicy) -> tuple[Decimal | None, Decimal | None]:
    if _called(expr) == "count":
        return Decimal(0), None
    field = field_of(expr, checked)
    return (None, None) if field is None else (field.minimum, field.maximum)


def _is_whole(expr: ast.Expr, checked: CheckedPolicy) -> bool:
    """Whether only whole numbers come out."""
    rest = [expr]
    while rest:
        one = rest.pop()
        match one:
            case ast.Binary(op=ast.Op.ADD | ast.Op.SUB | ast.Op.MUL, left=left, right=right):
                rest += [left, right]
            case ast.Negate(operand=operand):
                rest.append(operand)
            case ast.NumberLit(value=value):
                if value != value.to_integral_value():
                    return False
            case ast.Call(arguments=(_,)) if _called(one) in _WHOLE_CALLS:
                continue
            case _:
                field = field_of(one, checked)
                if not (field.whole if field is not None else _is_year(one, checked)):
                    return False
    return True


def _called(expr: ast.Expr) -> str:
    return expr.function.name if isinstance(expr, ast.Call) and isinstance(expr.function, ast.Name) else ""


def _is_year(expr: ast.Expr, checked: CheckedPolicy) -> bool:
    binding = checked.typing.bindings.get(id(expr))
    return isinstance(binding, Symbol) and binding.kind == "year"


def field_of(expr: ast.Expr, checked: CheckedPolicy) -> Field | None:
    """The declared fact that an expression reads, by itself or the figure of a period."""
    if _called(expr) == periods.AT and isinstance(expr, ast.Call) and expr.arguments:
        expr = expr.arguments[0].value
    record: Type | None = None
    name = ""
    if isinstance(expr, ast.Path):
        record, name = checked.typing.type_of(expr.source), expr.name
    else:
        binding = checked.typing.bindings.get(id(expr))
        if isinstance(binding, FieldOf):
            record, name = binding.symbol.type, binding.name
    if not isinstance(record, Record):
        return None
    for entity in checked.policy.entities.values():
        if entity.item == record.name:
            return entity.fields.get(name)
    return None
