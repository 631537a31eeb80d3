"""How much a part of a formula does each time it is computed, in steps: what a round of a loop or a call counts for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from policydsl.feel import ast
from policydsl.feel.walk import children

# In halves of a step. What is not listed takes one; calls and powers count themselves when they are computed.
_HALVES: Final[Mapping[type[Any], int]] = {
    ast.ListLit: 8,
    ast.ContextLit: 12,
    ast.RangeLit: 4,
    ast.InstanceOf: 8,
    ast.In: 4,
    ast.FunctionLit: 8,
    ast.For: 12,
    ast.Quantified: 12,
    ast.Filter: 8,
}
# Parts that are computed once a round of their own, which count them then.
_ROUNDS: Final[Mapping[type[Any], str]] = {
    ast.For: "body",
    ast.Quantified: "condition",
    ast.Filter: "condition",
    ast.FunctionLit: "body",
}


def work(root: ast.Expr) -> int:
    """Steps, at least one."""
    halves, rest = 0, [root]
    while rest:
        node = rest.pop()
        kind = type(node)
        halves += _HALVES.get(kind, 1)
        own = getattr(node, _ROUNDS[kind]) if kind in _ROUNDS else None
        rest.extend(part for part in children(node) if part is not own)
    return max(1, halves // 2)
