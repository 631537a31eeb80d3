"""Values that a formula gives whatever the facts, on a day; days on which they change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from policydsl.check.checked import CheckedPolicy
from policydsl.feel import ast, ops
from policydsl.feel.checker import Symbol
from policydsl.feel.failure import FeelFailure
from policydsl.feel.values import Date
from policydsl.feel.walk import names_in

_FOLDED: Final[Mapping[ast.Op, Callable[[Any, Any], Any]]] = {
    ast.Op.ADD: ops.add,
    ast.Op.SUB: ops.subtract,
    ast.Op.MUL: ops.multiply,
    ast.Op.DIV: ops.divide,
}
MOST_DAYS: Final = 24  # versions of the figures of one clause that are looked at one by one


def constant(expr: ast.Expr, checked: CheckedPolicy, day: Date | None) -> Any:
    """What literals, parameters and arithmetic of them give on `day`; None where facts decide.

    `day` is None: parameters that have had several values are not known.
    """
    match expr:
        case ast.NumberLit(value=value) | ast.TemporalLit(value=value) | ast.StringLit(value=value):
            return value
        case ast.BooleanLit(value=value):
            return value
        case ast.Negate(operand=operand):
            return _tried(lambda value, _: ops.negate(value), constant(operand, checked, day), True)
        case ast.Binary(op=op, left=left, right=right) if op in _FOLDED:
            return _tried(_FOLDED[op], constant(left, checked, day), constant(right, checked, day))
        case ast.Name() if _is_parameter(expr, checked):
            versions = checked.policy.parameters[expr.name].versions
            held = [formula for start, formula in versions if day is not None and (start is None or start <= day)]
            if not held and (day is not None or len(versions) == 1):
                held = [versions[0][1]]
            # A version is a figure of its own: it names no other parameter.
            return constant(held[-1].expr, checked, day) if held and _is_plain(held[-1].expr) else None
        case _:
            return None


def days_of(exprs: Iterable[ast.Expr | ast.UnaryTests], checked: CheckedPolicy) -> tuple[Date | None, ...]:
    """A day of each set of values that the dated parameters in `exprs` have while the policy is in force.

    One None where nothing changes, or where so much changes that it is not followed.
    """
    policy = checked.policy
    used = {name for expr in exprs for name in names_in(expr)}
    dated = [policy.parameters[name].versions for name in sorted(used & policy.parameters.keys())]
    starts = {start for versions in dated if len(versions) > 1 for start, _ in versions if start is not None}
    if not starts:
        return (None,)
    begin, end = policy.in_force.start or min(starts), policy.in_force.end
    days = sorted({begin, *(day for day in starts if begin <= day and (end is None or day <= end))})
    return tuple(days) if len(days) <= MOST_DAYS else (None,)


def _is_parameter(expr: ast.Name, checked: CheckedPolicy) -> bool:
    binding = checked.typing.bindings.get(id(expr))
    return isinstance(binding, Symbol) and binding.kind == "parameter" and expr.name in checked.policy.parameters


def _is_plain(expr: ast.Expr) -> bool:
    return not names_in(expr)


def _tried(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    if left is None or right is None:
        return None
    try:
        return operation(left, right)
    except FeelFailure:
        return None
