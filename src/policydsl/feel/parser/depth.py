"""How deep an AST is, found without recursion."""

from __future__ import annotations

from typing import Any

from policydsl.feel.ast import Expr, UnaryTests
from policydsl.source import Span


def deepest(root: Expr | UnaryTests, limit: int) -> Span | None:
    """The place of a node that lies deeper than `limit`, if there is one."""
    level: list[Any] = [root]
    for _ in range(limit):
        level = [part for node in level for part in _parts(node)]
        if not level:
            return None
    return next((node.span for node in level if hasattr(node, "span")), root.span)


def _parts(node: Any) -> list[Any]:
    """The nodes under a node; a tuple counts as the parts it holds."""
    found: list[Any] = []
    rest = [node] if isinstance(node, tuple) else [getattr(node, slot) for slot in node.__slots__]
    while rest:
        value = rest.pop()
        if type(value) is tuple:
            rest.extend(value)
        elif hasattr(value, "span"):
            found.append(value)
    return found
