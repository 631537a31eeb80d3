"""Walking an AST without recursion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from policydsl.feel import ast

if TYPE_CHECKING:
    from policydsl.feel.ast import Expr, UnaryTests

_LEAVES = ("span", "name_span", "op_span")


_PARTS: dict[type[Any], tuple[str, ...]] = {}


def _parts(kind: type[Any]) -> tuple[str, ...]:
    found = _PARTS.get(kind)
    if found is None:
        names: tuple[str, ...] = kind.__match_args__
        found = _PARTS[kind] = tuple(name for name in names if name not in _LEAVES)
    return found


def walk(root: Expr | UnaryTests) -> Iterator[Any]:
    """The node and every node below it, expressions and their parts alike."""
    rest: list[Any] = [root]
    while rest:
        node = rest.pop()
        yield node
        rest.extend(children(node))


def children(node: Any) -> Iterator[Any]:
    """The nodes right below one."""
    for name in _parts(type(node)):
        part = getattr(node, name)
        if type(part) is tuple:
            yield from (p for p in part if hasattr(p, "span"))
        elif hasattr(part, "span"):
            yield part


def names_in(root: Expr | UnaryTests) -> set[str]:
    """Every name that stands in it by itself (bound variables included)."""
    return {node.name for node in walk(root) if isinstance(node, ast.Name)}


def has_error(root: Expr | UnaryTests) -> bool:
    """Whether a part of it could not be read."""
    return any(isinstance(node, ast.ErrorExpr) for node in walk(root))
