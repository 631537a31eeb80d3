"""Values of literals and of parameters that never change."""

from __future__ import annotations

from typing import Any

from policydsl.check.checked import CheckedPolicy
from policydsl.feel import ast
from policydsl.feel.checker import Symbol


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
