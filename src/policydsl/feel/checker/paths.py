"""Paths as text, and what a condition says about null."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydsl.feel import ast
from policydsl.feel.checker.scope import ANY
from policydsl.feel.types import ERROR, Assessed

if TYPE_CHECKING:
    from policydsl.feel.ast import Expr
    from policydsl.feel.checker.checker import Typing


def path_of(expr: Expr) -> str | None:
    """`talent.assessed_support` as text, for names and paths only."""
    match expr:
        case ast.Name(name=name):
            return name
        case ast.Path(source=source, name=name):
            inner = path_of(source)
            return None if inner is None else f"{inner}.{name}"
        case _:
            return None


def not_null_when(condition: Expr, typing: Typing, *, truth: bool) -> frozenset[str]:
    """The paths that are not null when `condition` has this truth: from `x = null`, `x != null` and `and`, `or`.

    Where `x` or `null` was reported as a slip, nobody knows what was to be asked for: it may be any of them.
    """
    match condition:
        case ast.Binary(op=ast.Op.EQ | ast.Op.NE as op):
            path = _asked_for(condition, typing) if (op is ast.Op.NE) is truth else None
            return frozenset() if path is None else frozenset({path})
        case ast.Binary(op=ast.Op.AND | ast.Op.OR as op, left=left, right=right):
            one, other = not_null_when(left, typing, truth=truth), not_null_when(right, typing, truth=truth)
            if (op is ast.Op.AND) is truth:
                return one | other
            return other if ANY in one else one if ANY in other else one & other
        case ast.Call(function=ast.Name(name="not"), arguments=(only,)):
            return not_null_when(only.value, typing, truth=not truth)
        case _:
            return frozenset()


def _asked_for(expr: ast.Binary, typing: Typing) -> str | None:
    """What a comparison asks for null; None where it asks for something else."""
    for asked, other in ((expr.left, expr.right), (expr.right, expr.left)):
        if isinstance(other, ast.NullLit) or typing.type_of(other) == ERROR:
            return path_of(asked) if isinstance(typing.type_of(asked), Assessed) else ANY
    return None
