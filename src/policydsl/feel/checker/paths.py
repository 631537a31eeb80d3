"""Paths as text, and what a condition says about null."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydsl.feel import ast

if TYPE_CHECKING:
    from policydsl.feel.ast import Expr


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


def not_null_when(condition: Expr, *, truth: bool) -> frozenset[str]:
    """The paths that are not null when `condition` has this truth: from `x = null`, `x != null` and `and`, `or`."""
    match condition:
        case ast.Binary(op=ast.Op.EQ | ast.Op.NE as op, left=left, right=right):
            asked = left if isinstance(right, ast.NullLit) else right if isinstance(left, ast.NullLit) else None
            path = path_of(asked) if asked is not None else None
            return frozenset({path}) if path is not None and (op is ast.Op.NE) is truth else frozenset()
        case ast.Binary(op=ast.Op.AND | ast.Op.OR as op, left=left, right=right):
            both = not_null_when(left, truth=truth), not_null_when(right, truth=truth)
            return both[0] | both[1] if (op is ast.Op.AND) is truth else both[0] & both[1]
        case _:
            return frozenset()
