"""Whether two expressions are the same but for their spelling: `30 %`, `30%` and `0.30`; `≥` and `>=`.

Nothing is computed or reordered: `a + b` and `b + a` are two expressions.
"""

from __future__ import annotations

from typing import Final

from policydsl.feel.ast import ErrorExpr, Expr, NumberLit, UnaryTests, Unit
from policydsl.source import Span

_BARE: Final = frozenset({Unit.NONE, Unit.RATIO})  # `30%` is the number 0.3


def same_expression(left: Expr | UnaryTests, right: Expr | UnaryTests) -> bool:
    """Whether both say the same; what could not be read is like nothing. The parser bounds their depth."""
    return _same(left, right)


def _same(left: object, right: object) -> bool:
    if isinstance(left, ErrorExpr) or type(left) is not type(right):
        return False
    match left, right:
        case (Span(), Span()):
            return True
        case (Unit(), Unit()):
            return left is right or {left, right} == _BARE
        case (tuple(), tuple()):
            return len(left) == len(right) and all(map(_same, left, right))
        case (NumberLit(), NumberLit()):  # 5人 is the number 5
            return left.value == right.value and left.currency == right.currency and _same(left.unit, right.unit)
        case _ if hasattr(left, "span"):
            names: tuple[str, ...] = getattr(type(left), "__match_args__", ())
            return all(_same(getattr(left, name), getattr(right, name)) for name in names)
        case _:
            return left == right
